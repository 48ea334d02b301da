"""The events of a record as lines of JSON, also of a file that is damaged: whatever can be read is written down."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import apsw
import msgspec

from kiosk.record.chain import GENESIS, follows
from kiosk.station.backup import BackupRefused
from kiosk.station.files import sync
from kiosk.station.journal import Journal, sound

# After so many places without an event the record is at its end, where its file cannot say how long it is.
_EMPTY: Final = 2000
_UNKNOWN: Final = 2**62


class Line(msgspec.Struct, frozen=True):
    """One event: `raw` its bytes as they were written, `holds` whether its hash goes on from the event before."""

    epoch: int
    seq: int
    hash: str
    holds: bool
    raw: str


class Exported(msgspec.Struct, frozen=True):
    """How many events were written, how many of them hold, and how many places could not be read."""

    events: int
    hold: int
    unread: int


def export(path: Path, to: Path) -> Exported:
    """Writes every event of a journal that can be read to a file. Raises BackupRefused where it exists, NotAJournal."""
    if to.exists():
        raise BackupRefused(to, "file_there")
    journal = Journal(path, readonly=True)
    part, events, hold, unread = to.with_name(to.name + ".part"), 0, 0, 0
    try:
        with part.open("wb") as file:
            for line in _lines(journal):
                if line is None:
                    unread += 1
                    continue
                file.write(msgspec.json.encode(line) + b"\n")
                events, hold = events + 1, hold + line.holds
            file.flush()
            os.fsync(file.fileno())
    finally:
        journal.close()
    part.rename(to)
    sync(to.parent)
    return Exported(events, hold, unread)


def _lines(journal: Journal) -> Iterator[Line | None]:
    """Every place in order; None for one that cannot be read."""
    before, skipped, last = (0, GENESIS), 0, _last(journal)
    for place in itertools.count(1):
        if place > last or (last == _UNKNOWN and skipped > _EMPTY):
            break
        try:
            row = journal.db.execute("SELECT epoch, seq, raw, hash FROM journal WHERE pos = ?", (place,)).fetchone()
            text = sound(row)[2].decode() if row else ""
        except (apsw.Error, UnicodeDecodeError):
            row = None
        if row is None:
            skipped += 1
            continue
        yield from [None] * skipped
        skipped = 0
        epoch, seq, _, digest = row
        prev = GENESIS if seq == 1 else before[1]
        holds = (place == before[0] + 1 or seq == 1) and follows(journal.device, prev, row)
        yield Line(epoch, seq, digest.hex(), holds, text)
        before = (place, digest)
    if last != _UNKNOWN:
        yield from [None] * skipped


def _last(journal: Journal) -> int:
    """The newest place, as far as the file can still say."""
    try:
        return journal.count()
    except apsw.Error:
        return _UNKNOWN
