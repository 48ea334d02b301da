"""Courses of people at the glass: done, looked into at their end, and made as short as they can be where they fail."""

import gc
import logging
import math
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from lab.experiment import Found
from lab.line_centre import CentreProcess, centre_process
from lab.people_acts import PASSING, People, Step, steps_of
from lab.people_books import Books
from lab.people_station import HOUR_S, PeopleStation
from lab.workday import scratch
from support.standing import Standing, standing

from kiosk.record.verify import NO_WITNESS
from kiosk.services.registry import SERVICES
from kiosk.station.desk import Desk
from kiosk.station.verify import verify_station

# One course after the other, and again: its days, and how many steps are done in each.
_COURSES: Final = ((1, 220), (2, 420), (3, 420), (1, 600))
# After so many courses everything is loaded that will be; from then on nothing may grow.
_WARM: Final = 4
# So often a failing course is tried again with steps left out.
_TRIES: Final = 60
_TOLD: Final = 40
# So much of what is told of a failure says which it is.
_KIND: Final = 40
# Screens are built by the thousand: collecting seldom takes a third off.
_SELDOM: Final = (20_000, 10, 10)


class Wrong(Exception):  # noqa: N818 - a finding
    """What failed at a step; `at` counts from 0, and is the number of steps where it was found after the last."""

    def __init__(self, what: str, at: int) -> None:
        super().__init__(what)
        self.what, self.at = what, at


class Lived:
    """What courses came to."""

    def __init__(self) -> None:
        self.hours = 0.0
        self.counts: Counter[str] = Counter()
        self.seen: set[str] = set()
        self.kinds: Counter[str] = Counter()


class _Errors(logging.Handler):
    """Errors that the program writes down: nothing here may be one that nobody foresaw."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        told = record.getMessage()
        self.found.append(f"{told}: {record.exc_info[1]!r}" if record.exc_info else told)


@contextmanager
def _listening() -> Iterator[_Errors]:
    errors, root = _Errors(), logging.getLogger("kiosk")
    before, passed = root.manager.disable, root.propagate
    logging.disable(logging.NOTSET)
    root.addHandler(errors)
    root.propagate = False
    try:
        yield errors
    finally:
        root.removeHandler(errors)
        root.propagate = passed
        logging.disable(before)


def live(steps: Sequence[Step], seed: int, centre: CentreProcess | None, lived: Lived) -> None:
    """One course on a station of its own. Raises Wrong."""
    at = 0
    with scratch() as folder, _listening() as errors:
        station = PeopleStation(folder, centre, seed)
        people, books = People(station), Books()
        try:
            for at, step in enumerate(steps):  # noqa: B007 - where it failed is told
                people.do(step)
                assert errors.found == [], errors.found
                if books.listen(station.db):
                    books.compare(station.db)
                if step.act in PASSING:
                    books.holds(station.clock.now())
            at = len(steps)
            people.leaves()
            books.listen(station.db)
            books.compare(station.db)
            _sends_all(station, centre)
            assert errors.found == [], errors.found
        except Exception as error:  # whatever it was is told, with the steps that lead to it
            raise Wrong(f"{type(error).__name__}: {error}", at) from error
        finally:
            lived.hours += station.clock.seconds() / HOUR_S
            lived.counts.update(steps=at, touches=people.touches, events=books.read)
            lived.counts["power cuts"] += station.cuts
            lived.seen |= people.seen
            lived.kinds += books.kinds
            station.close()
        verdict = verify_station(station.files.journal, NO_WITNESS, SERVICES, rebuild=True)
        if verdict.fault is not None:
            raise Wrong(f"the record does not prove itself: {verdict.fault}", len(steps))


def _sends_all(station: PeopleStation, centre: CentreProcess | None) -> None:
    if centre is not None:
        there = station.sends_all()
        here = [bytes(raw) for (raw,) in station.db.execute("SELECT raw FROM journal ORDER BY pos")]
        assert here == there, f"{len(here)} events at the station, {len(there)} at the centre"


def shortest(steps: Sequence[Step], fails: Callable[[Sequence[Step]], bool]) -> tuple[Step, ...]:
    """The same with steps left out, as long as it fails: by halves, quarters, one by one (delta debugging).

    It ends where no single step can be left out, or after so many tries.
    """
    kept, size, tries = tuple(steps), max(1, len(steps) // 2), 0
    while tries < _TRIES:
        begin, shorter = 0, False
        while begin < len(kept) and tries < _TRIES:
            without = kept[:begin] + kept[begin + size :]
            tries += 1
            if fails(without):
                kept, shorter = without, True
            else:
                begin += size
        if size == 1 and not shorter:
            break
        size = max(1, size // 2)
    return kept


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many virtual hours, course after course."""
    lived, chance, courses = Lived(), random.Random(seed), 0
    wrong: list[str] = []
    before: Standing | None = None
    thresholds = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    with ExitStack() as stack:
        stack.callback(gc.set_threshold, *thresholds)
        if not protected:
            stack.enter_context(patch.object(Desk, "_sweep", lambda *_: False))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        centre = stack.enter_context(centre_process(folder))
        while lived.hours < size and not wrong:
            course, (days, each) = chance.getrandbits(64), _COURSES[courses % len(_COURSES)]
            courses += 1
            wrong += _course(
                steps_of(random.Random(course), days, each), course, centre, lived, told if protected else None
            )
            if courses == _WARM:
                before = standing()
            if courses % 2 == 0:
                told(f"{lived.hours:.0f} hours in {courses} courses: {dict(lived.counts)}")
        if before is not None and courses > _WARM:
            wrong += standing().grown(before)
            told(f"{before}\n{standing()}")
    counts = {"courses": courses, **lived.counts, "kinds of events": len(lived.kinds), "screens": len(lived.seen)}
    return Found(math.ceil(lived.hours), counts, tuple(f"{each} (seed {seed})" for each in wrong))


def _course(
    steps: Sequence[Step], seed: int, centre: CentreProcess, lived: Lived, told: Callable[[str], Any] | None
) -> list[str]:
    """What went wrong in a course; with the fewest steps that lead to it, where somebody is told of it meanwhile."""
    try:
        live(steps, seed, centre, lived)
    except Wrong as wrong:
        kind = wrong.what[:_KIND]
        if told is not None:
            told(f"step {wrong.at} of course {seed}: {wrong.what}")

        def fails(fewer: Sequence[Step]) -> bool:
            try:
                live(fewer, seed, centre, Lived())
            except Wrong as again:
                return again.what[:_KIND] == kind
            return False

        led = steps[: wrong.at + 1]
        fewest = shortest(led, fails) if told is not None else led
        names = " / ".join(f"{step.act} {step.chance}" for step in fewest[:_TOLD])
        return [f"course {seed}: {wrong.what[:600]} in {len(fewest)} steps: {names}"]
    return []
