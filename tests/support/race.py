"""Processes that race for fewer portions than people, each through a desk of its own on one station's file."""

import multiprocessing
import time
from collections import Counter
from multiprocessing.synchronize import Barrier
from pathlib import Path

import msgspec

from kiosk import bootstrap
from kiosk.base.request import Outcome, Refused, Request
from kiosk.services.meals import requests as meals
from kiosk.station.desk import Desk
from kiosk.station.files import StationFiles
from support.station import SETTINGS, SetClock, station_in

_TOGETHER_S = 60


class Race(msgspec.Struct, frozen=True):
    """How a race ended: orders taken, numbers given twice, portions beyond those there were, seconds a request."""

    taken: int
    duplicates: int
    oversold: int
    refused: dict[str, int]
    seconds: tuple[float, ...]

    def percentile(self, share: float) -> float:
        """The time in seconds within which that share of the requests was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class CarelessDesk(Desk):
    """The control: decides on what was read before the transaction began, when all have read and nobody has written."""

    everybody: Barrier

    def answer(self, request: Request, by: str) -> Outcome:
        service, handler = self._handlers[type(request)]
        now = self._clock.now()
        db = self.journal.db
        self.everybody.wait(_TOGETHER_S)
        self._head = self.journal.head()
        turn = self._turn(now, request.request_id, by)
        scene = turn.scene(service.name)
        decision = handler.rule(handler.load(db, request, scene), request, scene)
        self.everybody.wait(_TOGETHER_S)
        db.execute("BEGIN IMMEDIATE")
        outcome = turn.carry_out(decision)
        turn.flush()
        db.execute("COMMIT")
        return outcome


def race(folder: Path, *, people: int, portions: int, processes: int = 4, careless: bool = False) -> Race:
    """Lets `people`, spread over the processes, order one portion each at once; `careless` is the control."""
    with station_in(folder, SETTINGS) as station:
        station.open(portions)
        if careless:
            drop_keys(station.desk, ("meals_tickets", "spool"))
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(processes)
    with context.Pool(processes, take_place, (start,)) as pool:
        runs = pool.starmap(_order, [(folder, people // processes, careless)] * processes, chunksize=1)
    with station_in(folder, SETTINGS) as station:
        taken, numbers = station.rows("SELECT count(*), count(DISTINCT number) FROM meals_tickets")[0]
    refused: Counter[str] = Counter()
    for _, reasons in runs:
        refused.update(reasons)
    seconds = tuple(took for times, _ in runs for took in times)
    return Race(taken, taken - numbers, max(0, taken - portions), dict(refused), seconds)


def drop_keys(desk: Desk, tables: tuple[str, ...]) -> None:
    """Takes the keys and checks off tables: else they alone would save the careless."""
    db = desk.journal.db
    for table in tables:
        found = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql NOT LIKE '%UNIQUE%'"
        indexes = [sql for (sql,) in db.execute(found, (table,))]
        columns = list(db.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (table,)))
        db.execute(f"CREATE TABLE bare AS SELECT {', '.join(name for name, made in columns if not made)} FROM {table}")
        for name in (name for name, made in columns if made):
            db.execute(f"ALTER TABLE bare ADD COLUMN {name} AS ('')")
        db.execute(f"DROP TABLE {table}")
        db.execute(f"ALTER TABLE bare RENAME TO {table}")
        for index in indexes:
            db.execute(index)


_start: Barrier | None = None


def take_place(start: Barrier) -> None:
    """Remembers, in each process, where all of them wait for one another."""
    global _start  # noqa: PLW0603 - how a pool hands a barrier to its processes
    _start = start


def ready(desk: Desk, *, careless: bool) -> None:
    """Waits until every process is here; the control is made of a desk that needs them all again, at each request."""
    assert _start is not None
    if careless:
        desk.__class__ = CarelessDesk
        assert isinstance(desk, CarelessDesk)
        desk.everybody = _start
        desk.journal.db.execute("PRAGMA ignore_check_constraints = ON")
    _start.wait(_TOGETHER_S)


def _order(folder: Path, people: int, careless: bool) -> tuple[list[float], list[str]]:
    """One process: orders until everybody has a number or was refused; seconds of each, and the reasons of refusals."""
    desk = bootstrap.open_desk(StationFiles(folder), SetClock())
    times, reasons = [], []
    ready(desk, careless=careless)
    for _ in range(people):
        asked = time.perf_counter()
        try:
            desk.answer(meals.Order(request_id=desk.ids.new(), meal="lunch"), "worker")
        except Refused as refused:
            reasons.append(refused.reason)
        times.append(time.perf_counter() - asked)
    desk.journal.close()
    return times, reasons
