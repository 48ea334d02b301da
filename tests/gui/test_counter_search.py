"""The counter's search: by number, card and slip; typed, on the pad, scanned; what is found opens beside the queue."""

import pytest
from gui.house import Glassed, House, rest
from support.station import HAND

from kiosk.base.event import parse_code
from kiosk.services.meals import requests as meals
from kiosk.services.till import requests as till
from kiosk.services.till.readings import open_owed

NOON_S = 20 * 60


def type_(counter: Glassed, text: str) -> None:
    """Fingers on a keyboard."""
    for mark in text:
        counter.key(ord(mark), mark)
    counter.key(13)


def scan(counter: Glassed, text: str) -> None:
    """A scanner types faster than fingers."""
    from kivy.core.window import Window

    for mark in text:
        Window.dispatch("on_key_down", ord(mark), 0, mark, [])
        Window.dispatch("on_key_up", ord(mark), 0)
    Window.dispatch("on_key_down", 13, 0, None, [])
    counter.settle()


def slip_of(house: House) -> str:
    """The code of the slip issued last, in digits."""
    return str(house.station.rows("SELECT slip FROM spool ORDER BY job DESC LIMIT 1")[0][0])


def state(house: House, number: int) -> str:
    return str(house.station.rows("SELECT state FROM meals_tickets WHERE number = ?", number)[0][0])


def test_a_number_is_typed_and_what_can_be_done_stands_beside_the_queue(house: House) -> None:
    house.station.buy()
    house.station.clock.pass_(NOON_S)
    with house.counter() as counter:
        type_(counter, "1")
        assert "待叫号" in counter.said
        assert counter.screen == "Page"
        counter.tap("已取", beside="关上")
        assert state(house, 1) == "served"
        assert "已取餐" in counter.said
        counter.tap("撤回已取", beside="关上")
        assert state(house, 1) != "served"
        counter.tap("关上")
        assert "撤回已取" not in counter.said


def test_the_number_pad_on_the_glass_finds_as_a_keyboard_does(house: House) -> None:
    house.station.buy()
    with house.counter() as counter:
        counter.tap("号码、尾号、小票码")
        counter.tap("1", beside="关上")
        counter.tap("好")
        assert "退款" in counter.said


@pytest.mark.parametrize("how", ["scanned", "typed", "begun"])
def test_a_slips_code_opens_what_it_was_issued_for(house: House, how: str) -> None:
    house.station.buy()
    house.station.buy()
    digits = slip_of(house)
    code = parse_code(digits)
    with house.counter() as counter:
        if how == "scanned":
            device = house.station.desk.journal.device.hex()
            scan(counter, f"https://example.test/s/{device}.{code.epoch}.{code.seq}.{code.hash16}")
        else:
            type_(counter, digits if how == "typed" else f"{code.epoch}-{code.seq}")
        assert "2号" in counter.said
        counter.tap("补打", beside="关上")
        assert "2号 正在补打" in counter.said
    assert house.station.rows("SELECT copy FROM spool ORDER BY job DESC LIMIT 1") == [(1,)]


def test_a_forged_slip_and_a_number_that_never_was_are_not_found(house: House) -> None:
    house.station.buy()
    forged = slip_of(house)[:-4] + "0000"
    with house.counter() as counter:
        for text in (forged, "99", "9-9"):
            type_(counter, text)
            assert "没有找到" in counter.said


def test_money_goes_back_with_a_reason_and_a_short_drawer_owes_it(house: House) -> None:
    for _ in range(2):
        house.station.buy()
    with house.counter() as counter:
        type_(counter, "1")
        counter.tap("退款", beside="关上")
        assert "1号 退 5 元，为什么？" in counter.said
        counter.tap("点错了")
        assert state(house, 1) == "refunded"
        type_(counter, "2")
        counter.tap("退款", beside="关上")
        counter.tap("记待退")
        assert "2号 5 元记在待退里，为什么？" in counter.said
        counter.tap("不吃了")
        assert [owed.fen for owed in house.desk.read("till", open_owed)] == [500]
        type_(counter, "2")
        counter.tap("待退 5 元", beside="B")
        counter.tap("退 5 元", beside="关上")
    assert house.desk.read("till", open_owed) == ()


def test_what_is_found_follows_what_happens_elsewhere_and_keeps_the_question(house: House) -> None:
    for _ in range(2):
        house.station.buy()
    house.station.clock.pass_(NOON_S)
    with house.counter() as counter:
        type_(counter, "1")
        assert "待叫号" in counter.said
        counter.tap("退款", beside="关上")
        house.ask(meals.Call(request_id=house.desk.new_id(), meal="lunch"), HAND)
        counter.settle()
        assert "为什么？" in counter.said
        house.ask(meals.Serve(request_id=house.desk.new_id(), meal="lunch", number=1), HAND)
        counter.settle()
        assert "1号 退 5 元，为什么？" not in counter.said
        assert "撤回已取" in counter.said


def test_a_card_finds_todays_meal_of_its_member(house: House) -> None:
    house.ask(meals.Order(request_id=house.desk.new_id(), meal="lunch", member="10203040"), "worker")
    with house.counter() as counter:
        scan(counter, "10203040")
        counter.tap("收 5 元", beside="关上")
    assert state(house, 1) == "waiting"


def test_a_scan_while_money_is_counted_takes_no_money(house: House) -> None:
    house.station.order()
    with house.counter() as counter:
        counter.tap("找零")
        scan(counter, "18923746501928")
        assert state(house, 1) == "ordered"
        assert "收了多少？" in counter.said
        assert "没有找到" in counter.said


def test_a_scan_before_anybody_has_signed_in_shows_nothing(house: House) -> None:
    house.station.buy()
    with house.counter(signed_in=False) as counter:
        scan(counter, slip_of(house))
        rest(0.5)
        assert counter.screen == "ChoosePerson"
        assert "1号" not in counter.said


def test_an_old_slip_says_what_became_of_it_and_can_only_be_printed_again(house: House) -> None:
    house.station.buy()
    digits = slip_of(house)
    house.station.close_meal()
    house.station.clock.pass_(24 * 3600)
    with house.counter() as counter:
        type_(counter, digits)
        assert "未取" in counter.said
        assert "3月1日" in counter.said
        found = counter.shell.screen.finder.item.item
        assert [act.word for act in found.acts] == ["补打"]


def test_a_slip_of_no_service_says_that_it_waits_while_it_is_printed_again(house: House) -> None:
    house.ask(till.OpenShift(request_id=house.desk.new_id(), counts=((500, 10),)), HAND)
    house.ask(till.ReadX(request_id=house.desk.new_id()), HAND)
    house.slip_is("failed", "waited")
    with house.counter() as counter:
        type_(counter, slip_of(house))
        assert "没打出来" in counter.said
        counter.tap("补打", beside="关上")
        assert "等着打印" in counter.said
