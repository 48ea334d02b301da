"""The till on the glass: a shift from its float to its Z, how one pays, papers that are scanned."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from gui.house import PIN, Glassed, House
from support.station import BOSS, HAND, SETTINGS, SetClock, Station

from kiosk.services.till import requests as till
from kiosk.touch.reports.page import Asked, read

ALL_WAYS = SETTINGS + '\n[services.till]\nways = ["counter", "wechat", "alipay", "voucher"]\n'


@pytest.fixture
def paid(tmp_path: Path) -> Iterator[House]:
    """A house that takes every way, lunch open."""
    station = Station(tmp_path / "paid", SetClock(), ALL_WAYS)
    station.open(20)
    house = House(station)
    house.pins.put("a1", PIN)
    try:
        yield house
    finally:
        house.close()


def voucher(house: House) -> str:
    """A voucher's code, as a scanner types it."""
    house.ask(till.SellVouchers(request_id=house.desk.new_id(), qty=1, way="counter", given_fen=500))
    slip = house.station.rows("SELECT slip FROM spool WHERE kind = 'till.paper_voucher' ORDER BY job DESC")[0][0]
    return f"/s/{house.station.desk.journal.device.hex()}.{slip.replace('-', '.')}"


def count(seen: Glassed, *numbers: int) -> None:
    """Types how many there are of each note, the largest first, and says that the sum is right."""
    for number in numbers:
        for digit in str(number):
            seen.key(ord(digit), digit)
        seen.key(13, "\r")
    seen.key(13, "\r")


def test_a_shift_from_its_float_to_its_z_by_keyboard_and_touch(paid: House) -> None:
    with paid.counter() as seen:
        assert "钱箱应有" in seen.said
        seen.tap("班次")
        seen.tap("开班")
        count(seen, 1, 2, 0, 0, 0, 0, 0, 0)
        seen.until_said("第 1 班开了")
        assert "钱箱应有" not in seen.said, "whoever counts later is not told before"
        paid.station.buy()
        seen.tap("清点交班")
        count(seen, 2, 0, 0, 0, 1, 0, 0, 0)
        seen.until_said("正好")
        seen.tap("交班")
        seen.until_said("第 1 班交了")
        assert paid.station.kinds().count("till.shift_closed") == 1
        assert "钱箱应有 205 元" in seen.said


def test_a_large_difference_is_approved_on_the_spot_by_a_second_persons_pin(paid: House) -> None:
    paid.ask(till.OpenShift(request_id=paid.desk.new_id(), counts=()))
    with paid.counter() as seen:
        seen.tap("班次")
        seen.tap("清点交班")
        count(seen, 0, 0, 1, 0, 0, 0, 0, 0)
        seen.until_said("多 20 元")
        seen.tap("原因不明")
        seen.tap("班长核准")
        for digit in PIN:
            seen.key(ord(digit), digit)
        seen.until_said("第 1 班交了，Z 报表")
    assert paid.station.rows("SELECT state, closed_by, counted_by FROM till_shifts") == [("closed", BOSS, HAND)]


def test_a_large_difference_may_wait_and_is_seen_to_wait(paid: House) -> None:
    paid.ask(till.OpenShift(request_id=paid.desk.new_id(), counts=()))
    with paid.counter() as seen:
        seen.tap("班次")
        seen.tap("清点交班")
        count(seen, 0, 0, 1, 0, 0, 0, 0, 0)
        seen.tap("其他")
        seen.tap("先待核")
        seen.until_said("差额待核")
        seen.tap("核准")
        for digit in PIN:
            seen.key(ord(digit), digit)
        seen.until_said("第 1 班核准了")


def test_cash_that_was_moved_by_mistake_is_moved_back(paid: House) -> None:
    with paid.counter() as seen:
        seen.tap("班次")
        seen.tap("存入")
        for digit in "50":
            seen.key(ord(digit), digit)
        seen.key(13, "\r")
        seen.tap("备用金")
        seen.until_said("存入 50 元")
        seen.tap("撤销 50 元")
        seen.until_said("50 元撤销了")
    assert not paid.station.accounts()


def test_open_sales_are_named_before_anything_is_counted_for_nothing(paid: House) -> None:
    paid.ask(till.OpenShift(request_id=paid.desk.new_id(), counts=()))
    with paid.counter() as seen:
        paid.station.order()
        seen.tap("班次")
        seen.tap("清点交班")
        count(seen, 0, 0, 0, 0, 0, 0, 0, 0)
        seen.until_said("还有 1 笔没付（1 号）")


def test_lunch_for_a_voucher_without_a_coin(paid: House) -> None:
    code = voucher(paid)
    with paid.workers() as seen:
        seen.tap("午餐")
        seen.until_said("怎么付")
        seen.tap("饭票")
        seen.until_said("扫一下饭票")
        assert seen.shell.screen.scanned(code)
        seen.settle()
        seen.until(lambda: seen.screen == "YourNumber")
    assert paid.station.accounts() == {"cash.drawer": 500, "owed.meals": -500}


def test_the_counter_sees_who_pays_by_phone_and_takes_it_in_one_tap(paid: House) -> None:
    with paid.workers() as seen:
        seen.tap("午餐")
        seen.tap("微信")
        seen.until_said("微信扫码付 5 元")
    with paid.counter() as counter:
        counter.tap("微信 5 元到了")
        counter.until_said("1号")
    assert paid.station.accounts() == {"online.wechat": 500, "owed.meals": -500}


def test_change_that_is_not_there_is_owed_on_paper(paid: House) -> None:
    paid.station.order()
    with paid.counter() as seen:
        seen.tap("找零")
        seen.tap("20 元")
        seen.tap("没零钱，欠着")
        seen.until_said("欠找零 15 元")
    assert paid.station.accounts() == {"cash.drawer": 2000, "owed.meals": -500, "owed.change": -1500}


def test_a_voucher_scanned_at_the_counter_pays_for_whoever_waits_and_a_used_one_says_so(paid: House) -> None:
    code = voucher(paid)
    paid.station.order()
    with paid.counter() as seen:
        assert seen.shell.screen.search(code)
        seen.settle()
        seen.tap("付 1号")
        seen.until_said("1号 付好了")
        seen.until_said("已经用过了")


def test_a_paper_held_before_the_home_screen_says_what_it_is_worth(paid: House) -> None:
    from kiosk.touch.modules import screens

    code = voucher(paid)
    with paid.workers() as seen:
        assert dict(screens())["till"].scanned(seen.shell, code)
        seen.settle()
        seen.until_said("这张饭票值 5 元")


def test_a_key_leads_to_the_shift_and_back_to_what_was_done_before(paid: House) -> None:
    with paid.counter() as seen:
        assert "卖一份" in seen.said
        seen.key(ord("*"), "*")
        assert "没有开班" in seen.said
        assert "卖一份" not in seen.said
        seen.key(ord("*"), "*")
        assert "卖一份" in seen.said


def test_a_banking_by_mistake_is_undone_by_one_tap(paid: House) -> None:
    paid.ask(till.OpenShift(request_id=paid.desk.new_id(), counts=((10_000, 1),)))
    with paid.counter() as seen:
        seen.tap("班次")
        seen.tap("缴存")
        for digit in "50":
            seen.key(ord(digit), digit)
        seen.key(13, "\r")
        seen.tap("存银行")
        seen.tap("撤销 50 元")
        seen.until_said("50 元撤销了")
        assert "撤销 50 元" not in seen.said
        seen.pass_(601)
        seen.tap("存入")
        seen.key(27)
        assert "重数" not in seen.said, "later it is a difference with its reason"
    assert paid.station.accounts() == {"cash.drawer": 10_000, "cash.safe": -10_000}


def test_an_opening_is_counted_anew_at_the_counter(paid: House) -> None:
    with paid.counter() as seen:
        seen.tap("班次")
        seen.tap("开班")
        count(seen, 3, 0, 0, 0, 0, 0, 0, 0)
        seen.until_said("第 1 班开了")
        seen.tap("开班重数")
        count(seen, 2, 0, 0, 0, 0, 0, 0, 0)
        seen.until_said("钱箱 200 元")
    assert paid.station.accounts() == {"cash.drawer": 20_000, "cash.safe": -20_000}


def test_vouchers_are_sold_for_what_is_handed_over_and_the_change_is_said_first(paid: House) -> None:
    with paid.counter() as seen:
        seen.tap("班次")
        seen.tap("卖饭票")
        seen.key(ord("2"), "2")  # two of them, 10 yuan
        assert "收 10 元" in seen.said
        for digit in "5":
            seen.key(ord(digit), digit)
        assert "还差 5 元" in seen.said
        seen.key(13, "\r")
        assert "till.paper_issued" not in paid.station.kinds(), "too little is not taken"
        seen.key(ord("0"), "0")
        assert "找 40 元" in seen.said
        seen.key(13, "\r")
        seen.until_said("卖出饭票 2 张，收 10 元，找 40 元")
    assert paid.station.accounts() == {"cash.drawer": 1000, "owed.vouchers": -1000}


def test_a_shop_buys_a_bundle_of_any_number_at_face_value(paid: House) -> None:
    with paid.counter() as seen:
        seen.tap("班次")
        seen.tap("卖饭票")
        seen.tap("别的张数")
        for digit in "99":
            seen.key(ord(digit), digit)
        seen.key(13, "\r")
        assert "一次最多 50 张" in seen.said
        for digit in "30":
            seen.key(ord(digit), digit)
        seen.key(13, "\r")
        seen.tap("收下")
        seen.until_said("卖出饭票 30 张，收 150 元")
    assert paid.station.kinds().count("till.paper_issued") == 30
    assert paid.station.accounts() == {"cash.drawer": 15_000, "owed.vouchers": -15_000}


def test_a_voucher_is_voided_by_the_search_with_a_reason(paid: House) -> None:
    code = voucher(paid)
    with paid.counter() as seen:
        assert seen.shell.screen.search(code)
        seen.settle()
        seen.tap("作废")
        seen.tap("不要了")
        seen.until_said("饭票作废，退 5 元")
    assert paid.station.accounts() == {}


def test_another_stations_voucher_at_the_paying_screen_is_not_used_and_says_where_to_go(paid: House) -> None:
    with paid.workers() as seen:
        seen.tap("午餐")
        seen.tap("饭票")
        assert seen.shell.screen.scanned(f"/s/{'a' * 32}.1.5.{'b' * 16}")
        seen.settle()
        seen.until_said("这张票是别的站的。没有用掉。请到那个站用。")
    assert "till.sale_paid" not in paid.station.kinds()


def test_a_shift_of_yesterday_is_said_to_be_forgotten_and_keeps_its_date(paid: House) -> None:
    paid.ask(till.OpenShift(request_id=paid.desk.new_id(), counts=()))
    paid.station.clock.pass_(24 * 3600)
    with paid.counter() as seen:
        seen.tap("班次")
        assert "第 1 班忘了交（2024-03-01）" in seen.said
        seen.tap("清点交班")
        count(seen, 0, 0, 0, 0, 0, 0, 0, 0)
        seen.tap("交班")
        seen.until_said("第 1 班交了")
    assert paid.station.rows("SELECT day, state FROM till_shifts") == [("2024-03-01", "closed")]


def test_an_auditor_reads_the_shift_and_leaves_nothing_in_the_record(paid: House) -> None:
    paid.ask(till.OpenShift(request_id=paid.desk.new_id(), counts=((10_000, 1),)))
    paid.ask(till.MoveCash(request_id=paid.desk.new_id(), move="banked", fen=5000, reason="bank"))
    paid.ask(till.OpenDrawer(request_id=paid.desk.new_id(), reason="change_note"))
    voucher(paid)
    with paid.counter() as seen:
        seen.shell.work_as("auditor:c1")  # type: ignore[attr-defined] # the counter's shell
        seen.shell.dress()
        seen.settle()
        before = len(paid.station.kinds())
        seen.tap("班次")
        seen.tap("看这一班")
        read = seen.said
        while "下一页" in seen.said and read.count("下一页") < 12:
            seen.tap("下一页")
            read += seen.said
        for words in ("李* 缴存 存银行", "李* 开钱箱 换零钱", "没用的饭票 1 张", "应有", "55.00"):
            assert words in read, words
        assert len(paid.station.kinds()) == before


@pytest.mark.parametrize("blind", [True, False], ids=["supervisor", "auditor"])
def test_reports_tell_whoever_may_count_nothing_of_the_drawer_before_it_is_counted(paid: House, *, blind: bool) -> None:
    def keys() -> set[str]:
        asks = (Asked("days"), Asked("shifts"))
        return {
            table.key
            for asked in asks
            for table in paid.desk.read("house", partial(read, asked=asked, blind=blind)).tables
        }

    drawer = {"till.report.money", "till.report.balances", "till.report.cash"}
    assert drawer <= keys()
    paid.ask(till.OpenShift(request_id=paid.desk.new_id(), counts=((10_000, 1),)))
    assert (drawer & keys() == set()) == blind
    paid.ask(till.CountShift(request_id=paid.desk.new_id(), counts=((10_000, 1),)))
    paid.ask(till.CloseShift(request_id=paid.desk.new_id()))
    assert drawer <= keys()


def test_an_auditor_looks_at_the_shift_and_can_do_nothing_there(paid: House) -> None:
    with paid.counter() as seen:
        seen.shell.work_as("auditor:c1")  # type: ignore[attr-defined] # the counter's shell
        seen.shell.dress()
        seen.settle()
        seen.tap("班次")
        assert "没有开班" in seen.said
        assert "存入" not in seen.said
