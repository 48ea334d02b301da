"""Rows of a panel, each with its buttons, and the small parts the counter's panels are put together from."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final, TypeVar

from kivy.clock import Clock
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.widgets.pager import Pager
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Surface, Tappable
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice

T = TypeVar("T")
_REST_S: Final = 0.4


class Rows(Pager[T]):
    """Pages of rows that change while somebody works with them.

    A row that has just come to where another stood cannot be touched for a moment: a tap meant for that one must not
    land on it.
    """

    def __init__(
        self,
        shell: Shell,
        items: Sequence[T],
        make: Callable[[T], Widget],
        key: Callable[[T], Hashable],
        *,
        row: float,
        columns: int = 1,
        **kwargs: Any,
    ) -> None:
        super().__init__(shell, items, self._made, row=row, columns=columns, **kwargs)
        self._make_one, self._key = make, key
        self._keys: list[Hashable] = []
        self._before: list[Hashable] = []

    def show(self, items: Sequence[T]) -> None:
        """Other items; nothing is built anew where they are the same."""
        if items != self._items:
            super().show(items)

    def _lay(self, *args: object) -> None:
        self._before, self._keys = self._keys, []
        super()._lay(*args)

    def _made(self, item: T) -> Widget:
        widget, key, at = self._make_one(item), self._key(item), len(self._keys)
        self._keys.append(key)
        if at < len(self._before) and self._before[at] != key:
            _rest(widget)
        return widget


def _rest(widget: Widget) -> None:
    resting = [part for part in widget.walk(restrict=True) if isinstance(part, Tappable) and part.live]
    for part in resting:
        part.live = False

    def wake(_: float) -> None:
        for part in resting:
            part.live = True

    Clock.schedule_once(wake, _REST_S)


def button(icon: str, word: str, act: Callable[[], None], accent: str = "", *, wide: bool = False) -> Choice:
    """A button as wide as its word, or as wide as it may be."""
    made = Choice(icon=icon, word=word, accent=accent)
    if not wide:
        made.size_hint_x, made.width = None, max(made.natural_width, mm(worn().sizes.target))
    made.bind(on_release=lambda _: act())
    return made


def row_of(*parts: Widget, height: float = 0) -> BoxLayout:
    """Parts side by side, `height` mm high; as high as a target unless said otherwise."""
    sizes = worn().sizes
    made = BoxLayout(size_hint_y=None, height=mm(height or sizes.target), spacing=mm(sizes.gap / 2))
    for part in parts:
        made.add_widget(part)
    return made


def told(words: str, *, em: float = 0, bold: bool = False, width: float = 0, **kwargs: Any) -> Say:
    """A sentence in the middle of its row; `em` and `width` in mm."""
    said = Say(words, em=em or worn().sizes.body, bold=bold, pos_hint={"center_y": 0.5}, **kwargs)
    if width:
        said.size_hint_x, said.width = None, mm(width)
    return said


class Stack(BoxLayout):
    """Parts below each other, as high as they need to be."""

    def __init__(self, *parts: Widget) -> None:
        super().__init__(orientation="vertical", size_hint_y=None, spacing=mm(worn().sizes.gap / 2))
        self.bind(minimum_height=self.setter("height"))
        for part in parts:
            self.add_widget(part)


class Case(Surface):
    """An item of a list: what it is, and what can be done about it below."""

    def __init__(self, icon: str, words: str, *buttons: Choice, accent: str = "") -> None:
        sizes, palette = worn().sizes, worn().palette
        super().__init__(orientation="vertical", padding=mm(sizes.gap / 2), spacing=mm(sizes.gap / 2))
        colour = palette.fill(accent) if accent else palette.ink
        side = mm(sizes.icon)
        says = BoxLayout(spacing=mm(sizes.gap / 2))
        says.add_widget(Icon(icon, color=colour, size_hint_x=None, width=side))
        says.add_widget(told(words, bold=True, color=colour))
        self.add_widget(says)
        if buttons:
            self.add_widget(row_of(*buttons))
