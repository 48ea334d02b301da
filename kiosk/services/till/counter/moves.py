"""Cash in, out and to the bank; the drawer opened without a sale; vouchers sold; an X reading."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kivy.uix.widget import Widget

from kiosk.base.inspection import Figure, Section
from kiosk.base.request import Refused
from kiosk.services.till.events import Move
from kiosk.services.till.rules.papers import MOST_SOLD
from kiosk.services.till.rules.shifts import DRAWER_REASONS, MOVE_REASONS
from kiosk.widgets.amounts import short
from kiosk.widgets.keypad import Keypad, Readout
from kiosk.widgets.mode import Mode
from kiosk.widgets.rows import Flow, Rows, button, row_of, told
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import LINE_HEIGHT, worn

_BOOKS: Final = (1, 2, 5)


class Moving(Mode):
    """An amount in whole yuan, then why."""

    def __init__(
        self, shell: Shell, move: Move, moved: Callable[[Move, int, str], None], close: Callable[[], None]
    ) -> None:
        super().__init__(shell, close)
        self._move, self._moved = move, moved
        self._keypad = Keypad(shell, pos_hint={"center_x": 0.5})
        self._keypad.most = 5
        self._readout = Readout(size_hint_x=None, width=self._keypad.width, pos_hint={"center_x": 0.5})
        self._keypad.bind(text=lambda _, text: setattr(self._readout, "text", text), on_enter=lambda _: self._why())
        self._asks = False
        self._amount()

    @property
    def fen(self) -> int:
        """What has been typed, in fen."""
        return int(self._keypad.text or 0) * 100

    def key(self, mark: str) -> bool:
        """Digits are the amount, then the reasons."""
        if self._asks or mark in {"-", "escape"}:
            return super().key(mark)
        return bool(self._keypad.type(mark))

    def _amount(self) -> None:
        words = Say(self.shell.say(f"till.screen.move_{self._move}_asks"), bold=True)
        self.fill(words, self._readout, self._keypad, row_of(self.back()))

    def _why(self) -> None:
        if not self.fen:
            return
        say, self._asks = self.shell.say, True
        reasons = tuple(
            button(
                "",
                say(f"till.reason_{reason}"),
                partial(self._moved, self._move, self.fen, reason),
                "done",
                key=str(at),
            )
            for at, reason in enumerate(MOVE_REASONS[self._move], 1)
        )
        words = Say(say(f"till.screen.move_{self._move}", yuan=short(self.fen)), em=worn().sizes.title, bold=True)
        self.fill(words, Flow(*reasons), row_of(self.back()))


class Opening(Mode):
    """Why the drawer is opened."""

    def __init__(self, shell: Shell, opened: Callable[[str], None], close: Callable[[], None]) -> None:
        super().__init__(shell, close)
        say = shell.say
        reasons = tuple(
            button("", say(f"till.reason_{reason}"), partial(opened, reason), key=str(at))
            for at, reason in enumerate(DRAWER_REASONS, 1)
        )
        self.fill(Say(say("till.screen.drawer_asks"), bold=True), Flow(*reasons), row_of(self.back()))


class Selling(Mode):
    """How many vouchers, then the money that is handed over and what goes back; a shop takes them by the bundle."""

    def __init__(
        self, shell: Shell, voucher_fen: int, book: int, sold: Callable[[int, int], None], close: Callable[[], None]
    ) -> None:
        super().__init__(shell, close)
        self._voucher_fen, self._book, self._sold = voucher_fen, book, sold
        self._keypad = Keypad(shell, pos_hint={"center_x": 0.5})
        self._keypad.most = 5
        self._readout = Readout(size_hint_x=None, width=self._keypad.width, pos_hint={"center_x": 0.5})
        self._keypad.bind(text=lambda _, text: self._typed(text), on_enter=lambda _: self._enter())
        self._says = Say("", em=worn().sizes.title, bold=True)
        self._qty = 0
        self._typing = False
        self._how_many()

    @property
    def due_fen(self) -> int:
        """What they cost."""
        return self._qty * self._voucher_fen

    @property
    def given_fen(self) -> int:
        """What was handed over; the price where nothing is typed."""
        return int(self._keypad.text or 0) * 100 or self.due_fen

    def key(self, mark: str) -> bool:
        """Digits are a choice, then what is typed."""
        if not self._typing or mark in {"-", "escape"}:
            return super().key(mark)
        return bool(self._keypad.type(mark))

    def _how_many(self) -> None:
        say = self.shell.say
        numbers = sorted({*_BOOKS, self._book})
        buttons = [
            button("", self._worth(number), partial(self.money, number), key=str(at))
            for at, number in enumerate(numbers, 1)
        ]
        buttons.append(button("keyboard", say("till.screen.other_number"), self._other, key=str(len(buttons) + 1)))
        self.fill(Say(say("till.screen.vouchers_asks"), bold=True), Flow(*buttons), row_of(self.back()))

    def _worth(self, number: int) -> str:
        return self.shell.say("till.screen.vouchers", number=number, yuan=short(number * self._voucher_fen))

    def _other(self) -> None:
        """Another number, typed: a bundle for a shop."""
        self._typing = True
        words = Say(self.shell.say("till.screen.vouchers_many", most=MOST_SOLD), bold=True)
        self.fill(words, self._readout, self._keypad, row_of(self.back()))

    def money(self, qty: int) -> None:
        """What is handed over for so many."""
        if qty > MOST_SOLD:
            self.shell.sorry(Refused("till.bad_qty", {"most": MOST_SOLD}))
            self._keypad.text = ""
            return
        self._qty, self._typing = qty, True
        self._keypad.text = ""
        take = button("check", self.shell.say("till.screen.vouchers_take"), self._enter, "done", wide=True, key="enter")
        self.fill(Say(self._worth(qty), bold=True), self._says, self._readout, self._keypad, row_of(self.back(), take))
        self._typed("")

    def _typed(self, text: str) -> None:
        self._readout.text = text
        over = self.given_fen - self.due_fen
        key = "vouchers_fits" if not over else "vouchers_change" if over > 0 else "vouchers_lacks"
        yuan = short(abs(over) if over else self.due_fen)
        self._says.words = self.shell.say(f"till.screen.{key}", yuan=yuan)
        self._says.color = worn().palette.fill("done" if over >= 0 else "stop")

    def _enter(self) -> None:
        if not self._qty:
            if self._keypad.text.strip("0"):
                self.money(int(self._keypad.text))
        elif self.given_fen >= self.due_fen:
            self._sold(self._qty, self.given_fen)


class Reading(Mode):
    """An X reading, page by page."""

    def __init__(self, shell: Shell, title: str, sections: tuple[Section, ...], close: Callable[[], None]) -> None:
        super().__init__(shell, close)
        lines: list[Section | Figure] = []
        for section in sections:
            if section.figures:
                lines += (section, *section.figures)
        rows: Rows[tuple[int, Section | Figure]] = Rows(
            shell, tuple(enumerate(lines)), self._line, lambda item: item[0], row=worn().sizes.body * LINE_HEIGHT
        )
        self.add_widget(Say(title, bold=True))
        self.add_widget(rows)
        self.add_widget(row_of(self.back()))

    def _line(self, item: tuple[int, Section | Figure]) -> Widget:
        _, line = item
        words = self.shell.say(line.key, **line.fields)
        if isinstance(line, Section):
            return told(words, bold=True)
        row = row_of(told(words), told(line.value, halign="right", width=30), height=worn().sizes.body * LINE_HEIGHT)
        row.size_hint_y = 1
        return row
