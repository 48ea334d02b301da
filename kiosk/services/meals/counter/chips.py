"""Numbers as the panel shows them: who has been called and has not come, and all the others."""

from collections.abc import Callable
from functools import partial

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from kiosk.services.meals.counter.asks import Asks
from kiosk.services.meals.counter.view import MealView
from kiosk.services.meals.readings.places import PlaceRow
from kiosk.services.meals.readings.views import TicketRow
from kiosk.widgets.rows import Rows, button, told
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Tappable
from kiosk.widgets.theme import worn

Entry = TicketRow | PlaceRow


class Chip(Tappable):
    """A number and how it stands, or one word alone."""

    def __init__(
        self, number: str, state: str, act: Callable[[], None], *, accent: str = "", live: bool = True, em: float = 0
    ) -> None:
        sizes = worn().sizes
        super().__init__(accent=accent, live=live, padding=(mm(sizes.gap / 2), 0), spacing=0)
        name = told(number, em=em or sizes.word, bold=True, halign="left" if state else "center")
        self._parts = (name, told(state, halign="right")) if state else (name,)
        if state:
            name.size_hint_x, name.width = None, name.line_width
        for part in self._parts:
            self.add_widget(part)
        self.bind(on_release=lambda _: act())
        self.dress()

    def dress(self, *_: object) -> None:
        """Puts on its colours."""
        super().dress()
        for part in getattr(self, "_parts", ()):
            part.color = self.text_colour


class Coming(GridLayout):
    """Who has been called and is to come, as many as find room: each is served, or called again, by one tap.

    What stands already is not built anew.
    """

    def __init__(self, shell: Shell, asks: Asks, pick: Callable[[int], None]) -> None:
        sizes, self._columns = worn().sizes, 3 if worn().portrait else 2
        self._high = mm(sizes.target)
        super().__init__(
            cols=self._columns,
            size_hint_y=None,
            height=0,
            spacing=mm(sizes.gap / 2),
            row_force_default=True,
            row_default_height=self._high,
        )
        self._shell, self._asks, self._pick = shell, asks, pick
        self._made: dict[tuple[int, str, bool], Widget] = {}
        self._shown: tuple[tuple[int, str, bool], ...] = ()
        self.most = 0  # how many have a place here

    def show(self, called: tuple[TicketRow, ...], picked: int, *, rows: int) -> None:
        """Those who were called, in order; in as many rows at the most."""
        self.most = self._columns * rows
        keys = tuple((one.number, one.state, one.number == picked) for one in called[: self.most])
        if keys == self._shown:
            return
        self._shown = keys
        made = {key: self._made.get(key) or self._row(*key) for key in keys}
        self.clear_widgets()
        for key in keys:
            self.add_widget(made[key])
        self._made = made
        filled = -(-len(keys) // self._columns)
        self.height = max(0.0, filled * (self._high + self.spacing[1]) - self.spacing[1])

    def _row(self, number: int, state: str, picked: bool) -> BoxLayout:
        say, reads = self._shell.say, self._shell.reads
        row = BoxLayout(spacing=mm(worn().sizes.gap / 2))
        name = Chip(
            say("meals.screen.chip", number=number),
            say(f"meals.state_{state}") if reads else "",
            partial(self._pick, number),
            accent="help" if picked else "",
            live=not reads,
        )
        row.add_widget(name)
        if not reads:
            row.add_widget(button("", say("meals.screen.call_again"), partial(self._asks.call, number)))
            row.add_widget(button("", say("meals.screen.serve"), partial(self._asks.serve, number), "done"))
        return row


class Numbers(Rows[Entry]):
    """All numbers that matter, page by page, turned in `more`. A chip that stands as it stood is kept."""

    def __init__(self, shell: Shell, asks: Asks, pick: Callable[[int], None], more: BoxLayout) -> None:
        self._kept: dict[tuple[object, ...], Widget] = {}
        self._before_kept: dict[tuple[object, ...], Widget] = {}
        self._asks, self._pick, self._picked = asks, pick, 0
        columns = 4 if worn().portrait else 3
        super().__init__(shell, (), self._chip, _key, row=worn().sizes.target, columns=columns, more=more)

    def tell(self, view: MealView, picked: int, *, beyond: int) -> None:
        """Shows the numbers of a meal; of those called, the ones `beyond` so many have no place of their own."""
        again = picked != self._picked
        self._picked = picked
        items = _shown(view, beyond)
        if again and items == self._items:
            self._lay()
        else:
            self.show(items)

    def _lay(self, *args: object) -> None:
        self._before_kept, self._kept = self._kept, {}
        super()._lay(*args)
        self._before_kept = {}

    def _chip(self, item: Entry) -> Widget:
        key = (item, isinstance(item, TicketRow) and item.number == self._picked)
        made = self._before_kept.get(key) or self._made_anew(item)
        self._kept[key] = made
        return made

    def _made_anew(self, item: Entry) -> Chip:
        say, reads = self._shell.say, self._shell.reads
        if isinstance(item, PlaceRow):
            offered = item.state == "offered"
            return Chip(
                say("meals.screen.chip_place", place=item.place),
                say("meals.screen.offered" if offered else "meals.screen.queues"),
                partial(self._asks.take_up, item) if offered else partial(self._pick, -item.place),
                accent="meals" if offered else "help" if -item.place == self._picked else "",
                live=not reads,
            )
        return Chip(
            say("meals.screen.chip", number=item.number),
            say(f"meals.state_{item.state}"),
            partial(self._pick, item.number),
            accent="help" if item.number == self._picked else "",
            live=not reads,
        )


def _shown(view: MealView, beyond: int) -> tuple[Entry, ...]:
    """Whom a portion is kept for, who has not come, then numbers that still matter, the queue, those that are done."""
    offered = [place for place in view.queue if place.state == "offered"]
    queue = [place for place in view.queue if place.state != "offered"]
    live = [ticket for ticket in view.tickets if ticket.state in {"ordered", "waiting"}]
    done = [ticket for ticket in view.tickets if ticket.state == "served"][::-1]
    return (*offered, *view.called[beyond:], *view.missed, *live, *queue, *done)


def _key(item: Entry) -> tuple[str, int]:
    return ("place", item.place) if isinstance(item, PlaceRow) else ("number", item.number)
