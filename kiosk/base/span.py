"""What happened between two places of the journal: the events themselves, and what the services say of them (Z)."""

from collections.abc import Callable

import msgspec

from kiosk.base.event import Entry
from kiosk.base.inspection import Section
from kiosk.base.store import Store

# An event's place: epoch and sequence number; (0, 0) is before the first.
Place = tuple[int, int]


class Span(msgspec.Struct, frozen=True):
    """Events in their order, and the sections of figures that the services make of them."""

    entries: tuple[Entry, ...] = ()
    sections: tuple[Section, ...] = ()


# Everything after a place, up to now.
Spans = Callable[[Store, Place], Span]


def nothing(store: Store, after: Place) -> Span:
    """Where no record is at hand: a rule on its own."""
    del store, after
    return Span()
