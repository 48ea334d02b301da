"""People do whatever they do: buy, pay, call, give back, pull plugs, cut the line, turn clocks; in virtual time.

Two desks work on one station; after every step an auditor who heard every event compares accounts, readings, figures.
At the end of a course of events the line is whole again: the centre has every event. What fails is shrunk.
"""

import random
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, cast
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.errors import FlakyStrategyDefinition
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from lab.experiment import Experiment, Found
from lab.line_centre import many_may_join
from services.test_meals_machine import Meals
from support.centre import RunningCentre, running
from support.joining import Joining
from support.machine import HOUR, WIDE
from support.press import printing
from support.standing import standing
from support.station import SetClock, Station

from kiosk import bootstrap
from kiosk.station.desk import Desk
from kiosk.virtual.faults import Fault

_NOWHERE: Final = "http://127.0.0.1:9"
# Those at which the driver does not have to wait for an answer in real time.
_FAULTS: Final[tuple[Fault, ...]] = ("paper_out", "cover_open", "jam", "off")
_STEPS: Final = 30
# Runs in one course; the first is always the shortest that there is.
_EXAMPLES: Final = 4
_VISITS: Final = 30
# After so many courses of events everything is loaded that will be; from then on nothing may grow.
_WARM: Final = 3


class _Counting(SetClock):
    """Adds up the time that passes."""

    total = 0.0

    def pass_(self, seconds: float) -> None:
        self.total += seconds
        super().pass_(seconds)


class People(Meals):
    """A station with its people, its printer and its line."""

    def __init__(self, template: Path, text: str, centre: RunningCentre, passed: list[float]) -> None:
        super().__init__(template, text)
        self.clock.__class__ = _Counting
        self._centre = centre
        self._passed = passed
        self._whole = True
        bootstrap.enrol(self.stations[0].files, self.clock, centre.url, centre.code("府西"))
        self.listen()

    def _visit(self, often: int) -> None:
        joining = Joining(self.stations[0])
        try:
            joining.move_to(self._centre.url if self._whole else _NOWHERE)
            for _ in range(often):
                joining.line.visit()
                if self._whole and not joining.now.waiting:
                    break
        finally:
            joining.close()
        self.listen()

    @rule(whole=st.booleans())
    def line(self, whole: bool) -> None:
        """The line is cut, or whole again, and tried."""
        self._whole = whole
        self._visit(2)

    @rule(fault=st.sampled_from((None, *_FAULTS)), count=st.integers(0, 400))
    def prints(self, fault: Fault | None, count: int) -> None:
        """What waits is printed, until the printer fails in the middle of it."""
        with printing(self.stations[0]) as made:
            if fault is not None:
                made.paper.faults.set_after(count, fault)
            made.print_one()
        self.listen()

    @rule(hours=st.sampled_from([1, 3]))
    def nobody_comes(self, hours: int) -> None:
        self.clock.pass_(hours * HOUR)

    def teardown(self) -> None:
        self._whole = True
        self._visit(_VISITS)
        device = self.stations[0].desk.journal.device
        rows = self._centre.sql("SELECT raw FROM events WHERE device = :d ORDER BY epoch, seq", d=device)
        there = [bytes(raw) for (raw,) in rows]
        here = [bytes(raw) for (raw,) in self.stations[0].rows("SELECT raw FROM journal ORDER BY pos")]
        self._passed.append(cast("_Counting", self.clock).total)
        super().teardown()
        assert here == there, f"{len(here)} events at the station, {len(there)} at the centre"


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many virtual hours, course after course of events."""
    passed: list[float] = []
    wrong: list[str] = []
    chance, before = random.Random(seed), standing()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "centre").mkdir()
        stack.enter_context(many_may_join())
        centre = stack.enter_context(running(folder / "centre"))
        Station(folder / "station", SetClock(), WIDE).close()
        if not protected:
            stack.enter_context(patch.object(Desk, "_sweep", lambda *_: False))

        def made() -> RuleBasedStateMachine:
            return People(_fresh(folder), WIDE, centre, passed)

        courses = unrepeatable = 0
        while sum(passed) < size * HOUR and not wrong:
            courses += 1
            try:
                wrong += _course(made, chance.getrandbits(64), protected=protected)
            except FlakyStrategyDefinition:
                # On a busy machine the printer's real time came in between; its run is left as it stands.
                unrepeatable += 1
                before = standing()
            if courses == _WARM:
                before = standing()
            if courses % 10 == 0:
                told(f"{sum(passed) / HOUR:.0f} hours in {courses} courses")
        if courses > _WARM:
            wrong += standing().grown(before)
        events = centre.sql("SELECT count(*) FROM events")[0][0]
    counts = Counter({"courses": courses, "unrepeatable": unrepeatable, "events": events})
    return Found(int(sum(passed)) // HOUR, dict(counts), tuple(f"{each} (seed {seed})" for each in wrong))


def _fresh(folder: Path) -> Path:
    """A station made now: each course has its own device."""
    made = Path(tempfile.mkdtemp(dir=folder)) / "station"
    Station(made, SetClock(), WIDE).close()
    return made


def _course(made: Callable[[], RuleBasedStateMachine], seed: int, *, protected: bool) -> list[str]:
    """What went wrong in some runs, as short as it can be made; nothing where it held."""
    how = settings(
        max_examples=_EXAMPLES,
        stateful_step_count=_STEPS,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink) if protected else (Phase.generate,),
        print_blob=False,
    )

    @seeded(seed)
    def machine() -> RuleBasedStateMachine:
        return made()

    try:
        run_state_machine_as_test(cast("type[RuleBasedStateMachine]", machine), settings=how)
    except FlakyStrategyDefinition:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it was is told, with the steps that lead to it
        steps = " / ".join(getattr(error, "__notes__", ()))
        return [f"{type(error).__name__}: {error} {steps[:2000]}"]
    return []


EXPERIMENT: Final = Experiment(
    name="people",
    breaks="people do anything in any order, pull plugs, cut the line, turn clocks (virtual hours)",
    promise="after every step money, portions and numbers are what an auditor heard; the centre has all; nothing grows",
    without="holds that have run out are let go of",
    run=run,
    short=40,
    long=1000,
    control=60,
)
