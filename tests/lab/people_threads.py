"""A station's threads in virtual time: each goes round once when it is told to, and no other meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from unittest.mock import patch

from kiosk.station import press
from kiosk.station.rounds import Rounds

_PATIENCE_S: Final = 60.0
# A round of the press is a look at the printer, too.
_LOOK_S: Final = 10.0


class Turns:
    """Whose turn it is; `free` lets all of them go on by themselves, as they must to end."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._resting: set[Rounds] = set()
        self._turn: Rounds | None = None
        self._free = False

    def rest(self, rounds: Rounds, seconds: float) -> bool:
        """In place of waiting: until it is this one's turn."""
        with self._changed:
            self._resting.add(rounds)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._free or self._turn is rounds)
            self._resting.discard(rounds)
            self._turn = None
            if not self._free:
                return False
        return rounds._woken.wait(seconds)

    def wait_for(self, *all_of: Rounds) -> None:
        """Until these have begun, and rest."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._resting.issuperset(all_of), _PATIENCE_S), "a thread is stuck"

    def round(self, rounds: Rounds) -> None:
        """Lets one go round."""
        with self._changed:
            self._turn = rounds
            self._resting.discard(rounds)
            self._changed.notify_all()
        self.wait_for(rounds)

    def free(self) -> None:
        """From now on none waits for its turn."""
        with self._changed:
            self._free = True
            self._changed.notify_all()

    def take(self) -> None:
        """For the threads of the next start."""
        self._resting.clear()
        self._free = False


@contextmanager
def by_turns() -> Iterator[Turns]:
    """Every thread that goes round waits for its turn."""
    turns = Turns()

    def rest(rounds: Rounds, seconds: float) -> bool:
        return turns.rest(rounds, seconds)

    with patch.object(Rounds, "_rest", rest), patch.object(press, "_LOOK_S", _LOOK_S):
        yield turns
