"""What an auditor is shown of the beds: slots, linen, beds out of use; and their part of a Z."""

from collections.abc import Sequence
from typing import Final

from kiosk.base.clock import Now
from kiosk.base.event import Entry
from kiosk.base.inspection import Figure, Section, listed
from kiosk.base.money import yuan
from kiosk.base.store import Store
from kiosk.services.beds import events
from kiosk.services.beds.figures import Figures, by_slot
from kiosk.services.beds.readings.views import figures, linen_changed

_COUNTED: Final = ("beds", "sold", "slept", "no_shows", "cancelled", "expired", "moved", "queued")


def inspect(store: Store, now: Now) -> tuple[Section, ...]:
    """A section for every slot of today, booked ahead, or with somebody unaccounted for; then one for the beds."""
    # The sign keeps SQLite from looking for the least day among all bookings there ever were.
    open_days = store.execute("SELECT min(+day) FROM beds_bookings WHERE state IN ('held', 'paid', 'in')").fetchone()[0]
    found = figures(store, min(open_days or now.date, now.date), "9999")
    if not found:
        return ()
    slots = tuple(
        _slot(place, sums, Figure("beds.inspect.waiting", str(sums.sold - sums.slept - sums.no_shows)))
        for place, sums in found.items()
    )
    rooms = store.execute("SELECT bed, closed, dirty FROM beds_rooms ORDER BY bed").fetchall()
    beds = (
        Figure("beds.inspect.linen", str(linen_changed(store, now.date, now.date))),
        Figure("beds.inspect.dirty", listed([bed for bed, _, dirty in rooms if dirty])),
        Figure("beds.inspect.closed", listed([bed for bed, closed, _ in rooms if closed])),
    )
    return (*slots, Section("beds.inspect.rooms", beds))


def z(store: Store, entries: Sequence[Entry]) -> tuple[Section, ...]:
    """A shift's beds: bookings and money of every slot that these events touch, and the linen changed."""
    del store
    slots = tuple(_slot(place, sums) for place, sums in sorted(by_slot(entries).items()))
    linen = sum(isinstance(entry.fact, events.LinenChanged) for entry in entries)
    made = (Section("beds.inspect.rooms", (Figure("beds.inspect.linen", str(linen)),)),) if linen else ()
    return (*slots, *made)


def _slot(place: tuple[str, str], sums: Figures, *more: Figure) -> Section:
    figures = (
        *(Figure(f"beds.inspect.{name}", str(getattr(sums, name))) for name in _COUNTED),
        *more,
        Figure("beds.inspect.taken", yuan(sums.taken_fen)),
        Figure("beds.inspect.income", yuan(sums.income_fen)),
    )
    return Section("beds.inspect.slot", figures, {"day": place[0], "slot": place[1]})
