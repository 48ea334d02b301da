"""Figures for people: a day's or a month's meals, read from the readings."""

import calendar
from datetime import date

import msgspec

from kiosk.services.meals.figures import Figures
from kiosk.services.meals.readings import views
from kiosk.services.till import readings as till
from kiosk.station.journal import Journal


class Row(msgspec.Struct, frozen=True):
    """One meal on one day."""

    day: str
    meal: str
    figures: Figures


class Report(msgspec.Struct, frozen=True):
    """The meals from one date to another, their sum, and the accounts as they stand now (fen, + debit, - credit)."""

    first: str
    last: str
    rows: tuple[Row, ...]
    total: Figures
    accounts: dict[str, int]


def period(text: str) -> tuple[str, str]:
    """First and last date of a day (2024-03-01) or a month (2024-03). Raises ValueError."""
    if text.count("-") == 1:
        first = date.fromisoformat(text + "-01")
        return first.isoformat(), first.replace(day=calendar.monthrange(first.year, first.month)[1]).isoformat()
    day = date.fromisoformat(text).isoformat()
    return day, day


def report(journal: Journal, first: str, last: str) -> Report:
    """The report of a period, both dates included."""
    days = views.figures(journal.db, first, last)
    rows = tuple(Row(day, meal, figures) for (day, meal), figures in days.items())
    return Report(first, last, rows, sum(days.values(), Figures()), till.balances(journal.db))
