"""The counter's shell put together: somebody signs in, works on the page, signs out."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Final

from kivy.clock import Clock
from kivy.core.window import Window

from kiosk.base.desk import Desk
from kiosk.base.request import Refused, Role
from kiosk.base.words import Lang, Words
from kiosk.services.staff.readings import people
from kiosk.services.staff.requests import SignedIn
from kiosk.services.staff.rules import Person
from kiosk.services.till.readings import waiting_sales
from kiosk.station.people import Pins, sign_in
from kiosk.station.settings import StationSettings
from kiosk.touch.attention import AttentionPanel, waits
from kiosk.touch.checkup.tools import Office
from kiosk.touch.modules import counters
from kiosk.touch.notice import CounterScreen
from kiosk.touch.office import way_in
from kiosk.touch.page import Page, drawer
from kiosk.touch.refusals import ERROR
from kiosk.touch.shell import TouchShell
from kiosk.touch.signin import ChoosePerson, TypePin
from kiosk.touch.state import StateBar
from kiosk.touch.till import TillPanel
from kiosk.touch.works import KEYS, Work
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Colleague, Shell
from kiosk.widgets.theme import CONTRAST, DAYLIGHT, Theme

NAME: Final = "counter"
# Keys that are no characters, and those of the number pad that give none without NumLock (SDL 1.2's codes, as Kivy's).
_NAMED: Final = {
    27: "escape", 273: "up", 274: "down", 275: "right", 276: "left",
    **{282 + place: key for place, key in enumerate(KEYS)},
}  # fmt: skip
_PAD: Final = {266: ".", 267: "/", 268: "*", 269: "-", 270: "+"}
_TAB: Final = 9
_REPEATS: Final = frozenset({8, _TAB, 273, 274, 275, 276})  # held down: Backspace, Tab, arrows


class CounterShell(TouchShell):
    """Refusals are said on the page, beside everything else; scans are searched for there.

    `checks` checks a PIN and ends with who it is.
    """

    checks: Callable[[str, str], "Future[SignedIn]"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._down: set[int] = set()
        super().__init__(*args, **kwargs)

    def start(self) -> None:
        """Begins to look at the desk and to listen to the keyboard."""
        super().start()
        Window.bind(on_key_up=self._up)

    def stop(self) -> None:
        """Ends that."""
        Window.unbind(on_key_up=self._up)
        super().stop()

    def work_as(self, by: str) -> None:
        """Somebody has signed in, or out again."""
        self.by, self.reads = by, by.startswith("auditor:")

    def colleagues(self, roles: frozenset[Role]) -> tuple[Colleague, ...]:
        """Everybody of these roles but whoever works here now."""
        return tuple(
            Colleague(person.who, person.shown)
            for person in self.desk.read("staff", people)
            if person.role in roles and person.who != self.by.partition(":")[2]
        )

    def prove(self, who: str, pin: str, done: Callable[[str], None], refused: Callable[[Refused], None]) -> None:
        """A colleague's PIN, checked like one that signs in."""
        self.await_(("prove",), self.checks(who, pin), lambda signed: done(signed.by), refused)

    def _key(self, window: Any, code: int, scan: int, mark: str | None, modifiers: Any) -> bool:
        if code in self._down and code not in _REPEATS:
            return True  # a key that lies under something must not take money from one after the other
        self._down.add(code)
        named = "backtab" if code == _TAB and "shift" in (modifiers or ()) else _NAMED.get(code)
        if named is None:
            return super()._key(window, code, scan, _PAD.get(code, mark), () if code in _PAD else modifiers)
        self.touched_at = Clock.get_time()
        if self._scans is not None:  # after whatever was typed before it
            self._scans.key(named, Clock.get_time(), Clock.frametime)
        return True

    def _up(self, _window: Any, code: int, *_: Any) -> None:
        self._down.discard(code)

    def sorry(self, refused: Refused) -> None:
        """Says a refusal where the last thing done is said."""
        if isinstance(self.screen, CounterScreen):
            self.screen.refused(self.sentence(refused, staff=True))

    def recover(self) -> None:
        """What failed is said; the page stays."""
        self.sorry(Refused(ERROR))

    def slow(self) -> None:
        """A slow answer holds up nothing else here."""


def search(shell: TouchShell, text: str) -> bool:
    """A scan opens beside the queue what it is about; before anybody has signed in it says nothing."""
    return shell.screen.search(text) if isinstance(shell.screen, Page) else True


class Counter:
    """The attendants' screens on the window there is; `shell.glass` is the widget that holds them."""

    def __init__(
        self, desk: Desk, pins: Pins, settings: StationSettings, words: Words, office: Office | None = None
    ) -> None:
        theme = Theme(
            CONTRAST if settings.screen.contrast else DAYLIGHT, portrait=Window.height > Window.width, dense=True
        )
        self.theme = theme
        self._pins = pins
        self._office = office
        # A PIN takes some tens of milliseconds to check, by design: not on Kivy's thread.
        self._checks = ThreadPoolExecutor(1, "pins")
        self._printer = settings.printer is not None
        self.shell = self.made(desk, words, settings.station.languages)
        self.shell.checks = self._checked

    def made(self, desk: Desk, words: Words, languages: tuple[Lang, ...]) -> CounterShell:
        """The shell of the counter's own screen."""
        return CounterShell(
            desk, words, self.choose, languages=languages, theme=self.theme, name=NAME, by="worker", scanned=search
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

    def choose(self, shell: Shell) -> Screen:
        """Who works here now."""
        staff = shell.desk.read("staff", people)
        return ChoosePerson(shell, staff, lambda person: shell.go(partial(self.pin, person=person)))

    def pin(self, shell: Shell, person: Person) -> Screen:
        """Somebody's PIN."""
        return TypePin(shell, person, partial(self.check, person))

    def check(self, person: Person, pin: str) -> None:
        """Signs in by a PIN, where it is right."""
        self.shell.await_(("sign_in",), self._checked(person.who, pin), self.signed_in)

    def _checked(self, who: str, pin: str) -> "Future[SignedIn]":
        return self._checks.submit(sign_in, self.shell.desk, self._pins, who, pin)

    def signed_in(self, who: SignedIn) -> None:
        """Somebody's page."""
        self.shell.work_as(who.by)
        self.shell.go(partial(self._page, who=who))

    def _page(self, shell: Shell, who: SignedIn) -> Screen:
        desk = shell.desk
        offered = (Work(service.TAB, service.panels(shell)) for _, service in counters())
        return Page(
            shell,
            who,
            desk.read("till", drawer),
            TillPanel(shell, desk.read("till", waiting_sales)),
            (work for work in offered if work.panels),
            AttentionPanel(shell, waits(shell)),
            StateBar(shell, printer=self._printer),
            self.sign_out,
            way_in(self._office, who.by),
        )

    def sign_out(self) -> None:
        """Nobody's any more."""
        self.shell.work_as("worker")
        self.shell.home()
