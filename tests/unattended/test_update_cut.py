"""An update cut off before any of its steps: something that works is current, and what was not judged is judged."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from support.releases import NOON, cli, head, installed
from support.station import station_in

from kiosk.station import releases as releases_module
from kiosk.station.files import StationFiles
from kiosk.station.releases import NotChanged, Releases, change, judge


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
