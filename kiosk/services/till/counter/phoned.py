"""A code that the centre told by phone is typed for a difference that waits."""

from collections.abc import Callable

from kiosk.services.till.readings.shifts import ShiftRow
from kiosk.widgets.amounts import short
from kiosk.widgets.keypad import Keypad, Readout
from kiosk.widgets.mode import Mode
from kiosk.widgets.rows import row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say

_DIGITS = 8


class Phoned(Mode):
    """Eight digits; `typed` is told them."""

    def __init__(self, shell: Shell, row: ShiftRow, typed: Callable[[str], None], close: Callable[[], None]) -> None:
        super().__init__(shell, close)
        self._typed = typed
        self._keypad = Keypad(shell, pos_hint={"center_x": 0.5})
        self._keypad.most = _DIGITS
        readout = Readout(size_hint_x=None, width=self._keypad.width, pos_hint={"center_x": 0.5})
        self._keypad.bind(
            text=lambda _, text: setattr(readout, "text", f"{text[:4]} {text[4:]}".strip()),
            on_enter=lambda _: self._enter(),
        )
        words = shell.say("till.screen.code_asks", shift=row.shift, yuan=short(row.over_fen))
        self.fill(Say(words, bold=True), readout, self._keypad, row_of(self.back()))

    def key(self, mark: str) -> bool:
        """Digits are the code."""
        if mark in {"-", "escape"}:
            return super().key(mark)
        return bool(self._keypad.type(mark))

    def _enter(self) -> None:
        if len(self._keypad.text) == _DIGITS:
            self._typed(self._keypad.text)
