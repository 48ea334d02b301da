"""One state machine for every device: what is believed of it, when that is news, when a lost one is looked for again.

ABSENT → OPENING → READY ⇄ BUSY · DEGRADED serves, and somebody should look · FAULT is there and does not serve.
A state is the driver's word ("paper_out"); its phase is one of these six.
"""

import logging
import time
from collections.abc import Callable
from typing import Final, Literal

Phase = Literal["absent", "opening", "ready", "busy", "degraded", "fault"]

READY: Final = "ready"
UNREACHABLE: Final = "unreachable"
WRONG_DEVICE: Final = "wrong_device"  # what answers there is another kind of device
NEAR_END: Final = "near_end"  # it prints, and its roll is nearly used up
UNSTEADY: Final = "unsteady"  # it comes and goes: a loose plug, a bad cable
_DEGRADED: Final = frozenset({"unknown", NEAR_END, UNSTEADY})

_MISSES: Final = 3
_FIRST_S: Final = 0.5
_LONGEST_S: Final = 10.0
# So many changes are news at once, then one in so many seconds; what came and went in between is unsteady until it has
# stayed the same for a while. A roll of paper changed makes four.
_BURST: Final = 8.0
_EACH_S: Final = 120.0
_CALM_S: Final = 60.0


def phase_of(state: str) -> Phase:
    """The phase of a device that is in a state, and at nothing."""
    if state in {"", UNREACHABLE}:
        return "absent"
    if state == READY:
        return "ready"
    return "degraded" if state in _DEGRADED else "fault"


def serves(state: str) -> bool:
    """Whether a device in that state does its work, well or not."""
    return phase_of(state) in {"ready", "degraded"}


class Health:
    """What is believed of one device; one missed connection is no loss, three in a row are.

    For the one thread that drives the device; `monotonic` gives seconds that only grow.
    """

    def __init__(self, name: str, log: logging.Logger, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._name, self._log, self._now = name, log, monotonic
        self._missed = 0
        self._doing: Literal["", "opening", "busy"] = ""
        self._seen, self._since = "", 0.0
        self._left, self._at = _BURST, monotonic()
        self._noted = ""
        self.state = ""

    @property
    def phase(self) -> Phase:
        """Where it is in the machine."""
        return self._doing or phase_of(self.state)

    @property
    def wait_s(self) -> float:
        """Seconds until a device that was not reached is tried again, each time twice as long; 0 for one that was."""
        return min(_FIRST_S * 2 ** (self._missed - 1), _LONGEST_S) if self._missed else 0.0

    def opening(self) -> None:
        """A device that is not there is tried."""
        if self.phase == "absent":
            self._doing = "opening"

    def busy(self) -> None:
        """A device that serves is at work, until something is seen of it."""
        if serves(self.state):
            self._doing = "busy"

    def saw(self, state: str, detail: str = "") -> bool:
        """Takes a sighting; whether there is news to record. Each change is logged once, nothing else is."""
        self._doing = ""
        self._missed = self._missed + 1 if state == UNREACHABLE else 0
        if not 0 < self._missed < _MISSES:
            self._believe(self._steady(state, self._now()), detail)
        return self.state != self._noted

    def noted(self) -> None:
        """The news is in the record. Until then every sighting is news: a full disk must not lose a loss."""
        self._noted = self.state

    def _steady(self, seen: str, now: float) -> str:
        """What is to be believed: what is seen, as long as that does not change all the time."""
        self._left, self._at = min(_BURST, self._left + (now - self._at) / _EACH_S), now
        if seen != self._seen:
            self._seen, self._since = seen, now
        if seen == self.state:
            return seen
        calm = self.state != UNSTEADY or now - self._since >= _CALM_S
        if self._left < 1 or not calm:
            return UNSTEADY
        self._left -= 1
        return seen

    def _believe(self, state: str, detail: str) -> None:
        if state == self.state:
            return
        former, self.state = self.state, state
        if state != READY:
            self._log.warning("%s: %s%s", self._name, state, f" ({detail})" if detail else "")
        elif former:
            self._log.info("%s: ready again after %s", self._name, former)
