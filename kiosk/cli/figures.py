"""Figures: of what was, and of a trace played through the real desk."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from kiosk.base.clock import CST
from kiosk.base.money import yuan
from kiosk.cli.telling import FOLDER, JSON, Told, dump, existing, say, told
from kiosk.services.registry import SERVICES
from kiosk.station.journal import Journal

# A report needs this many columns; a narrower terminal or a file gets them all the same.
_TABLE_COLUMNS: Final = 118


@click.command()
@click.argument("trace", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Keep the station in this folder (must be new)."
)
@click.option(
    "--settings",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A station.toml instead of the usual one.",
)
@click.option("--printer", is_flag=True, help="Print every slip on a virtual printer.")
@JSON
def replay(trace: Path, data: Path | None, settings: Path | None, printer: bool, as_json: bool) -> None:
    """Plays arrivals from a CSV through the real desk and sums up."""
    from kiosk.demo import replay as replays
    from kiosk.demo.trace import BadTrace

    with told(), tempfile.TemporaryDirectory() as scratch:
        try:
            result = replays.replay(trace, data or Path(scratch), settings, with_printer=printer)
        except BadTrace as error:
            raise Told(say("cli.bad_trace", problem=error)) from None
    click.echo(
        say(
            "cli.replayed",
            days=result.days,
            sold=result.sold,
            served=result.served,
            taken=yuan(result.taken_fen),
            subsidy=yuan(result.subsidy_fen),
            events=result.events,
            rate=round(result.events_per_second),
            verify=result.verify,
        )
    )
    for reason, count in result.refused.items():
        click.echo(say("cli.replay_refused", reason=reason, count=count))
    if as_json:
        dump(result)


@click.group()
def report() -> None:
    """Figures from the record."""


@report.command()
@click.argument("day", required=False)
@FOLDER
@JSON
def day(day: str | None, data: Path, as_json: bool) -> None:
    """The meals of a day (2024-03-01; today without one)."""
    _report(data, day or datetime.now(CST).date().isoformat(), as_json=as_json)


@report.command()
@click.argument("month", required=False)
@FOLDER
@JSON
def month(month: str | None, data: Path, as_json: bool) -> None:
    """The meals of a month (2024-03; this month without one)."""
    _report(data, month or f"{datetime.now(CST):%Y-%m}", as_json=as_json)


def _report(folder: Path, text: str, *, as_json: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from kiosk.station import report as reports
    from kiosk.station import settings as station_settings

    try:
        first, last = reports.period(text)
    except ValueError:
        raise Told(say("cli.bad_date")) from None
    files = existing(folder)
    with told():
        journal = Journal(files.journal, readonly=True)
        found = reports.report(journal, first, last)
        name = station_settings.in_force(journal.db, SERVICES).station.name
        journal.close()
    if as_json:
        dump(found)
        return
    fields = ("portions", "numbers", "expired", "sold", "served", "not_collected", "refunded")
    table = Table(title=say("cli.report_title", name=name, first=first, last=last))
    for column in ("day", "meal", *fields, "taken", "subsidy"):
        table.add_column(say(f"cli.report_{column}"), justify="left" if column in {"day", "meal"} else "right")
    lines = [(row.day, say(f"meals.meal_{row.meal}"), row.figures) for row in found.rows]
    for label, meal, figures in [*lines, (say("cli.report_total"), "", found.total)]:
        table.add_row(
            label,
            meal,
            *(str(getattr(figures, name)) for name in fields),
            yuan(figures.taken_fen),
            yuan(figures.subsidy_fen),
        )
    console = Console(width=max(Console().width, _TABLE_COLUMNS))
    console.print(table)
    console.print(
        say("cli.report_accounts"), *(f"{account} {yuan(fen)}" for account, fen in found.accounts.items()), sep="\n  "
    )
