"""The attendant's panel of the shift: opening it, an X reading, cash, vouchers, counting, closing, handing over."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.inspection import Figure, Section
from kiosk.base.money import yuan
from kiosk.base.request import STAFF, Refused, Request
from kiosk.services.till import machine_requests, requests
from kiosk.services.till.counter.closing import Compared
from kiosk.services.till.counter.counting import Counting
from kiosk.services.till.counter.machine import Coins, MachineWork, Work
from kiosk.services.till.counter.moves import Moving, Opening, Reading, Selling
from kiosk.services.till.counter.phoned import Phoned
from kiosk.services.till.counter.view import Looked, ShiftView, look, read
from kiosk.services.till.events import Counts, Move
from kiosk.services.till.readings.machine import AlarmRow
from kiosk.services.till.readings.shifts import ShiftRow
from kiosk.services.till.rules.change import HopperNow
from kiosk.services.till.rules.machine import alarm
from kiosk.widgets.amounts import short
from kiosk.widgets.countersign import Countersign
from kiosk.widgets.mode import Mode
from kiosk.widgets.panel import Panel
from kiosk.widgets.rows import Case, KeyButton, Stack, button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.theme import LINE_HEIGHT, worn

_NOT_YOURS: Final = {"staff.not_allowed", "till.own_shift"}
_SHOWN: Final = 2  # of those that wait; the others come up as these are approved


def panels(shell: Shell) -> tuple[Panel, ...]:
    """One panel: every station has a drawer."""
    return (ShiftPanel(shell, shell.desk.read("till", read)),)


class Signing(Mode):
    """A second person's PIN."""

    def __init__(self, shell: Shell, sign: Countersign, close: Callable[[], None]) -> None:
        super().__init__(shell, close)
        self._sign = sign
        self.add_widget(sign)

    def key(self, mark: str) -> bool:
        """Keys go to the PIN."""
        return self._sign.type(mark)


class ShiftPanel(Panel):
    """How the shift stands, and what can be done about it; in its place, for a while, one of those things."""

    def __init__(self, shell: Shell, view: ShiftView) -> None:
        super().__init__(shell, "")
        self._view = view
        self._mode: Mode | None = None
        self._place = BoxLayout(orientation="vertical", spacing=self.spacing)
        self.add_widget(self._place)
        self._show()

    def refresh(self) -> None:
        """Opened, closed, approved."""
        view = self.shell.desk.read("till", read)
        if view != self._view:
            self._view = view
            self._show()

    @property
    def waiting(self) -> int:
        """Differences to approve, and a shift that was forgotten."""
        view = self.shell.desk.read("till", read)
        return len(view.pending) + view.forgotten + len(view.alarms)

    @property
    def counts(self) -> bool:
        """Whether digits are meant for this panel now."""
        return self._mode is not None

    def key(self, mark: str) -> bool:
        """A key, while something is typed here."""
        return self._mode is not None and self._mode.key(mark)

    def turn(self, mode: Mode | None) -> None:
        """One thing in the place of all; none leads back."""
        self._mode = mode
        self._show()
        if mode is not None:
            self.claim()

    def _back(self) -> None:
        self.turn(None)

    def _show(self) -> None:
        say, view = self.shell.say, self._view
        self._place.clear_widgets()
        if self._mode is not None:
            if self.heading.parent is not None:
                self.remove_widget(self.heading)  # what is done needs the room
            self._place.add_widget(self._mode)
            return
        if self.heading.parent is None:
            self.add_widget(self.heading, len(self.children))
        if view.shift is None:
            self.heading.words = say("till.screen.no_shift")
        else:
            key = "till.screen.forgotten" if view.forgotten else "till.screen.shift"
            at = view.shift.opened_at
            self.heading.words = say(key, shift=view.shift.shift, by=view.shown, day=view.shift.day, time=at[11:16])
        for ill in view.alarms[:1]:
            self._place.add_widget(self._alarm(ill))
        for row in view.pending[: _SHOWN - len(view.alarms[:1])]:
            self._place.add_widget(self._pending(row))
        if self.shell.reads:
            eye = button("eye", say("till.screen.look"), self.look, wide=True, key="p")
            self._place.add_widget(row_of(eye, height=worn().sizes.tile))
        else:
            self._place.add_widget(self._doors())
        self._place.add_widget(Widget())

    def _doors(self) -> Widget:
        """What can be done, the frequent things first."""
        say = self.shell.say
        first: tuple[KeyButton, ...]
        if self._view.shift is None:
            first = (button("cash-register", say("till.screen.open"), self.open, "done", wide=True, key="o"),)
        else:
            first = (
                button("", say("till.screen.x"), self._read_x, wide=True, key="p"),
                button("", say("till.screen.count"), self.count, "done", wide=True, key="o"),
            )
        moves = [self._door(f"till.screen.way_{move}", partial(self.move, move)) for move in ("in", "out", "banked")]
        others = [self._door("till.screen.drawer", self.drawer)]
        if self._view.voucher_fen:
            others.append(self._door("till.screen.sell", self.sell))
        last, mistakes = [self._door("till.screen.hand_over", self._hand_over)], []
        if self._view.machine:
            last.append(self._door("till.screen.machine", self.machine))
        if self._view.undo_fen:
            undo = say("till.screen.undo", yuan=short(self._view.undo_fen))
            mistakes.append(button("", undo, self._take_back, wide=True))
        if self._view.recounts:
            mistakes.append(self._door("till.screen.recount", self.recount))
        high = worn().sizes.target if mistakes else worn().sizes.tile
        rows = (first, moves, others, last, mistakes)
        return Stack(*(row_of(*row, height=high) for row in rows if row))

    def _door(self, word: str, act: Callable[[], None]) -> KeyButton:
        return button("", self.shell.say(word), act, wide=True)

    def _pending(self, row: ShiftRow) -> Case:
        say = self.shell.say
        key = "till.screen.returned" if row.returned else "till.screen.pending"
        words = say(key, shift=row.shift, day=row.day, yuan=short(row.over_fen), comment=row.comment)
        phoned = (button("phone", say("till.screen.phoned"), partial(self.phoned, row)),) if self._view.centre else ()
        approves = button("user-check", say("till.screen.approves"), partial(self._approve, row))
        return self._case(Case("clock-pause", words, *(() if self.shell.reads else (*phoned, approves)), accent="stop"))

    def _alarm(self, row: AlarmRow) -> Case:
        """What is wrong with the machine, until somebody has seen to it."""
        key, _, fields = alarm(row.device, row.what)
        seen = button("check", self.shell.say("till.screen.alarm_seen"), partial(self._answer, row))
        case = Case(
            "alert-triangle", self.shell.say(key, **fields), *(() if self.shell.reads else (seen,)), accent="stop"
        )
        return self._case(case)

    @staticmethod
    def _case(case: Case) -> Case:
        sizes = worn().sizes
        case.size_hint_y, case.height = None, mm(sizes.target + sizes.gap * 1.5 + sizes.body * LINE_HEIGHT * 2)
        return case

    # What is asked for

    def _ask(self, request: Request, done: Callable[[Any], None], **more: Any) -> None:
        def then(outcome: Any) -> None:
            self._view = self.shell.desk.read("till", read)
            self.turn(None)
            done(outcome)

        self.shell.ask(request, then, **more)

    def _said(self, key: str, **fields: object) -> Callable[[Any], None]:
        return lambda _: self.tell(self.shell.say(f"till.screen.{key}", **fields))

    @property
    def _new(self) -> str:
        return self.shell.desk.new_id()

    def open(self) -> None:
        """Counts what is taken over."""
        self._take_over("open_counts", requests.OpenShift)

    def recount(self) -> None:
        """What was taken over minutes ago was counted wrong."""
        self._take_over("recount_counts", requests.RecountOpening)

    def _take_over(self, title: str, kind: type[requests.OpenShift | requests.RecountOpening]) -> None:
        def opened(outcome: requests.ShiftOpened) -> None:
            key = "opened_off" if outcome.over_fen else "opened"
            fields = {"shift": outcome.shift, "yuan": short(outcome.counted_fen), "over": short(outcome.over_fen)}
            self.tell(self.shell.say(f"till.screen.{key}", **fields))

        def counted(counts: Counts) -> None:
            self._ask(kind(request_id=self._new, counts=counts), opened)

        self.turn(Counting(self.shell, self.shell.say(f"till.screen.{title}"), counted, self._back))

    def count(self) -> None:
        """Counts what is there at the end."""

        def counted(counts: Counts) -> None:
            self.shell.ask(requests.CountShift(request_id=self._new, counts=counts), self.compare)

        self.turn(Counting(self.shell, self.shell.say("till.screen.close_counts"), counted, self._back))

    def compare(self, count: requests.ShiftCounted) -> None:
        """Shows what the count came to."""
        self.turn(Compared(self.shell, count, self.count, self._closed, self._back))

    def _closed(self, z: requests.ShiftClosed) -> None:
        self._view = self.shell.desk.read("till", read)
        self.turn(None)
        self.tell(self.shell.say("till.screen.closed_pending" if z.pending else "till.screen.closed", shift=z.shift))

    def _read_x(self) -> None:
        def read_it(x: requests.X) -> None:
            title = self.shell.say("till.slip_x", shift=x.shift)
            self.turn(Reading(self.shell, title, x.sections, self._back))

        self.shell.ask(requests.ReadX(request_id=self._new), read_it)

    def look(self) -> None:
        """All there is to read, for whoever may only read."""
        self.show_look(self.shell.desk.read("till", look))

    def show_look(self, looked: Looked) -> None:
        """The same, as it was read."""
        say = self.shell.say
        done = tuple(
            Figure(
                f"till.look.{one.how}",
                short(one.fen) if one.fen else "",
                {"time": one.at[11:16], "by": one.shown, "why": say(f"till.reason_{one.reason}") if one.reason else ""},
            )
            for one in looked.done
        )
        pending = tuple(
            Figure("till.look.pending", yuan(row.over_fen), {"shift": row.shift, "day": row.day})
            for row in looked.pending
        )
        sections = (
            Section("till.look.waits", pending),
            Section("till.look.done", done),
            Section("till.look.papers", looked.papers),
            *looked.sections,
        )
        title = say("till.slip_x", shift=looked.shift) if looked.shift else say("till.screen.no_shift")
        self.turn(Reading(self.shell, title, sections, self._back))

    def move(self, move: Move) -> None:
        """Cash in, out, or to the bank."""

        def moved(move: Move, fen: int, reason: str) -> None:
            request = requests.MoveCash(request_id=self._new, move=move, fen=fen, reason=reason)
            self._ask(request, self._said(f"moved_{move}", yuan=short(fen)))

        self.turn(Moving(self.shell, move, moved, self._back))

    def _take_back(self) -> None:
        """The last cash moved was a mistake."""
        self._ask(requests.UndoMove(request_id=self._new), self._said("undone", yuan=short(self._view.undo_fen)))

    def drawer(self) -> None:
        """Opens the drawer."""

        def opened(reason: str) -> None:
            self._ask(requests.OpenDrawer(request_id=self._new, reason=reason), self._said("drawer_noted"))

        self.turn(Opening(self.shell, opened, self._back))

    def _answer(self, row: AlarmRow) -> None:
        request = machine_requests.AnswerAlarm(request_id=self._new, alarm=row.alarm)
        self._ask(request, self._said("alarm_was_seen"))

    def machine(self) -> None:
        """Its box and its hoppers."""
        self.turn(MachineWork(self.shell, self._view.hoppers, self._collect, self.coins, self._back))

    def _collect(self) -> None:
        def counted(counts: Counts) -> None:
            self._ask(machine_requests.CollectBox(request_id=self._new, counts=counts), self._collected)

        self.turn(Counting(self.shell, self.shell.say("till.screen.collect_counts"), counted, self.machine))

    def _collected(self, outcome: machine_requests.Collected) -> None:
        key = "collected_off" if outcome.over_fen else "collected"
        fields = {"yuan": short(outcome.counted_fen), "over": short(outcome.over_fen)}
        self.tell(self.shell.say(f"till.screen.{key}", **fields))

    def coins(self, work: Work, hopper: HopperNow) -> None:
        """Coins of one hopper: put in, or counted."""

        def done(coins: int) -> None:
            if work == "count":
                count = machine_requests.CountHopper(request_id=self._new, hopper=hopper.hopper, coins=coins)
                self._ask(count, self._collected)
            else:
                fill = machine_requests.FillHopper(request_id=self._new, hopper=hopper.hopper, coins=coins)
                self._ask(fill, self._said("filled", yuan=short(coins * hopper.fen)))

        self.turn(Coins(self.shell, work, hopper, done, self.machine))

    def sell(self) -> None:
        """Vouchers."""
        fen = self._view.voucher_fen

        def sold(qty: int, given_fen: int) -> None:
            request = requests.SellVouchers(request_id=self._new, qty=qty, way="counter", given_fen=given_fen)
            key = "vouchers_sold_change" if given_fen > qty * fen else "vouchers_sold"
            change = short(given_fen - qty * fen)
            self._ask(request, self._said(key, number=qty, yuan=short(qty * fen), change=change))

        self.turn(Selling(self.shell, fen, self._view.book, sold, self._back))

    def _hand_over(self) -> None:
        def offered(outcome: requests.Offered) -> None:
            def taken(by: str) -> None:
                request = requests.TakeOver(request_id=self._new, offer=outcome.offer)
                self._ask(request, self._said("handed_over"), by=by)

            self._sign(self.shell.say("till.screen.takes_over"), STAFF, taken)

        self.shell.ask(requests.HandOver(request_id=self._new), offered)

    def _approve(self, row: ShiftRow) -> None:
        """A supervisor at the counter approves at once; else one is asked for."""
        done = self._said("approved", shift=row.shift)

        def ask(by: str | None = None) -> None:
            request = requests.ApproveShift(request_id=self._new, shift=row.shift)
            if by is None:
                self._ask(request, done, refused=refused)
            else:
                self._ask(request, done, by=by)

        def refused(refusal: Refused) -> None:
            if refusal.reason in _NOT_YOURS:
                words = self.shell.say("till.screen.pending", shift=row.shift, day=row.day, yuan=short(row.over_fen))
                self._sign(words, frozenset({"supervisor"}), ask)
            else:
                self.shell.sorry(refusal)

        ask()

    def phoned(self, row: ShiftRow) -> None:
        """A code that the centre told."""

        def typed(code: str) -> None:
            def answered(outcome: requests.Answered) -> None:
                key = "till.screen.approved" if outcome.approved else "till.screen.sent_back"
                self.tell(self.shell.say(key, shift=row.shift))

            self._ask(requests.TypeCode(request_id=self._new, shift=row.shift, code=code), answered)

        self.turn(Phoned(self.shell, row, typed, self._back))

    def _sign(self, words: str, roles: Any, then: Callable[[str], None]) -> None:
        self.turn(Signing(self.shell, Countersign(self.shell, words, roles, then, self._back), self._back))
