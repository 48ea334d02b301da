"""体检: what is well here, what is not, and what to do next."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from kiosk import bootstrap
from kiosk.cli.telling import FOLDER, JSON, dump, has_screen, say, told
from kiosk.services.registry import SERVICES
from kiosk.station.clock import SystemClock
from kiosk.station.doctor import Finding, machine, station
from kiosk.station.files import StationFiles
from kiosk.touch.voice import check as voice

_PATIENCE_S: Final = 60


@click.command()
@FOLDER
@JSON
def doctor(data: Path, as_json: bool) -> None:
    """Looks at the machine and the station, and says what to do next. Exit 1 where something is bad."""
    told_of: list[Finding] = []
    with told():
        for finding in _all(data):
            click.echo(f"{say(f'doctor.{finding.state}'):6}{_sentence(finding)}")
            told_of.append(finding)
    bad = any(finding.state == "bad" for finding in told_of)
    if as_json:
        dump(
            {
                "ok": not bad,
                "checks": [{"name": found.name, "state": found.state, "says": _sentence(found)} for found in told_of],
            }
        )
    raise SystemExit(1 if bad else 0)


def _all(folder: Path) -> Iterator[Finding]:
    yield from machine(_renderer(), screen=has_screen())
    yield from station(
        StationFiles(folder), SERVICES, SystemClock(), lambda place: bootstrap.printer_at(place).status()
    )
    yield voice.looked(StationFiles(folder).voice)


def _sentence(finding: Finding) -> str:
    return say(f"doctor.{finding.name}_{finding.says}", **finding.fields)


def _renderer() -> str | None:
    """What OpenGL draws with, asked in a process of its own: a broken driver ends only that."""
    environment = {**os.environ, **({} if has_screen() else {"SDL_VIDEODRIVER": "offscreen"})}
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
        return None
    lines = asked.stdout.strip().splitlines()
    return lines[-1] if asked.returncode == 0 and lines else None


COMMANDS: Final = (doctor,)
