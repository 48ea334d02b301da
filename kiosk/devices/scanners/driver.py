"""A scanner at work: opened, read, opened again after it was unplugged; and what state it is believed to be in."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from kiosk.devices.health import READY, UNREACHABLE, Health
from kiosk.devices.scanners.framing import Framer, Unread
from kiosk.devices.scanners.profile import SCANNER, ScannerProfile
from kiosk.devices.scanners.scan import Debounce, Scan
from kiosk.devices.scanners.source import Source

# Believed of a device when so many frames in a row were none.
_UNREAD: Final = 3
NOT_A_SCANNER: Final = "not_a_scanner"  # what it sends is no text: another device, or another speed
NO_END: Final = "no_end"  # codes without Enter: the scanner must be set to it, or have the other profile
# Seconds until a lost scanner is looked for again: each time twice as long.
_FIRST_S: Final = 0.5
_LONGEST_S: Final = 10.0

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
        self._health = Health(SCANNER, _LOG)
        self._told = ""
        self._framer: Framer | None = None
        self._again = Debounce(profile.again.within_s)
        self._unread = 0
        self._wait_s = _FIRST_S

    @property
    def state(self) -> str:
        """What it is believed to be; empty before anything is known."""
        return self._health.state

    def step(self) -> float:
        """One look at it; returns the seconds to wait before the next."""
        wait_s = 0.0
        try:
            self._read()
        except OSError as error:
            self.close()
            self._health.saw(UNREACHABLE, str(error))
            wait_s, self._wait_s = self._wait_s, min(2 * self._wait_s, _LONGEST_S)
        if self._health.state != self._told:
            self._changed(self._health.state)
            self._told = self._health.state
        return wait_s

    def close(self) -> None:
        """Lets it go; the next look opens it again."""
        self._framer = None
        self._source.close()

    def _read(self) -> None:
        if self._framer is None:
            self._source.open()
            self._framer, self._unread = Framer(self.profile.frame), 0
            self._health.saw(READY)
        data = self._source.read(self.profile.frame.silence_s)
        self._wait_s = _FIRST_S
        now = self._now()
        for read in self._framer.feed(data, now):
            if isinstance(read, Unread):
                self._wonder(read)
                continue
            self._unread = 0
            self._health.saw(READY)
            if self._again.fresh(read, now):
                self._scanned(read)

    def _wonder(self, read: Unread) -> None:
        """Once may be a disturbed line; more in a row is another device, or one that is set otherwise."""
        self._unread += 1
        if self._unread >= _UNREAD:
            self._health.saw(NO_END if read.why == "cut" else NOT_A_SCANNER)


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
                wait_s = _LONGEST_S
        self._scanner.close()
