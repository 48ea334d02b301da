"""Handing a tool out: its parts ticked, what the kind asks to be seen, who borrows it; then the deposit."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from kiosk.base.people import Who
from kiosk.services.people.readings import keep_days
from kiosk.services.tools import requests
from kiosk.services.tools.counter.opened import Opened
from kiosk.services.tools.readings.views import LoanView
from kiosk.services.tools.screens.names import pictured
from kiosk.services.tools.settings import Kind
from kiosk.widgets.amounts import short
from kiosk.widgets.asking import AskWho
from kiosk.widgets.keypad import Keypad
from kiosk.widgets.rows import Flow, KeyButton, button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say

RECEIPT_LETTERS: Final = 30
_NOTES: Final = (5000, 10000)  # what deposits are paid with, in fen


def tick(made: KeyButton, *, on: bool) -> None:
    """Shows whether it is there."""
    made.accent = "done" if on else ""


class HandOut(Opened):
    """The pictures of the parts, to be touched one by one; nothing goes out before all of them are there."""

    def __init__(
        self,
        shell: Shell,
        close: Callable[[str], None],
        unit: str,
        view: LoanView | None = None,
        kind: Kind | None = None,
    ) -> None:
        super().__init__(shell, close)
        about = view.kind if view is not None else kind
        assert about is not None  # only what the station lends is handed out
        self._unit, self._loan = unit, view.loan.loan if view is not None else ""
        self._who: AskWho | None = None
        say = shell.say
        self._parts = {
            part.id: button(pictured(about, part), part.name, partial(self._tick, part.id)) for part in about.parts
        }
        self._seen = {
            name: button("id", say(f"tools.counter.seen_{name}"), partial(self._tick, name))
            for name, wanted in (("adult", about.adults_only), ("permit", about.permit))
            if wanted
        }
        self._worn = button("", say("tools.condition_worn"), partial(self._tick, "worn"))
        self._on: set[str] = set()
        self.fill(
            Say(say("tools.counter.tick_parts", unit=unit), bold=True),
            Flow(*self._parts.values(), *self._seen.values(), self._worn),
            row_of(button("user", say("tools.counter.who"), self._ask_who, "done", wide=True)),
        )

    def key(self, mark: str) -> bool:
        """Letters go into the name; before it, Enter goes on."""
        if self._who is not None:
            return self._who.key(mark)
        if mark == "enter":
            self._ask_who()
            return True
        return super().key(mark)

    def _tick(self, name: str) -> None:
        self._on ^= {name}
        made = {**self._parts, **self._seen, "worn": self._worn}[name]
        tick(made, on=name in self._on)

    def _ask_who(self) -> None:
        """The name comes after the parts: nobody is written down for a tool that stays here."""
        missing = len(self._parts.keys() - self._on)
        if missing:
            self.fill_said(self.shell.say("tools.counter.parts_missing", count=missing))
            return
        notice = self.shell.say("people.asked.notice", days=self.shell.desk.read("people", keep_days))
        self.who(notice)

    def fill_said(self, words: str) -> None:
        """Says above the parts what lacks."""
        self.children[-1].words = words

    def who(self, notice: str) -> None:
        """Asks for the name, below what becomes of it."""
        self._who = AskWho(self.shell, self._prepare, lambda: self.close(""), notice)
        self.fill(self._who)

    def _prepare(self, who: Who, guardian: bool) -> None:
        say = self.shell.say
        request = requests.Prepare(
            request_id=self.shell.desk.new_id(),
            unit=self._unit,
            parts=tuple(part for part in self._parts if part in self._on),
            who=who,
            loan=self._loan,
            condition="worn" if "worn" in self._on else "good",
            adult="adult" in self._on,
            permit="permit" in self._on,
            guardian=guardian,
        )

        def said(outcome: Any) -> str:
            key = "look_first" if outcome.consent else "take_now"
            return say(f"tools.counter.{key}", number=outcome.number, yuan=short(outcome.deposit_fen))

        self.ask(request, said)


class Paying(Opened):
    """收到200元: exactly, or a note with its change; a receipt's number where the station writes one."""

    def __init__(self, shell: Shell, close: Callable[[str], None], view: LoanView) -> None:
        super().__init__(shell, close)
        say, one = shell.say, view.loan
        self._view = view
        self._keypad: Keypad | None = None
        exact = button(
            "cash-banknote",
            say("tools.find.take", yuan=short(one.deposit_fen)),
            partial(self._take, one.deposit_fen),
            "done",
            wide=True,
        )
        notes = sorted({-(-one.deposit_fen // note) * note for note in _NOTES} - {one.deposit_fen})
        others = tuple(
            button(
                "",
                say("tools.counter.note", given=short(fen), change=short(fen - one.deposit_fen)),
                partial(self._take, fen),
            )
            for fen in notes
        )
        self._receipt = button("receipt", say("tools.counter.receipt"), self._type)
        self._typed = ""
        self.fill(row_of(exact), Flow(*others, self._receipt))

    def key(self, mark: str) -> bool:
        """Digits and letters are the receipt's number, once it is asked for; else Enter takes the money."""
        if self._keypad is not None and mark != "escape":
            return bool(self._keypad.type(mark))
        if mark == "enter":
            self._take(self._view.loan.deposit_fen)
            return True
        return super().key(mark)

    def _type(self) -> None:
        if self._keypad is None:
            self._keypad = Keypad(self.shell, codes=True, pos_hint={"center_x": 0.5})
            self._keypad.most = RECEIPT_LETTERS
            self._keypad.bind(text=self._put, on_enter=self._typed_all, on_close=self._typed_all)
            self.add_widget(self._keypad)

    def _typed_all(self, *_: Any) -> None:
        """The number stands on its button; Enter takes the money again."""
        if self._keypad is not None:
            self.remove_widget(self._keypad)
            self._keypad = None

    def _put(self, _: Any, text: str) -> None:
        say, self._typed = self.shell.say, text.upper()
        self._receipt.word = (
            say("tools.counter.receipt_is", receipt=self._typed) if text else say("tools.counter.receipt")
        )

    def _take(self, given_fen: int) -> None:
        one, say = self._view.loan, self.shell.say
        change = short(given_fen - one.deposit_fen)
        request = requests.Lend(
            request_id=self.shell.desk.new_id(), loan=one.loan, given_fen=given_fen, receipt=self._typed
        )
        self.ask(request, lambda _: say("tools.counter.has_lent", number=one.number, change=change))
