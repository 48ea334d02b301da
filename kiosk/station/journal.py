"""The journal in SQLite: WAL, synchronous FULL, one writer at a time, bytes kept as they were written.

Beside the journal stand the readings (rebuilt equal from it) and local tables: remembered outcomes, spool, signed
heads, how far the line to the centre is, what it published, secrets, the people's vault.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Literal, cast

import apsw

from kiosk.base.event import SCHEMA
from kiosk.base.service import Service
from kiosk.record.breaks import Link, well_stored
from kiosk.record.chain import GENESIS, Head
from kiosk.record.heads import SignedHead
from kiosk.station.vault import VAULT_SCHEMA

APPLICATION_ID: Final = 0x6B696F73  # "kios"
DEVICE_BYTES: Final = 16
_BUSY_MS: Final = 10_000
# 16 MB: one request in a few hundred pays for a checkpoint, and pages written again and again are copied once.
_CHECKPOINT_PAGES: Final = 4000
# The most that apsw keeps compiled: compiling a long statement costs more than carrying it out.
_STATEMENTS: Final = 512

LOCAL_SCHEMA: Final = """
CREATE TABLE device (one INTEGER PRIMARY KEY CHECK (one = 1), id BLOB NOT NULL) STRICT;
CREATE TABLE journal (pos INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
  hash BLOB NOT NULL, raw BLOB NOT NULL) STRICT;
CREATE INDEX journal_cards ON journal (substr(hash, 1, 16)) WHERE instr(raw, 'points.card_issued');
CREATE TABLE epochs (epoch INTEGER PRIMARY KEY, first_pos INTEGER NOT NULL) STRICT;
CREATE TABLE heads (epoch INTEGER, seq INTEGER, hash BLOB NOT NULL, signature BLOB NOT NULL,
  PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE outcomes (request_id TEXT PRIMARY KEY, name TEXT NOT NULL, outcome BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE spool (job INTEGER PRIMARY KEY, copy INTEGER NOT NULL, slip TEXT NOT NULL, kind TEXT NOT NULL,
  number TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, until TEXT NOT NULL, body BLOB NOT NULL) STRICT;
CREATE INDEX spool_open ON spool (state) WHERE state IN ('queued', 'sending');
CREATE TABLE line (one INTEGER PRIMARY KEY CHECK (one = 1), url TEXT NOT NULL, station_id TEXT NOT NULL,
  log_key TEXT NOT NULL, pos INTEGER NOT NULL, checkpoint TEXT NOT NULL, witnessed INTEGER NOT NULL,
  seen_at TEXT NOT NULL, trouble TEXT NOT NULL, disputed INTEGER NOT NULL) STRICT;
CREATE TABLE published (version INTEGER PRIMARY KEY, text TEXT NOT NULL, effective_from TEXT NOT NULL,
  state TEXT NOT NULL, problem TEXT NOT NULL) STRICT;
CREATE TABLE verdicts (n INTEGER PRIMARY KEY, problem TEXT NOT NULL) STRICT;
CREATE TABLE secrets (who TEXT PRIMARY KEY, pin TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""


Unfit = Literal["missing", "foreign", "newer", "unreadable", "nameless", "another_device"]


class NotAJournal(Exception):  # noqa: N818 - a finding, told to a person
    """A file that is no journal of this program or this station; `fields` are what the reason's sentence needs."""

    def __init__(self, path: Path, reason: Unfit, **fields: object) -> None:
        super().__init__(path, reason, fields)
        self.reason: Unfit = reason
        self.fields: dict[str, object] = {"path": path, **fields}


class WrongType(apsw.CorruptError):
    """A damaged page gives a value of another type than its table allows."""


def connect(path: Path, *, readonly: bool = False) -> apsw.Connection:
    """A connection with the settings that durability rests on."""
    flags = apsw.SQLITE_OPEN_READONLY if readonly else apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    connection = apsw.Connection(str(path), flags=flags, statementcachesize=_STATEMENTS)
    connection.set_busy_timeout(_BUSY_MS)
    if not readonly:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
    connection.execute("PRAGMA synchronous = FULL").fetchall()
    connection.execute("PRAGMA cache_size = -16000").fetchall()
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}").fetchall()
    return connection


def create(path: Path, device: bytes, services: Sequence[Service]) -> None:
    """Makes the tables of a new station in one transaction; leaves a station that exists as it is."""
    connection = connect(path)
    try:
        connection.execute("BEGIN IMMEDIATE")
        if connection.pragma("user_version") == 0:
            connection.execute(LOCAL_SCHEMA)
            connection.execute(VAULT_SCHEMA)
            for service in services:
                connection.execute(service.schema)
            connection.execute("INSERT INTO device VALUES (1, ?)", (device,))
            connection.pragma("application_id", APPLICATION_ID)
            connection.pragma("user_version", SCHEMA)
        connection.execute("COMMIT")
    finally:
        connection.close()


class Journal:
    """One connection to a station's file. Not shared between threads."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        """Opens an existing journal. Raises NotAJournal."""
        if not path.is_file():
            raise NotAJournal(path, "missing")
        try:
            self.db = connect(path, readonly=readonly)
            application, version = self.db.pragma("application_id"), self.db.pragma("user_version")
            if application != APPLICATION_ID:
                raise NotAJournal(path, "foreign")
            if version > SCHEMA:
                raise NotAJournal(path, "newer", schema=version, known=SCHEMA)
            self.device: bytes = self.db.execute("SELECT id FROM device").get
        except apsw.Error as error:
            raise NotAJournal(path, "unreadable", problem=error) from error
        if not isinstance(self.device, bytes) or len(self.device) != DEVICE_BYTES:
            raise NotAJournal(path, "nameless")
        self.path = path

    def close(self) -> None:
        """Closes the connection."""
        self.db.close()

    def head(self) -> Head:
        """The newest event's place and hash."""
        row = self.db.execute("SELECT epoch, seq, hash FROM journal ORDER BY pos DESC LIMIT 1").fetchone()
        return Head(*row) if row else Head(0, 0, GENESIS)

    def last_raw(self) -> bytes | None:
        """The newest event's bytes."""
        row = self.db.execute("SELECT epoch, seq, raw, hash FROM journal ORDER BY pos DESC LIMIT 1").fetchone()
        return sound(row)[2] if row else None

    def count(self) -> int:
        """How many events there are in all epochs."""
        total: int = self.db.execute("SELECT coalesce(max(pos), 0) FROM journal").get
        return total

    def links(self) -> Iterator[Link]:
        """Every event's row, in the order in which they are stored, whatever it holds."""
        return self.db.execute("SELECT epoch, seq, raw, hash FROM journal ORDER BY pos")

    def signed_heads(self) -> tuple[SignedHead, ...]:
        """Every head that was signed. Raises apsw.Error where the file is damaged."""
        return tuple(
            SignedHead(Head(*sound(row)[:3]), row[3])
            for row in self.db.execute("SELECT epoch, seq, hash, signature FROM heads ORDER BY epoch, seq")
        )

    def hash_at(self, epoch: int, seq: int) -> bytes | None:
        """The hash of one event."""
        row = self.db.execute(
            "SELECT hash FROM journal WHERE pos = (SELECT first_pos FROM epochs WHERE epoch = ?) + ? - 1", (epoch, seq)
        ).fetchone()
        return row[0] if row else None


def sound(row: tuple[Any, ...]) -> Link:
    """The row of an event or of a signed head as it is. Raises WrongType."""
    if not well_stored(row):
        raise WrongType(f"a value is of another type than was written: {[type(value).__name__ for value in row]}")
    return cast("Link", row)
