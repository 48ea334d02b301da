"""Where printers and scanners may be: the ports of this machine, the network it is on, the profiles that fit."""

import re
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kiosk.devices.profiles import PrinterProfile, load_printer, printer_ids

# Nothing is sent there: the route to it tells the own address (RFC 5737 keeps it free of anybody).
_SOMEWHERE: Final = ("192.0.2.1", 9)
_SCANS: Final = re.compile("scan|bar.?code|qr", re.IGNORECASE)


def ports(devices: Path = Path("/dev")) -> tuple[str, ...]:
    """The USB printers and the USB ports that act as serial lines, as settings write them."""
    printers = (f"usb:{path}" for path in sorted(devices.glob("usb/lp*")))
    return (*printers, *serial_lines(devices))


def serial_lines(devices: Path = Path("/dev")) -> tuple[str, ...]:
    """The serial lines by names that stay when they are plugged in anew or numbered otherwise.

    By what is plugged in (`by-id`); where two are alike they share such a name, so all go by where (`by-path`).
    """
    by_id, by_path = (sorted((devices / "serial" / folder).glob("*")) for folder in ("by-id", "by-path"))
    alike = {path.resolve() for path in by_path} > {path.resolve() for path in by_id}
    return tuple(f"serial:{path}" for path in (by_path if alike or not by_id else by_id))


def scanners(printers: Sequence[str] = (), devices: Path = Path("/dev")) -> tuple[str, ...]:
    """Where a scanner may be: serial lines but those of the `printers`, and keyboards that say that they scan."""
    taken = {Path(printer.partition(":")[2]).resolve() for printer in printers}
    lines = (line for line in serial_lines(devices) if Path(line.partition(":")[2]).resolve() not in taken)
    typing = (path for path in sorted(devices.glob("input/by-id/*-event-kbd")) if _SCANS.search(path.name))
    return (*lines, *(f"hid:{path}" for path in typing))


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
