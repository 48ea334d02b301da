"""The line to the centre: joined by a one-time code."""

from pathlib import Path

import click

from kiosk import bootstrap, bootstrap_founding
from kiosk.cli.joining import why
from kiosk.cli.telling import FOLDER, Told, existing, say, told
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles
from kiosk.station.line.answers import Cut, Declined
from kiosk.station.line.returning import NotReturned


@click.command()
@click.argument("url")
@click.argument("code")
@FOLDER
def enrol(url: str, code: str, data: Path) -> None:
    """Joins the centre at an address, by the one-time code that it gave.

    In a folder without a station, the code of a device that is lost brings that one's record back.
    """
    with told():
        try:
            if not StationFiles(data).journal.exists():
                _come_back(StationFiles(data), url, code)
                return
            joined = bootstrap.enrol(existing(data), SystemClock(), url, code)
        except (Cut, Declined, NotReturned) as error:
            key, fields = why(error, url, StationFiles(data))
            raise Told(say(key, **fields)) from None
    click.echo(say("cli.joined", station=joined.station))


def _come_back(files: StationFiles, url: str, code: str) -> None:
    back = bootstrap_founding.come_back(files, SystemClock(), url, code)
    click.echo(say("cli.back", station=back.station, count=back.events, head=back.head))
    click.echo(say("cli.back_pin", who=back.who, pin=back.pin))
    files.first_pin.unlink()
