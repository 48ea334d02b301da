"""The keeper: when nobody touches, time still passes."""

import logging
from typing import Final

from kiosk.base.desk import Desk
from kiosk.services.house.requests import Tick
from kiosk.station.rounds import Rounds

_LOG: Final = logging.getLogger(__name__)
_EVERY_S: Final = 1.0
# Within this the desk has answered a tick, whatever else it was asked: a busy disk is waited for ten seconds.
_ANSWERED_S: Final = 40.0


class Keeper(Rounds):
    """Ticks the desk once a second, so that holds end and offers are made; tells once when that begins to fail."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("keeper")
        self._desk = desk

    def _run(self) -> None:
        failing = False
        self._beat(_ANSWERED_S)
        while not self._rest(_EVERY_S):
            try:
                self._desk.ask(Tick(request_id=self._desk.new_id()), "device").result()
                failing = False
            except Exception as error:  # noqa: BLE001 - time goes on, and the next tick may succeed
                if not failing:
                    _LOG.exception("nothing that is due can be done", exc_info=error)
                failing = True
            self._beat(_ANSWERED_S)
