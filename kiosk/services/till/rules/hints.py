"""Likely causes of a difference between what was counted and what must be there. Pure: figures in, causes out."""

from collections.abc import Iterator
from typing import Final

import msgspec

from kiosk.services.till.requests import Hint

_MOST: Final = 3
_MOST_FORGOTTEN: Final = 10
# Notes that are taken for one another: the worth in fen of the smaller, and of the larger.
_MISTAKEN: Final = ((1000, 2000), (500, 1000), (5000, 10000), (2000, 5000), (100, 500), (1000, 10000), (50, 100))


class Handled(msgspec.Struct, frozen=True):
    """What went through the drawer in a shift, in fen: prices of single things, money paid back, cash moved.

    `owed` is what is still to be given back, `opening_over` by how much the count at the beginning was off.
    """

    prices: tuple[int, ...] = ()
    paid_back: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()
    owed: tuple[int, ...] = ()
    opening_over_fen: int = 0


def causes(over_fen: int, handled: Handled) -> tuple[Hint, ...]:
    """At most three, the likeliest first; none where nothing is off."""
    if not over_fen:
        return ()
    found = (*_certain(over_fen, handled), *_mistaken(over_fen), *_forgotten(over_fen, handled))
    return found[:_MOST]


def _certain(over_fen: int, handled: Handled) -> Iterator[Hint]:
    """Amounts that occur in the shift just so."""
    off = abs(over_fen)
    if handled.opening_over_fen == -over_fen:
        yield Hint("opening", fen=off)
    if any(2 * fen == off for fen in handled.moved):
        yield Hint("moved_wrong_way", fen=off // 2)
    if over_fen < 0 and off in handled.owed:
        yield Hint("owed_paid_untapped", fen=off)
    if over_fen < 0 and off in handled.paid_back:
        yield Hint("paid_back_twice", fen=off)
    if over_fen > 0 and off in handled.paid_back:
        yield Hint("not_paid_back", fen=off)


def _forgotten(over_fen: int, handled: Handled) -> Iterator[Hint]:
    """Money taken without a tap is too much, a tap without money too little: so many times one price."""
    off = abs(over_fen)
    for price in sorted(set(handled.prices), reverse=True):
        if price > 0 and off % price == 0 and off // price <= _MOST_FORGOTTEN:
            yield Hint("untapped" if over_fen > 0 else "tapped_unpaid", times=off // price, fen=price)
            return


def _mistaken(over_fen: int) -> Iterator[Hint]:
    """One note taken, or given, for another."""
    off = abs(over_fen)
    for small, large in _MISTAKEN:
        if off == large - small:
            yield Hint("note_mistaken", fen=small, note_fen=large)
            return
