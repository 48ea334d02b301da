"""What screens, the counter and reports read."""

from datetime import date, timedelta
from typing import Any, Final

import msgspec

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.beds.figures import Figures
from kiosk.services.beds.readings.load import by_code, by_id, slot_state
from kiosk.services.beds.readings.tables import FIGURES
from kiosk.services.beds.rules.state import Booking, SlotState, had_time, minute_before
from kiosk.services.beds.settings import Room, Settings
from kiosk.services.slips.readings import first_job

_FIGURES: Final = ", ".join(FIGURES)


class RoomOffer(msgspec.Struct, frozen=True):
    """A room in a slot: its beds that can be had (`free`), how many wait for one, which are kept for whom."""

    room: Room
    free: tuple[int, ...]
    queue: int = 0
    kept: tuple[tuple[int, int], ...] = ()


class Offer(msgspec.Struct, frozen=True):
    """A slot of a day as screens show it, while it is sold; `ahead` is how many days away."""

    day: str
    slot: str
    ends: str
    ahead: int
    price_fen: int
    rooms: tuple[RoomOffer, ...]

    @property
    def left(self) -> int:
        """The beds that can be had in all rooms."""
        return sum(len(room.free) for room in self.rooms)

    def of(self, room_id: str) -> RoomOffer:
        """What a room has. Raises StopIteration where there is no such room."""
        return next(one for one in self.rooms if one.room.id == room_id)


class Standing(msgspec.Struct, frozen=True):
    """What is offered now, in order of time.

    Where nothing is, `why` tells: day_off, over (today's rests) or none (no rooms); `again` is the next open date,
    where that is not tomorrow.
    """

    offers: tuple[Offer, ...]
    why: str = ""
    again: date | None = None
    opens: str = ""


def standing(store: Store, scene: Scene[Settings]) -> Standing:
    """Every slot that can be booked, today and ahead."""
    settings, today = scene.settings, scene.now.date
    if not settings.rooms:
        return Standing((), "none")
    again, opens = scene.days.resumes(today), settings.slots[0][0]
    if not scene.days.open_on(today):
        return Standing((), "day_off", again, opens)
    found = []
    for ahead in range(settings.days_ahead + 1):
        day = (date.fromisoformat(today) + timedelta(days=ahead)).isoformat()
        price = settings.price_on(day)
        if price is None or not scene.days.open_on(day):
            continue
        for starts, ends in settings.slots:
            if ahead or scene.now.minute < minute_before(ends, settings.last_min):
                found.append(_offer(slot_state(store, day, starts), ends, ahead, price, scene))
    return Standing(tuple(found), "" if found else "over", again, opens)


def _offer(state: SlotState, ends: str, ahead: int, price: int, scene: Scene[Settings]) -> Offer:
    rooms = tuple(
        RoomOffer(
            room,
            state.free(room, scene.now.date),
            sum(place.room == room.id for place in state.queue),
            tuple((one.place, one.bed) for one in state.queue if one.state == "offered" and one.room == room.id),
        )
        for room in scene.settings.rooms
    )
    return Offer(state.day, state.slot, ends, ahead, price, rooms)


class Ticket(msgspec.Struct, frozen=True):
    """A booking as screens show it, with its room where the settings still have it, and its slip's code in digits.

    `undoable` while what was done with it last can be undone, `late` once its guest has had the time to come; `free`
    are the beds that it can be moved to.
    """

    booking: Booking
    room: Room | None
    slip: str = ""
    changed_at: str = ""
    undoable: bool = False
    free: tuple[int, ...] = ()
    late: bool = False


def as_ticket(store: Store, scene: Scene[Settings], found: Booking) -> Ticket:
    """A booking as screens show it."""
    changed_at, slip = store.execute(
        "SELECT b.changed_at, coalesce(s.slip, '') FROM beds_bookings b "  # noqa: S608 - a key computed from our own columns
        f"LEFT JOIN spool s ON s.job = {first_job('b.issued_epoch', 'b.issued_seq')} WHERE b.booking = ?",
        (found.booking,),
    ).fetchone()
    state = slot_state(store, found.day, found.slot)
    return Ticket(
        found,
        scene.settings.room_of(found.bed),
        slip,
        changed_at,
        found.state in {"in", "slept", "no_show"} and not found.undo_until.passed(scene.now),
        tuple(bed for room in scene.settings.rooms for bed in state.free(room, scene.now.date)),
        found.state == "paid" and had_time(found.arrive_by, scene.now),
    )


def ticket(store: Store, scene: Scene[Settings], booking: str) -> Ticket | None:
    """A booking by its id."""
    found = by_id(store, booking)
    return as_ticket(store, scene, found) if found else None


def ticket_by_code(store: Store, scene: Scene[Settings], code: str) -> Ticket | None:
    """A booking by what is scanned or typed."""
    found = by_code(store, scene, code)
    return as_ticket(store, scene, found) if found else None


def figures(store: Store, first: str, last: str) -> dict[tuple[str, str], Figures]:
    """The figures of every day and slot from one date to another, both included."""
    rows = store.execute(
        f"SELECT day, slot, {_FIGURES} FROM beds_slots WHERE day BETWEEN ? AND ? ORDER BY day, slot",  # noqa: S608 - constants
        (first, last),
    ).fetchall()
    return {(row[0], row[1]): Figures(*row[2:]) for row in rows}


def linen_changed(store: Store, first: str, last: str) -> int:
    """How many beds were made from one date to another, both included."""
    count: int = store.execute(
        "SELECT coalesce(sum(changed), 0) FROM beds_linen WHERE day BETWEEN ? AND ?", (first, last)
    ).fetchone()[0]
    return count


def dirty(store: Store, scene: Scene[Any]) -> tuple[int, ...]:
    """The beds that want linen."""
    del scene
    return tuple(bed for (bed,) in store.execute("SELECT bed FROM beds_rooms WHERE dirty ORDER BY bed").fetchall())
