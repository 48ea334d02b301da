"""Seconds that run out, in words."""

from collections.abc import Callable
from math import ceil
from typing import Any

from kivy.clock import Clock

from kiosk.widgets.text import Say


class Countdown(Say):
    """Says what is left, once a second: `say(seconds)` gives the sentence; `done()` is called once, at zero.

    It runs from `start` to `stop`: a screen starts it when it is shown and stops it when it is left.
    """

    def __init__(self, say: Callable[[int], str], seconds: float, done: Callable[[], None], **kwargs: Any) -> None:
        super().__init__(say(ceil(seconds)), **kwargs)
        self._say, self._seconds, self._done = say, seconds, done
        self._tick: Any = None
        self._end = 0.0

    def start(self) -> None:
        """Counts from the full time, anew where it ran already."""
        self.stop()
        self._end = Clock.get_time() + self._seconds
        self._tick = Clock.schedule_interval(self._count, 1)

    def again(self, seconds: float) -> None:
        """Counts from another time."""
        self._seconds = seconds
        self.words = self._say(ceil(seconds))
        if self._tick:
            self.start()

    def stop(self) -> None:
        """Counts no more."""
        if self._tick:
            self._tick.cancel()
            self._tick = None

    def _count(self, _: float) -> None:
        # Half a frame early is on time: the clock ticks at frames.
        left = max(0, ceil(self._end - Clock.get_time() - 0.02))
        self.words = self._say(left)
        if not left:
            self.stop()
            self._done()
