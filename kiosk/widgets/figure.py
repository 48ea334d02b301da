"""Text as large as the glass, drawn by Pillow.

SDL_ttf, which draws all other text, keeps every glyph that it has ever drawn: 4 MB for one figure that fills the width.
"""

import functools
from math import ceil
from typing import Any, Final

from kivy.core.image import ImageData
from kivy.core.text import LabelBase
from kivy.uix.label import Label
from PIL import Image, ImageDraw, ImageFont

from kiosk.base.files import bundled

_BOLD: Final = str(bundled("assets") / "fonts" / "NotoSansCJKsc-Bold.otf")
_RULER_PX: Final = 100


@functools.lru_cache(maxsize=16)
def _font(px: int) -> ImageFont.FreeTypeFont:
    # Basic layout, as SDL_ttf lays out: figures need no shaping.
    return ImageFont.truetype(_BOLD, px, layout_engine=ImageFont.Layout.BASIC)


@functools.lru_cache(maxsize=1024)
def em_width(text: str) -> float:
    """The width of a line of bold text, in its em."""
    return _font(_RULER_PX).getlength(text) / _RULER_PX


class _Drawn(LabelBase):
    """What Kivy asks of whoever draws a label's text."""

    @property
    def _px(self) -> int:
        return max(1, int(self.options["font_size"]))

    def get_extents(self, text: str) -> tuple[int, int]:
        """Width and height of a line, in pixels."""
        ascent, descent = _font(self._px).getmetrics()
        return ceil(_font(self._px).getlength(text)), ascent + descent

    def _render_begin(self) -> None:
        self._ink = Image.new("L", self._size)

    def _render_text(self, text: str, x: float, y: float) -> None:
        ImageDraw.Draw(self._ink).text((int(x), int(y)), text, 255, _font(self._px))

    def _render_end(self) -> ImageData:
        colour = tuple(round(part * 255) for part in self.options["color"][:3])
        drawn = Image.new("RGBA", self._ink.size, (*colour, 0))
        drawn.putalpha(self._ink)
        del self._ink
        return ImageData(*drawn.size, "rgba", drawn.tobytes())


class Figure(Label):
    """A line of bold text of any size; its own size is the text's."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(font_name="Sans", bold=True, **kwargs)

    def _create_label(self) -> None:
        self._label = _Drawn(**{name: getattr(self, name) for name in self._font_properties})
