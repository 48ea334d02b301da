"""Updated, rolled back, come to grief: the record stays, and something that works is current."""

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from support.releases import NOON, cli, head, installed, wheel

from kiosk.base.event import SCHEMA
from kiosk.cli import main
from kiosk.station.files import StationFiles
from kiosk.station.journal import connect
from kiosk.station.releases import NotChanged, Releases, Systemd, change


class System:
    """Stands in for systemd: starts the current release's touchscreen."""

    def __init__(self, releases: Releases) -> None:
        self._releases = releases
        self.said: list[str] = []

    def stop(self) -> None:
        self.said.append("stop")

    def start(self) -> bool:
        self.said.append(f"start {self._releases.running()}")
        return os.system(f"{self._releases.current}/bin/kiosk run") == 0


@pytest.mark.usefixtures("releases")
def test_a_wheel_and_back_again(tmp_path: Path, files: StationFiles, systemctl: Path) -> None:
    """The real thing, but for systemd: an environment of its own, pip, the record copied and verified by both."""
    before = head(files.journal)
    wheels = tmp_path / "wheels"
    up = cli(tmp_path, str(wheel(wheels, "1.1")), "--wheels", str(wheels))
    assert up.exit_code == 0, up.output
    assert cli(tmp_path).output == "  1.0\n* 1.1\n"
    (copy,) = files.folder.glob("before-updates/*-1.0.db")
    assert head(copy) == head(files.journal) == before
    back = cli(tmp_path, "1.0")
    assert back.exit_code == 0, back.output
    assert cli(tmp_path).output == "* 1.0\n  1.1\n"
    assert head(files.journal) == before
    once = ["stop kiosk-run.service", "reset-failed kiosk-run.service", "start kiosk-run.service"]
    asked = systemctl.read_text(encoding="ascii").splitlines()
    assert [line for line in asked if not line.startswith(("is-", "show"))] == [*once, *once]


@pytest.mark.usefixtures("systemctl")
def test_a_release_that_is_started_again_and_again_has_not_come_up(tmp_path: Path, releases: Releases) -> None:
    installed(releases, "2.0")
    (tmp_path / "again").write_text("3\n", encoding="ascii")
    with pytest.raises(NotChanged) as refused:
        change(releases, "2.0", StationFiles(tmp_path / "none"), Systemd(0), NOON)
    assert (refused.value.why, releases.running()) == ("none_up", "1.0")


@pytest.mark.soak
def test_wheels_one_after_the_other_and_one_that_is_broken(
    tmp_path: Path, files: StationFiles, systemctl: Path
) -> None:
    before, wheels = head(files.journal), tmp_path / "wheels"
    for version in ("1.0", "1.1"):
        done = cli(tmp_path, str(wheel(wheels, version)), "--wheels", str(wheels))
        assert done.exit_code == 0, done.output
    broken = cli(tmp_path, str(wheel(wheels, "1.2", up=False)), "--wheels", str(wheels))
    assert broken.exit_code == 2
    assert cli(tmp_path).output == "  1.0\n* 1.1\n  1.2\n"
    assert head(files.journal) == before
    assert "stop kiosk-run.service" in systemctl.read_text(encoding="ascii")


def test_a_release_that_does_not_come_up_is_left_again(releases: Releases, files: StationFiles) -> None:
    installed(releases, "2.0", up=False)
    system, before = System(releases), files.journal.read_bytes()
    with pytest.raises(NotChanged) as refused:
        change(releases, "2.0", files, system, NOON)
    assert (refused.value.why, releases.running()) == ("not_up", "1.0")
    assert system.said == ["stop", "start 2.0", "stop", "start 1.0"]
    assert files.journal.read_bytes() == before


def test_a_release_that_cannot_read_the_record_never_runs(releases: Releases, files: StationFiles) -> None:
    installed(releases, "2.0", reads=False)
    system = System(releases)
    with pytest.raises(NotChanged) as refused:
        change(releases, "2.0", files, system, NOON)
    assert (refused.value.why, refused.value.release) == ("cannot_read", "2.0")
    assert "newer program" in refused.value.said
    assert (system.said, releases.running()) == ([], "1.0")


def test_a_record_that_is_not_whole_is_not_updated_over(releases: Releases, files: StationFiles) -> None:
    db = connect(files.journal)
    db.execute("UPDATE journal SET raw = CAST(replace(CAST(raw AS TEXT), 'lunch', 'Lunch') AS BLOB)")
    assert db.changes()
    db.close()
    installed(releases, "2.0")
    system = System(releases)
    with pytest.raises(NotChanged) as refused:
        change(releases, "2.0", files, system, NOON)
    assert (refused.value.why, refused.value.release, system.said) == ("not_whole", "1.0", [])


def test_what_a_newer_release_wrote_is_refused_by_the_older_in_one_sentence(
    releases: Releases, files: StationFiles
) -> None:
    """Neither rolled back to it, nor opened by hand."""
    installed(releases, "0.9")
    db = connect(files.journal)
    db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    db.close()
    system = System(releases)
    with pytest.raises(NotChanged) as refused:
        change(releases, "0.9", files, system, NOON)
    assert refused.value.why == "not_whole"
    assert str(SCHEMA + 1) in refused.value.said
    assert system.said == []
    opened = CliRunner().invoke(main, ["verify", str(files.journal)])
    assert opened.exit_code == 2
    assert "Traceback" not in opened.output
    assert opened.output.count("\n") == 1


@pytest.mark.parametrize(("to", "why"), [("1.0", "running"), ("3.0", "unknown")])
def test_what_is_running_or_not_there_changes_nothing(
    releases: Releases, files: StationFiles, to: str, why: str
) -> None:
    system = System(releases)
    with pytest.raises(NotChanged) as refused:
        change(releases, to, files, system, NOON)
    assert (refused.value.why, system.said, releases.running()) == (why, [], "1.0")


def test_an_update_cut_off_while_it_installs_is_not_taken_for_a_release(releases: Releases) -> None:
    installed(releases, "2.0")
    (releases.folder("2.0") / "complete").unlink()
    assert releases.all() == ("1.0",)


def test_copies_do_not_pile_up(releases: Releases, files: StationFiles) -> None:
    installed(releases, "1.1")
    folder = files.folder / "before-updates"
    folder.mkdir()
    for day in range(1, 6):
        (folder / f"2024020{day}-120000-0.9.db").touch()
    (made,) = change(releases, "1.1", files, System(releases), NOON)
    assert [path.name for path in sorted(folder.iterdir())] == [
        "20240205-120000-0.9.db",
        made.name,
    ]


def test_a_disk_without_room_for_a_copy_is_not_updated_on(
    releases: Releases, files: StationFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(releases, "1.1")
    system, size = System(releases), files.journal.stat().st_size
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2 * size))
    with pytest.raises(NotChanged) as refused:
        change(releases, "1.1", files, system, NOON)
    assert (refused.value.why, system.said) == ("no_room", [])


def test_where_nothing_was_ever_installed_a_release_is_unknown(tmp_path: Path) -> None:
    asked = cli(tmp_path, "2.0")
    assert (asked.exit_code, "There is no release 2.0" in asked.output) == (2, True), asked.output
