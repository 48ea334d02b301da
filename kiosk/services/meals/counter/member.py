"""One meal a day: whose card it is that buys here, or why without one."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kiosk.services.meals.counter.asks import Asks
from kiosk.services.meals.counter.mode import Mode
from kiosk.widgets.keypad import Readout
from kiosk.widgets.rows import Flow, button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say

# The reasons that stand in the record; what they are called is in the words files.
WITHOUT: Final = ("no_card", "for_another", "other")
_MOST: Final = 64


class ByCard(Mode):
    """The card is scanned, or its number typed; else a reason, which stands in the record with who sold."""

    types = True

    def __init__(self, shell: Shell, asks: Asks, close: Callable[[], None], given_fen: int) -> None:
        super().__init__(shell, asks, close)
        self._given_fen = given_fen
        self._readout = Readout(icon="id-badge-2")
        say = shell.say
        reasons = (
            button("", say(f"meals.counter.without_{reason}"), partial(self._sell, "", reason)) for reason in WITHOUT
        )
        self.fill(
            Say(say("meals.counter.card_asks"), bold=True),
            self._readout,
            Say(say("meals.counter.without_asks")),
            Flow(*reasons),
            row_of(self.back()),
        )

    def scanned(self, text: str) -> bool:
        """A card was held before the scanner."""
        self._sell(text[:_MOST], "")
        return True

    def key(self, mark: str) -> bool:
        """The card's number is typed."""
        typed = self._readout.text
        if mark == "enter" and typed:
            self._sell(typed, "")
        elif mark == "backspace":
            self._readout.text = typed[:-1]
        elif len(mark) == 1 and mark.isalnum():
            self._readout.text = (typed + mark)[:_MOST]
        else:
            return super().key(mark)
        return True

    def _sell(self, member: str, override: str) -> None:
        self._readout.text = ""
        self.asks.sell(self._given_fen, member, override)
