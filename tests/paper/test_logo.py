"""A picture at the top of slips: in the middle, never wider than the paper, and never in the way of a slip."""

from pathlib import Path

import msgspec
import pytest
from PIL import Image, ImageDraw

from kiosk import bootstrap_devices
from kiosk.base.files import bundled
from kiosk.devices.profiles import load_printer, printer_ids
from kiosk.paper.elements import Cut, Slip, Text
from kiosk.paper.face import Face
from kiosk.paper.logo import MOST_ROWS, logo
from kiosk.paper.render import render
from kiosk.services.house.settings import Printer as PrinterAt
from kiosk.virtual.paper import print_out

FACE = Face(bundled("assets") / "fonts" / "NotoSansCJKsc-Regular.otf")
SLIP = Slip("meals.ticket", "8号", (Text("午餐 8号"), Cut(), Text("存根 8号")))


def drawn(file: Path, size: tuple[int, int]) -> Path:
    """A black disk on nothing."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((0, 0, size[0] - 1, size[1] - 1), fill="black")
    image.save(file)
    return file


@pytest.mark.parametrize("size", [(40, 30), (2000, 300), (300, 3000), (5, 5)])
@pytest.mark.parametrize("profile", printer_ids())
def test_it_is_in_the_middle_and_no_wider_than_the_paper(tmp_path: Path, profile: str, size: tuple[int, int]) -> None:
    spec = load_printer(profile).spec
    top = logo(drawn(tmp_path / "logo.png", size), spec.dots)
    out = print_out(spec.init + top + spec.end, spec.dots, FACE)
    assert (out.overran, out.not_understood) == (False, ())
    ink = out.image.convert("L").point(lambda dot: 255 - dot).getbbox()
    assert ink is not None
    assert ink[3] - ink[1] <= MOST_ROWS
    assert abs((ink[0] + ink[2]) - out.image.width) <= 2


def test_it_tops_every_copy_and_leaves_the_slip_as_it_is(tmp_path: Path) -> None:
    spec = load_printer("generic-80-gb18030").spec
    top = logo(drawn(tmp_path / "logo.png", (64, 64)), spec.dots)
    plain = render(SLIP, spec, FACE)
    topped = render(SLIP, msgspec.structs.replace(spec, logo=top), FACE)
    assert topped.count(top) == 2
    assert topped.replace(top, b"") == plain


@pytest.mark.parametrize("content", [None, b"", b"GIF89a", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_what_is_no_picture_is_told_and_the_slip_is_printed_without(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "logo.png"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ValueError, match="a PNG file"):
        logo(file, 576)
    place = PrinterAt("generic-80-gb18030", "tcp:127.0.0.1:9", str(file))
    assert bootstrap_devices.printer_at(place).spec == load_printer("generic-80-gb18030").spec


@pytest.mark.parametrize("path", ["logo.png", "/home/kiosk/logo.jpg"])
def test_a_logo_that_cannot_be_one_is_refused_at_entry(path: str) -> None:
    with pytest.raises(ValueError, match="logo"):
        PrinterAt("generic-80-gb18030", "tcp:127.0.0.1:9", path)


def test_a_station_prints_its_logo(tmp_path: Path) -> None:
    file = drawn(tmp_path / "logo.png", (64, 64))
    place = PrinterAt("generic-58-raster", "tcp:127.0.0.1:9", str(file))
    assert bootstrap_devices.printer_at(place).spec.logo == logo(file, 384)
