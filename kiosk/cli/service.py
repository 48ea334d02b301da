"""Unattended for years: what systemd is told, and how the program is updated and rolled back."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import click

from kiosk.centre.store.backup import NotBackedUp, back_up
from kiosk.centre.store.database import BadAddress, address
from kiosk.cli.centre import DATABASE
from kiosk.cli.telling import FOLDER, Told, say, told
from kiosk.station import releases, units
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles

_PART: Final = click.option(
    "--for", "part", type=click.Choice(units.PARTS), default="station", help="What this machine is."
)
_ROOT: Final = click.option(
    "--root", type=click.Path(file_okay=False, path_type=Path), default=Path("/"), help="Where the system is."
)
_STAYS_S: Final = 20.0
# Where the centre's unit says its folder and its database are.
_CENTRE_DATA: Final = "/var/lib/kiosk-centre"
_CENTRE_ENV: Final = Path("/etc/kiosk/centre.env")


@click.group()
def service() -> None:
    """The station as a service of the system: started with it, watched, restarted."""


@service.command()
@_PART
def show(part: units.Part) -> None:
    """Shows each file that `install` puts in place."""
    for source, place in units.files(part):
        click.echo(f"# /{place}\n{source.read_text(encoding='utf-8')}")


@service.command()
@_PART
@_ROOT
def install(part: units.Part, root: Path) -> None:
    """Puts units, groups and rules in place, and says what to type then."""
    with told():
        for path in units.install(part, root):
            click.echo(str(path))
    click.echo(say(f"cli.service_next_{part}"))


@click.command()
@click.argument("to", required=False, default="")
@click.option(
    "--wheels",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="A folder of all wheels it needs, where nothing is to be fetched.",
)
@click.option(
    "--root", type=click.Path(file_okay=False, path_type=Path), default=Path("/opt/kiosk"), help="Where releases are."
)
@click.option("--stays", default=_STAYS_S, type=click.FloatRange(0), help="Seconds for which the new one has to stay.")
@click.option(
    "--centre",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="KIOSK_CENTRE_DATA",
    default=None,
    help="The folder of a centre on this machine.  [default: where its unit has it]",
)
@DATABASE
@click.option("--judge", is_flag=True, help="The verdict on a switch that was cut off: asked at each start.")
@FOLDER
def update(
    to: str,
    wheels: Path | None,
    root: Path,
    stays: float,
    centre: Path | None,
    database: str,
    judge: bool,
    data: Path,
) -> None:
    """Goes over to a wheel, or to a release that is installed already (roll-back); lists those without an argument.

    The record is copied and verified first, and so is a centre's database copied. A release that does not come up is
    left again.
    """
    known = releases.Releases(root)
    if judge:
        with _unchanged(known), told():
            judged = releases.judge(known, StationFiles(data), releases.Systemd(stays))
        if judged:
            click.echo(say("cli.update_judged", release=judged))
        return
    if not to:
        for release in known.all():
            click.echo(f"{'*' if release == known.running() else ' '} {release}")
        return
    with _unchanged(known), told():
        release = known.install(Path(to), wheels) if to.endswith(".whl") else to
        before = known.running()
        services, kept = releases.Systemd(stays), partial(_centre_copied, centre, database, release)
        copies = releases.change(known, release, StationFiles(data), services, SystemClock().now().at, kept)
    click.echo(say("cli.updated", release=release, before=before or "-", copies=_listed(copies)))


def _centre_copied(folder: Path | None, database: str, release: str, name: str) -> tuple[Path, ...]:
    """A copy of the database of the centre on this machine, where there is one. Raises NotChanged."""
    told_unit = units.environment(_CENTRE_ENV)
    folder = folder or Path(told_unit.get("KIOSK_CENTRE_DATA", _CENTRE_DATA))
    if not (folder / "log.key").exists():
        return ()
    copies, stat = folder / releases.COPIES, folder.stat()
    try:
        url = address(folder, database or told_unit.get("KIOSK_CENTRE_DATABASE", ""))
        copy = back_up(url, copies / name, (stat.st_uid, stat.st_gid))
    except (NotBackedUp, BadAddress) as error:
        raise releases.NotChanged("no_backup", release, str(error)) from None
    releases.keep_newest(copies)
    return (copy,)


def _listed(copies: Iterable[Path]) -> str:
    return ", ".join(map(str, copies)) or "-"


@contextmanager
def _unchanged(known: releases.Releases) -> Iterator[None]:
    """Tells why another release is not in use."""
    try:
        yield
    except releases.NotChanged as error:
        fields = {"release": error.release, "running": known.running(), "said": error.said}
        if error.copies:
            click.echo(say("cli.update_copies", copies=_listed(error.copies)), err=True)
        raise Told(say(f"cli.update_{error.why}", **fields)) from None
