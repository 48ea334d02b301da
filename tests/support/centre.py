"""A centre for a test: the real application on a real server, in a thread; and devices that send to it."""

import asyncio
import os
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec
import requests
import uvicorn
from nacl.signing import SigningKey
from sqlalchemy import text

from kiosk.base.clock import Clock
from kiosk.base.ids import Ids
from kiosk.centre.api import make_app
from kiosk.centre.centre import Centre, open_centre
from kiosk.centre.disk import Disk
from kiosk.centre.enrolment import enrolling
from kiosk.centre.store.database import Database, address
from kiosk.record.batch import Batch, encode
from kiosk.record.chain import GENESIS, Head, hash_event
from kiosk.record.enrolment import EpochKey, sign_enrolment
from kiosk.record.heads import sign
from support.station import SetClock

T = TypeVar("T")
_WAIT_S = 30


class _Server(uvicorn.Server):
    """Says when it is up."""

    def __init__(self, config: uvicorn.Config, up: threading.Event) -> None:
        super().__init__(config)
        self._is_up = up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._is_up.set()


class RunningCentre:
    """A centre that listens on a port of its own. `sql` and `work` look behind it."""

    def __init__(self, folder: Path, database: str, clock: Clock | None = None) -> None:
        self.clock = clock or SetClock()
        self._folder = folder
        self._database = database
        self._up = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._up.wait(_WAIT_S)
        if self._failed is not None:
            raise self._failed

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - the test shows it
            self._failed = error
            self._listening.close()
            self._up.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        key = self._folder / "log.key"
        if not key.exists():
            key.write_bytes(os.urandom(32))
        database = Database(address(self._folder, self._database))
        self.centre: Centre = await open_centre(
            database, SigningKey(key.read_bytes()), self.clock, Ids(self.clock, os.urandom), Disk(self._folder)
        )
        config = uvicorn.Config(make_app(self.centre), log_level="error", timeout_graceful_shutdown=5)
        self.server = _Server(config, self._up)
        await self.server.serve(sockets=[self._listening])

    def work(self, job: Callable[[Any], Awaitable[T]]) -> T:
        """Runs a job in a transaction of the centre's own."""

        async def run() -> T:
            async with self.centre.database.writing() as connection:
                return await job(connection)

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(_WAIT_S)

    def sql(self, statement: str, **bindings: Any) -> list[Any]:
        """Runs SQL on the centre's database, as its administrator could."""

        async def run(connection: Any) -> list[Any]:
            rows = await connection.execute(text(statement), bindings)
            return [tuple(row) for row in rows] if rows.returns_rows else []

        return self.work(run)

    def code(self, station: str = "府西", device: bytes = b"") -> str:
        """A one-time code for a station, which is made where it is not known."""
        now = self.clock.now()

        async def make(connection: Any) -> str:
            owner = await enrolling.station_called(connection, station)
            owner = owner or await enrolling.add_station(connection, station, "", now)
            return await enrolling.make_code(connection, owner, "test", now, device)

        return self.work(make)

    def stop(self) -> None:
        self.server.should_exit = True
        self._thread.join(_WAIT_S)
        assert not self._thread.is_alive()


@contextmanager
def running(folder: Path, database: str = "", clock: Clock | None = None) -> Iterator[RunningCentre]:
    """A centre, stopped at the end; its folder is made where there is none."""
    folder.mkdir(exist_ok=True)
    centre = RunningCentre(folder, database, clock)
    try:
        yield centre
    finally:
        centre.stop()


class Reached(Protocol):
    """A centre, in this process or another."""

    url: str

    def code(self, station: str = ...) -> str:
        """A one-time code for a station."""
        ...


class Sender:
    """A device that has a journal of its own making: opaque events, a true chain, true signatures."""

    def __init__(self, device: bytes | None = None) -> None:
        self.device = device or os.urandom(16)
        self.key = SigningKey.generate()
        self.keys: dict[int, SigningKey] = {}
        self.epoch = 0
        self.raws: list[bytes] = []
        self.hashes = [GENESIS]
        self.open_epoch()

    def open_epoch(self, cites: str | None = None) -> None:
        """Begins the next epoch."""
        before = "" if not self.epoch else self.head.text()
        self.epoch += 1
        self.keys[self.epoch] = self.key
        self.raws, self.hashes = [], [GENESIS]
        data = {"device": self.device.hex(), "epoch": self.epoch, "public_key": bytes(self.key.verify_key).hex()}
        data["cites"] = before if cites is None else cites
        self.write("house.epoch_opened", data)

    def write(self, kind: str, data: dict[str, Any]) -> None:
        n = len(self.raws)
        event = {"v": 1, "kind": kind, "at": "2024-03-01T11:12:03.118+08:00", "up": n, "boot": "b", "req": str(n)}
        self.put(msgspec.json.encode(event | {"i": 0, "n": 1, "by": "device", "data": data}))

    def put(self, raw: bytes) -> None:
        """Adds an event with these bytes."""
        self.raws.append(raw)
        self.hashes.append(hash_event(self.device, self.epoch, len(self.raws), self.hashes[-1], raw))

    def live(self, events: int) -> "Sender":
        """Some more events."""
        for _ in range(events):
            self.write("house.person_called", {"call": os.urandom(4).hex(), "screen": "home"})
        return self

    @property
    def head(self) -> Head:
        return Head(self.epoch, len(self.raws), self.hashes[-1])

    def batch(self, first: int = 1, last: int = 0) -> Batch:
        """A signed batch from one place to another, both included."""
        last = last or len(self.raws)
        signed = sign(self.keys[self.epoch], self.device, Head(self.epoch, last, self.hashes[last]))
        return Batch(
            *(self.device, self.epoch, first, self.hashes[first - 1], signed.head.hash, signed.signature),
            tuple(self.raws[first - 1 : last]),
        )

    def enrol(self, centre: Reached, code: str = "") -> dict[str, Any]:
        """Joins the centre, with every epoch."""
        epochs = tuple(EpochKey(epoch, bytes(key.verify_key).hex()) for epoch, key in self.keys.items())
        asked = sign_enrolment(self.key, code or centre.code(), self.device, "一体机", epochs)
        answer = requests.post(f"{centre.url}/v1/enrolments", data=msgspec.json.encode(asked), timeout=_WAIT_S)
        assert answer.ok, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def send(self, centre: RunningCentre, first: int = 1, last: int = 0) -> requests.Response:
        return post(centre, encode(self.batch(first, last)))


def post(centre: RunningCentre, body: bytes, **headers: str) -> requests.Response:
    """Sends bytes as a batch."""
    return requests.post(f"{centre.url}/v1/batches", data=body, headers=headers, timeout=_WAIT_S)


def problem(answer: requests.Response) -> str:
    """The problem's name of a refusal, which must be one."""
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["title"]
    return str(told["type"]).removeprefix("/problems/")
