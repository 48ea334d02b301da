"""From the attendant's touch on 收到 to the first byte of the slip at the printer, in one process and from another."""

import multiprocessing
import queue
import socket
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from figures.figure import Figure, Line
from figures.samples import Samples
from figures.stations import BOSS, FIRST_DAY, HAND, noon, open_desk, settings_text
from kiosk import bootstrap
from kiosk.base.desk import Desk
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.devices.profiles import load_printer
from kiosk.paper.spec import PaperSpec
from kiosk.services.meals import requests as meals
from kiosk.services.till import requests as till
from kiosk.station.journal import connect
from kiosk.virtual.engine import Engine
from kiosk.virtual.engine import Line as PluggedLine
from kiosk.virtual.plugs import TcpPlug

_PROFILE: Final = "generic-80-gb18030"
_TICKETS: Final = 150
_WARM: Final = 10
_STATUS: Final = b"\x10\x04"
_LONGEST_S: Final = 10.0


class _Stopwatch(Engine):
    """The virtual printer, noting when the first byte of each job reaches it."""

    def __init__(self, spec: PaperSpec) -> None:
        super().__init__(spec, lambda _: None)
        self.first_bytes: queue.SimpleQueue[float] = queue.SimpleQueue()
        self._in_job = False

    def plugged(self, line: PluggedLine) -> None:
        """A job is a connection."""
        self._in_job = False
        super().plugged(line)

    def take(self, data: bytes, timeout_s: float | None = None) -> None:
        """Whatever is no question about the status begins a job."""
        if not self._in_job and not data.startswith(_STATUS):
            self._in_job = True
            self.first_bytes.put(time.perf_counter())
        super().take(data, timeout_s)


def measure(folder: Path, cache: Path) -> list[Line]:
    """Takes the money of one order after the other, each when the slip before is on paper."""
    del cache
    engine = _Stopwatch(load_printer(_PROFILE).spec)
    plug = TcpPlug(engine, 0)
    clock = noon(FIRST_DAY)
    address = f'[printer]\nprofile = "{_PROFILE}"\naddress = "tcp:127.0.0.1:{plug.port}"\n\n'
    text = settings_text().replace("[[services", address + "[[services", 1)
    desk = open_desk(folder / "station", clock, text)
    desk.answer(meals.Open(request_id=desk.ids.new(), meal="lunch", portions=2000), BOSS)
    desk.journal.close()
    (folder / "station" / "station.toml").write_text(text, encoding="utf-8")
    station = bootstrap.open_station(folder / "station", clock, own_devices=True, version="bench")
    here, there = multiprocessing.get_context("spawn").Pipe()
    counter = multiprocessing.get_context("spawn").Process(
        target=_counter, args=(there, folder / "station", clock.began)
    )
    counter.start()
    try:
        bare = _bare(folder, plug.port, engine)
        own = _timed(station.desk, engine, lambda sale: _receive(station.desk, sale))
        other = _timed(station.desk, engine, lambda sale: _told(here, sale))
    finally:
        here.send(None)
        counter.join()
        station.close()
        engine.close()
        plug.close()
    return [
        _line("touch to first byte at the printer", own, bare),
        _line("the same, touched at another process", other, bare),
    ]


def _timed(desk: Desk, engine: _Stopwatch, receive: Callable[[str], float]) -> Samples:
    """Orders, has the money taken, and waits until the paper is out; `receive` returns when it was touched."""
    samples = Samples()
    for number in range(-_WARM, _TICKETS):
        ordered = desk.ask(meals.Order(request_id=desk.new_id(), meal="lunch"), "worker").result()
        assert isinstance(ordered, meals.Ordered)
        time.sleep(number * 7 % 50 / 1000)  # money comes at any moment of the press's own rhythm
        touched = receive(ordered.sale)
        first_byte = engine.first_bytes.get(timeout=_LONGEST_S)
        if number >= 0:
            samples.seconds.append(first_byte - touched)
        while desk.read("slips", _waiting):
            time.sleep(0.001)
    return samples


def _waiting(store: Store, scene: Scene[Any]) -> bool:
    del scene
    return store.execute("SELECT 1 FROM spool WHERE state IN ('queued', 'sending')").fetchone() is not None


def _receive(desk: Desk, sale: str) -> float:
    touched = time.perf_counter()
    desk.ask(till.Receive(request_id=desk.new_id(), sale=sale, way="counter", given_fen=1000), HAND)
    return touched


def _told(here: Connection, sale: str) -> float:
    here.send(sale)
    touched: float = here.recv()
    return touched


def _counter(there: Connection, folder: Path, began: float) -> None:
    """The other process: touches when it is told to, and says when it did."""
    station = bootstrap.open_station(folder, noon(FIRST_DAY, began), own_devices=False, version="bench")
    while (sale := there.recv()) is not None:
        there.send(_receive(station.desk, sale))
    station.close()


def _bare(folder: Path, port: int, engine: _Stopwatch) -> Samples:
    """What cannot be saved: a row committed, a connection made, a byte sent."""
    connection = connect(folder / "bare.db")
    connection.execute("CREATE TABLE bare (pos INTEGER PRIMARY KEY, raw BLOB NOT NULL) STRICT")
    samples = Samples()
    for _ in range(_TICKETS):
        began = time.perf_counter()
        connection.execute("INSERT INTO bare (raw) VALUES (?)", (bytes(360),))
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(b" ")
            samples.seconds.append(engine.first_bytes.get(timeout=_LONGEST_S) - began)
    connection.close()
    return samples


def _line(what: str, found: Samples, bare: Samples) -> Line:
    return Line(
        what=what,
        measured=found.text(),
        beside=f"a row committed, a byte sent: {bare.text()}",
        ratio="",
        promised="",
        met=None,
        numbers=found.numbers("touch_to_paper") | bare.numbers("bare"),
    )


FIGURE: Final = Figure("paper", measure)
