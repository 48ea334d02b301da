"""The line on a thread of its own: a slow network holds up nobody at the station."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from kiosk.station.line.line import LAST_S

_LOG: Final = logging.getLogger(__name__)


class LineThread:
    """Visits the centre for as long as it runs; `visit` returns the seconds until the next one."""

    def __init__(self, visit: Callable[[], float], close: Callable[[], None]) -> None:
        self._visit = visit
        self._close = close
        self._woken = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)

    def start(self) -> None:
        """Begins to visit."""
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
            self._woken.wait(after)
            if self._stopping:
                return
            self._woken.clear()
            try:
                after = self._visit()
            except Exception as error:  # noqa: BLE001 - selling goes on, and a later visit may succeed
                _LOG.exception("the line to the centre failed", exc_info=error)
                after = LAST_S
