"""Nobody there: after a while the screen asks, then wipes what was somebody's and goes home."""

from typing import Any, Final

from kivy.clock import Clock

from kiosk.touch.notes import StillHere
from kiosk.touch.shell import TouchShell

QUIET_S: Final = 45


class Idle:
    """Watches one shell. A screen that `keeps` (money is in, its ticket is not out) is never left."""

    def __init__(self, shell: TouchShell) -> None:
        self._shell = shell
        self._watch: Any = None

    def start(self) -> None:
        """Begins to watch."""
        self._watch = Clock.schedule_interval(self.look, 1)

    def stop(self) -> None:
        """Ends that."""
        self._watch.cancel()

    def look(self, _: float) -> None:
        """Asks whether somebody is there, where there is something of theirs to wipe."""
        shell = self._shell
        if shell.screen.keeps or shell.fresh:
            shell.touched_at = Clock.get_time()
        elif not shell.covered and Clock.get_time() - shell.touched_at >= QUIET_S:
            shell.cover(lambda over: StillHere(over, self._stay, shell.finish))

    def _stay(self) -> None:
        self._shell.touched_at = Clock.get_time()
        self._shell.uncover(StillHere)
