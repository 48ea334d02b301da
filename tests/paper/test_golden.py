"""The bytes of the lunch slip, profile by profile, as they were looked at when they last changed."""

import pytest
from paper.golden import FOLDER
from paper.samples import FACE, LUNCH, PAPERS, REPRINT
from PIL import ImageChops

from kiosk.paper.render import render
from kiosk.virtual import commands as do
from kiosk.virtual.paper import print_out
from kiosk.virtual.parser import Parser

# FreeType, which draws glyphs, may move the edge of a stroke from one release to the next.
STRAY_DOTS = 0.002


@pytest.mark.parametrize("profile_id", PAPERS)
def test_the_lunch_slip_is_as_it_was_looked_at(profile_id: str) -> None:
    spec = PAPERS[profile_id]
    golden, job = (FOLDER / f"{profile_id}.bin").read_bytes(), render(LUNCH, spec, FACE, REPRINT)
    assert said(job) == said(golden)
    was, now = print_out(golden, spec.dots, FACE).image, print_out(job, spec.dots, FACE).image
    assert was.size == now.size
    differing = ImageChops.logical_xor(was, now).histogram()[-1]
    assert differing <= STRAY_DOTS * was.width * was.height


def test_every_profile_has_its_golden_bytes_and_nothing_else_has() -> None:
    assert {path.stem for path in FOLDER.glob("*.bin")} == set(PAPERS)


def said(job: bytes) -> list[bytes]:
    """Every command but the dots of images."""
    return [b"image of %d rows" % one.height if isinstance(one, do.Image) else one.raw for one in Parser().feed(job)]
