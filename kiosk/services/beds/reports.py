"""What the beds report: a line for every day and slot; and what an auditor wants listed of them."""

from typing import Any, Final

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.reports import Column, ReportKind, Row
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.beds import events
from kiosk.services.beds.figures import Figures
from kiosk.services.beds.readings.views import figures

_COUNTED: Final = (
    *("beds", "held", "expired", "sold", "slept", "no_shows"),
    *("cancelled", "moved", "queued"),
)


def _slots(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    del scene
    found = figures(store, first, last)
    return tuple(
        (day, slot, *(getattr(sums, name) for name in _COUNTED), _left(sums), sums.taken_fen, sums.income_fen)
        for (day, slot), sums in found.items()
    )


def _left(sums: Figures) -> int:
    """The beds that nobody had: below zero, more were sold than there are."""
    return sums.beds - (sums.sold - sums.no_shows)


def _linen(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    del scene
    rows = store.execute(
        "SELECT day, sum(slept), sum(changed) FROM ("
        "SELECT day, slept, 0 AS changed FROM beds_slots WHERE day BETWEEN ? AND ? "
        "UNION ALL SELECT day, 0, changed FROM beds_linen WHERE day BETWEEN ? AND ?) GROUP BY day ORDER BY day",
        (first, last, first, last),
    )
    return tuple(rows.fetchall())


REPORTS: Final = (
    ReportKind(
        "beds.report.slots",
        "beds",
        (
            Column("beds.report.day", "day"),
            Column("beds.report.slot"),
            *(Column(f"beds.report.{name}", "count", total=True) for name in _COUNTED),
            Column("beds.report.left", "count", total=True),
            Column("beds.report.taken", "fen", total=True),
            Column("beds.report.income", "fen", total=True),
        ),
        _slots,
    ),
    ReportKind(
        "beds.report.linen",
        "beds",
        (
            Column("beds.report.day", "day"),
            Column("beds.report.slept", "count", total=True),
            Column("beds.report.changed", "count", total=True),
        ),
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
