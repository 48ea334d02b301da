"""A slot as the counter sees it: every bed with how it stands and whose it is, the queue, what the slot came to."""

from typing import Final

import msgspec

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.beds.figures import Figures
from kiosk.services.beds.readings.load import bookings, slot_state
from kiosk.services.beds.readings.views import Offer, Ticket, as_ticket, figures, linen_changed, standing
from kiosk.services.beds.rules.state import Booking, Place, minute_before
from kiosk.services.beds.settings import Room, Settings

_LIVE: Final = "state IN ('held', 'paid', 'in', 'slept', 'no_show')"


class BedNow(msgspec.Struct, frozen=True):
    """One bed in a slot.

    `state` is free, held, paid, in, slept, kept (for who waits), dirty or closed; `ticket` is the one that has it, or
    the last that had it; `warn` where whoever has it cannot lie in it as it is: closed, or dirty.
    """

    bed: int
    state: str
    ticket: Ticket | None = None
    warn: str = ""


class RoomNow(msgspec.Struct, frozen=True):
    """One room, bed by bed."""

    room: Room
    beds: tuple[BedNow, ...]

    def bed(self, number: int) -> BedNow | None:
        """A bed by its number."""
        return next((one for one in self.beds if one.bed == number), None)


class SlotNow(msgspec.Struct, frozen=True):
    """One slot of a day: `sold` while it can be sold, `running` while one may lie down."""

    day: str
    slot: str
    ends: str
    price_fen: int
    sold: bool
    running: bool
    rooms: tuple[RoomNow, ...]
    queue: tuple[Place, ...] = ()
    figures: Figures = Figures()

    def count(self, *states: str) -> int:
        """How many beds stand in one of these states."""
        return sum(bed.state in states for room in self.rooms for bed in room.beds)


class House(msgspec.Struct, frozen=True):
    """What the counter sees of beds: today's slots and those ahead, linen changed today."""

    slots: tuple[SlotNow, ...]
    why: str = ""
    linen: int = 0


def house(store: Store, scene: Scene[Settings]) -> House:
    """Today's slots, those that are over too, then those that are booked ahead."""
    found, today = standing(store, scene), scene.now.date
    sold = {(offer.day, offer.slot): offer for offer in found.offers}
    keys = {(today, *slot): None for slot in scene.settings.slots} if found.why not in {"none", "day_off"} else {}
    keys |= {(offer.day, offer.slot, offer.ends): None for offer in found.offers}
    sums = figures(store, today, max((key[0] for key in keys), default=today))
    slots = tuple(_slot(store, scene, key, sold.get(key[:2]), sums.get(key[:2], Figures())) for key in keys)
    return House(slots, found.why, linen_changed(store, today, today))


def _slot(
    store: Store, scene: Scene[Settings], key: tuple[str, str, str], offer: Offer | None, sums: Figures
) -> SlotNow:
    day, slot, ends = key
    state, today = slot_state(store, day, slot), scene.now.date
    latest: dict[int, Booking] = {}
    for booking in bookings(store, f"day = ? AND slot = ? AND {_LIVE} ORDER BY changed_at, booking", (day, slot)):
        latest[booking.bed] = booking
    kept = {one.bed for one in state.queue if one.state == "offered"}

    def bed_now(bed: int) -> BedNow:
        booking, wants = latest.get(bed), day == today and bed in state.dirty
        last = as_ticket(store, scene, booking) if booking else None
        warn = "closed" if bed in state.broken else "dirty" if wants else ""
        if bed in kept:
            return BedNow(bed, "kept", warn=warn)
        if booking is not None and booking.state in {"held", "paid", "in"}:
            return BedNow(bed, booking.state, last, warn if booking.state != "in" else "")
        return BedNow(bed, warn or (booking.state if booking and booking.state == "slept" else "free"), last)

    rooms = tuple(RoomNow(room, tuple(bed_now(bed) for bed in room.beds)) for room in scene.settings.rooms)
    early = minute_before(slot, scene.settings.early_min)
    return SlotNow(
        day,
        slot,
        ends,
        offer.price_fen if offer else scene.settings.price_on(day) or 0,
        offer is not None,
        day == today and early <= scene.now.minute < ends,
        rooms,
        state.queue,
        sums,
    )
