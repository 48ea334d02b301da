"""The quarter of an hour before serving, when everybody comes."""

import random
from typing import Final

import msgspec

from kiosk.demo.noon.cast import Cast

_NOTES_FEN: Final = (500, 500, 500, 500, 1000, 1000, 2000, 5000, 10000)
_PEOPLE: Final = 40  # who come in the quarter of an hour before serving, besides those of whom more is told
# The attendant takes the money of several at once, and within the time for which numbers are held.
_TOGETHER: Final = 4
_AT_MOST_S: Final = 140


class Arrival(msgspec.Struct, frozen=True):
    """Somebody who comes for lunch: at a second after 11:10, how they order, with what they pay."""

    at_s: int
    how: str
    given_fen: int


def arrivals(seed: int) -> tuple[Arrival, ...]:
    """Who comes in the quarter of an hour from 11:10 on, in order; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - a pretence
    ways = ("touch",) * 6 + ("touch_en", "touch_large", "counter", "counter")
    return tuple(
        Arrival(at, chance.choice(ways), chance.choice(_NOTES_FEN))
        for at in sorted(chance.sample(range(15 * 60), _PEOPLE))
    )


def crowd(cast: Cast) -> None:
    """The quarter of an hour before serving."""
    ordered: list[tuple[int, Arrival]] = []
    for index, arrival in enumerate(arrivals(cast.seed)):
        if ordered and (len(ordered) == _TOGETHER or arrival.at_s > ordered[0][1].at_s + _AT_MOST_S):
            _receive_all(cast, ordered, shot=index < 9)
        cast.come_to("11:10", arrival.at_s)
        if arrival.how == "counter":
            cast.glasses.turn_to(cast.counter)
            cast.counter.touch("meals.screen.sell", yuan="5")
            cast.glasses.settle()
        else:
            ordered.append((cast.order(arrival.how), arrival))
            cast.workers.touch("meals.screen.goes_to_pay")
        if index in {3, 12}:
            cast.glasses.shot("crowd-home" if arrival.how != "counter" else "crowd-counter")
    _receive_all(cast, ordered)
    cast.see_board("before-serving")


def _receive_all(cast: Cast, ordered: list[tuple[int, Arrival]], *, shot: bool = False) -> None:
    cast.glasses.turn_to(cast.counter)
    if shot:
        cast.glasses.shot("crowd-waiting-to-pay")
    while ordered:
        number, arrival = ordered.pop(0)
        cast.receive(number, arrival.given_fen)
