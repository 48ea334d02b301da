"""Updated, rolled back, come to grief: the record stays, and something that works is current."""

import os
import shutil
import sys
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result
from support.station import station_in

from kiosk.base.clock import CST
from kiosk.base.event import SCHEMA
from kiosk.cli import main
from kiosk.station import releases as releases_module
from kiosk.station.files import StationFiles
from kiosk.station.journal import Journal, connect
from kiosk.station.releases import NotChanged, Releases, Systemd, change, judge

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=CST)
# What a release answers: the record's commands are this program's own.
RELEASE = """
import os, subprocess, sys
VERSION, UP, READS = {version!r}, {up!r}, {reads!r}
def main():
    command = sys.argv[1]
    if command == "run":
        raise SystemExit(not UP)
    if command == "verify" and not READS:
        raise SystemExit("written by a newer program")
    environment = dict(os.environ, PYTHONPATH={path!r}, LC_ALL="C.UTF-8")
    raise SystemExit(subprocess.run([{python!r}, "-m", "kiosk", *sys.argv[1:]], env=environment).returncode)
"""
SYSTEMCTL = """#!/bin/sh
echo "$*" >> {log}
case "$1 $2 $3" in
  "is-enabled --quiet kiosk-run.service") exit 0 ;;
  is-enabled*) exit 1 ;;
  "show --property=NRestarts "*) cat {again} ;;
  "start kiosk-run.service "*) exec {root}/current/bin/kiosk run ;;
esac
"""


def source(version: str, *, up: bool, reads: bool) -> str:
    path = str(Path(__file__).parents[2])
    return RELEASE.format(version=version, up=up, reads=reads, path=path, python=sys.executable)


def wheel(folder: Path, version: str, *, up: bool = True, reads: bool = True) -> Path:
    """A wheel whose command is a release's."""
    folder.mkdir(exist_ok=True)
    made, info = folder / f"kiosk-{version}-py3-none-any.whl", f"kiosk-{version}.dist-info"
    files = {
        "kiosk_release.py": source(version, up=up, reads=reads),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: kiosk\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\nkiosk = kiosk_release:main\n",
    }
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        archive.writestr(f"{info}/RECORD", "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD")))
    return made


def installed(releases: Releases, version: str, *, up: bool = True, reads: bool = True) -> None:
    """A release without an environment of its own, which takes ups to make."""
    program = releases.program(version)
    program.parent.mkdir(parents=True)
    text = source(version, up=up, reads=reads)
    program.write_text(f"#!{sys.executable}\n{text}\nmain()\n", encoding="utf-8")
    program.chmod(0o755)
    (releases.folder(version) / "complete").touch()


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


def head(path: Path) -> str:
    journal = Journal(path, readonly=True)
    try:
        return journal.head().text()
    finally:
        journal.close()


def cli(tmp_path: Path, *arguments: str) -> Result:
    root, data = str(tmp_path / "opt"), str(tmp_path / "station")
    return CliRunner().invoke(main, ["update", "--root", root, "--data", data, "--stays", "0", *arguments])


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


class Cut(BaseException):
    """The power goes."""


class Steps:
    """Counts what is done to the disk and the services, and cuts before one of them; `up` is whether it comes up."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, cut_before: int, up: Callable[[], bool] = lambda: True) -> None:
        self.done, self._cut_before = 0, cut_before
        for name in ("symlink_to", "replace", "unlink", "mkdir"):
            monkeypatch.setattr(Path, name, self._counted(getattr(Path, name)))
        monkeypatch.setattr(releases_module, "_run", self._counted(lambda *_: (0, "")))
        self.stop, self.start = self._counted(lambda: None), self._counted(up)

    def _counted(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **more: Any) -> Any:
            self.done += 1
            if self.done == self._cut_before:
                raise Cut
            return act(*arguments, **more)

        return step


def cut_everywhere(folder: Path, files: StationFiles, use: Callable[[Releases, str], None] | None) -> list[str]:
    """An update cut before each of its steps: what `current` leads to each time; then it is done again."""
    found, before = list[str](), 1
    while True:
        releases = Releases(folder / str(before))
        installed(releases, "1.0")
        installed(releases, "2.0")
        releases.use("1.0")
        with pytest.MonkeyPatch.context() as patch:
            if use is not None:
                patch.setattr(Releases, "use", use)
            steps = Steps(patch, before)
            try:
                change(releases, "2.0", files, steps, NOON)
            except Cut:
                pass
            else:
                return found
        found.append(releases.running())
        before += 1
        if releases.running() == "1.0":
            with pytest.MonkeyPatch.context() as patch:
                change(releases, "2.0", files, Steps(patch, 0), NOON)
            assert releases.running() == "2.0", "the same command goes on"


def test_an_update_cut_off_before_any_step_leaves_a_release_that_runs(tmp_path: Path, files: StationFiles) -> None:
    found = cut_everywhere(tmp_path / "opt", files, None)
    assert len(found) >= 8
    assert set(found) == {"1.0", "2.0"}
    assert found == sorted(found), "the old one until the new one is current"


def test_the_control_a_link_that_is_taken_away_first_is_seen_to_be_missing(tmp_path: Path, files: StationFiles) -> None:
    def carelessly(releases: Releases, release: str) -> None:
        releases.current.unlink()
        releases.current.symlink_to(Path("releases") / release)

    assert "" in cut_everywhere(tmp_path / "opt", files, carelessly)


def is_cut(releases: Releases, files: StationFiles, before: int, *, good: bool, starts: bool) -> bool:
    """An update to 2.0, or the machine's next start, cut before one of its steps; whether it came that far."""

    def up() -> bool:
        return good or releases.running() != "2.0"

    with pytest.MonkeyPatch.context() as patch:
        steps = Steps(patch, before, up)
        try:
            if starts:
                judge(releases, files, steps)
            else:
                change(releases, "2.0", files, steps, NOON)
        except Cut:
            return True
        except NotChanged:
            return False
    return False


def cut_and_started(folder: Path, files: StationFiles, *, good: bool) -> list[tuple[str, str]]:
    """An update cut before each step, then its judging before each step, then a start that is not cut.

    What was in use after the first cut, and what is at the end.
    """
    found = list[tuple[str, str]]()
    for first in range(1, 100):
        for second in range(1, 100):
            releases = Releases(folder / f"{first}-{second}")
            installed(releases, "1.0")
            installed(releases, "2.0")
            releases.use("1.0")
            if not is_cut(releases, files, first, good=good, starts=False):
                return found
            left = releases.running()
            again = is_cut(releases, files, second, good=good, starts=True)
            assert not is_cut(releases, files, 0, good=good, starts=True)
            found.append((left, releases.running()))
            assert not releases.awaiting.is_symlink(), "judged once for all"
            if not again:
                break
    raise AssertionError(found)


@pytest.mark.parametrize("good", [True, False])
def test_an_update_cut_off_between_its_switch_and_its_verdict_is_judged_at_the_next_start(
    tmp_path: Path, files: StationFiles, good: bool
) -> None:
    """Cut before every step, and the start after it before every one of its own."""
    before = head(files.journal)
    found = cut_and_started(tmp_path / "opt", files, good=good)
    assert len(found) >= 30
    assert set(found) == ({("1.0", "1.0"), ("2.0", "2.0")} if good else {("1.0", "1.0"), ("2.0", "1.0")})
    assert head(files.journal) == before


def test_the_control_without_the_note_a_release_that_cannot_run_stays(
    tmp_path: Path, files: StationFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Releases, "await_verdict", lambda _: None)
    assert ("2.0", "2.0") in cut_and_started(tmp_path / "opt", files, good=False)


@pytest.mark.usefixtures("systemctl")
@pytest.mark.parametrize(
    ("up", "reads", "words"),
    [
        (True, True, "2.0 has come up"),
        (False, True, "1.0 is in use again"),
        (True, False, "written by a newer program"),
    ],
)
def test_the_start_after_a_cut_asks_what_the_update_would_have_asked(
    tmp_path: Path, releases: Releases, files: StationFiles, up: bool, reads: bool, words: str
) -> None:
    """With the command that the unit calls: what was sold under the new release before the cut stays sold."""
    installed(releases, "2.0", up=up, reads=reads)
    releases.await_verdict()
    releases.use("2.0")
    with station_in(files.folder) as station:
        station.buy()
    before = head(files.journal)
    done = cli(tmp_path, "--judge")
    assert (words in done.output, done.exit_code) == (True, 0 if up and reads else 2), done.output
    assert (releases.running(), head(files.journal)) == ("2.0" if up and reads else "1.0", before)
    assert cli(tmp_path, "--judge").output == "", "once"


def test_two_updates_at_once_are_one(tmp_path: Path, releases: Releases, files: StationFiles) -> None:
    installed(releases, "2.0")
    with releases.alone():
        refused = cli(tmp_path, "2.0")
    assert (refused.exit_code, "under way" in refused.output) == (2, True)
    assert releases.running() == "1.0"
    assert files.journal.exists()


class Links:
    """The two links as a disk may have them where the power goes: each as it was at any time since the last fsync.

    `wrong` is what a start would then neither judge nor know: the new release in use, unjudged, and no note of it.
    """

    def __init__(self, releases: Releases, monkeypatch: pytest.MonkeyPatch, *, good: bool, synced: bool) -> None:
        self._releases, self._good, self._judged = releases, good, False
        self._since = [self._now()]
        self.wrong = list[tuple[str, str]]()
        for name in ("replace", "unlink"):
            monkeypatch.setattr(Path, name, self._seen(getattr(Path, name)))
        monkeypatch.setattr(releases_module, "sync", self._sync if synced else lambda _: None)
        monkeypatch.setattr(releases_module, "_run", lambda *_: (0, ""))

    def stop(self) -> None:
        pass

    def start(self) -> bool:
        self._look()
        self._judged = self._good or self._releases.running() == "1.0"
        return self._judged

    def _now(self) -> dict[str, str]:
        links = (self._releases.current, self._releases.awaiting)
        return {link.name: link.readlink().name for link in links if link.is_symlink()}

    def _seen(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **more: Any) -> Any:
            made = act(*arguments, **more)
            self._since.append(self._now())
            self._look()
            return made

        return step

    def _sync(self, _: Path) -> None:
        del self._since[:-1]

    def _look(self) -> None:
        for current in {links.get("current", "") for links in self._since}:
            for note in {links.get("awaiting", "") for links in self._since}:
                if current == "2.0" and note != "1.0" and not (self._judged and self._good):
                    self.wrong.append((current, note))


@pytest.mark.parametrize("good", [True, False])
@pytest.mark.parametrize("synced", [True, False])
def test_the_note_is_on_the_disk_before_the_switch_and_as_long_as_it_may_be_needed(
    releases: Releases, files: StationFiles, monkeypatch: pytest.MonkeyPatch, good: bool, synced: bool
) -> None:
    """The control is `synced` false: what is not put on the disk in order is found there out of order."""
    installed(releases, "2.0")
    links = Links(releases, monkeypatch, good=good, synced=synced)
    with nullcontext() if good else pytest.raises(NotChanged, match="not_up"):
        change(releases, "2.0", files, links, NOON)
    assert releases.running() == ("2.0" if good else "1.0")
    assert bool(links.wrong) is not synced


def test_where_nothing_was_ever_installed_a_release_is_unknown(tmp_path: Path) -> None:
    asked = cli(tmp_path, "2.0")
    assert (asked.exit_code, "There is no release 2.0" in asked.output) == (2, True), asked.output
