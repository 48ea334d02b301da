"""The field of the call screen: who is called, as large as it allows, or what is to be known while nobody is."""

from collections.abc import Sequence
from math import ceil
from typing import Final

import msgspec
from kivy.metrics import mm
from kivy.uix.floatlayout import FloatLayout

from kiosk.widgets.service import BoardCall
from kiosk.widgets.surface import Surface
from kiosk.widgets.text import Icon, Number, Say, figures_em
from kiosk.widgets.theme import DESCENT, LINE_HEIGHT, worn

Box = tuple[float, float, float, float]  # left, bottom, width, height in pixels

_IDLE_MOST: Final = 3.0  # times the size of a title
_IDLE_STEP: Final = 0.92
_APART: Final = 4  # mm between a number and what is said below it
_SPACE: Final = "0"  # as wide as what stands between two in a row: nearer, 2 and 3 are 23


class Grid(msgspec.Struct, frozen=True, order=True):
    """Calls in rows and columns of cells; in pixels: `em` of their figures, `note` the height of what is said below."""

    em: float
    columns: int
    width: float
    height: float
    note: float


def _grid(calls: Sequence[BoardCall], width: float, height: float) -> Grid:
    """The grid in which they stand largest, all of one size."""

    def tried(columns: int) -> Grid:
        cell, high = width / columns, height / ceil(len(calls) / columns)
        note = max(_note(call, cell).height for call in calls)
        note += mm(_APART) if note else 0
        room = (cell * 0.94, max(1.0, high - note))
        return Grid(min(figures_em(_spaced(call, columns), room) for call in calls), columns, cell, high, note)

    return max(tried(columns) for columns in range(1, len(calls) + 1))


def _spaced(call: BoardCall, columns: int) -> str:
    """What takes the width of a cell: figures alone stand apart from their neighbours."""
    return call.words + _SPACE if columns > 1 and call.words.isdigit() else call.words


def _note(call: BoardCall, width: float) -> Say:
    return Say(call.note, em=worn().sizes.title, bold=True, halign="center", size_hint_x=None, width=width)


def _fitting(calls: Sequence[BoardCall], width: float, height: float) -> int:
    """How many fit at once, at the least size or larger; one always does."""
    least = int(mm(worn().sizes.number))
    fits = 1
    while fits < len(calls) and _grid(calls[: fits + 1], width, height).em >= least:
        fits += 1
    return fits


class CalledField(FloatLayout):
    """A heading, in one or two languages, and below it who is called.

    No number is smaller than the theme's `number`: where more are called than fit so, `page` says whose turn it is.
    """

    def __init__(
        self, accent: str, heading: tuple[str, str], calls: Sequence[BoardCall], box: Box, *, page: int, lit: bool
    ) -> None:
        left, bottom, width, height = box
        super().__init__(size_hint=(None, None), size=(width, height), pos=(left, bottom))
        self._accent = accent
        self._ground = Surface(size_hint=(None, None), size=(width, height), pos=(left, bottom))
        self.add_widget(self._ground)
        pad = mm(worn().sizes.gap)
        self._said: list[Say | Number] = []
        top = self._head(heading, left + pad, bottom + height - pad / 2, width - 2 * pad)
        room = (width - 2 * pad, top - bottom)
        fits = _fitting(calls, *room)
        self.pages = ceil(len(calls) / fits)
        at = page % self.pages * fits
        self._place(calls[at : at + fits], left + pad, bottom, *room)
        self.turn(filled=lit)

    def _head(self, heading: tuple[str, str], left: float, top: float, width: float) -> float:
        """The heading, its other language beside it where there is room; returns where it ends."""
        sizes = worn().sizes
        first = Say(heading[0], em=sizes.title, bold=True, size_hint_x=None)
        second = Say(heading[1], size_hint_x=None)
        gap = mm(sizes.gap)
        wide = first.line_width + (gap + second.line_width if heading[1] else 0)
        beside = wide <= width
        for say in (first, second) if heading[1] else (first,):
            say.halign = "left" if beside else "center"
            say.width = say.line_width if beside else width
            self._add(say)
        if beside:
            first.pos = (left + (width - wide) / 2, top - first.height)
            second.pos = (first.right + gap, first.y + (first.font_size - second.font_size) * DESCENT)
            return float(first.y)
        first.pos, second.pos = (left, top - first.height), (left, top - first.height - second.height)
        return float(second.y)

    def _place(self, calls: Sequence[BoardCall], left: float, bottom: float, width: float, height: float) -> None:
        grid = _grid(calls, width, height)
        for at, call in enumerate(calls):
            row, column = divmod(at, grid.columns)
            in_row = min(grid.columns, len(calls) - row * grid.columns)
            x = left + (width - in_row * grid.width) / 2 + column * grid.width
            y = bottom + height - (row + 1) * grid.height
            number = Number(call.words, size_hint=(None, None), most=grid.em / mm(1))
            number.size, number.pos = (grid.width, grid.height - grid.note), (x, y + grid.note)
            self._add(number)
            if call.note:
                note = _note(call, grid.width)
                # Close below its number, wherever that stands in its cell.
                note.pos = (x, number.center_y - grid.em * LINE_HEIGHT / 2 - mm(_APART) / 2 - note.height)
                self._add(note)

    def _add(self, said: "Say | Number") -> None:
        self.add_widget(said)
        self._said.append(said)

    def turn(self, *, filled: bool) -> None:
        """Its colours: filled with its accent, or its accent on the paper."""
        self.filled = filled
        palette = worn().palette
        fill = palette.fill(self._accent)
        self._ground.fill, self._ground.edge = fill if filled else palette.paper, fill
        for said in self._said:
            said.color = palette.on_accent if filled else fill


class IdleField(FloatLayout):
    """A picture and a sentence, as large as the field allows."""

    def __init__(self, icon: str, words: str, second: str, box: Box) -> None:
        super().__init__(size_hint=(None, None), size=box[2:], pos=box[:2])
        sizes, (left, bottom, width, height) = worn().sizes, box
        under = Say(second, em=sizes.title * 0.75, halign="center", size_hint_x=None, width=width) if second else None
        room = height * 0.62 - (under.height if under else 0)
        em = sizes.title * _IDLE_MOST
        said = Say(words, em=em, bold=True, halign="center", size_hint_x=None, width=width)
        while em > sizes.title and (said.height > room or said.torn_at(width)):
            em *= _IDLE_STEP
            said.em = em
        tall = said.height + (under.height if under else 0)
        side = max(1.0, min(mm(sizes.icon), height - tall - mm(sizes.gap)))
        picture = Icon(icon, most=sizes.icon, color=worn().palette.soft, size_hint=(None, None), size=(width, side))
        y = bottom + (height + tall + side) / 2 - side
        picture.pos = (left, y)
        self.add_widget(picture)
        for say in (said, under) if under else (said,):
            y -= say.height
            say.pos = (left, y)
            self.add_widget(say)
