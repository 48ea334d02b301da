"""The meals of a period and the accounts, as a replay and `--json` tell them."""

import msgspec

from kiosk.services.meals.figures import Figures
from kiosk.services.meals.readings import views
from kiosk.services.till import readings as till
from kiosk.station.journal import Journal


class MealDay(msgspec.Struct, frozen=True):
    """One meal on one day."""

    day: str
    meal: str
    figures: Figures


class Report(msgspec.Struct, frozen=True):
    """The meals from one date to another, their sum, and the accounts as they stand now (fen, + debit, - credit)."""

    first: str
    last: str
    rows: tuple[MealDay, ...]
    total: Figures
    accounts: dict[str, int]


def report(journal: Journal, first: str, last: str) -> Report:
    """The report of a period's meals, both dates included."""
    days = views.figures(journal.db, first, last)
    rows = tuple(MealDay(day, meal, figures) for (day, meal), figures in days.items())
    return Report(first, last, rows, sum(days.values(), Figures()), till.balances(journal.db))
