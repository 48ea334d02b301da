"""Signing in at the counter: who, and a PIN."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Final

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.services.staff.rules import Person
from kiosk.touch.notice import CounterScreen
from kiosk.widgets.example import Example
from kiosk.widgets.keypad import Keypad, Readout
from kiosk.widgets.shell import Shell
from kiosk.widgets.tile import Tile, Tiles

_DIGITS: Final = 6


class ChoosePerson(CounterScreen):
    """Who works at the counter now."""

    back: ClassVar[bool] = False

    def __init__(self, shell: Shell, people: tuple[Person, ...], chosen: Callable[[Person], None]) -> None:
        super().__init__(shell, shell.say("counter.who_note"), title=shell.say("counter.who"))
        tiles = Tiles()
        for person in people:
            tile = Tile(
                icon="user-check" if person.role == "supervisor" else "user",
                word=person.shown,
                note=shell.say("counter.role_of", role=shell.say(f"staff.role_{person.role}"), who=person.who),
            )
            tile.bind(on_release=lambda _, person=person: chosen(person))
            tiles.add_widget(tile)
        self.body.add_widget(self.notice)
        self.body.add_widget(tiles)


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
        for part in (self.notice, Widget(), self._readout, self._keypad, Widget()):
            self.body.add_widget(part)

    def key(self, mark: str) -> bool:
        """The keyboard types as the glass does."""
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


_STAFF: Final = (
    Person("a1", "supervisor", "张*", active=True, tries=0, locked=None),
    Person("a2", "attendant", "李*", active=True, tries=0, locked=None),
)


def _pin(shell: Shell, typed: str = "", refusal: str = "", **fields: object) -> TypePin:
    screen = TypePin(shell, _STAFF[1], lambda _: None)
    if refusal:
        screen.refused(shell.say(refusal, **fields))
    for mark in typed:
        screen.key(mark)
    return screen


EXAMPLES: Final = (
    Example("counter-who", lambda shell: ChoosePerson(shell, _STAFF, lambda _: None), "counter"),
    Example("counter-pin", partial(_pin, typed="1234"), "counter"),
    Example("counter-pin-wrong", partial(_pin, refusal="staff.pin_wrong", left=3), "counter"),
    Example("counter-locked", partial(_pin, refusal="staff.locked_out", minutes=6), "counter"),
)
