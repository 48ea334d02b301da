"""The clock is wrong: it jumps at any hour of a meal day, stays wrong or is put right, with a start in between or not.

The day goes on beyond midnight, over the end of a month, of a year, and on 29 February.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from math import gcd
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import msgspec
from lab.experiment import Experiment, Found
from lab.workday import SETTINGS_OF_ALL, scratch
from support.auditor import Auditor
from support.station import BOSS, HAND, SetClock, Station

from kiosk.base.clock import CST, Deadline, Now
from kiosk.base.request import Refused
from kiosk.record.verify import NO_WITNESS
from kiosk.services.house.requests import Tick
from kiosk.services.meals import requests as meals
from kiosk.services.registry import SERVICES
from kiosk.services.till import requests as till
from kiosk.station.verify import verify_station

_HOUR_S: Final = 3600
_DAY_S: Final = 24 * _HOUR_S
_DATES: Final = ("2024-03-01", "2024-02-28", "2024-02-29", "2024-04-30", "2024-12-31")
# From the opening at eight to one o'clock at night.
_HOURS: Final = tuple(range(8, 26))
_JUMPS: Final = tuple(sign * seconds for seconds in (_HOUR_S, _DAY_S, 3652 * _DAY_S) for sign in (1, -1))
# Lunch is sold as long as it is open: what is tried is the clock, not the times of sale.
_SETTINGS: Final = SETTINGS_OF_ALL.replace('sale = ["10:30", "13:30"]', 'sale = ["00:00", "23:59"]')
_HELD_S: Final = 180
_NOTICED_MS: Final = 60_000


class _Case(msgspec.Struct, frozen=True):
    """One wrong clock: when it jumps by how much, whether over a start, whether it is put right two hours later."""

    date: str
    hour: int
    jump: int
    reboot: bool
    corrected: bool

    def __str__(self) -> str:
        more = (", over a start" if self.reboot else "") + (", then put right" if self.corrected else "")
        return f"{self.date} at {self.hour}:00 by {self.jump} s{more}"


_CASES: Final = tuple(
    _Case(date, hour, jump, reboot, corrected)
    for date in _DATES
    for hour in _HOURS
    for jump in _JUMPS
    for reboot in (False, True)
    for corrected in (False, True)
)
_STRIDE: Final = next(step for step in range(997, 2000) if gcd(step, len(_CASES)) == 1)


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many wrong clocks; without protection holds end by the wall clock, and a jump is not noticed."""
    counts, wrong = Counter[str](), list[str]()
    with ExitStack() as patches:
        if not protected:
            patches.enter_context(patch.object(Deadline, "passed", _by_the_wall))
        for tried in range(size):
            case = _CASES[(seed + tried * _STRIDE) % len(_CASES)]
            with scratch() as folder:
                wrong.extend(f"{case}: {sentence}" for sentence in _lived(folder / "station", case, counts))
            if tried % 100 == 99:
                told(f"clock: {tried + 1} of {size} wrong clocks, {len(_CASES)} in all")
    return Found(size, {"cases in all": len(_CASES), **counts}, tuple(wrong))


def _by_the_wall(self: Deadline, now: Now) -> bool:
    return now.stamp >= self.at


def _lived(folder: Path, case: _Case, counts: Counter[str]) -> Iterator[str]:
    """The day with this clock, and the morning after."""
    begin = datetime.fromisoformat(case.date).replace(hour=_HOURS[0], tzinfo=CST)
    clock, jumps = SetClock(begin), list[int]()
    with Station(folder, clock, _SETTINGS).closing() as station:
        day = _Day(station, counts)
        opened = {clock.now().date}
        day.open()
        for hour in _HOURS:
            if hour == case.hour:
                jumps += day.jump(case.jump, reboot=case.reboot)
            if case.corrected and hour == case.hour + 2:
                jumps += day.jump(-case.jump, reboot=False)
            day.hour()
        day.close()
        clock.pass_(9 * _HOUR_S)
        if day.open():
            opened.add(clock.now().date)
            day.hour()
            day.close()
        yield from day.found(opened, jumps)
    verdict = verify_station(folder, NO_WITNESS, SERVICES, rebuild=True)
    if verdict.fault is not None:
        yield f"verification: {verdict.fault}"


class _Day:
    """What is done hour by hour; a refusal is an answer, and is counted."""

    def __init__(self, station: Station, counts: Counter[str]) -> None:
        self._station = station
        self._counts = counts
        self._waiting: list[int] = []
        self._early: list[str] = []

    def _asked(self, kind: Callable[..., Any], by: str, **fields: Any) -> Any:
        try:
            return self._station.ask(kind(request_id=self._station.id(), **fields), by)
        except Refused as refused:
            self._counts[f"refused: {refused.reason}"] += 1
            return None

    def open(self) -> bool:
        """Lunch opens; whether it could."""
        return self._asked(meals.Open, BOSS, meal="lunch", portions=60) is not None

    def close(self) -> None:
        self._asked(meals.Close, BOSS, meal="lunch")

    def jump(self, seconds: int, *, reboot: bool) -> list[int]:
        """The wall clock jumps while a number is held; the jumps that have to be noticed, in milliseconds."""
        clock = self._station.clock
        held = self._asked(meals.Order, "worker", meal="lunch")
        self._asked(Tick, "device")
        clock.jump(seconds)
        if reboot:
            clock.reboot()
            clock.jump(clock.up / 1000)
        clock.pass_(1)
        self._asked(Tick, "device")
        # As long as the machine runs, a hold lasts as long as was promised, whatever the wall clock says.
        if held is not None and not reboot:
            clock.pass_(_HELD_S - 60)
            self._asked(Tick, "device")
            if self._state(held.number) != "ordered":
                self._early.append(f"number {held.number} was let go of before its time")
            clock.pass_(61)
            self._asked(Tick, "device")
            if self._state(held.number) != "expired":
                self._early.append(f"number {held.number} was held beyond its time")
        # Over a start only a step back can be told from a night that the machine was off.
        noticed = min(seconds * 1000, 0) if reboot else seconds * 1000
        return [noticed] if abs(noticed) > _NOTICED_MS else []

    def _state(self, number: int) -> str:
        rows = self._station.rows("SELECT state FROM meals_tickets WHERE number = ? ORDER BY day DESC LIMIT 1", number)
        return str(rows[0][0])

    def hour(self) -> None:
        """One more is sold, the oldest is served where it is time, an hour goes by."""
        ordered = self._asked(meals.Order, "worker", meal="lunch")
        if ordered is not None:
            self._asked(till.Receive, HAND, sale=ordered.sale, way="counter", given_fen=500)
            self._waiting.append(ordered.number)
        if self._waiting and self._asked(meals.Serve, HAND, meal="lunch", number=self._waiting[0]) is not None:
            self._counts["served"] += 1
            self._waiting.pop(0)
        self._station.clock.pass_(_HOUR_S - 200)

    def found(self, opened: set[str], jumps: list[int]) -> Iterator[str]:
        """Numbers, dates, holds and money by an auditor's count; the jumps by what the record says of them."""
        yield from self._early
        auditor = Auditor()
        try:
            for (raw,) in self._station.rows("SELECT raw FROM journal ORDER BY pos"):
                auditor.hear(raw)
            auditor.balance()
        except (AssertionError, KeyError) as error:
            yield f"the auditor: {error!r}"[:300]
        days = {day for day, _ in auditor.days}
        if days != opened:
            yield f"booked on {sorted(days)}, opened on {sorted(opened)}"
        noted = [by_ms for (by_ms,) in self._station.rows("SELECT by_ms FROM house_jumps ORDER BY epoch, seq")]
        if len(noted) != len(jumps) or any(abs(a - b) > _NOTICED_MS for a, b in zip(noted, jumps, strict=True)):
            yield f"jumps noted: {noted}, happened: {jumps}"
        self._counts.update(
            {"jumps noted": len(noted), "numbers": sum(len(day.tickets) for day in auditor.days.values())}
        )


EXPERIMENT: Final = Experiment(
    name="clock",
    breaks="the clock jumps by an hour, a day, ten years at any hour, over midnight and the ends of months and years",
    promise="numbers are given once, dates are those of the opened day, holds last as promised, each jump is noted",
    without="the time since boot (holds end by the wall clock)",
    run=run,
    short=12,
    long=len(_CASES),
    control=6,
)
