"""Who may sign in at the counter."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import click

from kiosk import __version__, bootstrap, bootstrap_founding
from kiosk.cli.telling import FOLDER, existing, say, told
from kiosk.services.staff.events import StaffRole
from kiosk.station import people
from kiosk.station.clock import SystemClock


@click.group()
def staff() -> None:
    """Who may sign in at the counter."""


@staff.command("add")
@click.argument("who")
@click.argument("role", type=click.Choice(get_args(StaffRole)))
@click.argument("shown")
@FOLDER
def staff_add(who: str, role: Any, shown: str, data: Path) -> None:
    """Adds somebody: an id, a role, the masked name that slips show (张*)."""
    with _at_work(data) as (station, by):
        people.add(station.desk, station.pins, who, role, shown, _new_pin(), by)
    click.echo(say("cli.staff_added", who=who, role=say(f"staff.role_{role}")))


@staff.command("pin")
@click.argument("who")
@FOLDER
def staff_pin(who: str, data: Path) -> None:
    """Gives somebody a new PIN."""
    with _at_work(data) as (station, by):
        people.change_pin(station.desk, station.pins, who, _new_pin(), by)
    click.echo(say("cli.pin_changed", who=who))


@staff.command("retire")
@click.argument("who")
@FOLDER
def staff_retire(who: str, data: Path) -> None:
    """Ends somebody's right to sign in."""
    with _at_work(data) as (station, by):
        people.retire(station.desk, who, by)
    click.echo(say("cli.staff_retired", who=who))


def _new_pin() -> str:
    pin: str = click.prompt(say("cli.ask_new_pin"), hide_input=True, confirmation_prompt=True)
    return pin


@contextmanager
def _at_work(folder: Path) -> Iterator[tuple[bootstrap.OpenStation, str]]:
    """The station, with a supervisor signed in at the terminal."""
    existing(folder)
    with told():
        station = bootstrap.open_station(folder, SystemClock(), own_devices=False, version=__version__)
        try:
            who = click.prompt(say("cli.ask_supervisor"), default=bootstrap_founding.FIRST_PERSON)
            signed = people.sign_in(
                station.desk, station.pins, who, click.prompt(say("cli.ask_supervisor_pin"), hide_input=True)
            )
            yield station, signed.by
        finally:
            station.close()
