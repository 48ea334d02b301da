"""The press: takes the spool to one printer. Once a byte has left, nothing is sent again by itself."""

import logging
import threading
from collections.abc import Callable
from typing import Final, Literal

import apsw

from kiosk.base.clock import Clock
from kiosk.base.request import Outcome, Refused, Request
from kiosk.devices.health import Health
from kiosk.devices.printers.driver import Printer
from kiosk.devices.printers.status import Status
from kiosk.paper import elements
from kiosk.paper.spec import PaperSpec
from kiosk.services.house.requests import ReportDevice
from kiosk.services.slips.requests import Ended, Report
from kiosk.station.spool import Job, Spool
from kiosk.station.watchdog import Beat, unwatched

PRINTER: Final = "printer"
_LOG: Final = logging.getLogger(__name__)
# Commits of other processes are noticed this often; those of this process wake the press at once.
_LOOK_S: Final = 0.05
# How often a printer that cannot print is asked again, and one that can.
_RETRY_S: Final = 2.0
_WATCH_S: Final = 10.0
# So long the thread rests after its start before it makes ready to print: the screen comes first.
_READY_S: Final = 1.0
# Within this a copy is out or given up: a long one at 9600 baud takes half a minute.
_OUT_S: Final = 180.0

# A slip as the bytes of one job; the words on top are those of a further copy.
Draw = Callable[[elements.Slip, PaperSpec, str], bytes]


class Press:
    """Prints what the spool holds on one printer, and tells the desk what became of it.

    `draw` gives what draws slips, when it is first needed. `ask` puts a request as the device and returns its outcome;
    `say` makes the sentence on top of a further copy.
    Without a `printer` (the station has none) slips fail at once.
    """

    def __init__(
        self,
        spool: Spool,
        clock: Clock,
        printer: Printer | None,
        draw: Callable[[], Draw],
        ask: Callable[[Request], Outcome],
        new_id: Callable[[], str],
        say: Callable[..., str],
    ) -> None:
        self.spool = spool
        self._clock = clock
        self.use(printer)
        self._load = draw
        self._draw: Draw | None = None
        self._ask = ask
        self._new_id = new_id
        self._say = say
        self._health = Health(PRINTER, _LOG)

    def use(self, printer: Printer | None) -> None:
        """The printer from now on; for the press's own thread."""
        self._printer = printer
        self._name = printer.profile.id if printer else "none"

    def settle(self) -> None:
        """What was under way when power or disk failed is uncertain: bytes may have left."""
        for job in self.spool.interrupted():
            if self._printer is not None:
                self._printer.broken_off()
            self._end(job, "uncertain", "interrupted")

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
        """Asks the idle printer how it is."""
        if self._printer is not None:
            self._health.opening()
            self._report(self._printer.status())

    def _take(self, job: Job) -> bool:
        """Prints one copy; False where it must wait for the printer."""
        if self._printer is None:
            self._end(job, "failed", "no_printer")
            return True
        if job.until.passed(self._clock.now()):
            self._end(job, "failed", "waited")
            return True
        self._health.opening()
        self._health.busy()
        try:
            result = self._printer.send(self._rendered(job, self._printer), lambda: self.spool.mark(job, "sending"))
        except (apsw.Error, Refused):
            raise
        except Exception:  # noqa: BLE001 - one slip that cannot be printed must not stop the next
            _LOG.exception("slip %s copy %s cannot be printed", job.slip, job.copy)
            self._end(job, "uncertain" if self.spool.left(job) else "failed", "unprintable")
            return True
        self._report(result.before)
        if result.state == "failed":
            return False
        if result.state == "uncertain":
            _LOG.warning("slip %s copy %s is uncertain: %s %s", job.slip, job.copy, result.reason, result.detail)
        self._end(job, result.state, result.reason)
        return True

    def _rendered(self, job: Job, printer: Printer) -> bytes:
        header = self._say("slip.reprint", copy=job.copy) if job.copy else ""
        return self.ready()(elements.decode(job.body), printer.profile.spec, header)

    def _end(self, job: Job, state: Literal["confirmed", "uncertain", "failed"], reason: str) -> None:
        """The record first: what it says of a copy stands, whatever is said later."""
        ended = self._ask(
            Report(
                request_id=self._new_id(), slip=job.slip, copy=job.copy, printer=self._name, state=state, reason=reason
            )
        )
        assert isinstance(ended, Ended)
        self.spool.mark(job, ended.state, reason)

    def _report(self, status: Status) -> None:
        """Tells the house when the printer is lost, and when it is back."""
        if self._health.saw(status.state, status.detail):
            self._ask(ReportDevice(request_id=self._new_id(), device=PRINTER, state=self._health.state))
            self._health.noted()


class PressThread:
    """The press on a thread of its own; `driver` gives the printer that the settings name now."""

    def __init__(self, press: Press, driver: Callable[[], Printer | None]) -> None:
        self._press = press
        self._beat: Beat = unwatched
        self._driver = driver
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="press", daemon=True)

    def start(self, beat: Beat = unwatched) -> None:
        """Begins to print, after settling what a power cut left behind; `beat` hears of it between two copies."""
        self._beat = beat
        self._thread.start()

    def wake(self) -> None:
        """Says that something may have been spooled."""
        self._wake.set()

    def stop(self) -> None:
        """Ends after the copy at hand."""
        self._stop.set()
        self._wake.set()
        self._thread.join()
        self._press.spool.close()

    def _stopped(self) -> bool:
        """Whether to end; asked between two copies."""
        self._beat(_OUT_S)
        return self._stop.is_set()

    def _run(self) -> None:
        seen, rest, watch, ready, failing, unsettled = -1, 0.0, 0.0, _READY_S, False, True
        while not self._stop.is_set():
            self._wake.clear()
            self._beat(_OUT_S)
            try:
                version = self._press.spool.version()
                if version != seen or rest <= 0:
                    seen = version
                    self._press.use(self._driver())
                    if unsettled:
                        self._press.settle()
                    rest = self._press.take_all(self._stopped)
                    if watch <= 0 and not self._stop.is_set():
                        self._press.look()
                        watch = _WATCH_S
                    failing = unsettled = False
                if ready <= 0:
                    self._press.ready()
            except Exception as error:  # noqa: BLE001 - a full or broken disk: nothing is sent that cannot be recorded
                if not failing:
                    _LOG.exception("the spool stands still", exc_info=error)
                failing = unsettled = True
                rest = _RETRY_S
            waited = self._wake.wait(_LOOK_S)
            rest = 0.0 if waited else rest - _LOOK_S
            watch -= _LOOK_S
            ready -= _LOOK_S
