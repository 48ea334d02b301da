"""A meal that new settings drop while it is open: nothing is sold any more, and all that was sold comes to its end."""

import gui.harness  # noqa: F401 - before anything that imports Kivy
from gui.house import House
from support.station import SETTINGS, Station

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.house import requests as house
from kiosk.services.meals.readings.views import offers, tickets

AFTERNOON_S = 3600
SUPPER = SETTINGS.replace('"lunch"', '"supper"')


def adopt(station: Station, text: str) -> None:
    station.ask(house.AdoptSettings(request_id=station.id(), text=text), "device")


def test_what_is_open_is_offered_to_the_counter_until_it_is_closed(station: Station) -> None:
    station.open()
    station.buy()
    adopt(station, SUPPER)
    seen = offers(station.desk.journal.db, station.scene("meals"))
    assert [(offer.meal, offer.state, offer.waiting) for offer in seen] == [
        ("supper", "not_open", 0),
        ("lunch", "withdrawn", 1),
    ]
    station.close_meal()
    assert [offer.meal for offer in offers(station.desk.journal.db, station.scene("meals"))] == ["supper"]


def test_the_counter_serves_refunds_and_closes_it_and_sells_nothing(station: Station) -> None:
    station.open()
    for _ in range(3):
        station.buy()
    adopt(station, SUPPER)
    station.clock.pass_(AFTERNOON_S)
    behind = House(station)
    try:
        with behind.workers() as glass:
            assert "晚餐" in glass.said
            assert "午餐" not in glass.said
        with behind.counter() as counter:
            assert "午餐 · 停供了，不再卖" in counter.said
            assert "卖一份" not in counter.said
            counter.tap("叫下一个")
            counter.tap("已取", beside="1号")
            counter.tap("2号")
            counter.tap("退款")
            counter.tap("点错了")
            assert states(behind) == {1: "served", 2: "refunded", 3: "waiting"}
            counter.tap("收餐")
            counter.tap("收餐", beside="返回")
            assert "午餐收餐了" in counter.said
            assert "晚餐 · " in counter.said
            assert station.kinds().count("meals.day_closed") == 1
    finally:
        behind.close()


def test_the_counter_stays_whole_when_the_last_meal_is_gone(station: Station) -> None:
    station.open()
    meals = SETTINGS[SETTINGS.index("[[services.meals.meals]]") :]
    behind = House(station)
    try:
        with behind.counter() as counter:
            adopt(station, SETTINGS.replace(meals, ""))
            counter.settle()
            counter.tap("收餐")
            counter.tap("收餐", beside="返回")
            assert "本站现在不供餐" in counter.said
    finally:
        behind.close()


def states(behind: House) -> dict[int, str]:
    def lunch(store: Store, scene: Scene[object]) -> dict[int, str]:
        return {ticket.number: ticket.state for ticket in tickets(store, scene, "lunch")}

    return behind.desk.read("meals", lunch)
