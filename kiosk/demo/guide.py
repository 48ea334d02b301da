"""The guided first minute: what to try, step by step; each ticks itself off when the record shows that it happened."""

from collections.abc import Iterable
from typing import Final

STEPS: Final = ("order", "pay", "paper", "call", "no_paper", "paper_back", "verify")
_BY_EVENT: Final = {
    "meals.ordered": "order",
    "till.sale_paid": "pay",
    "slips.printed": "paper",
    "meals.called": "call",
}


class Guide:
    """Which steps are done. They may be done in any order; the next one is the first that is not."""

    def __init__(self) -> None:
        self._done: set[str] = set()
        self._lost = False
        self._owed = 0

    @property
    def done(self) -> tuple[str, ...]:
        """The steps that are done, as they are listed."""
        return tuple(step for step in STEPS if step in self._done)

    @property
    def next(self) -> str:
        """The step to try now; empty when all are done."""
        return next((step for step in STEPS if step not in self._done), "")

    def note(self, kinds: Iterable[str]) -> None:
        """Takes note of events by their kinds, in the order in which they happened."""
        for kind in kinds:
            if kind in _BY_EVENT:
                self._done.add(_BY_EVENT[kind])
            if kind in {"house.device_lost", "house.device_back"}:
                self._lost = kind == "house.device_lost"
            if kind == "meals.ticket_issued":
                self._owed += 1
            if kind == "slips.printed":
                self._owed = max(0, self._owed - 1)
                if "no_paper" in self._done:
                    self._done.add("paper_back")
            if self._lost and self._owed:
                self._done.add("no_paper")

    def verified(self) -> None:
        """The record was verified, which leaves no trace in it."""
        self._done.add("verify")
