"""Which meals, and how each is sold."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import msgspec

from kiosk.services.meals.settings import MealId
from kiosk.station.writing import MealPlan
from kiosk.touch.setup import checks
from kiosk.touch.setup.checks import NotThisError
from kiosk.touch.setup.printer import NotSo
from kiosk.touch.setup.steps import Option, Pad, Pick, answer, clock_typed, offered, yuan_typed
from kiosk.widgets.amounts import short
from kiosk.widgets.example import Example
from kiosk.widgets.shell import Build, Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Tile

# What a station usually does; each value can be changed.
USUAL: Final = (
    MealPlan("breakfast", 30, "06:30", "07:00", "09:00", 300, 500),
    MealPlan("lunch", 30, "10:30", "11:30", "13:30", 500, 900),
    MealPlan("supper", 30, "16:30", "17:30", "19:30", 500, 900),
)
_ICONS: Final[dict[MealId, str]] = {"breakfast": "bread", "lunch": "bowl-chopsticks", "supper": "soup"}
_MONEY: Final = frozenset({"price_fen", "cost_fen"})
_ORDER: Final = ("price_fen", "cost_fen", "portions", "opens", "serving_from", "ends")


class Kinds(Pick):
    """Any number of meals, at least one; `take` gets them in the order of the day."""

    def __init__(self, shell: Shell, chosen: tuple[MealId, ...], take: Callable[[tuple[MealId, ...]], None]) -> None:
        super().__init__(shell, "setup.ask_meals", (), shell.say("setup.note_meals"))
        self._chosen, self._take = set(chosen), take
        self._tiles: dict[MealId, Tile] = {}
        for meal in USUAL:
            tile = offered(Option(_ICONS[meal.id], shell.say(f"meals.meal_{meal.id}"), partial(self._turn, meal.id)))
            self._tiles[meal.id] = tile
            self.offer(tile)
        self.bar.middle.add_widget(answer("check", shell.say("widgets.enter"), self._enter))
        self._show()

    def key(self, mark: str) -> bool:
        """Enter takes what is chosen."""
        if mark == "enter":
            self._enter()
        return mark == "enter"

    def _turn(self, meal: MealId) -> None:
        self._chosen ^= {meal}
        self._show()

    def _show(self) -> None:
        for meal, tile in self._tiles.items():
            on = meal in self._chosen
            tile.accent = "meals" if on else ""
            tile.note = self.shell.say("setup.meal_on" if on else "setup.meal_off")

    def _enter(self) -> None:
        if not self._chosen:
            self.shell.go(NotSo.of(NotThisError("setup.no_meal")))
            return
        self._take(tuple(meal.id for meal in USUAL if meal.id in self._chosen))


class Terms(Pick):
    """One meal: each value is a tile; touched, it is typed anew. `take` is called when all of it is right."""

    def __init__(self, shell: Shell, plan: MealPlan, change: Callable[[str], None], take: Callable[[], None]) -> None:
        meal = shell.say(f"meals.meal_{plan.id}")
        options = [
            Option("", shell.say(f"setup.{name}"), partial(change, name), number=_read(shell, plan, name))
            for name in _ORDER
        ]
        super().__init__(shell, "setup.ask_terms", options, meal=meal)
        self._plan, self._take = plan, take
        if worn().portrait:
            self.tell(Say(shell.say("setup.note_terms")))
        self.bar.middle.add_widget(answer("check", shell.say("widgets.enter"), self._enter))

    def key(self, mark: str) -> bool:
        """Enter takes them as they stand."""
        if mark == "enter":
            self._enter()
        return mark == "enter"

    def _enter(self) -> None:
        try:
            checks.meal(self._plan)
        except NotThisError as why:
            self.shell.go(NotSo.of(why))
        else:
            self._take()


def _read(shell: Shell, plan: MealPlan, name: str) -> str:
    value = getattr(plan, name)
    if name in _MONEY:
        return shell.say("setup.yuan", yuan=short(value))
    return str(value)


def term(plan: MealPlan, name: str, take: Callable[[MealPlan], None]) -> Build:
    """The pad on which one value of a meal is typed."""
    value = getattr(plan, name)
    take_as: dict[str, Callable[[str], Any]] = {"portions": checks.portions}
    read = take_as.get(name, checks.fen if name in _MONEY else checks.minute)

    def taken(text: str) -> None:
        # A time that stands there is kept as it is: 10:30.
        take(msgspec.structs.replace(plan, **{name: read(text.replace(":", ""))}))

    def build(shell: Shell) -> Pad:
        money = name in _MONEY
        return Pad(
            shell,
            f"setup.ask_{name}",
            taken,
            before=short(value) if money else str(value),
            shown=partial(yuan_typed, shell.say) if money else str if name == "portions" else clock_typed,
            note=shell.say(f"setup.note_{name}"),
            extra="." if money else "",
            most=7 if money else 4,
        )

    return build


def _kinds(shell: Shell, chosen: tuple[MealId, ...]) -> Kinds:
    return Kinds(shell, chosen, lambda _: None)


def _time(shell: Shell) -> Pad:
    pad = term(USUAL[1], "opens", lambda _: None)(shell)
    assert isinstance(pad, Pad)
    for mark in "103":
        pad.key(mark)
    return pad


EXAMPLES: Final = (
    Example("setup-meals", partial(_kinds, chosen=("lunch",)), "setup"),
    Example("setup-meals-all", partial(_kinds, chosen=("breakfast", "lunch", "supper")), "setup"),
    Example("setup-terms", lambda shell: Terms(shell, USUAL[1], lambda _: None, lambda: None), "setup"),
    Example("setup-terms-refused", NotSo.of(NotThisError("setup.bad_cost")), "setup"),
    Example("setup-time", _time, "setup"),
    *(
        Example(f"setup-{name.replace('_', '-')}", term(USUAL[1], name, lambda _: None), "setup")
        for name in ("cost_fen", "portions", "serving_from", "ends")
    ),
)
