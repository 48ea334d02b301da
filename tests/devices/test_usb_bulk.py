"""A USB printer that no kernel driver has: found by its ids, never reset, and its errors those of any other way."""

import time

import pytest
from support.usb import ONE_WAY, PRODUCT, SERIAL, VENDOR, FakeLibusb

from kiosk.devices.printers.driver import Printer
from kiosk.devices.profiles import load_printer
from kiosk.devices.usb_bulk import UsbBulk
from kiosk.virtual.printer import VirtualPrinter

PROFILE = load_printer("generic-80-gb18030")
WAIT_S = 0.05
STATUS = b"\x10\x04\x01"


@pytest.fixture
def libusb() -> FakeLibusb:
    return FakeLibusb(VirtualPrinter(PROFILE.spec).transport(WAIT_S))


def test_it_is_neither_reset_nor_configured_anew_and_is_let_go_of(libusb: FakeLibusb) -> None:
    port = UsbBulk(VENDOR, PRODUCT, SERIAL, WAIT_S, libusb)
    for _ in range(2):
        port.open()
        port.write(STATUS)
        assert port.read(1) == b"\x12"
        port.close()
    assert libusb.did == ["claim", "release", "close"] * 2


def test_what_a_former_user_left_unread_is_gone(libusb: FakeLibusb) -> None:
    port = UsbBulk(VENDOR, PRODUCT, "", WAIT_S, libusb)
    libusb._waiting = b"rest"
    port.open()
    assert port.read(0) == b""


@pytest.mark.parametrize(("vendor", "serial"), [(VENDOR + 1, ""), (VENDOR, "9")])
def test_another_printer_is_not_taken_for_it(libusb: FakeLibusb, vendor: int, serial: str) -> None:
    with pytest.raises(OSError, match="is not plugged in"):
        UsbBulk(vendor, PRODUCT, serial, WAIT_S, libusb).open()


def test_one_that_the_kernel_or_another_program_has_is_unreachable_and_left_alone() -> None:
    libusb = FakeLibusb(VirtualPrinter(PROFILE.spec).transport(WAIT_S), held=True)
    printer = Printer(PROFILE, UsbBulk(VENDOR, PRODUCT, "", WAIT_S, libusb), time.monotonic)
    status = printer.status()
    assert (status.state, "Resource busy" in status.detail) == ("unreachable", True)
    assert "detach" not in libusb.did


def test_one_pulled_out_in_the_middle_is_lost_and_closes_all_the_same(libusb: FakeLibusb) -> None:
    port = UsbBulk(VENDOR, PRODUCT, "", WAIT_S, libusb)
    port.open()
    libusb.plugged = False
    with pytest.raises(OSError, match="disconnected"):
        port.write(b"8")
    with pytest.raises(OSError, match="disconnected"):
        port.read(0)
    port.close()
    with pytest.raises(ConnectionError):
        port.write(b"8")


def test_one_without_a_way_back_is_silent() -> None:
    port = UsbBulk(VENDOR, PRODUCT, "", WAIT_S, FakeLibusb(VirtualPrinter(PROFILE.spec).transport(WAIT_S), ONE_WAY))
    port.open()
    port.write(STATUS)
    assert port.read(0.02) == b""


def test_a_device_that_takes_no_bytes_is_no_printer() -> None:
    port = UsbBulk(VENDOR, PRODUCT, "", WAIT_S, FakeLibusb(VirtualPrinter(PROFILE.spec).transport(WAIT_S), ()))
    with pytest.raises(OSError, match="no printer"):
        port.open()


def test_without_libusb_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for backend in ("libusb1", "openusb", "libusb0"):
        monkeypatch.setattr(f"usb.backend.{backend}.get_backend", lambda *_, **__: None)
    with pytest.raises(OSError, match="libusb is not installed"):
        UsbBulk(VENDOR, PRODUCT, "", WAIT_S).open()
