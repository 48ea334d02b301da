"""班长另定: another deduction, a share of what was asked or any amount; why; and a supervisor who stands for it."""

from collections.abc import Callable
from functools import partial
from typing import Final, get_args

from kiosk.services.tools import requests
from kiosk.services.tools.counter.approve import Approving
from kiosk.services.tools.counter.digits import Digits, amount
from kiosk.services.tools.counter.opened import Opened
from kiosk.services.tools.readings.views import LoanView
from kiosk.widgets.amounts import short
from kiosk.widgets.rows import Flow, button
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say

_SHARES: Final = (0, 25, 50, 75)  # of a deduction, in hundredths, as a supervisor may leave of it


class Deciding(Opened):
    """How much, then why; the borrower is asked anew."""

    def __init__(self, shell: Shell, close: Callable[[str], None], view: LoanView) -> None:
        super().__init__(shell, close)
        self._view = view
        self._typing: Digits | Approving | None = None
        self._amounts()

    def key(self, mark: str) -> bool:
        """Digits are the amount, later a PIN."""
        if self._typing is not None:
            return self._typing.key(mark)
        return super().key(mark)

    def _amounts(self) -> None:
        say, one = self.shell.say, self._view.loan
        shares = dict.fromkeys(one.deduct_fen * share // 10_000 * 100 for share in _SHARES)
        fewer = tuple(
            button("", say("tools.find.deduct", yuan=short(fen)), partial(self._why, fen), "done")
            for fen in shares
            if fen < one.deduct_fen
        )
        self._typing = None
        other = button("keyboard", say("tools.counter.other_amount"), self._type)
        self.fill(Say(say("tools.find.decide_asks"), bold=True), Flow(*fewer, other))

    def _type(self) -> None:
        words = self.shell.say("tools.find.decide_asks")
        self._typing = amount(self.shell, words, self._why, self._amounts)
        self.fill(self._typing)

    def _why(self, fen: int) -> None:
        say = self.shell.say
        self._typing = None
        reasons: tuple[requests.DecideReason, ...] = get_args(requests.DecideReason)
        self.fill(
            Say(say("tools.counter.decide_why", yuan=short(fen)), bold=True),
            Flow(*(button("", say(f"tools.counter.why_{why}"), partial(self._sign, fen, why)) for why in reasons)),
        )

    def _sign(self, fen: int, why: requests.DecideReason) -> None:
        say, one = self.shell.say, self._view.loan
        self._typing = Approving(
            self.shell,
            self.close,
            words=say("tools.find.approve_asks", yuan=short(fen)),
            request=lambda request_id: requests.Decide(
                request_id=request_id, loan=one.loan, deduct_fen=fen, reason=why
            ),
            said=say("tools.find.has_decide", number=one.number),
        )
        self.fill(self._typing)
