"""The desk of a station that has a centre: a visit is lease, redemption, release; codes it told are understood."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from kiosk.base.clock import Clock
from kiosk.base.ids import Ids
from kiosk.base.request import Outcome, Refused, Request
from kiosk.services.points import requests as points
from kiosk.services.till import requests as till
from kiosk.station.desk import Desk
from kiosk.station.leases.lending import Lending
from kiosk.station.line.codes import Codes
from kiosk.station.worker import DeskThread


class LendingDesk(DeskThread):
    """Answers as the desk does; before a card that is shown is answered for, the centre is asked on another thread."""

    def __init__(self, desk: Desk, clock: Clock, ids: Ids) -> None:
        super().__init__(desk, clock, ids)
        self._lending: Lending | None = None
        self._codes: Codes | None = None
        self._visits = ThreadPoolExecutor(1, thread_name_prefix="leases")
        self._lock = threading.Lock()
        self._open: dict[str, set[str]] = {}
        self._released: Callable[[], None] = _nothing

    def lends(self, lending: Lending) -> None:
        """By what leases are asked for; set before the first request."""
        self._lending = lending

    def understands(self, codes: Codes) -> None:
        """By what codes are understood that the centre tells by phone; set before the first request."""
        self._codes = codes

    def on_release(self, tell: Callable[[], None]) -> None:
        """Who is told when a lease was closed: the centre should know at once."""
        self._released = tell

    def ask(self, request: Request, by: str) -> "Future[Outcome]":
        """Puts a request. Never blocks."""
        if isinstance(request, till.TypeCode) and self._codes is not None:
            meant = self._codes.meant(request.shift, request.code)
            request = till.TryCode(request_id=request.request_id, shift=request.shift, meant=meant)
        if self._lending is None or not isinstance(request, points.Present | points.Redeem):
            return super().ask(request, by)
        if isinstance(request, points.Redeem):
            answer: Future[Outcome] = Future()
            super().ask(request, by).add_done_callback(lambda done: self._left(request.card, done, answer))
            return answer
        answer = Future()
        self._visits.submit(self._visit, self._lending, request, by, answer)
        return answer

    def close(self) -> None:
        """Ends what is being asked, then the desk."""
        self._visits.shutdown()
        super().close()
        if self._codes is not None:
            self._codes.close()
        if self._lending is not None:
            self._lending.close()

    def _visit(self, lending: Lending, request: points.Present, by: str, answer: "Future[Outcome]") -> None:
        try:
            refused: Refused | None = None
            for unit in lending.units(request.card):
                try:
                    lease = lending.lend(request.card, unit)
                except Refused as error:
                    refused = self._without(lending, request, error)
                else:
                    with self._lock:
                        self._open.setdefault(request.card, set()).add(lease)
            try:
                outcome = super().ask(request, by).result()
            except Refused as own:
                if refused is None or own.reason != "points.no_line":
                    raise
                raise refused from None  # the centre knows better why
            answer.set_result(outcome)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to whoever asked
            answer.set_exception(error)

    def _without(self, lending: Lending, request: points.Present, error: Refused) -> Refused:
        """Where the centre cannot be reached a phone's code may be believed; why nothing can be had else."""
        if error.reason != "points.no_line":
            return error
        try:
            lending.believe(request.card)
        except Refused as why:
            return why
        return error

    def _left(self, card: str, done: "Future[Outcome]", answer: "Future[Outcome]") -> None:
        """After the redemption the visit is over: what was not spent is the member's again."""
        error = done.exception()
        if error is not None:
            answer.set_exception(error)
            return
        with self._lock:
            leases = self._open.pop(card, set())
        for lease in sorted(leases - {""}):
            closed = super().ask(points.CloseLease(request_id=self.new_id(), lease=lease), "device")
            closed.add_done_callback(lambda _: self._released())
        answer.set_result(done.result())


def _nothing() -> None:
    """Nobody listens."""
