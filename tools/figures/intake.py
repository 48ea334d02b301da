"""Batches taken in, verified and durable, beside a bare COPY of the same rows into the same table."""

import asyncio
import os
import secrets
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import asyncpg
from nacl.signing import SigningKey
from sqlalchemy import insert
from support.postgres import postgres

from figures.figure import Figure, Line, at_least
from kiosk.base.ids import Ids
from kiosk.centre.centre import Centre, open_centre
from kiosk.centre.disk import Disk
from kiosk.centre.intake.intake import Intake
from kiosk.centre.store.database import Database, address
from kiosk.centre.store.tables import DEVICES, EPOCHS
from kiosk.record.batch import Batch, encode
from kiosk.record.chain import GENESIS, Head, hash_event
from kiosk.record.heads import sign
from kiosk.station.clock import SystemClock

# As large as an event of a ticket.
_RAW: Final = 360
_BATCH: Final = 500
_BEST: Final = 5_000
_EVENTS: Final = 112_000
_SMALL: Final = 5
_STATIONS: Final = 100
_ROUNDS: Final = 5
_AT_ONCE: Final = 16
Row = tuple[str, bytes, int, int, bytes, bytes]


class Device:
    """A device whose journal was made beforehand: batches as they travel, and the rows that they come to."""

    def __init__(self, events: int, batch: int) -> None:
        self.device, self.key, self.station = os.urandom(16), SigningKey.generate(), secrets.token_hex(6)
        public = bytes(self.key.verify_key).hex()
        first = (
            '{"v":1,"kind":"house.epoch_opened","at":"","up":0,"boot":"","req":"","i":0,"n":1,"by":"device","data":'
            f'{{"device":"{self.device.hex()}","epoch":1,"public_key":"{public}","cites":""}}}}'
        ).encode()
        prev = GENESIS
        self.bodies: list[bytes] = []
        self.rows: list[Row] = []
        for begin in range(1, events + 1, batch):
            raws, before = [], prev
            for seq in range(begin, begin + batch):
                raw = (
                    first
                    if seq == 1
                    else b'{"v":1,"n":%020d,"x":"' % seq + os.urandom(_RAW // 2).hex().encode() + b'"}'
                )
                prev = hash_event(self.device, 1, seq, prev, raw)
                raws.append(raw)
                self.rows.append((self.station, self.device, 1, seq, prev, raw))
            signed = sign(self.key, self.device, Head(1, begin + batch - 1, prev))
            self.bodies.append(encode(Batch(self.device, 1, begin, before, prev, signed.signature, tuple(raws))))

    async def join(self, centre: Centre) -> None:
        """Makes the device known."""
        async with centre.database.writing() as connection:
            own = {"station_id": self.station, "device": self.device}
            await connection.execute(insert(DEVICES).values(own | {"name": "", "state": "active", "enrolled_at": ""}))
            key = {"public_key": bytes(self.key.verify_key), "seq": 0, "hash": GENESIS, "cites": "", "tail": "open"}
            await connection.execute(insert(EPOCHS).values(own | {"epoch": 1} | key))


async def _opened(url: str, folder: Path, most: int = 1_000) -> tuple[Centre, Intake]:
    clock = SystemClock()
    ids = Ids(clock, os.urandom)
    centre = await open_centre(Database(address(folder, url)), SigningKey.generate(), clock, ids, Disk(folder))
    return centre, Intake(centre.database, centre.ledger, clock, ids, centre.disk, most)


async def _taken(url: str, folder: Path, devices: list[Device], most: int = 1_000) -> float:
    """Events a second of devices that each send their batches one after the other."""
    centre, intake = await _opened(url, folder, most)
    for device in devices:
        await device.join(centre)
    intake.start()

    async def send(bodies: list[bytes]) -> None:
        for body in bodies:
            await intake.take(body)

    # Connections are opened and statements prepared by everybody's first batch.
    await asyncio.gather(*(send(device.bodies[:1]) for device in devices))
    before = intake.taken_events
    seconds = await _timed(lambda: asyncio.gather(*(send(device.bodies[1:]) for device in devices)))
    await intake.stop()
    await centre.database.close()
    return (intake.taken_events - before) / seconds


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


async def _copied(url: str, folder: Path, devices: list[Device], batch: int, connections: int) -> float:
    """Events a second of a bare COPY into the same table, so many rows a transaction."""
    centre, _ = await _opened(url, folder)
    await centre.database.close()
    rows = [row for device in devices for row in device.rows]
    columns = ("station_id", "device", "epoch", "seq", "hash", "raw")
    parts = [rows[at : at + batch] for at in range(0, len(rows), batch)]

    async def copy(connection: asyncpg.Connection, mine: list[list[Row]]) -> None:
        for part in mine:
            await connection.copy_records_to_table("events", records=part, columns=columns)

    opened = [await asyncpg.connect(url) for _ in range(connections)]
    seconds = await _timed(
        lambda: asyncio.gather(*(copy(each, parts[at::connections]) for at, each in enumerate(opened)))
    )
    for each in opened:
        await each.close()
    return len(rows) / seconds


async def _inserted(folder: Path, devices: list[Device], batch: int) -> float:
    """Events a second of SQLite's own executemany into the same table, on the same kind of connection."""
    centre, _ = await _opened("", folder)
    rows = [row for device in devices for row in device.rows]
    parts = [rows[at : at + batch] for at in range(0, len(rows), batch)]

    async def put() -> None:
        for part in parts:
            async with centre.database.writing() as connection:
                await connection.exec_driver_sql("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", part)

    seconds = await _timed(put)
    await centre.database.close()
    return len(rows) / seconds


def _median(found: list[float]) -> float:
    return sorted(found)[len(found) // 2]


def measure(folder: Path, cache: Path) -> list[Line]:
    """Each rival in turn, on the same server and the same disk, each round on a fresh database."""
    del cache
    large = [Device(_EVENTS // _AT_ONCE // _BATCH * _BATCH, _BATCH) for _ in range(_AT_ONCE)]
    small = [Device(20 * _SMALL, _SMALL) for _ in range(_STATIONS)]
    found: dict[str, list[float]] = {}
    with postgres(durable=True) as server:
        for turn in range(_ROUNDS):
            lite = folder / f"taken{turn}"
            bare = folder / f"bare{turn}"
            lite.mkdir()
            bare.mkdir()
            rivals = {
                "taken": _taken(server.database(), folder, large),
                "equal": _copied(server.database(), folder, large, _BATCH, 1),
                "best": _copied(server.database(), folder, large, _BEST, 2),
                "grouped": _taken(server.database(), folder, small),
                "single": _taken(server.database(), folder, small, most=1),
                "sqlite": _taken("", lite, large),
                "sqlite_bare": _inserted(bare, large, _BATCH),
            }
            for name, rival in rivals.items():
                found.setdefault(name, []).append(asyncio.run(rival))
    rates = {name: _median(each) for name, each in found.items()}
    return [
        _line("batches of 500 taken in on PostgreSQL", rates, "taken", "equal", "COPY, 500 a transaction", 0.80),
        _line("the same", rates, "taken", "best", "COPY, two connections, 5,000 a transaction", 0.55),
        _line("batches of 5 from 100 stations at once", rates, "grouped", "single", "a commit a batch", 5.0),
        _line(
            "batches of 500 taken in on SQLite", rates, "sqlite", "sqlite_bare", "executemany, 500 a transaction", 0.75
        ),
    ]


def _line(what: str, rates: dict[str, float], ours: str, other: str, beside: str, least: float) -> Line:
    ratio = rates[ours] / rates[other]
    promised, met = at_least(ratio, least)
    numbers = {"ratio": ratio, f"{ours}_per_s": rates[ours], f"{other}_per_s": rates[other]}
    text = f"{ratio:.2f} of it" if least < 1 else f"{ratio:.1f} times it"
    return Line(what, f"{rates[ours]:,.0f} events/s", f"{beside}: {rates[other]:,.0f}/s", text, promised, met, numbers)


FIGURE: Final = Figure("intake", measure)
