"""Points on the glass: a rider scans, redeems, is gone; an attendant hands out, notes, a colleague approves."""

from typing import Any

import pytest
from gui.harness import stage
from gui.house import PIN, Glassed, House, rest
from kivy.core.window import Window
from support.station import BOSS, HAND

from kiosk.services.points import requests as points

ENTER = 13


def scan(seen: Glassed, text: str) -> None:
    """A scanner types it, faster than fingers, and ends with Enter; another scan may follow at once."""
    rest(2.1)
    for mark in text:
        Window.dispatch("on_key_down", ord(mark.lower()), 0, mark, ["shift"] if mark.isupper() else [])
        Window.dispatch("on_key_up", ord(mark.lower()), 0)
    Window.dispatch("on_key_down", ENTER, 0, "", [])
    Window.dispatch("on_key_up", ENTER, 0)
    stage().advance(0.05)
    seen.settle()


def do(house: House, kind: Any, by: str = HAND, **fields: Any) -> Any:
    return house.ask(kind(request_id=house.desk.new_id(), **fields), by)


def newest(house: House, kind: str) -> str:
    slip: str = house.station.rows("SELECT slip FROM spool WHERE kind = ? ORDER BY job DESC LIMIT 1", kind)[0][0]
    return f"/s/{house.station.desk.journal.device.hex()}.{slip.replace('-', '.')}"


@pytest.fixture
def member(house: House) -> House:
    """Member 1 has 50 points; there are five packs of tissues."""
    do(house, points.IssueCard)
    entered = do(house, points.Enter, account=1, rule="volunteer", qty=5)
    do(house, points.Approve, BOSS, earning=entered.earning)
    do(house, points.Receive, goods="tissues", qty=5)
    return house


def test_a_rider_scans_taps_twice_and_is_gone_with_a_slip(member: House) -> None:
    with member.workers() as worker:
        scan(worker, newest(member, "points.card"))
        assert "50 分，换什么？" in worker.said
        worker.tap("纸巾")
        assert "30 分换纸巾？" in worker.said
        worker.tap("换")
        assert "请到窗口取纸巾" in worker.said
        assert "还剩 20 分" in worker.said
        member.slip_is("confirmed")
        worker.settle()
        assert "请拿好小票" in worker.said
        worker.pass_(13)
        assert worker.screen == "Home"
        scan(worker, newest(member, "points.redeemed"))
        assert "请到窗口取纸巾" in worker.said
    assert member.station.rows("SELECT available, held FROM points_balances WHERE unit = 'points'") == [(20, 30)]


def test_what_is_too_dear_says_how_much_is_lacking_and_costs_nothing(member: House) -> None:
    do(member, points.Receive, goods="laundry", qty=1)
    with member.workers() as worker:
        worker.tap("积分")
        assert "请扫您的积分卡" in worker.said
        scan(worker, newest(member, "points.card"))
        assert "差 70 分" in worker.said
        worker.tap("洗衣液")
        assert "还差 70" in worker.said
        assert "没有扣分" in worker.said


def test_the_passbook_shows_what_was_earned_and_hours_apart(member: House) -> None:
    with member.workers() as worker:
        scan(worker, newest(member, "points.card"))
        worker.tap("存折")
        assert "50 分" in worker.said
        assert "志愿 5 小时 0 分" in worker.said
        assert "志愿服务一小时" in worker.said


def test_a_void_card_and_a_forged_one_are_told_apart_kindly(member: House) -> None:
    card = newest(member, "points.card")
    do(member, points.ReplaceCard, account=1)
    with member.workers() as worker:
        scan(worker, card)
        assert "这张卡已经作废" in worker.said
    with member.workers() as worker:
        worker.tap("积分")
        scan(worker, card[:-4] + "beef")
        assert "本站没有发过这张卡" in worker.said


def test_a_gifts_label_asks_for_a_card_and_that_leads_to_the_gift(member: House) -> None:
    do(member, points.Donate, thing="台灯", grade="good", score=25)
    with member.workers() as worker:
        scan(worker, newest(member, "points.label"))
        assert "这件要25分" in worker.said
        scan(worker, newest(member, "points.card"))
        assert "25 分换台灯？" in worker.said


def points_tab(counter: Glassed) -> None:
    counter.tap("积分")


def test_the_counter_hands_out_by_one_tap_and_undoes_it_by_another(member: House) -> None:
    do(member, points.Redeem, "worker", goods="tissues", card=newest(member, "points.card"))
    with member.counter() as counter:
        points_tab(counter)
        counter.tap("已给", beside="取货1号")
        assert "取货1号 已给" in counter.said
        counter.tap("撤回 取货1号")
        assert "取货1号 没给，撤回了" in counter.said
    assert member.station.rows("SELECT state FROM points_redemptions") == [("held",)]


def test_an_attendant_notes_what_a_member_did_and_cannot_approve_it_alone(member: House) -> None:
    with member.counter() as counter:
        points_tab(counter)
        counter.tap("记积分")
        for digit in "1":
            counter.key(ord(digit), digit)
        counter.tap("下一步")
        assert "1号会员做了什么？" in counter.said
        counter.tap("清理楼道")
        assert "等另一位同事批准" in counter.said
        counter.tap("批", beside="清理楼道")
        counter.tap("批准")
        # It is the attendant's own note: a colleague's PIN is asked for.
        assert "张*" in counter.said
        assert member.station.rows("SELECT state FROM points_earnings WHERE rule = 'cleanup'") == [("waiting",)]
        member.pins.put("a1", PIN[::-1])
        for digit in PIN[::-1]:
            counter.key(ord(digit), digit)
        counter.until_said("1号会员 批准了：10 分")
    assert member.station.rows("SELECT approved_by FROM points_earnings WHERE rule = 'cleanup'") == [(BOSS,)]


def test_the_search_finds_a_member_by_card_and_redeems_for_them(member: House) -> None:
    with member.counter() as counter:
        scan(counter, newest(member, "points.card"))
        assert "1号会员" in counter.said
        counter.tap("换东西")
        counter.tap("纸巾 30分")
        assert "取货1号 纸巾，还剩 20 分" in counter.said


def test_goods_that_are_counted_otherwise_are_put_right_with_a_reason(member: House) -> None:
    with member.counter() as counter:
        points_tab(counter)
        counter.tap("货品")
        counter.tap("纸巾 · 剩 5")
        counter.tap("盘点")
        counter.key(ord("3"), "3")
        counter.tap("下一步")
        assert "账上 5，点到 3" in counter.said
        counter.tap("找不到")
        assert "纸巾 现在 3 件" in counter.said
    assert member.station.rows("SELECT stock FROM points_stock WHERE goods = 'tissues'") == [(3,)]


def test_a_correction_is_written_down_and_waits_for_a_supervisor(member: House) -> None:
    with member.counter() as counter:
        points_tab(counter)
        counter.tap("记积分")
        counter.key(ord("1"), "1")
        counter.key(ENTER)
        counter.tap("更正积分")
        counter.tap("减分")
        counter.key(ord("5"), "5")
        counter.key(ENTER)
        counter.tap("记错了")
        counter.until_said("张*")  # the supervisor's PIN is asked for
        assert member.station.rows("SELECT available FROM points_balances WHERE unit = 'points'") == [(50,)]
        counter.key(27)
        counter.tap("批", beside="更正 -5 分")
        assert "李*记的" in counter.said
        counter.tap("批准")
        member.pins.put("a1", PIN[::-1])
        for digit in PIN[::-1]:
            counter.key(ord(digit), digit)
        counter.until_said("1号会员 更正了：-5 分")
    assert member.station.rows("SELECT available FROM points_balances WHERE unit = 'points'") == [(45,)]


def test_a_merchant_earns_times_and_redeems_by_them_at_the_counter(member: House) -> None:
    do(member, points.IssueCard, member="merchant")
    do(member, points.Receive, goods="banner", qty=1)
    with member.counter() as counter:
        points_tab(counter)
        counter.tap("记积分")
        counter.key(ord("1"), "1")
        counter.key(ENTER)
        assert "商家服务一次" not in counter.said, "that is for merchants"
        counter.tap("返回")
        counter.tap("记积分")
        counter.key(ord("2"), "2")
        counter.key(ENTER)
        for _ in range(9):
            counter.tap("+1")
        counter.tap("商家服务一次")
        counter.until_said("等另一位同事批准")
        earning = member.station.rows("SELECT earning FROM points_earnings WHERE rule = 'service'")[0][0]
        do(member, points.Approve, BOSS, earning=earning)
        scan(counter, newest(member, "points.card"))
        counter.tap("换东西")
        counter.tap("宣传栏一周 10次")
        assert "取货1号 宣传栏一周，还剩 0 次" in counter.said


def test_more_goods_than_fit_turn_their_pages_and_every_one_is_reached(member: House) -> None:
    for number in range(30):
        do(member, points.Donate, thing=f"旧书{number:02d}", grade="good", score=5)
    with member.counter() as counter:
        points_tab(counter)
        counter.tap("货品")
        seen: set[str] = set()
        for _ in range(30):
            seen |= {f"旧书{number:02d}" for number in range(30) if f"旧书{number:02d} " in counter.said}
            if len(seen) == 30:
                break
            counter.tap("更多")
        assert len(seen) == 30
        counter.key(ord("-"), "-")
        assert "没有等着的" in counter.said


def test_whoever_waits_behind_fifty_others_is_counted_and_has_a_page(member: House) -> None:
    for _ in range(51):
        do(member, points.IssueCard)
        last = member.station.rows("SELECT max(account) FROM points_accounts")[0][0]
        do(member, points.Enter, account=last, rule="hazard")
    with member.counter() as counter:
        points_tab(counter)
        assert "等批 51" in counter.said
        for _ in range(30):
            if "52号会员" in counter.said:
                break
            counter.tap("更多")
        assert "52号会员" in counter.said
