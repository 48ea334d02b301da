"""体检: what is well here, what is not, and what to do next."""

import functools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import msgspec

from kiosk import bootstrap_devices
from kiosk.cli.telling import FOLDER, JSON, dump, has_screen, say, told
from kiosk.services.house.readings import device_changes
from kiosk.services.registry import SERVICES
from kiosk.station.clock import SystemClock
from kiosk.station.doctor import Finding, machine, station
from kiosk.station.files import StationFiles
from kiosk.station.journal import Journal, NotAJournal
from kiosk.touch import fitting, pictures
from kiosk.touch.voice import check as voice

_PATIENCE_S: Final = 60


@click.command()
@FOLDER
@click.option("--self-test", is_flag=True, help="Only the drivers, against virtual devices on this machine.")
@click.option("--test-page", is_flag=True, help="Only the printer: prints a page and asks what is seen of it.")
@JSON
def doctor(data: Path, self_test: bool, test_page: bool, as_json: bool) -> None:
    """Looks at the machine and the station, and says what to do next. Exit 1 where something is bad."""
    if test_page:
        from kiosk.cli.testpage import print_and_ask

        raise SystemExit(0 if print_and_ask(data) else 1)
    told_of: list[Finding] = []
    with told():
        for finding in _tried() if self_test else _all(data):
            click.echo(f"{say(f'doctor.{finding.state}'):6}{_sentence(finding)}")
            told_of.append(finding)
    bad = any(finding.state == "bad" for finding in told_of)
    if as_json:
        dump(
            {
                "ok": not bad,
                "checks": [{"name": found.name, "state": found.state, "says": _sentence(found)} for found in told_of],
                "devices": diagnosis(StationFiles(data)),
            }
        )
    raise SystemExit(1 if bad else 0)


def _all(folder: Path) -> Iterator[Finding]:
    yield from machine(_renderer(), screen=has_screen())
    yield from station(
        StationFiles(folder),
        SERVICES,
        SystemClock(),
        lambda place: bootstrap_devices.printer_at(place).status(),
        bootstrap_devices.scanner_seen,
    )
    yield voice.looked(StationFiles(folder).voice)
    yield pictures.looked(StationFiles(folder).pictures)
    yield from fitting.looked(StationFiles(folder), SERVICES, _display())


def _tried() -> Iterator[Finding]:
    from kiosk.cli.selftest import trials

    for found in trials():
        what = say(f"doctor.trial_{found.fields['trial']}")
        yield Finding(found.name, found.state, found.says, {**found.fields, "what": what})


def diagnosis(files: StationFiles) -> list[dict[str, str]]:
    """The last changes of devices, the newest first: device, state, when; nothing where there is no station."""
    try:
        journal = Journal(files.journal, readonly=True)
    except NotAJournal:  # which a check has said
        return []
    try:
        return [msgspec.structs.asdict(change) for change in device_changes(journal.db)]
    finally:
        journal.close()


def _sentence(finding: Finding) -> str:
    return say(f"doctor.{finding.name}_{finding.says}", **finding.fields)


def _renderer() -> str | None:
    """What OpenGL draws with; None where no window could be opened."""
    said = _window()
    return said[-1] if said else None


def _display() -> tuple[int, int] | None:
    """The first display's size in pixels; None where nobody would see a window."""
    said = _window()[:-1] if has_screen() else ()
    return next(((int(wide), int(high)) for wide, _, high in (line.partition("x") for line in said)), None)


def _window() -> tuple[str, ...]:
    """What a window of Kivy's says."""
    return _asked(os.environ.get("SDL_VIDEODRIVER", "") if has_screen() else "offscreen")


@functools.cache
def _asked(driver: str) -> tuple[str, ...]:
    """The same with a video driver, asked in a process of its own: a broken one ends only that."""
    environment = {**os.environ, **({"SDL_VIDEODRIVER": driver} if driver else {})}
    try:
        asked = subprocess.run(
            [sys.executable, "-m", "kiosk.demo.renderer"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ()
    return tuple(asked.stdout.strip().splitlines()) if asked.returncode == 0 else ()
