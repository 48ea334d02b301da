"""What came out on paper a day, printer by printer; what an auditor wants listed of it."""

from typing import Any, Final

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.reports import Column, ReportKind, Row
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.slips import events

_COUNTS: Final = ("printed", "reprinted", "uncertain", "failed")


def _days(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    """Copies that ended on each day: on paper, on paper as 补打, of which nobody knew, that did not come out."""
    del scene
    rows = store.execute(
        "SELECT day, device, printed, reprinted, uncertain, failed FROM slips_days WHERE day BETWEEN ? AND ? "
        "ORDER BY day, device",
        (first, last),
    ).fetchall()
    return tuple((day, f"house.device.{device}", *counts) for day, device, *counts in rows)


REPORTS: Final = (
    ReportKind(
        "slips.report.days",
        "days",
        (
            Column("slips.report.day", "day"),
            Column("slips.report.device", "word"),
            *(Column(f"slips.report.{name}", "count", total=True) for name in _COUNTS),
        ),
        _days,
    ),
)


def acts(store: Store, entry: Entry) -> Figure | None:
    """Reprints, and papers that somebody settled by looking."""
    del store
    match entry.fact:
        case events.Reprinted() as fact:
            return Figure("slips.act.reprinted", "", {"slip": fact.slip, "copy": fact.copy})
        case events.Settled() as fact:
            return Figure("slips.act.settled" if fact.there else "slips.act.missing", "", {"slip": fact.slip})
        case _:
            return None
