"""Wires the line to the centre: what the desk asks it for, what it is sent, how a station joins."""

import functools
import os
import random
from typing import TYPE_CHECKING

from nacl.signing import SigningKey

from kiosk.base.clock import Clock
from kiosk.base.request import Outcome, Request
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
from kiosk.station.worker import DeskThread

if TYPE_CHECKING:
    from kiosk.station.line.client import Client


def desk_thread(files: StationFiles, desk: Desk, clock: Clock) -> LendingDesk:
    """The desk on its thread, which asks the centre for leases where it keeps the accounts of points."""
    thread = LendingDesk(desk, clock, desk.ids)

    def reach(url: str) -> "Client":
        from kiosk.station.line.client import Client  # noqa: PLC0415 - most stations start before they have a centre

        return Client(url, desk.settings.line)

    def ask(request: Request) -> Outcome:
        return DeskThread.ask(thread, request, "device").result()

    key = SigningKey(secret(files.device_key, b""))
    connection = connect(files.journal, readonly=True)
    thread.lends(Lending(connection, desk.journal.device, key, functools.cache(reach), ask, thread.new_id, os.urandom))
    thread.understands(Codes(connect(files.journal, readonly=True), desk.journal.device, key))
    return thread


def line_thread(files: StationFiles, desk: Desk, thread: DeskThread, clock: Clock, how: LineSettings) -> LineThread:
    """The line to the centre, which waits until one is joined; a change of `[line]` holds from the next start on."""
    connection = connect(files.journal)
    outbox = Outbox(connection, desk.journal.device, SigningKey(secret(files.device_key, b"")))

    def reach(url: str) -> "Client":
        from kiosk.station.line.client import Client  # noqa: PLC0415 - most stations start before they have a centre

        return Client(url, how)

    def ask(request: Request) -> Outcome:
        return thread.ask(request, "device").result()

    told = publications(connection, files, SERVICES, ask, thread.new_id)
    line = Line(outbox, told, clock, functools.cache(reach), ask, thread.new_id, random.random)
    return LineThread(line.visit, connection.close)
