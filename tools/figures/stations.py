"""Stations to measure on: a new one, and one with a long life behind it, which is kept between runs."""

import os
import shutil
import time
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from kiosk import bootstrap
from kiosk.base.clock import CST, Clock, Now
from kiosk.base.event import Event
from kiosk.base.files import bundled
from kiosk.demo.replay import TraceClock
from kiosk.record.verify import NO_WITNESS
from kiosk.services.meals import requests as meals
from kiosk.services.registry import SERVICES
from kiosk.services.slips import requests as slips
from kiosk.services.staff import requests as staff
from kiosk.services.till import requests as till
from kiosk.station.desk import Desk
from kiosk.station.files import StationFiles
from kiosk.station.verify import verify_station

ROOT: Final = Path(__file__).resolve().parents[2]
BOSS: Final = "supervisor:a1"
HAND: Final = "attendant:a2"
FIRST_DAY: Final = datetime(2024, 1, 2, 10, 30, tzinfo=CST)
_A_DAY: Final = 140
# What the bytes of a kept station depend on.
SOURCES: Final = (
    "kiosk/base/event.py",
    "kiosk/base/service.py",
    "kiosk/paper/elements.py",
    "kiosk/record/chain.py",
    "kiosk/services/*/*.py",
    "kiosk/services/*/readings/*.py",
    "kiosk/services/*/rules/*.py",
    "kiosk/station/journal.py",
    "kiosk/station/turn.py",
    "kiosk/station/desk.py",
    "tools/figures/stations.py",
)


class RunningClock:
    """Starts at a moment and runs on from there; with the same `began` (monotonic seconds), two processes agree."""

    def __init__(self, at: datetime, began: float | None = None) -> None:
        self._at = at
        self.began = time.monotonic() if began is None else began

    def now(self) -> Now:
        """The moment."""
        passed = time.monotonic() - self.began
        return Now(self._at + timedelta(seconds=passed), round(passed * 1000), "bench")


def noon(day: datetime, began: float | None = None) -> RunningClock:
    """A clock that starts in the middle of that day's lunch."""
    return RunningClock(day.replace(hour=11, minute=40), began)


def settings_text() -> str:
    """The settings that stations are measured with."""
    return (bundled("assets") / "station" / "replay.toml").read_text(encoding="utf-8")


def open_desk(folder: Path, clock: Clock, settings: str | None = None) -> Desk:
    """The desk of a station, which is made where there is none: with a supervisor and an attendant."""
    desk = bootstrap.open_desk(StationFiles(folder), clock, settings or settings_text())
    if desk.journal.count() < 3:
        desk.answer(staff.Add(request_id=desk.ids.new(), who="a1", role="supervisor", shown="张*"), "device")
        desk.answer(staff.Add(request_id=desk.ids.new(), who="a2", role="attendant", shown="李*"), BOSS)
    return desk


def sale(desk: Desk) -> meals.Sell:
    """A request to sell one ticket."""
    return meals.Sell(request_id=desk.ids.new(), meal="lunch", way="counter", given_fen=1000)


class Counter:
    """A station in the middle of a lunch with portions enough, and an attendant who sells."""

    def __init__(self, folder: Path, day: datetime = FIRST_DAY) -> None:
        self.desk = open_desk(folder, noon(day))
        self.desk.answer(meals.Open(request_id=self.desk.ids.new(), meal="lunch", portions=2000), BOSS)

    def sell(self) -> float:
        """Sells a ticket; the seconds that the desk took."""
        request = sale(self.desk)
        began = time.perf_counter()
        self.desk.answer(request, HAND)
        return time.perf_counter() - began

    def take_money(self) -> float:
        """Takes the money of a number that a worker has just ordered; the seconds that the desk took for the money."""
        ordered = self.desk.answer(meals.Order(request_id=self.desk.ids.new(), meal="lunch"), "worker")
        assert isinstance(ordered, meals.Ordered)
        request = till.Receive(request_id=self.desk.ids.new(), sale=ordered.sale, way="counter", given_fen=1000)
        began = time.perf_counter()
        self.desk.answer(request, HAND)
        return time.perf_counter() - began


def lived(events: int, cache: Path, to: Path) -> datetime:
    """Puts a station with so many events behind it into the folder `to`, and returns the day after its last one.

    It was written by the real desk, day after day, without waiting for the disk, and verified once with its readings
    made again; `cache` keeps it for the next run.
    """
    digest = sha256(str((events, _A_DAY)).encode())
    for path in sorted(path for pattern in SOURCES for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    kept = cache / f"lived-{events}-{digest.hexdigest()[:16]}"
    if not kept.exists():
        for old in cache.glob(f"lived-{events}-*"):  # of other sources, or of a run that was ended
            shutil.rmtree(old)
        making = cache / f"lived-{events}-making"
        _live(making, events)
        making.rename(kept)
    shutil.copytree(kept, to)
    with (to / "journal.db").open("rb") as copied:  # nothing of it shall be on its way to the disk later
        os.fsync(copied)
    desk = bootstrap.open_desk(StationFiles(to), TraceClock(FIRST_DAY))
    raw = desk.journal.last_raw()
    assert raw is not None
    last: str = msgspec.json.decode(raw, type=Event).at
    desk.journal.close()
    return datetime.fromisoformat(last) + timedelta(days=1)


def _live(folder: Path, events: int) -> None:
    clock = TraceClock(FIRST_DAY)
    desk = open_desk(folder, clock)
    db = desk.journal.db
    db.execute("PRAGMA synchronous = OFF").fetchall()
    days = 0
    while desk.journal.count() < events:
        clock.at = FIRST_DAY + timedelta(days=days)
        _live_a_day(desk, clock)
        days += 1
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    desk.journal.close()
    verdict = verify_station(folder, NO_WITNESS, SERVICES, rebuild=True)
    if verdict.fault is not None:
        raise RuntimeError(f"the station to measure on does not verify: {verdict.fault}")


def _live_a_day(desk: Desk, clock: TraceClock) -> None:
    """A lunch: sold, printed, handed out, closed."""
    desk.answer(meals.Open(request_id=desk.ids.new(), meal="lunch", portions=_A_DAY), BOSS)
    for _ in range(_A_DAY):
        clock.at += timedelta(seconds=30)
        desk.answer(sale(desk), HAND)
        slip = desk.journal.head()
        desk.answer(
            slips.Report(
                request_id=desk.ids.new(),
                slip=f"{slip.epoch}-{slip.seq}-{slip.hash.hex()[:16]}",
                copy=0,
                printer="bench",
                state="confirmed",
            ),
            "device",
        )
    for number in range(1, _A_DAY + 1):
        clock.at += timedelta(seconds=10)
        desk.answer(meals.Serve(request_id=desk.ids.new(), meal="lunch", number=number), HAND)
    desk.answer(meals.Close(request_id=desk.ids.new(), meal="lunch"), BOSS)
    desk.journal.db.execute("UPDATE spool SET state = 'confirmed' WHERE state IN ('queued', 'sending')")
