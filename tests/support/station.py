"""A station for a test: real journal and desk, a clock that moves only when told, ids in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk import bootstrap
from kiosk.base.clock import CST, Now
from kiosk.base.files import bundled
from kiosk.base.request import Outcome, Request, Scene
from kiosk.services.meals import requests as meals
from kiosk.services.staff import requests as staff
from kiosk.services.till import requests as till
from kiosk.station.desk import Desk
from kiosk.station.files import StationFiles

SETTINGS = (bundled("assets") / "station" / "replay.toml").read_text(encoding="utf-8")
BOSS = "supervisor:a1"
HAND = "attendant:a2"


class SetClock:
    """Stands still until it is moved. `jump` moves the wall clock alone, as a wrong clock does."""

    def __init__(self, at: datetime = datetime(2024, 3, 1, 11, 12, 3, 118_000, CST)) -> None:
        self.at = at
        self.up = 2_712_345
        self.boot = "boot-1"

    def now(self) -> Now:
        return Now(self.at, self.up, self.boot)

    def pass_(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.up += round(seconds * 1000)

    def jump(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def reboot(self) -> None:
        self.boot = self.boot[:-1] + str(int(self.boot[-1]) + 1)
        self.up = 20_000


class Station:
    """One desk with a supervisor and an attendant, and short words for what tests ask most."""

    def __init__(self, folder: Path, clock: SetClock, settings: str = SETTINGS) -> None:
        self.clock = clock
        self.files = StationFiles(folder)
        fresh = not self.files.journal.exists()
        self.desk: Desk = bootstrap.open_desk(self.files, clock, settings)
        if fresh:
            self.ask(staff.Add(request_id=self.id(), who="a1", role="supervisor", shown="张*"), "device")
            self.ask(staff.Add(request_id=self.id(), who="a2", role="attendant", shown="李*"), BOSS)

    def id(self) -> str:
        return self.desk.ids.new()

    def ask(self, request: Request, by: str = BOSS) -> Any:
        return self.desk.answer(request, by)

    def open(self, portions: int = 30, meal: str = "lunch") -> None:
        self.ask(meals.Open(request_id=self.id(), meal=meal, portions=portions))

    def order(self, qty: int = 1, meal: str = "lunch", **more: Any) -> meals.Ordered:
        outcome: Outcome = self.ask(meals.Order(request_id=self.id(), meal=meal, qty=qty, **more), "worker")
        assert isinstance(outcome, meals.Ordered)
        return outcome

    def pay(self, sale: str, given_fen: int = 500) -> till.Received:
        outcome = self.ask(till.Receive(request_id=self.id(), sale=sale, way="counter", given_fen=given_fen), HAND)
        assert isinstance(outcome, till.Received)
        return outcome

    def buy(self, qty: int = 1) -> int:
        ordered = self.order(qty)
        self.pay(ordered.sale, 500 * qty)
        return ordered.number

    def serve(self, number: int) -> None:
        self.ask(meals.Serve(request_id=self.id(), meal="lunch", number=number), HAND)

    def close_meal(self) -> None:
        self.ask(meals.Close(request_id=self.id(), meal="lunch"))

    def scene(self, service: str = "house") -> Scene[Any]:
        """What surrounds a reading of a service now."""
        settings = self.desk.settings
        return Scene(self.clock.now(), "device", settings.services[service], settings.days, self.desk.span)

    def rows(self, sql: str, *bindings: Any) -> list[Any]:
        return self.desk.journal.db.execute(sql, bindings).fetchall()

    def kinds(self) -> list[str]:
        """The kinds of all events, in order."""
        return [
            row[0] for row in self.rows("SELECT json_extract(CAST(raw AS TEXT), '$.kind') FROM journal ORDER BY pos")
        ]

    def accounts(self) -> dict[str, int]:
        return dict(self.rows("SELECT account, fen FROM till_accounts WHERE fen <> 0"))

    @contextmanager
    def closing(self) -> Iterator["Station"]:
        """This station, closed at the end."""
        try:
            yield self
        finally:
            self.close()

    def close(self) -> None:
        self.desk.close()


@contextmanager
def station_in(folder: Path, settings: str = SETTINGS) -> Iterator[Station]:
    """A station in a folder, closed at the end."""
    station = Station(folder, SetClock(), settings)
    try:
        yield station
    finally:
        station.close()
