"""From a scanner's bytes to scans. Pure: bytes and times in, scans out; nothing that came half is a scan."""

from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from kiosk.base.plain import plain
from kiosk.devices.scanners.profile import Frame
from kiosk.devices.scanners.scan import Scan, scan_of

# GS, RS and EOT stand inside the codes of goods (GS1, ISO/IEC 15434).
_WITHIN: Final = dict.fromkeys((0x04, 0x1D, 0x1E))
_ENCODINGS: Final = ("utf-8", "gb18030")


class Unread(msgspec.Struct, frozen=True):
    """What came and is no scan: `rubbish` no scanner sends, `long`er than any code, `cut` off by silence."""

    why: Literal["rubbish", "long", "cut"]


class Framer:
    """The bytes of one scanner since it was plugged in. Times are seconds of one clock."""

    def __init__(self, frame: Frame) -> None:
        ends = bytes.fromhex(frame.ends)
        self._end = ends[:1]
        self._ends = bytes.maketrans(ends, self._end * len(ends))
        self._frame = frame
        self._prefix = bytes.fromhex(frame.prefix)
        self._bytes = b""
        self._at = 0.0
        self._skips = False

    def feed(self, data: bytes, now: float) -> Iterator[Scan | Unread]:
        """Takes the bytes that have come, and gives what is whole by them."""
        yield from self.settle(now)
        if not data:
            return
        self._at = now
        *whole, rest = (self._bytes + data.translate(self._ends)).split(self._end)
        for frame in whole:
            if self._skips:
                self._skips = False
            elif read := self._read(frame):
                yield read
        self._bytes = b"" if self._skips else rest
        if len(rest) > self._frame.longest and not self._skips:
            self._skip()
            yield Unread("long")

    def settle(self, now: float) -> Iterator[Scan | Unread]:
        """What silence until now makes of the bytes that wait for their end."""
        if now - self._at < self._frame.silence_s:
            return
        if self._frame.at_silence == "read":
            frame, self._bytes, self._skips = self._bytes, b"", False
            if read := self._read(frame):
                yield read
        elif self._bytes:
            self._skip()
            yield Unread("cut")

    def _skip(self) -> None:
        """Drops what has come, and the rest of it up to the next end: half a code must not pass for a whole one."""
        self._bytes, self._skips = b"", True

    def _read(self, frame: bytes) -> Scan | Unread | None:
        """One frame without its end; None where nothing is in it."""
        frame = frame.removeprefix(self._prefix)
        if not frame:
            return None
        if len(frame) > self._frame.longest:
            return Unread("long")
        text = _decoded(frame)
        return Unread("rubbish") if text is None else scan_of(text)


def _decoded(frame: bytes) -> str | None:
    """The text of a frame; None for bytes that are none in either encoding, or hold what no code does."""
    for encoding in _ENCODINGS:
        try:
            text = frame.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if plain(text.translate(_WITHIN)) else None
    return None
