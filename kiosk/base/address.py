"""Where a device is plugged in, as settings write it.

`tcp:192.168.1.50:9100`, `serial:/dev/serial/by-id/…`, `usb:/dev/usb/lp0`, `hid:/dev/input/by-id/…`
"""

import msgspec


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


class Keyboard(msgspec.Struct, frozen=True, tag="hid"):
    """A device that types as a keyboard does, by its event file."""

    path: str


def parsed(address: str) -> Network | SerialPort | UsbPrinter | Keyboard | None:
    """What an address means; None where it is none."""
    kind, _, rest = address.partition(":")
    if kind == "serial" and rest.startswith("/dev/"):
        return SerialPort(rest)
    if kind == "usb" and rest.startswith("/dev/usb/"):
        return UsbPrinter(rest)
    if kind == "hid" and rest.startswith("/dev/input/"):
        return Keyboard(rest)
    host, _, port = rest.rpartition(":")
    if kind == "tcp" and host and "/" not in host and port.isascii() and port.isdigit() and 0 < int(port) < 65536:
        return Network(host.strip("[]"), int(port))
    return None
