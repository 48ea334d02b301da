"""Which of several lines the scanner is on: somebody scans any code, and the line on which it comes is the one."""

import contextlib
import threading
from collections.abc import Sequence
from typing import Final

import msgspec

from kiosk.devices.scanners.framing import Framer
from kiosk.devices.scanners.profile import ScannerProfile, load_scanner
from kiosk.devices.scanners.scan import Scan
from kiosk.devices.scanners.source import Source, source_for

# What may fit an address, the first that reads a code does.
_PROFILES: Final = {"serial": ("generic-serial", "generic-serial-bare"), "hid": ("generic-hid",)}
_LOOK_S: Final = 0.1
_QUIET_S: Final = 0.15
_LONG_AFTER_S: Final = 60.0
_MOST: Final = 1024  # bytes: what goes on and on is no code


class Heard(msgspec.Struct, frozen=True):
    """Where something came, and the profile by which it is a code; without one it is none."""

    address: str
    profile: str


def profiles_for(address: str) -> tuple[str, ...]:
    """The profiles that a scanner at an address may have."""
    return _PROFILES[address.partition(":")[0]]


def listen(addresses: Sequence[str], stop: threading.Event) -> Heard | None:
    """Waits on all lines for the first that sends anything; None when it was stopped.

    A line that cannot be opened, or is pulled out, is tried again: it may be plugged in meanwhile.
    """
    with contextlib.ExitStack() as closing:
        lines = {address: _Line(address) for address in addresses}
        for line in lines.values():
            closing.callback(line.close)
        while not stop.is_set():
            for address, line in lines.items():
                if came := line.read():
                    return Heard(address, _fits(came, address))
            stop.wait(_LOOK_S)
    return None


def _fits(came: bytes, address: str) -> str:
    return next((one for one in profiles_for(address) if _reads(came, load_scanner(one))), "")


def _reads(came: bytes, profile: ScannerProfile) -> bool:
    framer = Framer(profile.frame)
    reads = (*framer.feed(came, 0.0), *framer.settle(_LONG_AFTER_S))
    return any(isinstance(read, Scan) for read in reads)


class _Line:
    """One of the lines, opened as long as it is there."""

    def __init__(self, address: str) -> None:
        self._source: Source = source_for(address, load_scanner(profiles_for(address)[0]).transport)
        self._open = False

    def read(self) -> bytes:
        """What was scanned there, whole."""
        try:
            if not self._open:
                self._source.open()
                self._open = True
            came = part = self._source.read(_LOOK_S)
            while part and len(came) < _MOST:
                part = self._source.read(_QUIET_S)
                came += part
        except OSError:
            self.close()
            return b""
        return came

    def close(self) -> None:
        """Lets it go."""
        self._open = False
        self._source.close()
