"""Example states of the attendant's panel: before the rest, during it, full, a bed picked, two slots."""

from functools import partial
from typing import Final

from kiosk.services.beds.counter.panel import BedPanel
from kiosk.services.beds.figures import Figures
from kiosk.services.beds.readings.house import BedNow, House, RoomNow, SlotNow
from kiosk.services.beds.rules.state import Place
from kiosk.services.beds.screens.samples import BIG, MEN, TODAY, WOMEN, ticket
from kiosk.widgets.panel import Panel
from kiosk.widgets.service import PanelExample
from kiosk.widgets.shell import Shell

_SUMS: Final = Figures(8, 9, 1, 6, 2, 1, 1, 0, 2, 1200, 600)
_MEN: Final = RoomNow(
    MEN,
    (
        BedNow(1, "free"),
        BedNow(2, "in", ticket("in", 2, undoable=True)),
        BedNow(3, "paid", ticket()),
        BedNow(4, "dirty", ticket("slept", 4, undoable=True)),
        BedNow(5, "closed"),
    ),
)
_WOMEN: Final = RoomNow(
    WOMEN,
    (BedNow(6, "free"), BedNow(7, "held", ticket("held", 7, WOMEN)), BedNow(8, "paid", ticket(bed=8, room=WOMEN))),
)
_TAKEN: Final = RoomNow(
    MEN,
    (
        *(BedNow(bed, "in", ticket("in", bed)) for bed in (1, 2, 4)),
        BedNow(3, "kept"),
        BedNow(5, "paid", ticket(bed=5), "closed"),
    ),
)
_STATES: Final = ("free", "paid", "in", "slept", "dirty", "held", "closed", "kept")
_BIG: Final = RoomNow(BIG, tuple(BedNow(bed, _STATES[bed % 8], None) for bed in BIG.beds))
_QUEUE: Final = (Place(1, "men", "offered", 3), Place(2, "men", "waiting"), Place(3, "men", "waiting"))

_LONG: Final = (*_QUEUE, *(Place(place, "men", "waiting") for place in range(4, 17)))


def _slot(*rooms: RoomNow, day: str = TODAY, running: bool = True, queue: tuple[Place, ...] = ()) -> SlotNow:
    return SlotNow(day, "12:00", "14:00", 200, True, running, rooms, queue, _SUMS)


_NOON: Final = House((_slot(_MEN, _WOMEN), _slot(_MEN, _WOMEN, day="2024-03-02", running=False)), linen=1)


def _panel(shell: Shell, found: House = _NOON, picked: int = 0, asks: int = -1) -> tuple[Panel, ...]:
    return (BedPanel(shell, found, picked, asks),)


_PANELS: Final = (
    ("noon", partial(_panel)),
    ("full", partial(_panel, found=House((_slot(_TAKEN, queue=_QUEUE),)))),
    ("queue", partial(_panel, found=House((_slot(_TAKEN, queue=_LONG),)))),
    ("big", partial(_panel, found=House((_slot(_BIG),)))),
    ("free-picked", partial(_panel, picked=1)),
    ("in-picked", partial(_panel, picked=2)),
    ("paid-picked", partial(_panel, picked=3)),
    ("dirty-picked", partial(_panel, picked=4)),
    ("closed-picked", partial(_panel, picked=5)),
    ("give-back", partial(_panel, picked=3, asks=3)),
    ("day-off", partial(_panel, found=House((), "day_off"))),
)
PANEL_EXAMPLES: Final = tuple(PanelExample(name, panels) for name, panels in _PANELS)
