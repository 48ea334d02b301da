"""A machine that takes money, in any order of people, faults and restarts: every fen is where the record says.

What was put in = what was sold + what was given back + what is owed + what devices forgot, which an alarm told of.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from support.cash import Kassa, PowerCut, power_cut

from kiosk.base.request import Refused
from kiosk.record.verify import NO_WITNESS
from kiosk.services.registry import SERVICES
from kiosk.station.verify import verify_station

STEPS = settings(max_examples=8, stateful_step_count=25, deadline=None)
LONG = settings(max_examples=400, stateful_step_count=60, deadline=None)
steps = st.integers(1, 40)


class Hall(RuleBasedStateMachine):
    """People put money in, let go, walk away; devices fail; the power of the station fails at any step."""

    intents = True

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.kassa = Kassa(Path(self.folder.name))
        self.kassa.intents = self.intents
        self.kassa.station.open(300)
        self.sale = ""

    def teardown(self) -> None:
        """Everybody is gone, everything was seen to: the money is known, and the record proves itself."""
        try:
            self.kassa.mended()
            self.kassa.look(20)
            self.kassa.gone()
            self.known()
            verdict = verify_station(self.kassa.station.files.journal, NO_WITNESS, SERVICES, rebuild=True)
            assert verdict.fault is None
        finally:
            self.kassa.close()
            self.folder.cleanup()

    def known(self) -> None:
        assert self.kassa.unexplained() == []
        box, hoppers = self.kassa.account("cash.acceptor"), self.kassa.book_paid_fen
        assert box == 500 * self._sold() + hoppers + self.kassa.owed_fen

    def _sold(self) -> int:
        return sum(kind == "till.sale_paid" for kind in self.kassa.station.kinds())

    def does(self, act: Callable[[], object]) -> None:
        """Something; the power may fail in the middle of it."""
        try:
            act()
            self.kassa.look(2)
        except PowerCut:
            self.kassa.restart()
            self.kassa.look(2)

    @rule()
    def order(self) -> None:
        def ordered() -> None:
            self.sale = self.kassa.order()

        try:
            self.does(ordered)
        except Refused as refused:
            if refused.reason != "till.machine_busy":
                raise

    @rule(fen=st.sampled_from([10, 50, 100, 20]))
    def coin(self, fen: int) -> None:
        self.does(lambda: self.kassa.coins.insert(fen))

    @rule(fen=st.sampled_from([100, 500, 1000, 2000, 5000]))
    def note(self, fen: int) -> None:
        self.does(lambda: self.kassa.notes.insert(fen))

    @precondition(lambda self: self.sale)
    @rule()
    def let_go(self) -> None:
        try:
            self.does(lambda: self.kassa.cancel(self.sale))
        except Refused as refused:
            if refused.reason != "till.not_open":
                raise

    @rule(seconds=st.sampled_from([1, 60, 95, 200]))
    def time(self, seconds: int) -> None:
        self.kassa.clock.pass_(seconds)
        self.does(lambda: self.kassa.look(10))

    @rule(step=steps)
    def power(self, step: int) -> None:
        self.kassa.strikes(step, power_cut)

    @rule(device=st.sampled_from(["coins", "notes", "hopper"]))
    def restarts(self, device: str) -> None:
        if device == "hopper":
            self.kassa.hoppers[3].restart()
        else:
            (self.kassa.coins if device == "coins" else self.kassa.notes).restart()
        self.does(lambda: self.kassa.look(3))

    @rule(coins=st.integers(0, 3))
    def hopper_fails(self, coins: int) -> None:
        self.kassa.hoppers[3].jams_after = coins

    @rule(coins=st.integers(0, 3))
    def hopper_without_power(self, coins: int) -> None:
        self.kassa.hoppers[3].loses_power_after = coins

    @rule(fault=st.sampled_from(["noise", "silent", "no_echo"]))
    def line_fails(self, fault: str) -> None:
        self.kassa.virtual.set(fault)  # type: ignore[arg-type]  # one of its faults
        self.does(lambda: self.kassa.look(3))
        self.kassa.virtual.set(fault, on=False)  # type: ignore[arg-type]  # as above

    @rule()
    def seen_to(self) -> None:
        self.kassa.answer_all()
        self.does(lambda: self.kassa.look(2))

    @rule()
    def validator_without_power(self) -> None:
        self.kassa.notes.lose_power_when_routed = True

    @rule()
    def rests(self) -> None:
        """Whoever stood there is gone: nothing is unknown at rest."""

        def rest() -> None:
            self.kassa.mended()
            self.kassa.look(20)
            self.kassa.gone()
            self.known()

        self.does(rest)


class Forgetful(Hall):
    """The control: what was said before coins left a hopper is not known after a restart."""

    intents = False


def test_the_money_is_known_in_any_order() -> None:
    run_state_machine_as_test(Hall, settings=STEPS)


@pytest.mark.soak
def test_the_money_is_known_in_any_order_for_long() -> None:
    run_state_machine_as_test(Hall, settings=LONG)


def test_without_intents_it_is_not(tmp_path: Path) -> None:
    """The same people and the same power cut: the control pays twice."""
    kassa = Kassa(tmp_path)
    kassa.intents = Forgetful.intents
    kassa.station.open(3)
    kassa.order()
    kassa.notes.insert(1000)
    while kassa.paid_out_fen < 200:
        kassa.look()
    kassa.restart()
    kassa.gone()
    assert [what[:16] for what in kassa.unexplained()] == ["the hoppers paid"]
    kassa.close()
