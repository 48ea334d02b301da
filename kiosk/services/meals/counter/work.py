"""The buttons that are always there while a meal is open: call, sell, undo; changed in place, so no tap is lost."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kivy.uix.boxlayout import BoxLayout

from kiosk.services.meals.counter.asks import GROUP, Asks
from kiosk.services.meals.counter.view import WITHDRAWN, MealView, span
from kiosk.widgets.amounts import short
from kiosk.widgets.rows import KeyButton, Stack, button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.theme import worn

NOTES_FEN: Final = (1000, 2000, 5000, 10000)


class Work(Stack):
    """Call next and sell, as large as they are frequent; below them groups, notes that want change.

    What undoes the last thing done stands in `aside`.
    """

    def __init__(self, shell: Shell, asks: Asks, turn: Callable[[str], None], aside: BoxLayout) -> None:
        super().__init__()
        say = shell.say
        self._shell, self._asks = shell, asks
        self._stands: tuple[object, ...] = ()
        self.next = button("speakerphone", say("meals.screen.call_next"), asks.call_next, "meals", wide=True, key="n")
        self._group = button("", "", partial(asks.call_next, GROUP), wide=True, key="o")
        self._range = button("", say("meals.counter.call_range"), partial(turn, "range"), wide=True, key="p")
        self._undo = button("", "", asks.undo, key="q")
        aside.add_widget(self._undo)

    def show(self, view: MealView, *, short_of_room: bool = False) -> None:
        """What can be done now; only what is done most where there is little room."""
        offer = view.offer
        stands = (offer.state, offer.price_fen, short_of_room)
        if stands != self._stands:
            self._stands = stands
            self._build(view, short_of_room=short_of_room)
        waiting, say = view.waiting, self._shell.say
        group = waiting[:GROUP]
        _put(
            self._group,
            say("meals.counter.call_group", numbers=span(group)) if group else "",
            live=len(group) > 1,
        )
        last = self._asks.last
        _put(self._undo, say("meals.counter.undo", what=last.what) if last else "", live=last is not None)
        self._undo.size_hint_x, self._undo.width = None, self._undo.natural_width if last else 0

    def _build(self, view: MealView, *, short_of_room: bool) -> None:
        for row in self.children:
            row.clear_widgets()
        self.clear_widgets()
        sale = self._sale(view)
        self.add_widget(row_of(self.next, *sale[:1], height=worn().sizes.tile))
        if short_of_room:
            return
        self.add_widget(row_of(self._group, self._range))
        if sale[1:]:
            self.add_widget(row_of(*sale[1:]))
        for made in (self._range, *sale[1:]):
            made.size_hint_x = made.natural_width

    def _sale(self, view: MealView) -> tuple[KeyButton, ...]:
        """One ticket at its price; one for each note that is more; a place in the queue where there is no more."""
        say, price, asks = self._shell.say, view.offer.price_fen, self._asks
        if view.offer.state == "sold_out":
            return (button("hourglass", say("meals.counter.join"), asks.join, wide=True, key="s"),)
        if view.offer.state == WITHDRAWN:
            return ()
        accent = "done" if view.offer.state == "on_sale" else ""
        exact = button(
            "ticket", say("meals.screen.sell", yuan=short(price)), partial(asks.sell, price), accent, wide=True, key="s"
        )
        notes = (
            button(
                "",
                say("meals.counter.note", given=short(fen), change=short(fen - price)),
                partial(asks.sell, fen),
                wide=True,
            )
            for fen in NOTES_FEN
            if fen > price
        )
        return (exact, *notes)


def _put(made: KeyButton, word: str, *, live: bool) -> None:
    if made.word != word:
        made.word = word
        made.size_hint_x = made.natural_width
    made.live, made.opacity = live, 1 if live else 0
