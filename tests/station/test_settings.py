"""`station.toml`: a wrong one is refused with file, key, line and what was expected; a right one is an event."""

import pytest
from support.station import SETTINGS, SetClock, Station

from kiosk import bootstrap
from kiosk.base.toml import ConfigError
from kiosk.services.house import requests as house
from kiosk.services.meals.readings.views import offers
from kiosk.services.registry import SERVICES
from kiosk.station import settings

GOOD = """\
schema = 1

[station]
name = "爱心驿站"
phone = ""
languages = ["zh"]
disk_reserve_mb = 10

[screen]
width = 1080
height = 1920
diagonal_in = 21.5

[printer]
profile = "generic-80-rom"
address = "tcp:127.0.0.1:9100"

[services.till]
ways = ["counter"]

[services.staff]
tries = 5
lock_s = 300

[services.slips]
wait_s = 120

[services.meals]
hold_s = 180
offer_s = 300
most_qty = 4
one_a_day = false

[[services.meals.meals]]
id = "lunch"
portions = 30
sale = ["10:30", "13:30"]
serving_from = "11:30"
prices = [
  { from = "2024-01-01", price_fen = 500, cost_fen = 900 },
  { from = "2025-01-01", price_fen = 600, cost_fen = 900 },
]
"""


def test_the_settings_that_the_other_tests_break_are_good() -> None:
    found = settings.parse(GOOD, SERVICES)
    assert found.services["meals"].meals[0].portions == 30
    assert found.station.languages == ("zh",)


def test_what_is_not_said_has_its_usual_value() -> None:
    found = settings.parse('schema = 1\n[station]\nname = "站"\nphone = ""\n', SERVICES)
    of = found.services
    assert (of["till"].ways, of["staff"].tries, of["meals"].meals) == (("counter",), 5, ())
    assert found.printer is None


@pytest.mark.parametrize(
    ("written", "instead", "key", "expected"),
    [
        ("schema = 1", "schema = 2", "schema", "expected one of: 1, found 2"),
        ('name = "爱心驿站"', 'name = "  "', "station", "a name"),
        ('name = "爱心驿站"', "name = 5", "station.name", "expected text in quotes, found 5"),
        ('name = "爱心驿站"\n', "", "station.name", "this key is missing"),
        ('phone = ""', 'fone = ""', "station.fone", "not known; expected one of: name, phone"),
        (
            'languages = ["zh"]',
            'languages = ["zh", "fr"]',
            "station.languages[1]",
            'expected one of: "en", "zh", found "fr"',
        ),
        ('languages = ["zh"]', "languages = []", "station", "at least one language"),
        ("disk_reserve_mb = 10", "disk_reserve_mb = -1", "station", "disk_reserve_mb"),
        ("width = 1080", "width = 10", "screen", "from 600 to 7680 pixels"),
        ("diagonal_in = 21.5", "diagonal_in = 2", "screen", "from 7 to 100 inches"),
        ('address = "tcp:127.0.0.1:9100"', 'address = "127.0.0.1"', "printer", "192.168.1.50:9100"),
        ('ways = ["counter"]', "ways = []", "services.till", "at least one way"),
        ('ways = ["counter"]', 'ways = ["wechat"]', "services.till", "at least one way"),
        (
            'ways = ["counter"]',
            'ways = ["gold"]',
            "services.till.ways[0]",
            'expected one of: "acceptor", "alipay", "counter", "voucher", "wechat", found "gold"',
        ),
        ("tries = 5", "tries = 1", "services.staff", "tries from 3 to 10"),
        ("lock_s = 300", "lock_s = 1", "services.staff", "lock_s from 30 to 86400 seconds"),
        ("wait_s = 120", "wait_s = 1", "services.slips", "wait_s from 10 to 3600 seconds"),
        ("hold_s = 180", "hold_s = 5", "services.meals", "hold_s from 30 to 1800"),
        ("offer_s = 300", "offer_s = 5", "services.meals", "offer_s from 30 to 3600"),
        ("most_qty = 4", "most_qty = 0", "services.meals", "most_qty from 1 to 50"),
        ("one_a_day = false", 'one_a_day = "no"', "services.meals.one_a_day", 'expected true or false, found "no"'),
        (
            'id = "lunch"',
            'id = "brunch"',
            "services.meals.meals[0].id",
            'expected one of: "breakfast", "lunch", "supper", found "brunch"',
        ),
        ("portions = 30", "portions = 0", "services.meals.meals[0]", "portions from 1 to 2000"),
        ("portions = 30", "portions = 30.5", "services.meals.meals[0].portions", "expected a whole number, found 30.5"),
        ('sale = ["10:30", "13:30"]', 'sale = ["10:30"]', "services.meals.meals[0].sale", "a list of 1"),
        ('sale = ["10:30", "13:30"]', 'sale = ["10:30", "25:30"]', "services.meals.meals[0]", 'times as "11:30"'),
        (
            'sale = ["10:30", "13:30"]',
            'sale = ["12:30", "13:30"]',
            "services.meals.meals[0]",
            "sale opens, then serving begins",
        ),
        ('serving_from = "11:30"', 'serving_from = "1130"', "services.meals.meals[0]", 'times as "11:30"'),
        ('{ from = "2024-01-01"', '{ from = "1.1.2024"', "services.meals.meals[0].prices[0]", "`from` as a date"),
        ('{ from = "2024-01-01"', '{ from = "20240101"', "services.meals.meals[0].prices[0]", "`from` as a date"),
        ('{ from = "2025-01-01"', '{ from = "2023-01-01"', "services.meals.meals[0]", "dates rising"),
        ("price_fen = 500", "price_fen = 950", "services.meals.meals[0].prices[0]", "0 <= price_fen <= cost_fen"),
        ("price_fen = 500", "price_fen = -1", "services.meals.meals[0].prices[0]", "0 <= price_fen <= cost_fen"),
        ("price_fen = 500", "prize_fen = 500", "services.meals.meals[0].prices[0].prize_fen", "this key is not known"),
        (
            "price_fen = 500",
            "price_fen = 5.0",
            "services.meals.meals[0].prices[0].price_fen",
            "expected a whole number, found 5.0",
        ),
        (
            "[services.slips]",
            "[services.naps]",
            "services.naps",
            "not known; expected one of: staff, ",
        ),
    ],
)
def test_a_wrong_key_is_refused_with_file_key_line_and_what_was_expected(
    written: str, instead: str, key: str, expected: str
) -> None:
    assert GOOD.count(written) == 1
    with pytest.raises(ConfigError) as refused:
        settings.parse(GOOD.replace(written, instead), SERVICES, "/etc/kiosk/station.toml")
    assert refused.value.file == "/etc/kiosk/station.toml"
    assert refused.value.key == key
    assert expected in refused.value.expected
    line = GOOD[: GOOD.index(written)].count("\n") + 1
    section = GOOD.rfind("\n[", 0, GOOD.index(written)) + 1
    assert refused.value.line in range(GOOD[:section].count("\n") + 1, line + 1)


def test_two_meals_of_one_kind_are_refused() -> None:
    twice = GOOD + GOOD[GOOD.index("[[services.meals.meals]]") :]
    with pytest.raises(ConfigError, match="each meal once"):
        settings.parse(twice, SERVICES)


def test_what_is_no_toml_is_refused_with_its_line() -> None:
    with pytest.raises(ConfigError) as refused:
        settings.parse(GOOD.replace('phone = ""', "phone = "), SERVICES)
    assert (refused.value.file, refused.value.line) == ("station.toml", 5)


# Adopting


def adopted(station: Station) -> int:
    return station.kinds().count("house.settings_adopted")


def changed(price: int) -> str:
    return SETTINGS.replace("price_fen = 500", f"price_fen = {price}")


def adopt(station: Station, text: str) -> None:
    station.ask(house.AdoptSettings(request_id=station.id(), text=text))


def test_settings_are_an_event_once(station: Station) -> None:
    assert adopted(station) == 1
    adopt(station, SETTINGS)
    assert adopted(station) == 1
    adopt(station, changed(600))
    assert adopted(station) == 2


def test_new_settings_hold_at_once_at_every_desk(station: Station) -> None:
    counter = Station(station.files.folder, station.clock)
    station.open()
    counter.buy()
    adopt(station, changed(600))
    assert station.order().total_fen == 600
    assert counter.order().total_fen == 600
    assert counter.desk.settings.digest == station.desk.settings.digest
    counter.close()


def test_what_was_sold_keeps_its_price_under_new_settings(station: Station) -> None:
    station.open()
    number = station.buy()
    adopt(station, changed(600))
    station.clock.pass_(20 * 60)
    station.serve(number)
    assert station.accounts() == {
        "cash.drawer": 500,
        "income.meals": -500,
        "subsidy.receivable": 400,
        "income.subsidy": -400,
    }


def test_wrong_settings_are_not_adopted(station: Station) -> None:
    before = station.kinds()
    bad = changed(-5)
    with pytest.raises(ConfigError, match="price_fen"):
        station.ask(house.AdoptSettings(request_id=station.id(), text=bad))
    assert station.kinds() == before
    station.open()
    assert station.order().total_fen == 500


def test_a_station_opens_with_the_settings_in_force(station: Station) -> None:
    adopt(station, changed(600))
    station.close()
    desk = bootstrap.open_desk(station.files, SetClock())
    assert desk.settings.services["meals"].meals[0].prices[0].price_fen == 600
    desk.journal.close()


def test_a_counter_that_only_looks_sees_new_settings_at_once(station: Station) -> None:
    counter = bootstrap.open_station(station.files.folder, station.clock, own_devices=False, version="test")
    try:
        station.open()
        bootstrap.open_desk(
            station.files, station.clock, SETTINGS.replace("price_fen = 500", "price_fen = 600")
        ).journal.close()
        (offer,) = counter.desk.read("meals", offers)
        assert offer.price_fen == 600
    finally:
        counter.close()
