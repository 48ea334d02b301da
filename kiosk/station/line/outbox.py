"""What the centre has and what waits: a cursor on the journal, and batches of what comes after it."""

from typing import Any, Final

import apsw
import msgspec
from nacl.signing import SigningKey

from kiosk.record.batch import Batch
from kiosk.record.chain import GENESIS, Head
from kiosk.record.enrolment import EpochKey
from kiosk.record.heads import SignedHead, sign
from kiosk.record.hello import Hello, Known, Room, sign_hello

# So many events, or so many bytes, go at once: what a slow mobile line carries within a minute.
MOST_EVENTS: Final = 500
MOST_BYTES: Final = 512 * 1024


class Joined(msgspec.Struct, frozen=True):
    """The centre that was joined, and how far it is: `pos` counts the journal's events that it has acknowledged.

    `checkpoint` is the newest that goes on from all before it; `witnessed` the size of the newest one in the journal;
    `disputed` is 1 where one that does not go on from it is in the journal.
    """

    url: str
    station_id: str
    log_key: str
    pos: int
    checkpoint: str
    witnessed: int
    trouble: str
    disputed: int


class _Place(msgspec.Struct, frozen=True):
    """Which of how many events of its request one is."""

    i: int
    n: int

    @property
    def is_last(self) -> bool:
        """Whether the request ends here."""
        return self.i == self.n - 1


_PLACE: Final = msgspec.json.Decoder(_Place)


class Outbox:
    """One connection's view of a station's line."""

    def __init__(self, db: apsw.Connection, device: bytes, key: SigningKey) -> None:
        self._db = db
        self._device = device
        self._key = key
        self._public = bytes(key.verify_key).hex()

    def joined(self) -> Joined | None:
        """The centre that was joined, or None."""
        row = self._one("SELECT url, station_id, log_key, pos, checkpoint, witnessed, trouble, disputed FROM line")
        return Joined(*row) if row else None

    def join(self, url: str, station_id: str, log_key: str, checkpoint: str) -> None:
        """Begins anew with a centre."""
        row = (url, station_id, log_key, checkpoint)
        self._db.execute("INSERT OR REPLACE INTO line VALUES (1, ?, ?, ?, 0, ?, 0, '', '', 0)", row)
        self._db.execute("DELETE FROM published")
        self._db.execute("DELETE FROM verdicts")

    def epochs(self) -> tuple[EpochKey, ...]:
        """Every epoch of the journal and its key."""
        rows = self._db.execute("SELECT epoch, public_key FROM house_epochs ORDER BY epoch")
        return tuple(EpochKey(*row) for row in rows)

    def waiting(self) -> int:
        """How many events wait."""
        last, there = self._one("SELECT (SELECT coalesce(max(pos), 0) FROM journal), pos FROM line")
        return int(last - there)

    def acknowledged(self, head: Head, at: str) -> None:
        """Everything up to a head is at the centre."""
        self._db.execute("UPDATE line SET pos = ?", (self._pos(head.epoch, head.seq),))
        self.heard(at)

    def awaited(self, epoch: int, seq: int) -> None:
        """The centre awaits this event next; where the journal has none such, the cursor stays."""
        if self._one("SELECT 1 FROM epochs WHERE epoch = ?", epoch):
            last = self._one("SELECT coalesce(max(pos), 0) FROM journal")[0]
            self._db.execute("UPDATE line SET pos = ?", (min(last, self._pos(epoch, seq) - 1),))

    def hello(self, known: Known, room: Room, at: str) -> Hello:
        """What the station says of itself, signed."""
        epoch = self._one("SELECT max(epoch) FROM house_epochs")[0]
        return sign_hello(self._key, self._device, epoch, known, room, at)

    def heard(self, at: str) -> None:
        """The centre has answered; a dispute stays what it is."""
        self._db.execute("UPDATE line SET seen_at = ?, trouble = iif(disputed, 'disputed', '')", (at,))

    def keep(self, checkpoint: str) -> None:
        """A checkpoint that goes on from the one before."""
        self._db.execute("UPDATE line SET checkpoint = ?", (checkpoint,))

    def witnessed(self, size: int) -> None:
        """The journal names the checkpoint of that size."""
        self._db.execute("UPDATE line SET witnessed = ?", (size,))

    def disputed(self) -> None:
        """The journal names a checkpoint that does not go on from the one that was kept."""
        self._db.execute("UPDATE line SET disputed = 1, trouble = 'disputed'")

    def trouble(self, name: str) -> None:
        """What is in the way; told once."""
        self._db.execute("UPDATE line SET trouble = ? WHERE trouble <> ?", (name, name))

    def batch(self) -> Batch | None:
        """The next stretch that waits, signed; None where nothing does."""
        pos = self._one("SELECT pos FROM line")[0]
        rows: list[Any] = self._db.execute(
            "SELECT epoch, seq, hash, raw FROM journal WHERE pos > ? ORDER BY pos LIMIT ?", (pos, MOST_EVENTS)
        ).fetchall()
        if not rows:
            return None
        taken = _whole(rows)
        epoch, first = taken[0][:2]
        signed = self._signed(Head(*taken[-1][:3]))
        if signed is None:
            self._skip(epoch)
            return self.batch()
        prev = GENESIS if first == 1 else self._one("SELECT hash FROM journal WHERE pos = ?", pos)[0]
        events = tuple(row[3] for row in taken[: signed.head.seq - first + 1])
        return Batch(self._device, epoch, first, prev, signed.head.hash, signed.signature, events)

    def _signed(self, head: Head) -> SignedHead | None:
        """The head signed; of an epoch whose key is gone, the last one that was signed then and still waits."""
        if self._one("SELECT public_key FROM house_epochs WHERE epoch = ?", head.epoch)[0] == self._public:
            return sign(self._key, self._device, head)
        row = self._one(
            "SELECT epoch, seq, hash, signature FROM heads WHERE epoch = ?1 AND seq <= ?2 "
            "AND seq > (SELECT pos FROM line) - (SELECT first_pos FROM epochs WHERE epoch = ?1) + 1 "
            "ORDER BY seq DESC LIMIT 1",
            *(head.epoch, head.seq),
        )
        return SignedHead(Head(*row[:3]), row[3]) if row else None

    def _skip(self, epoch: int) -> None:
        """Nobody can sign what is left of an epoch whose key is gone: it stays here, and the next one is sent."""
        self._db.execute("UPDATE line SET pos = (SELECT first_pos - 1 FROM epochs WHERE epoch = ?)", (epoch + 1,))

    def _pos(self, epoch: int, seq: int) -> int:
        return int(self._one("SELECT first_pos FROM epochs WHERE epoch = ?", epoch)[0]) + seq - 1

    def _one(self, sql: str, *bindings: Any) -> Any:
        return self._db.execute(sql, bindings).fetchone()


def _whole(rows: list[Any]) -> list[Any]:
    """What goes at once: one epoch's, as much as there is room for, up to the end of a request where there is one."""
    room, taken, ended = MOST_BYTES, 0, 0
    for row in rows:
        room -= len(row[3])
        if row[0] != rows[0][0] or (taken and room < 0):
            break
        taken += 1
        if _PLACE.decode(row[3]).is_last:
            ended = taken
    return rows[: ended or taken]
