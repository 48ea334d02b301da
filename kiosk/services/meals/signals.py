"""Signals (异常) of the meals: counts too even, one card too often, meals handed out when no meal is served."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Final

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.reports import Row
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.meals import events
from kiosk.services.meals.figures import Figures, by_day
from kiosk.services.meals.settings import Settings

# So many days in a row, so many overrides or portions of one card on one day, before it is worth a look.
_DAYS: Final = 3
_OVERRIDES: Final = 2
_PORTIONS: Final = 5
# So long after the end of the sale the last of the queue has eaten.
_GRACE: Final = timedelta(hours=1)


def signals(store: Store, scene: Scene[Settings], entries: Sequence[Entry]) -> tuple[Row, ...]:
    """What an auditor may want to ask about, by day."""
    del store
    days = by_day(entries)
    meals = sorted({meal for _, meal in days})
    found = [
        row for meal in meals for row in _even(meal, [(day, days[day, meal]) for day, of in sorted(days) if of == meal])
    ]
    return tuple(sorted([*found, *_hours(scene, entries), *_one_card(entries)], key=lambda row: str(row[0])))


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


def _hours(scene: Scene[Settings], entries: Sequence[Entry]) -> Iterator[Row]:
    """Portions handed out outside the hours that the settings give the meal, or on a day off."""
    outside, off = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for entry in entries:
        if not isinstance(entry.fact, events.Served):
            continue
        fact, at = entry.fact, datetime.fromisoformat(entry.at)
        meal = scene.settings.meal(fact.meal)
        if not scene.days.open_on(entry.at[:10]):
            off[fact.day, fact.meal] += fact.qty
        elif meal is not None and not meal.serving_from <= entry.at[11:16] <= _late(at, meal.sale[1]):
            outside[fact.day, fact.meal] += fact.qty
    for found, key in ((outside, "outside"), (off, "closed_day")):
        for (day, of), count in found.items():
            yield day, f"meals.meal_{of}", Figure(f"meals.signal.{key}", "", {"count": count})


def _late(at: datetime, ends: str) -> str:
    """The minute after which nobody of the queue is left, of the same day."""
    over = datetime.combine(at.date(), time.fromisoformat(ends)) + _GRACE
    return f"{over:%H:%M}" if over.date() == at.date() else "24:00"


def _one_card(entries: Sequence[Entry]) -> Iterator[Row]:
    """One card that had more than one meal by override again and again, or many portions on one day."""
    overrides, portions = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for entry in entries:
        if isinstance(entry.fact, events.Ordered) and entry.fact.member:
            card = (entry.fact.day, entry.fact.meal, entry.fact.member)
            overrides[card] += bool(entry.fact.override)
            portions[card] += entry.fact.qty
    for found, least, key in ((overrides, _OVERRIDES, "overridden"), (portions, _PORTIONS, "many")):
        for (day, meal, _), count in found.items():
            if count >= least:
                yield day, f"meals.meal_{meal}", Figure(f"meals.signal.{key}", "", {"count": count})
