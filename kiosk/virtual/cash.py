"""A virtual ccTalk line with a coin acceptor, a note validator and hoppers, and with what can be wrong with them."""

import threading
from collections.abc import Callable
from random import Random
from typing import Final, Literal, get_args

from kiosk.virtual.cash_devices import VirtualCoins, VirtualHopper, VirtualNotes

LineFault = Literal["noise", "silent", "no_echo"]
LINE_FAULTS: Final[tuple[LineFault, ...]] = get_args(LineFault)
Device = VirtualCoins | VirtualNotes | VirtualHopper

_HOST: Final = 1
_NAK: Final = 5


class VirtualCash:
    """The line: what the host sends comes back to it as an echo, then the answer of the device that was asked.

    noise: bytes of answers are changed, lost or doubled · silent: nobody answers · no_echo: an adapter that keeps the
    echo to itself. A device without power is silent by itself.
    """

    def __init__(self, *devices: Device, draw: Random | None = None) -> None:
        self.devices = {device.address: device for device in devices}
        self._draw = draw or Random(1)  # noqa: S311 - noise to repeat
        self._on: set[LineFault] = set()
        self._came = b""
        self._lock = threading.Lock()
        self.noise_each = 3  # of so many answers one is disturbed
        self.before: Callable[[int, int], None] = lambda *_: None

    @property
    def coins(self) -> VirtualCoins:
        """Its coin acceptor."""
        return next(device for device in self.devices.values() if isinstance(device, VirtualCoins))

    @property
    def notes(self) -> VirtualNotes:
        """Its note validator."""
        return next(device for device in self.devices.values() if isinstance(device, VirtualNotes))

    @property
    def hoppers(self) -> tuple[VirtualHopper, ...]:
        """Its hoppers."""
        return tuple(device for device in self.devices.values() if isinstance(device, VirtualHopper))

    @property
    def faults(self) -> tuple[LineFault, ...]:
        """What is wrong with the line."""
        return tuple(sorted(self._on))

    def set(self, fault: LineFault, on: bool = True) -> None:
        """Switches a fault of the line on or off."""
        (self._on.add if on else self._on.discard)(fault)

    def feed(self, data: bytes) -> bytes:
        """What goes back to whoever sent these bytes."""
        with self._lock:
            back = b"" if "no_echo" in self._on else data
            self._came += data
            while len(self._came) >= 5 and len(self._came) >= 5 + self._came[1]:
                size = 5 + self._came[1]
                message, self._came = self._came[:size], self._came[size:]
                back += self._answer(message)
            return back

    def forget(self) -> None:
        """Half a message is none: the line was opened anew."""
        with self._lock:
            self._came = b""

    def _answer(self, message: bytes) -> bytes:
        """The answer to a whole message; nothing where its sum is wrong or nobody has that address."""
        if sum(message) & 0xFF:
            return b""
        device = self.devices.get(message[0])
        self.before(message[0], message[3])
        if device is None or not device.powered:
            return b""
        told = device.told(message[3], message[4:-1])
        if "silent" in self._on:
            return b""
        header, data = (0, told) if told is not None else (_NAK, b"")
        head = bytes((_HOST, len(data), message[0], header)) + data
        return self._disturbed(head + bytes((-sum(head) & 0xFF,)))

    def _disturbed(self, answer: bytes) -> bytes:
        if "noise" not in self._on or self._draw.randrange(self.noise_each):
            return answer
        at = self._draw.randrange(len(answer))
        match self._draw.randrange(4):
            case 0:
                return answer[:at] + answer[at + 1 :]
            case 1:
                return answer[:at] + answer[at : at + 1] + answer[at:]
            case 2:
                return bytes((self._draw.randrange(256),)) + answer
            case _:
                return answer[:at] + bytes((answer[at] ^ 1 << self._draw.randrange(8),)) + answer[at + 1 :]
