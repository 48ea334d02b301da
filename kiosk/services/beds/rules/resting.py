"""Coming, leaving, not coming; and undoing what was tapped by mistake."""

from typing import Final

from kiosk.base.clock import deadline
from kiosk.base.event import Happened
from kiosk.base.money import Posting
from kiosk.base.request import STAFF, Decision, Refused, Scene
from kiosk.base.sale import Refund
from kiosk.services.beds import events, requests
from kiosk.services.beds.rules.state import INCOME, OWED, Booking, BookingNow, had_time, in_state, minute_before, over
from kiosk.services.beds.settings import Settings

_DONE: Final = ("in", "slept", "no_show")


def check_in(state: BookingNow, request: requests.CheckIn, scene: Scene[Settings]) -> Decision:
    """Whoever has a ticket lies down, on its day, a little before its time or later; in a bed that is made."""
    del request
    booking = state.booking
    if booking is not None and booking.state == "in":
        raise Refused("beds.already_in", {"bed": booking.bed})
    booking = in_state(booking, "paid")
    if booking.day != scene.now.date:
        month, day = int(booking.day[5:7]), int(booking.day[8:])
        raise Refused("beds.other_day", {"month": month, "day": day, "slot": booking.slot})
    early = minute_before(booking.slot, scene.settings.early_min)
    if scene.now.minute < early and scene.role not in STAFF:
        raise Refused("beds.too_early", {"opens": early})
    if booking.bed in state.slot.occupied:
        raise Refused("beds.still_in", {"bed": booking.bed})
    if booking.bed in state.slot.broken:
        raise Refused("beds.bed_closed", {"bed": booking.bed})
    if booking.bed in state.slot.dirty:
        raise Refused("beds.not_made", {"bed": booking.bed})
    return Decision((lies_down(booking, scene),), _about(booking))


def lies_down(booking: Booking, scene: Scene[Settings]) -> Happened:
    """A booking's bed is slept in from now on."""
    return Happened(
        events.CheckedIn(
            booking=booking.booking,
            day=booking.day,
            slot=booking.slot,
            bed=booking.bed,
            undo_until=deadline(scene.now, scene.settings.undo_min * 60),
        )
    )


def check_out(state: BookingNow, request: requests.CheckOut, scene: Scene[Settings]) -> Decision:
    """The rest is over: its money is income, its linen to be changed."""
    del request
    booking = in_state(state.booking, "in")
    return Decision((gets_up(booking, scene),), _about(booking))


def gets_up(booking: Booking, scene: Scene[Settings], *, by_time: bool = False) -> Happened:
    """A booking has been slept."""
    fact = events.CheckedOut(
        booking=booking.booking,
        day=booking.day,
        slot=booking.slot,
        bed=booking.bed,
        price_fen=booking.price_fen,
        undo_until=deadline(scene.now, scene.settings.undo_min * 60),
        by_time=by_time,
    )
    return Happened(fact, _earned(booking.price_fen))


def mark_no_show(state: BookingNow, request: requests.NoShow, scene: Scene[Settings]) -> Decision:
    """By hand as soon as one of the clocks says that the time to come is over: nobody loses a bed before."""
    del request
    booking = in_state(state.booking, "paid")
    if not had_time(booking.arrive_by, scene.now):
        raise Refused("beds.still_time", {"bed": booking.bed, "until": booking.arrive_by.at[11:16]})
    happened, refunds = stays_away(booking, scene)
    return Decision((happened,), _about(booking), refunds=refunds)


def stays_away(booking: Booking, scene: Scene[Settings]) -> tuple[Happened, tuple[Refund, ...]]:
    """Nobody came: what becomes of the money is what the ticket said."""
    fact = events.NoShow(
        booking=booking.booking,
        day=booking.day,
        slot=booking.slot,
        bed=booking.bed,
        price_fen=booking.price_fen,
        kept=booking.kept,
        undo_until=deadline(scene.now, scene.settings.undo_min * 60),
    )
    if booking.kept:
        return Happened(fact, _earned(booking.price_fen)), ()
    back = Refund(booking.sale, booking.price_fen, OWED, "no_show", pay=False, number=booking.bed)
    return Happened(fact), (back,)


def undo(state: BookingNow, request: requests.Undo, scene: Scene[Settings]) -> Decision:
    """Within minutes; a bed that somebody else has since is not taken back, nor money that is on its way."""
    del request
    booking = in_state(state.booking, *_DONE)
    if booking.undo_until.passed(scene.now) or (booking.state == "slept" and over(booking.over, scene.now)):
        raise Refused("beds.undo_too_late", {"bed": booking.bed, "minutes": scene.settings.undo_min})
    if booking.state == "no_show" and not booking.kept:
        raise Refused("beds.money_under_way", {"bed": booking.bed})
    if booking.state == "no_show" and booking.bed in state.slot.taken:
        raise Refused("beds.bed_taken", {"bed": booking.bed})
    if booking.state == "slept" and booking.bed in state.slot.occupied:
        raise Refused("beds.bed_taken", {"bed": booking.bed})
    fact = events.Undone(
        booking=booking.booking,
        day=booking.day,
        slot=booking.slot,
        bed=booking.bed,
        was=booking.state,
        price_fen=booking.price_fen,
        arrive_by=deadline(scene.now, max(scene.settings.grace_min, scene.settings.undo_min) * 60),
    )
    post = () if booking.state == "in" else _earned(-booking.price_fen)
    return Decision((Happened(fact, post),), _about(booking))


def _about(booking: Booking) -> requests.Bedded:
    return requests.Bedded(booking=booking.booking, bed=booking.bed)


def _earned(fen: int) -> tuple[Posting, ...]:
    return ((OWED, fen), (INCOME, -fen))
