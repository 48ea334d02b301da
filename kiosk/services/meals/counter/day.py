"""The day as the counter opens and closes it: its figures, what the kitchen cooked."""

from collections.abc import Callable
from functools import partial

from kiosk.services.meals.counter.asks import Asks
from kiosk.services.meals.counter.group import Typed
from kiosk.services.meals.counter.mode import Mode
from kiosk.services.meals.counter.view import MealView
from kiosk.services.meals.readings.kitchen import Cooking
from kiosk.services.meals.rules.state import UNSERVED
from kiosk.widgets.amounts import short
from kiosk.widgets.rows import button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn


def figures(say: Callable[..., str], view: MealView) -> tuple[str, ...]:
    """What the day came to, in sentences: portions and numbers, money, the kitchen."""
    day = view.figures
    lines = [
        say(
            "meals.counter.day_portions",
            portions=day.portions,
            sold=day.sold,
            served=day.served,
            not_collected=day.not_collected,
            refunded=day.refunded,
            left=view.offer.left if not view.shut else max(0, day.portions - day.sold),
        ),
        say("meals.counter.day_money", taken=short(day.taken_fen), subsidy=short(day.subsidy_fen)),
    ]
    if view.cooking is not None:
        cooked = view.cooking
        lines.append(
            say("meals.counter.day_cooked", cooked=cooked.cooked, wasted=cooked.wasted, cost=short(cooked.cost_fen))
        )
    return tuple(lines)


class Shut(Mode):
    """Nothing is open: what the day came to, and the one thing to do where it may still be opened."""

    def __init__(self, shell: Shell, asks: Asks, turn: Callable[[str], None], view: MealView) -> None:
        super().__init__(shell, asks, lambda: None)
        self._turn, self._stands = turn, tuple[object, ...]()
        self.show(view)

    def show(self, view: MealView) -> None:
        """How it stands."""
        say = self.shell.say
        planned, lines = view.offer.state == "not_open", figures(say, view)
        stands = (planned, view.planned, lines)
        if stands == self._stands:
            return
        self._stands = stands
        if planned:
            word = say("meals.screen.open", planned=view.planned)
            does = button("door-enter", word, self.asks.open, "done", wide=True, key="n")
            self.fill(*([] if self.shell.reads else [row_of(does, height=worn().sizes.tile)]))
        else:
            cooked = button("cooker", say("meals.counter.cook"), partial(self._turn, "cook"), wide=True)
            self.fill(*(Say(line, bold=True) for line in lines), *([] if self.shell.reads else [row_of(cooked)]))


class Closing(Mode):
    """Before the meal is closed: what the day came to, and who has not come."""

    def __init__(
        self, shell: Shell, asks: Asks, close: Callable[[], None], turn: Callable[[str], None], view: MealView
    ) -> None:
        super().__init__(shell, asks, close)
        self._turn, self._lines = turn, tuple[str, ...]()
        self.show(view)

    def show(self, view: MealView) -> None:
        """Anybody may still come while it is asked."""
        say = self.shell.say
        unserved = sum(ticket.state in UNSERVED for ticket in view.tickets)
        asks = say("meals.screen.close_asks", unserved=unserved) if unserved else say("meals.counter.close_all_served")
        lines = (*figures(say, view), asks)
        if lines == self._lines:
            return
        self._lines = lines
        self.fill(
            *(Say(line, bold=line == asks) for line in lines),
            row_of(button("cooker", say("meals.counter.cook"), partial(self._turn, "cook"), wide=True, key="1")),
            row_of(
                self.back(),
                button("door-exit", say("meals.screen.close_yes"), self.asks.close, "stop", wide=True, key="0"),
            ),
        )


class Cooked(Typed):
    """What the kitchen says: how many it cooked, how many were wasted, what they really cost."""

    def __init__(self, shell: Shell, asks: Asks, close: Callable[[], None], view: MealView) -> None:
        say = shell.say
        super().__init__(
            shell,
            asks,
            close,
            say("meals.counter.cook_asks"),
            tuple(say(f"meals.counter.cook_{what}") for what in ("cooked", "wasted", "cost")),
            say("meals.counter.write"),
            self._write,
        )
        if view.cooking is not None:
            known = (view.cooking.cooked, view.cooking.wasted, view.cooking.cost_fen // 100)
            for at, value in enumerate(known):
                self.put(at, value)

    def _write(self, cooked: int, wasted: int, cost: int) -> None:
        """Writes it down; the cost was typed in yuan."""
        self.asks.cooked(Cooking(cooked, wasted, cost * 100))
