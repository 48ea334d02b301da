"""What is plugged into this machine that may be a printer, a scanner or a coin acceptor. Nothing is sent to it."""

from pathlib import Path
from typing import Final, Literal

import msgspec

from kiosk.devices import finding

# The narrowest paper, drawn as dots: what comes out right on any printer until somebody says which it is.
UNKNOWN_PRINTER: Final = "generic-58-raster"
_PRINTER_CLASS: Final = "07"
_TYPES: Final = "generic-hid"


class Plugged(msgspec.Struct, frozen=True):
    """One device: what it is as far as that can be seen, where it is as settings write it, what it calls itself."""

    kind: Literal["printer", "scanner", "serial"]
    address: str
    name: str
    profile: str = ""


def plugged(devices: Path = Path("/dev"), system: Path = Path("/sys")) -> tuple[Plugged, ...]:
    """Every USB printer, with a kernel driver or without, every serial line and every keyboard that scans."""
    serial = (Plugged("serial", address, _named(address)) for address in finding.serial_lines(devices))
    typing = (
        Plugged("scanner", address, _named(address), _TYPES)
        for address in finding.scanners(devices=devices)
        if address.startswith("hid:")
    )
    return (*_printers(system), *serial, *typing)


def ports(devices: Path = Path("/dev"), system: Path = Path("/sys")) -> tuple[str, ...]:
    """Where a printer may be, as settings write it: USB printers with a driver and without, serial lines."""
    ours = (one.address for one in _printers(system) if not one.address.startswith("usb:/dev/"))
    return (*finding.ports(devices), *ours)


def _printers(system: Path) -> tuple[Plugged, ...]:
    """The interfaces of the printer class (Linux, sysfs-bus-usb): with usblp a device file, else the ids."""
    found = []
    for interface in sorted((system / "bus" / "usb" / "devices").glob("*:*")):
        if _read(interface / "bInterfaceClass") != _PRINTER_CLASS:
            continue
        device = interface.resolve().parent
        vendor, product, serial = (_read(device / name) for name in ("idVendor", "idProduct", "serial"))
        name = " ".join(filter(None, (_read(device / "manufacturer"), _read(device / "product"))))
        file = next((path.name for path in sorted((interface / "usbmisc").glob("lp*"))), "")
        if file:
            address = f"usb:/dev/usb/{file}"
        elif (interface / "driver").exists():
            continue  # another driver has it: no receipt printer
        else:
            address = f"usb:{vendor}:{product}" + (f":{serial}" if serial else "")
        found.append(Plugged("printer", address, name or f"{vendor}:{product}", UNKNOWN_PRINTER))
    return tuple(found)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:  # not every device says everything
        return ""


def _named(address: str) -> str:
    return Path(address.partition(":")[2]).name.removeprefix("usb-").replace("_", " ")
