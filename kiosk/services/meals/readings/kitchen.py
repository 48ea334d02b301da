"""What the kitchen has written down: samples in the fridge, dishes cooked before, what the day was cooked for."""

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.meals.readings.load import open_day
from kiosk.services.meals.rules.kitchen import SAMPLE_HOURS
from kiosk.services.staff.readings import shown

_LOOKED_BACK: Final = 60  # menus


class Sample(msgspec.Struct, frozen=True):
    """A retained sample (留样) in the fridge; `hours` are those it must still be kept, 0 where it may go.

    `kept_at` is when, as events carry it, `kept_by` whom slips name for it.
    """

    day: str
    meal: str
    dish: str
    grams: int
    kept_at: str
    kept_by: str
    hours: int


class Cooking(msgspec.Struct, frozen=True):
    """What the kitchen said of a day: portions cooked and wasted, their cost in fen."""

    cooked: int
    wasted: int
    cost_fen: int


def samples(store: Store, scene: Scene[Any], meal: str) -> tuple[Sample, ...]:
    """What is in the fridge, the oldest first."""
    rows = store.execute(
        "SELECT day, meal, dish, grams, kept_at, kept_by FROM meals_samples "
        "WHERE meal = ? AND discarded_at = '' ORDER BY kept_at, dish",
        (meal,),
    ).fetchall()
    return tuple(
        Sample(day, meal, dish, grams, kept_at, shown(store, by), _hours(kept_at, scene))
        for day, meal, dish, grams, kept_at, by in rows
    )


def _hours(kept_at: str, scene: Scene[Any]) -> int:
    """Whole hours still to keep it, a begun one too."""
    left = datetime.fromisoformat(kept_at) + timedelta(hours=SAMPLE_HOURS) - scene.now.at
    return max(0, -(-int(left.total_seconds()) // 3600))


def dishes_before(store: Store, meal: str) -> tuple[str, ...]:
    """Dishes of the menus of this meal, the most frequent of late first."""
    rows = store.execute(
        "SELECT dishes FROM meals_menus WHERE meal = ? ORDER BY day DESC LIMIT ?", (meal, _LOOKED_BACK)
    ).fetchall()
    count: dict[str, int] = {}
    for (dishes,) in rows:
        for dish in msgspec.json.decode(dishes):
            count[dish] = count.get(dish, 0) + 1
    return tuple(sorted(count, key=lambda dish: -count[dish]))


def cooking(store: Store, scene: Scene[Any], meal: str) -> Cooking | None:
    """What the kitchen said of the open day, or of today."""
    day = open_day(store, meal)
    row = store.execute(
        "SELECT cooked, wasted, cost_fen FROM meals_cooking WHERE day = ? AND meal = ?",
        (day.day if day else scene.now.date, meal),
    ).fetchone()
    return Cooking(*row) if row else None
