"""What stands in the place of the list for a while: a number, some words, one of several, a second PIN."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.request import Role
from kiosk.widgets.asking import AskWho, Field
from kiosk.widgets.countersign import Countersign
from kiosk.widgets.keypad import Keypad, Readout
from kiosk.widgets.mode import Mode
from kiosk.widgets.rows import Flow, KeyButton, Rows, button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn
from kiosk.widgets.writing import Writing

_DIGITS: Final = 5
_KEYED: Final = 9  # so many have a digit of the keyboard

Choices = tuple[tuple[str, str, Callable[[], None]], ...]  # icon, word, what it does


class Asking(Mode):
    """One question of the panel."""

    def scanned(self, text: str) -> bool:
        """Something was scanned. Whether it was asked for."""
        del text
        return False


class Pick(Asking):
    """One of a few."""

    def __init__(
        self, shell: Shell, away: Callable[[], None], question: str, choices: Choices, accent: str = ""
    ) -> None:
        super().__init__(shell, away)
        buttons = (button(icon, word, act, accent, key=str(at)) for at, (icon, word, act) in enumerate(choices, 1))
        self.fill(Say(question, bold=True), Flow(*buttons), row_of(self.back()))


class Listed(Asking):
    """One of as many as there are, page by page; `above` stands between the question and them."""

    def __init__(
        self,
        shell: Shell,
        away: Callable[[], None],
        question: str,
        choices: Choices,
        *above: Widget,
        also: tuple[KeyButton, ...] = (),
        accent: str = "",
    ) -> None:
        super().__init__(shell, away)
        sizes = worn().sizes
        said = Say(question, bold=True, pos_hint={"center_y": 0.5})
        more = BoxLayout(size_hint_x=None)
        more.bind(minimum_width=more.setter("width"))
        head = row_of(said, more)
        said.bind(height=lambda _, height: setattr(head, "height", max(mm(sizes.target), height)))
        self._accent = accent
        self._rows: Rows[tuple[int, tuple[str, str, Callable[[], None]]]] = Rows(
            shell,
            tuple(enumerate(choices)),
            self._button,
            lambda item: item[0],
            row=sizes.target,
            columns=2 if worn().portrait else 1,
            more=more,
        )
        for part in (head, *above, self._rows, row_of(self.back(), *also)):
            self.add_widget(part)

    def _button(self, item: tuple[int, tuple[str, str, Callable[[], None]]]) -> KeyButton:
        _, (icon, word, act) = item
        at = self._rows.at + 1
        return button(icon, word, act, self._accent, wide=True, key=str(at) if at <= _KEYED else "")


class Number(Asking):
    """A number on the pad, or a card under the scanner: `done` is given the number, `card` the code."""

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
        for part in (Say(question, bold=True), self._readout, row_of(does), row_of(self.back()), Widget()):
            left.add_widget(part)
        beside = BoxLayout(spacing=mm(worn().sizes.gap))
        beside.add_widget(left)
        beside.add_widget(self._keypad)
        self.add_widget(beside)

    def key(self, mark: str) -> bool:
        """Digits are typed."""
        if mark in {"-", "escape"}:
            return super().key(mark)
        return bool(self._keypad.type(mark))

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


class Words(Writing, Asking):
    """A few words, typed."""

    def __init__(
        self, shell: Shell, away: Callable[[], None], question: str, most: int, done: Callable[[str], None]
    ) -> None:
        super().__init__(shell, away)
        self._most, self._done = most, done
        self._field = Field("pencil", question, lambda: None)
        self._field.here = True
        does = button("check", shell.say("points.counter.next"), self._go, "done", wide=True)
        no = button("arrow-back-up", shell.say("widgets.back"), away, wide=True)  # a dash is written here
        self.fill(Say(question, bold=True), self._field, row_of(no, does))

    def key(self, mark: str) -> bool:
        """Letters come as text; Enter goes on, Escape goes back."""
        if mark == "enter":
            self._go()
        elif mark == "backspace":
            self._field.text = self._field.text[:-1]
        elif mark == "escape":
            self.close()
        return True

    def written(self, text: str) -> None:
        """Letters that were typed."""
        self._field.text = (self._field.text + text)[: self._most]

    def _go(self) -> None:
        if self._field.text.strip():
            self._done(self._field.text)


class Sign(Asking):
    """四眼: a colleague's PIN."""

    def __init__(
        self,
        shell: Shell,
        away: Callable[[], None],
        words: str,
        roles: frozenset[Role],
        then: Callable[[str], None],
    ) -> None:
        super().__init__(shell, away)
        self._sign = Countersign(shell, words, roles, then, away)
        self.add_widget(self._sign)

    def key(self, mark: str) -> bool:
        """Digits are the PIN."""
        return self._sign.type(mark)


class Named(Asking):
    """A member who wants to be known by name: below the notice."""

    def __init__(self, shell: Shell, away: Callable[[], None], notice: str, then: Callable[..., None]) -> None:
        super().__init__(shell, away)
        self._asks = AskWho(shell, then, away, notice)
        self.fill(self._asks)

    def key(self, mark: str) -> bool:
        """Letters of the name."""
        return self._asks.key(mark)


class Often(Listed):
    """By which rule, how often: a tap on the rule notes it down."""

    def __init__(
        self,
        shell: Shell,
        away: Callable[[], None],
        question: str,
        rules: tuple[tuple[str, Callable[[int], None]], ...],
        also: tuple[KeyButton, ...],
    ) -> None:
        self._qty = 1
        self._said = Say("", bold=True, halign="center", pos_hint={"center_y": 0.5})
        fewer, more = button("", "-1", partial(self._by, -1)), button("", "+1", partial(self._by, 1), key="+")
        choices = tuple(("", word, partial(self._note, act)) for word, act in rules)
        counts = row_of(fewer, self._said, more)
        super().__init__(shell, away, question, choices, counts, also=also, accent="points")
        self._by(0)

    def _by(self, step: int) -> None:
        self._qty = min(24, max(1, self._qty + step))
        self._said.words = self.shell.say("points.counter.times", qty=self._qty)

    def _note(self, act: Callable[[int], None]) -> None:
        act(self._qty)
