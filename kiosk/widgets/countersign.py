"""A second person's PIN, in a panel's own place: nothing else on the counter's page waits for it."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from kivy.clock import Clock
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.request import Refused, Role
from kiosk.widgets.keypad import Keypad, Readout
from kiosk.widgets.rows import Flow, button
from kiosk.widgets.shell import Colleague, Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn

_DIGITS: Final = 6


class Countersign(BoxLayout):
    """Who approves, then their PIN; `then(by)` is called with what their request carries, `cancel` where nobody does.

    `words` say what is approved (扣 15 元). Of `roles` everybody but whoever acts now may; with only one of them the
    PIN is asked at once. A panel gives it its keys: `type`.
    """

    def __init__(
        self,
        shell: Shell,
        words: str,
        roles: frozenset[Role],
        then: Callable[[str], None],
        cancel: Callable[[], None],
    ) -> None:
        sizes = worn().sizes
        super().__init__(orientation="vertical", spacing=mm(sizes.gap / 2))
        self._shell, self._words, self._then, self._cancel = shell, words, then, cancel
        self._who: Colleague | None = None
        self._keypad: Keypad | None = None
        self._colleagues = shell.colleagues(roles)
        if len(self._colleagues) == 1:
            self._ask_pin(self._colleagues[0])
        else:
            self._ask_who()

    def type(self, mark: str) -> bool:
        """The keyboard types as the glass does; Escape gives it up."""
        if mark == "escape":
            self._cancel()
            return True
        return self._keypad is not None and bool(self._keypad.type(mark))

    def _ask_who(self) -> None:
        say = self._shell.say
        people = [button("user-check", one.shown, partial(self._ask_pin, one)) for one in self._colleagues]
        question = "widgets.who_approves" if people else "widgets.nobody_approves"
        self._show(Say(self._words, bold=True), Say(say(question)), Flow(*people, self._no()))

    def _ask_pin(self, who: Colleague) -> None:
        self._who = who
        self._told = Say(self._shell.say("widgets.types_pin", shown=who.shown))
        self._keypad = Keypad(self._shell, pos_hint={"center_x": 0.5})
        self._readout = Readout(
            masked=True, icon="lock", size_hint_x=None, width=self._keypad.width, pos_hint={"center_x": 0.5}
        )
        self._keypad.bind(text=self._typed)
        self._show(Say(self._words, bold=True), self._told, self._readout, self._keypad, Flow(self._no()))

    def _no(self) -> Any:
        return button("x", self._shell.say("widgets.not_approved"), self._cancel)

    def _show(self, *parts: Widget) -> None:
        self.clear_widgets()
        for part in (*parts, Widget()):
            self.add_widget(part)

    def _typed(self, _: Any, text: str) -> None:
        self._readout.text = text
        if len(text) == _DIGITS:
            # After the frame in which the sixth dot is seen.
            Clock.schedule_once(lambda _: self._prove(), 0)

    def _prove(self) -> None:
        if self._keypad is None or self._who is None or len(self._keypad.text) < _DIGITS:
            return
        pin, self._keypad.text = self._keypad.text, ""
        self._shell.prove(self._who.who, pin, self._then, self._refused)

    def _refused(self, refused: Refused) -> None:
        """The PIN was not right: said on the page, and typed anew."""
        self._shell.sorry(refused)
