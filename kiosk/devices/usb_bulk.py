"""A USB printer that no kernel driver has (pyusb on libusb): found by vendor and product, its answers read back.

It is never reset: that would drop what it holds. Where the kernel has it, `usb:/dev/usb/lp…` is the way.
"""

import contextlib
import errno
import time
from typing import Any, Final

import usb.core  # type: ignore[import-untyped] # pyusb publishes no types
import usb.util  # type: ignore[import-untyped] # the same

_CHUNK: Final = 4096
_USB_BYTES_PER_S: Final = 1_000_000.0
_PRINTER_CLASS: Final = 7
# A printer with nothing to say may answer with nothing, at once and again and again.
_NOTHING_S: Final = 0.01
_MS: Final = 1000


class UsbBulk:
    """A printer by its ids and, where there are two alike, its serial number; `backend` is libusb unless given."""

    bytes_per_s = _USB_BYTES_PER_S

    def __init__(self, vendor: int, product: int, serial: str, timeout_s: float, backend: Any = None) -> None:
        self._vendor, self._product, self._serial = vendor, product, serial
        self._timeout_ms = max(1, round(timeout_s * _MS))
        self._backend = backend
        self._device: Any = None
        self._out: Any = None
        self._in: Any = None

    def open(self) -> None:
        """Takes it for this process alone and reads what a former user left."""
        self.close()
        device = self._find()
        try:
            interface = _printer_interface(device)
            usb.util.claim_interface(device, interface.bInterfaceNumber)
            self._device = device
            self._out = _endpoint(interface, usb.util.ENDPOINT_OUT)
            self._in = _endpoint(interface, usb.util.ENDPOINT_IN)
        except BaseException:
            usb.util.dispose_resources(device)
            raise
        if self._out is None:
            self.close()
            raise OSError(errno.ENXIO, f"{self._name} takes no bytes: it is no printer")
        while self.read(_NOTHING_S):
            pass

    def write(self, data: bytes) -> None:
        """Sends all bytes; the time allowed starts again with each part the printer takes."""
        self._opened()
        left = memoryview(data)
        while left:
            taken = self._out.write(left[:_CHUNK], self._timeout_ms)
            if not taken:
                raise TimeoutError(f"timeout: {self._name} takes no bytes")
            left = left[taken:]

    def read(self, timeout_s: float) -> bytes:
        """What has arrived; a packet without bytes is nothing, and no end."""
        self._opened()
        deadline = time.monotonic() + timeout_s
        while True:
            left = deadline - time.monotonic()
            data = self._packet(max(left, _NOTHING_S / 10))
            if data or left <= 0:
                return data
            time.sleep(min(_NOTHING_S, max(deadline - time.monotonic(), 0)))

    def close(self) -> None:
        """Lets go of it."""
        if self._device is not None:
            with contextlib.suppress(OSError):  # what is unplugged cannot be let go of properly, and need not be
                usb.util.dispose_resources(self._device)
            self._device = None

    @property
    def _name(self) -> str:
        return f"usb:{self._vendor:04x}:{self._product:04x}"

    def _packet(self, timeout_s: float) -> bytes:
        if self._in is None:  # it only listens, and never says how it is
            time.sleep(timeout_s)
            return b""
        try:
            return bytes(self._in.read(_CHUNK, max(1, round(timeout_s * _MS))))
        except usb.core.USBTimeoutError:
            return b""

    def _find(self) -> Any:
        try:
            device = usb.core.find(
                backend=self._backend,
                idVendor=self._vendor,
                idProduct=self._product,
                custom_match=lambda found: not self._serial or _serial(found) == self._serial,
            )
        except usb.core.NoBackendError:
            raise OSError(errno.ENOSYS, "libusb is not installed on this machine") from None
        if device is None:
            raise OSError(errno.ENODEV, f"{self._name} is not plugged in, or another than {self._serial or 'this'}")
        return device

    def _opened(self) -> None:
        if self._device is None:
            raise ConnectionError("the USB device is not open")


def _serial(device: Any) -> str:
    """The serial number; empty where it has none or may not be asked."""
    try:
        return str(usb.util.get_string(device, device.iSerialNumber) or "")
    except (OSError, ValueError):
        return ""


def _printer_interface(device: Any) -> Any:
    """The interface of the printer class, else the first; the configuration stands unless there is none yet."""
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError:
        device.set_configuration()
        configuration = device.get_active_configuration()
    return next((one for one in configuration if one.bInterfaceClass == _PRINTER_CLASS), configuration[(0, 0)])


def _endpoint(interface: Any, direction: int) -> Any:
    """The way bytes go in that direction; None where there is none."""
    return usb.util.find_descriptor(
        interface,
        custom_match=lambda one: (
            usb.util.endpoint_direction(one.bEndpointAddress) == direction
            and usb.util.endpoint_type(one.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        ),
    )
