"""How soon a station may come again: seldom where nothing is new, later where the centre has much to do."""

from typing import Final

# A station that has sent all it has comes again after so long; metered lines pay for every visit.
CALM_S: Final = 20
SLOW_S: Final = 300
# A transaction that takes longer than this is a sign of load.
_CALM_MS: Final = 500
_WEIGHT: Final = 0.2


class Pacing:
    """Follows how long transactions take, and says when to come again."""

    def __init__(self) -> None:
        self._usual_ms = 0.0

    def committed(self, took_ms: int) -> None:
        """Takes note of a transaction."""
        self._usual_ms += _WEIGHT * (took_ms - self._usual_ms)

    @property
    def next_after_s(self) -> int:
        """Seconds after which a station shall come again; each adds some chance of its own."""
        return int(min(SLOW_S, CALM_S * max(1.0, self._usual_ms / _CALM_MS)))
