"""What each rule is given."""

from typing import Any, Final

import msgspec

from kiosk.base.clock import Deadline, Now
from kiosk.base.days import is_date
from kiosk.base.event import Happened
from kiosk.base.request import Decision, Scene
from kiosk.base.sale import Line
from kiosk.base.store import Store
from kiosk.services.beds import requests
from kiosk.services.beds.rules import booking as selling
from kiosk.services.beds.rules import due as by_time
from kiosk.services.beds.rules.state import BedState, Booking, BookingNow, Place, SlotDue, SlotState
from kiosk.services.beds.settings import Settings
from kiosk.services.slips.readings import code_here

_FIELDS: Final = tuple(field.name for field in msgspec.structs.fields(Booking))
_BOOKING: Final = ", ".join(_FIELDS)
_RIPE: Final = "INDEXED BY beds_due WHERE next_at <> '' AND next_at <= ?"
_PLACE: Final = "place, room, state, bed, until"
_UNTIL: Final = msgspec.json.Decoder(Deadline)
_NUMBERS: Final = msgspec.json.Decoder(tuple[int, ...])
_NEVER: Final = Deadline("", 0, "", 0)
_CODE_DIGITS: Final = 6
_LONGEST_ID: Final = 64


def _until(text: str) -> Deadline:
    return _UNTIL.decode(text) if text else _NEVER


def as_booking(row: tuple[Any, ...]) -> Booking:
    """A booking from its row."""
    found = dict(zip(_FIELDS, row, strict=True))
    found |= {name: _until(found[name]) for name in ("arrive_by", "wake_at", "over", "undo_until")}
    return Booking(**found | {name: bool(found[name]) for name in ("woken", "walk_in", "kept")})


def _places(store: Store, day: str, slot: str) -> tuple[Place, ...]:
    rows = store.execute(
        f"SELECT {_PLACE} FROM beds_queue WHERE day = ? AND slot = ? "  # noqa: S608 - constants
        "AND state IN ('waiting', 'offered') ORDER BY place",
        (day, slot),
    ).fetchall()
    return tuple(Place(place, room, state, bed, _until(until)) for place, room, state, bed, until in rows)


def bookings(store: Store, where: str, bound: tuple[Any, ...]) -> tuple[Booking, ...]:
    """The bookings for which a condition of ours holds."""
    rows = store.execute(f"SELECT {_BOOKING} FROM beds_bookings WHERE {where}", bound).fetchall()  # noqa: S608 - constants
    return tuple(as_booking(row) for row in rows)


def slot_state(store: Store, day: str, slot: str, place: int = 0) -> SlotState:
    """One slot of a day as it stands."""
    row = store.execute("SELECT numbers, places FROM beds_slots WHERE day = ? AND slot = ?", (day, slot)).fetchone()
    rooms = store.execute("SELECT bed, closed, dirty FROM beds_rooms WHERE closed <> '' OR dirty").fetchall()
    queue = _places(store, day, slot)
    return SlotState(
        day,
        slot,
        _NUMBERS.decode(row[0]) if row else (),
        _beds(store, "SELECT bed FROM beds_taken WHERE day = ? AND slot = ?", day, slot),
        frozenset(bed for bed, closed, _ in rooms if closed),
        frozenset(bed for bed, _, dirty in rooms if dirty),
        _beds(store, "SELECT bed FROM beds_bookings WHERE state = 'in'"),
        places=row[1] if row else 0,
        queue=queue,
        place=next((one for one in queue if place and one.place == place), None),
    )


def _beds(store: Store, query: str, *bound: str) -> frozenset[int]:
    return frozenset(bed for (bed,) in store.execute(query, bound).fetchall())


def for_booking(store: Store, request: requests.Book | requests.Sell, scene: Scene[Any]) -> SlotState:
    """The slot that is wanted, and the place in the queue whose offer is taken up."""
    if scene.settings.slot(request.slot) is None or not is_date(request.day):
        return SlotState(request.day, request.slot)
    found = slot_state(store, request.day, request.slot, request.wait if isinstance(request, requests.Book) else 0)
    codes = store.execute("SELECT code FROM beds_bookings WHERE state IN ('held', 'paid', 'in')").fetchall()
    return msgspec.structs.replace(found, codes=frozenset(code for (code,) in codes))


def for_queue(store: Store, request: requests.JoinWait | requests.LeaveWait, scene: Scene[Any]) -> SlotState:
    """The slot of today that is waited for."""
    place = request.place if isinstance(request, requests.LeaveWait) else 0
    if scene.settings.slot(request.slot) is None:
        return SlotState(scene.now.date, request.slot)
    return slot_state(store, scene.now.date, request.slot, place)


def _now(store: Store, found: Booking | None) -> BookingNow:
    return BookingNow(found, slot_state(store, found.day, found.slot)) if found else BookingNow(None)


def by_id(store: Store, booking: str) -> Booking | None:
    """A booking by its id."""
    if not (booking.isascii() and booking.isalnum() and len(booking) <= _LONGEST_ID):
        return None
    return next(iter(bookings(store, "booking = ?", (booking,))), None)


def by_code(store: Store, scene: Scene[Any], text: str) -> Booking | None:
    """A booking by what is scanned from its ticket, that code in digits, or the six digits to check in with.

    The hash of a ticket's code is compared with that of the slip that went out: nobody makes one up.
    """
    text = text.strip()
    if len(text) == _CODE_DIGITS and text.isascii() and text.isdigit():
        found = bookings(store, "code = ? AND day >= ? ORDER BY day, changed_at DESC", (text, scene.now.date))
        return next((one for one in found if one.state in {"paid", "in"}), next(iter(found), None))
    code = code_here(store, text)
    if code is None:
        return None
    row = store.execute(
        "SELECT booking FROM beds_tickets WHERE epoch = ? AND seq = ?", (code.epoch, code.seq)
    ).fetchone()
    return by_id(store, row[0]) if row else None


def for_code(store: Store, request: requests.CheckIn | requests.CheckOut, scene: Scene[Any]) -> BookingNow:
    """The booking that a code means."""
    return _now(store, by_code(store, scene, request.code))


def for_change(
    store: Store, request: requests.NoShow | requests.Undo | requests.Cancel | requests.Move, scene: Scene[Any]
) -> BookingNow:
    """The booking asked about."""
    del scene
    return _now(store, by_id(store, request.booking))


def for_bed(
    store: Store, request: requests.ChangeLinen | requests.CloseBed | requests.ReopenBed, scene: Scene[Any]
) -> BedState:
    """The bed asked about."""
    if scene.settings.room_of(request.bed) is None:
        return BedState()
    row = store.execute("SELECT closed, dirty FROM beds_rooms WHERE bed = ?", (request.bed,)).fetchone()
    inside = store.execute("SELECT 1 FROM beds_bookings WHERE bed = ? AND state = 'in'", (request.bed,)).fetchone()
    return BedState(row[0] if row else "", bool(row[1]) if row else False, inside is not None)


def fulfil(store: Store, line: Line, sale: str, scene: Scene[Any]) -> tuple[Happened, ...]:
    """What a paid line becomes; how the slot stands matters only where the bed was let go of."""
    found = by_id(store, line.ref)
    state = _now(store, found) if found and found.state != "held" else BookingNow(found)
    return selling.fulfil(state, line, sale, scene)


def release(store: Store, line: Line, why: str, scene: Scene[Any]) -> tuple[Happened, ...]:
    """What an unpaid line leaves."""
    del scene
    return selling.release(BookingNow(by_id(store, line.ref)), why)


def due(store: Store, scene: Scene[Settings]) -> tuple[Decision, ...]:
    """What time decides, slot by slot: asked at each request, so only bookings whose time has come are read."""
    now = scene.now
    ripe = store.execute(f"SELECT DISTINCT day, slot FROM beds_bookings {_RIPE}", (now.stamp,)).fetchall()  # noqa: S608 - a constant
    queues = store.execute(
        "SELECT DISTINCT day, slot FROM beds_queue WHERE state IN ('waiting', 'offered') AND day <= ?", (now.date,)
    ).fetchall()
    slots = sorted({*ripe, *queues})
    return tuple(decision for day, slot in slots for decision in by_time.due(_slot_due(store, day, slot, now), scene))


def _slot_due(store: Store, day: str, slot: str, now: Now) -> SlotDue:
    ends = store.execute("SELECT ends FROM beds_slots WHERE day = ? AND slot = ?", (day, slot)).fetchone()[0]
    rows = store.execute(
        f"SELECT {_BOOKING} FROM beds_bookings {_RIPE} AND day = ? AND slot = ? ORDER BY bed",  # noqa: S608 - constants
        (now.stamp, day, slot),
    ).fetchall()
    return SlotDue(slot_state(store, day, slot), ends, tuple(as_booking(row) for row in rows))
