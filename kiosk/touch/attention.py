"""What waits for the attendant: somebody at the screen, paper that did not come out, devices, money to give back."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import msgspec

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.devices.health import NEAR_END, READY
from kiosk.services.house.readings import Call, calls, device_states
from kiosk.services.house.requests import AnswerCall
from kiosk.services.slips.readings import OpenSlip, open_slips
from kiosk.services.slips.requests import Reprint, Settle
from kiosk.services.till.readings import OwedRow, open_owed
from kiosk.services.till.requests import PaidOwed, PayOwed
from kiosk.touch import devices
from kiosk.touch.finds import Due, due, why
from kiosk.touch.till import named
from kiosk.widgets.amounts import short
from kiosk.widgets.panel import Panel
from kiosk.widgets.rows import Case, Rows, button
from kiosk.widgets.shell import Shell
from kiosk.widgets.theme import LINE_HEIGHT, worn
from kiosk.widgets.tile import Choice

# The keys of the rows, three for each: what services and what was found leave free.
LETTERS: Final = "tuvwxyzr"
_EACH: Final = 3


class Cares(msgspec.Struct, frozen=True):
    """Everything that waits for somebody."""

    calls: tuple[Call, ...] = ()
    devices: tuple[tuple[str, str], ...] = ()
    slips: tuple[OpenSlip, ...] = ()
    owed: tuple[OwedRow, ...] = ()
    days: tuple[Due, ...] = ()

    @property
    def all(self) -> tuple[Any, ...]:
        """In the order of how long it may wait."""
        return (*self.calls, *self.days, *self.devices, *self.slips, *self.owed)


def cares(store: Store, scene: Scene[Any]) -> Cares:
    """Reads what waits."""
    lost = tuple((device, state) for device, state in sorted(device_states(store, scene).items()) if state != READY)
    return Cares(calls(store, scene), lost, open_slips(store, scene), open_owed(store, scene))


def waits(shell: Shell) -> Cares:
    """Everything that waits, the services' days too."""
    return msgspec.structs.replace(shell.desk.read("house", cares), days=due(shell))


class AttentionPanel(Panel):
    """One list of all of it, with what can be done about each; `look` opens a day by its key beside the list."""

    def __init__(self, shell: Shell, shows: Cares) -> None:
        super().__init__(shell, "")
        self._keys = iter(LETTERS)
        self.look: Callable[[str], None] = _unseen
        sizes = worn().sizes
        row = sizes.target + sizes.gap * 1.5 + sizes.body * LINE_HEIGHT * 2
        self._rows: Rows[Any] = Rows(shell, shows.all, self._case, _key, row=row, more=self.head())
        self.add_widget(self._rows)
        self.show(shows)

    def refresh(self) -> None:
        """Something new, or done."""
        self.show(waits(self.shell))

    def show(self, shows: Cares) -> None:
        """Shows what waits."""
        count = len(shows.all)
        self.heading.words = (
            self.shell.say("counter.cares", count=count) if count else self.shell.say("counter.no_cares")
        )
        self._rows.show(shows.all)

    def _case(self, item: Any) -> Case:
        self._keys = iter(LETTERS[_EACH * self._rows.at :])
        match item:
            case Call():
                return self._call(item)
            case OpenSlip():
                return self._slip(item)
            case OwedRow():
                return self._owed(item)
            case Due():
                see = button("", self.shell.say("counter.see"), partial(self._look, item.key), key=next(self._keys, ""))
                return Case("calendar-x", item.words, see, accent="stop")
            case (device, state):
                return self._device(device, state)
        raise AssertionError(item)

    def _look(self, key: str) -> None:
        self.look(key)

    def _does(self, word: str, act: Callable[[], None], accent: str = "") -> tuple[Choice, ...]:
        """A button with the next letter of its row on it; none for whoever only reads."""
        return () if self.shell.reads else (button("", word, act, accent, key=next(self._keys, "")),)

    def _call(self, item: Call) -> Case:
        shell = self.shell
        coming = self._does(
            shell.say("counter.coming"),
            partial(
                self._ask, lambda request_id: AnswerCall(request_id=request_id, call=item.call), "counter.answered"
            ),
            "help",
        )
        return Case("user-question", shell.say("counter.called_from", time=item.at[11:16]), *coming, accent="help")

    def _device(self, device: str, state: str) -> Case:
        accent = "" if state == NEAR_END else "stop"
        return Case(devices.icon(device, state), devices.care(self.shell.say, device, state), accent=accent)

    def _slip(self, item: OpenSlip) -> Case:
        say = self.shell.say
        words = say(f"counter.slip_{item.state}", number=item.number, reason=say(f"slips.reason_{item.reason}"))
        if item.state == "failed":
            again = self._again(item)
            return Case("receipt-off", words, *again, *self._settle(item, "no_need", there=False), accent="stop")
        there, missing = self._settle(item, "there", there=True), self._settle(item, "not_there", there=False)
        return Case("receipt-off", words, *there, *missing, *self._again(item))

    def _again(self, item: OpenSlip) -> tuple[Choice, ...]:
        def again(request_id: str) -> Reprint:
            return Reprint(request_id=request_id, slip=item.slip)

        return self._does(self.shell.say("counter.reprint"), partial(self._ask, again, "counter.reprinting"))

    def _settle(self, item: OpenSlip, word: str, *, there: bool) -> tuple[Choice, ...]:
        act = partial(
            self._ask,
            lambda request_id: Settle(request_id=request_id, slip=item.slip, copy=item.copy, there=there),
            "counter.settled",
        )
        return self._does(self.shell.say(f"counter.{word}"), act)

    def _owed(self, item: OwedRow) -> Case:
        say = self.shell.say

        def paid(outcome: PaidOwed) -> None:
            self.refresh()
            self.tell(say("counter.owed_paid", amount=short(outcome.fen)))

        def pay() -> None:
            self.shell.ask(PayOwed(request_id=self.shell.desk.new_id(), owed=item.owed), paid)

        pays = self._does(say("counter.pay_owed", yuan=short(item.fen)), pay, "done")
        return Case("receipt-refund", say("counter.owed", what=named(say, item.lines), why=why(say, item)), *pays)

    def _ask(self, request: Callable[[str], Any], said: str) -> None:
        def done(_: object) -> None:
            self.refresh()
            self.tell(self.shell.say(said))

        self.shell.ask(request(self.shell.desk.new_id()), done)


def _unseen(key: str) -> None:
    """What is to be looked at, before the panel stands on a page."""
    del key


def _key(item: Any) -> Any:
    """What an item is, whatever its words."""
    match item:
        case Call():
            return item.call
        case OpenSlip():
            return item.slip, item.copy
        case OwedRow():
            return item.owed
        case Due():
            return item.key
    return item
