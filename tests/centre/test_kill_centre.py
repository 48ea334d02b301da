"""kill -9 of the centre, and of its PostgreSQL, while it takes batches in: what was acknowledged is there, once."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
import requests
from support.centre import Sender, running
from support.intake_victim import Arguments
from support.postgres import Postgres, postgres

from kiosk.centre.log.archive import export, verify_archive
from kiosk.centre.store.database import Database, address
from kiosk.record.batch import encode

_DEVICES = 6
_STRETCH = 7


class Station(threading.Thread):
    """A device that sends stretch after stretch, and the same again until it is acknowledged."""

    def __init__(self, url: str, sender: Sender) -> None:
        super().__init__(daemon=True)
        self.sender = sender
        self.acknowledged: dict[int, bytes] = {}
        self.enough = threading.Event()
        self._url = f"{url}/v1/batches"

    def run(self) -> None:
        first = 1
        while not self.enough.is_set():
            last = first + _STRETCH - 1
            self.sender.live(last - len(self.sender.raws))
            body = encode(self.sender.batch(first, last))
            while not self.enough.is_set():
                try:
                    answer = requests.post(self._url, data=body, timeout=20)
                except requests.RequestException:
                    continue
                if answer.ok:
                    self.acknowledged |= {seq: self.sender.raws[seq - 1] for seq in range(first, last + 1)}
                    first = last + 1
                    break
                assert answer.status_code == 503 or answer.json()["type"] == "/problems/gap", answer.text
                if answer.status_code == 409:  # only the careless lose what they acknowledged
                    return


@contextmanager
def sending(url: str, senders: list[Sender]) -> Iterator[list[Station]]:
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


def enrolled(folder: Path, database: str) -> list[Sender]:
    senders = [Sender() for _ in range(_DEVICES)]
    with running(folder, database) as centre:
        for sender in senders:
            sender.enrol(centre)
    return senders


def lost(folder: Path, database: str, stations: list[Station]) -> int:
    """How many acknowledged events are missing; all that are there are there once, in a log that holds."""

    async def look() -> dict[bytes, dict[int, bytes]]:
        found: dict[bytes, dict[int, bytes]] = {}
        opened = Database(address(folder, database))
        async with opened.reading() as connection:
            rows = await connection.exec_driver_sql("SELECT device, seq, raw FROM events")
            for device, seq, raw in map(tuple, rows):
                assert seq not in found.setdefault(bytes(device), {})
                found[bytes(device)][seq] = bytes(raw)
        async with opened.reading() as connection:
            await export(connection, folder / "export.db")
        await opened.close()
        return found

    found = asyncio.run(look())
    verdict = verify_archive(folder / "export.db")
    assert verdict.fault is None
    assert verdict.events == sum(map(len, found.values()))
    return sum(
        found.get(station.sender.device, {}).get(seq) != raw
        for station in stations
        for seq, raw in station.acknowledged.items()
    )


def killed(folder: Path, database: str, rounds: int, *, early: bool = False) -> list[Station]:
    senders = enrolled(folder, database)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    arguments = Arguments(str(folder), database, port, rounds, 20241130, early)
    victim = subprocess.Popen(
        [sys.executable, "-m", "support.intake_victim", msgspec.json.encode(arguments).decode()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert victim.stdin
    assert victim.stdout
    with sending(f"http://127.0.0.1:{port}", senders) as stations:
        assert victim.stdout.readline() == b"killed\n"
    victim.stdin.close()
    assert victim.wait(30) == 0
    victim.stdout.close()
    assert sum(len(station.acknowledged) for station in stations) > 20 * _STRETCH
    return stations


def test_a_killed_centre_loses_and_doubles_nothing(tmp_path: Path, database: str) -> None:
    assert lost(tmp_path, database, killed(tmp_path, database, 6)) == 0


def test_control_acknowledging_before_the_commit_is_seen_to_lose(tmp_path: Path) -> None:
    assert lost(tmp_path, "", killed(tmp_path, "", 6, early=True)) > 0


def killed_database(folder: Path, server: Postgres, rounds: int) -> list[Station]:
    database = server.database()
    senders = enrolled(folder, database)
    with running(folder, database) as centre, sending(centre.url, senders) as stations:
        for _ in range(rounds):
            before = sum(len(station.acknowledged) for station in stations)
            waits = threading.Event()
            while sum(len(station.acknowledged) for station in stations) < before + 10 * _STRETCH:
                waits.wait(0.01)
            server.kill()
            server.start()
    return stations


def test_a_killed_postgresql_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with postgres(durable=True) as server:
        stations = killed_database(tmp_path, server, 3)
        assert lost(tmp_path, f"postgresql://kiosk@/centre1?host={server.folder}", stations) == 0


@pytest.mark.soak
def test_a_hundred_kills_lose_and_double_nothing(tmp_path: Path, database: str) -> None:
    assert lost(tmp_path, database, killed(tmp_path, database, 100)) == 0


@pytest.mark.soak
def test_a_hundred_kills_of_postgresql_lose_and_double_nothing(tmp_path: Path) -> None:
    with postgres(durable=True) as server:
        stations = killed_database(tmp_path, server, 100)
        assert lost(tmp_path, f"postgresql://kiosk@/centre1?host={server.folder}", stations) == 0
