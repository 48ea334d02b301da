"""Rows of a panel, each with its buttons, and the small parts the counter's panels are put together from."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final, TypeVar

from kivy.clock import Clock
from kivy.metrics import mm
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.widgets.pager import Pager
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Surface, Tappable
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import LINE_HEIGHT, Face, worn
from kiosk.widgets.tile import Choice

T = TypeVar("T")
_REST_S: Final = 0.4


class Rows(Pager[T]):
    """Pages of rows that change while somebody works with them.

    A row that has just come to where another stood cannot be touched for a moment: a tap meant for that one must not
    land on it. `at` is the place on its page of the row that is being made, from 0.
    """

    def __init__(
        self,
        shell: Shell,
        items: Sequence[T],
        make: Callable[[T], Widget],
        key: Callable[[T], Hashable],
        *,
        row: float,
        **kwargs: Any,
    ) -> None:
        super().__init__(shell, items, self._made, row=row, **kwargs)
        self._make_one, self._key = make, key
        self._keys: list[Hashable] = []
        self._before: list[Hashable] = []
        self.at = 0

    def show(self, items: Sequence[T]) -> None:
        """Other items; nothing is built anew where they are the same."""
        if items != self._items:
            super().show(items)

    def _lay(self, *args: object) -> None:
        self._before, self._keys = self._keys, []
        super()._lay(*args)

    def _made(self, item: T) -> Widget:
        self.at = at = len(self._keys)
        widget, key = self._make_one(item), self._key(item)
        self._keys.append(key)
        if at < len(self._before) and self._before[at] != key:
            rest(widget)
        return widget


def rest(widget: Widget) -> None:
    """What has just come to where something else stood cannot be touched for a moment."""
    resting = [part for part in widget.walk(restrict=True) if isinstance(part, Tappable) and part.live]
    for part in resting:
        part.live = False

    def wake(_: float) -> None:
        for part in resting:
            part.live = True

    Clock.schedule_once(wake, _REST_S)


class KeyCap(Surface):
    """The key of a keyboard that does what stands beside it."""

    def __init__(self, key: str) -> None:
        sizes = worn().sizes
        super().__init__(size_hint=(None, None), padding=0, radius=sizes.radius / 2)
        self._said = Say(key.upper(), bold=True, halign="center", pos_hint={"center_y": 0.5})
        self.size = (max(mm(sizes.body * 1.2), self._said.line_width + mm(sizes.gap / 2)), mm(sizes.body * LINE_HEIGHT))
        self.add_widget(self._said)

    def dress(self, face: Face) -> None:
        """Puts on the colours of what it stands on."""
        self.fill, self.edge, self._said.color = face.fill, face.text, face.text


class Keyed(Tappable):
    """What a key of a keyboard does too: `key` is that key, and stands on it."""

    key = StringProperty()


class KeyButton(Keyed, Choice):
    """A choice of the counter, with its key."""

    def _fill_in(self, *_: object) -> None:
        self._cap = KeyCap(self.key) if self.key else None
        super()._fill_in()
        if self._cap:
            self.add_widget(self._cap)

    @property
    def _capped(self) -> float:
        return self._cap.width + mm(worn().sizes.gap / 2) if self._cap else 0.0

    def do_layout(self, *_: object) -> None:
        """Picture and word in the middle of what the key leaves free; the key at the right."""
        end, side, gap = self._sides()
        free = self.width - self._capped
        self._said.width = max(1.0, min(self._said.line_width, free - 2 * end - side - gap))
        left = self.x + (free - side - gap - self._said.width) / 2
        self._picture.size, self._picture.pos = (side, self.height), (left, self.y)
        self._said.pos = (left + side + gap, self.center_y - self._said.height / 2)
        if self._cap:
            self._cap.pos = (self.right - end - self._cap.width, self.center_y - self._cap.height / 2)

    @property
    def natural_width(self) -> float:
        """The width at which its word stands on one line, in pixels."""
        return float(super().natural_width) + self._capped

    def dress(self, *_: object) -> None:
        """Puts on its colours."""
        super().dress()
        cap: KeyCap | None = getattr(self, "_cap", None)
        if cap:
            cap.dress(worn().palette.face(self.accent, down=self.state == "down"))


def button(
    icon: str, word: str, act: Callable[[], None], accent: str = "", *, wide: bool = False, key: str = ""
) -> KeyButton:
    """A button as wide as its word, or as wide as it may be; `key` does the same on a keyboard."""
    made = KeyButton(icon=icon, word=word, accent=accent, key=key)
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


class Flow(BoxLayout):
    """Buttons side by side, as many rows of them as their width asks for; a button too wide for a row fills it."""

    def __init__(self, *buttons: Choice) -> None:
        super().__init__(orientation="vertical", size_hint_y=None, spacing=mm(worn().sizes.gap / 2))
        self._buttons = buttons
        self._laid = 0.0
        self.bind(width=self._again)
        self._again()

    def _again(self, *_: object) -> None:
        if self.width == self._laid:
            return
        self._laid = self.width
        self.clear_widgets()
        gap, rows, used = self.spacing, list[list[Choice]](), 0.0
        for one in self._buttons:
            if one.parent:
                one.parent.remove_widget(one)
            wide = max(float(one.natural_width), mm(worn().sizes.target))
            if not rows or used + gap + wide > self.width:
                rows.append([])
                used = -gap
            rows[-1].append(one)
            used += gap + wide
        for row in rows:
            whole = len(row) == 1 and row[0].natural_width > self.width
            for one in row:
                one.size_hint_x = 1 if whole else None
                one.width = max(float(one.natural_width), mm(worn().sizes.target))
            self.add_widget(row_of(*row))
        target = mm(worn().sizes.target)
        self.height = len(rows) * (target + gap) - gap


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
            self.add_widget(Flow(*buttons))
