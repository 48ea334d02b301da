"""The access log's end cannot be cut away unseen: every checkpoint names its newest line."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from support.centre import RunningCentre, Sender, running

from kiosk.base.clock import Now
from kiosk.centre.accounts import accesses
from kiosk.centre.log.archive import verify_archive
from kiosk.record.checkpoint import opened, parse, parse_key, signed
from kiosk.record.log import LogFault


def look(centre: RunningCentre, times: int) -> None:
    now: Now = centre.clock.now()
    for _ in range(times):
        centre.work(lambda connection: accesses.note(connection, "李审计", "export", now, what="meals"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A centre at which somebody looked three times before a station sent, and twice before the station witnessed."""
    with running(tmp_path) as centre:
        sender = Sender().live(2)
        sender.enrol(centre)
        look(centre, 3)
        assert sender.send(centre).ok
        look(centre, 2)
        note = sender.live(1).send(centre, 4).json()["checkpoint"]
        sender.write("house.witnessed", {"checkpoint": note})
        assert sender.send(centre, 5).ok
    return tmp_path


def change(folder: Path, *statements: str) -> LogFault | None:
    with closing(sqlite3.connect(folder / "centre.db")) as db, db:
        for statement in statements:
            db.execute(statement)
    return verify_archive(folder).fault


def test_the_newest_line_stands_in_the_checkpoint(folder: Path) -> None:
    assert change(folder) is None
    with closing(sqlite3.connect(folder / "centre.db")) as db:
        ((note,),) = db.execute("SELECT checkpoint FROM log_state").fetchall()
        newest = db.execute("SELECT n, hash FROM accesses ORDER BY n DESC LIMIT 1").fetchone()
    last = parse(note)[0].accesses
    assert last is not None
    assert (last.n, last.hash) == newest
    assert last.n == 5


@pytest.mark.parametrize(
    ("statement", "name", "said"),
    [
        ("DELETE FROM accesses WHERE n > 4", "truncated", "it ends with line 4, a checkpoint knows line 5"),
        ("DELETE FROM accesses", "truncated", "it ends with line 0, a checkpoint knows line 5"),
        ("DELETE FROM accesses WHERE n = 2", "removed", "after line 1 comes line 3"),
        ("UPDATE accesses SET raw = CAST('{}' AS BLOB) WHERE n = 4", "edited", "line 4 is not as it was written"),
    ],
)
def test_what_is_taken_from_it_is_found_and_named(folder: Path, statement: str, name: str, said: str) -> None:
    fault = change(folder, statement)
    assert fault is not None
    assert fault.name == name
    assert said in fault.detail


def _forged(folder: Path, note: Callable[[str, SigningKey], str]) -> LogFault | None:
    key = SigningKey((folder / "log.key").read_bytes())
    with closing(sqlite3.connect(folder / "centre.db")) as db, db:
        ((kept,),) = db.execute("SELECT checkpoint FROM log_state").fetchall()
        db.execute("UPDATE log_state SET checkpoint = ?", (note(kept, key),))
        db.execute("DELETE FROM accesses WHERE n > 4")
    return verify_archive(folder).fault


def test_whoever_holds_the_log_s_key_is_found_by_what_a_station_witnessed(folder: Path) -> None:
    def shorter(kept: str, key: SigningKey) -> str:
        told, _ = parse(kept)
        return signed(type(told)(told.origin, told.size, told.root), key)

    fault = _forged(folder, shorter)
    assert fault is not None
    assert (fault.name, "a checkpoint knows line 5" in fault.detail) == ("truncated", True)


def test_a_checkpoint_with_another_line_is_none(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "centre.db")) as db:
        ((note, key),) = db.execute("SELECT checkpoint, log_key FROM log_state").fetchall()
    assert opened(note, parse_key(key)).accesses is not None
    for changed in (note.replace("accesses 5", "accesses 6"), note.replace("accesses", "entries")):
        with pytest.raises(ValueError, match=r"checkpoint|base64"):
            opened(changed, parse_key(key))
