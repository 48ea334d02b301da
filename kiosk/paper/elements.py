"""What a slip is made of, before any width is known. Stored with the spool and laid out when printed."""

from typing import Literal

import msgspec

Align = Literal["left", "center", "right"]


class Element(msgspec.Struct, frozen=True, tag_field="el", tag=str.lower, omit_defaults=True):
    """One piece of a slip."""


class Text(Element, frozen=True):
    """A paragraph, wrapped at the paper's width; `size` 2 doubles width and height."""

    text: str
    align: Align = "left"
    size: Literal[1, 2] = 1


class Pair(Element, frozen=True):
    """A line with a left and a right part; the left one is wrapped where both do not fit."""

    left: str
    right: str
    size: Literal[1, 2] = 1


class Rule(Element, frozen=True):
    """A line across the paper."""


class Feed(Element, frozen=True):
    """Empty lines."""

    lines: int = 1


class QrCode(Element, frozen=True):
    """A QR code of `text`, with `beside` printed under or beside it so that digits remain when thermal paper fades."""

    text: str
    beside: tuple[str, ...] = ()


class Cut(Element, frozen=True):
    """The paper is cut here: what follows is another copy, of the same job."""


class Drawer(Element, frozen=True):
    """A pulse to the cash drawer, after the paper is cut."""


class Trial(Element, frozen=True):
    """Lines printed as if the printer were of another profile, to see which of them come out."""

    profile: str
    elements: tuple[Text | Pair | Rule | Feed, ...]


class Slip(msgspec.Struct, frozen=True, omit_defaults=True):
    """One slip: `kind` is `service.slip`, `number` what a person would call it on screen (8号).

    `device` is the printer it is for and no other; mostly empty: any.
    """

    kind: str
    number: str
    elements: tuple[Text | Pair | Rule | Feed | QrCode | Cut | Drawer | Trial, ...]
    device: str = ""


def encode(slip: Slip) -> bytes:
    """The slip as the spool keeps it."""
    return msgspec.json.encode(slip)


def decode(raw: bytes) -> Slip:
    """The slip back from the spool."""
    return msgspec.json.decode(raw, type=Slip)


class _For(msgspec.Struct, frozen=True):
    device: str = ""


def meant_for(raw: bytes) -> str:
    """The printer that a kept slip is for and no other; empty for any, and for one that cannot be read."""
    try:
        return msgspec.json.decode(raw, type=_For).device
    except msgspec.DecodeError:
        return ""  # whoever lays it out says so
