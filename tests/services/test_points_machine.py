"""Any day of points, in any order: cards, earnings and who approves them, goods, donations; at two desks."""

from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from support.machine import HOUR, WIDE, StationMachine, desks, picks, run
from support.station import BOSS, HAND

from kiosk.base.event import Entry, Fact
from kiosk.services.points import events, figures
from kiosk.services.points import requests as points
from kiosk.services.points.readings import views
from kiosk.services.points.settings import UNITS

EXPIRING = WIDE.replace("[services.points]", "[services.points]\nexpire_months = 1")
GOODS = ("tissues", "masks", "banner")
EARNED: dict[type[Fact], tuple[str, str]] = {
    events.EarningApproved: ("waiting", "approved"),
    events.EarningDeclined: ("waiting", "declined"),
    events.EarningReversed: ("approved", "reversed"),
}
REDEEMED: dict[type[Fact], tuple[set[str], str]] = {
    events.HandedOut: ({"held"}, "handed"),
    events.HandOutUndone: ({"handed"}, "held"),
    events.RedemptionReversed: ({"held", "handed"}, "reversed"),
}
BY = st.sampled_from([BOSS, HAND])
members = precondition(lambda self: self.cards)
entered = precondition(lambda self: self.earnings)
corrected = precondition(lambda self: self.corrections)
redeemed = precondition(lambda self: self.redeemed)


class Points(StationMachine):
    """A station's points, and an auditor who knows nothing but the events."""

    def __init__(self, template: Path, text: str) -> None:
        self.heard = 0
        self.have: dict[tuple[int, str], int] = {}
        self.stock: dict[str, int] = {}
        self.staff: dict[int, str] = {}
        self.cards: dict[int, int] = {}  # whose card it is, by the place of the event that issued it
        self.earnings: dict[str, tuple[events.EarningEntered, str]] = {}
        self.state: dict[str, str] = {}
        self.corrections: list[str] = []
        self.redeemed: dict[int, str] = {}
        super().__init__(template, text)

    def listen(self) -> set[str]:
        heard = super().listen()
        for entry in self.entries[self.heard :]:
            self._hear(entry)
        self.heard = len(self.entries)
        return heard

    def _hear(self, entry: Entry) -> None:
        """Takes an event; raises AssertionError where it must not have happened."""
        fact: Any = entry.fact
        moves = figures.book(entry)
        for unit in UNITS:
            assert sum(amount for of, _, amount in moves if of == unit) == 0
        for unit, account, amount in moves:
            if account == "members":
                key = (fact.account, unit)
                self.have[key] = self.have.get(key, 0) - amount
                assert self.have[key] >= 0, "never below zero"
        change = figures.goods(entry)
        if change is not None:
            by = change[1].came - change[1].went + change[1].adjusted
            self.stock[change[0]] = self.stock.get(change[0], 0) + by
            assert self.stock[change[0]] >= 0, "no goods below zero"
        self._stands(entry)

    def _stands(self, entry: Entry) -> None:
        """What comes of cards, earnings and redemptions."""
        fact: Any = entry.fact
        if isinstance(fact, events.CardIssued):
            self.cards[fact.account] = entry.seq
            self.staff.setdefault(fact.account, fact.staff)
        elif isinstance(fact, events.EarningEntered):
            self.earnings[fact.earning] = (fact, entry.by)
            self.state[fact.earning] = "waiting"
        elif isinstance(fact, events.Redeemed):
            assert fact.number == len(self.redeemed) + 1
            self.redeemed[fact.number] = "held"
        elif type(fact) in EARNED:
            before, after = EARNED[type(fact)]
            assert self.state[fact.earning] == before, "once"
            self.state[fact.earning] = after
            note, by_whom = self.earnings[fact.earning]
            if isinstance(fact, events.EarningApproved):
                assert entry.by.partition(":")[2] not in {by_whom.partition(":")[2], self.staff[note.account]}
        elif type(fact) in REDEEMED:
            states, after = REDEEMED[type(fact)]
            assert self.redeemed[fact.number] in states
            self.redeemed[fact.number] = after

    @invariant()
    def ties(self) -> None:
        """Readings, book and what the auditor heard are one; one card, one owner."""
        store = self.stations[0].desk.journal.db
        rows = self.stations[0].rows("SELECT account, unit, available FROM points_balances WHERE available <> 0")
        assert {(account, unit): amount for account, unit, amount in rows} == {
            key: amount for key, amount in self.have.items() if amount
        }
        book = views.ledger(store)
        assert {key: amount for key, amount in book.items() if amount} == {
            key: amount for key, amount in figures.ledger(self.entries).items() if amount
        }
        for unit in UNITS:
            owed = -book.get((unit, "members"), 0)
            assert owed == sum(amount for (_, of), amount in self.have.items() if of == unit)
        stock = dict(self.stations[0].rows("SELECT goods, stock FROM points_stock"))
        assert stock == self.stock
        lots = self.stations[0].rows("SELECT account, sum(left) FROM points_lots GROUP BY account HAVING sum(left)")
        assert dict(lots) == {
            account: amount for (account, unit), amount in self.have.items() if unit == "points" and amount
        }
        live = self.stations[0].rows("SELECT account, seq FROM points_cards WHERE live")
        assert dict(live) == self.cards
        assert len(live) == len(self.cards)
        held = self.stations[0].rows(
            "SELECT coalesce((SELECT sum(held) FROM points_balances), 0), "
            "coalesce((SELECT sum(fee) FROM points_redemptions WHERE state = 'held'), 0)"
        )
        assert held[0][0] == held[0][1]

    def member(self, pick: int) -> int:
        return 1 + pick % len(self.cards)

    @initialize()
    def morning(self) -> None:
        for fields in ({}, {"staff": "a2"}, {"member": "merchant"}):
            self.ask(0, points.IssueCard, **fields)
        for goods in GOODS:
            self.ask(0, points.Receive, goods=goods, qty=3)

    @rule(desk=desks, staff=st.sampled_from(["", "a1", "a2", "a3"]))
    def card(self, desk: int, staff: str) -> None:
        self.ask(desk, points.IssueCard, staff=staff)

    @rule(desk=desks, pick=picks)
    def replace(self, desk: int, pick: int) -> None:
        self.ask(desk, points.ReplaceCard, account=self.member(pick))

    @rule(
        desk=desks,
        pick=picks,
        by=BY,
        what=st.sampled_from(["hazard", "volunteer", "cleanup", "service", "bench", "feast"]),
        qty=st.sampled_from([-1, 0, 1, 2, 4]),
    )
    def enter(self, desk: int, pick: int, by: str, what: str, qty: int) -> None:
        self.ask(desk, points.Enter, by, account=self.member(pick), rule=what, qty=qty, thing="长椅")

    @entered
    @rule(desk=desks, pick=picks, by=BY)
    def approve(self, desk: int, pick: int, by: str) -> None:
        self.ask(desk, points.Approve, by, earning=self.earning(pick))

    @rule(desk=desks, pick=picks)
    def earn(self, desk: int, pick: int) -> None:
        """Written down by one, approved by the other."""
        done = self.ask(desk, points.Enter, HAND, account=self.member(pick), rule="volunteer", qty=4)
        if done is not None:
            self.ask(1 - desk, points.Approve, BOSS, earning=done.earning)

    def earning(self, pick: int) -> str:
        return list(self.earnings)[-1 - pick % len(self.earnings)]

    @entered
    @rule(desk=desks, pick=picks)
    def decline_or_reverse(self, desk: int, pick: int) -> None:
        kind = points.Decline if pick % 2 else points.ReverseEarning
        self.ask(desk, kind, HAND, earning=self.earning(pick // 2), reason="mistake")

    @rule(desk=desks, pick=picks, unit=st.sampled_from(UNITS), amount=st.sampled_from([-30, -1, 0, 5, 40]))
    def correct(self, desk: int, pick: int, unit: str, amount: int) -> None:
        whose = self.member(pick)
        entered = self.ask(desk, points.Correct, HAND, account=whose, unit=unit, amount=amount, reason="mistake")
        if entered is not None:
            self.corrections.append(entered.correction)

    @corrected
    @rule(desk=desks, pick=picks, by=BY)
    def adjust(self, desk: int, pick: int, by: str) -> None:
        correction = self.corrections[-1 - pick % len(self.corrections)]
        if self.ask(desk, points.Adjust, by, correction=correction) is not None:
            assert by == BOSS, "an attendant wrote it down"
            self.corrections.remove(correction)

    @rule(desk=desks, pick=picks, goods=st.sampled_from([*GOODS, "soap", "gold", "given-1"]), taps=st.integers(1, 5))
    def redeem(self, desk: int, pick: int, goods: str, taps: int) -> None:
        """Tapped by hasty fingers, at both desks."""
        slips = self.stations[0].rows("SELECT slip FROM spool WHERE kind = 'points.card' ORDER BY job")
        card = slips[pick % len(slips)][0]
        before = len(self.redeemed)
        for tap in range(taps):
            self.ask((desk + tap) % 2, points.Redeem, "worker", goods=goods, card=card)
        assert len(self.redeemed) <= before + 1, "the same at once is one tap"

    @redeemed
    @rule(desk=desks, pick=picks, kind=st.sampled_from([points.HandOut, points.UndoHandOut]))
    def hand_out(self, desk: int, pick: int, kind: Any) -> None:
        self.ask(desk, kind, HAND, number=1 + pick % len(self.redeemed))

    @redeemed
    @rule(desk=desks, pick=picks)
    def reverse(self, desk: int, pick: int) -> None:
        self.ask(desk, points.Reverse, HAND, number=1 + pick % len(self.redeemed), reason="faulty")

    @rule(
        desk=desks,
        goods=st.sampled_from([*GOODS, "given-1"]),
        qty=st.integers(-2, 3),
        kind=st.sampled_from([points.Receive, points.AdjustGoods, points.Count]),
    )
    def goods(self, desk: int, goods: str, qty: int, kind: Any) -> None:
        fields = {"counted": qty} if kind is points.Count else {"qty": qty}
        reason = {} if kind is points.Receive else {"reason": "lost"}
        self.ask(desk, kind, HAND, goods=goods, **fields, **reason)

    @rule(desk=desks, giver=st.integers(0, 3), score=st.sampled_from([-1, 5, 30, 500]))
    def donate(self, desk: int, giver: int, score: int) -> None:
        self.ask(desk, points.Donate, HAND, thing="旧书", grade="good", score=score, giver=giver)

    @rule(days=st.sampled_from([1, 31]))
    def days_pass(self, days: int) -> None:
        self.clock.pass_(days * 24 * HOUR)


def test_any_day_of_points(memory: Path) -> None:
    run(Points, memory, WIDE)


def test_any_day_of_points_that_expire(memory: Path) -> None:
    run(Points, memory, EXPIRING)
