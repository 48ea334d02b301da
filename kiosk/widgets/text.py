"""Text on the glass: sentences that wrap and are never clipped, figures that fill the width, icons. Sizes in mm."""

import functools
import re
from math import ceil
from typing import Any, Final

from kivy.clock import Clock
from kivy.core.text import Label as Drawn
from kivy.core.text import LabelBase
from kivy.graphics import Color, Rectangle
from kivy.metrics import mm
from kivy.properties import BooleanProperty, ColorProperty, ListProperty, NumericProperty, StringProperty
from kivy.uix.label import Label
from kivy.uix.widget import Widget

from kiosk.base.files import bundled
from kiosk.widgets import photos
from kiosk.widgets.figure import Figure, em_width
from kiosk.widgets.glyphs import icons
from kiosk.widgets.theme import DESCENT, LINE_HEIGHT, worn
from kiosk.widgets.wrap import wrap

LabelBase.register("Icons", str(bundled("assets") / "icons" / "tabler-subset.ttf"))

_FIGURES: Final = re.compile(r"[0-9.,:¥￥+–-]*[0-9]+|[^0-9¥￥]+")
_LATIN: Final = re.compile(r"[A-Za-z]+")
_UNIT: Final = 0.42  # a figure's unit (号, 元) beside it, in its em
_APART: Final = 0.08  # what lies between the two, in the figure's em


@functools.lru_cache(maxsize=4096)
def measured(text: str, px: int, bold: bool) -> float:
    """The width of a line of text in pixels."""
    return float(_ruler(px, bold).get_extents(text)[0]) if text else 0.0


@functools.lru_cache(maxsize=1024)
def _wrapped(words: str, width: float, px: int, bold: bool) -> tuple[str, ...]:
    """The lines of a sentence: most of them stand on one screen after the other."""
    return tuple(wrap(words, width, lambda line: measured(line, px, bold)))


@functools.lru_cache(maxsize=64)
def _ruler(px: int, bold: bool) -> Any:
    return Drawn(font_name="Sans", font_size=px, bold=bold)


class Say(Label):
    """A sentence. It wraps at its width and takes the height it needs; `em` in mm, body text unless said otherwise."""

    words = StringProperty()
    em = NumericProperty()

    def __init__(self, words: str = "", **kwargs: Any) -> None:
        theme = worn()
        kwargs.setdefault("em", theme.sizes.body)
        kwargs.setdefault("color", theme.palette.ink)
        kwargs.setdefault("halign", "left")
        super().__init__(words=words, font_name="Sans", size_hint_y=None, **kwargs)
        for name in ("words", "em", "bold", "width"):
            self.fbind(name, self._lay)
        self.fbind("texture_size", self._grow)
        self._lay()

    def _lay(self, *_: object) -> None:
        self.font_size = self._px
        lines = self.lines(self.width)
        self.text_size = (self.width, None)
        self.text = "\n".join(lines)
        self.height = self._high(len(lines))

    def _grow(self, *_: object) -> None:
        self.height = max(self.texture_size[1], self._high(self.text.count("\n") + 1))

    @property
    def _px(self) -> int:
        return int(mm(self.em))

    def _high(self, lines: int) -> float:
        return float(ceil(lines * LINE_HEIGHT * self._px * self.line_height)) if self.words else 0.0

    def lines(self, width: float) -> tuple[str, ...]:
        """The lines it would have at that width in pixels."""
        # A pixel is kept free: rounded widths must not make Kivy break a line once more.
        return _wrapped(self.words, max(1.0, width - 1), self._px, self.bold)

    def height_at(self, width: float) -> float:
        """The height it would take at that width, in pixels."""
        return self._high(len(self.lines(width)))

    def torn_at(self, width: float) -> bool:
        """Whether a word would be broken inside at that width."""
        drawn = "\n".join(self.lines(width))
        return len(_LATIN.findall(self.words)) != len(_LATIN.findall(drawn))

    @property
    def line_width(self) -> float:
        """What the sentence needs to stand on one line, in pixels."""
        return measured(self.words, self._px, self.bold) + 2


class Icon(Label):
    """A picture by its name in assets/icons/icons.toml; as large as its room, up to `most` mm.

    Before a bar there may stand the name of a picture of the station's own (photos.py), shown where there is one.
    """

    name = StringProperty()
    most = NumericProperty()

    def __init__(self, name: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("most", worn().sizes.icon)
        kwargs.setdefault("color", worn().palette.ink)
        self._photo: Rectangle | None = None
        super().__init__(name=name, font_name="Icons", **kwargs)
        for changed in ("name", "most", "size"):
            self.fbind(changed, self._fit)
        self.fbind("pos", self._place)
        self._fit()

    def _fit(self, *_: object) -> None:
        own, _bar, name = self.name.rpartition("|")
        found = photos.shown(own) if own else None
        self.text = icons()[name] if name and found is None else ""
        self.font_size = max(1, int(min(mm(self.most), *self.size)))
        if found is None and self._photo is None:
            return
        self.canvas.after.clear()
        self._photo = None
        if found is not None:
            scale = min(self.font_size / max(found.size), 1)
            with self.canvas.after:
                Color(1, 1, 1, 1)
                self._photo = Rectangle(texture=found, size=(found.width * scale, found.height * scale))
            self._place()

    def _place(self, *_: object) -> None:
        """The station's own picture stands in the middle of its room."""
        if self._photo is not None:
            width, height = self._photo.size
            self._photo.pos = (self.center_x - width / 2, self.center_y - height / 2)


def figures_em(text: str, size: tuple[float, float]) -> float:
    """How large the figures of a number are in a room of that width and height, all in pixels."""
    return _em(_parts(text)[1], size)


def _parts(text: str) -> tuple[list[tuple[str, float]], float]:
    """Figures and their words, each with its size, and how wide they are together, all in the figures' em."""
    found = [part.strip() for part in _FIGURES.findall(text)]
    parts = [(part, 1.0 if part[-1].isdigit() else _UNIT) for part in found if part]
    return parts, sum(em_width(part) * size for part, size in parts) + _APART * max(0, len(parts) - 1)


def _em(natural: float, size: tuple[float, float]) -> float:
    return 0.98 * min(size[0] / natural, size[1] / LINE_HEIGHT) if natural else 0.0


class Number(Widget):
    """What a person came for (8号, 退您200元): figures as large as the width allows, their words smaller beside them.

    `most` is the largest em, in mm. Beside others it stands left; alone in its width it is `centred`.
    """

    text = StringProperty()
    color = ColorProperty((0, 0, 0, 1))
    most = NumericProperty(400)
    parts = ListProperty()
    centred = BooleanProperty(True)

    def __init__(self, text: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("color", worn().palette.ink)
        super().__init__(text=text, **kwargs)
        # Once for all that changes before the next frame: a figure as large as the glass is not drawn in vain.
        fit = Clock.create_trigger(self._fit, -1)
        for changed in ("text", "most", "size", "pos", "color", "centred"):
            self.fbind(changed, fit)
        fit()

    def _fit(self, *_: object) -> None:
        parts, natural = _parts(self.text)
        em = min(_em(natural, self.size), mm(self.most))
        self._draw([(text, max(1, int(em * size))) for text, size in parts] if em else [])
        self._place(em, natural * em)

    def _draw(self, parts: list[tuple[str, int]]) -> None:
        """The parts in their sizes, in pixels; what is drawn already stays."""
        if parts != [(label.text, label.font_size) for label in self.parts]:
            self.clear_widgets()
            self.parts = [
                Figure(text=text, font_size=px, size=(em_width(text) * px + 3, ceil(px * LINE_HEIGHT) + 1))
                for text, px in parts
            ]
            for label in self.parts:
                self.add_widget(label)
        for label in self.parts:
            label.color = self.color

    def _place(self, em: float, width: float) -> None:
        x = self.center_x - width / 2 if self.centred else self.x
        base = self.center_y - em * LINE_HEIGHT / 2 + DESCENT * em
        for label in self.parts:
            label.pos = (x, base - DESCENT * label.font_size)
            x += label.width + _APART * em
