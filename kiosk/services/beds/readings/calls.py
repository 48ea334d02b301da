"""Who is called, as the call screen shows it: those for whom a bed is kept, those whose rest is over."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from kiosk.base.clock import Deadline
from kiosk.base.request import Scene
from kiosk.base.store import Store


class Offered(msgspec.Struct, frozen=True):
    """A place in the queue for which a bed is kept; `at` is since when, as events carry it."""

    slot: str
    place: int
    bed: int
    at: str


class Wake(msgspec.Struct, frozen=True):
    """A bed whose sleeper is woken (叫醒)."""

    bed: int
    at: str


class Calls(msgspec.Struct, frozen=True):
    """Of today."""

    offered: tuple[Offered, ...] = ()
    wake: tuple[Wake, ...] = ()


def calls(store: Store, scene: Scene[Any]) -> Calls:
    """What is called now."""
    offers = store.execute(
        "SELECT slot, place, bed, until FROM beds_queue WHERE day = ? AND state = 'offered' ORDER BY slot, place",
        (scene.now.date,),
    ).fetchall()
    wake = store.execute(
        "SELECT bed, woken FROM beds_bookings WHERE day = ? AND state = 'in' AND woken <> '' ORDER BY bed",
        (scene.now.date,),
    ).fetchall()
    return Calls(
        tuple(Offered(slot, place, bed, _since(until)) for slot, place, bed, until in offers),
        tuple(Wake(*row) for row in wake),
    )


def _since(until: str) -> str:
    """When an offer was made: its end, less how long it is held."""
    end = msgspec.json.decode(until, type=Deadline)
    return (datetime.fromisoformat(end.at) - timedelta(seconds=end.held_s)).isoformat(timespec="milliseconds")
