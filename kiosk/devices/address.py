"""Where a device is plugged in, as settings write it: `tcp:192.168.1.50:9100`, `serial:/dev/serial/by-id/…`."""

from typing import Final

from kiosk.devices.profiles import Transport as TransportProfile
from kiosk.devices.transports import SerialLine, Tcp, Transport

_FORMS: Final = {"tcp": '"tcp:HOST:PORT"', "serial": '"serial:/dev/…"'}


def transport_for(address: str, profile: TransportProfile) -> Transport:
    """The way to a device. Raises ValueError saying what was expected."""
    kind, _, rest = address.partition(":")
    if kind in profile.kinds:
        host, _, port = rest.rpartition(":")
        if kind == "tcp" and host and port.isascii() and port.isdigit() and 0 < int(port) < 65536:
            return Tcp(host.strip("[]"), int(port), profile.write_timeout_s)
        if kind == "serial" and rest.startswith("/"):
            return SerialLine(rest, profile.baud, profile.flow, profile.write_timeout_s)
    raise ValueError(f'expected {" or ".join(_FORMS[kind] for kind in profile.kinds)}, found "{address}"')
