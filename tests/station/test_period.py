"""Events of a period are found without reading those before, whatever the clock did."""

import tempfile
from datetime import date
from pathlib import Path

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.station import Station, station_in

from kiosk.base.event import Entry
from kiosk.reading.period import entries, period
from kiosk.services.house.requests import Inspect
from kiosk.services.registry import SERVICES

DAY = 86_400
EVER = ("0001-01-01", "9999-12-31")


def inspected(station: Station) -> None:
    station.ask(Inspect(request_id=station.id(), verified="sound", events=0, head=""))


def between(station: Station, first: str, last: str) -> tuple[Entry, ...]:
    return entries(station.desk.journal.db, SERVICES, first, last)


moves = st.lists(
    st.one_of(
        st.tuples(st.just("pass"), st.sampled_from([1, 3600, DAY // 2, DAY, 40 * DAY])),
        st.tuples(st.just("jump"), st.sampled_from([-50, -61, -DAY, -30 * DAY, 50, 61, DAY, 400 * DAY])),
        st.tuples(st.just("reboot"), st.just(0)),
    ),
    max_size=12,
)


@settings(max_examples=25)
@given(moves=moves, first=st.integers(-35, 60), days=st.integers(0, 40))
def test_they_are_those_whose_date_lies_in_it(moves: list[tuple[str, int]], first: int, days: int) -> None:
    with tempfile.TemporaryDirectory(prefix="kiosk-") as folder, station_in(Path(folder) / "station") as station:
        inspected(station)
        for move, seconds in moves:
            if move == "pass":
                station.clock.pass_(seconds)
            elif move == "jump":
                station.clock.jump(seconds)
            else:
                station.clock.reboot()
            inspected(station)
        start = date(2024, 3, 1).toordinal() + first
        low, high = date.fromordinal(start).isoformat(), date.fromordinal(start + days).isoformat()
        everything = between(station, *EVER)
        assert len(everything) == station.desk.journal.count()
        assert between(station, low, high) == tuple(entry for entry in everything if low <= entry.at[:10] <= high)


def test_a_long_record_costs_no_more_than_the_period(station: Station) -> None:
    for _ in range(60):
        inspected(station)
        station.clock.pass_(DAY)
    read: list[object] = []
    station.desk.journal.db.trace_v2(apsw.SQLITE_TRACE_ROW, read.append)
    found = between(station, "2024-04-01", "2024-04-01")
    station.desk.journal.db.trace_v2(0, None)
    assert len(found) == 1
    assert len(read) < 40, "every row that was looked at"


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2024-03-01", ("2024-03-01", "2024-03-01")),
        ("2024-12", ("2024-12-01", "2024-12-31")),
    ],
)
def test_a_day_or_a_month_is_a_period(text: str, dates: tuple[str, str]) -> None:
    assert period(text) == dates


@pytest.mark.parametrize("text", ["", "2024", "2024-13", "2024-02-30", "today", "2024-03-01-", "二〇二四-03"])
def test_what_is_no_date_is_no_period(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says of the text
        period(text)
