"""Giving the money of a number back: why, and whether the drawer has it."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kiosk.services.meals.counter.asks import Asks
from kiosk.services.meals.counter.mode import Mode
from kiosk.services.meals.counter.view import MealView
from kiosk.services.meals.readings.views import TicketRow
from kiosk.services.meals.rules.state import UNSERVED
from kiosk.widgets.amounts import short
from kiosk.widgets.rows import Flow, button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say

# The reasons that stand in the record; what they are called is in the words files.
REASONS: Final = ("changed_mind", "mistake", "no_food", "other")


class Giving(Mode):
    """Reasons as tiles: one tap gives the money back; before it, whether the drawer is short."""

    def __init__(self, shell: Shell, asks: Asks, close: Callable[[], None], ticket: TicketRow) -> None:
        super().__init__(shell, asks, close)
        self._ticket, self._short = ticket, False
        self._drawer = button("cash-banknote", "", self._turn, wide=True, key="0")
        say, fen = shell.say, ticket.qty * ticket.price_fen
        reasons = tuple(
            button("", say(f"meals.screen.reason_{reason}"), partial(self._give, reason), "stop", key=str(at))
            for at, reason in enumerate(REASONS, 1)
        )
        self.fill(
            Say(say("meals.screen.refund_asks", number=ticket.number, yuan=short(fen)), bold=True),
            Flow(*reasons),
            row_of(self._drawer),
            row_of(self.back()),
        )
        self._say_drawer()

    def show(self, view: MealView) -> None:
        """Served or given back meanwhile: there is nothing to give any more."""
        if not any(one.number == self._ticket.number and one.state in UNSERVED for one in view.tickets):
            self.close()

    def _give(self, reason: str) -> None:
        self.asks.refund(self._ticket.number, reason, drawer_short=self._short)

    def _turn(self) -> None:
        self._short = not self._short
        self._say_drawer()

    def _say_drawer(self) -> None:
        self._drawer.icon = "cash-banknote-off" if self._short else "cash-banknote"
        self._drawer.word = self.shell.say("meals.screen.drawer_short" if self._short else "meals.screen.drawer_pays")
