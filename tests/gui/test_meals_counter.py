"""The lunch at the counter: a queue that pays cash, calls and what undoes them, portions, kitchen, the day."""

from collections.abc import Callable
from typing import Any

import pytest
from gui.harness import every, stage
from gui.house import Glassed, House, rest
from kivy.core.window import Window
from support.station import HAND, Station

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.house.requests import Tick
from kiosk.services.meals import requests as meals
from kiosk.services.meals.counter.chips import Chip
from kiosk.services.meals.readings.calls import calls
from kiosk.services.meals.readings.kitchen import Cooking, cooking, samples
from kiosk.services.meals.readings.views import menu, tickets
from kiosk.widgets.surface import Tappable
from kiosk.widgets.window import PORTRAIT

NOON_S = 20 * 60
DOWN, UP, LEFT, RIGHT, ENTER, ESCAPE = 274, 273, 276, 275, 13, 27


def states(house: House) -> dict[int, str]:
    def lunch(store: Store, scene: Scene[object]) -> dict[int, str]:
        return {ticket.number: ticket.state for ticket in tickets(store, scene, "lunch")}

    return house.desk.read("meals", lunch)


def lunch(house: House, reading: Callable[[Store, Scene[Any], str], Any]) -> Any:
    return house.desk.read("meals", lambda store, scene: reading(store, scene, "lunch"))


def key(counter: Glassed, mark: str) -> None:
    counter.key(ord(mark), mark)
    stage().advance(0.3)  # which tells fingers from a scanner
    counter.settle()


def pick(counter: Glassed, words: str) -> None:
    """Turns pages until it is seen, and touches it."""
    while words not in counter.said:
        counter.tap("下一页")
    counter.tap(words)


@pytest.fixture
def noon(house: House) -> House:
    """Eight numbers are paid for, and serving has begun."""
    for _ in range(8):
        house.station.buy()
    house.station.clock.pass_(NOON_S)
    return house


# Selling to a queue


def test_fifteen_people_with_cash_are_fifteen_taps_each_with_its_number_its_slip_and_its_price(house: House) -> None:
    with house.counter() as counter:
        before = counter.taps
        for number in range(1, 16):
            counter.tap("卖一份 5 元")
            assert f"卖出 {number}号，收 5 元" in counter.said
        assert counter.taps - before == 15
    assert states(house) == dict.fromkeys(range(1, 16), "waiting")
    assert house.station.rows("SELECT count(*) FROM spool WHERE kind = 'meals.ticket'") == [(15,)]
    assert house.station.accounts() == {"cash.drawer": 7500, "owed.meals": -7500}


@pytest.mark.parametrize(
    ("note", "given", "change"), [("10找5", 10, 5), ("20找15", 20, 15), ("50找45", 50, 45), ("100找95", 100, 95)]
)
def test_a_larger_note_is_one_tap_too_and_the_change_is_said(house: House, note: str, given: int, change: int) -> None:
    with house.counter() as counter:
        counter.tap(note)
        assert f"卖出 1号。收 {given} 元，找 {change} 元" in counter.said
    assert house.station.rows("SELECT given_fen, change_fen FROM till_sales") == [(given * 100, change * 100)]
    assert house.station.accounts() == {"cash.drawer": 500, "owed.meals": -500}


def test_a_ticket_sold_by_mistake_is_undone_by_one_tap_and_the_money_is_out_of_the_drawer(house: House) -> None:
    with house.counter() as counter:
        counter.tap("卖一份")
        counter.tap("卖一份")
        counter.tap("撤回 2")
        assert "2号不卖了，退 5 元" in counter.said
        with pytest.raises(LookupError):
            counter.find("撤回")
    assert states(house) == {1: "waiting", 2: "refunded"}
    assert house.station.accounts() == {"cash.drawer": 500, "owed.meals": -500}


def test_sold_out_the_counter_gives_a_place_in_the_queue_instead_and_takes_it_back(house: House) -> None:
    house.ask(meals.AddPortions(request_id=house.desk.new_id(), meal="lunch", qty=-29, reason="mistake"))
    with house.counter() as counter:
        counter.tap("卖一份")
        counter.tap("排队等加饭")
        assert "排队第1位，前面 0 位" in counter.said
        counter.tap("排1")
        counter.tap("不等了")
        assert "排队第1位 不等了" in counter.said
    assert house.station.rows("SELECT state FROM meals_queue") == [("left",)]


# Calling


def test_the_next_call_takes_the_one_before_as_served_and_that_can_be_corrected(noon: House) -> None:
    with noon.counter() as counter:
        counter.tap("叫下一个")
        counter.tap("叫下一个")
        assert "叫了 2号。1号 已取" in counter.said
        assert (states(noon)[1], states(noon)[2]) == ("served", "called")
        counter.tap("撤回 2")
        assert "2号 不叫了，再等" in counter.said
        assert (states(noon)[1], states(noon)[2]) == ("recalled", "waiting")
        counter.tap("叫下一个")
        # Once doubted, a number is served by hand alone.
        assert (states(noon)[1], states(noon)[2]) == ("recalled", "called")
        counter.tap("已取", beside="1")
    assert noon.station.accounts()["income.meals"] == -500


def test_a_group_is_called_by_one_tap_and_those_who_have_not_come_stand_there(noon: House) -> None:
    with noon.counter() as counter:
        counter.tap("叫 1–5")
        assert "叫了 1–5号" in counter.said
        assert [called.number for called in reversed(lunch(noon, calls).numbers)] == [5, 4, 3, 2, 1]
        counter.tap("已取", beside="1")
        counter.tap("2号")
        counter.tap("没来")
        assert states(noon) == {1: "served", 2: "missed", 3: "called", 4: "called", 5: "called"} | dict.fromkeys(
            (6, 7, 8), "waiting"
        )
        counter.tap("叫 6–8")
        assert "3–5号 已取" in counter.said
        assert states(noon)[2] == "missed"
        counter.tap("2号", beside="没来")
        counter.tap("再叫", beside="2号 · 没来")
        assert states(noon)[2] == "recalled"
    assert {called.number for called in lunch(noon, calls).numbers} == {2, 6, 7, 8}


def test_any_group_is_called_by_its_first_and_last_number_on_the_keyboard_alone(noon: House) -> None:
    with noon.counter() as counter:
        key(counter, "p")
        for mark in "3":
            key(counter, mark)
        counter.key(ENTER)
        key(counter, "6")
        counter.key(ENTER)
        assert "叫了 3–6号" in counter.said
    assert [number for number, state in states(noon).items() if state == "called"] == [3, 4, 5, 6]


def test_a_call_by_mistake_is_undone_for_one_number_alone(noon: House) -> None:
    with noon.counter() as counter:
        counter.tap("叫 1–5")
        counter.tap("3号", beside="再叫")
        counter.tap("不叫了")
    assert states(noon)[3] == "waiting"


def test_calling_selling_and_undoing_go_by_letters(noon: House) -> None:
    with noon.counter() as counter:
        key(counter, "n")
        key(counter, "n")
        assert states(noon)[1] == "served"
        key(counter, "q")
        assert states(noon)[1] == "recalled"
        key(counter, "o")
        assert [number for number, state in states(noon).items() if state == "called"] == [2, 3, 4, 5, 6]
        key(counter, "s")
        assert states(noon)[9] == "waiting"
        key(counter, "q")
        assert states(noon)[9] == "refunded"


def test_two_counters_never_take_as_served_whom_they_did_not_see_called(noon: House) -> None:
    with noon.counter() as counter:
        counter.tap("叫下一个")
        rest(0.4)
        tile = counter.find("叫下一个")
        noon.ask(meals.Call(request_id=noon.desk.new_id(), meal="lunch", served=(1,)), HAND)  # the other counter
        stage().tap(tile)
        counter.settle()
        assert states(noon) == {1: "served", 2: "called", 3: "called"} | dict.fromkeys(range(4, 9), "waiting")


def test_a_number_that_is_served_and_taken_back_is_not_served_by_the_next_call(noon: House) -> None:
    with noon.counter() as counter:
        counter.tap("叫下一个")
        counter.tap("已取", beside="1")
        counter.tap("撤回 1")
        assert "1号 撤回了，没取" in counter.said
        counter.tap("叫下一个")
    assert (states(noon)[1], states(noon)[2]) == ("recalled", "called")


# Portions, kitchen, the day


def test_fewer_portions_say_why_and_the_reason_stands_in_the_record(house: House) -> None:
    with house.counter() as counter:
        counter.tap("份数")
        assert "今天 30 份，还剩 30 份" in counter.said
        counter.tap("-2")
        counter.tap("坏了")
        assert "午餐 -2 份" in counter.said
        counter.tap("撤回 -2")
    rows = house.station.rows(
        "SELECT json_extract(CAST(raw AS TEXT), '$.data.qty'), json_extract(CAST(raw AS TEXT), '$.data.reason') "
        "FROM journal WHERE CAST(raw AS TEXT) LIKE '%portions_added%'"
    )
    assert rows == [(-2, "spoiled"), (2, "mistake")]


def test_the_menu_is_touched_and_typed_and_stands_on_home_and_board(house: House) -> None:
    with house.counter() as counter:
        counter.tap("菜单")
        counter.tap("红烧肉")
        pick(counter, "木须肉")
        key(counter, "n")  # while a dish is typed, letters are letters
        assert states(house) == {}
        Window.dispatch("on_textinput", "拌木耳")
        counter.settle()
        assert "新菜：拌木耳" in counter.said
        counter.key(ENTER)
        counter.tap("写好了")
        assert "午餐菜单写好了" in counter.said
        counter.tap("菜单")
        pick(counter, "木须肉")
        counter.tap("写好了")
    assert lunch(house, menu) == ("红烧肉", "拌木耳")
    with house.workers(PORTRAIT) as worker:
        assert "红烧肉、拌木耳" in worker.said
    with house.board() as board:
        board.settle()
        assert "今天：红烧肉、拌木耳" in board.said


def test_samples_are_kept_of_each_dish_listed_and_thrown_away_after_two_days(house: House) -> None:
    house.ask(meals.SetMenu(request_id=house.desk.new_id(), meal="lunch", dishes=("红烧肉", "小米汤")))
    with house.counter() as counter:
        counter.tap("留样")
        assert "还有 2 道菜没留样" in counter.said
        counter.tap("150 克", beside="红烧肉")
        assert "红烧肉 留了 150 克" in counter.said
        counter.tap("留样")
        assert "还有 1 道菜没留样" in counter.said
        assert "红烧肉 150 克 · 3月1日 11:12 李*" in counter.said
        assert "再放 48 小时" in counter.said
        counter.tap("返回")
        house.station.clock.pass_(48 * 3600)
        rest(11)
        counter.settle()
        counter.tap("留样")
        counter.tap("倒掉", beside="红烧肉 150 克 · 3月1日 11:12 李*")
        assert "红烧肉 的留样倒掉了" in counter.said
    assert lunch(house, samples) == ()


def test_the_day_is_closed_with_its_figures_and_what_was_cooked(noon: House) -> None:
    with noon.counter() as counter:
        counter.tap("叫 1–5")
        counter.tap("叫 6–8")
        counter.tap("收餐")
        assert "备 30 份：卖 8，取 5，没取 0，退 0，剩 22" in counter.said
        assert "收 40 元，补贴 20 元" in counter.said
        assert "还有 3 个号没取" in counter.said
        counter.tap("记做了几份")
        for mark in ("3", "0", "enter", "2", "enter", "2", "7", "0", "enter"):
            counter.key(ENTER) if mark == "enter" else key(counter, mark)
        assert lunch(noon, cooking) == Cooking(30, 2, 27_000)
        counter.tap("收餐")
        counter.tap("记做了几份")
        for mark in ("enter", "3", "enter", "enter"):  # what is not typed anew stays
            counter.key(ENTER) if mark == "enter" else key(counter, mark)
        assert lunch(noon, cooking) == Cooking(30, 3, 27_000)
        counter.tap("收餐")
        assert "厨房做 30 份，倒 3 份，花 270 元" in counter.said
        counter.tap("收餐", beside="返回")
        assert "午餐 · 收餐了" in counter.said
        assert "卖 8，取 5，没取 3" in counter.said
        assert "厨房做 30 份" in counter.said


def test_what_is_owed_at_closing_names_the_number_that_late_money_took(house: House) -> None:
    held = house.station.order()
    house.station.clock.pass_(181)
    house.ask(Tick(request_id=house.desk.new_id()), "device")
    house.station.buy()
    house.station.pay(held.sale)
    assert states(house) == {1: "expired", 2: "waiting", 3: "waiting"}
    with house.counter() as counter:
        counter.tap("收餐")
        counter.tap("收餐", beside="返回")
        assert "待退：3号" in counter.said
        assert "待退：1号" not in counter.said
    body = house.station.rows("SELECT CAST(body AS TEXT) FROM spool WHERE kind = 'till.owed'")
    assert sum("3号 午餐" in text for (text,) in body) == 1
    assert not any("1号 午餐" in text for (text,) in body)


# What a commit costs


def test_a_commit_builds_only_what_it_changes(noon: House) -> None:
    with noon.counter() as counter:
        counter.tap("叫 1–5")
        kept = {id(widget) for widget in every(counter.shell.glass) if isinstance(widget, Tappable)}
        noon.ask(meals.Sell(request_id=noon.desk.new_id(), meal="lunch", way="counter", given_fen=500), HAND)
        counter.settle()
        new = [
            widget for widget in every(counter.shell.glass) if isinstance(widget, Tappable) and id(widget) not in kept
        ]
        built = [type(widget) for widget in new if widget is not counter.find("更多")]
        assert built in ([], [Chip])  # none where the new number stands on another page


def test_an_auditor_sees_the_numbers_and_can_do_nothing(noon: House) -> None:
    noon.ask(meals.Call(request_id=noon.desk.new_id(), meal="lunch"), HAND)
    with noon.counter() as counter:
        counter.shell.reads = True
        counter.shell.screen.refresh()
        counter.shell.dress()
        counter.settle()
        assert "午餐 · 正在卖" in counter.said
        assert "已叫号" in counter.said
        for words in ("叫下一个", "卖一份", "已取", "收餐", "菜单"):
            with pytest.raises(LookupError):
                counter.find(words)


def test_opening_the_day_says_how_many_and_the_kitchen_writes_before_it(station: Station) -> None:
    house = House(station)
    try:
        with house.counter() as counter:
            counter.tap("菜单")
            counter.tap("回锅肉")
            counter.tap("写好了")
            key(counter, "n")
            assert "午餐 · 正在卖" in counter.said
        assert lunch(house, menu) == ("回锅肉",)
    finally:
        house.close()
