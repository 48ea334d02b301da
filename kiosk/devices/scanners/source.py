"""Where a scanner's bytes come from, by its address in the settings."""

from typing import Final, Protocol

from kiosk.base.address import Keyboard, SerialPort, parsed
from kiosk.devices.scanners.profile import Transport
from kiosk.devices.transports import SerialLine

_FORMS: Final = {"serial": '"serial:/dev/…"', "hid": '"hid:/dev/input/…"'}
_WRITE_TIMEOUT_S: Final = 1.0


class Source(Protocol):
    """What bytes come from, used by one thread. Every method but `close` raises OSError when it is lost."""

    def open(self) -> None:
        """Opens it anew; what came before is gone."""
        ...

    def write(self, data: bytes) -> None:
        """Sends bytes, where it takes any."""
        ...

    def read(self, timeout_s: float) -> bytes:
        """What has come, after waiting at most so many seconds for a first byte; empty when nothing came."""
        ...

    def close(self) -> None:
        """Closes it; may be called at any time."""
        ...


def source_for(address: str, transport: Transport) -> Source:
    """The way to a scanner. Raises ValueError saying what was expected."""
    match parsed(address):
        case SerialPort(path=path) if "serial" in transport.kinds:
            return SerialLine(path, transport.baud, "none", _WRITE_TIMEOUT_S)
        case Keyboard(path=path) if "hid" in transport.kinds:
            from kiosk.devices.scanners.keys import Keys  # noqa: PLC0415 - most scanners are on a serial line

            return Keys(path)
    raise ValueError(f'expected {" or ".join(_FORMS[kind] for kind in transport.kinds)}, found "{address}"')
