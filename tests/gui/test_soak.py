"""Two thousand journeys in a row: nothing grows. `make soak` runs it and prints the figures."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from gui.harness import stage
from gui.house import Glassed, House, rest
from kivy.graphics.texture import Texture
from support.standing import Standing, standing
from support.station import Station

from kiosk.widgets.window import Glass

JOURNEYS, WARM, EACH = 2000, 400, 100
LEAK_JOURNEYS, LEAK_WARM, LEAK_EACH = 200, 40, 20
SMALL = Glass(21.5, 540, 960)  # the same screens on a quarter of the pixels
OTHERS_EVERY = 50  # journeys: the counter and the board are shown too
# What leaks one thing a journey grows by 1 object; what leaks a picture of a sentence, by some tens of kilobytes.
# The desk alone adds 4 KB for a lunch: pages of the journal that it keeps in memory, 16 MB at the most.
MOST_KB_A_JOURNEY = 8.0
MOST_OBJECTS_A_JOURNEY = 0.05


def growth(seen: list[Standing], each: int) -> dict[str, float]:
    """By how much each figure grows a journey: the slope of the straight line nearest to what was seen."""
    middle = (len(seen) - 1) / 2
    spread = sum((at - middle) ** 2 for at in range(len(seen)))
    slopes = {}
    for name in Standing.__struct_fields__:
        values = [getattr(one, name) for one in seen]
        mean = sum(values) / len(values)
        rise = sum((at - middle) * (value - mean) for at, value in enumerate(values))
        slopes[name] = round(rise / spread / each, 4)
    return slopes


def too_much(slopes: dict[str, float]) -> list[str]:
    return [
        name
        for name, slope in slopes.items()
        if slope > (MOST_KB_A_JOURNEY if name == "rss_kb" else MOST_OBJECTS_A_JOURNEY)
    ]


class Days:
    """One journey after the other at a touchscreen, each of another kind; the desk takes the money."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._stack = ExitStack()
        self._worker: Glassed | None = None
        self.kinds: tuple[Callable[[Glassed], None], ...] = (self._buys, self._english, self._lets_be, self._walks_away)

    def run(self, count: int) -> Iterator[int]:
        """So many; the number of each as it ends."""
        for number in range(1, count + 1):
            if self._worker is None:
                self._worker = self._stack.enter_context(self._house.workers(SMALL))
            if self._worker.screen == "Attract":
                rest(1)
                stage().tap((200, 300))
            self.kinds[number % len(self.kinds)](self._worker)
            if number % OTHERS_EVERY == 0:
                self._others()
            yield number
        self.close()

    def close(self) -> None:
        self._stack.close()
        self._worker = None

    def _others(self) -> None:
        self.close()
        with self._house.counter() as counter:
            counter.settle()
        with self._house.board() as board:
            self._time(board, 61)

    def _time(self, worker: Glassed, seconds: float) -> None:
        """Goes by on the glass alone: all of it is one lunchtime at the desk."""
        rest(seconds)
        worker.settle()

    def _order(self, worker: Glassed, tile: str) -> int:
        worker.tap(tile)
        number: int = self._house.station.rows("SELECT max(number) FROM meals_tickets")[0][0]
        return number

    def _paid(self, worker: Glassed, number: int) -> None:
        self._house.pay(number)
        worker.settle()
        self._house.slip_is("confirmed")
        worker.settle()

    def _buys(self, worker: Glassed) -> None:
        self._paid(worker, self._order(worker, "午餐"))
        self._time(worker, 13)

    def _english(self, worker: Glassed) -> None:
        worker.tap("English")
        worker.tap("Larger")
        self._paid(worker, self._order(worker, "Lunch"))
        worker.tap("OK")

    def _lets_be(self, worker: Glassed) -> None:
        self._order(worker, "午餐")
        worker.tap("不买了")

    def _walks_away(self, worker: Glassed) -> None:
        worker.tap("English")
        for _ in range(4):
            self._time(worker, 25)


def soak(station: Station, count: int, warm: int, each: int, leak: Callable[[], object]) -> list[Standing]:
    station.open(2000)
    house = House(station)
    days = Days(house)
    seen = []
    try:
        for number in days.run(count):
            leak()
            if number >= warm and number % each == each // 4:  # at home again, on a glass that is shown
                seen.append(standing())
    finally:
        days.close()
        house.close()
    return seen


@pytest.mark.soak
def test_two_thousand_journeys_leave_nothing_behind(station: Station) -> None:
    seen = soak(station, JOURNEYS, WARM, EACH, lambda: None)
    slopes = growth(seen, EACH)
    print(  # noqa: T201 - the figures are what a soak is run for
        f"\nafter {WARM} journeys: {seen[0]}\nafter {JOURNEYS}: {seen[-1]}\na journey: {slopes}"
    )
    assert too_much(slopes) == []


@pytest.mark.soak
def test_a_texture_left_behind_by_each_journey_is_noticed(station: Station) -> None:
    left: list[Any] = []
    seen = soak(station, LEAK_JOURNEYS, LEAK_WARM, LEAK_EACH, lambda: left.append(Texture.create(size=(64, 64))))
    assert "textures" in too_much(growth(seen, LEAK_EACH))
