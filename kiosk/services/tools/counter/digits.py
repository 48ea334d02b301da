"""A number that is typed in the place of what asks for it: an amount, a date."""

from collections.abc import Callable
from typing import Final

from kiosk.base.days import is_date
from kiosk.widgets.amounts import short
from kiosk.widgets.keypad import Keypad, Readout
from kiosk.widgets.rows import Stack
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say

_YUAN_DIGITS: Final = 6
_DATE_DIGITS: Final = 8


class Digits(Stack):
    """Keys and what was typed, as `shown` writes it; `then` is given the digits, `away` called without any."""

    def __init__(
        self,
        shell: Shell,
        words: str,
        most: int,
        shown: Callable[[str], str],
        then: Callable[[str], None],
        away: Callable[[], None],
    ) -> None:
        self._keypad = Keypad(shell, pos_hint={"center_x": 0.5})
        self._keypad.most = most
        readout = Readout(size_hint_x=None, width=self._keypad.width, pos_hint={"center_x": 0.5})
        self._keypad.bind(
            text=lambda _, text: setattr(readout, "text", shown(text) if text else ""),
            on_enter=lambda pad: then(pad.text) if pad.text else away(),
        )
        super().__init__(Say(words, bold=True), readout, self._keypad)
        self._away = away

    def key(self, mark: str) -> bool:
        """A key of a keyboard; Escape types nothing."""
        if mark == "escape":
            self._away()
            return True
        return bool(self._keypad.type(mark))


def amount(shell: Shell, words: str, then: Callable[[int], None], away: Callable[[], None]) -> Digits:
    """Whole yuan, given on in fen."""
    return Digits(
        shell,
        words,
        _YUAN_DIGITS,
        lambda text: shell.say("tools.counter.yuan", yuan=short(int(text) * 100)),
        lambda text: then(int(text) * 100),
        away,
    )


def date(shell: Shell, words: str, then: Callable[[str], None], away: Callable[[], None]) -> Digits:
    """A date as eight digits, given on as 2026-12-31; what is no date is left standing."""

    def typed(text: str) -> None:
        if is_date(dashed(text)):
            then(dashed(text))

    return Digits(shell, words, _DATE_DIGITS, dashed, typed, away)


def dashed(text: str) -> str:
    """Eight digits as a date, as far as they are typed: 2026-12."""
    return "-".join(part for part in (text[:4], text[4:6], text[6:]) if part)
