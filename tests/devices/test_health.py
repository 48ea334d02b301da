"""One machine for every device: a loss and a recovery are each said once, and what comes and goes floods nothing."""

import logging

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from kiosk.devices.health import READY, UNREACHABLE, UNSTEADY, Health, serves

_MOVES = {
    "absent": {"absent", "opening", "ready", "degraded", "fault"},
    "opening": {"opening", "absent", "ready", "degraded", "fault"},
    "ready": {"ready", "busy", "degraded", "fault", "absent"},
    "busy": {"busy", "ready", "degraded", "fault", "absent"},
    "degraded": {"degraded", "busy", "ready", "fault", "absent"},
    "fault": {"fault", "ready", "degraded", "absent"},
}


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


def made(now: float = 0.0) -> tuple[Health, list[float]]:
    """A printer's, and its clock."""
    clock = [now]
    return Health("printer", logging.getLogger("devices"), lambda: clock[0]), clock


def test_each_change_is_said_once(said: pytest.LogCaptureFixture) -> None:
    health, _ = made()
    changes = []
    for state in ("ready", "ready", "paper_out", "paper_out", "ready", "ready"):
        changes.append(health.saw(state))
        health.noted()
    assert changes == [True, False, True, False, True, False]
    assert said.messages == ["printer: paper_out", "printer: ready again after paper_out"]


def test_a_connection_is_lost_after_three_misses_in_a_row(said: pytest.LogCaptureFixture) -> None:
    health, _ = made()
    health.saw("ready")
    for _ in range(2):
        health.saw("unreachable")
        health.saw("unreachable")
        health.saw("ready")
    assert (health.state, said.messages) == ("ready", [])
    for _ in range(5):
        health.saw("unreachable", "no route to host")
    assert (health.state, said.messages) == ("unreachable", ["printer: unreachable (no route to host)"])


def test_a_lost_device_is_tried_less_and_less_often_and_at_once_after_it_was_seen() -> None:
    health, _ = made()
    waits = []
    for _ in range(7):
        health.opening()
        assert health.phase == "opening"
        health.saw(UNREACHABLE)
        waits.append(health.wait_s)
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    health.saw(READY)
    assert (health.wait_s, health.phase) == (0.0, "ready")


def test_only_what_serves_is_at_work() -> None:
    health, _ = made()
    health.busy()
    assert health.phase == "absent"
    for state, phase in (("ready", "busy"), ("unknown", "busy"), ("paper_out", "fault"), ("wrong_device", "fault")):
        health.saw(state)
        health.busy()
        assert health.phase == phase


def test_a_loss_that_could_not_be_recorded_stays_news_until_it_is() -> None:
    health, _ = made()
    assert health.saw("paper_out")
    assert health.saw("paper_out")
    health.noted()
    assert not health.saw("paper_out")


def test_a_roll_changed_at_leisure_is_said_step_by_step() -> None:
    health, clock = made()
    said = []
    for state in ("ready", "paper_out", "cover_open", "paper_out", "cover_open", "ready"):
        health.saw(state)
        clock[0] += 10
        said.append(health.state)
    assert said == ["ready", "paper_out", "cover_open", "paper_out", "cover_open", "ready"]


def test_a_loose_plug_is_said_to_be_one_and_its_end_is_believed_after_a_quiet_minute(
    said: pytest.LogCaptureFixture,
) -> None:
    health, clock = made()
    for _ in range(1000):
        for state in ("ready", "cover_open"):
            health.saw(state)
            clock[0] += 0.5
    assert health.state == UNSTEADY
    assert serves(health.state)
    before = len(said.messages)
    assert before <= 9
    health.saw("ready")
    clock[0] += 59
    health.saw("ready")
    assert health.state == UNSTEADY
    clock[0] += 2
    health.saw("ready")
    assert health.state == READY
    assert len(said.messages) == before + 1


class Machine(RuleBasedStateMachine):
    """Any sightings at any pace. The record is that of a house which keeps what is news."""

    def __init__(self) -> None:
        super().__init__()
        logging.getLogger("devices").setLevel(logging.ERROR)
        self.health, self.clock = made()
        self.phase = self.health.phase
        self.record: list[str] = []
        self.missed = self.same = 0
        self.last = ""

    @rule(
        state=st.sampled_from(["ready", "paper_out", "unknown", "wrong_device", "unreachable"]),
        times=st.integers(1, 4),
        pause=st.sampled_from([0.0, 0.5, 10.0, 90.0, 600.0]),
    )
    def seen(self, state: str, times: int, pause: float) -> None:
        for _ in range(times):
            was = self.health.state
            self._sees(state, pause)
            assert self.health.state in {was, state, UNSTEADY}
            if 0 < self.missed < 3:
                assert self.health.state == was, "one miss is no loss"

    @rule()
    def opened(self) -> None:
        self.health.opening()

    @rule()
    def worked(self) -> None:
        self.health.busy()

    @rule()
    def waits_long(self) -> None:
        """Whatever was, what stays the same for long is believed."""
        for _ in range(4):
            self._sees("paper_out", 100.0)
        assert self.health.state == "paper_out"

    def _sees(self, state: str, pause: float) -> None:
        self.clock[0] += pause
        self.missed = self.missed + 1 if state == UNREACHABLE else 0
        if self.health.saw(state):
            self.record.append(self.health.state)
            self.health.noted()
        self.moves_along_the_machine()

    @invariant()
    def moves_along_the_machine(self) -> None:
        assert self.health.phase in _MOVES[self.phase]
        self.phase = self.health.phase

    @invariant()
    def the_record_is_no_flood(self) -> None:
        assert len(self.record) <= 9 + 2 * (self.clock[0] / 120.0 + 1)
        assert all(one != other for one, other in zip(self.record, self.record[1:], strict=False))

    @invariant()
    def is_tried_at_most_every_ten_seconds(self) -> None:
        assert (self.health.wait_s == 0) == (self.missed == 0)
        assert self.health.wait_s <= 10


Machine.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestEveryDevice = Machine.TestCase


@pytest.mark.soak
def test_many_more_devices() -> None:
    run_state_machine_as_test(Machine, settings=settings(max_examples=2000, stateful_step_count=60, deadline=None))
