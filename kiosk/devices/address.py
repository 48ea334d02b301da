"""The way to a device from its address in the settings."""

from typing import Final

from kiosk.base.address import Network, SerialPort, UsbDevice, UsbPrinter, parsed
from kiosk.devices.profiles import Transport as TransportProfile
from kiosk.devices.transports import SerialLine, Tcp, Transport
from kiosk.devices.usb_port import UsbPort

_FORMS: Final = {"tcp": '"tcp:HOST:PORT"', "serial": '"serial:/dev/…"', "usb": '"usb:/dev/usb/lp…" or "usb:VID:PID"'}


def transport_for(address: str, profile: TransportProfile) -> Transport:
    """The way to a device. Raises ValueError saying what was expected."""
    match parsed(address):
        case Network(host=host, port=port) if "tcp" in profile.kinds:
            return Tcp(host, port, profile.write_timeout_s)
        case SerialPort(path=path) if "serial" in profile.kinds:
            return SerialLine(path, profile.baud, profile.flow, profile.write_timeout_s)
        case UsbPrinter(path=path) if "usb" in profile.kinds:
            return UsbPort(path, profile.write_timeout_s)
        case UsbDevice(vendor=vendor, product=product, serial=serial) if "usb" in profile.kinds:
            from kiosk.devices.usb_bulk import UsbBulk  # noqa: PLC0415 - few stations have such a printer

            return UsbBulk(vendor, product, serial, profile.write_timeout_s)
    raise ValueError(f'expected {" or ".join(_FORMS[kind] for kind in profile.kinds)}, found "{address}"')
