"""The public calendar of 2026 (国办发明电〔2025〕7号) and a station's own exceptions."""

from datetime import date

import pytest

from kiosk.base.days import EVERY_DAY, OpenDays, known, works_on

FOLLOWS = OpenDays(calendar=True)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        ("2026-02-13", True),  # a Friday
        ("2026-02-14", True),  # a Saturday worked for the Spring Festival
        ("2026-02-17", False),  # its first day
        ("2026-02-28", True),  # a Saturday worked for it
        ("2026-03-01", False),  # a Sunday
        ("2026-10-07", False),
        ("2026-10-10", True),  # a Saturday worked for the National Day
    ],
)
def test_the_station_follows_the_public_calendar_and_its_working_weekends(day: str, is_open: bool) -> None:
    assert FOLLOWS.open_on(day) is is_open
    assert EVERY_DAY.open_on(day)


def test_a_year_whose_notice_is_not_known_goes_by_the_weekends() -> None:
    assert not known(2099)
    assert known(2026)
    assert [works_on(date(2099, 1, day)) for day in range(1, 8)] == [True, True, False, False, True, True, True]


def test_a_stations_own_days_come_before_the_calendar() -> None:
    days = OpenDays(calendar=True, closed=frozenset({"2026-11-23"}), open=frozenset({"2026-11-22"}))
    assert days.open_on("2026-11-22")
    assert not days.open_on("2026-11-23")
    assert not OpenDays(closed=frozenset({"2026-11-23"})).open_on("2026-11-23")


def test_the_next_open_day_is_found_over_a_long_holiday() -> None:
    assert FOLLOWS.next_open("2026-09-30") == date(2026, 10, 8)
    assert FOLLOWS.resumes("2026-09-30") == date(2026, 10, 8)
    assert FOLLOWS.next_open("2026-10-08") == date(2026, 10, 9)
    assert FOLLOWS.resumes("2026-10-08") is None
    shut = OpenDays(closed=frozenset(date.fromordinal(day).isoformat() for day in range(739_000, 741_000)))
    assert shut.next_open(date.fromordinal(739_001).isoformat()) is None
