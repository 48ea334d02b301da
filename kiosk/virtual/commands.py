"""The ESC/POS commands a virtual printer knows, by what they mean."""

from typing import Literal

import msgspec


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One command as it was found in the stream; `raw` are its bytes."""

    raw: bytes


class Reset(Command, frozen=True):
    """ESC @: everything as after switching on, what stands in the line is dropped."""


class Characters(Command, frozen=True):
    """Characters to set: one of two bytes from the Chinese ROM, or one of one byte."""

    text: str


class LineFeed(Command, frozen=True):
    """LF: prints the line and feeds one line."""


class FeedDots(Command, frozen=True):
    """ESC J: prints the line and feeds so many dots."""

    dots: int


class FeedLines(Command, frozen=True):
    """ESC d: prints the line and feeds so many lines."""

    lines: int


class Spacing(Command, frozen=True):
    """ESC 3, ESC 2: dots from line to line."""

    dots: int


class Place(Command, frozen=True):
    """ESC a: where lines stand."""

    align: Literal["left", "center", "right"]


class Size(Command, frozen=True):
    """GS !, FS !: times as wide, times as high; FS ! touches hanzi only."""

    wide: int
    high: int
    hanzi_only: bool


class HanziSpace(Command, frozen=True):
    """FS S: dots left and right of each hanzi."""

    left: int
    right: int


class Image(Command, frozen=True):
    """GS v 0: an image of `width_bytes` × 8 dots and `height` rows, doubled in either direction by `wide`, `high`."""

    width_bytes: int
    height: int
    wide: int
    high: int
    dots: bytes


class QrCode(Command, frozen=True):
    """GS ( k, function 181: prints the QR code stored before."""

    text: str
    module: int
    ec: Literal["L", "M", "Q", "H"]


class Cut(Command, frozen=True):
    """GS V: feeds to the knife and cuts."""


class Drawer(Command, frozen=True):
    """ESC p: a pulse to the cash drawer."""


class AskPaper(Command, frozen=True):
    """GS r 1: asks for the paper sensors, answered in its turn."""


class AskDone(Command, frozen=True):
    """GS ( H, function 48: asks to be told when all before it is on paper."""

    process_id: bytes


class DrawerLock(Command, frozen=True):
    """GS ( D: whether real-time pulses (DLE DC4) shall be taken."""

    pulses: bool


class RealTime(Command, frozen=True):
    """DLE EOT, DLE ENQ, DLE DC4 as they pass through the buffer; they were acted on when they arrived."""


class Setting(Command, frozen=True):
    """A setting without effect on what is seen here: the code page, the country."""


class NotUnderstood(Command, frozen=True):
    """Bytes that no command begins with: a real printer prints rubbish, or does something else."""
