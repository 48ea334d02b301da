"""The counter behind the PIN on the workers' screen: the station's name touched, a PIN, and the counter's own page.

Nobody there, and it signs out and is the workers' again.
"""

from collections.abc import Callable
from functools import partial

import msgspec

from kiosk.base.desk import Desk
from kiosk.base.words import Lang, Words
from kiosk.services.staff.readings import people
from kiosk.services.staff.requests import SignedIn
from kiosk.services.staff.rules import Person
from kiosk.station.people import Pins
from kiosk.station.settings import StationSettings
from kiosk.touch.checkup.tools import Office
from kiosk.touch.idle import Idle
from kiosk.touch.signin import ChooseHere, TypeHere
from kiosk.touch.staff import Counter, CounterShell, search
from kiosk.touch.voice.speaker import Voice
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Shell


class HereShell(CounterShell):
    """Whatever is shown is left alone only for a while; `away` gives the glass back to the workers."""

    away: Callable[[], None]

    @property
    def fresh(self) -> bool:
        """Nothing here may stay when nobody is there."""
        return False

    def finish(self) -> None:
        """Nobody is there any more."""
        self.away()


class CounterHere(Counter):
    """The counter on the workers' glass; `leave` is called when it is theirs again."""

    def __init__(
        self,
        desk: Desk,
        pins: Pins,
        settings: StationSettings,
        words: Words,
        voice: Voice,
        name: str,
        leave: Callable[[], None],
        office: Office | None,
    ) -> None:
        self._voice, self._name, self._leave = voice, name, leave
        super().__init__(desk, pins, settings, words, _aloud(office, voice))
        self._idle = Idle(self.shell)

    def made(self, desk: Desk, words: Words, languages: tuple[Lang, ...]) -> CounterShell:
        """A shell that wears what workers see until somebody has signed in."""
        workers = msgspec.structs.replace(self.theme, dense=False)
        shell = HereShell(
            desk,
            words,
            self.choose,
            languages=languages,
            theme=workers,
            name=self._name,
            by="worker",
            voice=self._voice,
            scanned=search,
        )
        shell.away = self.sign_out
        return shell

    def start(self) -> None:
        """Puts it on the window."""
        super().start()
        self._idle.start()

    def stop(self) -> None:
        """Takes it off."""
        self._idle.stop()
        super().stop()

    def choose(self, shell: Shell) -> Screen:
        """Who works here now."""
        staff = shell.desk.read("staff", people)
        return ChooseHere(shell, staff, lambda person: shell.go(partial(self.pin, person=person)), self._leave)

    def pin(self, shell: Shell, person: Person) -> Screen:
        """Somebody's PIN."""
        return TypeHere(shell, person, partial(self.check, person))

    def signed_in(self, who: SignedIn) -> None:
        """Somebody's page, as dense as the counter's."""
        self.shell.theme = self.theme
        super().signed_in(who)

    def sign_out(self) -> None:
        """The workers' again."""
        self.shell.work_as("worker")
        self._leave()


def _aloud(office: Office | None, voice: Voice) -> Office | None:
    """The same, with this glass's own voice."""
    if office is None:
        return None
    quiet = office.checkup
    return Office(office.verify, lambda by: msgspec.structs.replace(quiet(by), voice=voice))
