"""A table on the glass: headings, as many rows as fit, totals; more columns, more rows at the touch of a button."""

from collections.abc import Sequence
from typing import Any, Final

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.reports import Column, Table, written
from kiosk.widgets.pager import Pager
from kiosk.widgets.rows import button
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say, measured
from kiosk.widgets.theme import LINE_HEIGHT, worn

# No column takes more of the width than this: what is longer ends in dots.
_MOST: Final = 0.5

_Line = tuple[str, ...]


class Sheet(BoxLayout):
    """One table; `turns` holds the button for more columns, where there are more."""

    def __init__(self, shell: Shell, table: Table, turns: BoxLayout) -> None:
        sizes, say = worn().sizes, shell.say
        super().__init__(orientation="vertical", spacing=mm(sizes.gap / 2))
        self._shell, self._turns, self._group, self._groups = shell, turns, 0, 1
        self._columns = table.columns
        self._head: _Line = tuple(say(column.key) for column in table.columns)
        self._rows = tuple(
            tuple(written(column, cell, say) for column, cell in zip(table.columns, row, strict=True))
            for row in table.rows
        )
        totals = tuple(
            written(column, total, say) if total is not None else ""
            for column, total in zip(table.columns, table.totals, strict=True)
        )
        self._foot: _Line = (totals[0] or say("report.total"), *totals[1:]) if any(totals) and table.rows else ()
        self.bind(size=self._lay)

    def _lay(self, *_: Any) -> None:
        self.clear_widgets()
        self._turns.clear_widgets()
        if not self._rows:
            self.add_widget(Say(self._shell.say("report.nothing")))
            self.add_widget(Widget())
            return
        px, gap = mm(worn().sizes.body), mm(worn().sizes.gap)
        lines = (self._head, *self._rows, *((self._foot,) if self._foot else ()))
        widths = [
            min(self.width * _MOST, max(measured(line[place], int(px), True) for line in lines) + gap)
            for place in range(len(self._columns))
        ]
        groups = _grouped(widths, self.width)
        self._group, self._groups = min(self._group, len(groups) - 1), len(groups)
        shown = groups[self._group]
        spare = self.width - sum(widths[place] for place in shown)
        wide = [widths[place] + min(gap * 2, spare / len(shown)) for place in shown]
        high = worn().sizes.body * LINE_HEIGHT

        def line(texts: Sequence[str], *, bold: bool = False) -> Widget:
            return _line([self._columns[place] for place in shown], [texts[place] for place in shown], wide, bold=bold)

        self.add_widget(line(self._head, bold=True))
        self.add_widget(Pager(self._shell, self._rows, line, row=high + worn().sizes.gap / 4))
        if self._foot:
            self.add_widget(line(self._foot, bold=True))
        if len(groups) > 1:
            words = self._shell.say("reports.more_columns", page=self._group + 1, pages=len(groups))
            self._turns.add_widget(button("chevron-right", words, self._turn))

    def _turn(self) -> None:
        self._group = (self._group + 1) % self._groups
        self._lay()


def _grouped(widths: Sequence[float], room: float) -> list[list[int]]:
    """The places of the columns that fit beside the first, group by group."""
    groups: list[list[int]] = [[0]]
    left = room - widths[0]
    for place, width in enumerate(widths[1:], 1):
        if width > left and len(groups[-1]) > 1:
            groups.append([0])
            left = room - widths[0]
        groups[-1].append(place)
        left -= width
    return groups


def _line(columns: Sequence[Column], texts: Sequence[str], wide: Sequence[float], *, bold: bool) -> Widget:
    """A row, numbers at the right of their columns, room between any two."""
    gap = mm(worn().sizes.gap / 2)
    made = BoxLayout(size_hint_y=None, height=mm(worn().sizes.body * LINE_HEIGHT), spacing=gap)
    for column, text, width in zip(columns, texts, wide, strict=True):
        room = width - gap
        short = _short(text, room, bold=bold)
        made.add_widget(
            Say(short, bold=bold, halign="right" if column.number else "left", size_hint_x=None, width=room)
        )
    made.add_widget(Widget())
    return made


def _short(text: str, width: float, *, bold: bool) -> str:
    """A text that stands on one line."""
    px = int(mm(worn().sizes.body))
    if measured(text, px, bold) <= width:
        return text
    while text and measured(text + "…", px, bold) > width:
        text = text[:-1]
    return text + "…"
