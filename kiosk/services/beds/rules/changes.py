"""A paid bed given back, or changed for another."""

from typing import Final

from kiosk.base.clock import Now
from kiosk.base.event import Happened
from kiosk.base.request import STAFF, Decision, Refused, Scene
from kiosk.base.sale import Refund
from kiosk.services.beds import events, requests
from kiosk.services.beds.rules.state import INCOME, OWED, Booking, BookingNow, in_state, moment, over
from kiosk.services.beds.settings import Settings

CHANGED_MIND: Final = "changed_mind"
# Why the staff give money back in full, at any time before the rest is over.
STAFF_REASONS: Final = ("mistake", "no_bed", "other")


def cancel(state: BookingNow, request: requests.Cancel, scene: Scene[Settings]) -> Decision:
    """Whoever changed their mind gets back what the settings say, until then; where the station is at fault, all."""
    staff = scene.role in STAFF
    if request.reason != CHANGED_MIND and (not staff or request.reason not in STAFF_REASONS):
        raise Refused("beds.bad_reason", {})
    booking = in_state(state.booking, "paid", *(("in",) if request.reason in STAFF_REASONS else ()))
    fee = 0
    if request.reason == CHANGED_MIND:
        if _too_late(booking, scene.settings, scene.now):
            raise Refused("beds.cancel_too_late", {"bed": booking.bed, "minutes": scene.settings.cancel_min})
        fee = min(scene.settings.cancel_fee_fen, booking.price_fen)
    back = booking.price_fen - fee
    fact = events.Cancelled(
        booking=booking.booking,
        day=booking.day,
        slot=booking.slot,
        bed=booking.bed,
        price_fen=booking.price_fen,
        fee_fen=fee,
        reason=request.reason,
        slept_in=booking.state == "in" and request.reason != "mistake",
    )
    money = Refund(booking.sale, back, OWED, request.reason, pay=staff and not request.drawer_short, number=booking.bed)
    return Decision(
        (Happened(fact, ((OWED, fee), (INCOME, -fee)) if fee else ()),),
        requests.GivenBack(bed=booking.bed, fen=back),
        refunds=(money,) if back else (),
    )


def _too_late(booking: Booking, settings: Settings, now: Now) -> bool:
    """Whether the time to give a ticket back is over: so long before its slot begins."""
    return over(moment(now, booking.day, booking.slot, -settings.cancel_min), now)


def move(state: BookingNow, request: requests.Move, scene: Scene[Settings]) -> Decision:
    """Another bed that is free and made; the attendant sees to it that the room is the right one."""
    booking = in_state(state.booking, "paid", "in")
    room = scene.settings.room_of(request.bed)
    if room is None:
        raise Refused("beds.no_such_bed", {})
    barred = state.slot.occupied if booking.state == "in" else frozenset[int]()
    if request.bed in barred or request.bed not in state.slot.free(room, scene.now.date):
        raise Refused("beds.bed_taken", {"bed": request.bed})
    moved = events.Moved(
        booking=booking.booking,
        day=booking.day,
        slot=booking.slot,
        bed=booking.bed,
        to=request.bed,
        room=room.id,
        slept_in=booking.state == "in",
    )
    return Decision((Happened(moved),), requests.Bedded(booking=booking.booking, bed=request.bed))
