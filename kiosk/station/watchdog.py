"""The watchdog: each thread that matters promises when it will be heard of next; while all keep it, systemd is told.

systemd restarts a service that it has not heard from in time (systemd.service(5), `WatchdogSec=`; sd_notify(3)).
"""

import faulthandler
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_LOG: Final = logging.getLogger(__name__)
_MICROSECONDS: Final = 1_000_000
# Of the time that systemd waits, how often it is told (sd_watchdog_enabled(3) advises a half).
_SHARE: Final = 0.4
# How often it looks whether the process is up.
_LOOK_S: Final = 0.2

# A thread's promise: it will be heard of again within so many seconds.
Beat = Callable[[float], None]


def unwatched(_: float) -> None:
    """Nobody waits for it."""


class Watch:
    """Who has promised to be heard of until when; `now` in seconds, from any thread."""

    def __init__(self, needs: str, now: Callable[[], float] = time.monotonic) -> None:
        self._needs = needs
        self._now = now
        self._until: dict[str, float] = {}

    def beat(self, name: str) -> Beat:
        """What a thread calls whenever it goes round."""

        def promised(within_s: float) -> None:
            self._until[name] = self._now() + within_s

        return promised

    def up(self) -> bool:
        """Whether what this process is for has been heard of once."""
        return self._needs in self._until

    def stuck(self) -> tuple[str, ...]:
        """Who has broken a promise."""
        now = self._now()
        return tuple(sorted(name for name, until in self._until.copy().items() if until < now))


class Feeder:
    """Tells systemd that the process is up, then that it lives, for as long as nobody is stuck."""

    def __init__(self, watch: Watch, tell: Callable[[str], None]) -> None:
        self._watch = watch
        self._tell = tell
        self.up = False
        self._stuck: tuple[str, ...] = ()

    def feed(self) -> None:
        """One look at all of them."""
        if not self._watch.up():
            return
        stuck = self._watch.stuck()
        if stuck != self._stuck:
            self._stuck = stuck
            if stuck:
                _LOG.error("stuck: %s", ", ".join(stuck))
        if not stuck:
            self._tell("WATCHDOG=1" if self.up else "READY=1\nWATCHDOG=1")
            self.up = True


@contextmanager
def watched(needs: str) -> Iterator[Watch]:
    """A watch that systemd is told of, where this process is a service of its own; `needs` is who makes it ready."""
    watch, address = Watch(needs), os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        yield watch
        return
    wait_s = int(os.environ.get("WATCHDOG_USEC", "0")) / _MICROSECONDS or 60.0
    faulthandler.enable()  # what systemd ends for being stuck says where each thread stood
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        line.connect(f"\0{address[1:]}" if address.startswith("@") else address)
        feeder, stop = Feeder(watch, lambda text: _told(line, text)), threading.Event()

        def run() -> None:
            every = _LOOK_S
            while not stop.wait(every):
                feeder.feed()
                every = wait_s * _SHARE if feeder.up else _LOOK_S

        thread = threading.Thread(target=run, name="watchdog", daemon=True)
        thread.start()
        try:
            yield watch
        finally:
            stop.set()
            thread.join()
            _told(line, "STOPPING=1")


def _told(line: socket.socket, text: str) -> None:
    """Says it to systemd; what it does not take is said again with the next look."""
    try:
        line.send(text.encode())
    except OSError as error:
        _LOG.warning("systemd does not listen: %s", error)
