"""What the state machines of services share: a station in memory, two desks on it, an auditor who hears every event."""

import itertools
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from kiosk.base.event import Entry, Event
from kiosk.base.ids import Ids
from kiosk.base.request import Outcome, Refused, Request
from kiosk.record.verify import NO_WITNESS
from kiosk.services.house import requests as house
from kiosk.services.meals import requests as meals
from kiosk.services.meals.figures import by_day
from kiosk.services.meals.readings.views import figures
from kiosk.services.registry import SERVICES
from kiosk.services.till.readings import balances
from kiosk.station.verify import verify_station
from support.auditor import Auditor, Day
from support.station import BOSS, SETTINGS, SetClock, Station

# A sale window that a jumping clock does not leave; serving still begins at 11:30.
WIDE = SETTINGS.replace('sale = ["10:30", "13:30"]', 'sale = ["00:00", "23:59"]')
BY_CARD = WIDE.replace("[[services.meals.meals]]", "[services.meals]\none_a_day = true\n\n[[services.meals.meals]]")
DECODERS = {fact.kind: msgspec.json.Decoder(fact) for service in SERVICES for fact in service.facts}
HOUR = 3600

STEPS = settings(max_examples=25, stateful_step_count=50)

desks = st.integers(0, 1)
picks = st.integers(0, 30)


class StationMachine(RuleBasedStateMachine):
    """Two desks in one folder, as two processes have them; time passes only when told."""

    def __init__(self, template: Path, text: str) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=template.parent)) / "station"
        shutil.copytree(template, self.folder)
        self.text = text
        self.clock = SetClock()
        numbers = itertools.count(1)
        self.ids = Ids(self.clock, lambda size: next(numbers).to_bytes(size))
        self.auditor = Auditor(one_a_day="one_a_day = true" in text)
        self.entries: list[Entry] = []
        self.answered: list[tuple[Request, str, Outcome]] = []
        self.stations = [self._desk(), self._desk()]
        self.listen()

    def _desk(self) -> Station:
        station = Station(self.folder, self.clock, self.text)
        station.desk.ids = self.ids
        return station

    def teardown(self) -> None:
        """At the end of every run the day can be closed, and the record proves itself."""
        self.clock.pass_(HOUR)
        self.ask(0, house.Tick, "device")
        for (_, meal), day in self.auditor.days.items():
            if day.open:
                assert self.ask(0, meals.Close, meal=meal) is not None
        self.hold()
        for station in self.stations:
            station.close()
        assert verify_station(self.folder, NO_WITNESS, SERVICES, rebuild=True).fault is None
        shutil.rmtree(self.folder.parent)

    @property
    def day(self) -> Day | None:
        """The open day."""
        return next((day for day in self.auditor.days.values() if day.open), None)

    @property
    def today(self) -> Day:
        assert self.day is not None
        return self.day

    def ask(self, desk: int, kind: Callable[..., Request], by: str = BOSS, **fields: Any) -> Any:
        """The outcome, or None where it was refused; a refusal leaves no event of its own."""
        request = kind(request_id=self.ids.new(), **fields)
        try:
            outcome = self.stations[desk].ask(request, by)
        except Refused as refused:
            assert request.request_id not in self.listen()
            self.refused(request, refused)
            return None
        self.answered.append((request, by, outcome))
        self.listen()
        return outcome

    def refused(self, request: Request, refused: Refused) -> None:
        """What a machine has to say about a refusal."""

    def listen(self) -> set[str]:
        """Lets the auditor hear what is new; returns the requests that it came from."""
        heard = set()
        for epoch, seq, raw in self.stations[0].rows(
            "SELECT epoch, seq, raw FROM journal WHERE pos > ?", self.auditor.read
        ):
            self.auditor.hear(raw)
            event = msgspec.json.decode(raw, type=Event)
            fact = DECODERS[event.kind].decode(event.data)
            self.entries.append(Entry(epoch, seq, event.at, event.by, event.req, fact, event.post))
            heard.add(event.req)
        return heard

    @rule(desk=desks, pick=picks)
    def once_more(self, desk: int, pick: int) -> None:
        """A request that was answered, sent again to any desk: the same answer, and nothing happens."""
        if self.answered:
            request, by, outcome = self.answered[-1 - pick % len(self.answered)]
            if request.request_id in {entry.req for entry in self.entries}:
                assert self.stations[desk].ask(request, by) == outcome
                assert self.listen() == set()

    @rule(seconds=st.sampled_from([1, 60, 179, 180, 300, 1000]))
    def time_passes(self, seconds: int) -> None:
        self.clock.pass_(seconds)

    @rule(desk=desks)
    def keeper(self, desk: int) -> None:
        self.ask(desk, house.Tick, "device")

    @rule(seconds=st.sampled_from([-HOUR, HOUR, -400 * 24 * HOUR, 400 * 24 * HOUR]))
    def clock_jumps(self, seconds: int) -> None:
        self.clock.jump(seconds)

    @rule(seconds=st.sampled_from([10, 4000]))
    def power_cut(self, seconds: int) -> None:
        for station in self.stations:
            station.close()
        self.clock.jump(seconds)
        self.clock.boot = f"boot-{self.ids.new()}"
        self.clock.up = 20_000
        self.stations = [self._desk(), self._desk()]
        self.listen()

    @rule(desk=desks)
    def process_restarts(self, desk: int) -> None:
        self.stations[desk].close()
        self.stations[desk] = self._desk()
        self.listen()

    @invariant()
    def hold(self) -> None:
        """Accounts, readings and figures say what the auditor heard."""
        self.auditor.balance()
        store = self.stations[0].desk.journal.db
        assert {account: fen for account, fen in balances(store).items() if fen} == {
            account: fen for account, fen in self.auditor.accounts.items() if fen
        }
        assert figures(store, "0000", "9999") == dict(sorted(by_day(self.entries).items()))
        for (date, meal), day in self.auditor.days.items():
            rows = self.stations[0].rows(
                "SELECT number, state, qty, price_fen * qty FROM meals_tickets WHERE day = ? AND meal = ?", date, meal
            )
            assert rows == [(number, ticket.state, ticket.qty, ticket.fen) for number, ticket in day.tickets.items()]
            counted = self.stations[0].rows(
                "SELECT open, portions, taken, offered, numbers, waiting, places, queue "
                "FROM meals_days WHERE day = ? AND meal = ?",
                date,
                meal,
            )
            states = [ticket.state for ticket in day.tickets.values()]
            queue = sum(state in {"waiting", "offered"} for state in day.places.values())
            assert counted == [
                (
                    day.open,
                    day.portions,
                    day.taken(),
                    day.offered(),
                    len(states),
                    states.count("waiting"),
                    len(day.places),
                    queue,
                )
            ]


def run(machine: type[StationMachine], memory: Path, text: str) -> None:
    """Runs a machine; every example begins with a copy of one station that was just made."""
    template = memory / "station"
    Station(template, SetClock(), text).close()
    run_state_machine_as_test(cast("type[RuleBasedStateMachine]", lambda: machine(template, text)), settings=STEPS)
