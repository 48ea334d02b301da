"""A scanner that types: its keys as the bytes a serial one would send. Nobody else gets what it types."""

import select
from collections.abc import Callable, Iterable
from typing import Final, Protocol

from evdev import InputDevice, ecodes

_SHIFTS: Final = frozenset({ecodes.KEY_LEFTSHIFT, ecodes.KEY_RIGHTSHIFT})
_CTRLS: Final = frozenset({ecodes.KEY_LEFTCTRL, ecodes.KEY_RIGHTCTRL})
_DOWN, _UP = 1, 0
_CONTROL_BITS: Final = 0x1F
# What no code holds: a key that no scanner presses, or keys that the kernel had to drop.
_FOREIGN: Final = b"\0"

_ROWS: Final = (
    (ecodes.KEY_1, "1234567890-=", "!@#$%^&*()_+"),
    (ecodes.KEY_Q, "qwertyuiop[]", "QWERTYUIOP{}"),
    (ecodes.KEY_A, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (ecodes.KEY_BACKSLASH, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (ecodes.KEY_SPACE, " ", " "),
)
_PAD: Final = "789-456+1230."  # from KEY_KP7 on
_PLAIN: Final = {first + n: ord(mark) for first, row, _ in _ROWS for n, mark in enumerate(row)} | {
    **{ecodes.KEY_KP7 + n: ord(mark) for n, mark in enumerate(_PAD)},
    ecodes.KEY_ENTER: 0x0D,
    ecodes.KEY_KPENTER: 0x0D,
    ecodes.KEY_TAB: 0x09,
}
_SHIFTED: Final = _PLAIN | {first + n: ord(mark) for first, _, row in _ROWS for n, mark in enumerate(row)}


class Event(Protocol):
    """One event of the kernel's (linux/input.h)."""

    @property
    def type(self) -> int:
        """EV_KEY, EV_SYN or another."""
        ...

    @property
    def code(self) -> int:
        """Which key."""
        ...

    @property
    def value(self) -> int:
        """1 down, 0 up, 2 held."""
        ...


class Keyboard(Protocol):
    """What is used of an `evdev.InputDevice`. Every method but `close` raises OSError when it is unplugged."""

    def fileno(self) -> int:
        """Ready to read when keys have come."""
        ...

    def grab(self) -> None:
        """Takes it for this process alone."""
        ...

    def read(self) -> Iterable[Event]:
        """The events that have come."""
        ...

    def close(self) -> None:
        """Lets it go."""
        ...


def stroke(byte: int) -> tuple[int, bool] | None:
    """The key that types a byte, and whether with Shift; None where a US keyboard has none."""
    for table, shift in ((_PLAIN, False), (_SHIFTED, True)):
        for key, typed in table.items():
            if typed == byte:
                return key, shift
    return None


class Keys:
    """A keyboard-like scanner by its event file, grabbed: what it types reaches no window."""

    def __init__(self, path: str, opened: Callable[[str], Keyboard] = InputDevice) -> None:
        self._path = path
        self._opened = opened
        self._device: Keyboard | None = None
        self._held: set[int] = set()

    def open(self) -> None:
        """Opens and grabs it. Raises OSError where it is not there, or another program has it."""
        self.close()
        device = self._opened(self._path)
        try:
            device.grab()
        except OSError:
            device.close()
            raise
        self._device = device

    def write(self, data: bytes) -> None:
        """A keyboard is told nothing."""

    def read(self, timeout_s: float) -> bytes:
        """What was typed, after waiting at most so many seconds. Raises OSError when it is unplugged."""
        if self._device is None:
            raise ConnectionError("the scanner is not open")
        if not select.select([self._device], [], [], timeout_s)[0]:
            return b""
        return b"".join(self._typed(event) for event in self._device.read())

    def close(self) -> None:
        """Lets it go."""
        device, self._device = self._device, None
        self._held.clear()
        if device is not None:
            device.close()

    def _typed(self, event: Event) -> bytes:
        if event.type == ecodes.EV_SYN and event.code == ecodes.SYN_DROPPED:
            return _FOREIGN
        if event.type != ecodes.EV_KEY:
            return b""
        if event.code in _SHIFTS | _CTRLS:
            (self._held.discard if event.value == _UP else self._held.add)(event.code)
            return b""
        if event.value != _DOWN:
            return b""
        typed = (_SHIFTED if self._held & _SHIFTS else _PLAIN).get(event.code)
        if typed is None:
            return _FOREIGN
        return bytes([typed & _CONTROL_BITS if self._held & _CTRLS else typed])
