"""A station with its line to a centre, visited by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nacl.signing import SigningKey

from kiosk import bootstrap
from kiosk.base.request import Request
from kiosk.record.hello import Room
from kiosk.services.house.readings import line_now
from kiosk.services.house.settings import Line as LineSettings
from kiosk.services.registry import SERVICES
from kiosk.station.journal import connect
from kiosk.station.line.client import Client
from kiosk.station.line.line import Line
from kiosk.station.line.outbox import Outbox
from kiosk.station.line.publications import publications
from support.centre import RunningCentre
from support.station import Station


class Joining:
    """A station with its line, visit by visit."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self.db = connect(station.desk.journal.path)
        key = SigningKey(station.files.device_key.read_bytes())
        self.outbox = Outbox(self.db, station.desk.journal.device, key)
        self.clients: dict[str, Client] = {}
        self.how = LineSettings()
        self.room = Room(50_000, -1)
        self.told = publications(self.db, station.files, SERVICES, self._ask, station.id)
        self.begin_anew()

    def begin_anew(self) -> None:
        """The line as it is after a start."""
        station = self.station
        self.line = Line(
            self.outbox, self.told, station.clock, self._reach, self._ask, station.id, lambda: 0.5, lambda: self.room
        )

    def _reach(self, url: str) -> Client:
        if url not in self.clients:
            self.clients[url] = Client(url, self.how)
        return self.clients[url]

    def _ask(self, request: Request) -> object:
        return self.station.ask(request, "device")

    def join(self, centre: RunningCentre, code: str = "") -> None:
        bootstrap.enrol(self.station.files, self.station.clock, centre.url, code or centre.code())

    def sync(self) -> float:
        """Visits until nothing waits."""
        while not (after := self.line.visit()):
            pass
        return after

    def move_to(self, url: str) -> None:
        self.db.execute("UPDATE line SET url = ?", (url,))

    @property
    def now(self) -> Any:
        return line_now(self.db)

    def events(self) -> list[bytes]:
        return [raw for (raw,) in self.db.execute("SELECT raw FROM journal ORDER BY pos")]

    def hang_up(self) -> None:
        """The next visit is on a new connection."""
        for client in self.clients.values():
            client.close()
        self.clients.clear()

    @contextmanager
    def closing(self) -> Iterator["Joining"]:
        """Itself, closed at the end."""
        try:
            yield self
        finally:
            self.close()

    def close(self) -> None:
        self.hang_up()
        self.db.close()
