"""Counting the drawer (点钱): one kind of note or coin after the other; what must be there is not said."""

from collections.abc import Callable
from functools import partial

from kiosk.services.till.events import Counts
from kiosk.services.till.rules.shifts import NOTES
from kiosk.widgets.amounts import short
from kiosk.widgets.keypad import Keypad, Readout
from kiosk.widgets.mode import Mode
from kiosk.widgets.rows import button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn


class Counting(Mode):
    """`counted` gets the notes once the last kind is typed and the sum is right; 返回 goes to the kind before."""

    def __init__(self, shell: Shell, title: str, counted: Callable[[Counts], None], close: Callable[[], None]) -> None:
        super().__init__(shell, close)
        self._title, self._counted = title, counted
        self._numbers: list[int] = []
        self._keypad = Keypad(shell, pos_hint={"center_x": 0.5})
        self._keypad.most = 4
        self._readout = Readout(size_hint_x=None, width=self._keypad.width, pos_hint={"center_x": 0.5})
        self._keypad.bind(text=lambda _, text: setattr(self._readout, "text", text), on_enter=lambda _: self._next())
        self._ask()

    @property
    def counts(self) -> Counts:
        """What has been typed."""
        return tuple(zip(NOTES, self._numbers, strict=False))

    def key(self, mark: str) -> bool:
        """Digits and Enter count; Escape goes one back."""
        if mark in {"-", "escape"}:
            self._back()
            return True
        if len(self._numbers) < len(NOTES):
            return bool(self._keypad.type(mark))
        return self.press(self, mark)

    def _next(self) -> None:
        self._numbers.append(int(self._keypad.text or 0))
        self._keypad.text = ""
        self._ask()

    def _back(self) -> None:
        if not self._numbers:
            self.close()
            return
        self._keypad.text = ""
        self._numbers.pop()
        self._ask()

    def _ask(self) -> None:
        say = self.shell.say
        back = button("arrow-back-up", say("widgets.back"), self._back, wide=True, key="-")
        done = self._so_far()
        title = Say(self._title, bold=True)
        if len(self._numbers) < len(NOTES):
            kind = Say(say("till.screen.how_many", yuan=short(NOTES[len(self._numbers)])), bold=True)
            kind.em = worn().sizes.title
            self.fill(title, kind, self._readout, self._keypad, row_of(back), *([Say(done)] if done else []))
            return
        total = sum(worth * number for worth, number in self.counts)
        sum_ = Say(say("till.screen.sum", yuan=short(total)), em=worn().sizes.title, bold=True)
        right = button(
            "check", say("till.screen.right"), partial(self._counted, self.counts), "done", wide=True, key="enter"
        )
        self.fill(title, sum_, Say(done), row_of(back, right, height=worn().sizes.tile))

    def _so_far(self) -> str:
        return " · ".join(
            self.shell.say("till.screen.notes", yuan=short(worth), number=number)
            for worth, number in self.counts
            if number
        )
