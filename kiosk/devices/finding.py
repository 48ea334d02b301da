"""Where a printer might be: the ports of this machine, the network it is on, the profiles that fit."""

import socket
from pathlib import Path
from typing import Final

from kiosk.devices.profiles import PrinterProfile, load_printer, printer_ids

# Nothing is sent there: the route to it tells the own address (RFC 5737 keeps it free of anybody).
_SOMEWHERE: Final = ("192.0.2.1", 9)


def ports(devices: Path = Path("/dev")) -> tuple[str, ...]:
    """The USB printers and the USB ports that act as serial lines, as settings write them."""
    found = (("usb", "usb/lp*"), ("serial", "serial/by-id/*"))
    return tuple(f"{kind}:{path}" for kind, names in found for path in sorted(devices.glob(names)))


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
    """The profiles that a printer at an address may have, each paper once, for which a generic one stands."""
    kind = address.partition(":")[0]
    found: dict[object, PrinterProfile] = {}
    ids = sorted(printer_ids(), key=lambda profile_id: not profile_id.startswith("generic-"))
    for profile in map(load_printer, ids):
        if kind in profile.transport.kinds:
            found.setdefault(profile.spec, profile)
    return tuple(found.values())
