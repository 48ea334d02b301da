"""The rush: forty people in a quarter of an hour on one touchscreen and one counter, played on the real screens."""

import random
from collections import deque
from pathlib import Path
from typing import Final

import msgspec

from kiosk.demo.pace import PACE
from kiosk.demo.stage import Stage
from kiosk.demo.trips import Station

PEOPLE: Final = 40
WITHIN_S: Final = 15 * 60
_PRICE_FEN: Final = 500
_NOTES_FEN: Final = (500, 500, 500, 500, 1000, 2000)
HAND_OUT_S: Final = 12.0  # a portion filled and handed over
_SERVING_S: Final = 19 * 60.0  # after the start: serving has begun


class Rush(msgspec.Struct, frozen=True):
    """What it came to: waits in seconds, the longest of anybody; `done_s` from the first call to the last portion."""

    people: int
    numbers: int
    served: int
    kiosk_wait_s: float
    counter_wait_s: float
    number_s: float
    done_s: float
    worker_taps: int
    attendant_taps: int


def played(stage: Stage, folder: Path, seed: int) -> Rush:
    """Plays it on a new station. Raises StuckError."""
    station = Station(stage, folder, portions=PEOPLE)
    try:
        return _Rush(station, seed).play()
    finally:
        station.close()


class _Rush:
    def __init__(self, station: Station, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - a pretence
        self._station = station
        self._workers, self._counter = station.glasses.workers, station.glasses.counter
        self._arrivals = sorted(chance.uniform(0, WITHIN_S) for _ in range(PEOPLE))
        self._given = [chance.choice(_NOTES_FEN) for _ in range(PEOPLE)]
        self._began = stage_s(station)

    def play(self) -> Rush:
        """Each touches the lunch, walks over and pays; whoever is first at the counter is first there."""
        before = (self._workers.fingers.taps, self._counter.fingers.taps)
        kiosk_free = counter_free = 0.0
        kiosk_wait = counter_wait = longest = 0.0
        walking: deque[tuple[float, float, int]] = deque()  # when at the counter, when they came, who

        def pay() -> None:
            nonlocal counter_free, counter_wait, longest
            there, came, who = walking.popleft()
            begins = max(there, counter_free)
            touches = self._receive(begins, who)
            counter_free = begins + touches * PACE.think_s + PACE.cash_s
            counter_wait = max(counter_wait, begins - there)
            longest = max(longest, counter_free + PACE.print_s - came)

        for who, came in enumerate(self._arrivals):
            begins = max(came, kiosk_free)
            while walking and max(walking[0][0], counter_free) <= begins:
                pay()
            self._order(begins)
            kiosk_wait = max(kiosk_wait, begins - came)
            kiosk_free = begins + PACE.think_s + PACE.read_s
            walking.append((kiosk_free + PACE.walk_s, came, who))
        while walking:
            pay()
        done = self._serve()
        tickets = self._station.tickets()
        return Rush(
            people=PEOPLE,
            numbers=len({ticket.number for ticket in tickets}),
            served=sum(ticket.state == "served" for ticket in tickets),
            kiosk_wait_s=round(kiosk_wait, 1),
            counter_wait_s=round(counter_wait, 1),
            number_s=round(longest, 1),
            done_s=round(done, 1),
            worker_taps=self._workers.fingers.taps - before[0],
            attendant_taps=self._counter.fingers.taps - before[1],
        )

    def _come_to(self, moment: float) -> None:
        left = self._began + moment - stage_s(self._station)
        if left > 0:
            self._station.stage.leap(left)

    def _order(self, moment: float) -> None:
        self._come_to(moment)
        self._station.glasses.turn_to(self._workers)
        self._station.glasses.wake()
        self._workers.touch("meals.meal_lunch")
        self._workers.wait("meals.screen.goes_to_pay")
        self._workers.shell.finish()  # the next one stands there by now

    def _receive(self, moment: float, who: int) -> int:
        """Takes the money of one; how many touches that took."""
        self._come_to(moment)
        counter, given, before = self._counter, self._given[who], self._counter.fingers.taps
        self._station.glasses.turn_to(counter)
        name = counter.say("meals.number", number=who + 1)
        if given == _PRICE_FEN:
            counter.touch("counter.got", beside=name, yuan="5")
        else:
            counter.touch("counter.change", beside=name)
            counter.touch("counter.yuan", yuan=str(given // 100))
            counter.touch("counter.take")
        self._station.glasses.settle()
        return counter.fingers.taps - before

    def _serve(self) -> float:
        """Calls one after the other: each call takes the one before as served; the last is told to be."""
        counter = self._counter
        self._come_to(_SERVING_S)
        self._station.glasses.turn_to(counter)
        start = stage_s(self._station)
        for at in range(PEOPLE):
            self._come_to(start - self._began + at * (PACE.think_s + HAND_OUT_S))
            counter.touch("meals.screen.call_next")
            self._station.glasses.settle()
        counter.touch("meals.screen.serve", beside=counter.say("meals.number", number=PEOPLE))
        self._station.glasses.settle()
        return PEOPLE * (PACE.think_s + HAND_OUT_S)


def stage_s(station: Station) -> float:
    """The stage's time in seconds."""
    return station.stage.now().up / 1000
