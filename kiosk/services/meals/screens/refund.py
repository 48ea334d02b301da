"""Giving the money of a number back: why, and whether the drawer has it."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kiosk.services.meals.readings.views import TicketRow
from kiosk.widgets.amounts import short
from kiosk.widgets.rows import Stack, button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say
from kiosk.widgets.tile import Choice

# The reasons that stand in the record; what they are called is in the words files.
REASONS: Final = ("changed_mind", "mistake", "no_food", "other")


class Giving(Stack):
    """Reasons as tiles: one tap gives the money back; before it, whether the drawer is short."""

    def __init__(
        self, shell: Shell, ticket: TicketRow, close: Callable[[], None], refund: Callable[[int, str, bool], None]
    ) -> None:
        super().__init__()
        say = shell.say
        self._say, self._short = say, False
        self._drawer = Choice()
        self._drawer.bind(on_release=lambda _: self._turn())
        fen = ticket.qty * ticket.price_fen
        self.add_widget(Say(say("meals.screen.refund_asks", number=ticket.number, yuan=short(fen)), bold=True))
        for pair in (REASONS[:2], REASONS[2:]):
            self.add_widget(
                row_of(
                    *(
                        button(
                            "",
                            say(f"meals.screen.reason_{reason}"),
                            partial(self._give, refund, ticket.number, reason),
                            "stop",
                            wide=True,
                        )
                        for reason in pair
                    )
                )
            )
        self.add_widget(row_of(button("arrow-back-up", say("widgets.back"), close), self._drawer))
        self._show()

    def _give(self, refund: Callable[[int, str, bool], None], number: int, reason: str) -> None:
        refund(number, reason, self._short)

    def _turn(self) -> None:
        self._short = not self._short
        self._show()

    def _show(self) -> None:
        self._drawer.icon = "cash-banknote-off" if self._short else "cash-banknote"
        self._drawer.word = self._say("meals.screen.drawer_short" if self._short else "meals.screen.drawer_pays")
