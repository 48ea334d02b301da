"""What libusb would be, with a virtual printer plugged in: pyusb itself works on it as on the real one."""

import errno
from array import array
from types import SimpleNamespace
from typing import Any, Final

from usb.backend import IBackend  # type: ignore[import-untyped] # pyusb publishes no types
from usb.core import USBError, USBTimeoutError  # type: ignore[import-untyped] # the same

from kiosk.devices.transports import Transport

VENDOR, PRODUCT, SERIAL = 0x0416, 0x5011, "8"
_OUT, _IN, _BULK, _PRINTER = 0x01, 0x82, 2, 7
_LANGUAGES, _ENGLISH = 0, 0x0409


class FakeLibusb(IBackend):  # type: ignore[misc] # pyusb is untyped
    """One device; what is written to it goes down a `line`, mostly to a virtual printer. `reset` would be noticed."""

    def __init__(self, line: Transport, ways: tuple[int, ...] = (_OUT, _IN), held: bool = False) -> None:
        self._line = line
        self._ways = ways
        self._held = held
        self._waiting = b""
        self.plugged = True
        self.did: list[str] = []

    def enumerate_devices(self) -> list[str]:
        return ["device"] if self.plugged else []

    def get_device_descriptor(self, _: Any) -> Any:
        kinds = {"bDescriptorType": 1, "bDeviceClass": 0, "bcdUSB": 0x200, "bNumConfigurations": 1, "iSerialNumber": 3}
        ids = {"idVendor": VENDOR, "idProduct": PRODUCT, "bcdDevice": 0x100, "iManufacturer": 1, "iProduct": 2}
        more = {"bLength": 18, "bDeviceSubClass": 0, "bDeviceProtocol": 0, "bMaxPacketSize0": 64}
        place = {"address": 5, "bus": 1, "port_number": 1, "port_numbers": (1,), "speed": 2}
        return SimpleNamespace(**kinds, **ids, **more, **place)

    def get_configuration_descriptor(self, _: Any, config: int) -> Any:
        if config:
            raise IndexError
        said = {"bLength": 9, "bDescriptorType": 2, "wTotalLength": 32, "bNumInterfaces": 1, "bConfigurationValue": 1}
        return SimpleNamespace(**said, iConfiguration=0, bmAttributes=0xC0, bMaxPower=1, extra_descriptors=[])

    def get_interface_descriptor(self, _: Any, interface: int, alternate: int, config: int) -> Any:
        if interface or alternate or config:
            raise IndexError
        said = {"bLength": 9, "bDescriptorType": 4, "bInterfaceNumber": 0, "bAlternateSetting": 0}
        kind = {"bInterfaceClass": _PRINTER, "bInterfaceSubClass": 1, "bInterfaceProtocol": 2}
        return SimpleNamespace(**said, **kind, bNumEndpoints=len(self._ways), iInterface=0, extra_descriptors=[])

    def get_endpoint_descriptor(self, _: Any, endpoint: int, *__: int) -> Any:
        if endpoint >= len(self._ways):
            raise IndexError
        said = {"bLength": 7, "bDescriptorType": 5, "bEndpointAddress": self._ways[endpoint], "bmAttributes": _BULK}
        return SimpleNamespace(
            **said, wMaxPacketSize=64, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[]
        )

    def open_device(self, _: Any) -> str:
        return "handle"

    def close_device(self, _: Any) -> None:
        self.did.append("close")

    def get_configuration(self, _: Any) -> int:
        return 1

    def set_configuration(self, *_: Any) -> None:
        self.did.append("set_configuration")

    def reset_device(self, _: Any) -> None:
        self.did.append("reset")

    def claim_interface(self, *_: Any) -> None:
        if self._held:
            raise USBError("Resource busy", None, errno.EBUSY)
        self.did.append("claim")
        try:
            self._line.open()
        except OSError as error:  # a printer without power is not on the bus
            raise USBError("No such device (it may have been disconnected)", None, errno.ENODEV) from error

    def release_interface(self, *_: Any) -> None:
        self.did.append("release")
        self._line.close()

    def ctrl_transfer(self, _: Any, kind: int, request: int, value: int, index: int, data: Any, *__: Any) -> int:
        assert (kind, request) == (0x80, 6), "a string is asked for, and nothing else"
        del index
        text = _ENGLISH.to_bytes(2, "little") if value & 0xFF == _LANGUAGES else SERIAL.encode("utf-16-le")
        answer = array("B", bytes([len(text) + 2, 3]) + text)
        data[: len(answer)] = answer
        return len(answer)

    def bulk_write(self, _: Any, endpoint: int, __: int, data: Any, timeout: int) -> int:
        assert (endpoint, timeout > 0) == (_OUT, True), "0 would wait for ever"
        self._there()
        try:
            self._line.write(data.tobytes())
        except TimeoutError as error:
            raise USBTimeoutError("Operation timed out", None, errno.ETIMEDOUT) from error
        return len(data)

    def bulk_read(self, _: Any, endpoint: int, __: int, buffer: Any, timeout: int) -> int:
        assert (endpoint, timeout > 0) == (_IN, True), "0 would wait for ever"
        self._there()
        self._waiting += self._line.read(timeout / 1000)
        if not self._waiting:
            raise USBTimeoutError("Operation timed out", None, errno.ETIMEDOUT)
        part, self._waiting = self._waiting[: len(buffer)], self._waiting[len(buffer) :]
        buffer[: len(part)] = array("B", part)
        return len(part)

    def _there(self) -> None:
        if not self.plugged:
            raise USBError("No such device (it may have been disconnected)", None, errno.ENODEV)


ONE_WAY: Final = (_OUT,)
