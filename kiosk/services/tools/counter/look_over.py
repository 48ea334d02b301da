"""A tool that is back, looked over by the pictures of its parts: 齐全完好 · 有问题."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, Literal

from kiosk.services.tools import requests
from kiosk.services.tools.counter.digits import Digits, amount
from kiosk.services.tools.counter.opened import Opened
from kiosk.services.tools.events import HandedPart
from kiosk.services.tools.readings.views import LoanView
from kiosk.services.tools.screens.names import PICTURE, pictured
from kiosk.widgets.amounts import short
from kiosk.widgets.rows import button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say

_STATES: Final[tuple[Literal["", "missing", "damaged"], ...]] = ("", "missing", "damaged")
_LINES: Final = 3  # parts, and what is no part, that have room below each other
# How the money's owner is known: by the slip (with money in the drawer, or without), by face, not at all.
_WAYS: Final[tuple[tuple[str, Literal["slip", "known", ""], str], ...]] = (
    ("slip", "slip", "ticket"),
    ("known", "known", "user-check"),
    ("owed", "slip", "cash-banknote-off"),
    ("none", "", "user-x"),
)


class LookOver(Opened):
    """Every part is there until it is touched: then missing, then damaged, each at the price of the loan's list."""

    def __init__(self, shell: Shell, close: Callable[[str], None], view: LoanView) -> None:
        super().__init__(shell, close)
        self._view = view
        self._wrong: dict[str, int] = {part.id: 0 for part in view.loan.parts}
        self._way = 0
        icons = {part.id: pictured(view.kind, part) for part in view.kind.parts} if view.kind else {}
        self._parts = {
            part.id: button(icons.get(part.id, PICTURE), part.name, partial(self._turn, part), wide=True)
            for part in view.loan.parts
        }
        self._other_fen, self._page = 0, 0
        self._typing: Digits | None = None
        self._other = button("alert-triangle", "", self._ask_other, wide=True)
        self._who = button("ticket", "", self._turn_way, wide=True)
        self._does = button("", "", self._do, wide=True)
        self._lay()

    def key(self, mark: str) -> bool:
        """Enter does what stands on the button; digits are a price, where one is asked for."""
        if self._typing is not None:
            return self._typing.key(mark)
        if mark == "enter":
            self._do()
            return True
        return super().key(mark)

    def _lay(self) -> None:
        self._typing = None
        title = Say(self.shell.say("tools.counter.look_over", unit=self._view.loan.unit), bold=True)
        lines = (*self._parts.values(), self._other)
        pages = -(-len(lines) // _LINES)
        self._page %= pages
        turn = button("", self.shell.say("widgets.more", page=self._page + 1, pages=pages), self._turn_page)
        shown = lines[self._page * _LINES : (self._page + 1) * _LINES]
        for made in (*lines, self._who, self._does):
            if made.parent:
                made.parent.remove_widget(made)
        rows = (*((made,) for made in shown), (self._who, *((turn,) if pages > 1 else ())), (self._does,))
        self.fill(title, *(row_of(*row) for row in rows))
        self._say()

    def _turn_page(self) -> None:
        self._page += 1
        self._lay()

    def _ask_other(self) -> None:
        """What is on no price list: the attendant says what it costs, and a supervisor stands for it later."""
        self._typing = amount(self.shell, self.shell.say("tools.counter.other_asks"), self._other_is, self._lay)
        self.fill(self._typing)

    def _other_is(self, fen: int) -> None:
        self._other_fen = fen
        self._lay()

    def _turn(self, part: HandedPart) -> None:
        self._wrong[part.id] = (self._wrong[part.id] + 1) % len(_STATES)
        what = _STATES[self._wrong[part.id]]
        made = self._parts[part.id]
        fen = part.missing_fen if what == "missing" else part.damaged_fen
        made.accent = "stop" if what else ""
        said = self.shell.say(f"tools.fault_{what}", part=part.name) if what else ""
        made.word = f"{said} {short(fen)}" if what else part.name
        self._say()

    def _turn_way(self) -> None:
        self._way = (self._way + 1) % len(_WAYS)
        self._say()

    @property
    def _deducted(self) -> int:
        one = self._view.loan
        fen = sum(
            part.missing_fen if _STATES[self._wrong[part.id]] == "missing" else part.damaged_fen
            for part in one.parts
            if self._wrong[part.id]
        )
        fen += self._other_fen
        return min(fen, one.deposit_fen)

    def _say(self) -> None:
        say, one = self.shell.say, self._view.loan
        wrong = any(self._wrong.values()) or bool(self._other_fen)
        other = say("tools.fault_other")
        self._other.word = f"{other} {short(self._other_fen)}" if self._other_fen else other
        self._other.accent = "stop" if self._other_fen else ""
        way, proof, picture = _WAYS[self._way]
        self._who.word, self._who.icon = say(f"tools.counter.proof_{way}"), picture
        back = short(one.deposit_fen - self._deducted)
        if wrong:
            word = say("tools.counter.claim", deduct=short(self._deducted), yuan=back)
        else:
            well = "owe_money" if way == "owed" else "all_well" if proof else "keep_money"
            word = say(f"tools.counter.{well}", yuan=back)
        self._does.word, self._does.accent = word, "stop" if wrong else "done"

    def _do(self) -> None:
        one, say = self._view.loan, self.shell.say
        way, proof, _ = _WAYS[self._way]
        parts = tuple(requests.Found(part.id, what) for part in one.parts if (what := _STATES[self._wrong[part.id]]))
        other = (requests.Found("", "other", self._other_fen),) if self._other_fen else ()
        wrong = (*parts, *other)
        request = requests.TakeBack(
            request_id=self.shell.desk.new_id(),
            unit=one.unit,
            wrong=wrong,
            condition="damaged" if wrong else "good",
            by_other=not proof,
            proof=proof,
            drawer_short=way == "owed",
        )

        def said(taken: Any) -> str:
            key = "waits" if taken.waits else "owed" if way == "owed" else "paid"
            return say(f"tools.counter.back_{key}", number=taken.number, yuan=short(taken.back_fen))

        self.ask(request, said)
