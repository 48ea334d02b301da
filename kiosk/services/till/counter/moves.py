"""Cash in, out and to the bank; the drawer opened without a sale; vouchers sold; an X reading."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kivy.uix.widget import Widget

from kiosk.base.inspection import Figure, Section
from kiosk.services.till.events import Move
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
            for at, reason in enumerate((one for one in MOVE_REASONS[self._move] if one != "mistake"), 1)
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
    """How many vouchers, with the money in hand."""

    def __init__(
        self, shell: Shell, voucher_fen: int, book: int, sold: Callable[[int], None], close: Callable[[], None]
    ) -> None:
        super().__init__(shell, close)
        say = shell.say
        numbers = sorted({*_BOOKS, book})
        buttons = tuple(
            button(
                "",
                say("till.screen.vouchers", number=number, yuan=short(number * voucher_fen)),
                partial(sold, number),
                key=str(at),
            )
            for at, number in enumerate(numbers, 1)
        )
        self.fill(Say(say("till.screen.vouchers_asks"), bold=True), Flow(*buttons), row_of(self.back()))


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
