"""A mirror: one device's record in a SQLite file as the station's own, its readings folded by the services themselves.

It can be made again from what was taken in at any time, and is what an auditor takes along: `kiosk verify` accepts it.
The figures at the centre are those of the station because the same code reads the same tables.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from kiosk.base.event import SCHEMA, Entry
from kiosk.base.service import Service
from kiosk.reading.applying import apply
from kiosk.reading.spans import decoders, entry

# The layout that `kiosk verify` reads; tests/centre/console holds that it does.
_APPLICATION_ID: Final = 0x6B696F73
_LAYOUT: Final = """
CREATE TABLE device (one INTEGER PRIMARY KEY CHECK (one = 1), id BLOB NOT NULL) STRICT;
CREATE TABLE journal (pos INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
  hash BLOB NOT NULL, raw BLOB NOT NULL) STRICT;
CREATE TABLE epochs (epoch INTEGER PRIMARY KEY, first_pos INTEGER NOT NULL) STRICT;
CREATE TABLE heads (epoch INTEGER, seq INTEGER, hash BLOB NOT NULL, signature BLOB NOT NULL,
  PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE places (epoch INTEGER PRIMARY KEY, seq INTEGER NOT NULL) STRICT;
CREATE TABLE came_by_line (one INTEGER PRIMARY KEY) STRICT;
CREATE TABLE unread (pos INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
  problem TEXT NOT NULL) STRICT;
CREATE TABLE line (one INTEGER PRIMARY KEY CHECK (one = 1), pos INTEGER NOT NULL) STRICT;
INSERT INTO line VALUES (1, 0);
CREATE TABLE spool (job INTEGER PRIMARY KEY, copy INTEGER NOT NULL, slip TEXT NOT NULL, kind TEXT NOT NULL,
  number TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, until TEXT NOT NULL, body BLOB NOT NULL) STRICT;
"""

# How the stand-in of an event begins that could not be read.
BLANK: Final = b'{"kind":"","at":'


class _At(msgspec.Struct):
    at: str


_AT: Final = msgspec.json.Decoder(_At)


class Taken(msgspec.Struct, frozen=True):
    """An event as it was taken in."""

    epoch: int
    seq: int
    hash: bytes
    raw: bytes


class Signed(msgspec.Struct, frozen=True):
    """A head that the device signed."""

    epoch: int
    seq: int
    hash: bytes
    signature: bytes


class Unread(msgspec.Struct, frozen=True):
    """An event that could not be read, or did not fit what came before; it stands in the record all the same."""

    epoch: int
    seq: int
    problem: str


class Folded(msgspec.Struct, frozen=True):
    """A stretch of the record: the events that were read, in order, and those that were not."""

    entries: tuple[Entry, ...]
    unread: tuple[Unread, ...]


class Mirror:
    """One device's record. Used by one thread at a time."""

    def __init__(self, path: Path, device: bytes, services: Sequence[Service], *, exact: bool = False) -> None:
        """Opens the mirror, or makes it; `exact` keeps the bytes of events that cannot be read, for an export."""
        self._exact = exact
        self._by_kind = {fact.kind: service for service in services for fact in service.facts}
        self._followers = tuple(service for service in services if service.follow is not None)
        self._decoders = decoders(tuple(services))
        path.parent.mkdir(parents=True, exist_ok=True)
        # What is lost at a power cut is read again: the mirror says itself how far it is.
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.db.execute(f"PRAGMA journal_mode = {'DELETE' if exact else 'WAL'}").fetchall()
        self.db.execute("PRAGMA synchronous = NORMAL")
        if self.db.execute("PRAGMA user_version").fetchone()[0] == 0:
            self.db.executescript(f"BEGIN;{_LAYOUT}{''.join(service.schema for service in services)}")
            self.db.execute("INSERT INTO device VALUES (1, ?)", (device,))
            self.db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            self.db.execute(f"PRAGMA user_version = {SCHEMA}")
            self.db.execute("COMMIT")

    def close(self) -> None:
        """Closes the file."""
        self.db.close()

    def places(self) -> dict[int, int]:
        """The newest event that is here, by epoch."""
        return dict(self.db.execute("SELECT epoch, seq FROM places").fetchall())

    def fold(self, events: Iterable[Taken], heads: Iterable[Signed]) -> None:
        """Adds events in their order, and the signatures under them; what is here already is passed over."""
        here = self.places()
        self.db.execute("BEGIN IMMEDIATE")
        try:
            before: int = self.db.execute("SELECT coalesce(max(pos), 0) FROM journal").fetchone()[0]
            fresh = [event for event in events if event.seq > here.get(event.epoch, 0)]
            placed = list(enumerate(fresh, before + 1))
            self.db.executemany(
                "INSERT INTO journal VALUES (?, ?, ?, ?, ?)",
                [(pos, event.epoch, event.seq, event.hash, event.raw) for pos, event in placed],
            )
            self._note_places(placed, here)
            self._read_all(placed)
            self.db.execute("UPDATE line SET pos = ?", (before + len(placed),))
            self.db.executemany(
                "INSERT OR IGNORE INTO heads VALUES (?, ?, ?, ?)",
                [msgspec.structs.astuple(head) for head in heads if head.seq <= here.get(head.epoch, 0)],
            )
            self.db.execute("COMMIT")
        except BaseException:
            self.db.execute("ROLLBACK")
            raise

    def _note_places(self, placed: Sequence[tuple[int, Taken]], here: dict[int, int]) -> None:
        """Where each epoch begins, and how far it is here."""
        for pos, event in placed:
            if event.epoch not in here:
                self.db.execute("INSERT INTO epochs VALUES (?, ?)", (event.epoch, pos))
            here[event.epoch] = event.seq
        self.db.executemany("INSERT OR REPLACE INTO places VALUES (?, ?)", list(here.items()))

    def _read_all(self, placed: Sequence[tuple[int, Taken]]) -> None:
        """Applies events: in one go, and where one of them cannot be read, again with each by itself."""
        self.db.execute("SAVEPOINT all_of_them")
        try:
            for _, event in placed:
                self._apply(event)
        except Exception:  # noqa: BLE001 - which one it was, and why, is found below
            self.db.execute("ROLLBACK TO all_of_them")
            for pos, event in placed:
                if problem := self._read(event):
                    self.db.execute("INSERT INTO unread VALUES (?, ?, ?, ?)", (pos, event.epoch, event.seq, problem))
                    self._stand_in(pos)
        self.db.execute("RELEASE all_of_them")

    def since(self, count: int) -> Folded:
        """Everything after the first `count` events."""
        rows = self.db.execute("SELECT epoch, seq, raw FROM journal WHERE pos > ? ORDER BY pos", (count,))
        entries = tuple(entry(self._decoders, *row) for row in rows if not row[2].startswith(BLANK))
        unread = self.db.execute("SELECT epoch, seq, problem FROM unread WHERE pos > ? ORDER BY pos", (count,))
        return Folded(entries, tuple(Unread(*row) for row in unread))

    def _read(self, event: Taken) -> str:
        """Applies one event, whole or not at all; returns what is wrong with it, or nothing."""
        problem = ""
        self.db.execute("SAVEPOINT one")
        try:
            self._apply(event)
        except Exception as error:  # noqa: BLE001 - whatever a forged or newer event makes a reading raise
            self.db.execute("ROLLBACK TO one")
            problem = f"{type(error).__name__}: {error}"
        self.db.execute("RELEASE one")
        return problem

    def _apply(self, event: Taken) -> None:
        made = entry(self._decoders, event.epoch, event.seq, event.raw)
        apply(self.db, self._by_kind, self._followers, made)

    def _stand_in(self, pos: int) -> None:
        """Puts a blank event in the place of one that nobody here can read, so that dates are still found."""
        if self._exact:
            return
        before = self.db.execute("SELECT raw FROM journal WHERE pos = ?", (pos - 1,)).fetchone()
        at = _AT.decode(before[0]).at if before else "1970-01-01T00:00:00.000+08:00"
        self.db.execute("UPDATE journal SET raw = ? WHERE pos = ?", (BLANK + msgspec.json.encode(at) + b"}", pos))


def remove(path: Path) -> None:
    """Takes a mirror away."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
