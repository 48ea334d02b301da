"""Nobody there: after a while the screen asks, then wipes what was somebody's and goes home, and then it invites."""

from typing import Any, Final

from kivy.clock import Clock

from kiosk.touch.attract import Attract, attract
from kiosk.touch.notes import LEFT_S, StillHere
from kiosk.touch.shell import TouchShell

KEPT_S: Final = 90  # so long a screen keeps with nobody there: what was paid is safe at the desk, the next one waits
INVITES_S: Final = 60


class Idle:
    """Watches one shell. A screen that `keeps` is left last, and later: 90 s after the last touch."""

    def __init__(self, shell: TouchShell) -> None:
        self._shell = shell
        self._watch: Any = None
        self._kept_at = 0.0

    def start(self) -> None:
        """Begins to watch."""
        self._watch = Clock.schedule_interval(self.look, 1)

    def stop(self) -> None:
        """Ends that."""
        self._watch.cancel()

    def look(self, _: float) -> None:
        """Asks whether somebody is there, where there is something of theirs to wipe."""
        shell, now = self._shell, Clock.get_time()
        if isinstance(shell.screen, Attract) or shell.covered:
            return
        since = max(shell.touched_at, shell.shown_at)
        if shell.keeps:
            self._kept_at = now
            if now - since >= KEPT_S - LEFT_S:
                self._ask()
        elif shell.fresh:
            if now - since >= INVITES_S:
                shell.replace(attract)
        elif now - max(since, self._kept_at) >= shell.screen.quiet_s:
            self._ask()

    def _ask(self) -> None:
        self._shell.cover(lambda over: StillHere(over, self._stay, self._shell.finish))

    def _stay(self) -> None:
        self._shell.touched_at = Clock.get_time()
        self._shell.uncover(StillHere)
