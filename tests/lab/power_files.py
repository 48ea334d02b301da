"""The power goes while a station is made, its settings are changed, a PIN is set, it is backed up and put back."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

from lab.experiment import Experiment, Found
from lab.power_names import Watched, rebuilt, watching
from lab.workday import scratch
from support.station import SETTINGS, SetClock

from kiosk import bootstrap, bootstrap_founding
from kiosk.base.request import Refused
from kiosk.base.toml import ConfigError
from kiosk.record.verify import NO_WITNESS
from kiosk.services.registry import SERVICES
from kiosk.station.backup import BackupRefused, back_up
from kiosk.station.files import BadSecret, StationFiles
from kiosk.station.journal import NotAJournal
from kiosk.station.verify import verify_station
from kiosk.station.writing import adopt

_PIN: Final = "271828"
_NEW: Final = "314159"
_CHANGED: Final = SETTINGS.replace("portions = 30", "portions = 31")


def _station(root: Path) -> StationFiles:
    return StationFiles(root / "var" / "station")


def _make(root: Path, watched: Watched | None) -> None:
    bootstrap_founding.make_station(_station(root), SetClock(), SETTINGS, _PIN)
    if watched is not None:
        watched.answer()


def _adopt(root: Path, watched: Watched) -> None:
    files = _station(root)
    desk = bootstrap.open_desk(files, SetClock())
    try:
        adopt(files, _CHANGED, lambda request: desk.answer(request, "device"), desk.ids.new())
        watched.answer()
    finally:
        desk.close()


def _set_pin(root: Path, watched: Watched) -> None:
    """The first PIN of a folder that has no pepper: what a restore leaves, and a station that never had one."""
    station = bootstrap.open_station(_station(root).folder, SetClock(), own_devices=False, version="lab")
    try:
        station.pins.put("a1", _NEW)
        watched.answer()
    finally:
        station.close()


def _back_up(root: Path, watched: Watched) -> None:
    back_up(_station(root), root / "copy.db")
    watched.answer()


def _restore(root: Path, watched: Watched) -> None:
    bootstrap_founding.restore_station(root / "copy.db", _station(root), SetClock())
    watched.answer()


def _made(root: Path) -> None:
    _make(root, None)


def _without_pins(root: Path) -> None:
    _make(root, None)
    files = _station(root)
    desk = bootstrap.open_desk(files, SetClock())
    desk.journal.db.execute("DELETE FROM secrets")
    desk.close()
    files.pepper.unlink()


def _lost(root: Path) -> None:
    _make(root, None)
    back_up(_station(root), root / "copy.db")
    shutil.rmtree(root / "var")


def _nothing(root: Path) -> None:
    del root


# What is there before, what is done, and whether a station must be there before it is answered.
_WORKS: Final[dict[str, tuple[Callable[[Path], None], Callable[[Path, Watched], None], bool]]] = {
    "make": (_nothing, _make, False),
    "adopt": (_made, _adopt, True),
    "pin": (_without_pins, _set_pin, True),
    "back up": (_made, _back_up, True),
    "restore": (_lost, _restore, False),
}


def _own(path: Path) -> bool:
    return path.parent.name == "station" and path.name.startswith("journal.db")


def _none(_: Path) -> bool:
    return False


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many disks; without protection nothing but SQLite's own files is ever synchronised."""
    chance, counts, wrong, tried = Random(seed), Counter[str](), list[str](), 0
    with scratch() as folder:
        lived = {}
        for name, (prepare, work, there) in _WORKS.items():
            root = folder / name
            root.mkdir()
            prepare(root)
            # A journal that is there is SQLite's own affair; one that is being made is not.
            with watching(root, _own if there else _none, protected=protected) as watched:
                work(root, watched)
            lived[name] = (root, watched)
        while tried < size:
            name = chance.choice(list(_WORKS))
            root, watched = lived[name]
            moment = chance.choice(watched.moments)
            shutil.rmtree(folder / "trial", ignore_errors=True)
            rebuilt(moment, root, folder / "trial", chance)
            tried += 1
            counts[name] += 1
            must = _WORKS[name][2] or bool(moment.answered)
            for sentence in _found(name, folder / "trial", must=must, answered=bool(moment.answered)):
                wrong.append(f"{name}, moment {watched.moments.index(moment)}: {sentence}")
            if tried % 1000 == 0:
                told(f"power-files: {tried} of {size} disks")
    return Found(tried, dict(counts), tuple(wrong))


def _found(name: str, root: Path, *, must: bool, answered: bool) -> Iterator[str]:
    """What is wrong with what is there after the power came back."""
    files = _station(root)
    if not files.journal.exists():
        if must:
            yield "there is no station any more"
            return
        try:
            _again(name, root)
        except (Refused, NotAJournal, BadSecret, ConfigError, BackupRefused) as error:
            yield f"nor can one be made: {error!r}"
            return
    try:
        yield from _looked_at(name, files, answered=answered)
        if name == "back up":
            yield from _copied(root / "copy.db", answered=answered)
    except (Refused, NotAJournal, BadSecret, ConfigError, OSError) as error:
        yield f"it does not open: {error!r}"


def _again(name: str, root: Path) -> None:
    if name == "make":
        bootstrap_founding.make_station(_station(root), SetClock(), SETTINGS, _PIN)
    else:
        bootstrap_founding.restore_station(root / "copy.db", _station(root), SetClock())


def _looked_at(name: str, files: StationFiles, *, answered: bool) -> Iterator[str]:
    text = files.settings.read_text(encoding="utf-8")
    if text not in (SETTINGS, _CHANGED) or (answered and name == "adopt" and text != _CHANGED):
        yield "station.toml is neither as before nor as it was changed"
    bootstrap.open_desk(files, SetClock(), text).close()
    station = bootstrap.open_station(files.folder, SetClock(), own_devices=False, version="lab")
    try:
        expected = {"pin": _NEW if answered else "", "restore": ""}.get(name, _PIN)
        if name == "restore":
            expected = files.first_pin.read_text(encoding="ascii")
        if expected and not station.pins.right("a1", expected):
            yield "the PIN that was told is not right"
        if name in ("make", "restore") and files.first_pin.stat().st_mode & 0o077:
            yield "others may read the first PIN"
    finally:
        station.close()
    verdict = verify_station(files.folder, NO_WITNESS, SERVICES, rebuild=True)
    if verdict.fault is not None:
        yield f"verification: {verdict.fault}"


def _copied(copy: Path, *, answered: bool) -> Iterator[str]:
    if not copy.exists():
        if answered:
            yield "the backup is not there"
        return
    verdict = verify_station(copy, NO_WITNESS, SERVICES, rebuild=True)
    if verdict.fault is not None:
        yield f"the backup: {verdict.fault}"


EXPERIMENT: Final = Experiment(
    name="power-files",
    breaks="the power goes while a station is made, set, given a PIN, backed up or put back",
    promise="a station is there whole or not at all; what was answered is there: PINs, settings, backups",
    without="what synchronises files and folders (`fsync`)",
    run=run,
    short=40,
    long=5_000,
    control=15,
)
