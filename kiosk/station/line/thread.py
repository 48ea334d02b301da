"""The line on a thread of its own: a slow network holds up nobody at the station."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from kiosk.station.line.line import LAST_S
from kiosk.station.watchdog import Beat, unwatched

_LOG: Final = logging.getLogger(__name__)
# Within this a visit has ended: it is some requests, each with a limit of a minute between two bytes.
_VISIT_S: Final = 900.0


class LineThread:
    """Visits the centre for as long as it runs; `visit` returns the seconds until the next one."""

    def __init__(self, visit: Callable[[], float], close: Callable[[], None]) -> None:
        self._visit = visit
        self._beat: Beat = unwatched
        self._close = close
        self._woken = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)

    def start(self, beat: Beat = unwatched) -> None:
        """Begins to visit; `beat` hears of it before and after each one."""
        self._beat = beat
        self._thread.start()

    def stop(self) -> None:
        """Ends after the visit under way."""
        self._stopping = True
        self._woken.set()
        self._thread.join()
        self._close()

    def wake(self) -> None:
        """Visits now: what was just written should not wait for the pace."""
        self._woken.set()

    def _run(self) -> None:
        after = 0.0
        while True:
            self._beat(after + _VISIT_S)
            self._woken.wait(after)
            if self._stopping:
                return
            self._woken.clear()
            self._beat(_VISIT_S)
            try:
                after = self._visit()
            except Exception as error:  # noqa: BLE001 - selling goes on, and a later visit may succeed
                _LOG.exception("the line to the centre failed", exc_info=error)
                after = LAST_S
