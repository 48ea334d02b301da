"""入库: a new unit of a kind, as most are; value, condition and inspection date are asked where they are touched."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, get_args

from kiosk.services.tools import requests
from kiosk.services.tools.counter.digits import Digits, amount, date
from kiosk.services.tools.counter.opened import Opened
from kiosk.services.tools.settings import Kind
from kiosk.widgets.amounts import short
from kiosk.widgets.rows import button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say

_CONDITIONS: Final[tuple[requests.Condition, ...]] = get_args(requests.Condition)


class Coming(Opened):
    """One touch more registers it; the label comes out."""

    def __init__(self, shell: Shell, close: Callable[[str], None], kind: Kind, inspect_by: str) -> None:
        super().__init__(shell, close)
        self._kind, self._condition = kind, 0
        self._value_fen = kind.deposit_fen
        self._inspect_by = inspect_by if kind.powered else ""
        self._typing: Digits | None = None
        self._show()

    def key(self, mark: str) -> bool:
        """Digits are what is asked for; Enter registers."""
        if self._typing is not None:
            return self._typing.key(mark)
        if mark == "enter":
            self._register()
            return True
        return super().key(mark)

    def _show(self) -> None:
        say, self._typing = self.shell.say, None
        day = say("tools.find.inspect_by", day=self._inspect_by) if self._inspect_by else say("tools.counter.no_date")
        condition = say(f"tools.condition_{_CONDITIONS[self._condition]}")
        rows = (
            ("coins", say("tools.counter.value", yuan=short(self._value_fen)), self._ask_value),
            ("tool", say("tools.counter.condition", condition=condition), self._turn),
            ("shield-check", day, self._ask_date),
        )
        self.fill(
            Say(say("tools.counter.new_one", tool=self._kind.name), bold=True),
            *(row_of(button(icon, word, act, wide=True)) for icon, word, act in rows),
            row_of(button("qrcode", say("tools.counter.register"), self._register, "done", wide=True)),
            row_of(button("arrow-back-up", say("widgets.back"), partial(self.close, ""), wide=True)),
        )

    def _turn(self) -> None:
        self._condition = (self._condition + 1) % len(_CONDITIONS)
        self._show()

    def _ask_value(self) -> None:
        self._typing = amount(self.shell, self.shell.say("tools.counter.value_asks"), self._value, self._show)
        self.fill(self._typing)

    def _value(self, fen: int) -> None:
        self._value_fen = fen
        self._show()

    def _ask_date(self) -> None:
        self._typing = date(self.shell, self.shell.say("tools.counter.date_asks"), self._date, self._show)
        self.fill(self._typing)

    def _date(self, day: str) -> None:
        self._inspect_by = day
        self._show()

    def _register(self) -> None:
        request = requests.Register(
            request_id=self.shell.desk.new_id(),
            of=self._kind.id,
            condition=_CONDITIONS[self._condition],
            value_fen=self._value_fen,
            inspect_by=self._inspect_by,
        )

        def said(made: Any) -> str:
            return self.shell.say("tools.counter.has_new", unit=made.unit)

        self.ask(request, said)
