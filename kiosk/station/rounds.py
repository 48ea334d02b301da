"""What a station's threads have in common: they go round until they are stopped, and say when they will be heard of."""

import threading
from abc import ABC, abstractmethod

from kiosk.station.watchdog import Beat, unwatched


class Rounds(ABC):
    """A thread that goes round; whoever may wake it from its rest sets `_woken`."""

    def __init__(self, name: str) -> None:
        self._beat: Beat = unwatched
        self._woken = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self, beat: Beat = unwatched) -> None:
        """Begins to go round; `beat` hears of each one."""
        self._beat = beat
        self._thread.start()

    def stop(self) -> None:
        """Ends after the round under way."""
        self._stopping = True
        self._woken.set()
        self._thread.join()

    @abstractmethod
    def _run(self) -> None:
        """Goes round until it is to stop."""

    def _rest(self, seconds: float) -> bool:
        """Waits; whether that ended early, because it was woken or is to stop."""
        return self._woken.wait(seconds)
