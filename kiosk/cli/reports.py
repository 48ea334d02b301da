"""Figures from the record: `kiosk report`, as text, JSON and workbook."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import msgspec

from kiosk.base.clock import CST
from kiosk.base.reports import TOPICS, Table, Topic, written
from kiosk.cli.telling import FOLDER, JSON, Told, dump, existing, say, told

if TYPE_CHECKING:
    from kiosk.station.report import Report

# What shows how things stand now takes no period.
_NOW: Final[frozenset[Topic]] = frozenset({"loans", "goods"})
_LEAST_COLUMNS: Final = 118

_XLSX = click.option(
    "--xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write a workbook, a sheet for each table; an older file of that name is replaced.",
)


@click.group()
def report() -> None:
    """Figures from the record."""


@report.command()
@click.argument("day", required=False)
@FOLDER
@_XLSX
@JSON
def day(day: str | None, data: Path, xlsx: Path | None, as_json: bool) -> None:
    """What a day came to (2024-03-01; today without one)."""
    _report(data, ("days",), day or f"{datetime.now(CST):%Y-%m-%d}", xlsx, as_json=as_json)


@report.command()
@click.argument("month", required=False)
@FOLDER
@_XLSX
@JSON
def month(month: str | None, data: Path, xlsx: Path | None, as_json: bool) -> None:
    """What a month came to, day by day (2024-03; this month without one)."""
    _report(data, ("days",), month or f"{datetime.now(CST):%Y-%m}", xlsx, as_json=as_json)


@report.command()
@click.argument("period", required=False)
@FOLDER
@_XLSX
@JSON
def everything(period: str | None, data: Path, xlsx: Path | None, as_json: bool) -> None:
    """Every table, of a day or a month (this month without one)."""
    _report(data, TOPICS, period or f"{datetime.now(CST):%Y-%m}", xlsx, as_json=as_json)


_HELP: Final[dict[Topic, str]] = {
    "shifts": "Cash, shift by shift: opening, what came and went, counted, over or short, by whom.",
    "subsidy": "Subsidy by price: portions served, every number accounted for, cooked and wasted.",
    "deposits": "What is held for others now, against the accounts, how old; deposits given back or deducted.",
    "loans": "Tools that are out now, and what is overdue.",
    "tools": "Tools: opening, in, lost, scrapped, closing; shelf, out, repair.",
    "beds": "Beds sold, slept in, no-shows, linen.",
    "points": "Points and goods: opening, earned, spent, owed; who noted, who approved.",
    "goods": "The stock of goods now.",
    "overrides": "Overrides, reprints, voids, undone steps, changed settings: who, and when.",
    "signals": "What an auditor may want to ask about: too even, too fast, too late.",
}


def _of_topic(topic: Topic) -> None:
    """A command for one topic; where it shows how things stand now, it takes no period."""

    def of_period(period: str | None, data: Path, xlsx: Path | None, as_json: bool) -> None:
        _report(data, (topic,), period or f"{datetime.now(CST):%Y-%m}", xlsx, as_json=as_json)

    def of_now(data: Path, xlsx: Path | None, as_json: bool) -> None:
        _report(data, (topic,), f"{datetime.now(CST):%Y-%m-%d}", xlsx, as_json=as_json)

    made: Callable[..., Any] = of_now if topic in _NOW else of_period
    for option in (JSON, _XLSX, FOLDER):
        made = option(made)
    if topic not in _NOW:
        made = click.argument("period", required=False)(made)
    report.command(name=topic, help=_HELP[topic])(made)


for _topic in TOPICS:
    if _topic in _HELP:
        _of_topic(_topic)


def _report(folder: Path, topics: Sequence[Topic], text: str, xlsx: Path | None, *, as_json: bool) -> None:
    from kiosk import bootstrap
    from kiosk.reading import period as periods

    try:
        first, last = periods.period(text)
    except ValueError:
        raise Told(say("cli.bad_date")) from None
    files = existing(folder)
    with told():
        station, tables, meals = bootstrap.read_reports(files, topics, first, last)
        title = say("report.title", name=station, first=first, last=last)
        if xlsx is not None:
            from kiosk.reading.workbook import write

            write(xlsx, tables, title, say)
    if as_json:
        dump({**_fields(meals), "tables": {table.key: _told(table) for table in tables}})
        return
    _print(tables, title)


def _fields(meals: "Report") -> dict[str, Any]:
    """The figures of the meals, as they have always stood here."""
    found: dict[str, Any] = msgspec.to_builtins(meals)
    return found


def _told(table: Table) -> dict[str, Any]:
    """A table for programs: columns by the last part of their key, rows, totals in fen and numbers."""
    columns = [column.key.rpartition(".")[2] for column in table.columns]
    totals = {name: total for name, total in zip(columns, table.totals, strict=True) if total is not None}
    return {
        "rows": [dict(zip(columns, row, strict=True)) for row in msgspec.to_builtins(table.rows)],
        "totals": totals,
    }


def _print(tables: Sequence[Table], title: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as Shown

    console = Console(width=max(Console().width, _LEAST_COLUMNS))
    console.print(title)
    for table in tables:
        shown = Shown(
            title=say(table.key), box=box.SIMPLE, show_footer=any(total is not None for total in table.totals)
        )
        for place, (column, total) in enumerate(zip(table.columns, table.totals, strict=True)):
            foot = written(column, total, say) if total is not None else say("report.total") if place == 0 else ""
            shown.add_column(say(column.key), foot, justify="right" if column.number else "left")
        for row in table.rows:
            shown.add_row(*(written(column, cell, say) for column, cell in zip(table.columns, row, strict=True)))
        console.print(shown if table.rows else f"{say(table.key)}: {say('report.nothing')}")
