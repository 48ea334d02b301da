"""The numbers of a slot of beds as folds over events: used by the station, the centre and verification alike."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from kiosk.base.event import Entry, Fact
from kiosk.services.beds import events


class Figures(msgspec.Struct, frozen=True):
    """One slot on one day, or a sum of such: beds and bookings counted, money in fen.

    `sold` is what was paid for and not cancelled: it is `slept`, a `no_show`, or still to come; so
    sold - no_shows <= beds. `taken_fen` is its price, with cancelling fees and without what no-shows were given back.
    """

    beds: int = 0
    held: int = 0
    expired: int = 0
    sold: int = 0
    slept: int = 0
    no_shows: int = 0
    cancelled: int = 0
    moved: int = 0
    queued: int = 0
    taken_fen: int = 0
    income_fen: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            *(
                mine + theirs
                for mine, theirs in zip(msgspec.structs.astuple(self), msgspec.structs.astuple(other), strict=True)
            )
        )


def _undone(fact: events.Undone) -> Figures:
    if fact.was == "slept":
        return Figures(slept=-1, income_fen=-fact.price_fen)
    return Figures(no_shows=-1, income_fen=-fact.price_fen) if fact.was == "no_show" else Figures()


def _no_show(fact: events.NoShow) -> Figures:
    return (
        Figures(no_shows=1, income_fen=fact.price_fen) if fact.kept else Figures(no_shows=1, taken_fen=-fact.price_fen)
    )


_DELTAS: Final[dict[type[Fact], Callable[[Any], Figures]]] = {
    events.SlotOpened: lambda fact: Figures(beds=len(fact.beds)),
    events.SlotChanged: lambda fact: Figures(beds=len(fact.added) - len(fact.gone)),
    events.Held: lambda _: Figures(held=1),
    events.LetGo: lambda _: Figures(expired=1),
    events.TicketIssued: lambda fact: Figures(sold=1, taken_fen=fact.price_fen),
    events.CheckedOut: lambda fact: Figures(slept=1, income_fen=fact.price_fen),
    events.NoShow: _no_show,
    events.Undone: _undone,
    events.Cancelled: lambda fact: Figures(
        sold=-1, cancelled=1, taken_fen=fact.fee_fen - fact.price_fen, income_fen=fact.fee_fen
    ),
    events.Moved: lambda _: Figures(moved=1),
    events.WaitJoined: lambda _: Figures(queued=1),
}


def delta(fact: Fact) -> Figures | None:
    """What one fact changes in the figures of its day and slot; None where nothing."""
    change = _DELTAS.get(type(fact))
    return change(fact) if change else None


def by_slot(entries: Iterable[Entry]) -> dict[tuple[str, str], Figures]:
    """The figures of every (day, slot) that the entries touch."""
    slots: dict[tuple[str, str], Figures] = {}
    for entry in entries:
        change = delta(entry.fact)
        if change is not None:
            place = (entry.fact.day, entry.fact.slot)  # type: ignore[attr-defined] # every fact with figures names both
            slots[place] = slots.get(place, Figures()) + change
    return slots
