"""Identifiers: ULIDs (time first, so that tables grow at their end) from an injected source of randomness."""

import threading
from collections.abc import Callable
from typing import Final

from kiosk.base.clock import Clock

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS: Final = tuple(high + low for high in _ALPHABET for low in _ALPHABET)
_RANDOM_BYTES: Final = 10


def ulid(ms: int, random: bytes) -> str:
    """A ULID of 26 characters from milliseconds since 1970 and ten random bytes (github.com/ulid/spec)."""
    number = ms << 80 | int.from_bytes(random)
    high, low = number >> 70, number & (1 << 70) - 1
    return "".join(
        [_PAIRS[high >> shift & 1023] for shift in (50, 40, 30, 20, 10, 0)]
        + [_PAIRS[low >> shift & 1023] for shift in (60, 50, 40, 30, 20, 10, 0)]
    )


class Ids:
    """Hands out request ids; `random(n)` gives n random bytes."""

    def __init__(self, clock: Clock, random: Callable[[int], bytes]) -> None:
        self._clock = clock
        self._random = random
        self._lock = threading.Lock()

    def new(self) -> str:
        """A fresh id."""
        with self._lock:
            return ulid(max(0, int(self._clock.now().at.timestamp() * 1000)), self._random(_RANDOM_BYTES))
