"""What has been called (叫号), as the call screen shows it."""

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from kiosk.base.clock import Deadline
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.meals.readings.load import open_day

_UNTIL: Final = msgspec.json.Decoder(Deadline)
_SERVED_SHOWN: Final = 12


class Called(msgspec.Struct, frozen=True):
    """A number, or a place in the queue, that was called; `at` is when, as events carry it."""

    number: int
    at: str


class Calls(msgspec.Struct, frozen=True):
    """Of the open day, the newest first.

    `numbers` are called and not served yet, `places` are those of the queue for whom a portion is kept now,
    `served` the numbers served last.
    """

    numbers: tuple[Called, ...] = ()
    places: tuple[Called, ...] = ()
    served: tuple[int, ...] = ()


def calls(store: Store, scene: Scene[Any], meal: str) -> Calls:
    """What has been called on the open day; nothing where none is open."""
    del scene
    day = open_day(store, meal)
    if day is None:
        return Calls()
    key = (day.day, meal)
    numbers = store.execute(
        "SELECT number, changed_at FROM meals_tickets WHERE day = ? AND meal = ? AND state IN ('called', 'recalled') "
        "ORDER BY changed_at DESC, number",
        key,
    ).fetchall()
    served = store.execute(
        "SELECT number FROM meals_tickets WHERE day = ? AND meal = ? AND state = 'served' "
        "ORDER BY changed_at DESC, number DESC LIMIT ?",
        (*key, _SERVED_SHOWN),
    ).fetchall()
    offers = store.execute(
        "SELECT place, until FROM meals_queue WHERE day = ? AND meal = ? AND state = 'offered' ORDER BY place", key
    ).fetchall()
    places = [Called(place, _offered_at(until)) for place, until in offers]
    return Calls(
        tuple(Called(*row) for row in numbers),
        tuple(sorted(places, key=lambda called: called.at, reverse=True)),
        tuple(row[0] for row in served),
    )


def _offered_at(until: str) -> str:
    """When an offer was made: its end, less how long it is held."""
    end = _UNTIL.decode(until)
    return (datetime.fromisoformat(end.at) - timedelta(seconds=end.held_s)).isoformat(timespec="milliseconds")
