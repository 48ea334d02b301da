"""A contact sheet: many pictures on one, each with its name, small and still to be read."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from kiosk.base.files import bundled

_WIDE: Final = 3200  # pixels
_HIGH: Final = 420  # of a picture on it
_TEXT: Final = 22
_GAP: Final = 16
_PAPER, _INK, _EDGE = (236, 232, 224), (31, 35, 40), (120, 116, 108)


def contact_sheet(pictures: Iterable[Path], sheet: Path) -> None:
    """Puts them on one picture, row by row, in the order they come in."""
    font = ImageFont.truetype(str(bundled("assets") / "fonts" / "NotoSansCJKsc-Regular.otf"), _TEXT)
    rows = list(_rows(pictures, font))
    step = _HIGH + _TEXT * 2 + _GAP
    drawn = Image.new("RGB", (_WIDE, step * len(rows) + _GAP), _PAPER)
    pen = ImageDraw.Draw(drawn)
    for at, row in enumerate(rows):
        x, y = _GAP, _GAP + at * step
        for name, small, wide in row:
            drawn.paste(small, (x, y))
            pen.rectangle((x - 1, y - 1, x + small.width, y + small.height), outline=_EDGE)
            pen.text((x, y + _HIGH + _TEXT // 4), name, font=font, fill=_INK)
            x += wide + _GAP
    drawn.save(sheet)


def _rows(pictures: Iterable[Path], font: ImageFont.FreeTypeFont) -> Iterator[list[tuple[str, Image.Image, int]]]:
    """The pictures in rows: name, thumbnail, and the width that both need."""
    row: list[tuple[str, Image.Image, int]] = []
    used = _GAP
    for path in pictures:
        with Image.open(path) as picture:
            share = min(_HIGH / picture.height, (_WIDE - 2 * _GAP) / picture.width)
            size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
            small = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        wide = max(small.width, round(font.getlength(path.stem)))
        if row and used + wide + _GAP > _WIDE:
            yield row
            row, used = [], _GAP
        row.append((path.stem, small, wide))
        used += wide + _GAP
    if row:
        yield row
