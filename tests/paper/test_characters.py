"""Chinese on paper: every character comes out as itself, none is lost, no line is wider than the paper."""

import functools

import msgspec
import pytest
from paper.characters import NO_ROM, RARE, SYMBOLS, Reader, Size, Tally, gb2312, general_standard, print_and_read
from paper.samples import FACE, PAPERS, WIDE
from PIL import Image

from kiosk.paper.elements import Pair, Slip
from kiosk.paper.render import render
from kiosk.virtual.paper import print_out

# All of them: `tools/bench.py --only characters`. Here every sign, every hanzi no ROM has, and one in twenty others.
ROM_HANZI = [char for char in dict.fromkeys(gb2312()[682:] + general_standard()) if len(char.encode("gb18030")) == 2]
OUTSIDE = [char for char in general_standard() if len(char.encode("gb18030")) == 4]
SAMPLE = "".join(dict.fromkeys(gb2312()[:682] + SYMBOLS + RARE + NO_ROM + "".join(OUTSIDE + ROM_HANZI[::20])))
EMPTY = Tally(len(SAMPLE))


@functools.cache
def reader() -> Reader:
    return Reader(SAMPLE, FACE)


def test_the_tables_are_whole() -> None:
    assert (len(general_standard()), len(set(general_standard())), len(gb2312())) == (8105, 8105, 7445)
    assert len(OUTSIDE) == 252


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("profile_id", ["generic-58-gb18030", "generic-80-raster"])
def test_every_character_is_read_back_from_the_paper(profile_id: str, size: Size) -> None:
    assert print_and_read(SAMPLE, PAPERS[profile_id], FACE, reader(), size) == EMPTY


def test_the_font_has_them_all_and_no_two_hanzi_look_alike() -> None:
    hanzi = set(general_standard() + gb2312()[682:])
    assert reader().unknown_to_the_font(SAMPLE) == []
    assert [alike for alike in reader().alike() if not alike.isdisjoint(hanzi)] == []


def test_the_reader_sees_a_character_that_is_wrong_or_lost_and_a_line_that_is_too_wide() -> None:
    """The control: another character, a hole in the paper, a printer with another code page, paper too narrow."""
    job = render(Slip("t", "1", (Pair("午餐", "￥12.50"),)), WIDE, FACE)
    [first, second] = [print_out(job, WIDE.dots, FACE).image.crop((x, 24, x + 24, 48)) for x in (24, 48)]
    assert reader().reads(first, "午", 1)
    assert not reader().reads(second, "午", 1)
    assert not reader().reads(Image.new("1", (24, 24), 1), "午", 1)
    assert print_and_read("午餐", msgspec.structs.replace(WIDE, init=b"\x1b@"), FACE, reader(), 1).wrong
    assert print_and_read("午餐", msgspec.structs.replace(WIDE, dots=384), FACE, reader(), 1).over
