"""Releases of the program side by side, and the way from one to another that keeps the record.

The record is never put back: an update copies it first, has the other release verify the copy, and only then stops
the station. What does not come up is left, and the release before is current again: by the update itself, or at the
machine's next start where the power went before its verdict.
"""

import fcntl
import os
import shutil
import subprocess
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, NoReturn, Protocol

import msgspec

from kiosk.station.files import StationFiles, sync

_COMPLETE: Final = "complete"
_KEPT: Final = 2
# Where the copies lie in a station's folder, or a centre's.
COPIES: Final = "before-updates"
# Times the record that have to be free: its copy, what a verification makes anew, and the day goes on.
_ROOM: Final = 3
_SAID: Final = 400
_UNITS: Final = ("kiosk-run.service", "kiosk-counter.service", "kiosk-board.service", "kiosk-centre.service")

Why = Literal[
    "unknown",
    "running",
    "under_way",
    "incomplete",
    "no_room",
    "no_backup",
    "not_whole",
    "cannot_read",
    "not_up",
    "none_up",
]


class NotChanged(Exception):  # noqa: N818 - a finding, told to a person
    """The release that ran goes on, but for `none_up`; `said` is what the program told.

    `copies` of what was there before have been made.
    """

    def __init__(self, why: Why, release: str, said: str = "", copies: tuple[Path, ...] = ()) -> None:
        super().__init__(why, release, said)
        self.why: Why = why
        self.release = release
        self.said = said
        self.copies = copies


class Services(Protocol):
    """What runs the program."""

    def stop(self) -> None:
        """Ends all that use the record."""
        ...

    def start(self) -> bool:
        """Starts them; whether they have come up and stayed."""
        ...


class Releases(msgspec.Struct, frozen=True):
    """`root/releases/VERSION` is a virtual environment each; `root/current` is a link to the one in use.

    While that one awaits its verdict, `root/awaiting` is a link to the one before: a program that is known to run.
    """

    root: Path

    @property
    def current(self) -> Path:
        """The link."""
        return self.root / "current"

    @property
    def awaiting(self) -> Path:
        """The link to the release to go back to."""
        return self.root / "awaiting"

    def running(self) -> str:
        """The release in use, or nothing."""
        return _led_to(self.current)

    def unjudged(self) -> str:
        """The release before the one in use, where that one still awaits its verdict; else nothing."""
        before = _led_to(self.awaiting)
        return before if before != self.running() else ""

    def folder(self, release: str) -> Path:
        """Where a release is."""
        return self.root / "releases" / release

    def program(self, release: str) -> Path:
        """Its command."""
        return self.folder(release) / "bin" / "kiosk"

    def all(self) -> tuple[str, ...]:
        """Those that are whole."""
        return tuple(sorted(path.parent.name for path in self.root.glob(f"releases/*/{_COMPLETE}")))

    def install(self, wheel: Path, wheels: Path | None) -> str:
        """Makes an environment from a wheel; `wheels` is a folder of all it needs, where nothing is to be fetched.

        Returns the release's name, the wheel's version. Raises NotChanged; what is half made is made anew.
        """
        release = wheel.name.split("-")[1]
        if release in self.all():
            return release
        folder = self.folder(release)
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        source = () if wheels is None else ("--no-index", "--find-links", str(wheels))
        pip = (str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
        code, said = _run((*pip, *source, str(wheel)), None)
        if code:
            raise NotChanged("incomplete", release, said)
        (folder / _COMPLETE).touch()
        os.sync()  # thousands of small files: all of them are on the disk before anything points there
        return release

    def use(self, release: str) -> None:
        """Points `current` at a release, at once or not at all."""
        self._point(self.current, release)

    def await_verdict(self) -> None:
        """Notes on the disk that what is used from now on is not judged yet."""
        self._point(self.awaiting, self.running())

    def judged(self) -> None:
        """What is in use has its verdict."""
        self.awaiting.unlink(missing_ok=True)
        sync(self.root)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else changes releases meanwhile. Raises NotChanged where somebody does."""
        folder = os.open(self.root, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise NotChanged("under_way", self.running()) from None
        finally:
            os.close(folder)

    def _point(self, link: Path, release: str) -> None:
        fresh = link.with_name(f"{link.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(Path("releases") / release)
        fresh.replace(link)
        sync(self.root)


def _led_to(link: Path) -> str:
    return link.resolve().name if link.is_symlink() else ""


def change(
    releases: Releases,
    to: str,
    files: StationFiles,
    services: Services,
    at: datetime,
    more: Callable[[str], tuple[Path, ...]] = lambda _: (),
) -> tuple[Path, ...]:
    """Goes over to another release, newer or older; returns the copies of what was there before. Raises NotChanged.

    `more` copies what else is kept on this machine, in names that begin as it is given. A switch before this one that
    was cut off has its verdict first.
    """
    if to not in releases.all():
        raise NotChanged("unknown", to)
    judge(releases, files, services)
    with releases.alone():
        before = releases.running()
        if to == before:
            raise NotChanged("running", to)
        copies = tuple[Path, ...]()
        if before:
            name = f"{at:%Y%m%d-%H%M%S}-{before}"
            copies = more(name)
            if files.journal.exists():
                copies = (_copied(releases, before, to, files, name), *copies)
            releases.await_verdict()
        services.stop()
        releases.use(to)
        if not services.start() and before:
            _go_back(releases, before, services, NotChanged("not_up", to, copies=copies))
        releases.judged()
        return copies


def judge(releases: Releases, files: StationFiles, services: Services) -> str:
    """Gives a switch that the power cut off the verdict it awaits; returns what was judged. Raises NotChanged.

    The record was whole for that release before the switch; what was written since then it has to find whole, too.
    """
    with releases.alone():
        before, to = releases.unjudged(), releases.running()
        if not before:
            releases.judged()
            return ""
        services.stop()
        if files.journal.exists():
            code, said = _run((str(releases.program(to)), "verify", str(files.journal)), _owner(files))
            if code:
                _go_back(releases, before, services, NotChanged("cannot_read", to, said))
        if not services.start():
            _go_back(releases, before, services, NotChanged("not_up", to))
        releases.judged()
        return to


def _go_back(releases: Releases, before: str, services: Services, found: NotChanged) -> NoReturn:
    """The release before is current again; raises what was found, or that this one does not come up either."""
    services.stop()
    releases.use(before)
    up = services.start()
    releases.judged()
    raise found if up else NotChanged("none_up", found.release, copies=found.copies)


def _owner(files: StationFiles) -> tuple[int, int]:
    stat = files.folder.stat()
    return stat.st_uid, stat.st_gid


def _copied(releases: Releases, before: str, to: str, files: StationFiles, name: str) -> Path:
    """A copy of the record, which both releases find whole, figures and all; the oldest copies go."""
    owner = _owner(files)
    folder = files.folder / COPIES
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, *owner)
    if shutil.disk_usage(folder).free < _ROOM * files.journal.stat().st_size:
        raise NotChanged("no_room", to)
    copy = folder / f"{name}.db"
    code, said = _run((str(releases.program(before)), "backup", str(copy), "--data", str(files.folder)), owner)
    if code:
        raise NotChanged("not_whole", before, said)
    asked: tuple[tuple[str, Why], ...] = ((before, "not_whole"), (to, "cannot_read"))
    for release, why in asked:
        code, said = _run((str(releases.program(release)), "verify", "--rebuild", str(copy)), owner)
        if code:
            copy.unlink()
            raise NotChanged(why, release, said)
    keep_newest(folder)
    return copy


def keep_newest(folder: Path) -> None:
    """Takes away all but the newest copies in a folder."""
    for old in sorted(folder.iterdir())[:-_KEPT]:
        old.unlink()


class Systemd:
    """The station's services as systemd has them; those that are at work when they are stopped are started again."""

    def __init__(self, stays_s: float) -> None:
        self._stays_s = stays_s
        self._units = tuple(unit for unit in _UNITS if not _systemctl("is-enabled", "--quiet", unit))

    def stop(self) -> None:
        """Ends them; the touchscreen last, which notes it."""
        for unit in reversed(self._units):
            _systemctl("stop", unit)

    def start(self) -> bool:
        """Starts them: each says itself that it is up, and has to stay so for a while."""
        for unit in self._units:
            _systemctl("reset-failed", unit)
            if _systemctl("start", unit):
                return False
        if self._units:
            time.sleep(self._stays_s)
        return all(_steady(unit) for unit in self._units)


def _steady(unit: str) -> bool:
    """Whether it is at work, and was not started again meanwhile."""
    _, again = _run(("systemctl", "show", "--property=NRestarts", "--value", unit), None)
    return again == "0" and not _systemctl("is-active", "--quiet", unit)


def _systemctl(*words: str) -> int:
    return _run(("systemctl", *words), None)[0]


def _run(command: tuple[str, ...], owner: tuple[int, int] | None) -> tuple[int, str]:
    """Runs a command, as somebody else where root does it: what root leaves beside a record, its owner cannot open."""
    user, group = owner if owner is not None and os.geteuid() == 0 else (None, None)
    try:
        ended = subprocess.run(  # noqa: S603 - pip, systemctl, and the releases' own program
            command, capture_output=True, text=True, check=False, user=user, group=group
        )
    except OSError as error:
        return 127, str(error)
    return ended.returncode, (ended.stdout + ended.stderr).strip()[-_SAID:]
