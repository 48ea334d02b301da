"""Signals (异常) of the meals: counts that are too even, refunds after closing, overrides again and again."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.reports import Row
from kiosk.base.store import Store
from kiosk.services.meals import events
from kiosk.services.meals.figures import Figures, by_day

# So many days in a row, so many overrides of one card on one day, before it is worth a look.
_DAYS: Final = 3
_OVERRIDES: Final = 2


def signals(store: Store, entries: Sequence[Entry]) -> tuple[Row, ...]:
    """What an auditor may want to ask about, by day."""
    del store
    days = by_day(entries)
    meals = sorted({meal for _, meal in days})
    found = [
        row for meal in meals for row in _even(meal, [(day, days[day, meal]) for day, of in sorted(days) if of == meal])
    ]
    return tuple(sorted([*found, *_late(entries), *_overridden(entries)], key=lambda row: str(row[0])))


def _even(meal: str, days: Sequence[tuple[str, Figures]]) -> Iterator[Row]:
    """The same number served day after day; sold out to the last portion day after day."""
    for served, run in groupby(days, key=lambda one: one[1].served):
        last = [day for day, _ in run]
        if served and len(last) >= _DAYS:
            yield last[-1], f"meals.meal_{meal}", Figure("meals.signal.same", str(served), {"count": len(last)})
    for full, run in groupby(days, key=lambda one: one[1].sold == one[1].portions):
        last = [day for day, _ in run]
        if full and len(last) >= _DAYS:
            yield last[-1], f"meals.meal_{meal}", Figure("meals.signal.full", "", {"count": len(last)})


def _late(entries: Sequence[Entry]) -> Iterator[Row]:
    """Money given back for a number after its meal was closed."""
    closed: set[tuple[str, str]] = set()
    for entry in entries:
        match entry.fact:
            case events.DayClosed() as fact:
                closed.add((fact.day, fact.meal))
            case events.TicketRefunded() as fact if (fact.day, fact.meal) in closed:
                yield fact.day, f"meals.meal_{fact.meal}", Figure("meals.signal.late", "", {"number": fact.number})
            case _:
                pass


def _overridden(entries: Sequence[Entry]) -> Iterator[Row]:
    """One card that had more than one meal on a day again and again."""
    cards = Counter(
        (entry.fact.day, entry.fact.meal, entry.fact.member)
        for entry in entries
        if isinstance(entry.fact, events.Ordered) and entry.fact.override
    )
    for (day, meal, _), count in cards.items():
        if count >= _OVERRIDES:
            yield day, f"meals.meal_{meal}", Figure("meals.signal.overridden", "", {"count": count})
