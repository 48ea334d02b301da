"""One byte of a station's file is another: verification finds it and says from where; the rest can still be read.

Every second byte is in a page of the record itself; most of the others are in pages that nothing uses any more.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any, Final

import apsw
import msgspec
from lab.experiment import Experiment, Found
from lab.power_day import contents, digest
from lab.workday import SETTINGS_OF_ALL, Day, Works, all_of, played, scratch
from support.station import SetClock, Station

from kiosk.devices.printers.status import Status
from kiosk.record.verify import NO_WITNESS
from kiosk.services.registry import SERVICES
from kiosk.station import doctor
from kiosk.station.export import Line, export
from kiosk.station.files import StationFiles
from kiosk.station.journal import NotAJournal, connect
from kiosk.station.verify import verify_station

# What verification answers for; beside it the file holds what is this machine's own.
_RECORD: Final = ("journal", "heads", "readings")


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many files with one byte changed; without protection only SQLite looks at its pages (`integrity_check`)."""
    chance, counts, wrong = Random(seed), Counter[str](), list[str]()
    with scratch() as folder:
        files = _lived(folder / "station")
        file = files.journal
        whole, events = file.read_bytes(), _exported(file)
        with closing(connect(file, readonly=True)) as db:
            kept, pages = contents(db), _pages(db)
        for tried in range(size):
            page = chance.choice(pages) if tried % 2 else range(len(whole))
            at, other = chance.choice(page), chance.randrange(1, 256)
            file.write_bytes(whole[:at] + bytes([whole[at] ^ other]) + whole[at + 1 :])
            try:
                found = _named(files) if protected else _by_sqlite(file)
            except AssertionError as error:
                wrong.append(f"byte {at}, by {other}: {error}")
                continue
            if found:
                counts["found"] += 1
                left = _exported(file)
                counts["of these, events in all"] += len(events)
                counts["of these, events exported"] += len(left)
                if not left <= events:
                    wrong.append(f"byte {at}, by {other}: an event is exported that never was")
            else:
                changed = _changed(file, kept)
                counts["beside the record" if changed else "in no use"] += 1
                if changed & set(_RECORD):
                    wrong.append(f"byte {at}, by {other}: {', '.join(sorted(changed))} changed, and nothing is found")
            for leftover in file.parent.glob(f"{file.name}-*"):
                leftover.unlink()
            if tried % 1000 == 999:
                told(f"disk-byte: {tried + 1} of {size} bytes")
    return Found(size, dict(counts), tuple(wrong))


def _lived(folder: Path) -> StationFiles:
    """A station after a day, all of its record in one file."""
    with Station(folder, SetClock(), SETTINGS_OF_ALL).closing() as station:
        works = Works(station)
        played(all_of(Day(station)), works.do)
        works.close()
    return station.files


def _pages(db: apsw.Connection) -> list[range]:
    """The places of the pages in which events and signed heads stand, and what says where they are."""
    size: int = db.execute("PRAGMA page_size").get
    asked = "SELECT pageno FROM dbstat WHERE name IN ('journal', 'heads', 'epochs', 'device', 'sqlite_schema')"
    return [range((page - 1) * size, page * size) for (page,) in db.execute(asked)]


def _named(files: StationFiles) -> str:
    """What verification says is wrong, and where; "" for nothing. The check-up must have an answer too."""
    try:
        tuple(doctor.station(files, SERVICES, SetClock(), lambda _: Status("unknown"), lambda _: "ready", lambda: ()))
    except Exception as error:
        raise AssertionError(f"the check-up breaks off: {error!r}") from error
    try:
        fault = verify_station(files.journal, NO_WITNESS, SERVICES, rebuild=True).fault
    except NotAJournal as error:
        return error.reason
    except Exception as error:
        raise AssertionError(f"verification breaks off: {error!r}") from error
    return f"{fault.name} at {fault.epoch}-{fault.seq}" if fault is not None else ""


def _by_sqlite(file: Path) -> str:
    """What SQLite says of its own pages."""
    try:
        with closing(connect(file, readonly=True)) as db:
            said = str(db.execute("PRAGMA integrity_check(1)").get)
            return "" if said == "ok" else said
    except apsw.Error as error:
        return str(error)


def _exported(file: Path) -> set[tuple[int, int, str]]:
    """What `kiosk export` still gets out of a file, as far as it says that it holds."""
    to = file.with_suffix(".jsonl")
    to.unlink(missing_ok=True)
    try:
        export(file, to)
    except NotAJournal:
        return set()  # nothing of it opens
    with to.open("rb") as lines:
        found = [msgspec.json.decode(line, type=Line) for line in lines]
    return {(line.epoch, line.seq, line.raw) for line in found if line.holds}


def _changed(file: Path, kept: dict[str, str]) -> set[str]:
    """The parts that read otherwise than before, or not at all."""
    found = set()
    with closing(connect(file, readonly=True)) as db:
        for part, was in kept.items():
            try:
                if digest(db, part) != was:
                    found.add(part)
            except (apsw.Error, UnicodeDecodeError):
                found.add(part)
    return found


EXPERIMENT: Final = Experiment(
    name="disk-byte",
    breaks="one byte of a station's file is another",
    promise="what is of the record is found and named by `kiosk verify --rebuild`; the rest is exported",
    without="the chain and the readings made again (SQLite's own check alone)",
    run=run,
    short=30,
    long=5_000,
    control=40,
)
