"""What the record must be: unbroken since its last signature, at the centre, under a clock that was kept."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from kiosk.base.clock import Now
from kiosk.base.event import Event
from kiosk.record.chain import follows
from kiosk.record.heads import signed_by
from kiosk.services.house.readings import line_now, line_state, since
from kiosk.station.doctor.finding import Finding, State, found
from kiosk.station.journal import Journal, sound

_BEHIND_S: Final = 60
_DRIFT_S: Final = 5.0
_LATELY_DAYS: Final = 30
_EVENT: Final = msgspec.json.Decoder(Event)


def chain(journal: Journal) -> Finding:
    """The last signed head, its signature, and every event after it."""
    signed = next(iter(journal.signed_heads()[::-1]), None)
    events = journal.count()
    if signed is None:
        return found("journal", "warn", "unsigned", events=events)
    head = signed.head
    key = journal.db.execute("SELECT public_key FROM house_epochs WHERE epoch = ?", (head.epoch,)).fetchone()
    if (
        key is None
        or not signed_by(bytes.fromhex(key[0]), journal.device, signed)
        or journal.hash_at(head.epoch, head.seq) != head.hash
    ):
        return found("journal", "bad", "broken", epoch=head.epoch, seq=head.seq)
    rows = journal.db.execute(
        "SELECT epoch, seq, raw, hash FROM journal WHERE pos > (SELECT first_pos FROM epochs WHERE epoch = ?) + ? - 1 "
        "ORDER BY pos",
        (head.epoch, head.seq),
    )
    prev, seq = head.hash, head.seq
    for row in map(sound, rows):
        if row[:2] != (head.epoch, seq + 1) or not follows(journal.device, prev, row):
            return found("journal", "bad", "broken", epoch=head.epoch, seq=seq + 1)
        prev, seq = row[3], seq + 1
    return found("journal", "ok", events=events, after=seq - head.seq)


def line(journal: Journal) -> Finding:
    """How much of the record is not at the centre yet, and what is in the way."""
    now = line_now(journal.db)
    if now is None:
        return found("line", "ok", "none")
    said = line_state(now)
    state: State = "bad" if said in {"refused", "disputed"} else "ok" if said in {"ok", "waiting"} else "warn"
    return found("line", state, said, count=now.waiting, since=since(now.oldest), problem=now.trouble)


def _wall_clock(journal: Journal, now: Now) -> Finding:
    """The wall clock against the newest event: it may not stand before it."""
    raw = journal.last_raw()
    last = datetime.fromisoformat(_EVENT.decode(raw).at) if raw else now.at
    behind = (last - now.at).total_seconds() > _BEHIND_S
    return found("clock", "bad" if behind else "ok", now=f"{now.at:%Y-%m-%d %H:%M}", last=f"{last:%Y-%m-%d %H:%M}")


def clocks(journal: Journal, now: Now) -> Iterator[Finding]:
    """The wall clock: against the newest event, its jumps of late, what it was moved by since the machine came up."""
    yield _wall_clock(journal, now)
    since = (now.at - timedelta(days=_LATELY_DAYS)).isoformat(timespec="milliseconds")
    rows: list[Any] = journal.db.execute(
        "SELECT before, after FROM house_jumps WHERE after >= ? ORDER BY epoch, seq", (since,)
    ).fetchall()
    before, after = rows[-1] if rows else ("", "")
    fields: dict[str, Any] = {"count": len(rows), "days": _LATELY_DAYS, "before": before[:16], "after": after[:16]}
    yield found("jumps", "warn" if rows else "ok", **fields)
    if (drift := _drift(journal, now)) is not None:
        yield found("drift", "warn" if abs(drift) > _DRIFT_S else "ok", seconds=round(drift, 1))


def _drift(journal: Journal, now: Now) -> float | None:
    """Seconds by which the wall clock gained on the time since boot, from this boot's first event; None without one."""
    low, high = 1, journal.count()
    while low < high:  # events of one boot stand together, this boot's at the end
        middle = (low + high) // 2
        low, high = (low, middle) if _event(journal, middle).boot == now.boot else (middle + 1, high)
    first = _event(journal, low) if high else None
    if first is None or first.boot != now.boot:
        return None
    passed = (now.at - datetime.fromisoformat(first.at)).total_seconds()
    return passed - (now.up - first.up) / 1000


def _event(journal: Journal, pos: int) -> Event:
    row = journal.db.execute("SELECT epoch, seq, raw, hash FROM journal WHERE pos = ?", (pos,)).fetchone()
    return _EVENT.decode(sound(row or ())[2])
