"""The line on a thread of its own: a slow network holds up nobody at the station."""

import logging
from collections.abc import Callable
from typing import Final

from kiosk.station.line.line import EXCHANGE_S, LAST_S
from kiosk.station.rounds import Rounds
from kiosk.station.watchdog import Beat

_LOG: Final = logging.getLogger(__name__)


class LineThread(Rounds):
    """Visits the centre for as long as it runs; `visit` returns the seconds until the next one.

    It is given who hears of each of its exchanges.
    """

    def __init__(self, visit: Callable[[Beat], float], close: Callable[[], None]) -> None:
        super().__init__("line")
        self._visit = visit
        self._close = close

    def wake(self) -> None:
        """Visits now: what was just written should not wait for the pace."""
        self._woken.set()

    def stop(self) -> None:
        """Ends after the visit under way."""
        super().stop()
        self._close()

    def _run(self) -> None:
        after = 0.0
        while True:
            self._beat(after + EXCHANGE_S)
            self._rest(after)
            if self._stopping:
                return
            self._woken.clear()
            self._beat(EXCHANGE_S)
            try:
                after = self._visit(self._beat)
            except Exception as error:  # noqa: BLE001 - selling goes on, and a later visit may succeed
                _LOG.exception("the line to the centre failed", exc_info=error)
                after = LAST_S
