"""Selling at the counter, and the queue: what the buttons ask for, and what is said of it."""

from collections.abc import Callable
from typing import Any, Final

from kiosk.base.request import Request
from kiosk.services.beds import requests
from kiosk.services.beds.readings.house import SlotNow
from kiosk.services.beds.rules.state import Place
from kiosk.widgets.amounts import short
from kiosk.widgets.shell import Shell

NOTES_FEN: Final = (500, 1000, 2000)


class Asks:
    """Requests about the slot that is shown. The desk decides; `done` is called after each outcome, `tell` says it."""

    def __init__(self, shell: Shell, done: Callable[[], None], tell: Callable[[str], None]) -> None:
        self._shell, self._done, self._tell = shell, done, tell

    def _ask(self, request: Request, said: Callable[[Any], str]) -> None:
        def done(outcome: Any) -> None:
            self._done()
            self._tell(said(outcome))

        self._shell.ask(request, done)

    def sell(self, slot: SlotNow, room: str, given_fen: int, bed: int = 0) -> None:
        """A bed, the money in hand; whoever pays during the rest lies down at once."""
        say, change = self._shell.say, given_fen - slot.price_fen

        def said(sold: requests.Sold) -> str:
            if change > 0:
                key, fields = "sold_change", {"given": short(given_fen), "change": short(change)}
            else:
                key, fields = "sold", {"yuan": short(given_fen)}
            return say(f"beds.counter.{key}", bed=sold.bed, **fields)

        request = requests.Sell(
            request_id=self._shell.desk.new_id(),
            day=slot.day,
            slot=slot.slot,
            room=room,
            way="counter",
            given_fen=given_fen,
            bed=bed,
            enter=slot.running,
        )
        self._ask(request, said)

    def join(self, slot: SlotNow, room: str) -> None:
        """A place for somebody who waits."""
        request = requests.JoinWait(request_id=self._shell.desk.new_id(), slot=slot.slot, room=room)
        self._ask(
            request, lambda waiting: self._shell.say("beds.counter.joined", place=waiting.place, ahead=waiting.ahead)
        )

    def leave(self, slot: SlotNow, place: int) -> None:
        """Somebody waits no longer."""
        request = requests.LeaveWait(request_id=self._shell.desk.new_id(), slot=slot.slot, place=place)
        self._ask(request, lambda _: self._shell.say("beds.counter.left_queue", place=place))

    def take_up(self, slot: SlotNow, place: Place) -> None:
        """What is kept for somebody who waits becomes a bed that waits for its money."""
        request = requests.Book(
            request_id=self._shell.desk.new_id(), day=slot.day, slot=slot.slot, room=place.room, wait=place.place
        )
        self._ask(request, lambda booked: self._shell.say("beds.counter.booked_for", place=place.place, bed=booked.bed))
