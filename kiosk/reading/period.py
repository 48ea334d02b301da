"""Periods of the record: the events from one date to another, found without reading those before."""

import calendar
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from kiosk.base.event import Entry
from kiosk.base.service import Service
from kiosk.base.store import Store
from kiosk.reading.spans import decoders, entry

_DATE: Final = "SELECT substr(json_extract(CAST(raw AS TEXT), '$.at'), 1, 10) FROM journal WHERE pos = ?"
# An ordinary day's events, about.
_STEP: Final = 256


def period(text: str) -> tuple[str, str]:
    """First and last date of a day (2024-03-01) or a month (2024-03). Raises ValueError."""
    if text.count("-") == 1:
        first = date.fromisoformat(text + "-01")
        return first.isoformat(), first.replace(day=calendar.monthrange(first.year, first.month)[1]).isoformat()
    day = date.fromisoformat(text).isoformat()
    return day, day


def entries(store: Store, services: Sequence[Service], first: str, last: str) -> tuple[Entry, ...]:
    """What happened by the wall clock from one date to another, both included, in the order of the record."""
    by_kind = decoders(tuple(services))
    found = []
    for low, high in _within(store, first, last):
        rows = store.execute("SELECT epoch, seq, raw FROM journal WHERE pos BETWEEN ? AND ? ORDER BY pos", (low, high))
        found += [made for row in rows if first <= (made := entry(by_kind, *row)).at[:10] <= last]
    return tuple(found)


def _within(store: Store, first: str, last: str) -> Iterator[tuple[int, int]]:
    """Stretches of the journal that hold a period.

    The wall clock runs forward between two jumps, but for steps too small to be noted: a day more at each end holds
    those.
    """
    early = _shifted(first, -1)
    late = _shifted(last, 1)
    jumps = store.execute(
        "SELECT e.first_pos + j.seq - 1 FROM house_jumps j JOIN epochs e ON e.epoch = j.epoch ORDER BY 1"
    ).fetchall()
    ends = store.execute("SELECT coalesce(max(pos), 0) FROM journal").fetchone()[0]
    begins = [1, *(row[0] for row in jumps)]
    for begin, end in zip(begins, [*(pos - 1 for pos in begins[1:]), ends], strict=True):
        low = _first(store, begin, end, early)
        high = _first(store, begin, end, _shifted(late, 1)) - 1
        if low <= high:
            yield low, high


def _shifted(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return day


def _first(store: Store, begin: int, end: int, day: str) -> int:
    """The first place of a stretch whose date is this one or later; the place after it where there is none.

    Sought from the end in growing steps: how far back a day lies counts, not how long the record is.
    """
    low, high, step = begin, end + 1, _STEP
    while (near := high - step) >= low:
        if _date(store, near) < day:
            low = near + 1
            break
        high, step = near, step * 2
    while low < high:
        middle = (low + high) // 2
        if _date(store, middle) < day:
            low = middle + 1
        else:
            high = middle
    return low


def _date(store: Store, pos: int) -> str:
    at: str = store.execute(_DATE, (pos,)).fetchone()[0]
    return at
