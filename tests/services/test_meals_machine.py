"""Any noon, in any order: numbers, portions, queue, closing; at two desks, while clocks jump and power goes."""

from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from support.auditor import UNSERVED
from support.machine import BY_CARD, HOUR, WIDE, StationMachine, desks, picks, run
from support.station import HAND

from kiosk.base.request import Refused, Request
from kiosk.services.meals import requests as meals
from kiosk.services.till import requests as till

opened = precondition(lambda self: self.day is not None)
closed = precondition(lambda self: self.day is None)
given_numbers = precondition(lambda self: self.day is not None and self.day.tickets)
queued = precondition(lambda self: self.day is not None and self.day.places)


class Meals(StationMachine):
    """A station's meals."""

    def __init__(self, template: Path, text: str) -> None:
        super().__init__(template, text)
        self.sales: list[tuple[str, int]] = []
        self.calls: list[tuple[tuple[int, ...], tuple[int, ...]]] = []

    def refused(self, request: Request, refused: Refused) -> None:
        day = self.day
        if isinstance(request, meals.Order | meals.JoinWait) and day is not None:
            free = day.portions - day.taken() - day.offered()
            assert refused.reason != "meals.sold_out" or free == 0
            assert refused.reason != "meals.portions_left" or free > 0

    @initialize(portions=st.integers(1, 6), minutes=st.sampled_from([20, 0]))
    def morning(self, portions: int, minutes: int) -> None:
        self.clock.pass_(minutes * 60)
        self.open(0, portions)

    @closed
    @rule(desk=desks, portions=st.integers(1, 6))
    def open(self, desk: int, portions: int) -> None:
        self.ask(desk, meals.Open, meal="lunch", portions=portions)

    @opened
    @rule(desk=desks, qty=st.sampled_from([-2, -1, 1, 2]))
    def add(self, desk: int, qty: int) -> None:
        self.ask(desk, meals.AddPortions, meal="lunch", qty=qty, reason="mistake")

    @opened
    @rule(desk=desks, qty=st.sampled_from([1, 1, 1, 2, 3]), member=st.sampled_from(["m1", "m2", "m3", ""]))
    def order(self, desk: int, qty: int, member: str) -> None:
        ordered = self.ask(desk, meals.Order, "worker", meal="lunch", qty=qty, member=member)
        if ordered is not None:
            assert self.today.tickets[ordered.number].sale == ordered.sale
            self.sales.append((ordered.sale, ordered.total_fen))

    @opened
    @rule(people=st.lists(st.tuples(desks, st.booleans()), min_size=2, max_size=6))
    def rush(self, people: list[tuple[int, bool]]) -> None:
        """Several come at once, at both desks; some pay and some do not."""
        for desk, pays in people:
            self.order(desk, 1, f"r{len(self.sales)}")
            if pays and self.sales:
                self.pay(desk, 0)

    @opened
    @rule(desk=desks, seconds=st.sampled_from([180, 100]))
    def stranger_after_a_queue(self, desk: int, seconds: int) -> None:
        """The pot is promised away, somebody waits for more, a hold ends, and a stranger is the first to ask."""
        self.rush([(desk, False)] * 6)
        self.join(desk)
        self.clock.pass_(seconds)
        self.order(1 - desk, 1, f"s{len(self.sales)}")

    @opened
    @rule(
        desk=desks,
        member=st.sampled_from(["m1", ""]),
        override=st.sampled_from(["替工友", ""]),
        given_fen=st.sampled_from([500, 1000]),
    )
    def sell(self, desk: int, member: str, override: str, given_fen: int) -> None:
        self.ask(
            desk, meals.Sell, HAND, meal="lunch", way="counter", given_fen=given_fen, member=member, override=override
        )

    @precondition(lambda self: self.sales)
    @rule(desk=desks, pick=picks)
    def pay(self, desk: int, pick: int) -> None:
        sale, fen = self.sales[-1 - pick % len(self.sales)]
        self.ask(desk, till.Receive, HAND, sale=sale, way="counter", given_fen=fen)

    @precondition(lambda self: self.sales)
    @rule(desk=desks, pick=picks)
    def cancel(self, desk: int, pick: int) -> None:
        self.ask(desk, till.Cancel, "worker", sale=self.sales[-1 - pick % len(self.sales)][0])

    @given_numbers
    @rule(desk=desks)
    def call_next(self, desk: int) -> None:
        self.call_group(desk, 1, come=False)

    @given_numbers
    @rule(desk=desks, count=st.integers(1, 3), come=st.booleans())
    def call_group(self, desk: int, count: int, come: bool) -> None:
        """The next ones; those called once before have come, as far as the attendant saw them called."""
        waiting, seen = self.in_state("waiting"), self.in_state("called") if come else []
        called = self.ask(desk, meals.Call, HAND, meal="lunch", count=count, served=tuple(seen))
        if called is not None:
            assert list(called.numbers) == waiting[:count], "the longest waiting numbers come first"
            assert list(called.served) == seen
            self.calls.append((called.numbers, called.served))

    @given_numbers
    @rule(desk=desks, first=picks, more=st.integers(-1, 4))
    def call_range(self, desk: int, first: int, more: int) -> None:
        within = range(first, first + more + 1)
        alive = [n for n in within if n in self.today.tickets and self.today.tickets[n].state in UNSERVED]
        called = self.ask(desk, meals.Call, HAND, meal="lunch", number=first, to=first + more)
        if called is not None and first and first + more:
            assert list(called.numbers) == alive

    @precondition(lambda self: self.day is not None and self.calls)
    @rule(desk=desks)
    def undo_call(self, desk: int) -> None:
        numbers, served = self.calls.pop()
        undone = self.ask(desk, meals.UndoCall, HAND, meal="lunch", numbers=numbers, served=served)
        if undone is not None:
            assert {*numbers} <= {*self.in_state("waiting")}
            assert {*served} <= {*self.in_state("recalled")}

    @given_numbers
    @rule(desk=desks, pick=picks)
    def miss(self, desk: int, pick: int) -> None:
        self.ask(desk, meals.Miss, HAND, meal="lunch", number=self.number(pick, "called", "recalled"))

    def in_state(self, state: str) -> list[int]:
        return sorted(number for number, ticket in self.today.tickets.items() if ticket.state == state)

    def number(self, pick: int, *states: str) -> int:
        """A number in one of these states where there is one, else any."""
        tickets = self.today.tickets
        numbers = [number for number, ticket in tickets.items() if ticket.state in states] or [*tickets, 1]
        return numbers[pick % len(numbers)]

    @given_numbers
    @rule(desk=desks, pick=picks)
    def serve(self, desk: int, pick: int) -> None:
        self.ask(desk, meals.Serve, HAND, meal="lunch", number=self.number(pick, *UNSERVED))

    @given_numbers
    @rule(desk=desks, pick=picks)
    def take_back(self, desk: int, pick: int) -> None:
        self.ask(desk, meals.TakeBack, HAND, meal="lunch", number=self.number(pick, "served"))

    @given_numbers
    @rule(desk=desks, pick=picks, short=st.booleans())
    def refund(self, desk: int, pick: int, short: bool) -> None:
        self.ask(
            desk,
            meals.Refund,
            HAND,
            meal="lunch",
            number=self.number(pick, *UNSERVED),
            reason="等不及",
            drawer_short=short,
        )

    @opened
    @rule(desk=desks, pick=picks)
    def anything_with_any_number(self, desk: int, pick: int) -> None:
        kind = (meals.Call, meals.Serve, meals.TakeBack)[pick % 3]
        self.ask(desk, kind, HAND, meal="lunch", number=pick // 3)

    @opened
    @rule(desk=desks)
    def join(self, desk: int) -> None:
        joined = self.ask(desk, meals.JoinWait, "worker", meal="lunch")
        if joined is not None:
            assert joined.ahead == sum(
                state in {"waiting", "offered"} for place, state in self.today.places.items() if place < joined.place
            )

    def place(self, pick: int, state: str) -> int:
        places = [place for place, now in self.today.places.items() if now == state] or [*self.today.places, 1]
        return places[pick % len(places)]

    @queued
    @rule(desk=desks, pick=picks)
    def leave(self, desk: int, pick: int) -> None:
        self.ask(desk, meals.LeaveWait, "worker", meal="lunch", place=self.place(pick, "waiting"))

    @queued
    @rule(desk=desks, pick=picks)
    def take_offer(self, desk: int, pick: int) -> None:
        place = self.place(pick, "offered")
        ordered = self.ask(desk, meals.Order, "worker", meal="lunch", wait=place, member=f"q{place}")
        if ordered is not None:
            self.sales.append((ordered.sale, ordered.total_fen))

    @opened
    @rule(desk=desks, forget=st.booleans())
    def day_ends(self, desk: int, forget: bool) -> None:
        """Closed in the evening, or forgotten and closed when the next day opens."""
        if not forget:
            self.ask(desk, meals.Close, meal="lunch")
        self.clock.pass_(24 * HOUR)
        self.ask(desk, meals.Open, meal="lunch", portions=3)


def test_any_noon(memory: Path) -> None:
    run(Meals, memory, WIDE)


def test_any_noon_with_one_meal_a_card(memory: Path) -> None:
    run(Meals, memory, BY_CARD)
