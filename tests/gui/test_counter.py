"""What an attendant lives through at the counter: real screens, real desk, real PINs, virtual time."""

import pytest
from gui.harness import stage
from gui.house import PIN, House, rest
from support.station import Station

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.house.readings import calls
from kiosk.services.house.requests import CallPerson, ReportDevice
from kiosk.services.meals import requests as meals
from kiosk.services.meals.readings.views import tickets
from kiosk.services.slips.readings import open_slips
from kiosk.services.till.readings import open_owed
from kiosk.services.till.requests import Cancel
from kiosk.widgets.window import PORTRAIT

NOON_S = 20 * 60


def order(house: House) -> int:
    """A worker orders at the touchscreen, a moment after the one before."""
    house.station.clock.pass_(1)
    return int(house.ask(meals.Order(request_id=house.desk.new_id(), meal="lunch"), "worker").number)


def states(house: House) -> dict[int, str]:
    def lunch(store: Store, scene: Scene[object]) -> dict[int, str]:
        return {ticket.number: ticket.state for ticket in tickets(store, scene, "lunch")}

    return house.desk.read("meals", lunch)


def test_a_pin_signs_in_and_the_name_acts_until_it_signs_out(house: House) -> None:
    with house.counter() as counter:
        assert "李* · 值班员" in counter.said
        assert counter.shell.by == "attendant:a2"
        counter.tap("退出")
        assert counter.screen == "ChoosePerson"
        assert counter.shell.by == "worker"


def test_five_wrong_pins_lock_out_and_the_right_one_no_longer_helps(house: House) -> None:
    with house.counter(signed_in=False) as counter:
        counter.tap("李*")
        for left in (4, 3, 2, 1):
            for digit in "111222":
                counter.tap(digit)
            counter.until_said(f"还可以试 {left} 次")
        for digit in "111222":
            counter.key(ord(digit), digit)
        counter.until_said("先锁住了")
        for digit in PIN:
            counter.key(ord(digit), digit)
        counter.until(lambda: counter.said.count("●") == 0 and not counter.shell._in_flight)
        assert counter.screen == "TypePin"
        assert "先锁住了" in counter.said
    assert house.station.kinds().count("staff.pin_wrong") == 5


def test_the_right_money_is_one_tap(house: House) -> None:
    number = order(house)
    with house.counter() as counter:
        assert "等着收钱：1 单" in counter.said
        taps = counter.taps
        counter.tap("收 5 元", beside="1号")
        assert counter.taps == taps + 1
        assert "收到 5 元" in counter.said
        assert "没有人等着付钱" in counter.said
        assert "钱箱应有 5 元" in counter.said
    assert states(house) == {number: "waiting"}


def test_change_is_shown_large_before_anything_is_taken(house: House) -> None:
    order(house)
    with house.counter() as counter:
        counter.tap("找零")
        counter.tap("20 元")
        assert "找 15 元" in counter.said
        assert states(house) == {1: "ordered"}
        counter.tap("收到")
        assert "收到 20 元，找 15 元" in counter.said
    assert states(house) == {1: "waiting"}
    assert house.station.accounts() == {"cash.drawer": 500, "owed.meals": -500}


def test_any_amount_is_typed_on_a_keyboard_and_too_little_is_not_taken(house: House) -> None:
    order(house)
    with house.counter() as counter:
        counter.tap("找零")
        counter.key(51, "3")
        assert "还差 2 元" in counter.said
        counter.key(13)
        assert states(house) == {1: "ordered"}
        counter.key(48, "0")
        assert "找 25 元" in counter.said
        counter.key(13)
        assert states(house) == {1: "waiting"}


def test_who_lets_it_be_while_money_is_counted_is_said_and_nothing_is_taken(house: House) -> None:
    order(house)
    with house.counter() as counter:
        counter.tap("找零")
        sale = house.station.rows("SELECT sale FROM till_sales")[0][0]
        house.ask(Cancel(request_id=house.desk.new_id(), sale=sale), "worker")
        counter.settle()
        assert "已经不用收钱了" in counter.said
    assert house.station.accounts() == {}


def test_a_row_that_moves_up_does_not_take_the_tap_meant_for_the_one_that_went(house: House) -> None:
    order(house)
    order(house)
    with house.counter() as counter:
        rest(0.4)
        place = counter.find("收 5 元", beside="1号").to_window(*counter.find("收 5 元", beside="1号").center)
        stage().tap(place)
        stage().tap(place)
        counter.settle()
        assert states(house) == {1: "waiting", 2: "ordered"}
        rest(0.5)
        stage().tap(place)
        counter.settle()
        assert states(house) == {1: "waiting", 2: "waiting"}


def test_numbers_are_called_served_and_taken_back(house: House) -> None:
    for _ in range(2):
        house.station.buy()
    house.station.clock.pass_(NOON_S)
    with house.counter() as counter:
        counter.tap("叫下一个")
        assert "叫了 1号" in counter.said
        counter.tap("再叫", beside="1号")
        counter.tap("已取", beside="1号")
        assert states(house) == {1: "served", 2: "waiting"}
        counter.tap("1号", beside="已取餐")
        counter.tap("撤回已取")
        assert states(house) == {1: "recalled", 2: "waiting"}


def test_calling_before_time_or_with_nobody_waiting_is_refused_in_a_sentence(house: House) -> None:
    with house.counter() as counter:
        counter.tap("叫下一个")
        assert "11:30 才开餐" in counter.said
        house.station.clock.pass_(NOON_S)
        counter.tap("叫下一个")
        assert "没有等叫的号" in counter.said


def test_money_goes_back_with_a_reason(house: House) -> None:
    house.station.buy()
    with house.counter() as counter:
        counter.tap("1号")
        counter.tap("退款")
        assert "1号 退 5 元，为什么？" in counter.said
        counter.tap("点错了")
        assert "退款了" in counter.said
    assert house.station.accounts() == {}
    assert house.station.rows("SELECT count(*) FROM spool WHERE kind = 'till.refund'") == [(1,)]


def test_an_empty_drawer_makes_it_owed_and_it_is_paid_later(house: House) -> None:
    house.station.buy()
    with house.counter() as counter:
        counter.tap("1号")
        counter.tap("退款")
        counter.tap("钱箱够")
        counter.tap("不吃了")
        assert "待退" in counter.said
        assert house.station.accounts() == {"cash.drawer": 500, "owed.refunds": -500}
        assert "不吃了" in counter.said
        counter.tap("退 5 元")
        assert "退了 5 元" in counter.said
    assert house.station.accounts() == {}
    assert house.desk.read("till", open_owed) == ()


def test_tickets_are_sold_directly_one_tap_each(house: House) -> None:
    with house.counter() as counter:
        for _ in range(3):
            counter.tap("卖一份")
        assert "卖出 3号" in counter.said
    assert states(house) == {1: "waiting", 2: "waiting", 3: "waiting"}


def test_portions_are_added_and_the_queue_moves_up(house: House) -> None:
    house.ask(meals.AddPortions(request_id=house.desk.new_id(), meal="lunch", qty=-29, reason="mistake"))
    house.station.buy()
    house.ask(meals.JoinWait(request_id=house.desk.new_id(), meal="lunch"), "worker")
    with house.counter(PORTRAIT) as counter:
        counter.tap("份数")
        counter.tap("+5")
        assert "+5 份" in counter.said
        counter.tap("卖一份")  # any request sweeps: the first who waits is offered a portion
        counter.tap("排1")
        assert "排队第1位：3号" in counter.said
        counter.tap("收 5 元", beside="3号")
    assert states(house)[3] == "waiting"


def test_the_meal_is_opened_and_closed_and_what_is_left_is_owed(station: Station) -> None:
    house = House(station)
    try:
        with house.counter() as counter:
            counter.tap("开餐 30 份")
            assert "午餐 · 正在卖" in counter.said
            counter.tap("卖一份")
            counter.tap("收餐")
            assert "还有 1 个号没取" in counter.said
            counter.tap("收餐", beside="返回")
            assert "午餐 · 收餐了" in counter.said
            assert "待退：1号" in counter.said
            assert "没来取" in counter.said
    finally:
        house.close()


def test_paper_that_did_not_come_out_is_printed_again(house: House) -> None:
    house.station.buy()
    house.slip_is("failed", "paper_out")
    with house.counter() as counter:
        assert "1号 没打出来：没有纸了" in counter.said
        counter.tap("补打")
        assert "正在补打" in counter.said
    assert house.station.rows("SELECT copy FROM spool ORDER BY copy") == [(0,), (1,)]


def test_paper_that_did_not_come_out_may_be_done_without(house: House) -> None:
    house.station.buy()
    house.slip_is("failed", "paper_out")
    with house.counter() as counter:
        counter.tap("不打了")
        assert "记下了" in counter.said
    assert house.desk.read("slips", open_slips) == ()
    assert house.station.rows("SELECT state FROM slips_copies") == [("missing",)]


@pytest.mark.parametrize("there", ["有", "没有"])
def test_paper_that_nobody_is_sure_of_is_settled_by_looking(house: House, there: str) -> None:
    house.station.buy()
    house.slip_is("uncertain", "no_answer")
    with house.counter() as counter:
        counter.tap(there, beside="补打")
        assert "记下了" in counter.said
    assert house.desk.read("slips", open_slips) == ()
    assert house.station.kinds()[-1] == "slips.settled"


def test_any_number_is_printed_again(house: House) -> None:
    house.station.buy()
    house.slip_is("confirmed")
    with house.counter() as counter:
        counter.tap("1号")
        counter.tap("补打")
        assert "1号 正在补打" in counter.said


def test_a_call_and_a_lost_printer_are_seen_and_answered_without_leaving_the_page(house: House) -> None:
    order(house)
    with house.counter() as counter:
        counter.tap("找零")
        house.ask(CallPerson(request_id=house.desk.new_id(), screen="workers"), "worker")
        house.ask(ReportDevice(request_id=house.desk.new_id(), device="printer", state="paper_out"), "device")
        counter.settle()
        assert "触摸屏前有人叫您" in counter.said
        assert "打印机没纸了。请装新的纸卷。" in counter.said
        counter.tap("我来")
        assert house.desk.read("house", calls) == ()
        assert "收了多少？" in counter.said
        house.ask(ReportDevice(request_id=house.desk.new_id(), device="printer", state="ready"), "device")
        counter.settle()
        assert "没有要处理的事" in counter.said
