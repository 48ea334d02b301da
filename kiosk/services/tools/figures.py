"""The numbers of tools as folds over events: used by the station, the centre and verification alike."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from kiosk.base.event import Entry
from kiosk.services.tools import events


class Stock(msgspec.Struct, frozen=True):
    """Units: `opening` + `come` - `lost` - `scrapped` = `here` (shelf, kept, back) + `out` + `repair`.

    `come` counts new ones and found ones, `lost` the missing, `scrapped` the retired.
    """

    opening: int = 0
    come: int = 0
    lost: int = 0
    scrapped: int = 0
    here: int = 0
    out: int = 0
    repair: int = 0

    @property
    def ties(self) -> bool:
        """Whether every unit is accounted for."""
        return self.opening + self.come - self.lost - self.scrapped == self.here + self.out + self.repair


class Loans(msgspec.Struct, frozen=True):
    """Loans begun and ended, deposits taken, given back, deducted; in fen."""

    lent: int = 0
    returned: int = 0
    taken_fen: int = 0
    back_fen: int = 0
    deducted_fen: int = 0


def loans(entries: Iterable[Entry]) -> Loans:
    """What was lent and what came back; what was undone counts as never done."""
    count: Counter[str] = Counter()
    for entry in entries:
        match entry.fact:
            case events.Lent() as fact:
                count.update(Counter(lent=1, taken_fen=fact.deposit_fen))
            case events.LendUndone() as fact:
                count.subtract(Counter(lent=1, taken_fen=fact.deposit_fen))
            case events.Returned() as fact:
                back = fact.deposit_fen - fact.deduct_fen
                count.update(Counter(returned=1, back_fen=back, deducted_fen=fact.deduct_fen))
            case events.ReturnUndone() as fact:
                back = fact.deposit_fen - fact.deduct_fen
                count.subtract(Counter(returned=1, back_fen=back, deducted_fen=fact.deduct_fen))
            case events.MadeGood() as fact:
                count.subtract(Counter(deducted_fen=fact.fen))
            case _:
                pass
    return Loans(**count)


def moves(entries: Iterable[Entry]) -> dict[str, Counter[str]]:
    """Kind by kind, how many units have come, been lost, been scrapped; kinds without any are left out."""
    kinds: dict[str, Counter[str]] = {}
    for entry in entries:
        match entry.fact:
            case events.Registered() as fact:
                kinds.setdefault(fact.of, Counter())["come"] += 1
            case events.Moved() as fact if fact.was in _LEAVES or fact.to in _LEAVES:
                count = kinds.setdefault(fact.unit.rpartition("-")[0], Counter())
                if fact.was in _LEAVES:
                    count["come"] += 1
                if fact.to in _LEAVES:
                    count[_LEAVES[fact.to]] += 1
            case _:
                pass
    return kinds


_LEAVES = {"missing": "lost", "retired": "scrapped"}
