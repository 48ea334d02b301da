"""What an auditor is shown of the meals: today's figures, and that no number is missing; and their part of a Z."""

from collections.abc import Sequence
from typing import Final

from kiosk.base.clock import Now
from kiosk.base.event import Entry
from kiosk.base.inspection import Figure, Section, listed
from kiosk.base.money import yuan
from kiosk.base.store import Store
from kiosk.services.meals.figures import Figures, by_day
from kiosk.services.meals.readings.views import figures

_COUNTED: Final = ("portions", "numbers", "sold", "served", "not_collected", "refunded")


def inspect(store: Store, now: Now) -> tuple[Section, ...]:
    """A section for every meal of today, and of every earlier day that is still open."""
    days = [
        row[0]
        for row in store.execute("SELECT DISTINCT day FROM meals_days INDEXED BY meals_one_open WHERE open").fetchall()
    ]
    return tuple(
        Section(f"meals.inspect.{meal}", _lines(store, day, meal, found), {"day": day})
        for date in sorted({*days, now.date})
        for (day, meal), found in figures(store, date, date).items()
    )


def _lines(store: Store, day: str, meal: str, found: Figures) -> tuple[Figure, ...]:
    rows = store.execute(
        "SELECT number, state FROM meals_tickets WHERE day = ? AND meal = ? ORDER BY number", (day, meal)
    ).fetchall()
    given = {number for number, _ in rows}
    missing = sorted(set(range(1, max(given, default=0) + 1)) - given)
    unpaid = [number for number, state in rows if state == "expired"]
    return (
        *_counted(found),
        Figure("meals.inspect.expired", listed(unpaid), {"count": found.expired}),
        Figure("meals.inspect.missing", listed(missing), {"count": len(missing)}),
        *_money(found),
    )


def z(store: Store, entries: Sequence[Entry]) -> tuple[Section, ...]:
    """A shift's meals: portions, numbers and money of every day and meal that these events touch."""
    del store
    return tuple(
        Section(f"meals.inspect.{meal}", (*_counted(found), _unpaid(found), *_money(found)), {"day": day})
        for (day, meal), found in sorted(by_day(entries).items())
    )


def _unpaid(found: Figures) -> Figure:
    """Numbers that were given and not paid for: why more were given than sold and refunded."""
    return Figure("meals.inspect.unpaid", str(found.expired))


def _counted(found: Figures) -> tuple[Figure, ...]:
    return tuple(Figure(f"meals.inspect.{name}", str(getattr(found, name))) for name in _COUNTED)


def _money(found: Figures) -> tuple[Figure, ...]:
    return (
        Figure("meals.inspect.taken", yuan(found.taken_fen)),
        Figure("meals.inspect.subsidy", yuan(found.subsidy_fen)),
    )
