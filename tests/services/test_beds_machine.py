"""Any noon of rest, in any order: bookings, arrivals, no-shows, linen, the queue; at two desks, while clocks jump."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from support.beds import TODAY, TOMORROW, with_beds
from support.machine import WIDE, StationMachine, desks, picks, run
from support.station import BOSS, HAND

from kiosk.base.event import Entry, Fact
from kiosk.services.beds import events
from kiosk.services.beds import requests as beds
from kiosk.services.beds.figures import by_slot
from kiosk.services.beds.readings.views import figures
from kiosk.services.till import requests as till

# Small rooms, so that they are full soon; slots that follow each other; a fee; what nobody came for is kept.
SMALL = """
[[services.beds.rooms]]
id = "men"
map = ["1 2"]

[[services.beds.rooms]]
id = "women"
map = ["3"]
"""
RULES = (
    'slots = [["11:00", "12:30"], ["12:30", "14:00"]]',
    "grace_min = 10",
    "early_min = 5",
    "last_min = 20",
    "cancel_fee_fen = 50",
)
SLOTS = ("11:00", "12:30")
BEDS = {"men": (1, 2), "women": (3,)}
ALIVE = ("held", "paid", "in", "slept")
STEPS: dict[type[Fact], tuple[set[str], str]] = {
    events.LetGo: ({"held"}, "expired"),
    events.TicketIssued: ({"held"}, "paid"),
    events.CheckedIn: ({"paid"}, "in"),
    events.CheckedOut: ({"in"}, "slept"),
    events.NoShow: ({"paid"}, "no_show"),
    events.Undone: ({"in", "slept", "no_show"}, ""),
    events.Cancelled: ({"paid", "in"}, "cancelled"),
    events.Moved: ({"paid", "in"}, ""),
}

some = precondition(lambda self: self.guests)


class Guest:
    """One booking as an auditor sees it."""

    def __init__(self, fact: events.Held) -> None:
        self.place = (fact.day, fact.slot)
        self.bed = fact.bed
        self.state = "held"
        self.sale, self.code = fact.sale, fact.code
        self.fen = 0


class Beds(StationMachine):
    """A station's beds, and an auditor who knows nothing but the events."""

    def __init__(self, template: Path, text: str) -> None:
        self.guests: dict[str, Guest] = {}
        self.queue: dict[tuple[str, str, int], str] = {}
        self.offered: dict[tuple[str, str, int], int] = {}
        self.soiled: set[int] = set()
        self.closed: set[int] = set()
        self.heard = 0
        super().__init__(template, text)

    def listen(self) -> set[str]:
        heard = super().listen()
        for entry in self.entries[self.heard :]:
            self._hear(entry)
        self.heard = len(self.entries)
        return heard

    def _hear(self, entry: Entry) -> None:
        """Takes an event; raises AssertionError where it must not have happened."""
        fact = entry.fact
        if isinstance(fact, events.Held):
            self._held(fact, today=fact.day == entry.at[:10])
        elif isinstance(fact, events.WaitJoined | events.WaitOffered | events.WaitLeft):
            self._waits(fact)
        elif isinstance(fact, events.LinenChanged):
            assert fact.bed in self.soiled
            assert not self._in(fact.bed)
            self.soiled.discard(fact.bed)
        elif isinstance(fact, events.BedClosed):
            self.closed.add(fact.bed)
        elif isinstance(fact, events.BedReopened):
            self.closed.discard(fact.bed)
        elif hasattr(fact, "booking"):
            self._guest(self.guests[fact.booking], fact)

    def _held(self, fact: events.Held, *, today: bool) -> None:
        known = self.guests.get(fact.booking)
        assert known is None or known.state == "expired", "a booking is held once more only when it was let go of"
        key = (fact.day, fact.slot, fact.wait)
        if fact.wait:
            assert self.offered.pop(key) == fact.bed, "what was kept for one who waits is theirs"
            del self.queue[key]
        else:
            assert fact.bed not in self.closed, "a bed that cannot be used"
            assert not today or fact.bed not in self.soiled, "a bed that is not made"
        assert fact.bed in BEDS[fact.room]
        assert fact.code not in {one.code for one in self.guests.values() if one.state in {"held", "paid", "in"}}
        self.guests[fact.booking] = Guest(fact)

    def _in(self, bed: int) -> bool:
        return any(one.bed == bed and one.state == "in" for one in self.guests.values())

    def _waits(self, fact: events.WaitJoined | events.WaitOffered | events.WaitLeft) -> None:
        key = (fact.day, fact.slot, fact.place)
        if isinstance(fact, events.WaitJoined):
            self.queue[key] = fact.room
        elif isinstance(fact, events.WaitOffered):
            before = [
                place
                for (day, slot, place), room in self.queue.items()
                if (day, slot) == (fact.day, fact.slot)
                and room == self.queue[key]
                and (day, slot, place) not in self.offered
            ]
            assert fact.place == min(before), "first come, first served"
            assert fact.bed in BEDS[self.queue[key]]
            assert fact.bed not in self.soiled | self.closed
            self.offered[key] = fact.bed
        else:
            self.offered.pop(key, None)
            del self.queue[key]

    def _guest(self, guest: Guest, fact: Any) -> None:
        """A fact about one booking: allowed as it stands, and what it comes to."""
        before, after = STEPS[type(fact)]
        assert guest.state in before, (guest.state, fact)
        if isinstance(fact, events.CheckedIn):
            assert not self._in(guest.bed), "one bed, one person"
            assert guest.bed not in self.soiled | self.closed, "a bed that is not made"
        elif isinstance(fact, events.Undone):
            assert guest.state == fact.was
            after = "in" if fact.was == "slept" else "paid"
            self.soiled -= {guest.bed} if fact.was == "slept" else set()
        elif isinstance(fact, events.Moved):
            assert fact.to not in self.soiled | self.closed
        if isinstance(fact, events.CheckedOut) or getattr(fact, "slept_in", False):
            self.soiled.add(guest.bed)
        guest.bed = fact.to if isinstance(fact, events.Moved) else guest.bed
        guest.fen = getattr(fact, "fee_fen", getattr(fact, "price_fen", guest.fen))
        guest.state = after or guest.state

    def teardown(self) -> None:
        """At the end everybody has slept, not come, been given their money back, or never paid."""
        days = [self.clock.at.date().isoformat(), *(one.place[0] for one in self.guests.values())]
        last = datetime.fromisoformat(max(*days, *(day for day, _, _ in self.queue), "") + "T18:00:00+08:00")
        self.clock.jump((last - self.clock.at).total_seconds())
        self.clock.boot, self.clock.up = "boot-last", 10**10
        self.ask(0, till.Cancel, sale="none")
        assert {one.state for one in self.guests.values()} <= {"slept", "no_show", "cancelled", "expired"}
        assert not self.queue
        super().teardown()

    @initialize(minutes=st.sampled_from([0, 30, 75]))
    def morning(self, minutes: int) -> None:
        self.clock.pass_(minutes * 60)

    @rule(
        desk=desks,
        room=st.sampled_from(["men", "women"]),
        bed=st.integers(0, 3),
        slot=st.sampled_from(SLOTS),
        day=st.sampled_from([TODAY, TODAY, TODAY, TOMORROW]),
    )
    def book(self, desk: int, room: str, bed: int, slot: str, day: str) -> None:
        self.ask(desk, beds.Book, "worker", day=day, slot=slot, room=room, bed=bed)

    @rule(desk=desks, room=st.sampled_from(["men", "women"]), slot=st.sampled_from(SLOTS), enter=st.booleans())
    def sell(self, desk: int, room: str, slot: str, enter: bool) -> None:
        self.ask(desk, beds.Sell, HAND, day=TODAY, slot=slot, room=room, way="counter", given_fen=200, enter=enter)

    @rule(desk=desks, slot=st.sampled_from(SLOTS))
    def fill_and_wait(self, desk: int, slot: str) -> None:
        """A room is full, two wait for it, and a stranger comes."""
        for room in ("men", "men", "women"):
            self.ask(desk, beds.Sell, HAND, day=TODAY, slot=slot, room=room, way="counter", given_fen=200)
        for _ in range(2):
            self.ask(1 - desk, beds.JoinWait, "worker", slot=slot, room="men")
        self.ask(desk, beds.Book, "worker", day=TODAY, slot=slot, room="men")

    @rule(desk=desks, tidy=st.booleans())
    def both_slots_of_a_bed(self, desk: int, tidy: bool) -> None:
        """Booked in both slots; the second guest comes as the first gets up, before or after the linen."""
        made = [self.ask(desk, beds.Book, "worker", day=TODAY, slot=slot, room="women", bed=3) for slot in SLOTS]
        if None in made:
            return
        for booked in made:
            self.ask(desk, till.Receive, HAND, sale=booked.sale, way="counter", given_fen=200)
        self.ask(desk, beds.CheckIn, HAND, code=made[0].code)
        self.ask(
            desk, beds.Sell, HAND, day=TODAY, slot=SLOTS[1], room="women", way="counter", given_fen=200, enter=True
        )
        self.ask(1 - desk, beds.CheckIn, HAND, code=made[1].code)
        self.ask(desk, beds.CheckOut, "worker", code=made[0].code)
        if tidy:
            self.ask(desk, beds.ChangeLinen, HAND, bed=3)
        self.ask(1 - desk, beds.CheckIn, HAND, code=made[1].code)

    @some
    @rule(desk=desks, pick=picks)
    def given_away_and_wanted_back(self, desk: int, pick: int) -> None:
        """Nobody came, the bed is sold again, and the first one stands there after all."""
        booking, guest = self.guest(pick, "paid")
        self.clock.pass_(11 * 60)
        room = "women" if guest.bed == 3 else "men"
        self.ask(desk, beds.Book, "worker", day=guest.place[0], slot=guest.place[1], room=room, bed=guest.bed)
        self.ask(1 - desk, beds.Undo, BOSS, booking=booking)

    def guest(self, pick: int, *states: str) -> tuple[str, Guest]:
        """A booking in one of these states where there is one, else any."""
        found = [(key, one) for key, one in self.guests.items() if one.state in states] or [*self.guests.items()]
        return found[pick % len(found)]

    @some
    @rule(desk=desks, pick=picks, late=st.booleans())
    def pay(self, desk: int, pick: int, late: bool) -> None:
        _, guest = self.guest(pick, "expired" if late else "held")
        self.ask(desk, till.Receive, HAND, sale=guest.sale, way="counter", given_fen=200)

    @some
    @rule(desk=desks, pick=picks)
    def let_go(self, desk: int, pick: int) -> None:
        self.ask(desk, till.Cancel, "worker", sale=self.guest(pick, "held")[1].sale)

    @some
    @rule(desk=desks, pick=picks, staff=st.booleans())
    def arrive(self, desk: int, pick: int, staff: bool) -> None:
        self.ask(desk, beds.CheckIn, HAND if staff else "worker", code=self.guest(pick, "paid")[1].code)

    @some
    @rule(desk=desks, pick=picks)
    def leave(self, desk: int, pick: int) -> None:
        self.ask(desk, beds.CheckOut, "worker", code=self.guest(pick, "in")[1].code)

    @some
    @rule(desk=desks, pick=picks)
    def undo(self, desk: int, pick: int) -> None:
        self.ask(desk, beds.Undo, BOSS, booking=self.guest(pick, "in", "slept", "no_show")[0])

    @some
    @rule(
        desk=desks,
        pick=picks,
        reason=st.sampled_from(["changed_mind", "mistake", "no_bed"]),
        short=st.booleans(),
    )
    def cancel(self, desk: int, pick: int, reason: str, short: bool) -> None:
        booking, _ = self.guest(pick, "paid", "in")
        self.ask(desk, beds.Cancel, HAND, booking=booking, reason=reason, drawer_short=short)

    @some
    @rule(desk=desks, pick=picks, bed=st.integers(1, 3))
    def move(self, desk: int, pick: int, bed: int) -> None:
        self.ask(desk, beds.Move, HAND, booking=self.guest(pick, "paid", "in")[0], bed=bed)

    @some
    @rule(desk=desks, pick=picks)
    def no_show(self, desk: int, pick: int) -> None:
        self.ask(desk, beds.NoShow, HAND, booking=self.guest(pick, "paid")[0])

    @rule(desk=desks, bed=st.integers(1, 3))
    def linen(self, desk: int, bed: int) -> None:
        self.ask(desk, beds.ChangeLinen, HAND, bed=bed)

    @rule(desk=desks, bed=st.integers(1, 3), closes=st.booleans())
    def repair(self, desk: int, bed: int, closes: bool) -> None:
        if closes:
            self.ask(desk, beds.CloseBed, HAND, bed=bed, reason="broken")
        else:
            self.ask(desk, beds.ReopenBed, HAND, bed=bed)

    @rule(desk=desks, room=st.sampled_from(["men", "women"]), slot=st.sampled_from(SLOTS))
    def wait(self, desk: int, room: str, slot: str) -> None:
        self.ask(desk, beds.JoinWait, "worker", slot=slot, room=room)

    @precondition(lambda self: self.queue)
    @rule(desk=desks, pick=picks, takes=st.booleans())
    def answer(self, desk: int, pick: int, takes: bool) -> None:
        """Whoever waits takes up what is kept for them, or waits no longer."""
        places = [*self.offered] if takes and self.offered else [*self.queue]
        day, slot, place = places[pick % len(places)]
        if takes:
            room = self.queue[day, slot, place]
            self.ask(desk, beds.Book, "worker", day=day, slot=slot, room=room, wait=place)
        else:
            self.ask(desk, beds.LeaveWait, "worker", slot=slot, place=place)

    @rule(minutes=st.sampled_from([5, 10, 30]))
    def noon_passes(self, minutes: int) -> None:
        self.clock.pass_(minutes * 60)

    @invariant()
    def everybody_has_one_bed(self) -> None:
        """One bed one person a slot, capacity, and every fen where the bookings say."""
        taken: Counter[tuple[str, str, int]] = Counter()
        for guest in self.guests.values():
            if guest.state in ALIVE:
                taken[(*guest.place, guest.bed)] += 1
        for (day, slot, _), bed in self.offered.items():
            taken[day, slot, bed] += 1
        assert all(count == 1 for count in taken.values()), "one bed, one person"
        assert {*taken} == {tuple(row) for row in self.stations[0].rows("SELECT day, slot, bed FROM beds_taken")}
        assert all(bed in (1, 2, 3) for _, _, bed in taken)
        owed = sum(one.fen for one in self.guests.values() if one.state in {"paid", "in"})
        income = sum(one.fen for one in self.guests.values() if one.state in {"slept", "no_show", "cancelled"})
        assert self.auditor.accounts["owed.beds"] == -owed
        assert self.auditor.accounts["income.beds"] == -income
        store = self.stations[0].desk.journal.db
        found = figures(store, "0000", "9999")
        assert found == dict(sorted(by_slot(self.entries).items()))
        assert all(sums.sold - sums.no_shows <= sums.beds == 3 for sums in found.values())
        rows = self.stations[0].rows("SELECT booking, state, bed FROM beds_bookings")
        assert {row[0]: (row[1], row[2]) for row in rows} == {
            key: (one.state, one.bed) for key, one in self.guests.items()
        }
        dirty = self.stations[0].rows("SELECT bed FROM beds_rooms WHERE dirty")
        assert {bed for (bed,) in dirty} == self.soiled


def test_any_noon_of_rest(memory: Path) -> None:
    run(Beds, memory, with_beds(*RULES, rooms=SMALL, text=WIDE))
