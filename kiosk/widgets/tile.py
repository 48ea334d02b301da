"""Tiles: the answers on a screen. A picture, one big number, one word; what is closed says so on itself."""

from math import ceil
from typing import Any

from kivy.metrics import mm
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.layout import Layout

from kiosk.widgets.surface import Surface, Tappable
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import worn

_WIDE = 1.7  # a tile this much wider than high puts its picture beside its words


class Tile(Tappable):
    """A primary tile: `icon`, `number` (¥5), `word` (午餐), `note` (剩12).

    `closed` is the word for why it is not to be had now (卖完了), with `closed_icon`: the tile turns plain and wears it
    as a band. It can still be touched (to queue, to ask when) unless `live` is off.
    """

    icon = StringProperty()
    number = StringProperty()
    word = StringProperty()
    note = StringProperty()
    closed = StringProperty()
    closed_icon = StringProperty("circle-x")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(orientation="vertical", **{"padding": 0, "spacing": 0, **kwargs})
        for changed in ("icon", "number", "word", "note", "closed", "closed_icon"):
            self.fbind(changed, self._fill_in)
        self.fbind("size", self._arrange)
        self._fill_in()

    def _fill_in(self, *_: object) -> None:
        sizes = worn().sizes
        self.clear_widgets()
        self._picture = Icon(self.icon, most=sizes.icon * 1.4)
        self._texts = BoxLayout(orientation="vertical", size_hint_y=None)
        texts = ((self.number, sizes.number, True), (self.word, sizes.word, True), (self.note, sizes.body, False))
        for words, em, bold in texts:
            if words:
                self._texts.add_widget(Say(words, em=em, bold=bold))
        self._texts.bind(minimum_height=self._texts.setter("height"))
        self._inside = BoxLayout(padding=mm(sizes.gap / 2), spacing=mm(sizes.gap / 2))
        if self.icon:
            self._inside.add_widget(self._picture)
        self._inside.add_widget(self._texts)
        if self.closed:
            self.add_widget(_Band(self.closed, self.closed_icon))
        self.add_widget(self._inside)
        self._arrange()
        self.dress()

    def _arrange(self, *_: object) -> None:
        sizes = worn().sizes
        wide = self.width > self.height * _WIDE or not self.icon
        self._inside.orientation = "horizontal" if wide else "vertical"
        beside = wide and bool(self.icon)
        self._picture.size_hint = (None, 1) if beside else (1, 1)
        if beside:
            self._picture.width = min(self.height * 0.9, self.width * 0.36, mm(sizes.icon * 1.4))
        self._texts.pos_hint = {"center_y": 0.5} if wide else {}
        for say in self._texts.children:
            say.halign = "left" if beside else "center"

    def dress(self, *_: object) -> None:
        """Puts on its colours: plain while it is closed."""
        palette = worn().palette
        face = palette.face("" if self.closed else self.accent, down=self.state == "down")
        self.fill, self.edge, self.text_colour = face.fill, face.edge, face.text
        if not hasattr(self, "_texts"):
            return
        for label in (self._picture, *self._texts.children):
            label.color = self.text_colour


class _Band(Surface):
    """The band across a closed tile: an icon and the word for why."""

    def __init__(self, words: str, icon: str) -> None:
        sizes, palette = worn().sizes, worn().palette
        fill, pad = palette.fill("closed"), mm(sizes.gap / 2)
        super().__init__(fill=fill, edge=fill, size_hint_y=None, padding=(pad, 0), spacing=pad / 2)
        side = sizes.body * 1.2
        self.add_widget(Icon(icon, color=palette.on_accent, most=side, size_hint_x=None, width=mm(side)))
        say = Say(words, em=sizes.body, bold=True, color=palette.on_accent, pos_hint={"center_y": 0.5})
        say.bind(height=lambda _, height: setattr(self, "height", height + pad / 2))
        self.add_widget(say)
        self.height = say.height + pad / 2


class Choice(Tappable):
    """A plain answer: an icon and a word beside it (好 · 不等).

    `accent` is done, stop, help or a service's own; without one it is plain.
    """

    icon = StringProperty()
    word = StringProperty()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"padding": 0, "spacing": mm(worn().sizes.gap / 2), **kwargs})
        for changed in ("icon", "word"):
            self.fbind(changed, self._fill_in)
        self.fbind("width", self._centre)
        self._fill_in()

    def _fill_in(self, *_: object) -> None:
        sizes = worn().sizes
        side = sizes.word * 1.5
        self.clear_widgets()
        self._picture = Icon(self.icon, most=side, size_hint_x=None, width=mm(side))
        self._said = Say(self.word, em=sizes.word, bold=True, pos_hint={"center_y": 0.5}, size_hint_x=None)
        if self.icon:
            self.add_widget(self._picture)
        self.add_widget(self._said)
        self._centre()
        self.dress()

    def _beside(self) -> float:
        """What stands beside the word: the picture, and room at both ends."""
        return float(mm(worn().sizes.gap) + (self._picture.width + self.spacing if self.icon else 0))

    def _centre(self, *_: object) -> None:
        self._said.width = min(self._said.line_width, max(1.0, self.width - self._beside()))
        content = self._beside() - mm(worn().sizes.gap) + self._said.width
        self.padding = (max(0.0, (self.width - content) / 2), 0)

    @property
    def natural_width(self) -> float:
        """The width at which its word stands on one line, in pixels."""
        return self._said.line_width + self._beside()

    def dress(self, *_: object) -> None:
        """Puts on its colours."""
        super().dress()
        if hasattr(self, "_said"):
            self._picture.color = self._said.color = self.text_colour


class Tiles(Layout):
    """Lays tiles out in rows of equal width, as near square as the room allows; the last row is filled.

    No tile grows past the theme's `tile_max`; what room is left stays below.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for changed in ("children", "pos", "size"):
            self.fbind(changed, self._trigger_layout)

    def do_layout(self, *_: object) -> None:
        """Places the tiles, in the order they were added, from the top left."""
        tiles = self.children[::-1]
        if not tiles:
            return
        gap, most = mm(worn().sizes.gap), mm(worn().sizes.tile_max)

        def side(columns: int) -> tuple[float, float]:
            rows = ceil(len(tiles) / columns)
            width = (self.width - gap * (columns - 1)) / columns
            height = min(most, (self.height - gap * (rows - 1)) / rows)
            return min(width / 1.4, height), -columns

        columns = max(range(1, len(tiles) + 1), key=side)
        rows = [tiles[at : at + columns] for at in range(0, len(tiles), columns)]
        height = min(most, (self.height - gap * (len(rows) - 1)) / len(rows))
        for at, row in enumerate(rows):
            width = (self.width - gap * (len(row) - 1)) / len(row)
            for place, tile in enumerate(row):
                tile.size = (width, height)
                tile.pos = (self.x + place * (width + gap), self.top - (at + 1) * height - at * gap)
