"""What a worker lives through at the touchscreen: real screens, real desk, virtual time."""

import logging
import threading
from typing import Literal

import pytest
from gui.harness import find, stage
from gui.house import House, rest
from kivy.base import ExceptionManager
from support.station import Station

from kiosk.services.house.readings import calls
from kiosk.services.house.requests import AnswerCall
from kiosk.services.meals import requests as meals
from kiosk.services.slips.readings import open_slips
from kiosk.touch import display
from kiosk.widgets.window import LANDSCAPE, PORTRAIT, Glass


@pytest.mark.parametrize("glass", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_one_tap_and_five_yuan_at_the_counter_give_a_number_and_a_slip(house: House, glass: Glass) -> None:
    with house.workers(glass) as worker:
        worker.tap("午餐")
        assert "请交 5 元给窗口" in worker.said
        house.pay(1, 1000)
        worker.settle()
        assert worker.screen == "YourNumber"
        assert "下一个就是您" in worker.said
        assert "正在打号条" in worker.said
        house.slip_is("confirmed")
        worker.settle()
        assert "请拿好号条" in worker.said
        assert worker.taps == 1
        worker.pass_(13)
        assert worker.screen == "Home"
        assert "剩 29 份" in worker.said


def test_the_number_says_how_many_are_before_it_and_that_it_is_called(house: House) -> None:
    for _ in range(2):
        house.station.buy()
    with house.workers() as worker:
        worker.tap("午餐")
        house.pay(3)
        worker.settle()
        assert "前面 2 位" in worker.said
        house.station.clock.pass_(20 * 60)
        house.ask(meals.Call(request_id=house.desk.new_id(), meal="lunch", number=3))
        worker.settle()
        assert "叫到您了" in worker.said


@pytest.mark.parametrize("word", ["不买了", "返回"])
def test_who_changes_their_mind_frees_the_portion(house: House, word: str) -> None:
    with house.workers() as worker:
        worker.tap("午餐")
        worker.tap(word)
        assert worker.screen == "Home"
        assert "剩 30 份" in worker.said
    assert "till.sale_cancelled" in house.station.kinds()


def test_an_order_that_nobody_pays_is_let_go_of_and_the_worker_is_told(house: House) -> None:
    with house.workers() as worker:
        worker.tap("午餐")
        worker.pass_(60)
        assert worker.screen == "PayAtCounter"
        assert "给您留 2:0" in worker.said
        stage().tap((300, 500))  # somebody is there
        worker.pass_(60)
        stage().tap((300, 500))
        worker.pass_(61)
        worker.settle()
        assert "没有留住" in worker.said
        assert "没有收钱" in worker.said
    assert "till.sale_expired" in house.station.kinds()


def test_who_goes_to_pay_frees_the_screen_and_keeps_the_number(house: House) -> None:
    with house.workers() as worker:
        worker.tap("午餐")
        worker.tap("去窗口")
        assert worker.screen == "Home"
        assert "剩 29 份" in worker.said
        house.pay(1)
    assert "meals.ticket_issued" in house.station.kinds()


def test_when_lunch_is_sold_out_the_tile_says_so_and_leads_to_the_queue(house: House) -> None:
    house.ask(meals.AddPortions(request_id=house.desk.new_id(), meal="lunch", qty=-30 + 1, reason="mistake"))
    house.station.buy()
    with house.workers() as worker:
        assert "卖完了" in worker.said
        worker.tap("午餐")
        assert "还没有收钱" in worker.said
        worker.tap("排队等")
        assert "第1位" in worker.said.replace(" ", "")
        assert worker.taps == 2
    assert "meals.ordered" not in house.station.kinds()[-2:]


def test_the_last_portion_lost_to_another_leads_to_the_queue_too(house: House) -> None:
    house.ask(meals.AddPortions(request_id=house.desk.new_id(), meal="lunch", qty=-29, reason="mistake"))
    with house.workers() as worker:
        rest(0.4)
        tile = worker.find("午餐")
        house.station.buy()  # nothing was drawn since
        stage().tap(tile)
        worker.settle()
        assert worker.screen == "SoldOut"
        worker.tap("不等")
        assert worker.screen == "Home"


def test_closed_and_too_early_are_said_on_the_tile_and_by_a_refusal(station: Station) -> None:
    house = House(station)
    try:
        with house.workers() as worker:
            assert "还没开餐" in worker.said
            worker.tap("午餐")
            assert "没有收钱" in worker.said
            worker.tap("知道了")
            assert worker.screen == "Home"
    finally:
        house.close()


def test_two_quick_taps_are_one_order(house: House) -> None:
    held, answer = threading.Event(), house.station.desk.answer

    def slowly(*args: object) -> object:
        held.wait(5)
        return answer(*args)  # type: ignore[arg-type] # passed through

    house.station.desk.answer = slowly  # type: ignore[method-assign,assignment] # a slow disk
    with house.workers() as worker:
        rest(0.4)
        tile = worker.find("午餐")
        stage().tap(tile)
        stage().tap(tile)
        rest(1)
        assert "请稍等" in worker.said
        held.set()
        worker.settle()
        assert worker.screen == "PayAtCounter"
    assert house.station.kinds().count("meals.ordered") == 1


def test_a_second_tap_never_answers_the_screen_that_has_just_come(house: House) -> None:
    with house.workers() as worker:
        rest(0.4)
        stage().tap(worker.find("午餐"))
        worker.until(lambda: worker.screen == "PayAtCounter")
        cancel = find(worker.shell.glass, "不买了")
        stage().tap(cancel)
        worker.settle()
        assert worker.screen == "PayAtCounter"


def test_a_tile_answers_a_finger_within_the_frame(house: House) -> None:
    with house.workers() as worker:
        rest(0.4)
        tile = worker.find("午餐")
        x, y = tile.x + 20, tile.top - 20
        before = stage().pixels().getpixel((int(x), int(stage().glass.height - y)))
        touch = stage().press(tile)
        assert stage().pixels().getpixel((int(x), int(stage().glass.height - y))) != before
        stage().lift(touch)


def test_nobody_there_is_asked_and_one_tap_stays(house: House) -> None:
    with house.workers() as worker:
        worker.tap("English")
        assert "Lunch" in worker.said
        worker.pass_(40)
        assert "still here" not in worker.said
        worker.pass_(7)
        assert "Are you still here?" in worker.said
        rest(0.4)
        stage().tap((300, 500))
        worker.settle()
        assert worker.screen == "Home"
        assert "still here" not in worker.said
        assert "Lunch" in worker.said


def test_nobody_there_wipes_language_size_and_screen(house: House) -> None:
    with house.workers() as worker:
        worker.tap("English")
        worker.tap("Larger")
        house.ask(meals.Close(request_id=house.desk.new_id(), meal="lunch"))
        worker.settle()
        worker.tap("Lunch")
        assert worker.screen == "Sorry"
        worker.pass_(46)
        worker.pass_(1)
        assert "still here" in worker.said
        worker.pass_(20)
        assert "still here" in worker.said
        worker.pass_(6)
        assert worker.screen == "Home"
        assert "午餐" in worker.said
        assert worker.shell.lang == "zh"
        assert not worker.shell.theme.large
        worker.tap("午餐")
        worker.tap("返回")
        assert worker.screen == "Home"


def test_a_screen_with_money_under_way_is_left_after_ninety_seconds_and_the_money_is_not(house: House) -> None:
    with house.workers() as worker:
        worker.tap("午餐")
        worker.pass_(60)
        assert not worker.shell.covered
        worker.pass_(6)
        assert "您还在吗" in worker.said
        rest(0.4)
        stage().tap((300, 500))
        worker.settle()
        assert worker.screen == "PayAtCounter"
        worker.pass_(66)
        worker.pass_(26)
        assert worker.screen == "Home"
        assert "剩 29 份" in worker.said
        house.pay(1)
    assert house.station.accounts() == {"cash.drawer": 500, "owed.meals": -500}


def test_money_that_comes_while_the_screen_asks_shows_the_number(house: House) -> None:
    with house.workers() as worker:
        worker.tap("午餐")
        worker.pass_(66)
        assert "您还在吗" in worker.said
        house.pay(1)
        worker.settle()
        assert worker.screen == "YourNumber"
        assert not worker.shell.covered


def test_after_a_number_the_next_person_finds_home_as_it_was(house: House) -> None:
    with house.workers() as worker:
        worker.tap("English")
        worker.tap("Lunch")
        house.pay(1)
        worker.settle()
        assert "Printing" in worker.said
        worker.tap("OK")
        assert worker.shell.lang == "zh"
        assert worker.screen == "Home"


@pytest.mark.parametrize("state", ["failed", "uncertain"])
def test_a_slip_that_does_not_come_out_leaves_the_number_large_and_the_counter_told(
    house: House, state: Literal["failed", "uncertain"]
) -> None:
    with house.workers() as worker:
        worker.tap("午餐")
        house.pay(1)
        house.slip_is(state, "paper_out")
        worker.settle()
        assert "请记住号码" in worker.said
        assert "1" in worker.said.split()
        worker.pass_(30)
        assert worker.screen == "YourNumber"
        worker.pass_(11)
        assert worker.screen == "Home"
    assert [slip.state for slip in house.desk.read("slips", open_slips)] == [state]


def test_a_printer_that_says_nothing_does_not_hold_the_worker(house: House) -> None:
    with house.workers() as worker:
        worker.tap("午餐")
        house.pay(1)
        worker.settle()
        worker.pass_(9)
        assert "请记住号码" in worker.said


def test_a_full_disk_is_said_before_money_is_taken(house: House) -> None:
    house.station.desk._free = lambda: 0
    with house.workers() as worker:
        worker.tap("午餐")
        assert "机器快存满了" in worker.said
        assert "没有收钱" in worker.said


def test_the_unexpected_is_a_sentence_for_the_worker_and_a_traceback_for_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    house.station.desk.answer = broken  # type: ignore[method-assign,assignment] # a fault that nobody foresaw
    with house.workers() as worker, caplog.at_level(logging.ERROR):
        worker.tap("午餐")
        assert "这次没有办成" in worker.said
        assert "ZeroDivision" not in worker.said
    assert any(record.exc_info for record in caplog.records)


def test_a_screen_that_fails_is_logged_and_left_and_the_next_tap_works(house: House) -> None:
    with house.workers() as worker, display.watched(worker.shell.recover):
        assert ExceptionManager.handle_exception(ZeroDivisionError()) == ExceptionManager.PASS
        worker.settle()
        assert "这次没有办成" in worker.said
        worker.tap("知道了")
        worker.tap("午餐")
        assert worker.screen == "PayAtCounter"


def test_closing_before_a_number_is_collected_tells_whose_money_is_owed(house: House) -> None:
    with house.workers() as worker:
        worker.tap("午餐")
        house.pay(1)
        worker.settle()
        house.ask(meals.Close(request_id=house.desk.new_id(), meal="lunch"))
        worker.settle()
        assert "记在待退里" in worker.said


def test_calling_a_person_while_paying_comes_back_to_the_number(house: House) -> None:
    with house.workers() as worker:
        worker.tap("午餐")
        worker.tap("人工")
        house.pay(1)
        worker.pass_(11)
        assert worker.screen == "YourNumber"


def test_a_person_is_called_and_comes(house: House) -> None:
    with house.workers() as worker:
        worker.tap("人工")
        assert "已经叫人了" in worker.said
        (call,) = house.desk.read("house", calls)
        house.ask(AnswerCall(request_id=house.desk.new_id(), call=call.call))
        worker.settle()
        assert worker.screen == "Home"


def test_what_is_left_changes_on_the_glass_while_nobody_touches_it(house: House) -> None:
    with house.workers() as worker:
        house.station.buy()
        worker.settle()
        assert "剩 29 份" in worker.said
        house.ask(meals.Close(request_id=house.desk.new_id(), meal="lunch"))
        worker.settle()
        assert "今天收餐了" in worker.said


def test_time_alone_opens_the_sale(house: House) -> None:
    house.station.clock.jump(-60 * 60)
    with house.workers() as worker:
        assert "还没到时间" in worker.said
        house.station.clock.jump(60 * 60)
        worker.pass_(11)
        assert "剩 30 份" in worker.said
