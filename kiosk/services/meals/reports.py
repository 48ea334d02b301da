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

_NUMBERS: Final = (
    *("taken_away", "not_collected", "refunded", "expired", "waiting", "missing"),
    *("served", "cooked", "wasted", "spare"),
)


def _days(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    del scene
    return tuple(
        (day, f"meals.meal_{meal}", *msgspec.structs.astuple(found))
        for (day, meal), found in figures(store, first, last).items()
    )


def _by_price(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    """Price by price, and cost by cost: portions served × what is missing to the cost = the subsidy."""
    del scene
    rows = store.execute(
        "SELECT meal, min(day), max(day), price_fen, cost_fen, cost_fen - price_fen, sum(qty), "
        "sum(qty * (cost_fen - price_fen)) FROM meals_tickets WHERE day BETWEEN ? AND ? AND state = 'served' "
        "GROUP BY meal, price_fen, cost_fen ORDER BY 2, meal",
        (first, last),
    )
    return tuple((f"meals.meal_{meal}", *row) for meal, *row in rows.fetchall())


def _checked(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    """Day by day: every number given = served + left + refunded + let go + open; and the portions of the kitchen."""
    del scene
    rows = store.execute(
        "SELECT t.day, t.meal, max(number), sum(state = 'served'), sum(state = 'not_collected'), "
        "sum(state = 'refunded'), sum(state = 'expired'), "
        "sum(state NOT IN ('served', 'not_collected', 'refunded', 'expired')), max(number) - count(*), "
        "sum(iif(state = 'served', qty, 0)), coalesce(c.cooked, ''), coalesce(c.wasted, ''), "
        "coalesce(c.cooked - c.wasted - sum(iif(state = 'served', qty, 0)), ''), coalesce(c.cost_fen, '') "
        "FROM meals_tickets t LEFT JOIN meals_cooking c ON c.day = t.day AND c.meal = t.meal "
        "WHERE t.day BETWEEN ? AND ? GROUP BY t.day, t.meal ORDER BY t.day, t.meal",
        (first, last),
    )
    return tuple((day, f"meals.meal_{meal}", *row) for day, meal, *row in rows.fetchall())


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
        "meals.report.by_price",
        "subsidy",
        (
            Column("meals.report.meal", "word"),
            Column("meals.report.from", "day"),
            Column("meals.report.to", "day"),
            *(Column(f"meals.report.{name}", "fen") for name in ("price", "cost", "gap")),
            Column("meals.report.served", "count", total=True),
            Column("meals.report.subsidy", "fen", total=True),
        ),
        _by_price,
    ),
    ReportKind(
        "meals.report.checked",
        "subsidy",
        (
            Column("meals.report.day", "day"),
            Column("meals.report.meal", "word"),
            Column("meals.report.last_number", "count", total=True),
            *(Column(f"meals.report.{name}", "count", total=True) for name in _NUMBERS),
            Column("meals.report.real_cost", "fen", total=True),
        ),
        _checked,
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
