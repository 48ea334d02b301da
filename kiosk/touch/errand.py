"""Work that takes longer than a frame, away from Kivy's thread; its result comes back there."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, Generic, TypeVar

from kivy.clock import Clock

T = TypeVar("T")
_LOOK_S: Final = 0.05
# Printers and disks may take their time: what somebody has left must not hold up what the next one asks for.
_AT_ONCE: Final = 4

log = logging.getLogger("kiosk.touch")
_hands: Final = ThreadPoolExecutor(_AT_ONCE, "errand")


class Errand(Generic[T]):
    """One piece of work for a screen: `done` is called on Kivy's thread with what came of it, unless it was dropped.

    `failed` is called instead where the work raised, which is logged unless `failed` takes it (returns True).
    """

    def __init__(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[BaseException], bool]
    ) -> None:
        self._done, self._failed = done, failed
        self._future: Future[T] = _hands.submit(work)
        self._watch: Any = Clock.schedule_interval(self._look, _LOOK_S)

    def drop(self) -> None:
        """Nobody waits for it any more."""
        self._watch.cancel()

    def _look(self, _: float) -> None:
        if not self._future.done():
            return
        self._watch.cancel()
        error = self._future.exception()
        if error is None:
            self._done(self._future.result())
        elif not self._failed(error):
            log.error("an errand failed", exc_info=error)
