"""How much room is left on the disk that holds the record, and for how long that is enough."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from kiosk.base.clock import Now
from kiosk.base.event import Event
from kiosk.base.store import Store
from kiosk.record.hello import Room

MB = 1024 * 1024
# Somebody has to find, order and fit a larger disk.
SOON_MONTHS: Final = 6
# The pace is that of so many events, a year of a usual station; one that is younger than this has none yet.
_LATELY: Final = 100_000
_LEAST_DAYS: Final = 7.0
_MONTH_DAYS: Final = 30.4
_EVENT: Final = msgspec.json.Decoder(Event)


def free_mb(store: Store) -> int:
    """Megabytes free where the file of a connection lies."""
    return _free_bytes(store) // MB


def months(free: int, reserve: int, size: int, events: int, lately: int, days: float) -> float | None:
    """For how long a disk is enough, at the pace of late; None where there is no pace to tell it by.

    `free`, `reserve` and the record's `size` in bytes; `lately` of its `events` happened within the last `days`.
    """
    if days < _LEAST_DAYS or lately <= 0 or events <= 0:
        return None
    a_day = size / events * lately / days
    return max(0.0, (free - reserve) / a_day / _MONTH_DAYS)


def months_left(store: Store, now: Now, reserve_mb: int) -> float | None:
    """The same, for the record on a connection."""
    events = int(_one(store, "SELECT coalesce(max(pos), 0) FROM journal"))
    since = max(1, events - _LATELY)
    raw = _one(store, "SELECT raw FROM journal WHERE pos = ?", since)
    if raw is None:
        return None
    days = (now.at - datetime.fromisoformat(_EVENT.decode(raw).at)).total_seconds() / 86_400
    pages = int(_one(store, "PRAGMA page_count")) - int(_one(store, "PRAGMA freelist_count"))
    size = pages * int(_one(store, "PRAGMA page_size"))
    return months(_free_bytes(store), reserve_mb * MB, size, events, events - since, days)


def room(store: Store, now: Now, reserve_mb: int) -> Room:
    """What the centre is told of it."""
    left = months_left(store, now, reserve_mb)
    return Room(free_mb(store), -1 if left is None else int(left))


def _free_bytes(store: Store) -> int:
    file = next(iter(store.execute("PRAGMA database_list")))[2]
    stat = os.statvfs(Path(file).parent)
    return stat.f_bavail * stat.f_frsize


def _one(store: Store, statement: str, *bindings: int) -> Any:
    row = next(iter(store.execute(statement, bindings)), None)
    return row[0] if row else None
