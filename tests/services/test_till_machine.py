"""Money, in any order: too little, too much, too late, back, owed, paid out; every fen is where the accounts say."""

from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from support.machine import HOUR, WIDE, StationMachine, desks, picks, run
from support.station import HAND

from kiosk.services.meals import requests as meals
from kiosk.services.till import requests as till

some_sale = precondition(lambda self: self.sales)
opened = precondition(lambda self: self.day is not None)


class Till(StationMachine):
    """A drawer, and a hand that counts what goes in and out of it."""

    def __init__(self, template: Path, text: str) -> None:
        super().__init__(template, text)
        self.sales: list[tuple[str, int]] = []
        self.hand_fen = 0
        self.slips: list[str] = []

    @initialize()
    def morning(self) -> None:
        self.clock.pass_(20 * 60)
        self.ask(0, meals.Open, meal="lunch", portions=5)

    @opened
    @rule(desk=desks, qty=st.sampled_from([1, 2]))
    def order(self, desk: int, qty: int) -> None:
        ordered = self.ask(desk, meals.Order, "worker", meal="lunch", qty=qty)
        if ordered is not None:
            assert ordered.total_fen == 500 * qty
            self.sales.append((ordered.sale, ordered.total_fen))

    @some_sale
    @rule(desk=desks, pick=picks, more_fen=st.sampled_from([0, 0, 500, 4500, -100, -500, 999_999]))
    def receive(self, desk: int, pick: int, more_fen: int) -> None:
        sale, due_fen = self.sales[-1 - pick % len(self.sales)]
        before = sale in self.auditor.paid
        received = self.ask(desk, till.Receive, HAND, sale=sale, way="counter", given_fen=due_fen + more_fen)
        if received is None:
            assert before or not 0 <= more_fen <= 4500, "money in hand for an unpaid sale is never turned away"
        else:
            assert not before
            assert received.change_fen == more_fen >= 0
            self.hand_fen += due_fen
            assert bool(received.owed) == (received.owed in self.auditor.owed)

    @opened
    @rule(desk=desks, given_fen=st.sampled_from([500, 1000, 499]))
    def sell(self, desk: int, given_fen: int) -> None:
        sold = self.ask(desk, meals.Sell, HAND, meal="lunch", way="counter", given_fen=given_fen)
        if sold is not None:
            assert given_fen >= 500
            self.hand_fen += 500
            self.sales.append((sold.sale, 500))

    @some_sale
    @rule(desk=desks, pick=picks)
    def cancel(self, desk: int, pick: int) -> None:
        sale, _ = self.sales[-1 - pick % len(self.sales)]
        paid = sale in self.auditor.paid
        assert self.ask(desk, till.Cancel, "worker", sale=sale) is None or not paid

    @opened
    @rule(desk=desks)
    def let_go_with_the_money_on_the_counter(self, desk: int) -> None:
        self.order(desk, 1)
        if self.sales:
            self.cancel(1 - desk, 0)
            self.receive(desk, 0, 0)

    @opened
    @rule(desk=desks, number=st.integers(1, 6), short=st.booleans())
    def refund(self, desk: int, number: int, short: bool) -> None:
        owed = {*self.auditor.owed}
        ticket = self.today.tickets.get(number)
        done = self.ask(desk, meals.Refund, HAND, meal="lunch", number=number, reason="等不及", drawer_short=short)
        if done is not None:
            assert ticket is not None
            assert (self.auditor.owed.keys() != owed) == short
            self.hand_fen -= 0 if short else ticket.fen

    @precondition(lambda self: self.auditor.owed)
    @rule(desk=desks, pick=picks)
    def pay_owed(self, desk: int, pick: int) -> None:
        owed, fen = sorted(self.auditor.owed.items())[pick % len(self.auditor.owed)]
        self.slips.append(owed)
        assert self.ask(desk, till.PayOwed, HAND, owed=owed) == till.PaidOwed(fen=fen)
        self.hand_fen -= fen

    @precondition(lambda self: self.slips)
    @rule(desk=desks, pick=picks)
    def pay_owed_twice(self, desk: int, pick: int) -> None:
        assert self.ask(desk, till.PayOwed, HAND, owed=self.slips[pick % len(self.slips)]) is None

    @opened
    @rule(desk=desks, number=st.integers(1, 6))
    def serve(self, desk: int, number: int) -> None:
        self.ask(desk, meals.Serve, HAND, meal="lunch", number=number)

    @opened
    @rule(desk=desks)
    def day_ends(self, desk: int) -> None:
        self.ask(desk, meals.Close, meal="lunch")
        self.clock.pass_(24 * HOUR)
        self.ask(desk, meals.Open, meal="lunch", portions=5)

    @invariant()
    def the_hand_agrees(self) -> None:
        assert self.auditor.accounts["cash.drawer"] == self.hand_fen, "what the hand counted is what the record says"


def test_any_handling_of_money(memory: Path) -> None:
    run(Till, memory, WIDE)
