"""The queue for extra portions, as the counter shows it."""

from typing import Any

import msgspec

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.meals.readings.load import open_day


class PlaceRow(msgspec.Struct, frozen=True):
    """A place in the queue that has not ended; `state` is waiting, or offered where a portion is kept for it."""

    place: int
    state: str


def places(store: Store, scene: Scene[Any], meal: str) -> tuple[PlaceRow, ...]:
    """Who queues on the open day, in order."""
    del scene
    day = open_day(store, meal)
    if day is None:
        return ()
    rows = store.execute(
        "SELECT place, state FROM meals_queue WHERE day = ? AND meal = ? AND state IN ('waiting', 'offered') "
        "ORDER BY place",
        (day.day, meal),
    ).fetchall()
    return tuple(PlaceRow(*row) for row in rows)
