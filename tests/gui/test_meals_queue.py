"""Sold out, at the workers' screen: queueing, taking up what was added; a card for one a day; the time of a hold."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from gui.ear import Ear
from gui.harness import all_words, stage
from gui.house import Glassed, House, rest
from support.machine import BY_CARD
from support.station import HAND, Station, station_in

from kiosk.services.house.requests import Tick
from kiosk.services.meals import requests as meals
from kiosk.services.meals.screens.order import pay
from kiosk.touch.workers import Workers
from kiosk.widgets.window import LANDSCAPE, PORTRAIT

AFTERNOON_S = (13 * 60 + 28 - 11 * 60 - 12) * 60


def tick(house: House) -> None:
    house.ask(Tick(request_id=house.desk.new_id()), "device")


def add(house: House, qty: int) -> None:
    house.ask(meals.AddPortions(request_id=house.desk.new_id(), meal="lunch", qty=qty, reason="mistake"))
    tick(house)


@pytest.fixture
def queued(house: House) -> House:
    """Everything is sold, and three wait for more."""
    add(house, -29)
    house.station.buy()
    for _ in range(3):
        house.ask(meals.JoinWait(request_id=house.desk.new_id(), meal="lunch"), "worker")
    return house


def test_who_holds_a_place_touches_it_when_there_is_more_and_pays_as_ever(queued: House) -> None:
    with queued.workers() as worker:
        add(queued, 2)
        worker.settle()
        assert "第1位，有饭了" in worker.said
        worker.tap("午餐")
        assert worker.screen == "TakeUp"
        assert "第3位" not in worker.said
        worker.tap("第2位")
        assert worker.screen == "PayAtCounter"
        assert worker.taps == 2
        queued.pay(2)
        worker.settle()
        assert worker.screen == "YourNumber"
    assert queued.station.rows("SELECT place, state FROM meals_queue") == [
        (1, "offered"),
        (2, "served"),
        (3, "waiting"),
    ]


def test_a_place_is_typed_too_and_one_without_an_offer_is_refused_in_a_sentence(queued: House) -> None:
    with queued.workers() as worker:
        add(queued, 1)
        worker.settle()
        worker.tap("午餐")
        worker.key(ord("3"), "3")
        worker.key(13)
        assert "现在没有留饭" in worker.said
        worker.tap("知道了")
        worker.key(ord("1"), "1")
        worker.key(13)
        assert worker.screen == "PayAtCounter"


def test_others_are_led_to_the_queue_and_take_nothing_away(queued: House) -> None:
    with queued.workers() as worker:
        add(queued, 1)
        worker.settle()
        worker.tap("午餐")
        worker.tap("没排队")
        assert worker.screen == "SoldOut"
        worker.tap("排队等")
        assert "第4位" in worker.said.replace(" ", "")
    assert queued.station.rows("SELECT state FROM meals_queue WHERE place = 1") == [("offered",)]


def test_an_offer_that_lapses_while_it_is_looked_at_is_gone_from_the_screen(queued: House) -> None:
    with queued.workers() as worker:
        add(queued, 1)
        worker.settle()
        worker.tap("午餐")
        assert "第1位" in worker.said
        queued.station.clock.pass_(301)
        tick(queued)
        worker.settle()
        assert "第1位" not in worker.said
        assert "第2位" in worker.said


def test_a_portion_that_is_kept_is_taken_up_after_the_sale_has_ended(queued: House) -> None:
    queued.station.clock.pass_(AFTERNOON_S)
    add(queued, 1)
    queued.station.clock.pass_(3 * 60)
    with queued.workers() as worker:
        worker.tap("午餐")
        worker.tap("第1位")
        assert worker.screen == "PayAtCounter"


def test_the_last_one_taken_up_by_another_leads_home(queued: House) -> None:
    with queued.workers() as worker:
        add(queued, 1)
        worker.settle()
        worker.tap("午餐")
        queued.ask(meals.Order(request_id=queued.desk.new_id(), meal="lunch", wait=1), HAND)
        worker.settle()
        assert worker.screen == "Home"


def test_three_minutes_begin_at_three_minutes_and_end_at_the_desk_as_on_the_glass(house: House) -> None:
    with house.workers() as worker:
        worker.tap("午餐")
        assert "给您留 3:00" in worker.said
        worker.pass_(179)
        assert "给您留 0:0" in worker.said
        assert worker.screen == "PayAtCounter"
        worker.pass_(1.5)
        worker.settle()
        assert "没有留住" in worker.said
    assert house.station.kinds()[-1] == "meals.order_expired"


def test_a_moment_after_the_order_it_is_still_three_minutes(house: House) -> None:
    ordered = house.station.order()
    house.station.clock.pass_(0.4)
    assert _says_held(house, ordered) == "给您留 3:00"
    house.station.clock.pass_(60)
    assert _says_held(house, ordered) == "给您留 2:00"


def _says_held(house: House, ordered: meals.Ordered) -> str:
    with house.workers() as worker:
        worker.shell.go(partial(pay, meal="lunch", ordered=ordered))
        rest(0.1)
        said = worker.said
        return said[said.index("给您留") :][:8]


@pytest.fixture
def by_card(tmp_path: Path) -> Iterator[Station]:
    """A station that gives one meal a day, by member card."""
    with station_in(tmp_path / "card", BY_CARD) as made:
        made.open(30)
        yield made


def test_where_one_a_day_is_asked_for_the_card_is_scanned_and_what_for_is_said_aloud(by_card: Station) -> None:
    house, ear = House(by_card), Ear()
    stage().fit(LANDSCAPE)
    made = Workers(house.desk, by_card.desk.settings, all_words(), ear)
    made.start()
    rest(0.5)
    worker = Glassed(made.shell, by_card)
    try:
        worker.tap("午餐")
        assert worker.screen == "ShowCard"
        assert "卡号只用来看今天领过没有，跟当天的账一起保存。" in worker.said
        assert "卡号只用来看今天领过没有，跟当天的账一起保存。" in ear.heard
        made.shell.scan("M-2046")
        worker.settle()
        assert worker.screen == "PayAtCounter"
        assert by_card.rows("SELECT member FROM meals_tickets") == [("M-2046",)]
        worker.tap("去窗口")
        worker.tap("午餐")
        made.shell.scan("M-2046")
        worker.settle()
        assert "这张卡今天已经领过一份" in worker.said
    finally:
        made.stop()
        house.close()


def test_without_a_card_nothing_is_taken_and_home_is_one_touch_away(by_card: Station) -> None:
    house = House(by_card)
    try:
        with house.workers(PORTRAIT) as worker:
            worker.tap("午餐")
            worker.tap("没有卡")
            assert worker.screen == "Home"
        assert by_card.rows("SELECT count(*) FROM meals_tickets") == [(0,)]
    finally:
        house.close()


def test_the_counter_sells_by_the_card_that_is_scanned_and_by_a_reason_that_stands_in_the_record(
    by_card: Station,
) -> None:
    house = House(by_card)
    try:
        with house.counter() as counter:
            counter.tap("卖一份 5 元")
            assert "请扫会员卡" in counter.said
            counter.shell.scan("M-2046")
            counter.settle()
            counter.until_said("卖出 1号")
            counter.tap("卖一份 5 元")
            counter.shell.scan("M-2046")
            counter.settle()
            assert "这张卡今天已经领过一份" in counter.said
            counter.tap("替别人带")
            counter.until_said("卖出 2号")
        rows = by_card.rows("SELECT number, member FROM meals_tickets ORDER BY number")
        assert rows == [(1, "M-2046"), (2, "")]
        raws = by_card.rows("SELECT CAST(raw AS TEXT) FROM journal ORDER BY seq")
        assert ['"for_another"' in raw for (raw,) in raws if '"kind":"meals.ordered"' in raw] == [False, True]
    finally:
        house.close()


def test_a_cards_number_is_typed_where_there_is_no_scanner_and_going_back_sells_nothing(by_card: Station) -> None:
    house = House(by_card)
    try:
        with house.counter() as counter:
            counter.tap("卖一份 5 元")
            for mark in "2046":
                counter.key(ord(mark), mark)
            counter.key(13)
            counter.until_said("卖出 1号")
            counter.tap("卖一份 5 元")
            counter.tap("返回")
            assert "请扫会员卡" not in counter.said
            assert "待叫号" in counter.said
        assert by_card.rows("SELECT number, member FROM meals_tickets") == [(1, "2046")]
    finally:
        house.close()
