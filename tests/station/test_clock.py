"""The clock is wrong, jumps, or starts anew: the noon goes on, and the record says what the clock did."""

from datetime import datetime

import msgspec
import pytest
from support.station import Station

from kiosk.base.clock import CST
from kiosk.base.request import Refused
from kiosk.services.house import requests as house
from kiosk.services.meals import requests as meals

HOUR = 3600


def at_quarter_to_twelve(station: Station) -> None:
    station.open(3)
    station.clock.pass_(33 * 60)
    assert station.clock.now().minute == "11:45"


def tick(station: Station) -> None:
    station.ask(house.Tick(request_id=station.id()), "device")


def jumps(station: Station) -> list[tuple[str, str, int]]:
    return station.rows("SELECT before, after, by_ms FROM house_jumps ORDER BY epoch, seq")


def test_a_clock_that_jumps_back_an_hour_is_recorded_once(station: Station) -> None:
    at_quarter_to_twelve(station)
    tick(station)
    station.clock.jump(-HOUR)
    station.clock.pass_(1)
    for _ in range(3):
        tick(station)
    station.buy()
    assert jumps(station) == [("2024-03-01T11:45:03.118+08:00", "2024-03-01T10:45:04.118+08:00", -3_600_000)]


def test_a_jump_is_recorded_once_by_several_desks(station: Station) -> None:
    at_quarter_to_twelve(station)
    counter = Station(station.files.folder, station.clock)
    for desk in (station, counter):
        tick(desk)
    station.clock.jump(-HOUR)
    for desk in (counter, station, counter):
        tick(desk)
    assert len(jumps(station)) == 1
    counter.close()


def test_a_hold_lasts_as_long_as_it_should_while_the_clock_jumps(station: Station) -> None:
    at_quarter_to_twelve(station)
    first = station.order()
    station.clock.jump(-HOUR)
    station.clock.pass_(100)
    tick(station)
    assert _state(station, first.number) == "ordered"
    station.clock.pass_(81)
    tick(station)
    assert _state(station, first.number) == "expired"
    second = station.order()
    station.clock.jump(2 * HOUR)
    station.clock.pass_(179)
    tick(station)
    assert _state(station, second.number) == "ordered"
    station.clock.pass_(1)
    tick(station)
    assert _state(station, second.number) == "expired"


def _state(station: Station, number: int) -> str:
    return str(station.rows("SELECT state FROM meals_tickets WHERE number = ?", number)[0][0])


def test_calling_serving_and_selling_go_on_after_a_jump_back(station: Station) -> None:
    at_quarter_to_twelve(station)
    first, second = station.buy(), station.buy()
    station.ask(meals.Call(request_id=station.id(), meal="lunch"))
    station.clock.jump(-HOUR)
    assert station.clock.now().minute == "10:45"
    station.serve(first)
    station.ask(meals.Call(request_id=station.id(), meal="lunch", number=second))
    station.serve(station.buy())
    station.serve(second)
    station.close_meal()
    assert station.rows("SELECT day, served FROM meals_days") == [("2024-03-01", 3)]


def test_before_the_first_call_a_jump_back_keeps_the_gate(station: Station) -> None:
    at_quarter_to_twelve(station)
    station.buy()
    station.clock.jump(-HOUR)
    with pytest.raises(Refused, match="meals\\.not_serving_yet"):
        station.ask(meals.Call(request_id=station.id(), meal="lunch"))


@pytest.mark.parametrize("years", [-20, 20])
def test_a_clock_years_off_at_noon_keeps_the_day_that_was_opened(station: Station, years: int) -> None:
    at_quarter_to_twelve(station)
    first = station.buy()
    noon = datetime(2024, 3, 1, 12, tzinfo=CST)
    station.clock.jump((noon.replace(year=2024 + years) - noon).total_seconds())
    held = station.order()
    station.serve(first)
    station.clock.pass_(179)
    tick(station)
    assert _state(station, held.number) == "ordered"
    station.clock.pass_(1)
    tick(station)
    assert _state(station, held.number) == "expired"
    assert station.rows("SELECT day, served FROM meals_days") == [("2024-03-01", 1)]
    assert len(jumps(station)) == 1


def test_a_hold_ends_after_a_reboot_with_the_clock_years_behind(station: Station) -> None:
    """A machine without a battery starts in the past: a hold of before may last its own length again, not for ever."""
    at_quarter_to_twelve(station)
    held = station.order()
    station.clock.reboot()
    station.clock.jump(-20 * 365 * 24 * HOUR)
    tick(station)
    assert _state(station, held.number) == "ordered"
    station.clock.pass_(180)
    tick(station)
    assert _state(station, held.number) == "expired"


def test_a_clock_that_went_back_over_a_reboot_is_recorded(station: Station) -> None:
    tick(station)
    station.clock.reboot()
    station.clock.jump(-2 * HOUR)
    tick(station)
    assert [by_ms for _, _, by_ms in jumps(station)] == [-7_200_000]


def test_a_night_switched_off_is_no_jump(station: Station) -> None:
    tick(station)
    station.clock.reboot()
    station.clock.jump(12 * HOUR)
    tick(station)
    assert jumps(station) == []


def test_order_is_by_number_and_never_by_the_clock(station: Station) -> None:
    at_quarter_to_twelve(station)
    station.buy()
    station.clock.jump(-HOUR)
    station.buy()
    stamps = [msgspec.json.decode(raw)["at"] for (raw,) in station.rows("SELECT raw FROM journal ORDER BY pos")]
    assert stamps != sorted(stamps)
    assert station.rows("SELECT count(*), max(seq) FROM journal") == [(len(stamps), len(stamps))]
