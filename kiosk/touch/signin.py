"""Signing in at the counter: who, and a PIN."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Final

from kivy.clock import Clock
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.phrase import phrase
from kiosk.services.staff.rules import Person
from kiosk.touch.notice import CounterScreen
from kiosk.touch.ring import WAYS, Ring
from kiosk.widgets.example import Example
from kiosk.widgets.keypad import Keypad, Readout
from kiosk.widgets.screen import REACH
from kiosk.widgets.shell import Shell
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Tile, Tiles

_DIGITS: Final = 6


class ChoosePerson(CounterScreen):
    """Who works at the counter now. Arrows and Enter choose, too."""

    back: ClassVar[bool] = False

    def __init__(self, shell: Shell, people: tuple[Person, ...], chosen: Callable[[Person], None]) -> None:
        super().__init__(shell, shell.say("counter.who_note"), title=shell.say("counter.who"))
        tiles = Tiles()
        self._ring = Ring(self)
        for person in people:
            tile = Tile(
                icon=_ICONS.get(person.role, "user"),
                word=person.shown,
                note=shell.say("counter.role_of", role=shell.say(f"staff.role_{person.role}"), who=person.who),
            )
            tile.bind(on_release=lambda _, person=person: chosen(person))
            tiles.add_widget(tile)
        self.body.add_widget(self.notice)
        if self.person and worn().portrait:  # before the workers' screen one reaches up no farther
            self.body.add_widget(Widget())
            tiles.size_hint_y = None
            tiles.height = self.height * REACH - self.bar.height - mm(worn().sizes.margin + worn().sizes.gap)
        self.body.add_widget(tiles)

    def key(self, mark: str) -> bool:
        """Moves the ring, chooses; Escape leads back where there is a way back."""
        if mark in WAYS:
            self._ring.move(mark)
        elif mark == "enter":
            self._ring.press()
        elif mark == "escape" and self.back:
            self.shell.back()
        return True

    def left(self) -> None:
        """Nothing is watched any more."""
        self._ring.stop()


class TypePin(CounterScreen):
    """Six digits, on the glass or on a keyboard; the sixth signs in."""

    def __init__(self, shell: Shell, person: Person, sign_in: Callable[[str], None]) -> None:
        super().__init__(shell, shell.say("counter.pin_note"), title=shell.say("counter.pin", shown=person.shown))
        self._sign_in = sign_in
        self._keypad = Keypad(shell, pos_hint={"center_x": 0.5})
        self._readout = Readout(
            masked=True, icon="lock", size_hint_x=None, width=self._keypad.width, pos_hint={"center_x": 0.5}
        )
        self._keypad.bind(text=self._typed, on_enter=lambda _: self._enter())
        if self.person and not worn().portrait:  # as large as for workers, the keypad fills the height
            beside = BoxLayout(orientation="vertical", spacing=self.body.spacing)
            for part in (self.notice, self._readout, Widget()):
                beside.add_widget(part)
            self.body.orientation = "horizontal"
            self.body.add_widget(beside)
            self.body.add_widget(self._keypad)
            return
        below = () if self.person else (Widget(),)
        for part in (self.notice, Widget(), self._readout, self._keypad, *below):
            self.body.add_widget(part)

    def key(self, mark: str) -> bool:
        """The keyboard types as the glass does; Escape leads back."""
        if mark == "escape":
            self.shell.back()
            return True
        return bool(self._keypad.type(mark))

    def refused(self, words: str) -> None:
        """The PIN was not right: it is typed anew."""
        super().refused(words)
        self._keypad.text = ""

    def _typed(self, _: Any, text: str) -> None:
        self._readout.text = text
        if len(text) == _DIGITS:
            # After the frame in which the sixth dot is seen.
            Clock.schedule_once(lambda _: self._enter(), 0)

    def _enter(self) -> None:
        if len(self._keypad.text) == _DIGITS:
            self._sign_in(self._keypad.text)


class ChooseHere(ChoosePerson):
    """The same before the workers' screen: whoever came here by mistake is told, and finds the way back; so is 人工."""

    person: ClassVar[bool] = True
    back: ClassVar[bool] = True

    def __init__(
        self,
        shell: Shell,
        people: tuple[Person, ...],
        chosen: Callable[[Person], None],
        leave: Callable[[], None],
    ) -> None:
        super().__init__(shell, people, chosen)
        self._leave = leave
        self.spoken = (phrase("shell.voice.staff_only"),)
        self.notice.show(shell.say("shell.voice.staff_only"), "", "info-circle")

    def went_back(self) -> bool:
        """To the workers' screens."""
        self._leave()
        return True


class TypeHere(TypePin):
    """The same before the workers' screen."""

    person: ClassVar[bool] = True

    def __init__(self, shell: Shell, person: Person, sign_in: Callable[[str], None]) -> None:
        super().__init__(shell, person, sign_in)
        self.spoken = (phrase("shell.voice.staff_only"),)


_ICONS: Final = {"supervisor": "user-check", "auditor": "eye"}
_STAFF: Final = (
    Person("a1", "supervisor", "张*", active=True, tries=0, locked=None),
    Person("a2", "attendant", "李*", active=True, tries=0, locked=None),
    Person("c1", "auditor", "陈*", active=True, tries=0, locked=None),
)


def _pin(shell: Shell, typed: str = "", refusal: str = "", kind: type[TypePin] = TypePin, **fields: object) -> TypePin:
    screen = kind(shell, _STAFF[1], lambda _: None)
    if refusal:
        screen.refused(shell.say(refusal, **fields))
    for mark in typed:
        screen.key(mark)
    return screen


EXAMPLES: Final = (
    Example("counter-who", lambda shell: ChoosePerson(shell, _STAFF, lambda _: None), "counter"),
    Example("counter-pin", partial(_pin, typed="1234"), "counter"),
    Example("counter-pin-wrong", partial(_pin, refusal="staff.pin_wrong_staff", left=3), "counter"),
    Example("staff-who", lambda shell: ChooseHere(shell, _STAFF, lambda _: None, lambda: None)),
    Example("staff-pin", partial(_pin, typed="1234", kind=TypeHere)),
    Example("staff-pin-wrong", partial(_pin, refusal="staff.pin_wrong_staff", left=3, kind=TypeHere)),
    Example("counter-locked", partial(_pin, refusal="staff.locked_out_staff", minutes=6), "counter"),
)
