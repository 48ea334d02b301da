"""The virtual printer behaves as real ones were seen to, so that what holds against it is worth something."""

import socket
import time

import pytest

from kiosk.base.files import bundled
from kiosk.devices.profiles import load_printer
from kiosk.paper.face import Face
from kiosk.virtual.paper import print_out
from kiosk.virtual.plugs import MemoryPlug
from kiosk.virtual.printer import VirtualPrinter

SPEC = load_printer("generic-80-gb18030").spec
FACE = Face(bundled("assets") / "fonts" / "NotoSansCJKsc-Regular.otf")
CUT = b"\x1dVB\x00"


def line_to(printer: VirtualPrinter) -> MemoryPlug:
    line = printer.transport(0.1)
    line.open()
    return line


def test_without_the_chinese_mode_hanzi_come_out_as_rubbish() -> None:
    gb = "午餐".encode("gb18030")
    assert print_out(b"\x1b@" + gb + b"\n", 576, FACE).text == ("╬τ▓═",)
    assert print_out(b"\x1b@\x1c&" + gb + b"\n", 576, FACE).text == ("午餐",)


def test_a_line_too_long_runs_over_and_it_is_noticed() -> None:
    assert not print_out(b"x" * 48 + b"\n", 576, FACE).overran
    assert print_out(b"x" * 49 + b"\n", 576, FACE).overran


def test_bytes_that_are_no_command_are_told() -> None:
    assert print_out(b"\x1bZ\x01\n", 576, FACE).not_understood == (b"\x1b", b"\x01")


def test_a_command_may_arrive_byte_by_byte() -> None:
    job = b"\x1b@\x1c&" + "午餐".encode("gb18030") + b"\n\x1dv0\x00\x01\x00\x02\x00\xff\x00" + CUT
    with VirtualPrinter(SPEC) as printer:
        line = line_to(printer)
        for byte in job:
            line.write(bytes([byte]))
        assert [slip.raw for slip in printer.slips] == [job]


def test_what_is_sent_to_a_printer_without_paper_bursts_out_when_it_gets_some() -> None:
    came_out: list[tuple[str, ...]] = []
    with VirtualPrinter(SPEC, lambda slip: came_out.append(slip.text)) as printer:
        printer.faults.set("paper_out")
        line = line_to(printer)
        line.write(b"8\n" + CUT + b"\x10\x04\x01")
        assert line.read(0) == b"\x1a", "it answers at once that it is off line"
        assert came_out == []
        printer.faults.set("paper_out", on=False)
        assert came_out == [("8",)]


def test_without_power_what_was_not_printed_is_forgotten_and_what_was_is_torn_off() -> None:
    with VirtualPrinter(SPEC) as printer:
        line = line_to(printer)
        line.write(b"8\nhalf a li")
        printer.faults.set("off")
        with pytest.raises(ConnectionResetError):
            line.write(b"ne\n")
        with pytest.raises(ConnectionResetError):
            line.open()
        printer.faults.clear()
        line.open()
        line.write(b"9\n" + CUT)
        assert [(slip.text, slip.cut) for slip in printer.slips] == [(("8", "half a li"), False), (("9",), True)]


def test_a_full_buffer_takes_no_more() -> None:
    with VirtualPrinter(SPEC) as printer:
        printer.faults.set("stalled")
        with pytest.raises(TimeoutError):
            line_to(printer).write(b"x" * 100_000)


def test_the_drawer_opens_by_its_command_and_in_real_time_unless_that_is_locked() -> None:
    with VirtualPrinter(SPEC) as printer:
        line = line_to(printer)
        line.write(b"\x1bp\x00\x32\x32" + b"\x10\x14\x01\x00\x01")
        assert printer.kicks == 2
        line.write(b"\x1d(D\x03\x00\x14\x01\x00")
        line.write(b"\x10\x14\x01\x00\x01")
        assert printer.kicks == 2


def test_completion_is_answered_in_its_turn() -> None:
    with VirtualPrinter(SPEC) as printer:
        line = line_to(printer)
        printer.faults.set("cover_open")
        line.write(b"8\n" + CUT + b"\x1d(H\x06\x0000AAAB" + b"\x1dr\x01")
        assert line.read(0) == b""
        printer.faults.clear()
        assert line.read(0) == b"\x37\x22AAAB\x00\x00"


def test_a_network_printer_hangs_up_when_it_loses_power() -> None:
    with VirtualPrinter(SPEC) as printer, socket.create_connection(printer.serve_tcp()) as connection:
        connection.sendall(b"\x10\x04\x01")
        assert connection.recv(1) == b"\x12"
        printer.faults.set("off")
        assert connection.recv(1) == b""


def test_a_port_is_free_again_at_once() -> None:
    with VirtualPrinter(SPEC) as printer:
        _, port = printer.serve_tcp()
    with VirtualPrinter(SPEC) as printer:
        assert printer.serve_tcp(port) == ("127.0.0.1", port)


def test_closing_lets_go_of_who_waits() -> None:
    """A stalled printer with a full buffer must not keep the program from ending."""
    with VirtualPrinter(SPEC) as printer, socket.create_connection(printer.serve_tcp()) as connection:
        printer.faults.set("stalled")
        connection.sendall(b"x" * 200_000)
        began = time.monotonic()
        printer.close()
        assert time.monotonic() - began < 2


@pytest.mark.parametrize("text", ["𬭎", "㛃", "ñ", "\u00a5", "￥", "□", "─", "驿", "①"])
def test_the_bundled_font_has_what_slips_need(text: str) -> None:
    drawn, missing = FACE.line(text), FACE.line("\U000e0fff")
    assert drawn.tobytes() != missing.tobytes()
    assert drawn.convert("L").getextrema() == (0, 255)
