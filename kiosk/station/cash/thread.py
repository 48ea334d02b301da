"""The cashier on a thread of its own."""

import logging
import threading
from typing import Final

from kiosk.station.cash.cashier import Cashier
from kiosk.station.watchdog import Beat, unwatched

_LOG: Final = logging.getLogger(__name__)
_AFTER_S: Final = 2.0
_ROUND_S: Final = 120.0  # a round takes no longer, however silent each device is


class CashThread:
    """Looks after the machine until it is stopped; then nothing is taken any more."""

    def __init__(self, cashier: Cashier) -> None:
        self._cashier = cashier
        self._beat: Beat = unwatched
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="cash", daemon=True)

    def start(self, beat: Beat = unwatched) -> None:
        """Begins, by asking the machine what it did while nobody looked; `beat` hears of each round."""
        self._beat = beat
        self._thread.start()

    def stop(self) -> None:
        """Keeps the machine from taking money, and ends."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        wait_s, failing = 0.0, False
        while not self._stop.wait(wait_s):
            self._beat(_ROUND_S)
            try:
                wait_s, failing = self._cashier.step(), False
            except Exception as error:  # noqa: BLE001 - what cannot be recorded is not taken, and is tried again
                if not failing:
                    _LOG.exception("the machine takes no money", exc_info=error)
                self._cashier.shut()
                wait_s, failing = _AFTER_S, True
        self._cashier.close()
