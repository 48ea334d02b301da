"""The cashier on a thread of its own."""

import logging
from typing import Final

from kiosk.station.cash.cashier import Cashier
from kiosk.station.rounds import Rounds

_LOG: Final = logging.getLogger(__name__)
_AFTER_S: Final = 2.0
_ROUND_S: Final = 120.0  # a round takes no longer, however silent each device is


class CashThread(Rounds):
    """Looks after the machine until it is stopped; then nothing is taken any more."""

    def __init__(self, cashier: Cashier) -> None:
        super().__init__("cash")
        self._cashier = cashier

    def _run(self) -> None:
        wait_s, failing = 0.0, False
        while not self._rest(wait_s):
            self._beat(_ROUND_S)
            try:
                wait_s, failing = self._cashier.step(), False
            except Exception as error:  # noqa: BLE001 - what cannot be recorded is not taken, and is tried again
                if not failing:
                    _LOG.exception("the machine takes no money", exc_info=error)
                self._cashier.shut()
                wait_s, failing = _AFTER_S, True
        self._cashier.close()
