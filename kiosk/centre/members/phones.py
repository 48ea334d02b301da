"""A member's phone: the card opens the passbook on it, a cookie keeps it open there, a code made every few seconds.

Whoever holds the card may open it, as at a station. Codes that were guessed are counted, and soon refused.
"""

import re
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Final, Literal

import msgspec
from nacl.signing import SigningKey
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Now
from kiosk.centre.members.leasing import NoLease, member_of_card
from kiosk.centre.members.tables import MEMBER_CARDS, MEMBER_GUESSES, MEMBER_PHONES, MEMBER_PLACES
from kiosk.record.token import LIFE_S, NONCE_BYTES, Token, written

# A phone that shows its passbook no more is forgotten.
_IDLE: Final = timedelta(days=90)
_NOTED: Final = timedelta(hours=12)
# Wrong codes within a quarter of an hour: for one number, from one address, at the whole centre.
_GUESSES_S: Final = 15 * 60
_MOST_GUESSES: Final = (("number", 8), ("address", 40))
_MOST_ALL: Final = 300
# So much of a card's code is typed: 40 bits.
TYPED: Final = 10
_CODE: Final = re.compile(rf"(?:[0-9]+-[0-9]+-)?([0-9a-f]{{{TYPED},16}})")
_NUMBER_DIGITS: Final = 7


class Phone(msgspec.Struct, frozen=True):
    """A phone on which a passbook is open, and the word that each of its forms must carry."""

    member: str
    csrf: str


class NotOpened(Exception):  # noqa: N818 - an answer to whoever asked
    """A passbook that is not opened: `centre.member_no_REASON` says why."""

    def __init__(self, reason: Literal["card", "card_void", "code", "too_many"]) -> None:
        super().__init__(reason)
        self.reason = reason


def _hash(text: str) -> bytes:
    return sha256(b"kiosk/phone/1" + text.encode()).digest()


async def open_by_card(connection: AsyncConnection, shown: str, agent: str, now: Now) -> str:
    """Opens the passbook of whose card was scanned; returns the cookie. Raises NotOpened."""
    try:
        member = await member_of_card(connection, shown)
    except NoLease as refusal:
        raise NotOpened("card_void" if refusal.problem == "card_void" else "card") from None
    return await _begin(connection, member, agent, now)


async def open_by_code(connection: AsyncConnection, number: str, code: str, agent: str, now: Now) -> str:
    """Opens it by the member's number and the code beside the card's QR; returns the cookie. Raises NotOpened."""
    found = _CODE.fullmatch("".join(code.split()).lower())
    digits = number_of(number)
    if found is None or not digits:
        raise NotOpened("code")
    begin = found[1]
    asked = (
        select(MEMBER_CARDS.c.member, MEMBER_CARDS.c.live)
        .join(MEMBER_PLACES, (MEMBER_PLACES.c.device == MEMBER_CARDS.c.device))
        .where(MEMBER_CARDS.c.hash16 >= begin, MEMBER_CARDS.c.hash16 < begin + "g")
        .where(MEMBER_PLACES.c.account == int(digits), MEMBER_PLACES.c.member == MEMBER_CARDS.c.member)
    )
    rows = (await connection.execute(asked)).all()
    if len({row.member for row in rows}) != 1:
        raise NotOpened("code")
    if not any(row.live for row in rows):
        raise NotOpened("card_void")
    return await _begin(connection, rows[0].member, agent, now)


def number_of(text: str) -> str:
    """A member's number as somebody types it (12, 12号, No. 12): its digits, or nothing."""
    digits = "".join(one for one in text if one in "0123456789")
    return digits if len(digits) <= _NUMBER_DIGITS else ""


async def _begin(connection: AsyncConnection, member: str, agent: str, now: Now) -> str:
    card = (
        await connection.execute(
            select(MEMBER_CARDS.c.device, MEMBER_CARDS.c.epoch, MEMBER_CARDS.c.seq).where(
                MEMBER_CARDS.c.member == member, MEMBER_CARDS.c.live == 1
            )
        )
    ).one()
    token = secrets.token_urlsafe(32)
    row = {"token_hash": _hash(token), "member": member, "agent_hash": _hash(agent), "csrf": secrets.token_urlsafe(24)}
    row |= {"device": bytes(card.device), "epoch": card.epoch, "seq": card.seq}
    await connection.execute(delete(MEMBER_PHONES).where(MEMBER_PHONES.c.seen_at < _ago(now, _IDLE)))
    await connection.execute(insert(MEMBER_PHONES).values(row | {"began_at": now.stamp, "seen_at": now.stamp}))
    return token


async def find(connection: AsyncConnection, token: str, agent: str, now: Now) -> tuple[Phone | None, bool]:
    """Whose passbook a cookie keeps open, in the browser it was given to; and whether its visit should be noted."""
    same = (
        (MEMBER_CARDS.c.device == MEMBER_PHONES.c.device)
        & (MEMBER_CARDS.c.epoch == MEMBER_PHONES.c.epoch)
        & (MEMBER_CARDS.c.seq == MEMBER_PHONES.c.seq)
    )
    asked = select(MEMBER_PHONES, MEMBER_CARDS.c.live).join(MEMBER_CARDS, same)
    row = (await connection.execute(asked.where(MEMBER_PHONES.c.token_hash == _hash(token)))).first()
    if row is None or not row.live or row.seen_at < _ago(now, _IDLE):
        return None, False
    if not secrets.compare_digest(bytes(row.agent_hash), _hash(agent)):
        return None, False
    return Phone(row.member, row.csrf), row.seen_at < _ago(now, _NOTED)


async def note_seen(connection: AsyncConnection, token: str, now: Now) -> None:
    """It is still looked at."""
    kept = update(MEMBER_PHONES).where(MEMBER_PHONES.c.token_hash == _hash(token))
    await connection.execute(kept.values(seen_at=now.stamp))


async def close(connection: AsyncConnection, token: str) -> None:
    """Closes the passbook on this phone."""
    await connection.execute(delete(MEMBER_PHONES).where(MEMBER_PHONES.c.token_hash == _hash(token)))


async def close_others(connection: AsyncConnection, phone: Phone, token: str) -> None:
    """Closes it on every other phone."""
    others = delete(MEMBER_PHONES).where(MEMBER_PHONES.c.member == phone.member)
    await connection.execute(others.where(MEMBER_PHONES.c.token_hash != _hash(token)))


async def count(connection: AsyncConnection, phone: Phone) -> int:
    """On how many phones the passbook is open."""
    asked = select(func.count()).select_from(MEMBER_PHONES).where(MEMBER_PHONES.c.member == phone.member)
    return int((await connection.execute(asked)).scalar_one())


def code(phone: Phone, key: SigningKey, now: Now) -> str:
    """A code to hold before a kiosk's scanner: good once, and for a short time."""
    not_after = int(now.at.timestamp()) + LIFE_S
    return written(Token(bytes.fromhex(phone.member), not_after, secrets.token_bytes(NONCE_BYTES)), key)


async def too_many(connection: AsyncConnection, number: str, address: str, now: Now) -> bool:
    """Whether too many codes were guessed lately: for a number, from an address, or anywhere."""
    for (column, most), value in zip(_MOST_GUESSES, (number, address), strict=True):
        asked = select(func.count()).where(MEMBER_GUESSES.c[column] == value, MEMBER_GUESSES.c.at > _since(now))
        if ((await connection.execute(asked)).scalar() or 0) >= most:
            return True
    return await guesses(connection, now) >= _MOST_ALL


async def guesses(connection: AsyncConnection, now: Now) -> int:
    """How many codes were guessed within the last quarter of an hour."""
    asked = select(func.count()).select_from(MEMBER_GUESSES).where(MEMBER_GUESSES.c.at > _since(now))
    return int((await connection.execute(asked)).scalar_one())


async def note_guess(connection: AsyncConnection, number: str, address: str, now: Now) -> None:
    """Counts a wrong code; those that count no more go."""
    await connection.execute(delete(MEMBER_GUESSES).where(MEMBER_GUESSES.c.at <= _since(now)))
    row = {"guess_id": secrets.token_hex(16), "number": number[:_NUMBER_DIGITS], "address": address, "at": now.stamp}
    await connection.execute(insert(MEMBER_GUESSES).values(row))


def _since(now: Now) -> str:
    return _ago(now, timedelta(seconds=_GUESSES_S))


def _ago(now: Now, span: timedelta) -> str:
    return (now.at - span).isoformat(timespec="milliseconds")
