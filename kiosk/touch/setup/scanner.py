"""Which scanner: somebody scans any code, and the line on which it comes is the one."""

import threading
from collections.abc import Callable
from typing import Final

from kiosk.base.phrase import phrase
from kiosk.devices.scanners.trying import Heard
from kiosk.touch.errand import Errand
from kiosk.touch.setup.steps import Told
from kiosk.widgets.example import Example, nothing
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import picture, sentence
from kiosk.widgets.tile import Choice

# Waits for a scan until it is told to stop.
Hear = Callable[[threading.Event], Heard | None]


class AskScan(Told):
    """请扫任意一个码: waits for it on every line that may be the scanner's; or there is none."""

    def __init__(
        self, shell: Shell, hear: Hear | None, heard: Callable[[Heard], None], none: Callable[[], None]
    ) -> None:
        super().__init__(shell)
        self.spoken = (phrase("setup.ask_scan"),)
        self.tell(picture("scan"), sentence(shell.say("setup.ask_scan")))
        self.answer(_choice("x", shell.say("setup.no_scanner"), none))
        self._hear, self._heard = hear, heard
        self._stop = threading.Event()
        self._errand: Errand[Heard | None] | None = None

    def shown(self) -> None:
        """It listens."""
        if self._hear is not None:
            hear, self._stop = self._hear, threading.Event()
            stop = self._stop
            self._errand = Errand(lambda: hear(stop), self._came, lambda _: False)

    def left(self) -> None:
        """The lines are let go."""
        self._stop.set()
        if self._errand is not None:
            self._errand.drop()

    def _came(self, heard: Heard | None) -> None:
        if heard is not None:
            self._heard(heard)


class Scanned(Told):
    """A code came, and how it was read; or something that is no code."""

    def __init__(self, shell: Shell, well: bool, on: Callable[[], None], none: Callable[[], None]) -> None:
        super().__init__(shell)
        key = "setup.scan_well" if well else "setup.scan_rubbish"
        self.spoken = (phrase(key),)
        self.tell(picture("circle-check" if well else "alert-circle"), sentence(shell.say(key)))
        if well:
            self.answer(_choice("check", shell.say("widgets.enter"), on, "done"))
        else:
            self.answer(
                _choice("refresh", shell.say("setup.try_again"), on),
                _choice("x", shell.say("setup.without_scanner"), none),
            )


def _choice(icon: str, word: str, act: Callable[[], None], accent: str = "") -> Choice:
    choice = Choice(icon=icon, word=word, accent=accent)
    choice.bind(on_release=lambda _: act())
    return choice


EXAMPLES: Final = (
    Example("setup-scan", lambda shell: AskScan(shell, None, nothing, nothing), "setup"),
    Example("setup-scan-well", lambda shell: Scanned(shell, True, nothing, nothing), "setup"),
    Example("setup-scan-rubbish", lambda shell: Scanned(shell, False, nothing, nothing), "setup"),
)
