"""kill -9 of the centre, and of its PostgreSQL, while stations send: what was acknowledged is there, once.

The centre is killed on SQLite and on PostgreSQL, half of the kills each.
"""

import asyncio
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
import requests
from lab.experiment import Experiment, Found
from support.centre import Sender, running
from support.intake_victim import Arguments
from support.postgres import postgres

from kiosk.centre.log.archive import export, verify_archive
from kiosk.centre.store.database import Database, address
from kiosk.record.batch import encode

_DEVICES: Final = 6
_STRETCH: Final = 7
# So many batches are acknowledged before PostgreSQL is killed again, up to twice as many.
_BATCHES: Final = 10


class Station(threading.Thread):
    """A device that sends stretch after stretch, and the same again until it is acknowledged."""

    def __init__(self, url: str, sender: Sender) -> None:
        super().__init__(daemon=True)
        self.sender = sender
        self.acknowledged: dict[int, bytes] = {}
        self.refused = ""
        self.enough = threading.Event()
        self._url = f"{url}/v1/batches"

    def run(self) -> None:
        """Sends until it is enough, or until something is refused that must not be."""
        first = 1
        while not self.enough.is_set() and not self.refused:
            last = first + _STRETCH - 1
            self.sender.live(last - len(self.sender.raws))
            if self._sent(encode(self.sender.batch(first, last))):
                self.acknowledged |= {seq: self.sender.raws[seq - 1] for seq in range(first, last + 1)}
                first = last + 1

    def _sent(self, body: bytes) -> bool:
        while not self.enough.is_set():
            try:
                answer = requests.post(self._url, data=body, timeout=20)
            except requests.RequestException:
                continue
            if answer.ok:
                return True
            if answer.status_code != requests.codes.service_unavailable:
                self.refused = answer.text  # a gap, where the centre has lost what it acknowledged
                return False
        return False


@contextmanager
def sending(url: str, senders: list[Sender]) -> Iterator[list[Station]]:
    """Devices at work, until the end."""
    stations = [Station(url, sender) for sender in senders]
    for station in stations:
        station.start()
    try:
        yield stations
    finally:
        for station in stations:
            station.enough.set()
        for station in stations:
            station.join()


def _enrolled(folder: Path, database: str) -> list[Sender]:
    senders = [Sender() for _ in range(_DEVICES)]
    with running(folder, database) as centre:
        for sender in senders:
            sender.enrol(centre)
    return senders


def _looked_at(folder: Path, database: str, stations: list[Station]) -> tuple[list[str], Counter[str]]:
    """What is wrong at the centre, and how much was acknowledged."""

    async def look() -> list[tuple[bytes, int, bytes]]:
        opened = Database(address(folder, database))
        async with opened.reading() as connection:
            rows = await connection.exec_driver_sql("SELECT device, seq, raw FROM events")
            found = [(bytes(device), seq, bytes(raw)) for device, seq, raw in map(tuple, rows)]
        async with opened.reading() as connection:
            await export(connection, folder / "export.db")
        await opened.close()
        return found

    rows = asyncio.run(look())
    there = {(device, seq): raw for device, seq, raw in rows}
    verdict = verify_archive(folder / "export.db")
    acknowledged = {
        (station.sender.device, seq): raw for station in stations for seq, raw in station.acknowledged.items()
    }
    lost = sum(there.get(place) != raw for place, raw in acknowledged.items())
    wrong = {
        f"{lost} acknowledged events are missing": lost,
        f"{len(rows) - len(there)} events are there twice": len(rows) - len(there),
        f"the log does not hold: {verdict.fault}": verdict.fault,
        "nothing was acknowledged": not acknowledged,
        **{f"refused: {station.refused}": station.refused for station in stations},
    }
    return [said for said, is_so in wrong.items() if is_so], Counter(acknowledged=len(acknowledged), there=len(rows))


def _kill_centre(folder: Path, database: str, given: Arguments) -> list[Station]:
    """Kills the centre's process so often, as `support.intake_victim` does."""
    senders = _enrolled(folder, database)
    victim = subprocess.Popen(
        [sys.executable, "-m", "support.intake_victim", msgspec.json.encode(given).decode()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert victim.stdin
    assert victim.stdout
    with sending(f"http://127.0.0.1:{given.port}", senders) as stations:
        assert victim.stdout.readline() == b"killed\n"
        if not given.early:  # the last one lives: the stations go on with it
            _some_more(stations, len(stations) * _STRETCH)
    victim.stdin.close()
    assert victim.wait(30) == 0
    victim.stdout.close()
    return stations


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many kills of the centre."""
    counts, wrong = Counter[str](), list[str]()
    with ExitStack() as stack:
        for name, rounds in (("SQLite", size - size // 2), ("PostgreSQL", size // 2)):
            if not rounds:
                continue
            database = stack.enter_context(postgres(durable=True)).database() if name == "PostgreSQL" else ""
            data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            given = Arguments(str(data), database, _free_port(), rounds, seed, early=not protected)
            found, seen = _looked_at(data, database, _kill_centre(data, database, given))
            counts.update(seen)
            wrong += [f"{each} (seed {seed}, {name})" for each in found]
            told(f"{rounds} kills on {name}, {seen['acknowledged']} events acknowledged, {len(wrong)} wrong")
    return Found(size, dict(counts), tuple(wrong))


def run_database(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many kills of the whole PostgreSQL."""
    chance = random.Random(seed)
    with postgres(durable=protected) as server, tempfile.TemporaryDirectory() as folder:
        database = server.database()
        senders = _enrolled(Path(folder), database)
        with running(Path(folder), database) as centre, sending(centre.url, senders) as stations:
            for kill in range(size):
                _some_more(stations, chance.randint(_BATCHES, 2 * _BATCHES) * _STRETCH)
                server.kill()
                server.start()
                if kill % 50 == 49:
                    told(f"{kill + 1} kills")
            if not protected:
                _some_more(stations, len(stations) * _STRETCH)  # each has met the centre as it came back
        wrong, counts = _looked_at(Path(folder), database, stations)
    return Found(size, dict(counts), tuple(f"{each} (seed {seed})" for each in wrong))


def _some_more(stations: list[Station], events: int) -> None:
    """Until so many more events are acknowledged, or nobody sends any longer."""
    before, waits = _acknowledged(stations), threading.Event()
    while any(not station.refused for station in stations) and _acknowledged(stations) < before + events:
        waits.wait(0.01)


def _acknowledged(stations: list[Station]) -> int:
    return sum(len(station.acknowledged) for station in stations)


EXPERIMENT: Final = Experiment(
    name="kill-centre",
    breaks="kill -9 of the centre's process at random moments while stations send, on SQLite and on PostgreSQL",
    promise="every event that was acknowledged is there once, and the log holds",
    without="a batch is acknowledged after its commit",
    run=run,
    short=2,
    long=1000,
    control=1,
)
DATABASE: Final = Experiment(
    name="kill-postgresql",
    breaks="kill -9 of the whole PostgreSQL at random moments while stations send",
    promise="every event that was acknowledged is there once, and the log holds",
    without="PostgreSQL answers when the commit is on the disk",
    run=run_database,
    short=1,
    long=1000,
    control=1,
)
