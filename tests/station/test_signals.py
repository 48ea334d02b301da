"""What an auditor may want to ask about is listed; an honest noon is not."""

from pathlib import Path

import pytest
from support.station import BOSS, HAND, SETTINGS, Station, station_in

from kiosk.base.inspection import Figure
from kiosk.reading.tables import tables
from kiosk.services.meals import requests as meals
from kiosk.services.registry import SERVICES

DAY = 86_400


def signals(station: Station) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every table of signals, over all time."""
    found = tables(station.desk.journal.db, SERVICES, station.scene, ("signals",), "2024-01-01", "2024-12-31")
    return {table.key: [*table.rows] for table in found if table.key.startswith(("meals", "report"))}


def noon(station: Station, sold: int, portions: int = 30) -> None:
    """A noon at the pace at which people come, and home."""
    station.open(portions)
    station.clock.pass_(20 * 60)
    for _ in range(sold):
        station.clock.pass_(22)
        station.serve(station.buy())
    station.close_meal()
    station.clock.pass_(DAY - 20 * 60 - 22 * sold)


def test_honest_noons_leave_none(station: Station) -> None:
    for sold in (3, 5, 4, 5, 3):
        noon(station, sold)
    assert signals(station) == {"meals.report.signals": [], "report.bursts": []}


def test_the_same_count_day_after_day_and_sold_out_to_the_last_portion(tmp_path: Path) -> None:
    with station_in(tmp_path / "same") as station:
        for _ in range(3):
            noon(station, 4)
        assert signals(station)["meals.report.signals"] == [
            ("2024-03-03", "meals.meal_lunch", Figure("meals.signal.same", "4", {"count": 3}))
        ]
    with station_in(tmp_path / "full") as station:
        for portions in (3, 5, 4):
            noon(station, portions, portions)
        assert signals(station)["meals.report.signals"] == [
            ("2024-03-03", "meals.meal_lunch", Figure("meals.signal.full", "", {"count": 3}))
        ]


@pytest.mark.parametrize(("steps", "seconds", "found"), [(5, 4, 1), (4, 4, 0), (5, 5, 0)])
def test_five_of_the_same_step_within_seconds_are_faster_than_anybody_works(
    station: Station, steps: int, seconds: int, found: int
) -> None:
    station.open()
    station.clock.pass_(20 * 60)
    for number in [station.buy() for _ in range(steps)]:
        station.clock.pass_(60 if number == 1 else seconds)
        station.serve(number)
    rows = [row for row in signals(station)["report.bursts"] if row[2] == _served(steps)]
    assert len(rows) == found
    assert all(row[1] == "李*" for row in rows)


def _served(count: int) -> Figure:
    return Figure("report.burst", "meals.served", {"count": count})


def test_one_card_that_is_let_through_again_and_again(tmp_path: Path) -> None:
    with station_in(tmp_path / "cards", SETTINGS + "\n[services.meals]\none_a_day = true\n") as station:
        station.open()
        station.clock.pass_(20 * 60)
        for override in ("", "加班", "加班"):
            station.clock.pass_(60)
            station.ask(
                meals.Sell(
                    request_id=station.id(), meal="lunch", way="counter", given_fen=500, member="m1", override=override
                ),
                HAND,
            )
        found = signals(station)["meals.report.signals"]
        assert [row[2] for row in found] == [Figure("meals.signal.overridden", "", {"count": 2})]


def test_their_supervisor_is_named_as_they_are(station: Station) -> None:
    station.open()
    station.clock.pass_(20 * 60)
    for number in [station.buy() for _ in range(6)]:
        station.ask(meals.Serve(request_id=station.id(), meal="lunch", number=number), BOSS)
    assert ("张*", _served(6)) in [(row[1], row[2]) for row in signals(station)["report.bursts"]]
