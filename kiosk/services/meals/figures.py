"""The numbers of a day of meals as folds over events: used by the station, the centre and verification alike."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from kiosk.base.event import Entry, Fact
from kiosk.services.meals import events


class Figures(msgspec.Struct, frozen=True):
    """One meal on one day, or a sum of such: portions counted, money in fen.

    `sold` is what was paid for and not given back, `taken_fen` its price; subsidy counts served portions alone.
    """

    portions: int = 0
    numbers: int = 0
    expired: int = 0
    sold: int = 0
    served: int = 0
    not_collected: int = 0
    refunded: int = 0
    queued: int = 0
    taken_fen: int = 0
    subsidy_fen: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            *(
                mine + theirs
                for mine, theirs in zip(msgspec.structs.astuple(self), msgspec.structs.astuple(other), strict=True)
            )
        )


_DELTAS: Final[dict[type[Fact], Callable[[Any], Figures]]] = {
    events.DayOpened: lambda fact: Figures(portions=fact.portions),
    events.PortionsAdded: lambda fact: Figures(portions=fact.qty),
    events.Ordered: lambda _: Figures(numbers=1),
    events.OrderExpired: lambda _: Figures(expired=1),
    events.TicketIssued: lambda fact: Figures(sold=fact.qty, taken_fen=fact.qty * fact.price_fen),
    events.Served: lambda fact: Figures(served=fact.qty, subsidy_fen=fact.qty * (fact.cost_fen - fact.price_fen)),
    events.ServingTakenBack: lambda fact: Figures(
        served=-fact.qty, subsidy_fen=-fact.qty * (fact.cost_fen - fact.price_fen)
    ),
    events.NotCollected: lambda fact: Figures(not_collected=fact.qty),
    events.TicketRefunded: lambda fact: Figures(
        refunded=fact.qty, sold=-fact.qty, taken_fen=-fact.qty * fact.price_fen
    ),
    events.WaitJoined: lambda _: Figures(queued=1),
}


def delta(fact: Fact) -> Figures | None:
    """What one fact changes in the figures of its day and meal; None where nothing."""
    change = _DELTAS.get(type(fact))
    return change(fact) if change else None


def by_day(entries: Iterable[Entry]) -> dict[tuple[str, str], Figures]:
    """The figures of every (day, meal) that the entries touch."""
    days: dict[tuple[str, str], Figures] = {}
    for entry in entries:
        change = delta(entry.fact)
        if change is not None:
            place = (entry.fact.day, entry.fact.meal)  # type: ignore[attr-defined] # every fact with figures names both
            days[place] = days.get(place, Figures()) + change
    return days
