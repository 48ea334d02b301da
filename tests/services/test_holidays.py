"""放假: on a day off nothing is sold, whoever asks, and it is said when it is sold again."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from support.station import HAND, SETTINGS, SetClock, Station

from kiosk.base.clock import CST
from kiosk.base.request import Refused
from kiosk.services.meals import requests as meals
from kiosk.services.meals.readings.views import offers

HOLIDAYS = "\n[holidays]\ncalendar = true\n"
EVE = datetime(2026, 9, 30, 11, 12, tzinfo=CST)  # a Wednesday; 1 to 7 October are days off


@pytest.fixture
def closed_in_october(tmp_path: Path) -> Iterator[Station]:
    with Station(tmp_path / "october", SetClock(EVE), SETTINGS + HOLIDAYS).closing() as made:
        yield made


def refusal(station: Station, request: meals.Open | meals.Order | meals.JoinWait | meals.Sell, by: str) -> Refused:
    with pytest.raises(Refused) as refused:
        station.ask(request, by)
    return refused.value


def test_on_a_day_off_a_meal_neither_opens_nor_sells(closed_in_october: Station) -> None:
    station = closed_in_october
    station.open(30)
    station.close_meal()
    station.clock.pass_(24 * 3600)
    for request, by in (
        (meals.Open(request_id=station.id(), meal="lunch"), HAND),
        (meals.Order(request_id=station.id(), meal="lunch"), "worker"),
        (meals.JoinWait(request_id=station.id(), meal="lunch"), "worker"),
    ):
        refused = refusal(station, request, by)
        assert (refused.reason, refused.fields) == ("house.day_off", {"month": 10, "day": 8})
    (offer,) = offers(station.desk.journal.db, station.scene("meals"))
    assert (offer.state, str(offer.again)) == ("day_off", "2026-10-08")


def test_the_evening_before_a_holiday_nobody_is_told_to_come_tomorrow(closed_in_october: Station) -> None:
    station = closed_in_october
    station.open(30)
    station.clock.pass_(3 * 3600)
    assert refusal(station, meals.Order(request_id=station.id(), meal="lunch"), "worker").reason == (
        "meals.too_late_until"
    )
    station.close_meal()
    refused = refusal(station, meals.Order(request_id=station.id(), meal="lunch"), "worker")
    assert (refused.reason, refused.fields["day"]) == ("meals.closed_until", 8)


def test_a_lunch_left_open_over_night_into_a_holiday_sells_no_more_and_can_be_closed(
    closed_in_october: Station,
) -> None:
    station = closed_in_october
    station.open(30)
    number = station.buy()
    station.clock.pass_(24 * 3600 + 1800)
    assert refusal(station, meals.Order(request_id=station.id(), meal="lunch"), "worker").reason == "house.day_off"
    station.serve(number)
    station.close_meal()
    assert station.accounts()["cash.drawer"] == 500


def test_a_station_may_open_on_a_day_that_others_have_off(tmp_path: Path) -> None:
    settings = SETTINGS + HOLIDAYS + 'open = ["2026-10-01"]\nclosed = ["2026-09-30"]\n'
    with Station(tmp_path / "own", SetClock(EVE), settings).closing() as station:
        assert refusal(station, meals.Open(request_id=station.id(), meal="lunch"), HAND).reason == "house.day_off"
        station.clock.pass_(24 * 3600)
        station.open(30)
        assert station.buy() == 1
