"""What the meals report: a line for every day and meal; and what an auditor wants listed of them."""

from typing import Any, Final

import msgspec

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.reports import Column, ReportKind, Row
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.meals import events
from kiosk.services.meals.readings.views import figures
from kiosk.services.meals.signals import signals


def _days(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    del scene
    return tuple(
        (day, f"meals.meal_{meal}", *msgspec.structs.astuple(found))
        for (day, meal), found in figures(store, first, last).items()
    )


REPORTS: Final = (
    ReportKind(
        "meals.report.days",
        "days",
        (
            Column("meals.report.day", "day"),
            Column("meals.report.meal", "word"),
            Column("meals.report.portions", "count", total=True),
            Column("meals.report.numbers", "count", total=True),
            Column("meals.report.expired", "count", total=True),
            Column("meals.report.sold", "count", total=True),
            Column("meals.report.served", "count", total=True),
            Column("meals.report.not_collected", "count", total=True),
            Column("meals.report.refunded", "count", total=True),
            Column("meals.report.queued", "count", total=True),
            Column("meals.report.taken", "fen", total=True),
            Column("meals.report.subsidy", "fen", total=True),
        ),
        _days,
    ),
    ReportKind(
        "meals.report.signals",
        "signals",
        (
            Column("meals.report.day", "day"),
            Column("meals.report.meal", "word"),
            Column("meals.report.signal", "said"),
        ),
        fold=signals,
    ),
)


def acts(store: Store, entry: Entry) -> Figure | None:
    """Overrides of one meal a day, undone calls and servings, refunds, portions taken away."""
    del store
    match entry.fact:
        case events.Ordered() as fact if fact.override:
            return Figure("meals.act.override", "", {"number": fact.number})
        case events.ServingTakenBack() as fact:
            return Figure("meals.act.taken_back", "", {"number": fact.number})
        case events.CallTakenBack() as fact:
            return Figure("meals.act.uncalled", "", {"number": fact.number})
        case events.TicketRefunded() as fact:
            return Figure("meals.act.refunded", "", {"number": fact.number})
        case events.PortionsAdded() as fact if fact.qty < 0:
            return Figure("meals.act.fewer", str(-fact.qty))
        case _:
            return None
