"""The bundled font as dots on paper: hanzi in squares of 24, Latin in halves of them, as a printer's ROM sets them."""

from pathlib import Path
from typing import Final, Literal

from PIL import Image, ImageDraw, ImageFont

from kiosk.paper.measure import Cell, cells
from kiosk.paper.spec import CELL_DOTS, GLYPH_DOTS

# Glyphs are drawn four times too large and reduced: strokes come out even, and alike whatever FreeType does with hints.
_LARGE: Final = 4 * GLYPH_DOTS
_BASELINE: Final = 0.88
# How much of a dot must be ink for it to be black; below one half, so that thin strokes survive thermal paper.
_INK: Final = 110


class Face:
    """A font built once from its file and used by one thread. Raises OSError where it is no font."""

    def __init__(self, font: Path) -> None:
        # Basic layout: the same dots on every machine, whether or not it has libraqm.
        self._font = ImageFont.truetype(str(font), _LARGE, layout_engine=ImageFont.Layout.BASIC)
        self._drawn: dict[tuple[Cell, int], Image.Image] = {}

    def line(self, text: str, size: Literal[1, 2] = 1) -> Image.Image:
        """Clean text in black on white, 1 bit, as wide as its columns and 24 dots high, or double that."""
        placed = cells(text)
        width = sum(cell.columns for cell in placed) * CELL_DOTS * size
        image = Image.new("1", (max(1, width), GLYPH_DOTS * size), 1)
        x = 0
        for cell in placed:
            if cell.text != " ":
                image.paste(self._glyph(cell, size), (x, 0))
            x += cell.columns * CELL_DOTS * size
        return image

    def _glyph(self, cell: Cell, size: int) -> Image.Image:
        """One cell's dots; a glyph wider than its cell is made narrower."""
        if (cell, size) not in self._drawn:
            advance = round(self._font.getlength(cell.text))
            width = max(advance, cell.columns * _LARGE // 2)
            large = Image.new("L", (width, _LARGE), 255)
            draw = ImageDraw.Draw(large)
            draw.text(((width - advance) / 2, _LARGE * _BASELINE), cell.text, 0, self._font, "ls")
            small = large.resize((cell.columns * CELL_DOTS * size, GLYPH_DOTS * size), Image.Resampling.BOX)
            self._drawn[cell, size] = small.point(lambda light: 0 if light < 255 - _INK else 255).convert("1")
        return self._drawn[cell, size]
