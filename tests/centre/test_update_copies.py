"""An update of a centre copies its database first, says where, and stops in words where it cannot."""

import os
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.centre import RunningCentre, Sender, running
from support.postgres import Postgres

from kiosk.cli import main, service
from kiosk.station.releases import Releases
from kiosk.station.units import environment

Update = Callable[[str], Result]


@pytest.fixture
def program(tmp_path: Path, cluster: Postgres, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the system has: PostgreSQL's programs, and a systemctl that starts nothing and finds all well."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "systemctl").write_text("#!/bin/sh\n[ $1 != show ] || echo 0\n", encoding="ascii")
    (folder / "systemctl").chmod(0o755)
    (folder / "pg_dump").symlink_to(cluster.program("pg_dump"))
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    """Two releases, of which the first is in use."""
    made = Releases(tmp_path / "opt")
    for version in ("1.0", "2.0"):
        made.folder(version).mkdir(parents=True)
        (made.folder(version) / "complete").touch()
    made.use("1.0")
    return made


@pytest.fixture
def update(tmp_path: Path, program: Path, releases: Releases, database: str, monkeypatch: pytest.MonkeyPatch) -> Update:
    """The command, where the unit's own file names folder and database."""
    assert program.is_dir()
    env = tmp_path / "centre.env"
    env.write_text(
        f'# the centre\nKIOSK_CENTRE_DATA="{tmp_path}"\nKIOSK_CENTRE_DATABASE={database}\n', encoding="utf-8"
    )
    assert environment(env)["KIOSK_CENTRE_DATABASE"] == database
    monkeypatch.setattr(service, "_CENTRE_ENV", env)
    monkeypatch.delenv("KIOSK_CENTRE_DATA", raising=False)
    monkeypatch.delenv("KIOSK_CENTRE_DATABASE", raising=False)

    def run(to: str) -> Result:
        options = ["--root", str(releases.root), "--data", str(tmp_path / "none"), "--stays", "0"]
        return CliRunner().invoke(main, ["update", *options, to], env={"LANG": "en_US.UTF-8"})

    return run


def test_the_copy_is_the_centre_as_it_was_and_can_be_put_back(
    centre: RunningCentre, tmp_path: Path, cluster: Postgres, database: str, update: Update, releases: Releases
) -> None:
    """Made while the centre works; what it held is there again where the copy is put back."""
    sender = Sender().live(5)
    sender.enrol(centre)
    assert sender.send(centre).ok
    done = update("2.0")
    assert (done.exit_code, releases.running()) == (0, "2.0"), done.output
    (copy,) = (tmp_path / "before-updates").iterdir()
    assert str(copy) in done.output
    assert copy.stat().st_mode & 0o777 == 0o600
    again, address = tmp_path / "again", ""
    again.mkdir()
    if database:
        address = cluster.database()
        subprocess.run([cluster.program("pg_restore"), "--exit-on-error", "-d", address, str(copy)], check=True)
    else:
        (again / "centre.db").write_bytes(copy.read_bytes())
    with running(again, address) as other:
        assert [bytes(raw) for (raw,) in other.sql("SELECT raw FROM events ORDER BY seq")] == sender.raws


def test_a_copy_that_cannot_be_made_stops_the_update_in_words(
    centre: RunningCentre, tmp_path: Path, database: str, update: Update, program: Path, releases: Releases
) -> None:
    assert centre.url
    if database:
        (program / "pg_dump").unlink()
        (program / "pg_dump").write_text("#!/bin/sh\nprintf half\necho 'server version mismatch' >&2\nexit 1\n")
        (program / "pg_dump").chmod(0o755)
    else:
        (tmp_path / "before-updates").touch()
    stopped = update("2.0")
    assert (stopped.exit_code, releases.running()) == (2, "1.0"), stopped.output
    assert "could not be copied. Nothing was updated" in stopped.output
    assert ("server version mismatch" if database else "before-updates") in stopped.output
    assert not list(tmp_path.glob("before-updates/*")), "nothing half made is left"


def test_a_release_that_does_not_come_up_is_said_with_the_place_of_the_copy(
    centre: RunningCentre, tmp_path: Path, update: Update, program: Path, releases: Releases
) -> None:
    assert centre.url
    (program / "systemctl").write_text("#!/bin/sh\n[ $1 != start ] || exit 1\n", encoding="ascii")
    failed = update("2.0")
    (copy,) = (tmp_path / "before-updates").iterdir()
    assert (failed.exit_code, releases.running(), str(copy) in failed.output) == (2, "1.0", True), failed.output


def test_a_database_that_a_newer_release_has_changed_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with running(tmp_path) as centre:
        assert centre.url
    with closing(sqlite3.connect(tmp_path / "centre.db", isolation_level=None)) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    found = CliRunner().invoke(main, ["centre", "--data", str(tmp_path), "rebuild"], env={"LANG": "en_US.UTF-8"})
    assert (found.exit_code, found.output.count("\n")) == (2, 1), found.output
    assert "newer release" in found.output
