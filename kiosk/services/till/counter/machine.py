"""The machine at the counter: its box emptied and counted, its hoppers filled and counted."""

from collections.abc import Callable
from functools import partial
from typing import Final, Literal

from kiosk.services.till.rules.change import HopperNow
from kiosk.widgets.amounts import short
from kiosk.widgets.keypad import Keypad, Readout
from kiosk.widgets.mode import Mode
from kiosk.widgets.rows import Stack, button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say

Work = Literal["fill", "count"]
_DIGITS: Final = 4


class MachineWork(Mode):
    """What is done at the machine: one button each."""

    def __init__(
        self,
        shell: Shell,
        hoppers: tuple[HopperNow, ...],
        collect: Callable[[], None],
        coins: Callable[[Work, HopperNow], None],
        close: Callable[[], None],
    ) -> None:
        super().__init__(shell, close)
        say = shell.say
        rows = [row_of(button("box", say("till.screen.collect"), collect, wide=True, key="1"))]
        for at, hopper in enumerate(hoppers):
            fields = {"hopper": hopper.hopper, "yuan": short(hopper.fen)}
            rows.append(
                row_of(
                    *(
                        button(
                            "",
                            say(f"till.screen.hopper_{work}", **fields),
                            partial(coins, work, hopper),
                            wide=True,
                            key=str(2 * at + digit),
                        )
                        for work, digit in _WORKS
                    )
                )
            )
        self.fill(Say(say("till.screen.machine_asks"), bold=True), Stack(*rows), row_of(self.back()))


_WORKS: Final[tuple[tuple[Work, int], ...]] = (("fill", 2), ("count", 3))


class Coins(Mode):
    """How many coins; `done` gets the number."""

    def __init__(
        self, shell: Shell, work: Work, hopper: HopperNow, done: Callable[[int], None], close: Callable[[], None]
    ) -> None:
        super().__init__(shell, close)
        self._done, self._least = done, 1 if work == "fill" else 0
        self._keypad = Keypad(shell, pos_hint={"center_x": 0.5})
        self._keypad.most = _DIGITS
        self._readout = Readout(size_hint_x=None, width=self._keypad.width, pos_hint={"center_x": 0.5})
        self._keypad.bind(text=lambda _, text: setattr(self._readout, "text", text), on_enter=lambda _: self._enter())
        words = shell.say(f"till.screen.hopper_{work}_asks", hopper=hopper.hopper, yuan=short(hopper.fen))
        self.fill(Say(words, bold=True), self._readout, self._keypad, row_of(self.back()))

    def key(self, mark: str) -> bool:
        """Digits are the number."""
        if mark in {"-", "escape"}:
            return super().key(mark)
        return bool(self._keypad.type(mark))

    def _enter(self) -> None:
        if self._keypad.text and int(self._keypad.text) >= self._least:
            self._done(int(self._keypad.text))
