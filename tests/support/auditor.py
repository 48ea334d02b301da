"""An auditor: reads a journal event by event, knows nothing of the program, and holds every event to DOMAIN's rules."""

from collections import Counter
from typing import Any

import msgspec

UNSERVED = ("waiting", "called", "recalled", "missed")
ALIVE = ("ordered", *UNSERVED, "served", "not_collected")
BEFORE = {
    "meals.ticket_issued": {"ordered"},
    "meals.order_expired": {"ordered"},
    "meals.called": {*UNSERVED},
    "meals.call_taken_back": {"called"},
    "meals.missed": {"called", "recalled"},
    "meals.served": {"called", "recalled", "missed"},
    "meals.serving_taken_back": {"served"},
    "meals.not_collected": {*UNSERVED},
    "meals.ticket_refunded": {*UNSERVED},
}
AFTER = {
    "meals.ticket_issued": "waiting",
    "meals.order_expired": "expired",
    "meals.called": "called",
    "meals.call_taken_back": "waiting",
    "meals.missed": "missed",
    "meals.served": "served",
    "meals.serving_taken_back": "recalled",
    "meals.not_collected": "not_collected",
    "meals.ticket_refunded": "refunded",
}

# What is noted of a meal before it is opened or after it is closed, too.
BESIDE = {"meals.menu_set", "meals.sample_kept", "meals.cooking_recorded"}


class Ticket:
    def __init__(self, data: dict[str, Any]) -> None:
        self.qty: int = data["qty"]
        self.sale: str = data["sale"]
        self.member: str = data.get("member", "")
        self.override: str = data.get("override", "")
        self.until: dict[str, Any] = data["until"]
        self.state = "ordered"
        self.fen = 0


class Day:
    """One meal on one date."""

    def __init__(self, portions: int) -> None:
        self.portions = portions
        self.open = True
        self.tickets: dict[int, Ticket] = {}
        self.places: dict[int, str] = {}

    def taken(self) -> int:
        return sum(ticket.qty for ticket in self.tickets.values() if ticket.state in ALIVE)

    def offered(self) -> int:
        return sum(state == "offered" for state in self.places.values())


class Auditor:
    """What the events so far come to."""

    def __init__(self, *, one_a_day: bool = False) -> None:
        self.days: dict[tuple[str, str], Day] = {}
        self.accounts: Counter[str] = Counter()
        self.owed: dict[str, int] = {}
        self.paid: set[str] = set()
        self.let_go: set[str] = set()
        self.read = 0
        self._one_a_day = one_a_day

    def hear(self, raw: bytes) -> None:
        """Takes the next event. Raises AssertionError where it must not have happened."""
        event = msgspec.json.decode(raw)
        kind, data, post = event["kind"], event["data"], event.get("post", [])
        self.read += 1
        assert sum(fen for _, fen in post) == 0, event
        for account, fen in post:
            self.accounts[account] += fen
        if kind == "meals.day_opened":
            assert (data["day"], data["meal"]) not in self.days
            assert not any(day.open for (_, meal), day in self.days.items() if meal == data["meal"])
            self.days[data["day"], data["meal"]] = Day(data["portions"])
        elif kind.startswith("meals.") and "meal" in data and kind not in BESIDE:
            day = self.days[data["day"], data["meal"]]
            assert day.open, event
            self._meals(day, kind, data)
            self._held(day, kind, event)
            assert day.taken() + day.offered() <= day.portions, event
        else:
            self._till(kind, data)

    def _meals(self, day: Day, kind: str, data: dict[str, Any]) -> None:
        if kind == "meals.portions_added":
            day.portions += data["qty"]
        elif kind == "meals.ordered":
            self._ordered(day, data)
        elif kind == "meals.day_closed":
            self._closed(day, data)
        elif "number" in data:
            ticket = day.tickets[data["number"]]
            assert ticket.state in BEFORE[kind], (kind, ticket.state)
            assert data.get("qty", ticket.qty) == ticket.qty
            again = data.get("again", False)
            assert kind != "meals.called" or again == (ticket.state != "waiting"), "again is what was called before"
            ticket.state = "recalled" if again else AFTER[kind]
            if kind == "meals.ticket_issued":
                assert data["sale"] == ticket.sale
                ticket.fen = data["price_fen"] * ticket.qty
        elif "place" in data:
            self._place(day, kind, data["place"])

    @staticmethod
    def _held(day: Day, kind: str, event: dict[str, Any]) -> None:
        """A hold lasts as long as it was promised, by the time since boot, whatever the wall clock says."""
        ticket = day.tickets.get(event["data"].get("number", 0))
        if ticket is None or event["boot"] != ticket.until["boot"]:
            return
        over = event["up"] >= ticket.until["up"]
        if kind == "meals.order_expired" and event["data"]["why"] == "expired":
            assert over, "let go of before its time"
        if kind == "meals.ticket_issued":
            assert not over, "held beyond its time"

    def _ordered(self, day: Day, data: dict[str, Any]) -> None:
        assert data["number"] == len(day.tickets) + 1, "numbers go up by one and are never given again"
        place = data.get("wait", 0)
        if place:
            assert day.places[place] == "offered"
            day.places[place] = "served"
        else:
            assert "waiting" not in day.places.values(), "somebody jumped the queue"
        ticket = Ticket(data)
        if self._one_a_day and not ticket.override:
            assert ticket.member
            assert ticket.qty == 1
            assert not any(other.member == ticket.member and other.state in ALIVE for other in day.tickets.values())
        day.tickets[data["number"]] = ticket

    @staticmethod
    def _place(day: Day, kind: str, place: int) -> None:
        if kind == "meals.wait_joined":
            assert place == len(day.places) + 1
            assert day.taken() + day.offered() == day.portions, "nobody waits while there are portions"
            day.places[place] = "waiting"
        elif kind == "meals.wait_offered":
            assert place == min(waits for waits, state in day.places.items() if state == "waiting"), (
                "first come, first served"
            )
            day.places[place] = "offered"
        else:
            assert day.places[place] in {"waiting", "offered"}
            day.places[place] = "left"

    @staticmethod
    def _closed(day: Day, data: dict[str, Any]) -> None:
        states = [ticket.state for ticket in day.tickets.values()]
        assert {*states} <= {"served", "not_collected", "refunded", "expired"}, "a number is not accounted for"
        assert {*day.places.values()} <= {"served", "left"}
        portions: Counter[str] = Counter()
        for ticket in day.tickets.values():
            portions[ticket.state] += ticket.qty
        assert (data["portions"], data["numbers"]) == (day.portions, len(states))
        assert (data["served"], data["not_collected"]) == (portions["served"], portions["not_collected"])
        day.open = False

    def _till(self, kind: str, data: dict[str, Any]) -> None:
        if kind in {"till.sale_expired", "till.sale_cancelled"}:
            assert data["sale"] not in self.paid | self.let_go, "let go of what was not held"
            self.let_go.add(data["sale"])
        elif kind == "till.sale_paid":
            assert data["sale"] not in self.paid, "paid twice"
            assert data.get("late", False) == (data["sale"] in self.let_go), "late is what was let go of before"
            self.paid.add(data["sale"])
        elif kind == "till.refund_owed":
            assert data["owed"] not in self.owed
            self.owed[data["owed"]] = data["fen"]
        elif kind == "till.owed_paid":
            assert self.owed.pop(data["owed"]) == data["fen"], "paid out twice"
        elif kind == "till.owed_voided":
            assert self.owed.pop(data["owed"]) == data["fen"], "void, and not owed"

    def balance(self) -> None:
        """Whether the accounts say what tickets and 待退 say. Holds between requests, not within one."""
        unserved = sum(
            ticket.fen for day in self.days.values() for ticket in day.tickets.values() if ticket.state in UNSERVED
        )
        assert self.accounts["owed.meals"] == -unserved
        assert self.accounts["owed.refunds"] == -sum(self.owed.values())
        assert self.accounts["cash.drawer"] >= 0
        served = [ticket for day in self.days.values() for ticket in day.tickets.values() if ticket.state == "served"]
        assert self.accounts["income.meals"] == -sum(ticket.fen for ticket in served)
        assert self.accounts["subsidy.receivable"] == sum(ticket.qty for ticket in served) * 400
        assert self.accounts["income.subsidy"] == -self.accounts["subsidy.receivable"]
        assert sum(self.accounts.values()) == 0
