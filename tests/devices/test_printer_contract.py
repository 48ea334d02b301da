"""What a printer driver promises, on the network, on a serial line and in memory, with every fault a printer has."""

import os
import threading
import time
import tty
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from support.usb import PRODUCT, VENDOR, FakeLibusb

from kiosk.base.files import bundled
from kiosk.devices.printers.driver import Printer, Result
from kiosk.devices.profiles import PrinterProfile, load_printer
from kiosk.devices.transports import SerialLine, Tcp, Transport
from kiosk.devices.usb_bulk import UsbBulk
from kiosk.devices.usb_port import UsbPort
from kiosk.paper.elements import Pair, Slip, Text
from kiosk.paper.face import Face
from kiosk.paper.render import render
from kiosk.virtual.faults import FAULTS, Fault
from kiosk.virtual.printer import VirtualPrinter

WRITE_TIMEOUT_S = 0.3


def impatient(profile: PrinterProfile, confirm: str = "gs_r") -> PrinterProfile:
    status = msgspec.structs.replace(profile.status, reply_timeout_s=0.2, confirm=confirm, confirm_timeout_s=0.4)
    return msgspec.structs.replace(profile, status=status)


PROFILE = impatient(load_printer("generic-80-gb18030"))
FACE = Face(bundled("assets") / "fonts" / "NotoSansCJKsc-Regular.otf")


def job(number: int, lines: int = 5) -> bytes:
    slip = Slip(
        "meals.ticket", f"{number}号", (Text(f"午餐 {number}号", "center", 2), *[Pair("午餐 × 1", "￥5.00")] * lines)
    )
    return render(slip, PROFILE.spec, FACE)


@pytest.fixture
def virtual() -> Iterator[VirtualPrinter]:
    with VirtualPrinter(PROFILE.spec) as printer:
        yield printer


@pytest.fixture(params=["tcp", "pty", "usb", "libusb", "memory"])
def transport(request: pytest.FixtureRequest, virtual: VirtualPrinter) -> Transport:
    if request.param == "tcp":
        return Tcp(*virtual.serve_tcp(), WRITE_TIMEOUT_S)
    if request.param == "pty":
        return SerialLine(virtual.serve_pty(), 115200, "none", WRITE_TIMEOUT_S)
    if request.param == "usb":
        return UsbPort(virtual.serve_pty(), WRITE_TIMEOUT_S)
    if request.param == "libusb":
        return UsbBulk(VENDOR, PRODUCT, "", WRITE_TIMEOUT_S, FakeLibusb(virtual.transport(WRITE_TIMEOUT_S)))
    return virtual.transport(WRITE_TIMEOUT_S)


class Spool:
    """Notes when the driver says that a byte is about to leave, and how many slips there were then."""

    def __init__(self, virtual: VirtualPrinter) -> None:
        self._virtual = virtual
        self.sending: list[int] = []

    def first_byte(self) -> None:
        self.sending.append(len(self._virtual.slips))


class TestPrinter:
    @pytest.fixture(autouse=True)
    def _bench(self, virtual: VirtualPrinter, transport: Transport) -> None:
        self.virtual = virtual
        self.transport = transport
        self.printer = Printer(PROFILE, transport, time.monotonic)
        self.spool = Spool(virtual)

    def send(self, data: bytes) -> Result:
        return self.printer.send(data, self.spool.first_byte)

    def come_out(self, count: int) -> bool:
        """Whether so many slips have come out in the end, and no more."""
        deadline = time.monotonic() + 5
        while len(self.virtual.slips) < count and time.monotonic() < deadline:
            time.sleep(0.005)
        return len(self.virtual.slips) == count

    @pytest.mark.parametrize(
        ("fault", "state"),
        [
            (None, "ready"),
            ("paper_out", "paper_out"),
            ("cover_open", "cover_open"),
            ("jam", "error"),
            ("near_end", "ready"),
            ("silent", "unknown"),
            ("stalled", "unknown"),
        ],
    )
    def test_the_status_is_what_the_printer_says_and_silence_is_never_ready(
        self, fault: Fault | None, state: str
    ) -> None:
        if fault:
            self.virtual.faults.set(fault)
        status = self.printer.status()
        assert (status.state, status.paper_near_end) == (state, fault in ("near_end", "paper_out"))

    def test_a_printer_without_power_is_not_ready(self) -> None:
        self.virtual.faults.set("off")
        assert self.printer.status().state in ("unreachable", "unknown")

    @pytest.mark.parametrize("confirm", ["gs_r", "process_id", "none"])
    def test_a_job_on_paper_is_confirmed_and_its_bytes_are_the_jobs(self, confirm: str) -> None:
        printer = Printer(impatient(PROFILE, confirm), self.transport, time.monotonic)
        results = [printer.send(job(number), self.spool.first_byte) for number in (8, 9)]
        assert [result.state for result in results] == ["confirmed", "confirmed"]
        assert self.come_out(2)
        assert [slip.raw for slip in self.virtual.slips] == [job(8), job(9)]
        assert self.spool.sending == [0, 1]

    def test_nothing_leaves_before_the_spool_has_written_that_it_is_sending(self) -> None:
        class DiskFullError(Exception):
            pass

        def first_byte() -> None:
            raise DiskFullError

        with pytest.raises(DiskFullError):
            self.printer.send(job(8), first_byte)
        assert self.send(job(9)).state == "confirmed"
        assert [slip.raw for slip in self.virtual.slips] == [job(9)]

    @pytest.mark.parametrize(
        ("fault", "reason"), [("paper_out", "paper_out"), ("cover_open", "cover_open"), ("jam", "error")]
    )
    def test_nothing_is_sent_to_a_printer_that_would_hold_it_back(self, fault: Fault, reason: str) -> None:
        self.virtual.faults.set(fault)
        result = self.send(job(8))
        assert (result.state, result.reason, self.spool.sending) == ("failed", reason, [])
        self.virtual.faults.clear()
        assert self.send(job(9)).state == "confirmed"
        assert [slip.raw for slip in self.virtual.slips] == [job(9)], "the refused job must not burst out later"

    def test_a_silent_printer_prints_and_is_reported_uncertain(self) -> None:
        self.virtual.faults.set("silent")
        result = self.send(job(8))
        assert (result.state, result.reason, result.before.state) == ("uncertain", "no_answer", "unknown")
        assert self.come_out(1)
        assert self.spool.sending == [0]

    @pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "near_end"])
    def test_a_fault_in_the_middle_of_a_job_leaves_it_uncertain_and_never_prints_it_twice(self, fault: Fault) -> None:
        self.virtual.faults.set_after(200, fault)
        result = self.send(job(8))
        assert result.state == "uncertain"
        assert result.reason in {
            "paper_out": ("paper_out",),
            "cover_open": ("cover_open",),
            "jam": ("error",),
            "off": ("lost", "no_answer"),
        }.get(fault, ("no_answer", "lost"))
        assert len(self.spool.sending) == 1
        self.virtual.faults.clear()
        assert self.send(job(9)).state == "confirmed"
        jobs = [slip.raw for slip in self.virtual.slips if slip.cut]
        assert jobs.count(job(9)) == 1
        assert jobs.count(job(8)) == (0 if fault == "off" else 1), "what a printer held back comes out when mended"

    def test_a_printer_that_loses_power_leaves_the_torn_half_of_a_slip(self) -> None:
        self.virtual.faults.set_after(200, "off")
        assert self.send(job(8)).state == "uncertain"
        [torn] = self.virtual.slips
        assert not torn.cut
        assert job(8).startswith(torn.raw)

    def test_what_was_cut_off_in_the_middle_of_an_image_does_not_swallow_the_next_slip(self) -> None:
        """The program ended while it printed; started again, it gives the printer what its image still wants."""
        image = b"\x1dv0\x00\x30\x00\x00\x01" + b"\xff" * 5000
        self.transport.open()
        self.transport.write(b"\x1b@" + image)
        self.transport.close()
        self.printer.broken_off()
        assert self.send(job(9)).state == "confirmed"
        assert self.come_out(2)
        torn, whole = self.virtual.slips
        assert (whole.raw, torn.text) == (job(9), ())

    def test_an_answer_that_comes_late_confirms_no_other_slip(self) -> None:
        """The first slip is on paper and its answer late; the second gets stuck: it is not the one that was meant."""
        self.virtual.faults.set("late")
        assert self.send(job(8)).reason == "no_answer"
        self.virtual.faults.set("late", on=False)
        self.virtual.faults.set_after(200, "cover_open")
        result = self.send(job(9))
        assert (result.state, result.reason) == ("uncertain", "cover_open")
        self.virtual.faults.clear()
        assert self.send(job(10)).state == "confirmed"
        assert self.come_out(3)

    def test_a_printer_that_forgot_its_answers_confirms_the_next_slip(self) -> None:
        self.virtual.faults.set("late")
        assert self.send(job(8)).state == "uncertain"
        self.virtual.faults.set("off")
        self.virtual.faults.clear()
        assert [self.send(job(number)).state for number in (9, 10)] == ["confirmed", "confirmed"]

    def test_a_nearly_used_up_roll_prints_with_a_warning(self) -> None:
        self.virtual.faults.set("near_end")
        result = self.send(job(8))
        assert (result.state, result.before.paper_near_end) == ("confirmed", True)

    def test_a_long_slip_is_given_its_time(self) -> None:
        """One that takes longer than the time to confirm is not given up early; a short one is (above)."""
        self.virtual.faults.set_after(200, "stalled")
        mended = threading.Timer(1.0, self.virtual.faults.clear)
        mended.start()
        assert self.send(job(8, lines=80)).state == "confirmed"
        mended.join()
        assert self.come_out(1)


class Hasty(Printer):
    """The control: takes the first answer it hears for the one to the job at hand."""

    def send(self, job: bytes, first_byte: Callable[[], None], *, silent: bool = True) -> Result:
        self._owed = 0
        return super().send(job, first_byte, silent=silent)


@pytest.mark.parametrize(("make", "state"), [(Printer, "uncertain"), (Hasty, "confirmed")])
def test_control_a_driver_that_counts_no_answers_confirms_a_slip_by_the_answer_to_another(
    virtual: VirtualPrinter, make: type[Printer], state: str
) -> None:
    printer = make(PROFILE, virtual.transport(WRITE_TIMEOUT_S), time.monotonic)
    virtual.faults.set("late")
    assert printer.send(job(8), lambda: None).state == "uncertain"
    virtual.faults.set("late", on=False)
    virtual.faults.set_after(200, "off")
    assert printer.send(job(9), lambda: None).state == state
    assert [slip.raw for slip in virtual.slips if slip.cut] == [job(8)], "the second is torn off"


def test_a_printer_that_gave_no_answer_for_long_is_caught_up_with_while_it_is_idle(virtual: VirtualPrinter) -> None:
    printer = Printer(PROFILE, virtual.transport(WRITE_TIMEOUT_S), time.monotonic)
    virtual.faults.set("late")
    assert {printer.send(job(number), lambda: None).state for number in range(6)} == {"uncertain"}
    virtual.faults.set("off")  # it forgets what it owes
    virtual.faults.clear()
    assert printer.send(job(9), lambda: None).state == "uncertain", "one answer might be that to any of the six"
    assert printer.status().state == "ready"
    assert printer.send(job(10), lambda: None).state == "confirmed"


@pytest.mark.parametrize("usb", [False, True], ids=["serial", "usb"])
def test_a_printer_that_takes_no_more_bytes_does_not_hold_the_driver_for_ever(
    virtual: VirtualPrinter, usb: bool
) -> None:
    path = virtual.serve_pty()
    way = UsbPort(path, WRITE_TIMEOUT_S) if usb else SerialLine(path, 115200, "none", WRITE_TIMEOUT_S)
    printer = Printer(PROFILE, way, time.monotonic)
    virtual.faults.set_after(200, "stalled")
    result = printer.send(job(8, lines=3000), lambda: None)
    assert (result.state, result.reason) == ("uncertain", "lost")
    assert "timeout" in result.detail.lower()


def test_a_printer_nobody_listens_for_is_unreachable_and_the_job_failed() -> None:
    with VirtualPrinter(PROFILE.spec) as virtual:
        address = virtual.serve_tcp()
    printer = Printer(PROFILE, Tcp(*address, WRITE_TIMEOUT_S), time.monotonic)
    assert printer.status().state == "unreachable"
    sent: list[str] = []
    result = printer.send(job(8), lambda: sent.append("byte"))
    assert (result.state, result.reason, sent) == ("failed", "unreachable", [])


@pytest.mark.parametrize("way", [SerialLine("/dev/serial/by-id/none", 9600, "none", 1), UsbPort("/dev/usb/none", 1)])
def test_a_missing_line_is_unreachable_and_the_job_failed(way: Transport) -> None:
    printer = Printer(PROFILE, way, time.monotonic)
    assert printer.send(job(8), lambda: None).reason == "unreachable"


def test_a_usb_printer_pulled_out_in_the_middle_is_lost() -> None:
    near, far = os.openpty()
    tty.setraw(far)
    port = UsbPort(os.ttyname(far), WRITE_TIMEOUT_S)
    port.open()
    os.close(far)
    os.close(near)
    with pytest.raises(OSError, match="unplugged"):
        port.write(b"8")
    with pytest.raises(OSError, match="unplugged"):
        port.read(0)
    port.close()


def test_a_usb_printer_with_nothing_to_say_is_waited_for(tmp_path: Path) -> None:
    """Empty packets are no end of the line, and no reason to be busy."""
    (tmp_path / "lp0").touch()
    port = UsbPort(str(tmp_path / "lp0"), WRITE_TIMEOUT_S)
    port.open()
    began, worked = time.monotonic(), time.process_time()
    assert port.read(0.2) == b""
    assert time.monotonic() - began >= 0.2
    assert time.process_time() - worked < 0.1
    port.close()


class Chatty:
    """A printer that sends an automatic status (ASB) unasked and prints nothing: no virtual printer does that."""

    bytes_per_s = 1_000_000.0

    def __init__(self) -> None:
        self._answers = b""

    def open(self) -> None:
        self._answers = b""

    def write(self, data: bytes) -> None:
        self._answers += b"\x12" if data.startswith(b"\x10\x04") else b"\x10\x00\x00\x00"

    def read(self, timeout_s: float) -> bytes:
        if not self._answers:
            time.sleep(timeout_s)
        answers, self._answers = self._answers, b""
        return answers

    def close(self) -> None:
        self._answers = b""


def test_a_status_that_comes_unasked_is_not_taken_for_a_confirmation() -> None:
    result = Printer(PROFILE, Chatty(), time.monotonic).send(job(8), lambda: None)
    assert (result.state, result.reason) == ("uncertain", "no_answer")
