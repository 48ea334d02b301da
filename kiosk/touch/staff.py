"""The counter's shell put together: somebody signs in, works on the page, signs out."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from kivy.core.window import Window

from kiosk.base.desk import Desk
from kiosk.base.request import Refused
from kiosk.base.words import Words
from kiosk.services.staff.readings import people
from kiosk.services.staff.requests import SignedIn
from kiosk.services.staff.rules import Person
from kiosk.services.till.readings import waiting_sales
from kiosk.station.people import Pins, sign_in
from kiosk.station.settings import StationSettings
from kiosk.touch.attention import AttentionPanel, cares
from kiosk.touch.modules import screens
from kiosk.touch.page import CounterScreen, Page, drawer
from kiosk.touch.refusals import ERROR
from kiosk.touch.shell import TouchShell
from kiosk.touch.signin import ChoosePerson, TypePin
from kiosk.touch.till import TillPanel
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Shell
from kiosk.widgets.theme import CONTRAST, DAYLIGHT, Theme

NAME: Final = "counter"
_ROLES: Final = ("attendant", "supervisor")


class CounterShell(TouchShell):
    """Refusals are said on the page, beside everything else."""

    def sorry(self, refused: Refused) -> None:
        """Says a refusal where the last thing done is said."""
        if isinstance(self.screen, CounterScreen):
            self.screen.refused(self.sentence(refused, staff=True))

    def recover(self) -> None:
        """What failed is said; the page stays."""
        self.sorry(Refused(ERROR))

    def slow(self) -> None:
        """A slow answer holds up nothing else here."""


class Counter:
    """The attendants' screens on the window there is; `shell.glass` is the widget that holds them."""

    def __init__(self, desk: Desk, pins: Pins, settings: StationSettings, words: Words) -> None:
        theme = Theme(
            CONTRAST if settings.screen.contrast else DAYLIGHT, portrait=Window.height > Window.width, dense=True
        )
        self._pins = pins
        # A PIN takes some tens of milliseconds to check, by design: not on Kivy's thread.
        self._checks = ThreadPoolExecutor(1, "pins")
        self.shell = CounterShell(
            desk, words, self._choose, languages=settings.station.languages, theme=theme, name=NAME, by="worker"
        )

    def start(self) -> None:
        """Puts them on the window."""
        Window.add_widget(self.shell.glass)
        self.shell.start()

    def stop(self) -> None:
        """Takes them off."""
        self.shell.stop()
        self._checks.shutdown()
        Window.remove_widget(self.shell.glass)

    def _choose(self, shell: Shell) -> Screen:
        staff = tuple(person for person in shell.desk.read("staff", people) if person.role in _ROLES)
        return ChoosePerson(shell, staff, lambda person: shell.go(partial(self._pin, person=person)))

    def _pin(self, shell: Shell, person: Person) -> Screen:
        return TypePin(shell, person, partial(self._check, person))

    def _check(self, person: Person, pin: str) -> None:
        future = self._checks.submit(sign_in, self.shell.desk, self._pins, person.who, pin)
        self.shell.await_(("sign_in",), future, self._signed_in)

    def _signed_in(self, who: SignedIn) -> None:
        self.shell.by = who.by
        self.shell.go(partial(self._page, who=who))

    def _page(self, shell: Shell, who: SignedIn) -> Screen:
        desk = shell.desk
        services = (panel for _, service in screens() for panel in service.panels(shell))
        panels = (
            TillPanel(shell, desk.read("till", waiting_sales)),
            *services,
            AttentionPanel(shell, desk.read("house", cares)),
        )
        return Page(shell, who, desk.read("till", drawer), panels, self._sign_out)

    def _sign_out(self) -> None:
        self.shell.by = "worker"
        self.shell.home()
