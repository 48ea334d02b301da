"""What the rules need to know, and nothing more; what they all ask of it."""

from datetime import date, datetime, timedelta
from typing import Final, Literal

import msgspec

from kiosk.base.clock import Deadline, Now
from kiosk.base.days import is_date
from kiosk.base.request import Refused, Scene
from kiosk.services.beds import events
from kiosk.services.beds.settings import Room, Settings, Slot

OWED: Final = "owed.beds"
INCOME: Final = "income.beds"
BookingState = Literal["held", "paid", "in", "slept", "no_show", "cancelled", "expired"]
_NEVER: Final = Deadline("", 0, "", 0)


class Booking(msgspec.Struct, frozen=True):
    """One booking. Its deadlines are empty until it is paid for."""

    booking: str
    day: str
    slot: str
    ends: str
    room: str
    bed: int
    state: BookingState
    sale: str
    code: str
    price_fen: int = 0
    arrive_by: Deadline = _NEVER
    wake_at: Deadline = _NEVER
    over: Deadline = _NEVER
    undo_until: Deadline = _NEVER
    woken: bool = False
    walk_in: bool = False
    kept: bool = False


class Place(msgspec.Struct, frozen=True):
    """A place in the queue: waiting, offered (then with a bed and until when), or ended."""

    place: int
    room: str
    state: str
    bed: int = 0
    until: Deadline = _NEVER


class SlotState(msgspec.Struct, frozen=True):
    """One slot of a day: `beds` it was opened with (none: not yet), which are `taken` by bookings and offers.

    `broken` beds are closed, `dirty` ones want linen, in `occupied` ones somebody lies now, of any slot; `codes` are
    in use (known where a bed is booked), `places` is the last one given.
    """

    day: str
    slot: str
    beds: tuple[int, ...] = ()
    taken: frozenset[int] = frozenset()
    broken: frozenset[int] = frozenset()
    dirty: frozenset[int] = frozenset()
    occupied: frozenset[int] = frozenset()
    codes: frozenset[str] = frozenset()
    places: int = 0
    queue: tuple[Place, ...] = ()
    place: Place | None = None

    def free(self, room: Room, today: str) -> tuple[int, ...]:
        """The beds of a room that can be sold: today no bed whose linen is not changed."""
        barred = self.taken | self.broken | (self.dirty if self.day == today else frozenset())
        return tuple(bed for bed in room.beds if bed not in barred)


class BookingNow(msgspec.Struct, frozen=True):
    """For all about one booking: the booking, and its slot."""

    booking: Booking | None
    slot: SlotState = SlotState("", "")


class BedState(msgspec.Struct, frozen=True):
    """One bed, whatever the day: closed for a reason, to be made, somebody in it."""

    closed: str = ""
    dirty: bool = False
    occupied: bool = False


class SlotDue(msgspec.Struct, frozen=True):
    """A slot with what time may decide: its bookings whose time has come by the wall clock, and its queue."""

    slot: SlotState
    ends: str
    bookings: tuple[Booking, ...] = ()


def moment(now: Now, day: str, minute: str, plus_min: int = 0) -> Deadline:
    """A time of day on a date as a deadline: by the time since boot while this boot lasts."""
    at = datetime.fromisoformat(f"{day}T{minute}:00+08:00") + timedelta(minutes=plus_min)
    seconds = max(0, int((at - now.at).total_seconds()))
    return Deadline(at.isoformat(timespec="milliseconds"), now.up + seconds * 1000, now.boot, seconds)


def over(until: Deadline, now: Now) -> bool:
    """Whether a time has come by both clocks: a wall clock that jumps takes nobody's bed away."""
    return until.passed(now) and now.stamp >= until.at


def had_time(until: Deadline, now: Now) -> bool:
    """Whether a time has come by one of the clocks: enough where somebody looks."""
    return until.passed(now) or now.stamp >= until.at


def minute_before(minute: str, minutes: int) -> str:
    """So many minutes before a time of day, not before midnight: 11:45 for 12:00 and 15."""
    at = max(0, int(minute[:2]) * 60 + int(minute[3:]) - minutes)
    return f"{at // 60:02d}:{at % 60:02d}"


def check_day(day: str, scene: Scene[Settings]) -> None:
    """Raises Refused for a date that is none, is gone, is too far ahead, or on which the station is closed (放假)."""
    today = scene.now.date
    if not is_date(day):
        raise Refused("beds.bad_day", {})
    if day < today:
        raise Refused("beds.day_gone", {})
    if (date.fromisoformat(day) - date.fromisoformat(today)).days > scene.settings.days_ahead:
        raise Refused("beds.too_far_ahead", {"most": scene.settings.days_ahead})
    if not scene.days.open_on(day):
        later = scene.days.next_open(day)
        if later is None:
            raise Refused("house.closed_for_long", {})
        raise Refused("house.day_off", {"month": later.month, "day": later.day})


def check_slot(starts: str, day: str, scene: Scene[Settings], *, offered: bool = False) -> Slot:
    """The slot, while it is sold, or for an offer. Raises Refused for one that there is not, or that is nearly over."""
    slot = scene.settings.slot(starts)
    if slot is None:
        raise Refused("beds.no_such_slot", {})
    if offered or day != scene.now.date:
        return slot
    if scene.now.minute >= minute_before(slot.ends, scene.settings.last_min):
        raise Refused("beds.too_late", {"ends": slot.ends})
    return slot


def check_room(room_id: str, scene: Scene[Settings]) -> Room:
    """The room. Raises Refused where the station has none of that name."""
    room = scene.settings.room(room_id)
    if room is None:
        raise Refused("beds.no_such_room" if scene.settings.rooms else "beds.none_here", {})
    return room


def in_state(booking: Booking | None, *states: str) -> Booking:
    """The booking, where it is in one of these states. Raises Refused."""
    if booking is None:
        raise Refused("beds.no_such_ticket", {})
    if booking.state not in states:
        raise Refused("beds.ticket_is", {"bed": booking.bed, "state": booking.state})
    return booking


def opened(slot: SlotState, ends: str, beds: tuple[int, ...]) -> events.SlotOpened | events.SlotChanged | None:
    """What is to be said of a slot's capacity before something is sold of it."""
    if not slot.beds:
        return events.SlotOpened(day=slot.day, slot=slot.slot, ends=ends, beds=beds)
    added, gone = tuple(sorted({*beds} - {*slot.beds})), tuple(sorted({*slot.beds} - {*beds}))
    return events.SlotChanged(day=slot.day, slot=slot.slot, added=added, gone=gone) if added or gone else None
