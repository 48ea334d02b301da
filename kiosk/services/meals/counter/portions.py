"""Portions: more are added by one tap; fewer with a reason."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kiosk.services.meals.counter.asks import Asks
from kiosk.services.meals.counter.mode import Mode
from kiosk.services.meals.counter.view import MealView
from kiosk.widgets.rows import button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say

_MORE: Final = (1, 5, 10, 20)
_FEWER: Final = (1, 2, 5)
# Why there are fewer; what they are called is in the words files.
REASONS: Final = ("mistake", "spoiled", "other")


class Portions(Mode):
    """How many there are to be; of those that go, why."""

    def __init__(self, shell: Shell, asks: Asks, close: Callable[[], None]) -> None:
        super().__init__(shell, asks, close)
        say = shell.say
        self._stands = Say("", bold=True)
        self._fewer = 1
        self._amounts = tuple(
            button("", f"-{qty}", partial(self._choose, qty), wide=True, key=key)
            for key, qty in zip("567", _FEWER, strict=True)
        )
        more = (
            button("", f"+{qty}", partial(asks.add, qty, "more"), "done", wide=True, key=str(at))
            for at, qty in enumerate(_MORE, 1)
        )
        reasons = tuple(
            button("", say(f"meals.counter.fewer_{reason}"), partial(self._take, reason), "stop", wide=True, key=key)
            for key, reason in zip("890", REASONS, strict=True)
        )
        self.fill(
            self._stands,
            row_of(*more),
            Say(say("meals.counter.fewer_asks")),
            row_of(*self._amounts),
            row_of(*reasons),
            row_of(self.back()),
        )
        self._choose(1)

    def show(self, view: MealView) -> None:
        """How many there are, and how many of them nobody has."""
        self._stands.words = self.shell.say(
            "meals.counter.portions_stand", portions=view.figures.portions, left=view.offer.left
        )

    def _choose(self, qty: int) -> None:
        self._fewer = qty
        for one, amount in zip(self._amounts, _FEWER, strict=True):
            one.accent = "help" if amount == qty else ""

    def _take(self, reason: str) -> None:
        self.asks.add(-self._fewer, reason)
