"""A virtual scanner that types: what the kernel gives of a keyboard (linux/input.h), without a kernel module."""

import errno
import os
import threading
from collections.abc import Iterator
from typing import Final, NamedTuple

from evdev import ecodes

_UNKNOWN: Final = ecodes.KEY_F13
_MARKS: Final = (
    {ord(name.lower()): getattr(ecodes, f"KEY_{name}") for name in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}
    | {ord("-"): ecodes.KEY_MINUS, ord("/"): ecodes.KEY_SLASH, ord("."): ecodes.KEY_DOT}
    | {0x0D: ecodes.KEY_ENTER, 0x0A: ecodes.KEY_KPENTER, 0x09: ecodes.KEY_TAB}
)


class Event(NamedTuple):
    """One event."""

    type: int
    code: int
    value: int


class KeysPlug:
    """A keyboard-like scanner; `opened` is used in place of `evdev.InputDevice`."""

    def __init__(self) -> None:
        self.grabbed = 0
        self._lock = threading.Lock()
        self._events: list[Event] = []
        self._up = False
        self._wake: tuple[int, ...] = ()

    def opened(self, path: str) -> "KeysPlug":
        """Opens it. Raises OSError while it is unplugged."""
        with self._lock:
            if not self._up:
                raise FileNotFoundError(errno.ENOENT, "no such device", path)
            self._hang_up()
            self._wake = os.pipe()
            self._events.clear()
        return self

    # The driver's end: kiosk.devices.scanners.keys.Keyboard

    def fileno(self) -> int:
        """Ready to read when keys have come, or it is gone."""
        return self._wake[0]

    def grab(self) -> None:
        """Counts it: what types here would reach every window."""
        self.grabbed += 1

    def read(self) -> Iterator[Event]:
        """The events that have come. Raises OSError when it is unplugged."""
        with self._lock:
            if not self._up:
                raise OSError(errno.ENODEV, "no such device")
            os.read(self._wake[0], 1 << 16)
            events, self._events = self._events, []
        yield from events

    def close(self) -> None:
        """Lets it go."""
        with self._lock:
            self._hang_up()

    # The scanner's end: kiosk.virtual.scanner.Plug

    def plug(self) -> None:
        """It is there."""
        self._up = True

    def unplug(self) -> None:
        """It is gone, and whoever waits for keys learns so."""
        with self._lock:
            self._up = False
            self._signal()

    def send(self, data: bytes) -> None:
        """Types bytes; what no key stands for is a key that no scanner has."""
        with self._lock:
            if self._wake:
                self._events += [event for byte in data for event in _typed(byte)]
                self._signal()

    def _signal(self) -> None:
        if self._wake:
            os.write(self._wake[1], b"\0")

    def _hang_up(self) -> None:
        for end in self._wake:
            os.close(end)
        self._wake = ()


def _typed(byte: int) -> Iterator[Event]:
    """A key down and up again, in Shift where the letter is a capital."""
    capital = chr(byte).isascii() and chr(byte).isupper()
    if capital:
        yield Event(ecodes.EV_KEY, ecodes.KEY_LEFTSHIFT, 1)
    key = _MARKS.get(ord(chr(byte).lower()), _UNKNOWN)
    yield Event(ecodes.EV_KEY, key, 1)
    yield Event(ecodes.EV_SYN, ecodes.SYN_REPORT, 0)
    yield Event(ecodes.EV_KEY, key, 0)
    if capital:
        yield Event(ecodes.EV_KEY, ecodes.KEY_LEFTSHIFT, 0)
