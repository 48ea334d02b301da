"""What stands in the place of the list for a while: a number, some words, one of several, a second PIN."""

from collections.abc import Callable
from functools import partial

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.request import STAFF
from kiosk.widgets.asking import AskWho, Field
from kiosk.widgets.countersign import Countersign
from kiosk.widgets.keypad import Keypad, Readout
from kiosk.widgets.rows import Flow, KeyButton, button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn
from kiosk.widgets.writing import Writing

_DIGITS = 5


class Mode(BoxLayout):
    """One question; `away` leads back to the list. `types` tells that keys are meant for it."""

    types: bool = False

    def __init__(self, shell: Shell, away: Callable[[], None]) -> None:
        super().__init__(orientation="vertical", spacing=mm(worn().sizes.gap / 2))
        self.shell, self.away = shell, away

    def key(self, mark: str) -> bool:
        """A key of a keyboard. Whether it was used."""
        if mark == "escape":
            self.away()
            return True
        return False

    def scanned(self, text: str) -> bool:
        """Something was scanned. Whether it was asked for."""
        del text
        return False

    def no(self) -> KeyButton:
        """The way back to the list."""
        return button("arrow-back-up", self.shell.say("widgets.back"), self.away, wide=True)

    def fill(self, *parts: Widget) -> None:
        """Its parts from the top; what room is left stays below."""
        self.clear_widgets()
        for part in (*parts, Widget()):
            self.add_widget(part)


class Pick(Mode):
    """One of several: icon, word, what it does."""

    def __init__(
        self,
        shell: Shell,
        away: Callable[[], None],
        question: str,
        choices: tuple[tuple[str, str, Callable[[], None]], ...],
        accent: str = "",
    ) -> None:
        super().__init__(shell, away)
        buttons = (button(icon, word, act, accent) for icon, word, act in choices)
        self.fill(Say(question, bold=True), Flow(*buttons), row_of(self.no()))


class Number(Mode):
    """A number on the pad, or a card under the scanner: `done` is given the number, `card` the code."""

    types = True

    def __init__(
        self,
        shell: Shell,
        away: Callable[[], None],
        question: str,
        done: Callable[[int], None],
        card: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(shell, away)
        self._done, self._card = done, card
        self._readout = Readout()
        self._keypad = Keypad(shell, pos_hint={"top": 1})
        self._keypad.most = _DIGITS
        self._keypad.bind(text=self._typed, on_enter=lambda _: self._go())
        left = BoxLayout(orientation="vertical", spacing=self.spacing)
        does = button("check", shell.say("points.counter.next"), self._go, "done", wide=True)
        for part in (Say(question, bold=True), self._readout, row_of(does), row_of(self.no()), Widget()):
            left.add_widget(part)
        beside = BoxLayout(spacing=mm(worn().sizes.gap))
        beside.add_widget(left)
        beside.add_widget(self._keypad)
        self.add_widget(beside)

    def key(self, mark: str) -> bool:
        """Digits are typed."""
        return bool(self._keypad.type(mark)) or super().key(mark)

    def scanned(self, text: str) -> bool:
        """A card, where one is asked for."""
        if self._card is None:
            return False
        self._card(text)
        return True

    def _typed(self, _: object, text: str) -> None:
        self._readout.text = text

    def _go(self) -> None:
        if self._keypad.text:
            self._done(int(self._keypad.text))


class Words(Writing, Mode):
    """A few words, typed."""

    types = True

    def __init__(
        self, shell: Shell, away: Callable[[], None], question: str, most: int, done: Callable[[str], None]
    ) -> None:
        super().__init__(shell, away)
        self._most, self._done = most, done
        self._field = Field("pencil", question, lambda: None)
        self._field.here = True
        does = button("check", shell.say("points.counter.next"), self._go, "done", wide=True)
        self.fill(Say(question, bold=True), self._field, row_of(self.no(), does))

    def key(self, mark: str) -> bool:
        """Letters come as text; Enter goes on."""
        if mark == "enter":
            self._go()
        elif mark == "backspace":
            self._field.text = self._field.text[:-1]
        else:
            super().key(mark)
        return True

    def written(self, text: str) -> None:
        """Letters that were typed."""
        self._field.text = (self._field.text + text)[: self._most]

    def _go(self) -> None:
        if self._field.text.strip():
            self._done(self._field.text)


class Sign(Mode):
    """四眼: a colleague's PIN."""

    types = True

    def __init__(self, shell: Shell, away: Callable[[], None], words: str, then: Callable[[str], None]) -> None:
        super().__init__(shell, away)
        self._sign = Countersign(shell, words, STAFF, then, away)
        self.add_widget(self._sign)

    def key(self, mark: str) -> bool:
        """Digits are the PIN."""
        return self._sign.type(mark)


class Named(Mode):
    """A member who wants to be known by name: below the notice."""

    types = True

    def __init__(self, shell: Shell, away: Callable[[], None], notice: str, then: Callable[..., None]) -> None:
        super().__init__(shell, away)
        self._asks = AskWho(shell, then, away, notice)
        self.fill(self._asks)

    def key(self, mark: str) -> bool:
        """Letters of the name."""
        return self._asks.key(mark)


class Often(Mode):
    """By which rule, how often: a tap on the rule notes it down."""

    def __init__(
        self,
        shell: Shell,
        away: Callable[[], None],
        question: str,
        rules: tuple[tuple[str, Callable[[int], None]], ...],
    ) -> None:
        super().__init__(shell, away)
        self._qty = 1
        self._said = Say("", bold=True, halign="center", pos_hint={"center_y": 0.5})
        fewer, more = button("", "-1", partial(self._by, -1)), button("", "+1", partial(self._by, 1))
        buttons = (button("", word, partial(self._note, act), "points") for word, act in rules)
        self.fill(Say(question, bold=True), row_of(fewer, self._said, more), Flow(*buttons), row_of(self.no()))
        self._by(0)

    def _by(self, step: int) -> None:
        self._qty = min(24, max(1, self._qty + step))
        self._said.words = self.shell.say("points.counter.times", qty=self._qty)

    def _note(self, act: Callable[[int], None]) -> None:
        act(self._qty)
