"""A station, its releases, and what stands in for systemd."""

import os
from pathlib import Path

import pytest
from support.releases import installed
from support.station import station_in

from kiosk.station.files import StationFiles
from kiosk.station.releases import Releases

SYSTEMCTL = """#!/bin/sh
echo "$*" >> {log}
case "$1 $2 $3" in
  "is-enabled --quiet kiosk-run.service") exit 0 ;;
  is-enabled*) exit 1 ;;
  "show --property=NRestarts "*) cat {again} ;;
  "start kiosk-run.service "*) exec {root}/current/bin/kiosk run ;;
esac
"""


@pytest.fixture
def files(tmp_path: Path) -> StationFiles:
    """A station that has sold something."""
    with station_in(tmp_path / "station") as station:
        station.open(30)
        station.buy()
    return StationFiles(tmp_path / "station")


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    made = Releases(tmp_path / "opt")
    installed(made, "1.0")
    made.use("1.0")
    return made


@pytest.fixture
def systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What it was asked, in a file."""
    log, fake = tmp_path / "systemctl.log", tmp_path / "bin" / "systemctl"
    fake.parent.mkdir()
    fake.write_text(SYSTEMCTL.format(log=log, root=tmp_path / "opt", again=tmp_path / "again"), encoding="ascii")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    (tmp_path / "again").write_text("0\n", encoding="ascii")
    return log
