"""Wires the line to the centre: what the desk asks it for, what it is sent, how a station joins."""

import functools
import os
import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import apsw
from nacl.signing import SigningKey

from kiosk.base.clock import Clock
from kiosk.base.request import Outcome, Request
from kiosk.record.hello import Room
from kiosk.services.house.settings import Line as LineSettings
from kiosk.services.registry import SERVICES
from kiosk.station.desk import Desk
from kiosk.station.files import StationFiles, secret
from kiosk.station.journal import connect
from kiosk.station.leases.desk import LendingDesk
from kiosk.station.leases.lending import Lending
from kiosk.station.line.codes import Codes
from kiosk.station.line.line import Line
from kiosk.station.line.outbox import Outbox
from kiosk.station.line.publications import publications
from kiosk.station.line.thread import LineThread
from kiosk.station.room import room
from kiosk.station.worker import DeskThread

if TYPE_CHECKING:
    from kiosk.station.line.client import Client


def desk_thread(files: StationFiles, desk: Desk, clock: Clock) -> LendingDesk:
    """The desk on its thread, which asks the centre for leases where it keeps the accounts of points."""
    thread = LendingDesk(desk, clock, desk.ids)

    def ask(request: Request) -> Outcome:
        return DeskThread.ask(thread, request, "device").result()

    key = SigningKey(secret(files.device_key, b""))
    connection = connect(files.journal, readonly=True)
    reach = _Clients(lambda: desk.settings.line)
    close = functools.partial(_let_go, reach, connection)
    thread.lends(Lending(connection, desk.journal.device, key, reach, ask, thread.new_id, os.urandom, close))
    thread.understands(Codes(connect(files.journal, readonly=True), desk.journal.device, key))
    return thread


def line_thread(files: StationFiles, desk: Desk, thread: DeskThread, clock: Clock, how: LineSettings) -> LineThread:
    """The line to the centre, which waits until one is joined; a change of `[line]` holds from the next start on."""
    connection = connect(files.journal)
    outbox = Outbox(connection, desk.journal.device, SigningKey(secret(files.device_key, b"")))

    told = publications(connection, files, SERVICES, thread.carry_out, thread.new_id)

    def left() -> Room:
        return room(connection, clock.now(), desk.settings.station.disk_reserve_mb)

    reach = _Clients(lambda: how)
    line = Line(outbox, told, clock, reach, thread.carry_out, thread.new_id, random.random, left)
    return LineThread(line.visit, functools.partial(_let_go, reach, connection))


class _Clients:
    """The client of each address, one each; how it goes there is asked when it is made."""

    def __init__(self, how: Callable[[], LineSettings]) -> None:
        self._how = how
        self._made: dict[str, Client] = {}

    def __call__(self, url: str) -> "Client":
        from kiosk.station.line.client import Client  # noqa: PLC0415 - most stations start before they have a centre

        if url not in self._made:
            self._made[url] = Client(url, self._how())
        return self._made[url]

    def hang_up(self) -> None:
        """Lets go of every connection."""
        for client in self._made.values():
            client.close()


def _let_go(clients: _Clients, connection: apsw.Connection) -> None:
    """Hangs up, and closes the record that was read meanwhile."""
    clients.hang_up()
    connection.close()
