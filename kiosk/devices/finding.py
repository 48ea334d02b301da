"""Where a printer might be: the serial ports of this machine, the network it is on, the profiles that fit."""

import socket
from pathlib import Path
from typing import Final

from kiosk.base.address import Network, parsed
from kiosk.devices.profiles import PrinterProfile, load_printer, printer_ids

_BY_ID: Final = Path("/dev/serial/by-id")
# Nothing is sent there: the route to it tells the own address (RFC 5737 keeps it free of anybody).
_SOMEWHERE: Final = ("192.0.2.1", 9)


def serial_ports() -> tuple[str, ...]:
    """The USB ports that act as serial lines, as settings write them."""
    return tuple(f"serial:{path}" for path in sorted(_BY_ID.glob("*")))


def own_network() -> str:
    """The first three parts of this machine's address on the network with a dot after them, or nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE)
        except OSError:
            return ""
        own: str = probe.getsockname()[0]
    return "" if own.startswith("127.") else own.rpartition(".")[0] + "."


def candidates(address: str) -> tuple[PrinterProfile, ...]:
    """The profiles that a printer at an address may have, each paper once."""
    kind = "tcp" if isinstance(parsed(address), Network) else "serial"
    found: dict[object, PrinterProfile] = {}
    for profile in map(load_printer, printer_ids()):
        if kind in profile.transport.kinds:
            found.setdefault(profile.spec, profile)
    return tuple(found.values())
