import itertools

import pytest
from PIL import Image, ImageDraw, ImageFont

from kiosk.base.files import bundled
from kiosk.widgets.glyphs import drawable, icons, tofu
from kiosk.widgets.theme import CAP_HEIGHT, CONTRAST, DAYLIGHT, LINE_HEIGHT, Palette, Theme, contrast, rgba
from kiosk.widgets.window import LANDSCAPE, PORTRAIT

THEMES = [Theme(portrait=portrait, large=large) for portrait, large in itertools.product((False, True), repeat=2)]


@pytest.mark.parametrize("palette", [DAYLIGHT, CONTRAST], ids=["daylight", "contrast"])
def test_everything_written_stands_out_seven_to_one(palette: Palette) -> None:
    pairs = [(ink, ground) for ink in (palette.ink, palette.soft) for ground in (palette.paper, palette.surface)]
    faces = [palette.face(accent, down=down) for accent in ("", *DAYLIGHT.accents) for down in (False, True)]
    pairs += [(face.text, face.fill) for face in faces]
    pairs += [(palette.fill(accent), palette.paper) for accent in DAYLIGHT.accents]
    assert min(contrast(one, other) for one, other in pairs) >= 7


@pytest.mark.parametrize("palette", [DAYLIGHT, CONTRAST], ids=["daylight", "contrast"])
def test_a_touched_surface_is_seen_to_be_touched(palette: Palette) -> None:
    for accent in ("", *DAYLIGHT.accents):
        up, down = palette.face(accent), palette.face(accent, down=True)
        assert contrast(up.fill, down.fill) >= 1.3


@pytest.mark.parametrize("palette", [DAYLIGHT, CONTRAST], ids=["daylight", "contrast"])
def test_edges_are_seen_three_to_one(palette: Palette) -> None:
    assert contrast(palette.line, palette.paper) >= 3


def test_a_service_may_bring_its_own_colour() -> None:
    assert DAYLIGHT.face("#123456").fill == rgba("#123456")
    assert CONTRAST.face("#123456").fill == CONTRAST.accent
    with pytest.raises(KeyError):
        DAYLIGHT.face("mauve")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(rgba("#000000"), rgba("#FFFFFF")) == pytest.approx(21)
    assert contrast(rgba("#767676"), rgba("#FFFFFF")) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES, ids=str)
def test_workers_sizes_keep_the_thresholds_of_the_table(theme: Theme) -> None:
    sizes = theme.sizes
    assert min(sizes.body, sizes.title, sizes.word, sizes.number, sizes.key) * CAP_HEIGHT >= 7.3
    assert (sizes.target >= 20, sizes.tile >= 25) == (True, True)


def test_a_millimetre_is_one() -> None:
    assert PORTRAIT.px(20) == pytest.approx(80.7, abs=0.1)
    assert LANDSCAPE.px(10) == pytest.approx(39.5, abs=0.1)


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_fonts_measure_what_the_theme_says(weight: str) -> None:
    font = ImageFont.truetype(bundled("assets") / "fonts" / f"NotoSansCJKsc-{weight}.otf", 1000)
    assert sum(font.getmetrics()) / 1000 == pytest.approx(LINE_HEIGHT, abs=0.002)
    _, top, _, bottom = font.getbbox("H", anchor="ls")
    assert CAP_HEIGHT - 0.001 <= (bottom - top) / 1000 <= CAP_HEIGHT + 0.01


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_fonts_draw_what_the_coverage_says(weight: str) -> None:
    font = ImageFont.truetype(bundled("assets") / "fonts" / f"NotoSansCJKsc-{weight}.otf", 24)

    def drawn(mark: str) -> bytes:
        image = Image.new("L", (32, 40))
        ImageDraw.Draw(image).text((2, 2), mark, font=font, fill=255)
        return image.tobytes()

    box = drawn("\U0001f600")
    assert all(drawn(chr(point)) != box for point in drawable())
    assert tofu("한글😀") == "한글😀"


def test_the_characters_of_names_and_slips_can_be_drawn() -> None:
    assert len(drawable()) > 8105
    assert tofu("鞠翯㑇𬭚䶮喆﹣￥¥·×①→★℃№…—人民币壹仟肆佰零玖元伍角整丟") == "丟"


def test_every_icon_has_a_picture() -> None:
    font = ImageFont.truetype(bundled("assets") / "icons" / "tabler-subset.ttf", 48)
    assert len(icons()) > 200
    assert all(font.getbbox(mark)[2] > 10 for mark in icons().values())
