"""Long lists turn pages by buttons: no swipe, no scroll bar."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from kivy.clock import Clock
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice

T = TypeVar("T")


class Pager(BoxLayout, Generic[T]):
    """As many of the items as fit, each made by `make`, `row` mm high, in `columns`; buttons where there are more.

    They stand below the items; with `more`, one that goes round stands there instead, beside a heading.
    """

    def __init__(
        self,
        shell: Shell,
        items: Sequence[T],
        make: Callable[[T], Widget],
        *,
        row: float,
        columns: int = 1,
        more: BoxLayout | None = None,
        **kwargs: Any,
    ) -> None:
        gap = worn().sizes.gap
        super().__init__(orientation="vertical", spacing=mm(gap), **kwargs)
        self.page = 0
        self._shell, self._items, self._make, self._row, self._columns = shell, items, make, row, columns
        self._more = more
        self._rows = GridLayout(cols=columns, spacing=mm(gap / 2), row_force_default=True, row_default_height=mm(row))
        self._turn = BoxLayout(size_hint_y=None, spacing=mm(gap))
        self._turns = (0, 1)  # the page and how many there are, as the foot says them
        self.add_widget(self._rows)
        # Once a frame, when layouts have come to rest: a row is dear to make.
        self._again = Clock.create_trigger(self._lay, -1)
        self.bind(size=self._again)

    def show(self, items: Sequence[T]) -> None:
        """Other items, on the page that is open as far as there is one."""
        self._items = items
        self._again()

    def turn(self, by: int) -> None:
        """Turns pages, forwards or back."""
        self.page += by
        self._lay()

    def _lay(self, *_: object) -> None:
        gap, target = mm(worn().sizes.gap / 2), mm(worn().sizes.target)

        def fitting(height: float) -> int:
            least = 1 if self._more is None else 0  # beside a heading that says how many there are, none is better
            return max(least, int((height + gap) // (mm(self._row) + gap))) * self._columns

        each = fitting(self.height)
        paged = len(self._items) > each
        if paged and self._more is None:
            each = fitting(self.height - target - self.spacing)
        pages = max(1, -(-len(self._items) // each)) if each else 1
        self.page = min(max(0, self.page), pages - 1)
        self._rows.clear_widgets()
        for item in self._items[self.page * each : (self.page + 1) * each]:
            self._rows.add_widget(self._make(item))
        if self._more is None:
            self._foot(target, pages if paged else 1)
        else:
            self._round(self._more, pages)

    def _round(self, more: BoxLayout, pages: int) -> None:
        """The one button, which leads from the last page to the first."""
        if (self.page, pages) == self._turns:
            return
        self._turns = (self.page, pages)
        more.clear_widgets()
        if pages > 1:
            shown = self.page + 1
            turn = Choice(word=self._shell.say("widgets.more", page=shown, pages=pages), size_hint_x=None)
            turn.width = max(turn.natural_width, mm(worn().sizes.target))
            turn.bind(on_release=lambda _: self.turn(1 if shown < pages else -self.page))
            more.add_widget(turn)

    def _foot(self, target: float, pages: int) -> None:
        if (self.page, pages) == self._turns:
            return
        self._turns = (self.page, pages)
        self._turn.clear_widgets()
        self.remove_widget(self._turn)
        if pages == 1:
            return
        say, shown = self._shell.say, self.page + 1
        for word, icon, by in (("widgets.previous", "chevron-left", -1), ("widgets.next", "chevron-right", 1)):
            there = 0 <= self.page + by < pages
            turn = Choice(icon="" if worn().dense else icon, word=say(word), live=there, opacity=1 if there else 0)
            turn.bind(on_release=lambda _, by=by: self.turn(by))
            self._turn.add_widget(turn)
        where = Say(say("widgets.page", page=shown, pages=pages), halign="center", pos_hint={"center_y": 0.5})
        where.size_hint_x = 0.5
        self._turn.add_widget(where, index=1)
        self._turn.height = target
        self.add_widget(self._turn)
