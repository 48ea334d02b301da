"""Shifts, vouchers and change that is owed, in any order: the hand agrees with the record, every Z ties."""

from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from support.machine import WIDE, StationMachine, desks, picks, run
from support.station import BOSS, HAND

from kiosk.base.inspection import Figure
from kiosk.base.money import yuan
from kiosk.services.house import requests as house
from kiosk.services.meals import requests as meals
from kiosk.services.till import events
from kiosk.services.till import requests as till
from kiosk.services.till.readings import shifts as kept
from kiosk.services.till.readings.papers import open_papers

ALL_WAYS = WIDE + '\n[services.till]\nways = ["counter", "wechat", "alipay", "voucher"]\ndifference_fen = 100\n'
NOTES = (10000, 5000, 2000, 1000, 500, 100, 50, 10)
some_paper = precondition(lambda self: self.papers)
some_sale = precondition(lambda self: self.sales)


def notes(fen: int) -> tuple[tuple[int, int], ...]:
    """An amount in notes and coins, as far as there are any for it."""
    counts = []
    for worth in NOTES:
        counts.append((worth, fen // worth))
        fen %= worth
    return tuple(counts)


class Shifts(StationMachine):
    """A drawer whose notes a hand counts, papers in pockets, and whoever closes the shift."""

    def __init__(self, template: Path, text: str) -> None:
        super().__init__(template, text)
        self.sales: list[str] = []
        self.papers: list[str] = []
        self.spent: set[str] = set()
        self.drawer_fen = 0
        self.closed: list[int] = []

    @initialize()
    def morning(self) -> None:
        self.ask(0, meals.Open, meal="lunch", portions=30)

    def _slips(self) -> list[str]:
        rows = self.stations[0].rows(
            "SELECT slip FROM spool WHERE kind IN ('till.paper_voucher', 'till.paper_change') ORDER BY job"
        )
        return [row[0] for row in rows]

    @rule(desk=desks)
    def order(self, desk: int) -> None:
        ordered = self.ask(desk, meals.Order, "worker", meal="lunch", qty=1)
        if ordered is not None:
            self.sales.append(ordered.sale)

    @some_sale
    @rule(desk=desks, pick=picks, way=st.sampled_from(["counter", "wechat"]), owed_fen=st.sampled_from([0, 300, 500]))
    def receive(self, desk: int, pick: int, way: str, owed_fen: int) -> None:
        given_fen = 1000 if way == "counter" else 500 + owed_fen
        sale = self.sales[pick % len(self.sales)]
        done = self.ask(desk, till.Receive, HAND, sale=sale, way=way, given_fen=given_fen, owed_fen=owed_fen)
        if done is not None and way == "counter":
            self.drawer_fen += given_fen - done.change_fen
        self.papers = self._slips()

    @rule(desk=desks, qty=st.integers(1, 3))
    def sell_vouchers(self, desk: int, qty: int) -> None:
        if self.ask(desk, till.SellVouchers, HAND, qty=qty, way="counter", given_fen=qty * 500) is not None:
            self.drawer_fen += qty * 500
        self.papers = self._slips()

    @some_sale
    @some_paper
    @rule(desk=desks, pick=picks, which=picks, twice=st.booleans())
    def pay_with_paper(self, desk: int, pick: int, which: int, twice: bool) -> None:
        paper, sale = self.papers[which % len(self.papers)], self.sales[-1 - pick % len(self.sales)]
        codes = (paper, paper) if twice else (paper,)
        done = self.ask(
            desk, till.PayWithPapers, HAND, sale=sale, codes=codes, way="counter", given_fen=200
        ) or self.ask(desk, till.PayWithPapers, "worker", sale=sale, codes=codes)
        if done is not None:
            assert not twice
            assert paper not in self.spent
            self.spent.add(paper)
            fact = next(entry.fact for entry in reversed(self.entries) if entry.fact.kind == "till.sale_paid")
            assert isinstance(fact, events.SalePaid)
            paid = next(entry.post for entry in reversed(self.entries) if entry.fact == fact)
            self.drawer_fen += dict(paid).get("cash.drawer", 0)
        self.papers = self._slips()

    @some_paper
    @rule(desk=desks, which=picks, void=st.booleans())
    def money_for_paper(self, desk: int, which: int, void: bool) -> None:
        paper = self.papers[which % len(self.papers)]
        kind: Any = till.VoidVoucher if void else till.PayPaper
        done = self.ask(desk, kind, HAND, code=paper, **({"reason": "not_wanted"} if void else {}))
        if done is not None:
            assert paper not in self.spent
            self.spent.add(paper)
            self.drawer_fen -= done.fen

    @rule(desk=desks, number=st.integers(1, 6), short=st.booleans())
    def refund(self, desk: int, number: int, short: bool) -> None:
        before = self.auditor.accounts["cash.drawer"]
        self.ask(desk, meals.Refund, HAND, meal="lunch", number=number, reason="mistake", drawer_short=short)
        self.drawer_fen += self.auditor.accounts["cash.drawer"] - before
        assert self.auditor.accounts["cash.drawer"] in {before, before - 500}

    @rule(desk=desks, move=st.sampled_from(["in", "out", "banked"]), fen=st.sampled_from([0, 500, 2000]))
    def move_cash(self, desk: int, move: str, fen: int) -> None:
        reason = "bank" if move == "banked" else "float"
        if self.ask(desk, till.MoveCash, HAND, move=move, fen=fen, reason=reason) is not None:
            assert fen
            self.drawer_fen += fen if move == "in" else -fen

    @rule(desk=desks)
    def undo_move(self, desk: int) -> None:
        before = self.auditor.accounts["cash.drawer"]
        if self.ask(desk, till.UndoMove, HAND) is not None:
            self.drawer_fen += self.auditor.accounts["cash.drawer"] - before

    @rule(desk=desks, lost_fen=st.sampled_from([0, 500, -2000]))
    def recount_opening(self, desk: int, lost_fen: int) -> None:
        """Right after it was taken over: what is there now is what was there then, and some of it overlooked."""
        if self.ask(desk, till.OpenShift, HAND, counts=notes(max(0, self.drawer_fen - lost_fen))) is not None:
            assert self.ask(1 - desk, till.RecountOpening, HAND, counts=notes(self.drawer_fen)) is not None
            assert self.auditor.accounts["cash.drawer"] == self.drawer_fen

    @rule(desk=desks, owed_fen=st.sampled_from([300, 500]), collect=st.booleans())
    def no_change_today(self, desk: int, owed_fen: int, collect: bool) -> None:
        """Somebody pays with a note for which there is no change, and comes back for it, or eats again."""
        self.order(desk)
        self.receive(desk, len(self.sales) - 1, "counter", owed_fen)
        if self.papers and collect:
            self.money_for_paper(1 - desk, len(self.papers) - 1, void=False)
        elif self.papers:
            self.order(desk)
            self.pay_with_paper(1 - desk, 0, len(self.papers) - 1, twice=False)

    @rule(desk=desks)
    def open_shift(self, desk: int) -> None:
        self.ask(desk, till.OpenShift, HAND, counts=notes(self.drawer_fen))

    @rule(desk=desks)
    def read_x(self, desk: int) -> None:
        x = self.ask(desk, till.ReadX, HAND)
        assert x is None or x.expected_fen == self.auditor.accounts["cash.drawer"]

    @rule(
        desk=desks,
        by=st.sampled_from([HAND, BOSS]),
        closer=st.sampled_from([HAND, BOSS]),
        lost_fen=st.sampled_from([0, 0, 50, 500, -500]),
    )
    def close_shift(self, desk: int, by: str, closer: str, lost_fen: int) -> None:
        self.clock.pass_(200)  # whoever has not paid by now is gone
        self.ask(desk, house.Tick, "device")
        self.open_shift(desk)
        self.drawer_fen = max(0, self.drawer_fen - lost_fen)
        counted = self.ask(desk, till.CountShift, by, counts=notes(self.drawer_fen))
        if counted is None:
            return
        over = counted.counted_fen - counted.expected_fen
        done = self.ask(1 - desk, till.CloseShift, closer, reason="unknown" if over else "")
        if done is None:
            return
        assert done.pending == (abs(over) > 100 and not (closer == BOSS != by))
        self.closed.append(done.shift)
        assert self.closed == list(range(1, len(self.closed) + 1)), "Z numbers go up by one for ever"
        self._ties(done.shift)

    def _ties(self, shift: int) -> None:
        """Opening + in - out = expected, counted = what the hand has, and the accounts are those of the record."""
        z = kept.z(self.stations[0].desk.journal.db, shift)
        assert z is not None
        cash: tuple[Figure, ...] = next(part.figures for part in z.sections if part.key == "till.z.cash")
        moves = sum(round(100 * float(line.value)) for line in cash[1:-1])
        assert (cash[0].value, cash[-1].value) == (yuan(z.opening_fen), yuan(z.expected_fen))
        assert z.opening_fen + moves == z.expected_fen
        assert z.counted_fen == z.expected_fen + z.over_fen == self.drawer_fen
        assert Counter(dict(z.accounts)) == self.auditor.accounts
        before = kept.z(self.stations[0].desk.journal.db, shift - 1)
        if before is not None:
            assert z.opening_fen == before.counted_fen, "a shift begins with what the one before it left"
        meal = [line for part in z.sections if part.key == "meals.inspect.lunch" for line in part.figures]
        taken = {line.key: line.value for line in meal}.get("meals.inspect.sold", "0")
        assert int(taken) <= len(self.auditor.paid)

    @invariant()
    def papers_are_worth_what_is_owed_for_them(self) -> None:
        held = open_papers(self.stations[0].desk.journal.db)
        accounts = self.auditor.accounts
        assert accounts["owed.vouchers"] == -held.get("voucher", (0, 0))[1] <= 0
        assert accounts["owed.change"] == -held.get("change", (0, 0))[1] <= 0
        assert accounts["cash.drawer"] >= 0


def test_any_course_of_shifts(memory: Path) -> None:
    run(Shifts, memory, ALL_WAYS)
