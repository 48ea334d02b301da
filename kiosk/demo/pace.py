"""How long people take: the one place of what the stopwatch assumes."""

from typing import Final

import msgspec


class Pace(msgspec.Struct, frozen=True):
    """Seconds: for a decision and its touch, between touchscreen and counter, for money, for reading, for a slip."""

    think_s: float = 1.2
    walk_s: float = 5.0
    cash_s: float = 4.0
    read_s: float = 2.0
    print_s: float = 2.0


class Count(msgspec.Struct, frozen=True):
    """What a journey took: touches of the worker and of the attendant as they were made, seconds by the pace."""

    worker: int
    attendant: int
    seconds: float


PACE: Final = Pace()
