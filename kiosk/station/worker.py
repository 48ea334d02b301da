"""The desk on its own thread: screens and devices put requests and never wait for the disk."""

import math
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, TypeVar

import apsw

from kiosk.base.clock import Clock
from kiosk.base.ids import Ids
from kiosk.base.request import Outcome, Request, Scene
from kiosk.base.store import Store
from kiosk.station import journal as journals
from kiosk.station.desk import Desk
from kiosk.station.watchdog import Beat, unwatched

T = TypeVar("T")
# Within this a request is answered: a busy disk is waited for ten seconds.
_ANSWERED_S: Final = 40.0
_Job = tuple[Request, str, "Future[Outcome]"]


class DeskThread:
    """Answers requests in the order they came in; readings run on the asking thread, on a connection of its own."""

    def __init__(self, desk: Desk, clock: Clock, ids: Ids) -> None:
        self._desk = desk
        self._clock = clock
        self._ids = ids
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._local = threading.local()
        self._readers: list[apsw.Connection] = []
        self._readers_lock = threading.Lock()
        self._committed: Callable[[], None] = _nothing
        self._beat: Beat = unwatched
        self._thread = threading.Thread(target=self._run, name="desk", daemon=True)
        self._thread.start()

    def ask(self, request: Request, by: str) -> "Future[Outcome]":
        """Puts a request; the future ends with its outcome or raises Refused. Never blocks."""
        future: Future[Outcome] = Future()
        self._jobs.put((request, by, future))
        return future

    def carry_out(self, request: Request) -> Outcome:
        """Puts a request of the device itself, and waits for what came of it. Raises what the desk raised."""
        return self.ask(request, "device").result()

    def on_commit(self, tell: Callable[[], None]) -> None:
        """Who is told, on the desk's thread, when a request was accepted; set before the first request."""
        self._committed = tell

    def watched(self, beat: Beat) -> None:
        """Who hears of each request that is begun, and answered; set before the first request."""
        self._beat = beat

    def read(self, service: str, reading: Callable[[Store, Scene[Any]], T]) -> T:
        """Runs a reading of a service on one consistent state of what is committed."""
        reader = self._reader()
        reader.execute("BEGIN")
        try:
            settings = self._desk.settings_in(reader)
            own = settings.services[service]
            now, desk = self._clock.now(), self._desk
            return reading(reader, Scene(now, "device", own, settings.days, desk.span, desk.vault(reader)))
        finally:
            reader.execute("COMMIT")

    def version(self) -> int:
        """A number that changes whenever something was committed, by this process or another."""
        number: int = self._reader().pragma("data_version")
        return number

    def new_id(self) -> str:
        """A fresh request id."""
        return self._ids.new()

    def close(self) -> None:
        """Answers what was asked before, then ends the thread and closes every connection."""
        self._jobs.put(None)
        self._thread.join()
        with self._readers_lock:
            for reader in self._readers:
                reader.close()
        self._desk.close()

    def _reader(self) -> apsw.Connection:
        found: apsw.Connection | None = getattr(self._local, "reader", None)
        if found is None:
            found = journals.connect(self._desk.journal.path, readonly=True)
            self._local.reader = found
            with self._readers_lock:
                self._readers.append(found)
        return found

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            request, by, future = job
            if not future.set_running_or_notify_cancel():
                continue
            self._beat(_ANSWERED_S)
            try:
                outcome = self._desk.answer(request, by)
            except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to whoever asked
                future.set_exception(error)
            else:
                future.set_result(outcome)
                self._committed()
            self._beat(math.inf)


def _nothing() -> None:
    """Nobody listens."""
