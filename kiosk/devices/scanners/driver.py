"""A scanner at work: opened, read, opened again after it was unplugged; and what state it is believed to be in."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from kiosk.devices.health import READY, UNREACHABLE, WRONG_DEVICE, Health
from kiosk.devices.identity import PRINTER_QUERIES, is_printer
from kiosk.devices.scanners.framing import Framer, Unread
from kiosk.devices.scanners.profile import SCANNER, ScannerProfile
from kiosk.devices.scanners.scan import Debounce, Scan
from kiosk.devices.scanners.source import Source

# Believed of a device when so many frames in a row were none.
_UNREAD: Final = 3
NOT_A_SCANNER: Final = "not_a_scanner"  # what it sends is no text: another device, or another speed
NO_END: Final = "no_end"  # codes without Enter: the scanner must be set to it, or have the other profile
_ANSWER_S: Final = 0.2
_FAILED_S: Final = 10.0  # the thread's rest after something nobody foresaw

_LOG: Final = logging.getLogger(__name__)


class Scanner:
    """One scanner, used by one thread; `monotonic` gives seconds that only grow.

    `scanned` is given each scan once; `changed` its state whenever that is another one, again where it raised.
    """

    def __init__(
        self,
        profile: ScannerProfile,
        source: Source,
        monotonic: Callable[[], float],
        scanned: Callable[[Scan], None],
        changed: Callable[[str], None],
    ) -> None:
        self.profile = profile
        self._source = source
        self._now = monotonic
        self._scanned, self._changed = scanned, changed
        self._health = Health(SCANNER, _LOG, monotonic)
        self._framer: Framer | None = None
        self._again = Debounce(profile.again.within_s)
        self._unread = 0
        self._found = READY

    @property
    def state(self) -> str:
        """What it is believed to be; empty before anything is known."""
        return self._health.state

    def step(self) -> float:
        """One look at it; returns the seconds to wait before the next."""
        self._health.opening()
        try:
            self._read()
            news = self._health.saw(self._found)
        except OSError as error:
            self.close()
            news = self._health.saw(UNREACHABLE, str(error))
        if news:
            self._changed(self._health.state)
            self._health.noted()
        return self._health.wait_s

    def close(self) -> None:
        """Lets it go; the next look opens it again."""
        self._framer = None
        self._source.close()

    def _read(self) -> None:
        heard = b""
        if self._framer is None:
            self._source.open()
            self._framer, self._unread = Framer(self.profile.frame), 0
            heard = self._ask_whether_printer()
        data = heard + self._source.read(self.profile.frame.silence_s)
        now = self._now()
        for read in self._framer.feed(data, now):
            if isinstance(read, Unread):
                self._wonder(read)
                continue
            self._unread, self._found = 0, READY
            if self._again.fresh(read, now):
                self._scanned(read)

    def _ask_whether_printer(self) -> bytes:
        """Asks what a printer answers and a scanner does not; returns other bytes that came meanwhile.

        What was plugged in is unknown whenever the line is opened: two cables may have changed their places.
        """
        self._found = READY
        for asked in PRINTER_QUERIES:  # more than one: a single byte may be anything
            self._source.write(asked)
            heard = self._source.read(_ANSWER_S)
            if not is_printer(heard):
                return heard
        self._found = WRONG_DEVICE
        return b""

    def _wonder(self, read: Unread) -> None:
        """Once may be a disturbed line; more in a row is another device, or one that is set otherwise."""
        self._unread += 1
        if self._unread >= _UNREAD:
            self._found = NO_END if read.why == "cut" else NOT_A_SCANNER


class ScannerThread:
    """A scanner on a thread of its own. Scans go to whoever listens last; where nobody does, to nobody."""

    def __init__(self, made: Callable[[Callable[[Scan], None]], Scanner]) -> None:
        self._listener: Callable[[Scan], None] = lambda _: None
        self._scanner = made(self._scanned)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scanner", daemon=True)

    def start(self) -> None:
        """Begins to read."""
        self._thread.start()

    def listen(self, listener: Callable[[Scan], None]) -> None:
        """Gives scans to a listener from now on, on the scanner's thread."""
        self._listener = listener

    def stop(self) -> None:
        """Ends it, and lets the scanner go."""
        self._stop.set()
        self._thread.join()

    def _scanned(self, scan: Scan) -> None:
        self._listener(scan)

    def _run(self) -> None:
        wait_s = 0.0
        while not self._stop.wait(wait_s):
            try:
                wait_s = self._scanner.step()
            except Exception:  # noqa: BLE001 - a scan that cannot be shown must not end the reading
                _LOG.exception("the scanner's thread goes on")
                wait_s = _FAILED_S
        self._scanner.close()
