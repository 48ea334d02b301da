"""What may be answered in the wizard: the value, or the key of the sentence that says why not. No Kivy here."""

import re
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

from kiosk.base.address import Network, parsed
from kiosk.base.plain import plain
from kiosk.record.enrolment import CODE_LETTERS, plain_code
from kiosk.services.beds.settings import EARLIEST, LATEST, MOST_BED, MOST_COLUMNS, MOST_ROWS
from kiosk.services.house.settings import NAME_LETTERS, PHONE_LETTERS
from kiosk.station.people import acceptable
from kiosk.station.writing import BedPlan, MealPlan
from kiosk.widgets.glyphs import tofu

PORT: Final = 9100
_MONEY: Final = re.compile(r"\d{1,4}(?:\.\d{1,2})?", re.ASCII)
_CLOCK: Final = re.compile(r"([01]\d|2[0-3])([0-5]\d)", re.ASCII)
_MOST_FEN: Final = 100_000
MOST_DEPOSIT_FEN: Final = 500_000
_MOST_PORTIONS: Final = 2000
_MOST_UNITS: Final = 20  # a label each comes out of the printer at once


class NotThisError(ValueError):
    """An answer that is none; `key` names the sentence that says so, `fields` what it needs."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields


def name(text: str) -> str:
    """A station's name. Raises NotThisError."""
    trimmed = text.strip()
    if not trimmed or len(trimmed) > NAME_LETTERS or not plain(trimmed):
        raise NotThisError("setup.bad_name", most=NAME_LETTERS)
    if missing := tofu(trimmed):
        raise NotThisError("setup.bad_letter", letter=missing[0])
    return trimmed


def phone(text: str) -> str:
    """A phone number, or nothing. Raises NotThisError."""
    if len(text) > PHONE_LETTERS or not all(mark in "0123456789- " for mark in text):
        raise NotThisError("setup.bad_phone")
    return text.strip()


def fen(text: str) -> int:
    """Yuan as they are typed, in fen. Raises NotThisError."""
    amount = int(Decimal(text) * 100) if _MONEY.fullmatch(text) else -1
    if not 0 <= amount <= _MOST_FEN:
        raise NotThisError("setup.bad_money")
    return amount


def portions(text: str) -> int:
    """How many a day. Raises NotThisError."""
    return number(text, _MOST_PORTIONS)


def beds(text: str) -> int:
    """How many in a room. Raises NotThisError."""
    return number(text, MOST_COLUMNS * MOST_ROWS)


def units(text: str) -> int:
    """How many of a kind of tool. Raises NotThisError."""
    return number(text, _MOST_UNITS)


def number(text: str, most: int) -> int:
    """How many: from 1 on. Raises NotThisError."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        raise NotThisError("setup.bad_number", most=most)
    return int(text)


def deposit(text: str) -> int:
    """A deposit in yuan, in fen: at least one yuan. Raises NotThisError."""
    amount = int(Decimal(text) * 100) if _MONEY.fullmatch(text) else -1
    if not 100 <= amount <= MOST_DEPOSIT_FEN:
        raise NotThisError("setup.bad_deposit", most=MOST_DEPOSIT_FEN // 100)
    return amount


def rest(plan: BedPlan) -> BedPlan:
    """Rooms whose beds have numbers enough, and a rest at noon. Raises NotThisError."""
    if sum(beds for _, beds in plan.rooms) > MOST_BED:
        raise NotThisError("setup.bad_beds", most=MOST_BED)
    if not EARLIEST <= plan.starts < plan.ends <= LATEST:
        raise NotThisError("setup.bad_rest", first=EARLIEST, last=LATEST)
    return plan


def minute(text: str) -> str:
    """Four digits as a time, 1130 as 11:30. Raises NotThisError."""
    if (found := _CLOCK.fullmatch(text)) is None:
        raise NotThisError("setup.bad_time")
    return f"{found[1]}:{found[2]}"


def meal(plan: MealPlan) -> MealPlan:
    """A meal whose times and prices fit each other. Raises NotThisError."""
    if not plan.opens <= plan.serving_from < plan.ends:
        raise NotThisError("setup.bad_order")
    if plan.cost_fen < plan.price_fen:
        raise NotThisError("setup.bad_cost")
    return plan


def network(text: str) -> str:
    """A printer's address on the network as settings write it; the port is 9100 where none is given.

    Raises NotThisError.
    """
    host, _, port = text.partition(":")
    address = f"tcp:{host}:{port or PORT}"
    parts = host.split(".")
    dotted = len(parts) == 4 and all(part.isascii() and part.isdigit() and int(part) < 256 for part in parts)
    if not dotted or not isinstance(parsed(address), Network):
        raise NotThisError("setup.bad_address")
    return address


def centre(text: str) -> str:
    """The centre's address. Raises NotThisError."""
    try:
        parts = urlsplit(text.strip())
        known = parts.scheme in {"https", "http"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known or not text.isascii() or " " in text.strip():
        raise NotThisError("setup.bad_centre")
    return text.strip().rstrip("/")


def code(text: str) -> str:
    """A one-time code of the centre. Raises NotThisError."""
    if len(plain_code(text)) != CODE_LETTERS:
        raise NotThisError("setup.bad_code", most=CODE_LETTERS)
    return text.strip()


def pin(text: str) -> str:
    """A PIN that may be used. Raises NotThisError."""
    if not acceptable(text):
        raise NotThisError("staff.bad_pin_staff")
    return text
