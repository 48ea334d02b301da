"""What the station reports of its own record; and what an auditor wants listed of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.reports import Column, ReportKind, Row
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.house import events
from kiosk.services.house.readings import here_only


def _here_only(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    """The oldest event that no centre has, how many there are, and how old that one is in days."""
    del first, last
    count, oldest = here_only(store)
    if not count:
        return ()
    return ((oldest, count, (date.fromisoformat(scene.now.date) - date.fromisoformat(oldest[:10])).days),)


def _jumps(store: Store, scene: Scene[Any], entries: Sequence[Entry]) -> tuple[Row, ...]:
    """Every time the wall clock was moved."""
    del store, scene
    return tuple(
        (entry.at, Figure("house.act.clock", "", {"seconds": round(entry.fact.by_ms / 1000)}))
        for entry in entries
        if isinstance(entry.fact, events.ClockJumped)
    )


REPORTS: Final = (
    ReportKind(
        "house.report.here_only",
        "overrides",
        (
            Column("house.report.oldest", "when"),
            Column("house.report.events", "count"),
            Column("house.report.age", "count"),
        ),
        _here_only,
        now=True,
    ),
    ReportKind(
        "house.report.signals",
        "signals",
        (Column("report.at", "when"), Column("house.report.signal", "said")),
        fold=_jumps,
    ),
)


_ACTS: Final = {
    events.SettingsAdopted: "house.act.settings",
    events.Inspected: "house.act.inspected",
    events.ReportPrinted: "house.act.report",
    events.LogDisputed: "house.act.log_disputed",
}


def acts(store: Store, entry: Entry) -> Figure | None:
    """Settings, the clock, epochs, inspections, the centre."""
    del store
    match entry.fact:
        case events.ClockJumped() as fact:
            return Figure("house.act.clock", "", {"seconds": round(fact.by_ms / 1000)})
        case events.EpochOpened() as fact:
            return Figure("house.act.epoch", "", {"epoch": fact.epoch})
        case events.CentreJoined() as fact:
            return Figure("house.act.centre", fact.url)
        case _:
            key = _ACTS.get(type(entry.fact))
            return Figure(key, "") if key else None
