"""Any week of lending, in any order: one unit one borrower, every deposit and every unit accounted for."""

from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from support.machine import WIDE, StationMachine, desks, picks, run
from support.station import BOSS, HAND
from support.tools import PARTS, WANG

from kiosk.services.till import requests as till
from kiosk.services.tools import events
from kiosk.services.tools import requests as tools
from kiosk.services.tools.figures import moves
from kiosk.services.tools.readings.views import deposits, stock

KINDS = ("drill", "toolbox", "generator")
FAR = "2999-12-31"
WRONG = {
    "none": (),
    "lacks": (tools.Found("body", "damaged"), tools.Found("box", "missing")),
    "other": (tools.Found("", "other", 900),),
}
some_unit = precondition(lambda self: self.units)
some_loan = precondition(lambda self: self.loans)


class Ledger:
    """What an auditor makes of the events alone: who has what, whose money is here."""

    def __init__(self) -> None:
        self.read = 0
        self.out: dict[str, str] = {}
        self.held_fen: Counter[str] = Counter()
        self.asked: dict[str, int] = {}
        self.agreed: dict[str, int] = {}
        self.deducted_fen = 0

    def hear(self, entries: list[Any]) -> None:
        for entry in entries[self.read :]:
            self._out(entry.fact)
            self._money(entry.fact)
        self.read = len(entries)

    def _out(self, fact: Any) -> None:
        match fact:
            case events.Lent() | events.ReturnUndone():
                self._goes_out(fact.unit, fact.loan)
            case events.Swapped():
                assert self.out.pop(fact.old) == fact.loan
                self._goes_out(fact.unit, fact.loan)
            case events.LendUndone() | events.BroughtBack():
                assert self.out.pop(fact.unit) == fact.loan
            case events.Returned() if self.out.get(fact.unit) == fact.loan:
                del self.out[fact.unit]
            case _:
                pass

    def _money(self, fact: Any) -> None:
        match fact:
            case events.Lent() | events.ReturnUndone():
                assert fact.loan not in self.held_fen
                self.held_fen[fact.loan] = fact.deposit_fen
                self.deducted_fen -= getattr(fact, "deduct_fen", 0)
                self.agreed.pop(fact.loan, None)
            case events.LendUndone():
                assert self.held_fen.pop(fact.loan) == fact.deposit_fen
            case events.BroughtBack() | events.Decided():
                self.asked[fact.loan] = fact.deduct_fen
                self.agreed[fact.loan] = -1 if fact.deduct_fen else 0
            case events.Answered():
                self.agreed[fact.loan] = self.asked[fact.loan] if fact.agrees else -1
            case events.Returned():
                assert fact.deduct_fen == self.agreed.get(fact.loan, 0), "nothing is deducted that was not agreed to"
                assert self.held_fen.pop(fact.loan) == fact.deposit_fen
                self.deducted_fen += fact.deduct_fen
            case events.MadeGood():
                self.deducted_fen -= fact.fen
            case _:
                pass

    def _goes_out(self, unit: str, loan: str) -> None:
        assert unit not in self.out, "one unit, one borrower"
        assert loan not in self.out.values(), "one loan, one unit"
        self.out[unit] = loan


class Tools(StationMachine):
    """A station's tools."""

    def __init__(self, template: Path, text: str) -> None:
        super().__init__(template, text)
        self.ledger = Ledger()
        self.units: list[str] = []
        self.loans: list[str] = []
        self.shown: dict[str, int] = {}

    @initialize()
    def morning(self) -> None:
        for of in ("drill", "drill", "toolbox", "generator"):
            self.register(0, of)

    @rule(desk=desks, of=st.sampled_from(KINDS))
    def register(self, desk: int, of: str) -> None:
        made = self.ask(desk, tools.Register, HAND, of=of, inspect_by=FAR)
        assert made is not None
        self.units.append(made.unit)

    def unit(self, pick: int, stands: str = "") -> str:
        """A unit on the shelf, or out, where there is one; else, and now and then, any."""
        where = {
            "shelf": "loan = '' AND state = 'service'",
            "out": "unit IN (SELECT unit FROM tools_loans WHERE state = 'out')",
        }.get(stands, "1")
        rows = self.stations[0].rows(f"SELECT unit FROM tools_units WHERE {where} ORDER BY unit")
        units = [row[0] for row in rows] if rows and pick % 7 else self.units
        return units[pick % len(units)]

    def loan(self, pick: int, *states: str) -> str:
        """A loan in one of these states where there is one; else, and now and then, any."""
        rows = dict(self.stations[0].rows("SELECT loan, state FROM tools_loans"))
        loans = [loan for loan in self.loans if rows[loan] in states]
        loans = loans if loans and pick % 7 else self.loans
        return loans[-1 - pick % len(loans)]

    @rule(desk=desks, of=st.sampled_from(KINDS))
    def takes_a_number(self, desk: int, of: str) -> None:
        held = self.ask(desk, tools.Hold, "worker", of=of)
        if held is not None:
            self.loans.append(held.loan)

    @some_unit
    @rule(desk=desks, pick=picks)
    def prepare(self, desk: int, pick: int) -> None:
        self._prepare(desk, self.unit(pick, "shelf"), "")

    @some_loan
    @rule(desk=desks, pick=picks, which=picks)
    def prepare_for_a_number(self, desk: int, pick: int, which: int) -> None:
        self._prepare(desk, self.unit(pick), self.loan(which, "held", "prepared"))

    def _prepare(self, desk: int, unit: str, loan: str) -> None:
        parts = PARTS[unit.rpartition("-")[0]]
        fields = {"unit": unit, "loan": loan, "parts": parts, "who": WANG, "adult": True}
        prepared = self.ask(desk, tools.Prepare, HAND, **fields)
        if prepared is not None and not loan:
            self.loans.append(prepared.loan)

    @some_loan
    @rule(desk=desks, pick=picks, seen=st.booleans(), given=st.sampled_from([0, 0, 10_000, -1]))
    def lend(self, desk: int, pick: int, seen: bool, given: int) -> None:
        loan = self.loan(pick, "prepared")
        if seen:
            self.ask(desk, tools.Consent, "worker", loan=loan)
        deposit = self.stations[0].rows("SELECT deposit_fen FROM tools_loans WHERE loan = ?", loan)[0][0]
        self.ask(desk, tools.Lend, HAND, loan=loan, given_fen=deposit + given)

    @some_unit
    @rule(desk=desks, pick=picks)
    def walk_in(self, desk: int, pick: int) -> None:
        """The whole way out at once: most of what happens at a station."""
        before = len(self.loans)
        self._prepare(desk, self.unit(pick, "shelf"), "")
        if len(self.loans) > before:
            self.lend(desk, 0, seen=True, given=0)

    @some_unit
    @rule(
        desk=desks,
        pick=picks,
        wrong=st.sampled_from(["none", "none", "lacks", "other"]),
        proof=st.sampled_from(["slip", "known", ""]),
        short=st.booleans(),
        by=st.sampled_from([HAND, BOSS]),
    )
    def back(self, desk: int, pick: int, wrong: str, proof: str, short: bool, by: str) -> None:
        unit = self.unit(pick, "out")
        parts = PARTS[unit.rpartition("-")[0]]
        found = tuple(one for one in WRONG[wrong] if not one.part or one.part in parts)
        fields = {"unit": unit, "wrong": found, "proof": proof, "drawer_short": short, "by_other": not proof}
        self.ledger.hear(self.entries)
        was = self.ledger.out.get(unit)
        taken = self.ask(desk, tools.TakeBack, by, **fields)
        if taken is not None:
            assert taken.loan == was
            self.shown[taken.loan] = taken.deduct_fen

    @some_loan
    @rule(desk=desks, pick=picks, agrees=st.booleans())
    def answer(self, desk: int, pick: int, agrees: bool) -> None:
        loan = self.loan(pick, "asked", "refused")
        self.ask(desk, tools.Answer, "worker", loan=loan, agrees=agrees, deduct_fen=self.shown.get(loan, 0))

    @some_loan
    @rule(desk=desks, pick=picks, fen=st.sampled_from([0, 100, 5000, 50_001]))
    def decide(self, desk: int, pick: int, fen: int) -> None:
        loan = self.loan(pick, "asked", "refused", "agreed")
        if self.ask(desk, tools.Decide, BOSS, loan=loan, deduct_fen=fen, reason="too_hard") is not None:
            self.shown[loan] = fen

    @some_loan
    @rule(desk=desks, pick=picks, short=st.booleans(), by=st.sampled_from([HAND, BOSS]))
    def give_back(self, desk: int, pick: int, short: bool, by: str) -> None:
        self.ask(desk, tools.GiveBack, by, loan=self.loan(pick, "agreed", "back"), proof="slip", drawer_short=short)

    @some_loan
    @rule(
        desk=desks,
        pick=picks,
        kind=st.sampled_from(
            [tools.LetGo, tools.UndoLend, tools.UndoReturn, tools.Extend, tools.Lost, tools.Consent, tools.Acknowledge]
        ),
    )
    def about_a_loan(self, desk: int, pick: int, kind: Any) -> None:
        more = {"got": False} if kind is tools.Acknowledge else {}
        back = kind in {tools.UndoReturn, tools.Acknowledge}
        loan = self.loan(pick, "returned") if back else self.loan(pick, "out", "held", "prepared")
        if self.ask(desk, kind, BOSS, loan=loan, **more) is not None and kind is tools.Lost:
            self.shown[loan] = self.stations[0].rows("SELECT deduct_fen FROM tools_loans WHERE loan = ?", loan)[0][0]

    @some_loan
    @rule(desk=desks, pick=picks, which=picks, reason=st.sampled_from(["broken", "wrong_one"]))
    def swap(self, desk: int, pick: int, which: int, reason: str) -> None:
        unit = self.unit(pick, "shelf")
        fields = {"unit": unit, "parts": PARTS[unit.rpartition("-")[0]], "reason": reason}
        self.ask(desk, tools.Swap, HAND, loan=self.loan(which, "out"), **fields)

    @some_unit
    @rule(desk=desks, pick=picks, to=st.sampled_from(["service", "service", "repair", "missing", "retired"]))
    def move(self, desk: int, pick: int, to: str) -> None:
        self.ask(desk, tools.Move, BOSS, unit=self.unit(pick), to=to, reason="broken")

    @some_unit
    @rule(desk=desks, pick=picks, wrong=st.sampled_from(["none", "lacks", "other"]), agrees=st.booleans())
    def one_whole_loan(self, desk: int, pick: int, wrong: str, agrees: bool) -> None:
        """From the shelf to the end, at both desks."""
        self.walk_in(desk, pick)
        self.back(1 - desk, pick, wrong, "slip", short=False, by=BOSS)
        if self.loans:
            self.answer(desk, 1, agrees)
            self.give_back(desk, 1, short=False, by=BOSS)

    @some_unit
    @rule(desk=desks, pick=picks)
    def one_that_is_lost_and_found(self, desk: int, pick: int) -> None:
        self.walk_in(desk, pick)
        if self.loans:
            self.about_a_loan(desk, 1, tools.Lost)
            self.answer(desk, 1, agrees=True)
            self.give_back(desk, 1, short=False, by=BOSS)
            for unit in tuple(self.units):
                self.ask(1 - desk, tools.MakeGood, BOSS, unit=unit)

    @some_unit
    @rule(desk=desks, pick=picks)
    def make_good(self, desk: int, pick: int) -> None:
        self.ask(desk, tools.MakeGood, BOSS, unit=self.unit(pick))

    @rule(desk=desks)
    def pays_what_is_owed(self, desk: int) -> None:
        for owed in tuple(self.auditor.owed):
            self.ask(desk, till.PayOwed, HAND, owed=owed)

    @some_unit
    @rule(desk=desks, pick=st.lists(picks, max_size=4))
    def counts(self, desk: int, pick: list[int]) -> None:
        self.ask(desk, tools.BeginCount, HAND)
        seen = {self.unit(one) for one in pick}
        for unit in sorted(seen):
            self.ask(desk, tools.Count, HAND, unit=unit)
        done = self.ask(desk, tools.EndCount, HAND)
        assert done is not None
        rows = dict(self.stations[0].rows("SELECT unit, state FROM tools_units"))
        here = {unit for unit, state in rows.items() if state in {"service", "repair"}} - {*self.ledger.out}
        assert ({*done.lacking}, {*done.extra}) == (here - seen, seen - here)

    @invariant()
    def ties(self) -> None:
        """Deposits held are those of open loans; every unit is somewhere; what the tables say, the events say."""
        self.ledger.hear(self.entries)
        store, accounts = self.stations[0].desk.journal.db, self.auditor.accounts
        held = sum(self.ledger.held_fen.values())
        assert accounts["owed.deposits"] == -held == -deposits(store).fen
        assert accounts["income.deductions"] == -self.ledger.deducted_fen
        out = dict(self.stations[0].rows("SELECT unit, loan FROM tools_loans WHERE state = 'out'"))
        assert out == self.ledger.out
        now, moved = stock(store), sum(moves(self.entries).values(), Counter[str]())
        assert now.ties
        assert now.here + now.out + now.repair == moved["come"] - moved["lost"] - moved["scrapped"]


def test_any_week_of_lending(memory: Path) -> None:
    run(Tools, memory, WIDE)
