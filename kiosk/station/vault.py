"""The vault (人员信息保险柜): names and phones, each under a key of its own.

The ciphertexts lie in a local table of the journal's file and are written in the same transaction as the event. The
keys lie in a file of their own, which no backup takes along. A person takes the next key of a stock that was on the
disk before: whenever the power goes, there is no ciphertext without its key, and a key that nobody took opens nothing.
To erase is to destroy the key.
"""

import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import apsw
import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from kiosk.base.event import UNREADABLE
from kiosk.base.people import Masked, Who, mask
from kiosk.base.store import Store

VAULT_SCHEMA: Final = """
CREATE TABLE vault (slot INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL UNIQUE, box BLOB NOT NULL) STRICT;
"""
_KEYS_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS keys (slot INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL) STRICT"
)
_STOCK: Final = 64
_SALT_BYTES: Final = 32
# Every box is as long as every other: its length tells nothing of a name.
_BOX_BYTES: Final = 192
_BUSY_MS: Final = 10_000
_COMMITMENT: Final = b"kiosk/person/1"
_LOG: Final = logging.getLogger(__name__)

Needs = Sequence[Callable[[Store, str], date | None]]


class _Content(msgspec.Struct, frozen=True):
    """What a box holds; the salt makes the commitment tell nothing once the key is gone."""

    salt: bytes
    name: str
    phone: str


class Keys:
    """The keys' file, made for the owner alone when it is first needed. For all threads of a process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._db: apsw.Connection | None = None
        self._unread = False

    def close(self) -> None:
        """Closes the connection."""
        with self._lock:
            if self._db is not None:
                self._db.close()
                self._db = None

    def _open(self, *, make: bool = False) -> apsw.Connection | None:
        """The connection; None where there is no file and none is to be made."""
        if self._db is None and (make or self._path.exists()):
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            db = apsw.Connection(str(self._path))
            db.set_busy_timeout(_BUSY_MS)
            # The old pages that SQLite keeps during a change stay in one file, so that they can be overwritten.
            for pragma in ("journal_mode = PERSIST", "synchronous = FULL", "secure_delete = ON"):
                db.execute(f"PRAGMA {pragma}").fetchall()
            db.execute(_KEYS_SCHEMA)
            self._db = db
        return self._db

    def key(self, slot: int) -> bytes | None:
        """The key in a place; None where there is none, or the file cannot be read."""
        return self._read("SELECT slot, key FROM keys WHERE slot = ?", (slot,)).get(slot)

    def all(self) -> dict[int, bytes]:
        """Every key by its place; none where the file cannot be read."""
        return self._read("SELECT slot, key FROM keys", ())

    def _read(self, query: str, bindings: Sequence[int]) -> dict[int, bytes]:
        """Keys by their places. A file that cannot be read is logged once."""
        with self._lock:
            try:
                db = self._open()
                rows: list[Any] = db.execute(query, bindings).fetchall() if db else []
                return dict(rows)
            except apsw.Error as error:
                if not self._unread:
                    _LOG.error("%s cannot be read: %s", self._path.name, type(error).__name__)
                    self._unread = True
                return {}

    def fresh(self, after: int) -> tuple[int, bytes]:
        """The next key that nobody has taken; a new stock is on the disk before the first of it is handed out.

        Asked inside a transaction that writes the station's file: by one at a time.
        """
        with self._lock:
            db = self._open(make=True)
            assert db is not None
            query = "SELECT slot, key FROM keys WHERE slot > ? ORDER BY slot LIMIT 1"
            row = db.execute(query, (after,)).fetchone()
            if row is None:
                with _transaction(db):
                    db.execute("INSERT INTO keys VALUES (?, ?)", (after + 1, _new()))
                    db.executemany("INSERT INTO keys (key) VALUES (?)", [(_new(),) for _ in range(_STOCK - 1)])
                row = db.execute(query, (after,)).fetchone()
            assert row is not None
            return row[0], row[1]

    def slots(self, to: int) -> frozenset[int]:
        """The places that still hold a key, up to one."""
        with self._lock:
            db = self._open()
            rows = db.execute("SELECT slot FROM keys WHERE slot <= ?", (to,)) if db else ()
            return frozenset(row[0] for row in rows)

    def destroy(self, slots: Sequence[int], *, beyond: int | None = None) -> None:
        """Destroys keys, and with `beyond` all after a place; nothing of them stays in any file."""
        with self._lock:
            db = self._open()
            if db is None:
                return
            with _transaction(db):
                db.executemany("DELETE FROM keys WHERE slot = ?", [(slot,) for slot in slots])
                if beyond is not None:
                    db.execute("DELETE FROM keys WHERE slot > ?", (beyond,))
            self._wipe(db)

    def _wipe(self, db: apsw.Connection) -> None:
        """Overwrites the old pages that SQLite has kept beside the file; the lock keeps every other writer away."""
        old = self._path.with_name(self._path.name + "-journal")
        db.execute("BEGIN IMMEDIATE")
        try:
            if old.exists():
                with old.open("r+b") as file:
                    file.write(bytes(old.stat().st_size))
                    file.flush()
                    os.fsync(file.fileno())
        finally:
            db.execute("ROLLBACK")


@contextmanager
def _transaction(db: apsw.Connection) -> Iterator[None]:
    """All or nothing; a disk that fails has SQLite roll back by itself, and its error is the one that is told."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _new() -> bytes:
    return os.urandom(SecretBox.KEY_SIZE)


class Vault:
    """The vault as one connection to the station's file sees it; `needs` are what services say of each person."""

    def __init__(self, store: Store, keys: Keys, needs: Needs = ()) -> None:
        self._store = store
        self._keys = keys
        self._needs = needs

    def keep(self, person: str, who: Who) -> tuple[str, bool]:
        """Puts somebody in, in the caller's transaction; the commitment in hex, and whether they were kept before."""
        content = _Content(os.urandom(_SALT_BYTES), who.name, who.phone)
        row = self._store.execute("SELECT slot FROM vault WHERE person = ?", (person,)).fetchone()
        key = self._keys.key(row[0]) if row else None
        slot = row[0] if row else 0
        if key is None:
            slot, key = self._keys.fresh(self.last())
        padded = msgspec.json.encode(content).ljust(_BOX_BYTES)
        assert len(padded) == _BOX_BYTES
        self._store.execute(
            "INSERT OR REPLACE INTO vault VALUES (?, ?, ?)", (slot, person, bytes(SecretBox(key).encrypt(padded)))
        )
        return commitment(content.salt, who), row is not None

    def forget(self, person: str) -> None:
        """Takes somebody out, in the caller's transaction; `shred` then destroys the key."""
        self._store.execute("DELETE FROM vault WHERE person = ?", (person,))

    def shred(self) -> None:
        """Destroys every key that was taken and is nobody's any more: after an erasure, or one that the power cut."""
        held = {row[0] for row in self._store.execute("SELECT slot FROM vault")}
        gone = sorted(self._keys.slots(self.last()) - held)
        if gone:
            self._keys.destroy(gone)

    def last(self) -> int:
        """The place of the key that was taken last."""
        row = self._store.execute("SELECT seq FROM sqlite_sequence WHERE name = 'vault'").fetchone()
        return row[0] if row else 0

    def plain(self, person: str) -> Who | None:
        """The name and phone; None where nothing readable is kept."""
        row = self._store.execute("SELECT slot, box FROM vault WHERE person = ?", (person,)).fetchone()
        return self._opened(self._keys.key(row[0]), row[1]) if row else None

    @staticmethod
    def _opened(key: bytes | None, box: bytes) -> Who | None:
        if key is None:
            return None
        try:
            content = msgspec.json.decode(SecretBox(key).decrypt(box), type=_Content)
        except (CryptoError, *UNREADABLE):
            return None
        return Who(content.name, content.phone)

    def masked(self, person: str) -> Masked | None:
        """The masked form; None where nothing readable is kept."""
        who = self.plain(person)
        return mask(who) if who else None

    def by_tail(self, tail: str) -> tuple[str, ...]:
        """The ids of those whose phone ends with these digits, newest first: every box is opened for it."""
        rows, keys = self._store.execute("SELECT person, slot, box FROM vault ORDER BY slot DESC"), self._keys.all()
        found = ((person, self._opened(keys.get(slot), box)) for person, slot, box in rows)
        return tuple(person for person, who in found if who and who.phone and who.phone.endswith(tail))

    def needed(self, person: str) -> date | None:
        """The last day on which a service needs to know somebody."""
        return max((day for need in self._needs if (day := need(self._store, person))), default=None)


def commitment(salt: bytes, who: Who) -> str:
    """What the record says of somebody without saying it: SHA-256 over a salt, the name and the phone, in hex."""
    return sha256(_COMMITMENT + salt + msgspec.json.encode([who.name, who.phone])).hexdigest()
