"""The line to the centre: joined by a one-time code."""

from pathlib import Path
from typing import Final

import click

from kiosk import bootstrap
from kiosk.cli.telling import FOLDER, Told, existing, say, told
from kiosk.station.clock import SystemClock
from kiosk.station.line.answers import Cut, Declined

_KNOWN: Final = frozenset({"code", "device_elsewhere", "key"})


@click.command()
@click.argument("url")
@click.argument("code")
@FOLDER
def enrol(url: str, code: str, data: Path) -> None:
    """Joins the centre at an address, by the one-time code that it gave."""
    with told():
        try:
            joined = bootstrap.enrol(existing(data), SystemClock(), url, code)
        except Cut as cut:
            raise Told(say(f"cli.join_cut_{cut.way}", url=url)) from None
        except Declined as declined:
            reason = declined.problem if declined.problem in _KNOWN else "refused"
            raise Told(say(f"cli.join_{reason}", problem=declined.problem)) from None
    click.echo(say("cli.joined", station=joined.station))
