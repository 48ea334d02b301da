"""The line to the centre: joined by a one-time code."""

from pathlib import Path
from typing import Final

import click

from kiosk import bootstrap, bootstrap_founding
from kiosk.cli.telling import FOLDER, Told, existing, say, told
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles
from kiosk.station.line.answers import Cut, Declined
from kiosk.station.line.returning import NotReturned

_KNOWN: Final = frozenset({"code", "device_elsewhere", "key"})


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
        except Cut as cut:
            raise Told(say(f"cli.join_cut_{cut.way}", url=url)) from None
        except Declined as declined:
            reason = declined.problem if declined.problem in _KNOWN else "refused"
            raise Told(say(f"cli.join_{reason}", problem=declined.problem)) from None
    click.echo(say("cli.joined", station=joined.station))


def _come_back(files: StationFiles, url: str, code: str) -> None:
    try:
        back = bootstrap_founding.come_back(files, SystemClock(), url, code)
    except NotReturned as error:
        raise Told(say(f"cli.back_{error.reason}", folder=files.folder)) from None
    click.echo(say("cli.back", station=back.station, count=back.events, head=back.head))
    click.echo(say("cli.back_pin", who=bootstrap_founding.FIRST_PERSON, pin=back.pin))
    files.first_pin.unlink()
