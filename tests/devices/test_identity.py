"""Unplugged, plugged in again, numbered otherwise, swapped: real lines behind names that play /dev/serial."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.devices.finding import ports, scanners, serial_lines
from kiosk.devices.identity import is_printer, no_printer
from kiosk.devices.printers.driver import Printer
from kiosk.devices.profiles import load_printer
from kiosk.devices.scanners.driver import Scanner
from kiosk.devices.scanners.profile import load_scanner
from kiosk.devices.scanners.scan import Scan
from kiosk.devices.transports import SerialLine
from kiosk.virtual.printer import VirtualPrinter
from kiosk.virtual.scanner import SerialPlug, VirtualScanner

PATIENCE_S = 20.0
_GENERIC = load_printer("generic-80-gb18030")
PROFILE = msgspec.structs.replace(
    _GENERIC, status=msgspec.structs.replace(_GENERIC.status, reply_timeout_s=0.1, confirm_timeout_s=1.0)
)
JOB = b"\x1b@8\xba\xc5\n\x1dVB\0"


class Counter:
    """A counter with two sockets, a printer and a scanner, and the station's drivers on the sockets."""

    def __init__(self, folder: Path) -> None:
        self.sockets = folder / "printer", folder / "scanner"
        self.scans: list[Scan] = []
        self.states: list[str] = []
        at_printer, at_scanner = (str(path) for path in self.sockets)
        self.printer = Printer(PROFILE, SerialLine(at_printer, 115200, "none", 1.0), time.monotonic)
        self.scanner = Scanner(
            load_scanner("generic-serial"),
            SerialLine(at_scanner, 115200, "none", 1.0),
            time.monotonic,
            self.scans.append,
            self.states.append,
        )
        self.virtual_printer = VirtualPrinter(PROFILE.spec)
        self._scanner_end = SerialPlug(folder / "a scanner")
        self.virtual_scanner = VirtualScanner(self._scanner_end)
        self.plug(swapped=False)

    def plug(self, *, swapped: bool) -> None:
        """Puts both cables in, each a line that the system has not had before."""
        self.unplug()
        self.virtual_printer = VirtualPrinter(PROFILE.spec)
        ends = [self.virtual_printer.serve_pty(), str(self._scanner_end.path.readlink())]
        for socket, end in zip(self.sockets, reversed(ends) if swapped else ends, strict=True):
            socket.symlink_to(end)

    def unplug(self) -> None:
        """Pulls both cables out."""
        for socket in self.sockets:
            socket.unlink(missing_ok=True)
        self.virtual_printer.close()
        self.virtual_scanner.set("unplugged")
        self.virtual_scanner.set("unplugged", on=False)

    def until(self, so: Callable[[], object]) -> None:
        """Looks at the scanner until something is so."""
        ends = time.monotonic() + PATIENCE_S
        while not so():
            assert time.monotonic() < ends, (self.scanner.state, self.scans, self.states)
            self.scanner.step()

    def scans_while_the_printer_is_asked(self) -> str:
        """Somebody scans in the moment in which the printer is asked; what is believed then."""
        write = self.printer._transport.write

        def asked(data: bytes) -> None:
            write(data)
            self.virtual_scanner.scan("1-44-7f3a9c21d04be512")

        self.printer._transport.write = asked  # type: ignore[method-assign]
        try:
            return self.printer.status().state
        finally:
            self.printer._transport.write = write  # type: ignore[method-assign]

    def close(self) -> None:
        self.scanner.close()
        self.virtual_scanner.close()
        self.virtual_printer.close()


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = Counter(tmp_path)
    yield made
    made.close()


def test_plugged_in_again_under_another_number_both_are_found_by_their_names(counter: Counter) -> None:
    assert counter.printer.status().state == "ready"
    counter.until(lambda: counter.scanner.state == "ready")
    counter.unplug()
    assert counter.printer.status().state == "unreachable"
    counter.until(lambda: counter.scanner.state == "unreachable")
    counter.plug(swapped=False)
    assert counter.printer.send(JOB, lambda: None).state == "confirmed"
    counter.until(lambda: counter.scanner.state == "ready")
    counter.virtual_scanner.scan("K7-2Q")
    counter.until(lambda: counter.scans)
    assert len(counter.virtual_printer.slips) == 1
    assert counter.states == ["ready", "unreachable", "ready"]


def test_two_cables_swapped_are_told_and_nothing_is_printed_to_a_scanner(counter: Counter) -> None:
    counter.plug(swapped=True)
    counter.until(lambda: counter.scanner.state == "wrong_device")
    assert counter.states == ["wrong_device"], "it was never said to be well"
    assert counter.scans_while_the_printer_is_asked() == "wrong_device"
    left: list[str] = []
    for _ in range(2):
        result = counter.printer.send(JOB, lambda: left.append("a byte"))
        assert (result.state, result.reason, left) == ("failed", "wrong_device", [])
    counter.plug(swapped=False)
    counter.until(lambda: counter.scanner.state == "ready")
    counter.until(lambda: counter.printer.status().state == "ready")
    assert counter.printer.send(JOB, lambda: left.append("a byte")).state == "confirmed"
    assert (len(counter.virtual_printer.slips), left) == (1, ["a byte"])


def test_a_silent_printer_is_no_other_device(counter: Counter) -> None:
    counter.virtual_printer.faults.set("silent")
    assert counter.printer.status().state == "unknown"


@pytest.mark.parametrize(
    ("came", "none"),
    [
        (b"6901234567892\r", True),
        (b"\x12\x12\x12\x121-44-7f3a\r\n", True),
        ("社区食堂\t".encode("gb18030"), True),
        (b"\x10\x04\x01", True),
        (b"\x12", False),
        (b"\x16\x12\x12\x12", False),
        (b"\x10\x04\x01\x0f", False),  # an automatic status: four bytes
        (b"\x37\x22@@@A\x00", False),
        (b"\x00\x13\x11", False),
        (b"", False),
    ],
)
def test_what_no_printer_sends_is_told_from_what_one_does(came: bytes, none: bool) -> None:
    assert no_printer(came) == none
    assert is_printer(came) == (came == b"\x12")


def _plugged(devices: Path, by_id: dict[str, str], by_path: dict[str, str]) -> None:
    for folder, names in (("by-id", by_id), ("by-path", by_path)):
        (devices / "serial" / folder).mkdir(parents=True)
        for name, target in names.items():
            (devices / target).touch()
            (devices / "serial" / folder / name).symlink_to(devices / target)


def test_lines_are_offered_by_what_they_are_and_two_alike_by_where_they_are(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    places = {"pci-0:1:1.0": "ttyUSB0", "pci-0:2:1.0": "ttyUSB1"}
    _plugged(one, {"usb-EPSON": "ttyUSB0", "usb-Scanner": "ttyUSB1"}, places)
    assert serial_lines(one) == tuple(f"serial:{one}/serial/by-id/usb-{name}" for name in ("EPSON", "Scanner"))
    _plugged(two, {"usb-1a86_USB_Serial": "ttyUSB1"}, places)
    assert serial_lines(two) == tuple(f"serial:{two}/serial/by-path/{name}" for name in places)
    (two / "usb").mkdir()
    (two / "usb" / "lp0").touch()
    assert ports(two) == (f"usb:{two}/usb/lp0", *serial_lines(two))
    assert serial_lines(tmp_path / "three") == ()


def test_a_scanner_may_be_on_any_line_but_the_printers_or_a_keyboard_that_says_so(tmp_path: Path) -> None:
    _plugged(tmp_path, {"usb-EPSON": "ttyUSB0", "usb-Scanner": "ttyACM0"}, {})
    (tmp_path / "input" / "by-id").mkdir(parents=True)
    for name in ("usb-Newland_Barcode-event-kbd", "usb-Logitech_USB_Keyboard-event-kbd", "usb-Newland_Barcode-kbd"):
        (tmp_path / "input" / "by-id" / name).touch()
    by_id = f"serial:{tmp_path}/serial/by-id"
    typing = f"hid:{tmp_path}/input/by-id/usb-Newland_Barcode-event-kbd"
    assert scanners((f"{by_id}/usb-EPSON",), tmp_path) == (f"{by_id}/usb-Scanner", typing)
    assert scanners((f"serial:{tmp_path}/ttyUSB0",), tmp_path) == (f"{by_id}/usb-Scanner", typing)
    assert len(scanners((), tmp_path)) == 3
