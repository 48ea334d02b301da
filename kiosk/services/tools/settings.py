"""Which kinds of tools a station lends, against what deposit, for how long, and the rules they share."""

import re
from typing import Final

import msgspec

from kiosk.base.plain import LONGEST, plain

_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,23}")
_MINUTE: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_ICON: Final = re.compile(r"[a-z0-9-]{1,40}")
_MOST_FEN: Final = 1_000_000
_SAFETY_PICTURES: Final = 3


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > LONGEST or not plain(name):
        raise ValueError(f"a name of 1 to {LONGEST} letters")


def _check_fen(fen: int, least: int = 0) -> None:
    if not least <= fen <= _MOST_FEN:
        raise ValueError(f"whole fen from {least} to {_MOST_FEN}")


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part (配件) of the checklist, with its picture, and what is deducted where it is missing or damaged, in fen."""

    id: str
    name: str
    en: str = ""
    icon: str = "tool"
    missing_fen: int = 0
    damaged_fen: int = 0

    def __post_init__(self) -> None:
        if _ID.fullmatch(self.id) is None or _ICON.fullmatch(self.icon) is None:
            raise ValueError("id and icon in small letters")
        _check_name(self.name)
        _check_fen(self.missing_fen)
        _check_fen(self.damaged_fen)


class Warned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One picture of the safety consent (安全须知), with the sentence below it."""

    icon: str
    words: str
    en: str = ""

    def __post_init__(self) -> None:
        if _ICON.fullmatch(self.icon) is None:
            raise ValueError("the name of an icon")
        _check_name(self.words)


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of tool (种类).

    `deposit_fen` is the worker's money throughout. It is lent for `days` open days, 0 for the same day, and is due at
    `by`. `powered` ones are lent only before their inspection date; `safety` asks for a consent to three pictures.
    """

    id: str
    name: str
    deposit_fen: int
    parts: tuple[Part, ...]
    en: str = ""
    icon: str = "tool"
    days: int = 0
    by: str = "17:00"
    powered: bool = False
    adults_only: bool = False
    permit: bool = False
    safety: tuple[Warned, ...] = ()

    def __post_init__(self) -> None:
        if _ID.fullmatch(self.id) is None or _ICON.fullmatch(self.icon) is None:
            raise ValueError("id and icon in small letters")
        _check_name(self.name)
        _check_fen(self.deposit_fen, 100)
        ids = [part.id for part in self.parts]
        if not 1 <= len(ids) <= 6 or len(ids) != len(set(ids)):
            raise ValueError("1 to 6 parts, each once")
        if not 0 <= self.days <= 60 or _MINUTE.fullmatch(self.by) is None:
            raise ValueError('days from 0 to 60, by as "17:00"')
        if len(self.safety) not in {0, _SAFETY_PICTURES}:
            raise ValueError("three safety pictures, or none")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[services.tools]`: the kinds, and the rules they share.

    A number is held `hold_s`, and a hand-over that was begun as long again; a deduction above `approve_above_fen` needs
    a supervisor; a mistaken hand-over or return is undone within `undo_s`; a loan is extended `extensions` times.
    """

    kinds: tuple[Kind, ...] = ()
    hold_s: int = 1200
    approve_above_fen: int = 5000
    undo_s: int = 600
    extensions: int = 1

    def __post_init__(self) -> None:
        ids = [kind.id for kind in self.kinds]
        if len(ids) != len(set(ids)):
            raise ValueError("each kind once")
        if not 60 <= self.hold_s <= 7200 or not 0 <= self.undo_s <= 3600:
            raise ValueError("hold_s from 60 to 7200, undo_s from 0 to 3600 seconds")
        _check_fen(self.approve_above_fen)
        if not 0 <= self.extensions <= 10:
            raise ValueError("extensions from 0 to 10")

    def kind(self, kind_id: str) -> Kind | None:
        """A kind by its id, or None where the station does not lend it."""
        return next((kind for kind in self.kinds if kind.id == kind_id), None)
