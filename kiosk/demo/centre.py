"""The demonstration's centre: in this process, on the loopback, joined by the station with a one-time code."""

import asyncio
import random
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import uvicorn
from nacl.signing import SigningKey
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk import bootstrap
from kiosk.base.clock import Clock
from kiosk.base.request import Outcome, Request
from kiosk.bootstrap_centre import centre_in, served
from kiosk.centre.accounts import accesses, accounts
from kiosk.centre.centre import Centre
from kiosk.centre.enrolment import enrolling
from kiosk.centre.store.tables import EVENTS
from kiosk.services.registry import SERVICES
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles
from kiosk.station.journal import connect
from kiosk.station.line.client import Client
from kiosk.station.line.line import Line
from kiosk.station.line.outbox import Joined, Outbox
from kiosk.station.line.publications import publications
from kiosk.station.room import room

T = TypeVar("T")
ADMINISTRATOR: Final = "demo"
_HOST: Final = "127.0.0.1"
_PORT: Final = 8480
_BY: Final = "os:demo"


class StuckLineError(Exception):
    """The station's record did not reach the demonstration's own centre: what was in the way."""


class NotServedError(Exception):
    """The demonstration's own centre did not start: why."""


class DemoCentre:
    """A centre that serves on a thread of its own; its parts are used through `work`."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._clock = folder, clock
        self._listening = _free()
        self.url = f"http://{_HOST}:{self._listening.getsockname()[1]}"
        self._up = threading.Event()
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="centre", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            self._failed = error
        finally:
            self._listening.close()
            self._up.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._centre = await centre_in(self._folder, "", self._clock)
        self._server = uvicorn.Server(served(self._centre, self._folder, _HOST, 0))
        self._up.set()
        await self._server.serve(sockets=[self._listening])

    def work(self, job: Callable[[Centre, AsyncConnection], Awaitable[T]]) -> T:
        """Runs a job in a transaction of the centre's own, once it is up. Raises NotServedError."""
        self._up.wait()
        if self._failed is not None:
            raise NotServedError(str(self._failed)) from self._failed

        async def run() -> T:
            async with self._centre.database.writing() as connection:
                return await job(self._centre, connection)

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result()

    def administrator(self) -> str:
        """A one-time password of the console's administrator."""
        password = accounts.one_time()
        hashed = accounts.hashed(password)

        async def make(centre: Centre, connection: AsyncConnection) -> None:
            now = centre.clock.now()
            await accounts.make(connection, ADMINISTRATOR, "administrator", "", _BY, now, hashed)
            await accesses.note(connection, _BY, "account", now, did="made", name=ADMINISTRATOR, role="administrator")

        self.work(make)
        return password

    def join(self, files: StationFiles, clock: Clock) -> None:
        """The station joins by a code, where it has not joined this centre at this address already."""
        name, device, joined = _known(files)
        if joined is not None and joined.url == self.url:
            return

        async def code(centre: Centre, connection: AsyncConnection) -> str:
            now = centre.clock.now()
            station = await enrolling.station_called(connection, name) or await enrolling.add_station(
                connection, name, "", now
            )
            again = await enrolling.has_device(connection, station, device)
            return await enrolling.make_code(connection, station, _BY, now, device if again else b"")

        bootstrap.enrol(files, clock, self.url, self.work(code))

    def events(self) -> int:
        """How many events were taken in."""

        async def count(_: Centre, connection: AsyncConnection) -> int:
            return int((await connection.execute(select(func.count()).select_from(EVENTS))).scalar_one())

        return self.work(count)

    def stop(self) -> None:
        """Ends in order: what was sent is committed and answered first."""
        self._up.wait()
        if self._failed is None:
            self._server.should_exit = True
        self._thread.join()


@contextmanager
def centre_for(folder: Path, clock: Clock) -> Iterator[DemoCentre]:
    """A centre, ended with its port closed."""
    centre = DemoCentre(folder, clock)
    try:
        yield centre
    finally:
        centre.stop()


def hand_over(files: StationFiles, clock: Clock, centre: DemoCentre) -> int:
    """Joins, and sends the whole record; returns how many events the centre has then. Raises StuckLineError."""
    centre.join(files, clock)
    desk, connection = bootstrap.open_desk(files, clock), connect(files.journal)
    client = Client(centre.url, desk.settings.line)
    try:
        outbox = Outbox(connection, desk.journal.device, SigningKey(files.device_key.read_bytes()))

        def ask(request: Request) -> Outcome:
            return desk.answer(request, "device")

        told = publications(connection, files, SERVICES, ask, desk.ids.new)
        left = partial(room, connection, clock.now(), desk.settings.station.disk_reserve_mb)
        line = Line(outbox, told, clock, lambda _: client, ask, desk.ids.new, random.random, left)
        while outbox.waiting():
            line.visit()
            if trouble := _joined(outbox).trouble:
                raise StuckLineError(trouble)
    finally:
        client.close()
        connection.close()
        desk.close()
    return centre.events()


def _joined(outbox: Outbox) -> Joined:
    joined = outbox.joined()
    assert joined is not None
    return joined


def _known(files: StationFiles) -> tuple[str, bytes, Joined | None]:
    """The station's name, its device, and the centre that it has joined."""
    desk, connection = bootstrap.open_desk(files, SystemClock()), connect(files.journal)
    try:
        outbox = Outbox(connection, desk.journal.device, SigningKey(files.device_key.read_bytes()))
        return desk.settings.station.name, desk.journal.device, outbox.joined()
    finally:
        connection.close()
        desk.close()


def _free() -> socket.socket:
    """The centre's usual port, or any where that is taken."""
    try:
        return socket.create_server((_HOST, _PORT))
    except OSError:
        return socket.create_server((_HOST, 0))
