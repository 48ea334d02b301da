"""The numbers of points as folds over events: used by the station, the centre and verification alike."""

from collections.abc import Iterable

import msgspec

from kiosk.base.event import Entry
from kiosk.services.points import events
from kiosk.services.points.events import Book
from kiosk.services.points.settings import Unit

# Sums by (unit, account of the book): + debit, − credit.
Ledger = dict[tuple[Unit, str], int]


class GoodsFigures(msgspec.Struct, frozen=True):
    """Goods over a time: what came in or was given, what went out for points, what was put right."""

    came: int = 0
    went: int = 0
    adjusted: int = 0

    def __add__(self, other: "GoodsFigures") -> "GoodsFigures":
        return GoodsFigures(self.came + other.came, self.went + other.went, self.adjusted + other.adjusted)


def book(entry: Entry) -> Book:
    """What an event moves in the book of points."""
    found: Book = getattr(entry.fact, "book", ())
    return found


def ledger(entries: Iterable[Entry]) -> Ledger:
    """The book of these events; in each unit it sums to zero."""
    sums: Ledger = {}
    for entry in entries:
        for unit, account, amount in book(entry):
            sums[unit, account] = sums.get((unit, account), 0) + amount
    return sums


def goods(entry: Entry) -> tuple[str, GoodsFigures] | None:  # noqa: PLR0911 - one return an event
    """What an event changes in the stock of goods; None where nothing."""
    match entry.fact:
        case events.GoodsReceived() as fact:
            return fact.goods, GoodsFigures(came=fact.qty)
        case events.Donated() as fact:
            return fact.goods, GoodsFigures(came=1)
        case events.Redeemed() as fact:
            return fact.goods, GoodsFigures(went=fact.qty)
        case events.RedemptionReversed() as fact:
            return fact.goods, GoodsFigures(went=-fact.qty)
        case events.GoodsCounted() as fact:
            return fact.goods, GoodsFigures(adjusted=fact.counted - fact.expected)
        case events.GoodsAdjusted() as fact:
            return fact.goods, GoodsFigures(adjusted=fact.qty)
        case _:
            return None


def goods_of(entries: Iterable[Entry]) -> dict[str, GoodsFigures]:
    """The goods that these events touch."""
    sums: dict[str, GoodsFigures] = {}
    for entry in entries:
        change = goods(entry)
        if change is not None:
            sums[change[0]] = sums.get(change[0], GoodsFigures()) + change[1]
    return sums
