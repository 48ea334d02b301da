"""What the beds report: a line for every day and slot; and what an auditor wants listed of them."""

from typing import Any, Final

import msgspec

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.reports import Column, ReportKind, Row
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.beds import events
from kiosk.services.beds.readings.views import figures

_COUNTED: Final = (
    *("beds", "held", "expired", "sold", "slept", "no_shows"),
    *("cancelled", "moved", "queued"),
)


def _slots(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    del scene
    found = figures(store, first, last)
    return tuple((day, slot, *msgspec.structs.astuple(sums)) for (day, slot), sums in found.items())


def _linen(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    del scene
    rows = store.execute("SELECT day, changed FROM beds_linen WHERE day BETWEEN ? AND ? ORDER BY day", (first, last))
    return tuple(rows.fetchall())


REPORTS: Final = (
    ReportKind(
        "beds.report.slots",
        "beds",
        (
            Column("beds.report.day", "day"),
            Column("beds.report.slot"),
            *(Column(f"beds.report.{name}", "count", total=True) for name in _COUNTED),
            Column("beds.report.taken", "fen", total=True),
            Column("beds.report.income", "fen", total=True),
        ),
        _slots,
    ),
    ReportKind(
        "beds.report.linen",
        "beds",
        (Column("beds.report.day", "day"), Column("beds.report.changed", "count", total=True)),
        _linen,
    ),
)


def acts(store: Store, entry: Entry) -> Figure | None:
    """What was undone, cancelled, moved; beds taken out of use."""
    del store
    match entry.fact:
        case events.Undone() as fact:
            return Figure(f"beds.act.undone_{fact.was}", "", {"bed": fact.bed})
        case events.Cancelled() as fact:
            return Figure("beds.act.cancelled", "", {"bed": fact.bed})
        case events.Moved() as fact:
            return Figure("beds.act.moved", "", {"bed": fact.bed, "to": fact.to})
        case events.BedClosed() as fact:
            return Figure("beds.act.closed", "", {"bed": fact.bed})
        case _:
            return None
