"""Sections of figures in columns, as many as fit; what is left turns pages."""

from collections.abc import Sequence
from typing import Any, Final

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.inspection import Figure, Section
from kiosk.widgets.rows import button
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Surface
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn

# A value longer than this stands below what it is, not beside it.
_LONG: Final = 24


class Card(Surface):
    """One section: its heading, and a line for each figure."""

    def __init__(self, shell: Shell, section: Section, width: float) -> None:
        sizes = worn().sizes
        pad = mm(sizes.gap * 0.75)
        super().__init__(orientation="vertical", size_hint_y=None, padding=pad, spacing=mm(sizes.gap / 8))
        room = width - 2 * pad
        self.add_widget(Say(shell.say(section.key, **section.fields), em=sizes.word, bold=True, width=room))
        for figure in section.figures:
            self.add_widget(_line(shell, figure, room))
        children = self.children
        self.height = sum(child.height for child in children) + self.spacing * (len(children) - 1) + 2 * pad


def _line(shell: Shell, figure: Figure, room: float) -> Widget:
    said = shell.say(figure.key, **figure.fields)
    if not figure.value:
        return Say(said, bold=True, width=room)
    if len(figure.value) > _LONG:
        both = BoxLayout(orientation="vertical", size_hint_y=None)
        parts = (Say(said, width=room), Say(figure.value, bold=True, width=room))
        both.height = sum(part.height for part in parts)
    else:
        both = BoxLayout(size_hint_y=None)
        value = Say(figure.value, bold=True, halign="right", size_hint_x=None, pos_hint={"center_y": 0.5})
        value.width = value.line_width + mm(worn().sizes.gap / 2)
        parts = (Say(said, width=room - value.width, pos_hint={"center_y": 0.5}), value)
        both.height = max(part.height for part in parts)
    for part in parts:
        both.add_widget(part)
    return both


class Sheet(BoxLayout):
    """The sections, column by column; `turns` holds the buttons where there is more than one page."""

    def __init__(self, shell: Shell, sections: Sequence[Section], turns: BoxLayout) -> None:
        super().__init__(spacing=mm(worn().sizes.gap))
        self._shell, self._sections, self._turns = shell, tuple(sections), turns
        self._page = 0
        self.bind(size=self._lay)

    def show(self, sections: Sequence[Section]) -> None:
        """Other figures."""
        if tuple(sections) != self._sections:
            self._sections = tuple(sections)
            self._lay()

    def _lay(self, *_: Any) -> None:
        columns = 2 if worn().portrait else 3
        width = (self.width - self.spacing * (columns - 1)) / columns
        pages = self._packed([Card(self._shell, section, width) for section in self._sections], columns)
        self._page = min(self._page, len(pages) - 1)
        self.clear_widgets()
        for packed in pages[self._page]:
            column = BoxLayout(orientation="vertical", spacing=self.spacing)
            for card in packed:
                column.add_widget(card)
            column.add_widget(Widget())
            self.add_widget(column)
        self._turns.clear_widgets()
        if len(pages) > 1:
            page, say = self._page, self._shell.say
            word = say("widgets.page", page=page + 1, pages=len(pages))
            self._turns.add_widget(button("chevron-right", word, lambda: self._turn((page + 1) % len(pages))))

    def _turn(self, to: int) -> None:
        self._page = to
        self._lay()

    def _packed(self, cards: Sequence[Card], columns: int) -> list[list[list[Card]]]:
        """Pages of columns of cards; a card goes where most room is left, on another page where that is too little."""
        pages: list[list[list[Card]]] = []
        filled = [self.height] * columns
        for card in cards:
            if min(filled) + card.height > self.height:
                pages.append([[] for _ in range(columns)])
                filled = [0.0] * columns
            shortest = filled.index(min(filled))
            pages[-1][shortest].append(card)
            filled[shortest] += card.height + self.spacing
        return pages
