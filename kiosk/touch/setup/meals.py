"""Which meals, and how each is sold."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, cast

import msgspec

from kiosk.services.meals.settings import MealId
from kiosk.station.writing import MealPlan
from kiosk.touch.setup import checks
from kiosk.touch.setup.checks import NotThisError
from kiosk.touch.setup.steps import NotSo, Pad, Several, Values, clock_typed, yuan_typed
from kiosk.widgets.amounts import short
from kiosk.widgets.example import Example
from kiosk.widgets.shell import Build, Shell

# What a station usually does; each value can be changed.
USUAL: Final = (
    MealPlan("breakfast", 30, "06:30", "07:00", "09:00", 300, 500),
    MealPlan("lunch", 30, "10:30", "11:30", "13:30", 500, 900),
    MealPlan("supper", 30, "16:30", "17:30", "19:30", 500, 900),
)
_ICONS: Final[dict[MealId, str]] = {"breakfast": "bread", "lunch": "bowl-chopsticks", "supper": "soup"}
_MONEY: Final = frozenset({"price_fen", "cost_fen"})
_ORDER: Final = ("price_fen", "cost_fen", "portions", "opens", "serving_from", "ends")


def kinds(
    shell: Shell, chosen: tuple[MealId, ...], take: Callable[[tuple[MealId, ...]], None], skip: Callable[[], None]
) -> Several:
    """Any number of meals, at least one; `take` gets them in the order of the day."""
    options = tuple((meal.id, _ICONS[meal.id], shell.say(f"meals.meal_{meal.id}"), "meals") for meal in USUAL)
    return Several(shell, "setup.ask_meals", options, chosen, cast("Any", take), skip=skip)


def terms(shell: Shell, plan: MealPlan, change: Callable[[str], None], take: Callable[[], None]) -> Values:
    """One meal: each value is a tile. `take` is called when all of it is right."""

    def enter() -> None:
        checks.meal(plan)
        take()

    values = tuple((name, shell.say(f"setup.{name}"), _read(shell, plan, name)) for name in _ORDER)
    return Values(shell, "setup.ask_terms", values, change, enter, meal=shell.say(f"meals.meal_{plan.id}"))


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


def _kinds(shell: Shell, chosen: tuple[MealId, ...]) -> Several:
    return kinds(shell, chosen, lambda _: None, lambda: None)


def _time(shell: Shell) -> Pad:
    pad = term(USUAL[1], "opens", lambda _: None)(shell)
    assert isinstance(pad, Pad)
    for mark in "103":
        pad.key(mark)
    return pad


EXAMPLES: Final = (
    Example("setup-meals", partial(_kinds, chosen=("lunch",)), "setup"),
    Example("setup-meals-all", partial(_kinds, chosen=("breakfast", "lunch", "supper")), "setup"),
    Example("setup-terms", lambda shell: terms(shell, USUAL[1], lambda _: None, lambda: None), "setup"),
    Example("setup-terms-refused", NotSo.of(NotThisError("setup.bad_cost")), "setup"),
    Example("setup-time", _time, "setup"),
    *(
        Example(f"setup-{name.replace('_', '-')}", term(USUAL[1], name, lambda _: None), "setup")
        for name in ("cost_fen", "portions", "serving_from", "ends")
    ),
)
