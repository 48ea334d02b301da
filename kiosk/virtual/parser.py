"""The byte stream of an ESC/POS printer with a Chinese ROM, taken apart into commands as it arrives."""

from collections.abc import Callable, Iterator
from typing import Final, Literal

from kiosk.virtual import commands as do

_ALIGN: Final[tuple[Literal["left", "center", "right"], ...]] = ("left", "center", "right")
_LEVELS: Final[tuple[Literal["L", "M", "Q", "H"], ...]] = ("L", "M", "Q", "H")
_DEFAULT_SPACING: Final = 30
_PRINTABLE: Final = frozenset([*range(0x20, 0x7F), *range(0x80, 0x100)])
_PREFIXES: Final = (b"\x10", b"\x1b", b"\x1c", b"\x1d")

# A command's bytes → what it means. The length is known by then.
_Make = Callable[[bytes], do.Command]

# First bytes → (length of the whole command, what it means).
_FIXED: Final[dict[bytes, tuple[int, _Make]]] = {
    b"\x00": (1, lambda raw: do.Setting(raw=raw)),
    b"\x0a": (1, lambda raw: do.LineFeed(raw=raw)),
    b"\x0d": (1, lambda raw: do.Setting(raw=raw)),
    b"\x10\x04": (3, lambda raw: do.RealTime(raw=raw)),
    b"\x10\x05": (3, lambda raw: do.RealTime(raw=raw)),
    b"\x10\x14": (5, lambda raw: do.RealTime(raw=raw)),
    b"\x1b2": (2, lambda raw: do.Spacing(raw=raw, dots=_DEFAULT_SPACING)),
    b"\x1b3": (3, lambda raw: do.Spacing(raw=raw, dots=raw[2])),
    b"\x1bJ": (3, lambda raw: do.FeedDots(raw=raw, dots=raw[2])),
    b"\x1bR": (3, lambda raw: do.Setting(raw=raw)),
    b"\x1ba": (3, lambda raw: do.Place(raw=raw, align=_ALIGN[raw[2] % 0x30 % 3])),
    b"\x1bd": (3, lambda raw: do.FeedLines(raw=raw, lines=raw[2])),
    b"\x1bp": (5, lambda raw: do.Drawer(raw=raw)),
    b"\x1bt": (3, lambda raw: do.Setting(raw=raw)),
    b"\x1c!": (
        3,
        lambda raw: do.Size(raw=raw, wide=1 + (raw[2] >> 2 & 1), high=1 + (raw[2] >> 3 & 1), hanzi_only=True),
    ),
    b"\x1cS": (4, lambda raw: do.HanziSpace(raw=raw, left=raw[2], right=raw[3])),
    b"\x1d!": (3, lambda raw: do.Size(raw=raw, wide=1 + (raw[2] >> 4 & 7), high=1 + (raw[2] & 7), hanzi_only=False)),
    b"\x1dr": (3, lambda raw: do.AskPaper(raw=raw)),
}


class Parser:
    """Takes bytes as they come and gives commands as they are complete."""

    def __init__(self) -> None:
        self._pending = b""
        self._hanzi = False
        self._qr_module = 3
        self._qr_ec: Literal["L", "M", "Q", "H"] = "L"
        self._qr_text = ""

    @property
    def pending(self) -> bytes:
        """The bytes of a command that is not complete yet."""
        return self._pending

    def feed(self, data: bytes) -> Iterator[do.Command]:
        """The commands that are complete now."""
        self._pending += data
        while self._pending and (command := self._next(self._pending)) is not None:
            self._pending = self._pending[len(command.raw) :]
            yield command

    def _next(self, data: bytes) -> do.Command | None:
        """The first command, or None where more bytes are needed."""
        if data[0] in _PRINTABLE:
            return self._characters(data)
        for head in (data[:1], data[:2]):
            if head in _FIXED:
                length, make = _FIXED[head]
                return make(data[:length]) if len(data) >= length else None
        if data[:1] in _PREFIXES and len(data) == 1:
            return None
        if data[:2] in (b"\x1b@", b"\x1c&", b"\x1c."):
            return self._mode(data[:2])
        varying = {b"\x1d(": self._function, b"\x1dV": _cut, b"\x1dv": _image}.get(data[:2])
        return varying(data) if varying else do.NotUnderstood(raw=data[:1])

    def _characters(self, data: bytes) -> do.Command | None:
        """One character: of the Chinese ROM while it is on, else of code page 437."""
        if data[0] < 0x80:
            return do.Characters(raw=data[:1], text=data[:1].decode("ascii"))
        if not self._hanzi:
            return do.Characters(raw=data[:1], text=data[:1].decode("cp437"))
        if len(data) < 2:
            return None
        try:
            return do.Characters(raw=data[:2], text=data[:2].decode("gb18030"))
        except UnicodeDecodeError:
            return do.NotUnderstood(raw=data[:2])

    def _mode(self, raw: bytes) -> do.Command:
        self._hanzi = raw == b"\x1c&"
        return do.Reset(raw=raw) if raw == b"\x1b@" else do.Setting(raw=raw)

    def _function(self, data: bytes) -> do.Command | None:
        """GS ( x pL pH parameters."""
        length = 5 + int.from_bytes(data[3:5], "little")
        if len(data) < 5 or len(data) < length:
            return None
        raw, parameters = data[:length], data[5:length]
        match data[2:3], parameters[:2]:
            case b"H", b"00":
                return do.AskDone(raw=raw, process_id=parameters[2:6])
            case b"D", _:
                return do.DrawerLock(raw=raw, pulses=parameters[2:3] != b"\x00")
            case b"k", function:
                return self._qr(raw, function, parameters[2:])
            case _:
                return do.NotUnderstood(raw=raw)

    def _qr(self, raw: bytes, function: bytes, parameters: bytes) -> do.Command:
        """GS ( k: what is set is kept until function 181 prints."""
        match function:
            case b"1C":
                self._qr_module = parameters[0]
            case b"1E":
                self._qr_ec = _LEVELS[parameters[0] % 0x30 % 4]
            case b"1P":
                self._qr_text = parameters[1:].decode("utf-8", "replace")
            case b"1Q":
                return do.QrCode(raw=raw, text=self._qr_text, module=self._qr_module, ec=self._qr_ec)
            case b"1A":
                pass  # the model: QR codes are model 2
            case _:
                return do.NotUnderstood(raw=raw)
        return do.Setting(raw=raw)


def _cut(data: bytes) -> do.Command | None:
    """GS V m, or GS V m n where m is 65 or 66."""
    if len(data) < 3:
        return None
    length = 4 if data[2] in (65, 66) else 3
    return do.Cut(raw=data[:length]) if len(data) >= length else None


def _image(data: bytes) -> do.Command | None:
    """GS v 0 m xL xH yL yH and the dots."""
    if len(data) < 8:
        return None
    width_bytes, height = int.from_bytes(data[4:6], "little"), int.from_bytes(data[6:8], "little")
    length = 8 + width_bytes * height
    if len(data) < length:
        return None
    return do.Image(
        raw=data[:length],
        width_bytes=width_bytes,
        height=height,
        wide=1 + (data[3] & 1),
        high=1 + (data[3] >> 1 & 1),
        dots=data[8:length],
    )
