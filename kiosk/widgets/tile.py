"""Tiles: the answers on a screen. A picture, one big number, one word; what is closed says so on itself."""

from collections.abc import Callable
from math import ceil
from typing import Any, Final

import msgspec
from kivy.metrics import mm
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.layout import Layout

from kiosk.widgets.surface import Surface, Tappable
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import LINE_HEIGHT, Sizes, worn

_WIDE: Final = 1.7  # a tile this much wider than high has its picture beside its words
_PICTURE: Final = 0.75  # of the theme's icon: a picture smaller than this is not worth a line of its own


class Tile(Tappable):
    """A primary tile: `icon`, `number` (¥5), `word` (午餐), `note` (剩12).

    `closed` is the word for why it is not to be had now (卖完了), with `closed_icon`: the tile turns plain and wears it
    as a band. It can still be touched (to queue, to ask when) unless `live` is off. `most` is its greatest height, mm;
    `scale` enlarges picture and words where a tile has the screen to itself.
    """

    icon = StringProperty()
    number = StringProperty()
    word = StringProperty()
    note = StringProperty()
    closed = StringProperty()
    closed_icon = StringProperty("circle-x")
    most = NumericProperty()
    scale = NumericProperty(1)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"most": worn().sizes.tile_max, **kwargs})
        for changed in ("icon", "number", "word", "note", "closed", "closed_icon", "scale"):
            self.fbind(changed, self._fill_in)
        self.way = 0
        self._fill_in()

    @property
    def _sizes(self) -> Sizes:
        sizes = worn().sizes
        grown = {name: getattr(sizes, name) * self.scale for name in ("body", "word", "number", "icon")}
        return msgspec.structs.replace(sizes, **grown)

    def _fill_in(self, *_: object) -> None:
        self.way = 0
        sizes = self._sizes
        self.clear_widgets()
        self._picture = Icon(self.icon, most=sizes.icon * 1.4)
        self._number = Say(self.number, em=sizes.number, bold=True)
        self._word = Say(self.word, em=sizes.word, bold=True)
        self._note = Say(self.note, em=sizes.body)
        self._band = _Band(self.closed, self.closed_icon, sizes) if self.closed else None
        self._texts: list[Say] = [say for say in (self._number, self._word, self._note) if say.words]
        for child in (self._picture if self.icon else None, *self._texts, self._band):
            if child:
                self.add_widget(child)
        self.dress()

    def do_layout(self, *_: object) -> None:
        """Picture above, beside or, in a low tile, on the line of the word: the first way in which all words fit.

        The number is the one that gives way, as far down as the word. The way found is kept until the words change:
        trying the others anew would change the words' size, which asks for another layout, and so on for ever.
        """
        self.way = self.settle(self.way)

    def on_size(self, *_: object) -> None:
        """Another room may have place for the first way again."""
        self.way = 0

    def settle(self, way: int) -> int:
        """Lays itself out in the first way from this one on that fits. Which it was."""
        sizes = self._sizes
        pad = mm(sizes.gap * 0.7)
        band = 0.0
        if self._band:
            self._band.width = self.width
            band = self._band.high
            self._band.height, self._band.pos = band, (self.x, self.top - band)
        room = (self.x + pad, self.y + pad / 2, self.width - 2 * pad, self.height - pad - band)
        ways = self._ways(wide=room[2] > room[3] * _WIDE)
        for at, (place, em) in enumerate(ways[way:], way):
            self._number.em = em
            if place(*room):
                return at
        ways[0][0](*room, fits=False)
        return len(ways)

    def _ways(self, *, wide: bool) -> list[tuple[Callable[..., bool], float]]:
        """The ways to lay it out, with the em of the number, best first."""
        sizes = self._sizes
        upper = [self._beside, self._above] if wide else [self._above, self._beside]
        if not self.icon:
            upper = [self._above]
        lower = [self._on_the_line, *upper] if self.icon else upper
        return [
            *((place, em) for em in (sizes.number, sizes.number * 0.8) for place in upper),
            *((place, em) for em in (sizes.number, sizes.number * 0.8, sizes.word) for place in lower),
        ]

    def _above(self, x: float, y: float, width: float, height: float, *, fits: bool = True) -> bool:
        """The picture over its words, all centred."""
        tall = sum(say.height_at(width) for say in self._texts)
        least = mm(self._sizes.icon * _PICTURE) if self.icon else 0
        if fits and (tall + least > height or self._torn(width)):
            return False
        picture = max(0, min(height - tall, mm(self._sizes.icon * 1.4))) if self.icon else 0
        top = y + height - max(0, height - tall - picture) / 2
        self._picture.size, self._picture.pos = (width, picture), (x, top - picture)
        self._stack(x, top - picture, width, "center")
        return True

    def _beside(self, x: float, y: float, width: float, height: float, *, fits: bool = True) -> bool:
        """The picture left of its words."""
        gap = mm(self._sizes.gap * 0.7)
        side = min(mm(self._sizes.icon * 1.25), height, width * 0.34)
        rest = width - side - gap
        tall = sum(say.height_at(rest) for say in self._texts)
        if fits and (tall > height or side < mm(self._sizes.icon * _PICTURE) or self._torn(rest)):
            return False
        if self.scale > 1:  # alone on the screen: picture and words stand together in its middle
            spare = max(0.0, rest - max(say.line_width for say in self._texts)) / 2
            x, rest = x + spare, rest - spare
        self._picture.size, self._picture.pos = (side, height), (x, y)
        self._stack(x + side + gap, y + height - max(0, height - tall) / 2, rest, "left")
        return True

    def _on_the_line(self, x: float, y: float, width: float, height: float) -> bool:
        """The picture on the line of the word, number and note below it."""
        gap, side = mm(self._sizes.gap / 2), mm(self._sizes.word * LINE_HEIGHT)
        number = self._number.line_width if self.number else 0.0
        rest, after = width - side - gap, width - number - gap
        line = max(side, self._word.height_at(rest))
        below = max(self._number.height_at(number), self._note.height_at(after))
        if line + below > height or self._word.torn_at(rest) or self._note.torn_at(after):
            return False
        top = y + height - (height - line - below) / 2
        self._picture.size, self._picture.pos = (side, line), (x, top - line)
        for say, left, wide, middle in (
            (self._word, x + side + gap, rest, top - line / 2),
            (self._number, x, number, top - line - below / 2),
            (self._note, x + number + gap, after, top - line - below / 2),
        ):
            say.halign, say.width = "left", wide
            say.pos = (left, middle - say.height / 2)
        return True

    def _torn(self, width: float) -> bool:
        return any(say.torn_at(width) for say in self._texts)

    def _stack(self, x: float, top: float, width: float, halign: str) -> None:
        for say in self._texts:
            say.halign, say.width = halign, width
            top -= say.height
            say.pos = (x, top)

    def dress(self, *_: object) -> None:
        """Puts on its colours: plain while it is closed."""
        palette = worn().palette
        face = palette.face("" if self.closed else self.accent, down=self.state == "down")
        self.fill, self.edge, self.text_colour = face.fill, face.edge, face.text
        if hasattr(self, "_texts"):
            colour = palette.soft if self.closed else self.text_colour
            self._picture.color = colour
            for say in self._texts:
                say.color = colour


class _Band(Surface):
    """The band across a closed tile: an icon and the word for why."""

    def __init__(self, words: str, icon: str, sizes: Sizes) -> None:
        palette = worn().palette
        self._sizes = sizes
        fill, pad = palette.fill("closed"), mm(sizes.gap / 2)
        super().__init__(fill=fill, edge=fill, flat_foot=True, padding=(pad * 1.5, 0), spacing=pad)
        side = sizes.body * 1.2
        self._said = Say(words, em=sizes.body, bold=True, color=palette.on_accent, pos_hint={"center_y": 0.5})
        self.add_widget(Icon(icon, color=palette.on_accent, most=side, size_hint_x=None, width=mm(side)))
        self.add_widget(self._said)

    @property
    def high(self) -> float:
        """The height its words need at its width, in pixels."""
        sizes = self._sizes
        return float(self._said.height_at(self.width - mm(sizes.gap * 2 + sizes.body * 1.2)) + mm(sizes.gap / 4))


class Choice(Tappable):
    """A plain answer: an icon and a word beside it (好 · 不等).

    `accent` is done, stop, help or a service's own; without one it is plain. `most` is its greatest height, mm.
    """

    icon = StringProperty()
    word = StringProperty()
    most = NumericProperty()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"most": worn().sizes.choice_max, **kwargs})
        for changed in ("icon", "word"):
            self.fbind(changed, self._fill_in)
        self._fill_in()

    def _fill_in(self, *_: object) -> None:
        sizes = worn().sizes
        self.clear_widgets()
        self._picture = Icon(self.icon, most=sizes.word * 1.6)
        self._said = Say(self.word, em=sizes.word, bold=True)
        for child in (*([self._picture] if self.icon else []), self._said):
            self.add_widget(child)
        self.dress()

    def _sides(self) -> tuple[float, float, float]:
        """The room at both ends, the picture, the gap after it, in pixels."""
        sizes = worn().sizes
        return mm(sizes.gap * 0.75), mm(sizes.word * 1.5) if self.icon else 0.0, mm(sizes.gap / 2) if self.icon else 0.0

    def do_layout(self, *_: object) -> None:
        """Picture and word side by side, in the middle."""
        end, side, gap = self._sides()
        self._said.width = max(1.0, min(self._said.line_width, self.width - 2 * end - side - gap))
        left = self.center_x - (side + gap + self._said.width) / 2
        self._picture.size, self._picture.pos = (side, self.height), (left, self.y)
        self._said.pos = (left + side + gap, self.center_y - self._said.height / 2)

    @property
    def natural_width(self) -> float:
        """The width at which its word stands on one line, in pixels."""
        end, side, gap = self._sides()
        return 2 * end + side + gap + float(self._said.line_width)

    def dress(self, *_: object) -> None:
        """Puts on its colours."""
        super().dress()
        if hasattr(self, "_said"):
            self._picture.color = self._said.color = self.text_colour


class WayToRead(Tappable):
    """A way to read: a small picture over its word, as small as a target may be. Its text never grows."""

    icon = StringProperty()
    word = StringProperty()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        small = msgspec.structs.replace(worn(), large=False).sizes
        self._em = small.body
        self._picture = Icon(self.icon, most=self._em * 1.1)
        self._said = Say(self.word, em=self._em, halign="center")
        for child in (self._picture, self._said):
            self.add_widget(child)
        self.fbind("icon", lambda *_: setattr(self._picture, "name", self.icon))
        self.fbind("word", lambda *_: setattr(self._said, "words", self.word))
        self.dress()

    def do_layout(self, *_: object) -> None:
        """The picture over the word in a high one, else beside it."""
        side, gap = mm(self._em * 1.1), mm(self._em * 0.2)
        if self.height >= side + gap + self._said.height_at(self.width):
            self._said.width = self.width
            below = (self.height - side - gap - self._said.height) / 2
            self._said.pos = (self.x, self.y + below)
            self._picture.size, self._picture.pos = (self.width, side), (self.x, self._said.top + gap)
            return
        self._said.width = max(1.0, min(self._said.line_width, self.width - side - gap))
        left = self.center_x - (side + gap + self._said.width) / 2
        self._picture.size, self._picture.pos = (side, self.height), (left, self.y)
        self._said.pos = (left + side + gap, self.center_y - self._said.height / 2)

    def dress(self, *_: object) -> None:
        """Puts on its colours."""
        super().dress()
        if hasattr(self, "_said"):
            self._picture.color = self._said.color = self.text_colour


class Tiles(Layout):
    """Lays tiles out in rows of equal width, as near square as the room allows; the last row is filled.

    No tile grows past its `most`; what room is left stays below.
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
        gap, most = mm(worn().sizes.gap), max(mm(tile.most) for tile in tiles)

        def height(columns: int) -> float:
            rows = ceil(len(tiles) / columns)
            return float(min(most, (self.height - gap * (rows - 1)) / rows))

        def side(columns: int) -> tuple[float, int]:
            width = (self.width - gap * (columns - 1)) / columns
            return min(width / 1.4, height(columns)), -columns

        columns = max(range(1, len(tiles) + 1), key=side)
        high = height(columns)
        for at in range(0, len(tiles), columns):
            row = tiles[at : at + columns]
            width = (self.width - gap * (len(row) - 1)) / len(row)
            for place, tile in enumerate(row):
                tile.size = (width, high)
                tile.pos = (self.x + place * (width + gap), self.top - at / columns * (high + gap) - high)
        self._alike([tile for tile in tiles if isinstance(tile, Tile) and tile.number])

    def _alike(self, tiles: list[Tile]) -> None:
        """Tiles of one size are laid out in one way: the first that fits them all."""
        for size in {tuple(tile.size) for tile in tiles}:
            alike = [tile for tile in tiles if tuple(tile.size) == size]
            way = max(tile.settle(0) for tile in alike)
            for tile in alike:
                tile.way = way
                tile.settle(way)
