"""The day at the counter: what it came to, opening, closing, and yesterday's that nobody closed."""

from collections.abc import Iterator

import pytest
from gui.house import Glassed, House
from support.station import Station

from kiosk.services.till.readings import open_owed

DAY_S = 24 * 3600


@pytest.fixture
def shut(station: Station) -> Iterator[House]:
    """A station at 11:12 where nothing is open yet."""
    made = House(station)
    try:
        yield made
    finally:
        made.close()


def closely(counter: Glassed) -> str:
    """What can be read, wherever lines break."""
    return counter.said.replace(" ", "")


def test_the_day_is_opened_looked_at_and_closed_where_the_search_is(shut: House) -> None:
    with shut.counter() as counter:
        counter.tap("今天")
        counter.tap("今天还没有开餐")
        counter.tap("开餐 30 份", beside="关上")
        assert "今天开着" in counter.said
        counter.tap("卖一份")
        assert "备30·卖1·取0·退0·没取0·收5元" in closely(counter)
        counter.tap("收餐", beside="关上")
        assert "还有 1 个号没取" in counter.said
        counter.tap("收餐", beside="1 个号没取")
        assert "今天收餐了" in counter.said
        assert "没取1" in closely(counter)
        assert [owed.fen for owed in shut.desk.read("till", open_owed)] == [500]


def test_a_day_that_nobody_closed_is_said_with_its_own_figures_and_closed(house: House) -> None:
    house.station.buy()
    house.station.buy()
    house.station.clock.pass_(20 * 60)
    house.station.serve(1)
    house.station.clock.pass_(DAY_S)
    with house.counter() as counter:
        assert "午餐：3月1日忘了收餐" in counter.said
        counter.tap("去看")
        assert "备30·卖2·取1·退0·没取0·收10元" in closely(counter)
        assert "现在还开着" in counter.said
        counter.tap("收餐", beside="关上")
        counter.tap("收餐", beside="1 个号没取")
        assert "忘了收餐" not in counter.said
        assert "今天还没有开餐" in counter.said
    assert house.station.rows("SELECT day, open, not_collected FROM meals_days") == [("2024-03-01", 0, 1)]
    assert [owed.fen for owed in house.desk.read("till", open_owed)] == [500]


def test_the_money_of_the_moment_is_one_key_away(house: House) -> None:
    house.station.buy()
    house.station.order()
    with house.counter() as counter:
        counter.key(266, "")
        counter.tap("钱箱应有 5 元", beside="B")
        for said in ("钱箱应有 5 元", "待退 0 笔，0 元", "等着收钱：1 单"):
            assert said in counter.said
