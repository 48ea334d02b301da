"""The tables of beds, kept by the events alone."""

from typing import Final

import msgspec

from kiosk.base.clock import Deadline
from kiosk.base.event import Entry
from kiosk.base.store import Store
from kiosk.services.beds import events
from kiosk.services.beds.figures import Figures, delta

# One bed, one booking a slot: the race for a bed ends at the key of beds_taken. A bed that was slept in stays taken
# until its slot is over; one that nobody came to, or that was given back, is free for somebody else.
# `next_at` is when time decides something about a booking, by the wall clock: what every request asks for is one key.
SCHEMA: Final = """
CREATE TABLE beds_slots (day TEXT, slot TEXT, ends TEXT NOT NULL, numbers TEXT NOT NULL, places INTEGER NOT NULL,
  beds INTEGER NOT NULL, held INTEGER NOT NULL, expired INTEGER NOT NULL, sold INTEGER NOT NULL,
  slept INTEGER NOT NULL, no_shows INTEGER NOT NULL, cancelled INTEGER NOT NULL, moved INTEGER NOT NULL,
  queued INTEGER NOT NULL, taken_fen INTEGER NOT NULL, income_fen INTEGER NOT NULL,
  PRIMARY KEY (day, slot)) STRICT, WITHOUT ROWID;
CREATE TABLE beds_taken (day TEXT, slot TEXT, bed INTEGER, PRIMARY KEY (day, slot, bed)) STRICT, WITHOUT ROWID;
CREATE TABLE beds_bookings (booking TEXT PRIMARY KEY, day TEXT NOT NULL, slot TEXT NOT NULL, ends TEXT NOT NULL,
  room TEXT NOT NULL, bed INTEGER NOT NULL, state TEXT NOT NULL, sale TEXT NOT NULL, code TEXT NOT NULL,
  price_fen INTEGER NOT NULL, arrive_by TEXT NOT NULL, wake_at TEXT NOT NULL, over TEXT NOT NULL,
  undo_until TEXT NOT NULL, woken TEXT NOT NULL, walk_in INTEGER NOT NULL, kept INTEGER NOT NULL,
  issued_epoch INTEGER NOT NULL, issued_seq INTEGER NOT NULL, changed_at TEXT NOT NULL,
  next_at TEXT NOT NULL AS (CASE state WHEN 'paid' THEN arrive_by ->> 'at'
    WHEN 'in' THEN iif(woken = '', wake_at, over) ->> 'at' ELSE '' END)) STRICT, WITHOUT ROWID;
CREATE INDEX beds_due ON beds_bookings (next_at, day, slot) WHERE next_at <> '';
CREATE INDEX beds_in ON beds_bookings (bed) WHERE state = 'in';
CREATE INDEX beds_by_slot ON beds_bookings (day, slot, bed);
CREATE INDEX beds_live ON beds_bookings (code, state) WHERE state IN ('held', 'paid', 'in');
CREATE INDEX beds_codes ON beds_bookings (code, day);
CREATE INDEX beds_sales ON beds_bookings (sale);
CREATE TABLE beds_tickets (epoch INTEGER, seq INTEGER, booking TEXT NOT NULL, PRIMARY KEY (epoch, seq))
  STRICT, WITHOUT ROWID;
CREATE TABLE beds_queue (day TEXT, slot TEXT, place INTEGER, room TEXT NOT NULL, state TEXT NOT NULL,
  bed INTEGER NOT NULL, until TEXT NOT NULL, changed_at TEXT NOT NULL,
  PRIMARY KEY (day, slot, place)) STRICT, WITHOUT ROWID;
CREATE INDEX beds_queue_open ON beds_queue (day, slot, place) WHERE state IN ('waiting', 'offered');
CREATE TABLE beds_rooms (bed INTEGER PRIMARY KEY, closed TEXT NOT NULL, dirty INTEGER NOT NULL,
  changed_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE beds_linen (day TEXT PRIMARY KEY, changed INTEGER NOT NULL) STRICT, WITHOUT ROWID;
"""
TABLES: Final = (
    "beds_slots",
    "beds_taken",
    "beds_bookings",
    "beds_tickets",
    "beds_queue",
    "beds_rooms",
    "beds_linen",
)

FIGURES: Final = tuple(field.name for field in msgspec.structs.fields(Figures))
_COUNT: Final = (
    "UPDATE beds_slots SET "  # noqa: S608 - names of our own columns
    + ", ".join(f"{name} = {name} + ?" for name in FIGURES)
    + " WHERE day = ? AND slot = ?"
)
_DEADLINE: Final = msgspec.json.Encoder()
_NUMBERS: Final = msgspec.json.Decoder(tuple[int, ...])

_Booked = (
    events.LetGo
    | events.CheckedIn
    | events.CheckedOut
    | events.NoShow
    | events.Undone
    | events.Cancelled
    | events.Moved
)
_Placed = events.WaitJoined | events.WaitOffered | events.WaitLeft
_Slotted = events.SlotOpened | events.SlotChanged | events.Held | events.TicketIssued | _Booked | _Placed


def apply(store: Store, entry: Entry) -> None:
    """Keeps the tables."""
    fact = entry.fact
    if isinstance(fact, events.SlotOpened | events.SlotChanged):
        _slot(store, fact)
    elif isinstance(fact, events.Held):
        _held(store, entry, fact)
    elif isinstance(fact, events.TicketIssued):
        _issued(store, entry, fact)
    elif isinstance(fact, _Booked):
        _booked(store, entry, fact)
    elif isinstance(fact, _Placed):
        _queue(store, entry, fact)
    elif isinstance(fact, events.Woken):
        store.execute(
            "UPDATE beds_bookings SET woken = ? WHERE day = ? AND slot = ? AND state = 'in'",
            (entry.at, fact.day, fact.slot),
        )
    else:
        _room(store, entry)
    if isinstance(fact, _Slotted):
        _count(store, fact)


def _count(store: Store, fact: _Slotted) -> None:
    """Moves the figures of a slot by what the fact changes in them."""
    change = delta(fact)
    if change is not None:
        store.execute(_COUNT, (*msgspec.structs.astuple(change), fact.day, fact.slot))


def _until(until: Deadline) -> str:
    return _DEADLINE.encode(until).decode()


def _slot(store: Store, fact: events.SlotOpened | events.SlotChanged) -> None:
    if isinstance(fact, events.SlotOpened):
        store.execute(
            "INSERT INTO beds_slots VALUES (?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
            (fact.day, fact.slot, fact.ends, _DEADLINE.encode(fact.beds).decode()),
        )
        return
    row = store.execute("SELECT numbers FROM beds_slots WHERE day = ? AND slot = ?", (fact.day, fact.slot)).fetchone()
    beds = sorted(({*_NUMBERS.decode(row[0])} | {*fact.added}) - {*fact.gone})
    store.execute(
        "UPDATE beds_slots SET numbers = ? WHERE day = ? AND slot = ?",
        (_DEADLINE.encode(beds).decode(), fact.day, fact.slot),
    )


def _held(store: Store, entry: Entry, fact: events.Held) -> None:
    """A bed is taken. Money that came too late holds one under the booking that it had."""
    if fact.wait:
        store.execute(
            "UPDATE beds_queue SET state = 'taken', changed_at = ? WHERE day = ? AND slot = ? AND place = ?",
            (entry.at, fact.day, fact.slot, fact.wait),
        )
    else:
        _take(store, fact.day, fact.slot, fact.bed)
    store.execute(
        "INSERT OR REPLACE INTO beds_bookings "
        "VALUES (?, ?, ?, ?, ?, ?, 'held', ?, ?, ?, '', '', '', '', '', ?, 0, 0, 0, ?)",
        (
            fact.booking,
            fact.day,
            fact.slot,
            fact.ends,
            fact.room,
            fact.bed,
            fact.sale,
            fact.code,
            fact.price_fen,
            int(fact.walk_in),
            entry.at,
        ),
    )


def _take(store: Store, day: str, slot: str, bed: int) -> None:
    store.execute("INSERT INTO beds_taken VALUES (?, ?, ?)", (day, slot, bed))


def _free(store: Store, day: str, slot: str, bed: int) -> None:
    store.execute("DELETE FROM beds_taken WHERE day = ? AND slot = ? AND bed = ?", (day, slot, bed))


def _issued(store: Store, entry: Entry, fact: events.TicketIssued) -> None:
    store.execute(
        "UPDATE beds_bookings SET state = 'paid', price_fen = ?, arrive_by = ?, wake_at = ?, over = ?, kept = ?, "
        "issued_epoch = ?, issued_seq = ?, changed_at = ? WHERE booking = ?",
        (
            fact.price_fen,
            _until(fact.arrive_by),
            _until(fact.wake_at),
            _until(fact.over),
            int(fact.late == "kept"),
            entry.epoch,
            entry.seq,
            entry.at,
            fact.booking,
        ),
    )
    store.execute("INSERT INTO beds_tickets VALUES (?, ?, ?)", (entry.epoch, entry.seq, fact.booking))


def _booked(store: Store, entry: Entry, fact: _Booked) -> None:
    match fact:
        case events.LetGo():
            _to(store, entry, fact, "expired")
            _free(store, fact.day, fact.slot, fact.bed)
        case events.CheckedIn():
            _to(store, entry, fact, "in", undo_until=_until(fact.undo_until))
        case events.CheckedOut():
            _to(store, entry, fact, "slept", undo_until=_until(fact.undo_until))
            _soil(store, entry, fact.bed)
        case events.NoShow():
            _to(store, entry, fact, "no_show", undo_until=_until(fact.undo_until))
            _free(store, fact.day, fact.slot, fact.bed)
        case events.Cancelled():
            _to(store, entry, fact, "cancelled")
            _free(store, fact.day, fact.slot, fact.bed)
            if fact.slept_in:
                _soil(store, entry, fact.bed)
        case events.Undone():
            _undone(store, entry, fact)
        case events.Moved():
            _moved(store, entry, fact)


def _to(store: Store, entry: Entry, fact: _Booked, state: str, *, undo_until: str = "") -> None:
    store.execute(
        "UPDATE beds_bookings SET state = ?, undo_until = ?, changed_at = ? WHERE booking = ?",
        (state, undo_until, entry.at, fact.booking),
    )


def _undone(store: Store, entry: Entry, fact: events.Undone) -> None:
    if fact.was == "slept":
        _to(store, entry, fact, "in")
        _clean(store, entry, fact.bed)
        return
    _to(store, entry, fact, "paid")
    store.execute("UPDATE beds_bookings SET arrive_by = ? WHERE booking = ?", (_until(fact.arrive_by), fact.booking))
    if fact.was == "no_show":
        _take(store, fact.day, fact.slot, fact.bed)


def _moved(store: Store, entry: Entry, fact: events.Moved) -> None:
    _free(store, fact.day, fact.slot, fact.bed)
    _take(store, fact.day, fact.slot, fact.to)
    store.execute(
        "UPDATE beds_bookings SET bed = ?, room = ?, issued_epoch = ?, issued_seq = ?, changed_at = ? "
        "WHERE booking = ?",
        (fact.to, fact.room, entry.epoch, entry.seq, entry.at, fact.booking),
    )
    store.execute("INSERT INTO beds_tickets VALUES (?, ?, ?)", (entry.epoch, entry.seq, fact.booking))
    if fact.slept_in:
        _soil(store, entry, fact.bed)


def _soil(store: Store, entry: Entry, bed: int) -> None:
    store.execute(
        "INSERT INTO beds_rooms VALUES (?, '', 1, ?) ON CONFLICT (bed) DO UPDATE SET dirty = 1, changed_at = ?",
        (bed, entry.at, entry.at),
    )


def _clean(store: Store, entry: Entry, bed: int) -> None:
    store.execute("UPDATE beds_rooms SET dirty = 0, changed_at = ? WHERE bed = ?", (entry.at, bed))


def _queue(store: Store, entry: Entry, fact: _Placed) -> None:
    key = (fact.day, fact.slot, fact.place)
    match fact:
        case events.WaitJoined():
            store.execute(
                "INSERT INTO beds_queue VALUES (?, ?, ?, ?, 'waiting', 0, '', ?)", (*key, fact.room, entry.at)
            )
            store.execute("UPDATE beds_slots SET places = ? WHERE day = ? AND slot = ?", (fact.place, *key[:2]))
        case events.WaitOffered():
            store.execute(
                "UPDATE beds_queue SET state = 'offered', bed = ?, until = ?, changed_at = ? "
                "WHERE day = ? AND slot = ? AND place = ?",
                (fact.bed, _until(fact.until), entry.at, *key),
            )
            _take(store, fact.day, fact.slot, fact.bed)
        case events.WaitLeft():
            row = store.execute(
                "SELECT bed FROM beds_queue WHERE day = ? AND slot = ? AND place = ? AND state = 'offered'", key
            ).fetchone()
            if row:
                _free(store, fact.day, fact.slot, row[0])
            store.execute(
                "UPDATE beds_queue SET state = 'left', changed_at = ? WHERE day = ? AND slot = ? AND place = ?",
                (entry.at, *key),
            )


def _room(store: Store, entry: Entry) -> None:
    match entry.fact:
        case events.LinenChanged() as fact:
            _clean(store, entry, fact.bed)
            store.execute(
                "INSERT INTO beds_linen VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET changed = changed + 1",
                (fact.day,),
            )
        case events.BedClosed() as fact:
            store.execute(
                "INSERT INTO beds_rooms VALUES (?, ?, 0, ?) ON CONFLICT (bed) DO UPDATE SET closed = ?, changed_at = ?",
                (fact.bed, fact.reason, entry.at, fact.reason, entry.at),
            )
        case events.BedReopened() as fact:
            store.execute("UPDATE beds_rooms SET closed = '', changed_at = ? WHERE bed = ?", (entry.at, fact.bed))
        case _:
            pass
