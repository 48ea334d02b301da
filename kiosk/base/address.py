"""Where a device is plugged in, as settings write it.

`tcp:192.168.1.50:9100`, `serial:/dev/serial/by-id/…`, `usb:/dev/usb/lp0`, `usb:0416:5011`, `hid:/dev/input/by-id/…`
"""

import re
from typing import Final

import msgspec

# Vendor and product in hexadecimal as `lsusb` writes them, a serial number where two alike are plugged in.
_USB: Final = re.compile(r"(?P<vendor>[0-9a-fA-F]{4}):(?P<product>[0-9a-fA-F]{4})(?::(?P<serial>[ -~]{1,64}))?")


class Network(msgspec.Struct, frozen=True, tag="tcp"):
    """A port of another machine; `host` without the brackets of an IPv6 address."""

    host: str
    port: int


class SerialPort(msgspec.Struct, frozen=True, tag="serial"):
    """A serial line of this machine, by its device file."""

    path: str


class UsbPrinter(msgspec.Struct, frozen=True, tag="usb"):
    """A USB printer that the kernel drives, by its device file."""

    path: str


class UsbDevice(msgspec.Struct, frozen=True, tag="usb_device"):
    """A USB printer that no kernel driver has, by its ids; `serial` is empty where any such printer is meant."""

    vendor: int
    product: int
    serial: str


class Keyboard(msgspec.Struct, frozen=True, tag="hid"):
    """A device that types as a keyboard does, by its event file."""

    path: str


def parsed(address: str) -> Network | SerialPort | UsbPrinter | UsbDevice | Keyboard | None:
    """What an address means; None where it is none."""
    kind, _, rest = address.partition(":")
    if kind == "serial" and rest.startswith("/dev/"):
        return SerialPort(rest)
    if kind == "usb" and rest.startswith("/dev/usb/"):
        return UsbPrinter(rest)
    if kind == "usb" and (found := _USB.fullmatch(rest)):
        return UsbDevice(int(found["vendor"], 16), int(found["product"], 16), found["serial"] or "")
    if kind == "hid" and rest.startswith("/dev/input/"):
        return Keyboard(rest)
    host, _, port = rest.rpartition(":")
    if kind == "tcp" and host and "/" not in host and port.isascii() and port.isdigit() and 0 < int(port) < 65536:
        return Network(host.strip("[]"), int(port))
    return None
