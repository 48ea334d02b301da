"""What is left at stations: portions and beds, as their own screens would have it, and how old that is."""

from typing import Any, Final

import msgspec

from kiosk.base.clock import Now
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.centre.projections.mirror import Mirror
from kiosk.centre.projections.reading import Mirrors
from kiosk.centre.reports.sums import Device, Place
from kiosk.services.beds.readings.views import standing
from kiosk.services.meals.readings.views import offers

# Further stations are on the next page: a phone is small, and a mirror is a file.
MOST: Final = 8


class MealLeft(msgspec.Struct, frozen=True):
    """A kind of meal today: its state and times as the tile at the station has them, portions left."""

    meal: str
    state: str
    left: int
    opens: str
    ends: str


class Left(msgspec.Struct, frozen=True):
    """A station: its meals today, the beds left in the next rest (-1: it has none), when that was so."""

    place: Place
    meals: tuple[MealLeft, ...]
    beds: int
    slot: str
    seen_at: str


def left_at(mirrors: Mirrors, place: Place, device: Device, now: Now) -> Left:
    """What a station's newest record comes to now. Opens a file: call it in a thread."""

    def read(mirror: Mirror) -> Left:
        meals = mirrors.ask(mirror, now, "meals", _meals)
        beds, slot = mirrors.ask(mirror, now, "beds", _beds)
        return Left(place, meals, beds, slot, device.seen_at)

    return mirrors.with_mirror(place.station_id, device.device, read)


def _meals(store: Store, scene: Scene[Any]) -> tuple[MealLeft, ...]:
    found = offers(store, scene)
    return tuple(
        MealLeft(one.meal, one.state, one.left, one.opens, one.ends) for one in found if one.state != "withdrawn"
    )


def _beds(store: Store, scene: Scene[Any]) -> tuple[int, str]:
    found = standing(store, scene)
    if found.why == "none":
        return -1, ""
    first = next((one for one in found.offers if not one.ahead), None)
    return (first.left, first.slot) if first else (0, "")
