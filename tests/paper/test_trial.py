"""The sheet that shows which printer profile is right: a line a profile, each as that profile would print it."""

import pytest
from paper.samples import FACE

from kiosk.bootstrap import all_words
from kiosk.devices.profiles import load_printer
from kiosk.paper.elements import decode, encode
from kiosk.paper.render import render
from kiosk.paper.spec import PaperSpec
from kiosk.services.slips.slips import trial
from kiosk.virtual.paper import print_out

PROFILES = ("generic-80-gb18030", "generic-58-gb18030", "generic-58-raster", "generic-80-raster")
SLIP = trial(PROFILES, ("爱心驿站",), lambda key, **fields: all_words().say("zh", key, **fields))


def spec_of(profile: str) -> PaperSpec:
    return load_printer(profile).spec


def test_on_a_printer_with_a_chinese_rom_the_rom_lines_are_text_with_their_number_at_both_ends() -> None:
    wide = spec_of("generic-80-gb18030")
    printed = print_out(render(SLIP, wide, FACE, spec_of=spec_of), wide.dots, FACE)
    lines = [line for line in printed.text if line.startswith(("1 ", "2 ", "3 ", "4 "))]
    assert [(line[0], line[-1], len(line.encode("gb18030"))) for line in lines] == [("1", "1", 48), ("2", "2", 32)]
    assert printed.overran is False


def test_on_narrow_paper_the_wide_drawn_line_is_seen_to_run_over() -> None:
    narrow = spec_of("generic-58-raster")
    printed = print_out(render(SLIP, narrow, FACE, spec_of=spec_of), narrow.dots, FACE)
    assert printed.overran is True


def test_what_the_spool_keeps_prints_the_same() -> None:
    spec = spec_of("generic-escpos")
    assert render(decode(encode(SLIP)), spec, FACE, spec_of=spec_of) == render(SLIP, spec, FACE, spec_of=spec_of)


def test_a_profile_that_nobody_knows_stops_the_job_before_a_byte_leaves() -> None:
    with pytest.raises(ValueError, match="generic-80-gb18030"):
        render(SLIP, spec_of("generic-escpos"), FACE)
