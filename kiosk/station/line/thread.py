"""The line on a thread of its own: a slow network holds up nobody at the station."""

import logging
from collections.abc import Callable
from typing import Final

from kiosk.station.line.line import LAST_S
from kiosk.station.rounds import Rounds

_LOG: Final = logging.getLogger(__name__)
# Within this a visit has ended: it is some requests, each with a limit of a minute between two bytes.
_VISIT_S: Final = 900.0


class LineThread(Rounds):
    """Visits the centre for as long as it runs; `visit` returns the seconds until the next one."""

    def __init__(self, visit: Callable[[], float], close: Callable[[], None]) -> None:
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
            self._beat(after + _VISIT_S)
            self._rest(after)
            if self._stopping:
                return
            self._woken.clear()
            self._beat(_VISIT_S)
            try:
                after = self._visit()
            except Exception as error:  # noqa: BLE001 - selling goes on, and a later visit may succeed
                _LOG.exception("the line to the centre failed", exc_info=error)
                after = LAST_S
