"""The press: takes the spool to the printers. Once a byte has left, nothing is sent again by itself."""

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal

import apsw
import msgspec

from kiosk.base.clock import Clock
from kiosk.base.request import Outcome, Refused, Request
from kiosk.devices.health import NEAR_END, READY, Health, serves
from kiosk.devices.printers.driver import Printer
from kiosk.devices.printers.status import Status
from kiosk.paper import elements
from kiosk.paper.spec import PaperSpec
from kiosk.services.house.requests import ReportDevice
from kiosk.services.slips.requests import Ended, Report
from kiosk.services.till.machine_requests import SenseDrawer
from kiosk.station.rounds import Rounds
from kiosk.station.spool import Job, Spool

PRINTER: Final = "printer"
# As the settings and the record name them, in the order in which slips go to them.
PRINTERS: Final = (PRINTER, "second_printer")
_SILENT: Final = "unknown"
_LOG: Final = logging.getLogger(__name__)
# Commits of other processes are noticed this often; those of this process wake the press at once.
_LOOK_S: Final = 0.05
# How often a printer that cannot print is asked again, and one that can.
_RETRY_S: Final = 2.0
_WATCH_S: Final = 10.0
# The same where a drawer's contact hangs on it: an open drawer is shut again within seconds.
_CONTACT_S: Final = 2.0
# So long the thread rests after its start before it makes ready to print: the screen comes first.
_READY_S: Final = 1.0
# Within this a copy is out or given up: a long one at 9600 baud takes half a minute.
_OUT_S: Final = 180.0

# A slip as the bytes of one job; the words on top are those of a further copy.
Draw = Callable[[elements.Slip, PaperSpec, str], bytes]


class _Stand(msgspec.Struct):
    """One printer: what it is called, what is believed of it, and how it was when it was last asked."""

    device: str
    printer: Printer
    health: Health
    last: str = ""
    drawer_high: bool | None = None


class Press:
    """Prints what the spool holds, and tells the desk what became of it.

    A slip goes to the first of the `printers` that is ready; where no byte of it has left, the next one may have it;
    a sheet that tries a printer goes to that one alone.
    Without any (the station has none) slips fail at once. `draw` gives what draws slips, when it is first needed.
    `ask` puts a request as the device and returns its outcome; `say` makes the sentence on top of a further copy.
    """

    def __init__(
        self,
        spool: Spool,
        clock: Clock,
        printers: Sequence[Printer],
        draw: Callable[[], Draw],
        ask: Callable[[Request], Outcome],
        new_id: Callable[[], str],
        say: Callable[..., str],
    ) -> None:
        self.spool = spool
        self._clock = clock
        self._stands: tuple[_Stand, ...] = ()
        self._stand(printers)
        self._settled = False
        self._load = draw
        self._draw: Draw | None = None
        self._ask = ask
        self._new_id = new_id
        self._say = say

    def use(self, printers: Sequence[Printer]) -> None:
        """The printers from now on; for the press's own thread. Nobody waits for one that was taken away."""
        if self._stand(printers) or not self._settled:
            for device in PRINTERS[len(self._stands) :]:
                self._ask(ReportDevice(request_id=self._new_id(), device=device, state=READY))

    def _stand(self, printers: Sequence[Printer]) -> bool:
        """Puts the printers in their places; whether any is another than before."""
        if [stand.printer for stand in self._stands] == list(printers):
            return False
        health = {stand.device: stand.health for stand in self._stands}
        self._stands = tuple(
            _Stand(device, printer, health.get(device) or Health(device, _LOG))
            for device, printer in zip(PRINTERS, printers, strict=False)
        )
        return True

    def settle(self) -> None:
        """What was under way when power or disk failed is uncertain: bytes may have left."""
        for job, device in self.spool.interrupted():
            stand = next((stand for stand in self._stands if stand.device == device), None)
            if stand is not None:
                stand.printer.broken_off()
            self._end(job, "uncertain", "interrupted", device or PRINTER, stand)
        self._settled = True

    def take_all(self, stopped: Callable[[], bool]) -> float:
        """Prints what waits; returns the seconds after which to look again even if nothing is new."""
        while not stopped() and (job := self.spool.next()) is not None:
            if not self._take(job):
                return _RETRY_S
        return _WATCH_S

    def ready(self) -> Draw:
        """What draws slips; it is loaded the first time."""
        if self._draw is None:
            self._draw = self._load()
        return self._draw

    def look(self) -> None:
        """Asks the idle printers how they are."""
        for stand in self._stands:
            stand.health.opening()
            self._report(stand, stand.printer.status())

    def _take(self, job: Job) -> bool:
        """Prints one copy; False where it must wait for a printer."""
        if not self._stands:
            self._end(job, "failed", "no_printer")
            return True
        if job.until.passed(self._clock.now()):
            self._end(job, "failed", "waited")
            return True
        if device := elements.meant_for(job.body):
            self._send_there(job, device)
            return True
        return any(self._sent(job, stand, silent=silent) for stand, silent in self._turns())

    def _send_there(self, job: Job, device: str) -> None:
        """Prints a sheet on the one printer it tries; where that cannot print it has failed: no slip waits."""
        stand = next((stand for stand in self._stands if stand.device == device), None)
        if stand is None:
            self._end(job, "failed", "no_printer", device)
        elif not self._sent(job, stand, silent=True):
            self._end(job, "failed", stand.last, device, stand)

    def _turns(self) -> Iterator[tuple[_Stand, bool]]:
        """The printers as they are tried: those that failed before last; one that keeps silent when none is ready."""
        if len(self._stands) == 1:
            yield self._stands[0], True
            return
        for stand in sorted(self._stands, key=lambda stand: stand.last != "" and not serves(stand.last)):
            yield stand, False
        for stand in self._stands:
            if stand.last == _SILENT:
                yield stand, True

    def _sent(self, job: Job, stand: _Stand, *, silent: bool) -> bool:
        """Prints one copy on one printer; False where no byte of it has left. `silent`: also if it gives no answer."""
        stand.health.opening()
        stand.health.busy()
        try:
            rendered = self._rendered(job, stand.printer)
            result = stand.printer.send(rendered, lambda: self.spool.mark(job, "sending", stand.device), silent=silent)
        except (apsw.Error, Refused):
            raise
        except Exception:  # noqa: BLE001 - one slip that cannot be printed must not stop the next
            _LOG.exception("slip %s copy %s cannot be printed", job.slip, job.copy)
            self._end(job, "uncertain" if self.spool.left(job) else "failed", "unprintable", stand.device, stand)
            return True
        self._report(stand, result.before)
        if result.state == "failed":
            return False
        if result.state == "uncertain":
            _LOG.warning("slip %s copy %s is uncertain: %s %s", job.slip, job.copy, result.reason, result.detail)
        self._end(job, result.state, result.reason, stand.device, stand)
        return True

    def _rendered(self, job: Job, printer: Printer) -> bytes:
        header = self._say("slip.reprint", copy=job.copy) if job.copy else ""
        return self.ready()(elements.decode(job.body), printer.spec, header)

    def _end(
        self,
        job: Job,
        state: Literal["confirmed", "uncertain", "failed"],
        reason: str,
        device: str = PRINTER,
        stand: _Stand | None = None,
    ) -> None:
        """The record first: what it says of a copy stands, whatever is said later."""
        ended = self._ask(
            Report(
                request_id=self._new_id(),
                slip=job.slip,
                copy=job.copy,
                printer=stand.printer.profile.id if stand else "none",
                device=device,
                state=state,
                reason=reason,
            )
        )
        assert isinstance(ended, Ended)
        self.spool.mark(job, ended.state, reason)

    def _report(self, stand: _Stand, status: Status) -> None:
        """Tells the house when a printer is lost, when it is back, and when its roll is nearly used up."""
        stand.last = status.state
        nearly = status.state == READY and status.paper_near_end
        if stand.health.saw(NEAR_END if nearly else status.state, status.detail):
            self._ask(ReportDevice(request_id=self._new_id(), device=stand.device, state=stand.health.state))
            stand.health.noted()
        high = stand.printer.drawer_high
        if stand.device == PRINTER and high is not None and high != stand.drawer_high:
            self._ask(SenseDrawer(request_id=self._new_id(), high=high))
            stand.drawer_high = high


class PressThread(Rounds):
    """The press on a thread of its own; `drivers` gives the printers that the settings name now.

    `contact` tells whether they say that a drawer has a contact.
    """

    def __init__(self, press: Press, drivers: Callable[[], Sequence[Printer]], contact: Callable[[], bool]) -> None:
        super().__init__("press")
        self._press = press
        self._drivers = drivers
        self._contact = contact

    def wake(self) -> None:
        """Says that something may have been spooled."""
        self._woken.set()

    def stop(self) -> None:
        """Ends after the copy at hand."""
        super().stop()
        self._press.spool.close()

    def _stopped(self) -> bool:
        """Whether to end; asked between two copies."""
        self._beat(_OUT_S)
        return self._stopping

    def _run(self) -> None:
        seen, rest, watch, ready, failing, unsettled = -1, 0.0, 0.0, _READY_S, False, True
        while not self._stopping:
            self._woken.clear()
            self._beat(_OUT_S)
            try:
                version = self._press.spool.version()
                if version != seen or rest <= 0:
                    seen = version
                    self._press.use(self._drivers())
                    if unsettled:
                        self._press.settle()
                    watch_s = _CONTACT_S if self._contact() else _WATCH_S
                    rest = min(self._press.take_all(self._stopped), watch_s)
                    if watch <= 0 and not self._stopping:
                        self._press.look()
                        watch = watch_s
                    failing = unsettled = False
                if ready <= 0:
                    self._press.ready()
            except Exception as error:  # noqa: BLE001 - a full or broken disk: nothing is sent that cannot be recorded
                if not failing:
                    _LOG.exception("the spool stands still", exc_info=error)
                failing = unsettled = True
                rest = _RETRY_S
            waited = self._rest(_LOOK_S)
            rest = 0.0 if waited else rest - _LOOK_S
            watch -= _LOOK_S
            ready -= _LOOK_S
