"""The log in one file: exported from any centre, and verified without one.

An export is a SQLite file with the log's leaves and checkpoint, and with the epochs and events of the stations that
were asked for; one of all stations has the access log too. A centre's own `centre.db` has the same tables, so it is
verified in the same way.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Select, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.event import Code
from kiosk.centre.store.console_tables import ACCESSES
from kiosk.centre.store.tables import DEVICES, EPOCHS, EVENTS, LOG_LEAVES, LOG_STATE, STATIONS
from kiosk.record.breaks import Link
from kiosk.record.checkpoint import parse_key
from kiosk.record.log import Epoch, LogFault, LogRecord, LogVerdict, verify_log
from kiosk.record.merkle import EMPTY

_DATABASE: Final = "centre.db"
_AT_ONCE: Final = 2_000
_OF_STATIONS: Final = (STATIONS, DEVICES, EPOCHS, EVENTS)


async def export(connection: AsyncConnection, path: Path, stations: Sequence[str] | None = None) -> int:
    """Writes the log with the events of some stations, or of all, to a new file; returns how many events.

    Raises FileExistsError.
    """
    with closing(_made(path)) as file:
        # Who looked at what is nothing of one station's.
        more = () if stations is not None else (ACCESSES,)
        for table in (LOG_STATE, LOG_LEAVES, *_OF_STATIONS, *more):
            columns = table.columns.keys()
            names = ", ".join(f'"{name}"' for name in columns)
            file.execute(f"CREATE TABLE {table.name} ({names})")
            marks = ", ".join("?" * len(columns))
            rows = await connection.stream(_wanted(table, stations))
            async for part in rows.partitions(_AT_ONCE):
                file.executemany(f"INSERT INTO {table.name} VALUES ({marks})", [tuple(row) for row in part])  # noqa: S608 - names of our own tables
        file.execute("CREATE INDEX events_in_order ON events (device, epoch, seq)")
        file.commit()
        events: int = file.execute("SELECT count(*) FROM events").fetchone()[0]
    return events


def _made(path: Path) -> sqlite3.Connection:
    path.touch(exist_ok=False)
    return sqlite3.connect(path)


def _wanted(table: Table, stations: Sequence[str] | None) -> Select[Any]:
    asked = select(table).order_by(*table.primary_key.columns)
    if stations is not None and table in _OF_STATIONS:
        asked = asked.where(table.c.station_id.in_(stations))
    return asked


def file_of(path: Path) -> Path:
    """The file of a log: itself, or a centre's database in its folder."""
    return path / _DATABASE if path.is_dir() else path


def is_log(path: Path) -> bool:
    """Whether a file, or a centre's folder, holds a log."""
    file = file_of(path)
    if not file.is_file():
        return False
    try:
        with closing(_opened(file)) as db:
            found = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'log_state'").fetchone()
    except sqlite3.Error:
        return False
    return found is not None


def verify_archive(
    path: Path, *, log_key: str = "", kept: Sequence[str] = (), codes: Sequence[Code] = ()
) -> LogVerdict:
    """Verifies an export or a centre's SQLite database; the file is only read.

    `log_key` is the key that the log is known to have, `kept` are checkpoints and `codes` slips that somebody kept.
    """
    with closing(_opened(file_of(path))) as db:
        try:
            db.execute("BEGIN")
            return _verify(db, log_key, kept, codes)
        except sqlite3.Error as error:
            fault = LogFault("damaged", 0, "", 0, 0, f"the file cannot be read: {error}")
            return LogVerdict(0, 0, 0, EMPTY, fault)


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _verify(db: sqlite3.Connection, log_key: str, kept: Sequence[str], codes: Sequence[Code]) -> LogVerdict:
    checkpoint, own_key = db.execute("SELECT checkpoint, log_key FROM log_state").fetchone()
    if log_key and log_key != own_key:
        return LogVerdict(0, 0, 0, EMPTY, LogFault("key", 0, "", 0, 0, f"the log is signed by {own_key}"))
    keys: dict[Epoch, bytes] = {
        (device, epoch): key for device, epoch, key in db.execute("SELECT device, epoch, public_key FROM epochs")
    }

    def events(epoch: Epoch, first: int, last: int) -> list[Link]:
        return db.execute(
            "SELECT epoch, seq, raw, hash FROM events WHERE device = ? AND epoch = ? AND seq BETWEEN ? AND ? "
            "ORDER BY seq",
            (*epoch, first, last),
        ).fetchall()

    counted = db.execute("SELECT count(*) FROM events").fetchone()[0]
    lines = db.execute("SELECT n, hash, raw FROM accesses ORDER BY n") if _has(db, "accesses") else None
    record = LogRecord(parse_key(own_key), checkpoint, keys, events, counted, lines)
    leaves: Iterator[tuple[int, bytes]] = db.execute("SELECT leaf, data FROM log_leaves ORDER BY leaf")
    verdict = verify_log(record, leaves, kept)
    if verdict.fault is not None:
        return verdict
    return msgspec.structs.replace(verdict, fault=next(_slips(db, codes, verdict), None))


def _has(db: sqlite3.Connection, table: str) -> bool:
    return db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is not None


def _slips(db: sqlite3.Connection, codes: Sequence[Code], verdict: LogVerdict) -> Iterator[LogFault]:
    """Slips that the events contradict. A typed code names no device: then any device's event may be meant."""
    for code in codes:
        rows = db.execute(
            "SELECT hash FROM events WHERE epoch = ? AND seq = ? AND (? = '' OR hex(device) = upper(?))",
            (code.epoch, code.seq, code.device, code.device),
        ).fetchall()
        place = (verdict.leaves, code.device, code.epoch, code.seq)
        if not rows:
            yield LogFault("truncated", *place, "there is no such event")
        elif not any(digest.hex().startswith(code.hash16) for (digest,) in rows):
            yield LogFault("rewritten", *place, "the slip names another event here")
