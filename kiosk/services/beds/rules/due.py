"""What time alone decides: who did not come, who is woken, who has left; beds offered to those who wait."""

from kiosk.base.clock import deadline
from kiosk.base.event import Happened
from kiosk.base.request import Decision, Scene
from kiosk.base.sale import Refund
from kiosk.services.beds import events
from kiosk.services.beds.rules.resting import gets_up, stays_away
from kiosk.services.beds.rules.state import Place, SlotDue, minute_before, over
from kiosk.services.beds.settings import Settings


def due(state: SlotDue, scene: Scene[Settings]) -> tuple[Decision, ...]:
    """One slot's; a bed that is freed here is offered here, before anybody else can have it."""
    gone = [one for one in state.bookings if one.state == "paid" and over(one.arrive_by, scene.now)]
    refunds: list[Refund] = []
    happened: list[Happened] = []
    for booking in gone:
        fact, back = stays_away(booking, scene)
        happened.append(fact)
        refunds += back
    happened += _woken(state, scene)
    asleep = (one for one in state.bookings if one.state == "in" and over(one.over, scene.now))
    happened += [gets_up(booking, scene, by_time=True) for booking in asleep]
    happened += _queue(state, frozenset(booking.bed for booking in gone), scene)
    return (Decision(tuple(happened), refunds=tuple(refunds)),) if happened else ()


def _woken(state: SlotDue, scene: Scene[Settings]) -> list[Happened]:
    beds = tuple(
        sorted(
            one.bed for one in state.bookings if one.state == "in" and not one.woken and over(one.wake_at, scene.now)
        )
    )
    return [Happened(events.Woken(day=state.slot.day, slot=state.slot.slot, beds=beds))] if beds else []


def _queue(state: SlotDue, freed: frozenset[int], scene: Scene[Settings]) -> list[Happened]:
    """Offers that lapsed are ended, free beds offered in turn; with the sale's end the queue is over."""
    slot, now = state.slot, scene.now
    today = slot.day == now.date
    sold = today and now.minute < minute_before(state.ends, scene.settings.last_min)
    lapsed = [one for one in slot.queue if one.state == "offered" and one.until.passed(now)]
    ended = [_left(state, one, "lapsed") for one in lapsed]
    waiting = [one for one in slot.queue if one.state == "waiting"]
    if not sold:
        past = today or slot.day < now.date
        return [*ended, *(_left(state, one, "over") for one in waiting)] if past else ended
    free = [
        bed
        for room in scene.settings.rooms
        for bed in room.beds
        if bed not in slot.broken | slot.dirty
        and (bed not in slot.taken or bed in freed or bed in {one.bed for one in lapsed})
    ]
    until = deadline(now, scene.settings.offer_s)
    for place in waiting:
        room = scene.settings.room(place.room)
        bed = next((bed for bed in free if room is not None and bed in room.beds), 0)
        if bed:
            free.remove(bed)
            offered = events.WaitOffered(day=slot.day, slot=slot.slot, place=place.place, bed=bed, until=until)
            ended.append(Happened(offered))
    return ended


def _left(state: SlotDue, place: Place, why: str) -> Happened:
    return Happened(events.WaitLeft(day=state.slot.day, slot=state.slot.slot, place=place.place, why=why))
