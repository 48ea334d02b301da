"""What is known of a device's state, and saying so once when it is lost and once when it is back."""

import logging
from typing import Final

_MISSES: Final = 3
READY: Final = "ready"
UNREACHABLE: Final = "unreachable"


class Health:
    """The believed state of one device; one missed connection is no loss, three in a row are."""

    def __init__(self, name: str, log: logging.Logger) -> None:
        self._name = name
        self._log = log
        self._missed = 0
        self.state = ""

    def saw(self, state: str, detail: str = "") -> bool:
        """Takes a sighting; whether the believed state changed by it. Each change is logged, nothing else is."""
        self._missed = self._missed + 1 if state == UNREACHABLE else 0
        if state == self.state or 0 < self._missed < _MISSES:
            return False
        former, self.state = self.state, state
        if state != READY:
            self._log.warning("%s: %s%s", self._name, state, f" ({detail})" if detail else "")
        elif former:
            self._log.info("%s: ready again after %s", self._name, former)
        return True
