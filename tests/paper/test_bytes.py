"""What leaves for the printer: only what was meant, in bytes a Chinese ROM knows, or as dots."""

import re

import msgspec
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from paper.samples import FACE, LUNCH, NARROW, PAPERS, QR, REPRINT, SLIPS, WIDE
from PIL import Image

from kiosk.paper.elements import Cut, QrCode, Slip, Text
from kiosk.paper.raster import bands, without_real_time
from kiosk.paper.render import render
from kiosk.paper.spec import PaperSpec
from kiosk.virtual import commands as do
from kiosk.virtual.paper import print_out
from kiosk.virtual.parser import Parser
from kiosk.virtual.printer import VirtualPrinter

HOSTILE = "张\x1b@\x1dV\x00\x1bp\x00\x32\x32\x10\x14\x01\x00\x01\x10\x04\x01\x9b\u202e三\u2066\u200f\r\n\x00已付￥99"


def job(text: str, spec: PaperSpec = WIDE) -> bytes:
    return render(Slip("test.slip", "1号", (Text(text),)), spec, FACE)


def kinds(data: bytes) -> set[type[do.Command]]:
    return {type(command) for command in Parser().feed(data)}


@pytest.mark.parametrize("spec", PAPERS.values(), ids=PAPERS)
def test_the_qr_code_on_the_paper_can_be_read(spec: PaperSpec) -> None:
    printed = print_out(render(LUNCH, spec, FACE, REPRINT), spec.dots, FACE)
    [found] = zxingcpp.read_barcodes(printed.image.convert("L"))
    assert found.text == QR


def test_a_qr_code_drawn_by_the_printer_can_be_read_and_its_digits_stand_beneath() -> None:
    spec = msgspec.structs.replace(WIDE, qr=msgspec.structs.replace(WIDE.qr, mode="native"))
    printed = print_out(render(LUNCH, spec, FACE), spec.dots, FACE)
    [found] = zxingcpp.read_barcodes(printed.image.convert("L"))
    assert found.text == QR
    assert "1-44-7f3a9c21d04be512" in [line.strip() for line in printed.text]


def test_a_rom_prints_the_words_as_they_are_in_two_bytes() -> None:
    printed = print_out(render(LUNCH, WIDE, FACE, REPRINT), WIDE.dots, FACE)
    assert [line.strip() for line in printed.text[:3]] == ["补打 第1次", "爱心驿站 · 府西", "午餐  8号"]
    assert "午餐 × 1                                 ￥5.00" in printed.text
    assert (printed.overran, printed.not_understood) == (False, ())


def test_a_job_sets_up_the_chinese_rom_and_ends_with_a_cut() -> None:
    data = job("，￥12.00①②〇㎡——")
    assert data.startswith(b"\x1b@\x1bt\x00\x1c&\x1cS\x00\x00")
    assert data.endswith(b"\x1c.\x1dVB\x00")
    assert print_out(data, WIDE.dots, FACE).text == ("，￥12.00①②〇㎡——",)


@pytest.mark.parametrize("spec", PAPERS.values(), ids=PAPERS)
def test_two_copies_of_one_job_are_two_papers_and_a_reprint_stands_on_both(spec: PaperSpec) -> None:
    with VirtualPrinter(spec) as printer:
        line = printer.transport()
        line.open()
        line.write(render(Slip("t", "1", (Text("存根联"), Cut(), Text("客户联"))), spec, FACE, REPRINT))
    assert [slip.cut for slip in printer.slips] == [True, True]
    alone = [render(Slip("t", "1", (Text(copy),)), spec, FACE, REPRINT) for copy in ("存根联", "客户联")]
    assert [slip.raw for slip in printer.slips] == alone


@pytest.mark.parametrize("text", ["镇江𬭎镁", "张㛃", "Señor", "\u00a55.00"])
def test_a_line_no_rom_can_print_goes_out_as_dots(text: str) -> None:
    data = job(text)
    assert do.Image in kinds(data)
    assert do.Characters not in kinds(data)


def test_the_full_width_yuan_sign_stays_text() -> None:
    assert do.Image not in kinds(job("￥5.00"))


def test_only_the_line_that_needs_it_is_dots_and_it_is_as_high_as_text() -> None:
    mixed = print_out(render(Slip("t", "1", (Text("上"), Text("张㛃"), Text("下"))), WIDE, FACE), WIDE.dots, FACE)
    plain = print_out(render(Slip("t", "1", (Text("上"), Text("张三"), Text("下"))), WIDE, FACE), WIDE.dots, FACE)
    assert mixed.text == ("上", "下")
    assert mixed.image.size == plain.image.size


def test_a_clone_that_doubles_hanzi_by_a_command_of_their_own_gets_it_on_every_line() -> None:
    spec = msgspec.structs.replace(WIDE, double="fs!")
    assert job("午餐", spec).count(b"\x1c!\x00") == 1
    assert b"\x1d!\x11\x1c!\x0c" in render(LUNCH, spec, FACE)


@pytest.mark.parametrize("spec", [WIDE, NARROW], ids=["rom", "raster"])
def test_hostile_text_moves_neither_drawer_nor_knife_and_asks_for_nothing(spec: PaperSpec) -> None:
    slip = Slip("test.slip", HOSTILE, (Text(HOSTILE), Text(HOSTILE, "center", 2), QrCode("/s/1", (HOSTILE,))))
    with VirtualPrinter(spec) as printer:
        line = printer.transport()
        line.open()
        line.write(render(slip, spec, FACE, HOSTILE))
        assert (len(printer.slips), printer.kicks, line.read(0)) == (1, 0, b"")
    assert kinds(render(slip, spec, FACE, HOSTILE)).isdisjoint({do.Drawer, do.RealTime, do.NotUnderstood})


def test_hostile_text_shows_that_something_was_there_and_stays_on_its_line() -> None:
    printed = print_out(job("张\x1b\u202e三\n已付"), WIDE.dots, FACE)
    assert printed.text == ("张□□三 已付",)


@given(SLIPS)
@settings(max_examples=60)
def test_no_slip_holds_a_control_byte_that_was_not_meant(slip: Slip) -> None:
    meant = {
        do.Reset,
        do.Setting,
        do.HanziSpace,
        do.Spacing,
        do.Size,
        do.Characters,
        do.LineFeed,
        do.Image,
        do.FeedLines,
        do.Cut,
    }
    for spec in (WIDE, NARROW):
        data = render(slip, spec, FACE)
        parser = Parser()
        found = list(parser.feed(data))
        assert {type(command) for command in found} <= meant
        assert [type(command) for command in found].count(do.Cut) == 1
        assert parser.pending == b""
        assert not re.search(rb"\x10[\x04\x05\x14]", data), "a real-time command works wherever it stands"
        assert not print_out(data, spec.dots, FACE).overran


@given(st.binary(max_size=400) | st.lists(st.sampled_from([0x10, 0x04, 0x05, 0x14, 0x18])).map(bytes))
def test_dots_are_freed_of_real_time_commands_by_one_dot_each(dots: bytes) -> None:
    safe = without_real_time(dots)
    assert not re.search(rb"\x10[\x04\x05\x14]", safe)
    changed = [(before, after) for before, after in zip(dots, safe, strict=True) if before != after]
    assert set(changed) <= {(0x10, 0x18)}
    assert len(changed) == len(re.findall(rb"\x10[\x04\x05\x14]", dots))


def test_an_image_that_would_open_the_drawer_does_not() -> None:
    image = Image.frombytes("1", (64, 4), bytes(byte ^ 0xFF for byte in b"\x10\x14\x01\x00\x01\x10\x04\x01" * 4))
    [band] = bands(image)
    with VirtualPrinter(WIDE) as printer:
        line = printer.transport()
        line.open()
        line.write(b"\x1b@" + band + b"\x1dVB\x00")
        assert (printer.kicks, line.read(0)) == (0, b"")
        line.write(b"\x1dv0\x00\x08\x00\x04\x00" + b"\x10\x14\x01\x00\x01\x10\x04\x01" * 4)
        assert (printer.kicks, line.read(0)) == (4, b"\x12" * 4), "the same dots unguarded do"


def test_images_go_out_in_bands_of_at_most_256_rows() -> None:
    slip = Slip("test.slip", "1号", tuple(Text(f"第{number}行") for number in range(40)))
    images = [one for one in Parser().feed(render(slip, NARROW, FACE)) if isinstance(one, do.Image)]
    assert [image.height for image in images] == [256, 256, 256, 256, 256]
