"""Beds held, sold, paid for, let go of."""

from hashlib import sha256

from kiosk.base.clock import deadline
from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.base.sale import Line, Payment, Quote
from kiosk.services.beds import events, requests
from kiosk.services.beds.rules.resting import lies_down
from kiosk.services.beds.rules.state import (
    Booking,
    BookingNow,
    SlotState,
    check_day,
    check_room,
    check_slot,
    minute_before,
    moment,
    opened,
)
from kiosk.services.beds.settings import Room, Settings, Slot

REST = "rest"
_CODES = 10**6


def book(state: SlotState, request: requests.Book, scene: Scene[Settings]) -> Decision:
    """A bed for whoever comes in time, as long as one is free; the one kept for who waits is theirs alone."""
    place = state.place
    offered = bool(request.wait) and place is not None and place.state == "offered" and place.room == request.room
    slot, room, price = _may_sell(request, scene, offered=offered)
    if request.wait and not offered:
        raise Refused("beds.no_offer", {"place": request.wait})
    bed = place.bed if offered and place is not None else _choose(room, state.free(room, scene.now.date), request.bed)
    return _held(state, request, scene, slot, room, bed, price)


def sell(state: SlotState, request: requests.Sell, scene: Scene[Settings]) -> Decision:
    """A bed sold at once; whoever lies down at once needs a slot that one may lie down in."""
    slot, room, price = _may_sell(request, scene)
    early = minute_before(slot.starts, scene.settings.early_min)
    if request.enter and (request.day != scene.now.date or scene.now.minute < early):
        raise Refused("beds.too_early", {"opens": early})
    free = state.free(room, scene.now.date)
    if request.enter:
        free = tuple(bed for bed in free if bed not in state.occupied)
    bed = _choose(room, free, request.bed)
    decision = _held(state, request, scene, slot, room, bed, price)
    assert decision.quote is not None
    return Decision(
        decision.events,
        quote=Quote(decision.quote.lines, scene.settings.hold_s, Payment(request.way, request.given_fen)),
        outcome=requests.Sold(booking="b" + request.request_id, bed=bed, sale="s" + request.request_id),
    )


def _may_sell(
    request: requests.Book | requests.Sell, scene: Scene[Settings], *, offered: bool = False
) -> tuple[Slot, Room, int]:
    """Slot, room and price; a bed that is kept for who waits outlasts the sale."""
    room = check_room(request.room, scene)
    check_day(scene.now.date, scene)
    check_day(request.day, scene)
    slot = check_slot(request.slot, request.day, scene, offered=offered)
    price = scene.settings.price_on(request.day)
    if price is None:
        raise Refused("beds.no_price", {"day": request.day})
    return slot, room, price


def _choose(room: Room, free: tuple[int, ...], wanted: int) -> int:
    """The bed that is wanted, or the first one that is free."""
    if wanted and wanted not in room.beds:
        raise Refused("beds.no_such_bed", {})
    if not free:
        raise Refused("beds.full", {"next": "chairs"})
    if wanted and wanted not in free:
        raise Refused("beds.bed_taken", {"bed": wanted})
    return wanted or free[0]


def _held(
    state: SlotState,
    request: requests.Book | requests.Sell,
    scene: Scene[Settings],
    slot: Slot,
    room: Room,
    bed: int,
    price: int,
) -> Decision:
    first = opened(state, slot.ends, scene.settings.beds)
    held = events.Held(
        booking="b" + request.request_id,
        day=request.day,
        slot=slot.starts,
        ends=slot.ends,
        room=room.id,
        bed=bed,
        sale="s" + request.request_id,
        code=_code(request.request_id, state.codes),
        price_fen=price,
        until=deadline(scene.now, scene.settings.hold_s),
        wait=request.wait if isinstance(request, requests.Book) else 0,
        walk_in=isinstance(request, requests.Sell) and request.enter,
    )
    line = Line("beds", REST, 1, price, bed, held.booking)
    return Decision(
        (*((Happened(first),) if first else ()), Happened(held)),
        quote=Quote((line,), scene.settings.hold_s),
        outcome=requests.Booked(
            booking=held.booking, bed=bed, sale=held.sale, code=held.code, total_fen=line.fen, until=held.until
        ),
    )


def _code(request_id: str, used: frozenset[str]) -> str:
    """Six digits from a request's random id, which no living booking has."""
    number = int.from_bytes(sha256(b"kiosk/beds/code/1" + request_id.encode()).digest()[:8]) % _CODES
    while (code := f"{number:06d}") in used:
        number = (number + 1) % _CODES
    return code


def fulfil(state: BookingNow, line: Line, sale: str, scene: Scene[Settings]) -> tuple[Happened, ...]:
    """The held bed becomes a ticket; where its hold was over, it is taken again, or another one of the room."""
    booking = state.booking
    if booking is None:
        raise Refused("beds.no_such_ticket", {})
    again: tuple[Happened, ...] = ()
    if booking.state != "held":
        held = _again(state.slot, booking, scene)
        again, booking = (Happened(held),), _as_held(booking, held)
    settings = scene.settings
    arrive = _arrive(booking, scene)
    issued = events.TicketIssued(
        booking=booking.booking,
        day=booking.day,
        slot=booking.slot,
        bed=booking.bed,
        sale=sale,
        ticket="t" + sale[1:],
        price_fen=line.fen,
        arrive_by=moment(scene.now, booking.day, arrive, settings.grace_min),
        wake_at=moment(scene.now, booking.day, booking.ends, -settings.wake_min),
        over=moment(scene.now, booking.day, booking.ends, settings.leave_min),
        late=settings.no_show,
    )
    enters = (lies_down(booking, scene),) if booking.walk_in else ()
    return (*again, Happened(issued), *enters)


def _arrive(booking: Booking, scene: Scene[Settings]) -> str:
    """From when the grace of a bed counts: the slot's beginning, or a sale after it."""
    return max(booking.slot, scene.now.minute) if booking.day == scene.now.date else booking.slot


def _again(slot: SlotState, booking: Booking, scene: Scene[Settings]) -> events.Held:
    """Money that came too late takes a bed once more, while the slot is sold."""
    room = check_room(booking.room, scene)
    check_day(booking.day, scene)
    check_slot(booking.slot, booking.day, scene)
    free = slot.free(room, scene.now.date)
    bed = _choose(room, free, booking.bed if booking.bed in free else 0)
    return events.Held(
        booking=booking.booking,
        day=booking.day,
        slot=booking.slot,
        ends=booking.ends,
        room=booking.room,
        bed=bed,
        sale=booking.sale,
        code=booking.code,
        price_fen=booking.price_fen,
        until=deadline(scene.now, scene.settings.hold_s),
        walk_in=booking.walk_in,
    )


def _as_held(booking: Booking, held: events.Held) -> Booking:
    return Booking(
        booking.booking,
        booking.day,
        booking.slot,
        booking.ends,
        booking.room,
        held.bed,
        "held",
        booking.sale,
        booking.code,
        walk_in=booking.walk_in,
    )


def release(state: BookingNow, why: str) -> tuple[Happened, ...]:
    """An unpaid bed is free again."""
    booking = state.booking
    if booking is None or booking.state != "held":
        return ()
    let_go = events.LetGo(booking=booking.booking, day=booking.day, slot=booking.slot, bed=booking.bed, why=why)
    return (Happened(let_go),)
