"""Closing a shift (交班): the count against what must be there, likely causes, the reason, who approves."""

from collections.abc import Callable
from functools import partial

from kiosk.services.till.requests import CloseShift, Hint, ShiftClosed, ShiftCounted
from kiosk.services.till.rules.shifts import OVER_REASONS
from kiosk.widgets.amounts import short
from kiosk.widgets.countersign import Countersign
from kiosk.widgets.mode import Mode
from kiosk.widgets.rows import Flow, button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn


class Compared(Mode):
    """What the count came to; `again` counts once more, `closed` is told the Z."""

    def __init__(
        self,
        shell: Shell,
        count: ShiftCounted,
        again: Callable[[], None],
        closed: Callable[[ShiftClosed], None],
        close: Callable[[], None],
    ) -> None:
        super().__init__(shell, close)
        self._count, self._again, self._closed = count, again, closed
        self._over = count.counted_fen - count.expected_fen
        self._sign: Countersign | None = None
        self._show()

    def key(self, mark: str) -> bool:
        """Keys go to the PIN while one is typed."""
        return self._sign.type(mark) if self._sign is not None else super().key(mark)

    def _show(self) -> None:
        say, sizes = self.shell.say, worn().sizes
        self._sign = None
        told = Say(
            say("till.screen.compared", counted=short(self._count.counted_fen), due=short(self._count.expected_fen))
        )
        key = "till.screen.even" if not self._over else "till.screen.over" if self._over > 0 else "till.screen.short"
        result = Say(say(key, yuan=short(abs(self._over))), em=sizes.title, bold=True)
        result.color = worn().palette.fill("stop" if self._over else "done")
        again = button("", say("till.screen.again"), self._again, wide=True, key="0")
        if not self._over:
            ends = button("", say("till.screen.close"), partial(self._ask, ""), "done", wide=True, key="enter")
            self.fill(told, result, row_of(again, ends, height=sizes.tile), row_of(self.back()))
            return
        hints = [Say(said(say, hint)) for hint in self._count.hints]
        reasons = tuple(
            button("", say(f"till.over_{reason}"), partial(self._because, reason), key=str(at))
            for at, reason in enumerate(OVER_REASONS, 1)
        )
        why = Say(say("till.screen.why"), bold=True)
        self.fill(told, result, *hints, why, Flow(*reasons), row_of(again, self.back()))

    def _because(self, reason: str) -> None:
        """A small difference closes; a large one asks a supervisor, or waits for one."""
        if not self._count.large:
            self._ask(reason)
            return
        say = self.shell.say
        approve = button(
            "user-check", say("till.screen.approve"), partial(self._approve, reason), "done", wide=True, key="1"
        )
        wait = button("clock-pause", say("till.screen.wait"), partial(self._ask, reason), wide=True, key="2")
        back = button("arrow-back-up", say("widgets.back"), self._show, wide=True, key="-")
        words = Say(say("till.screen.large", yuan=short(abs(self._over))), bold=True)
        self.fill(words, row_of(approve, height=worn().sizes.tile), row_of(wait), row_of(back))

    def _approve(self, reason: str) -> None:
        words = self.shell.say("till.screen.large", yuan=short(abs(self._over)))
        self._sign = Countersign(
            self.shell, words, frozenset({"supervisor"}), lambda by: self._ask(reason, by), self._show
        )
        self.fill(self._sign)
        self.remove_widget(self.children[0])  # the PIN takes all the room there is

    def _ask(self, reason: str, by: str | None = None) -> None:
        request = CloseShift(request_id=self.shell.desk.new_id(), reason=reason)
        self.shell.ask(request, self._closed, by=by)


def said(say: Callable[..., str], hint: Hint) -> str:
    """A likely cause, as a sentence."""
    return say(f"till.hint.{hint.cause}", times=hint.times, yuan=short(hint.fen), note=short(hint.note_fen))
