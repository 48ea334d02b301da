"""`kiosk doctor --test-page`: the page that 体检 prints, asked about at the terminal."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from kiosk import __version__, bootstrap, bootstrap_founding
from kiosk.cli.instruments import checkup
from kiosk.cli.telling import existing, say, told
from kiosk.services.slips.readings import LastTest, last_test
from kiosk.services.slips.requests import Device, Test
from kiosk.services.slips.rules import TEST_ITEMS, passed
from kiosk.station import people
from kiosk.station.clock import SystemClock
from kiosk.station.owner import OwnedElsewhere
from kiosk.station.settings import StationSettings

_LOOK_S: Final = 0.1
_ON_ITS_WAY: Final = frozenset({"queued", "sending"})


def print_and_ask(folder: Path) -> bool:
    """Prints it, by the running program where there is one, and notes what was seen; whether all was right."""
    files = existing(folder)
    with told(), _station(folder) as station:
        who = click.prompt(say("cli.ask_supervisor"), default=bootstrap_founding.FIRST_PERSON)
        pin = click.prompt(say("cli.ask_supervisor_pin"), hide_input=True)
        by = people.sign_in(station.desk, station.pins, who, pin).by
        device = _chosen(station.settings)
        station.desk.ask(Test(request_id=station.desk.new_id(), device=device), by).result()
        page = _printed(station)
        if page.state == "failed":
            click.echo(say("setup.not_printed", why=say(f"slips.reason_{page.reason}")))
            return False
        seen = {item: click.confirm(say(f"checkup.test_{item}"), default=None) for item in TEST_ITEMS}
        checkup(files, station.desk, by, None, own_glass=False).tried(page, seen)
    wrong = say("shell.and").join(say(f"checkup.test_{item}_wrong") for item in TEST_ITEMS[:-1] if not seen[item])
    well = "checkup.test_well" if seen["drawer"] else "checkup.test_well_no_drawer"
    click.echo(say(well) if passed(seen) else say("checkup.test_wrong", things=wrong))
    return passed(seen)


def _chosen(settings: StationSettings) -> Device:
    """Which printer; asked for where there are two."""
    if settings.second_printer is None:
        return "printer"
    addresses = {f"address_{number}": place.address for number, place in enumerate(settings.printers, 1)}
    number = click.prompt(say("checkup.ask_printer_number", **addresses), type=click.Choice(["1", "2"]), default="1")
    return "printer" if number == "1" else "second_printer"


@contextmanager
def _station(folder: Path) -> Iterator[bootstrap.OpenStation]:
    """The station, with its printers where no other program works with them."""
    try:
        station = bootstrap.open_station(folder, SystemClock(), own_devices=True, version=__version__)
    except OwnedElsewhere:
        station = bootstrap.open_station(folder, SystemClock(), own_devices=False, version=__version__)
    try:
        yield station
    finally:
        station.close()


def _printed(station: bootstrap.OpenStation) -> LastTest:
    """The page once it is printed or given up, which the time that a slip may wait sees to."""
    while (page := station.desk.read("slips", last_test)).state in _ON_ITS_WAY:
        time.sleep(_LOOK_S)
    return page
