"""A centre lost and put back from a backup: the log holds, and stations send again what the backup did not have."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from support.centre import RunningCentre, Sender, problem, running
from support.postgres import Postgres

from kiosk.centre.log.archive import verify_archive


def live(centre: RunningCentre) -> Sender:
    sender = Sender().live(20)
    sender.enrol(centre)
    assert sender.send(centre, 1, 15).ok
    return sender


def goes_on(centre: RunningCentre, sender: Sender) -> None:
    """The centre asks for what it lost, and has it all then."""
    answer = sender.live(3).send(centre, 22)
    assert (problem(answer), answer.json()["expected"]) == ("gap", {"epoch": 1, "seq": 16})
    assert sender.send(centre, 16).ok
    rows = centre.sql("SELECT raw FROM events ORDER BY seq")
    assert [bytes(raw) for (raw,) in rows] == sender.raws


def test_sqlite_is_copied_while_it_works(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    with running(first) as centre:
        sender = live(centre)
        with closing(sqlite3.connect(first / "centre.db")) as db, closing(sqlite3.connect(second / "centre.db")) as to:
            db.backup(to)
        assert sender.send(centre, 16, 21).ok
    assert verify_archive(second).fault is None
    (second / "log.key").write_bytes((first / "log.key").read_bytes())
    with running(second) as centre:
        goes_on(centre, sender)
    assert verify_archive(second).fault is None


def test_postgresql_is_dumped_while_it_works(tmp_path: Path, cluster: Postgres) -> None:
    database = cluster.database()
    with running(tmp_path, database) as centre:
        sender = live(centre)
        dump = tmp_path / "dump.sql"
        with dump.open("wb") as file:
            subprocess.run([cluster.program("pg_dump"), "-d", database], stdout=file, check=True)
        assert sender.send(centre, 16, 21).ok
    again = cluster.database()
    with dump.open("rb") as file:
        subprocess.run(
            [cluster.program("psql"), "-q", "-v", "ON_ERROR_STOP=1", "-d", again],
            stdin=file,
            stdout=subprocess.DEVNULL,
            check=True,
        )
    with running(tmp_path, again) as centre:
        goes_on(centre, sender)
