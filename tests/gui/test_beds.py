"""Rest beds on the glass: from the tile to a bed, arriving, waiting; the counter's map; the call screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from gui.ear import Ear
from gui.house import Glassed, House
from gui.test_scans import scan
from support.beds import TODAY, TOMORROW, Hostel, with_beds

from kiosk.base.request import Refused
from kiosk.services.beds import requests as beds
from kiosk.services.beds.readings.house import house as house_now
from kiosk.services.house.requests import Tick
from kiosk.services.till.requests import Receive

ONE_ROOM = """
[[services.beds.rooms]]
id = "hall"
way = "right"
map = ["1 2 - door"]
"""


class Inn(House):
    """A house with beds at 11:12, its clock under the hand."""

    station: Hostel

    def take(self, sale: str) -> None:
        self.ask(Receive(request_id=self.desk.new_id(), sale=sale, way="counter", given_fen=200))

    def sale_of(self, bed: int) -> str:
        rows = self.station.rows("SELECT sale FROM beds_bookings WHERE bed = ? ORDER BY changed_at DESC", bed)
        sale: str = rows[0][0]
        return sale

    def at(self, minute: str) -> None:
        """It is that late, and the keeper has looked."""
        hours, minutes = (int(part) for part in minute.split(":"))
        then = self.station.clock.at.replace(hour=hours, minute=minutes, second=0, microsecond=0)
        self.station.clock.pass_((then - self.station.clock.at).total_seconds())
        self.ask(Tick(request_id=self.desk.new_id()), "device")

    def states(self) -> dict[int, str]:
        found = self.desk.read("beds", house_now)
        return {bed.bed: bed.state for room in found.slots[0].rooms for bed in room.beds}


def made(folder: Path, rooms: str | None = None) -> Inn:
    station = Hostel(folder / "station", with_beds() if rooms is None else with_beds(rooms=rooms))
    return Inn(station)


@pytest.fixture
def inn(tmp_path: Path) -> Iterator[Inn]:
    found = made(tmp_path)
    try:
        yield found
    finally:
        found.close()
        found.station.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Inn]:
    """One room: which one is not asked."""
    found = made(tmp_path, ONE_ROOM)
    try:
        yield found
    finally:
        found.close()
        found.station.close()


# To a bed


def test_a_bed_is_three_taps_and_the_money_away_with_its_number_and_the_way_to_it(inn: Inn) -> None:
    with inn.workers() as worker:
        worker.tap("午休床")
        worker.tap("男间")
        assert "1号床" in worker.said.replace(" ", "")
        assert "往左走" in worker.said
        worker.tap("好，2 元")
        assert worker.screen == "PayForBed"
        assert worker.taps == 3
        inn.take(inn.sale_of(1))
        worker.settle()
        assert worker.screen == "YourBed"
        inn.slip_is("confirmed")
        worker.settle()
        assert "请拿好票" in worker.said
        assert "12:20 前来" in worker.said


def test_with_one_room_the_question_is_skipped(small: Inn) -> None:
    with small.workers() as worker:
        worker.tap("午休床")
        assert worker.screen == "Proposed"


def test_another_bed_is_chosen_on_the_map_where_taken_ones_cannot_be_touched(inn: Inn) -> None:
    inn.station.paid(1)
    with inn.workers() as worker:
        worker.tap("午休床")
        worker.tap("男间")
        worker.tap("换一张")
        assert worker.screen == "Map"
        worker.tap("3")
        assert worker.screen == "Proposed"
        worker.tap("好，2 元")
    assert inn.station.rows("SELECT bed FROM beds_bookings ORDER BY bed") == [(1,), (3,)]


def test_a_bed_taken_while_it_is_looked_at_gives_way_to_another(inn: Inn) -> None:
    with inn.workers() as worker:
        worker.tap("午休床")
        worker.tap("男间")
        inn.station.book(1)
        worker.settle()
        assert "2号床" in worker.said.replace(" ", "")


def test_tomorrow_is_a_tap_away(inn: Inn) -> None:
    with inn.workers() as worker:
        worker.tap("午休床")
        worker.tap("女间")
        worker.tap("明天")
        assert "明天 12:00" in worker.said
        worker.tap("好，2 元")
    assert inn.station.rows("SELECT day, bed FROM beds_bookings") == [(TOMORROW, 4)]


def test_whoever_lets_it_be_leaves_no_bed_held(inn: Inn) -> None:
    with inn.workers() as worker:
        worker.tap("午休床")
        worker.tap("男间")
        worker.tap("好，2 元")
        worker.tap("不要了")
        assert worker.screen == "Home"
    assert inn.station.rows("SELECT state FROM beds_bookings") == [("expired",)]


def test_the_time_to_pay_runs_out_in_a_sentence(inn: Inn) -> None:
    with inn.workers() as worker:
        worker.tap("午休床")
        worker.tap("男间")
        worker.tap("好，2 元")
        worker.pass_(181)
        assert "没有留住" in worker.said


# Full


@pytest.fixture
def full(inn: Inn) -> Inn:
    for bed in (4, 5):
        inn.station.paid(bed, "women")
    return inn


def test_a_full_room_says_that_the_chairs_are_free_and_offers_to_wait_or_another_day(full: Inn) -> None:
    with full.workers() as worker:
        worker.tap("午休床")
        assert "满了" in worker.said
        worker.tap("女间")
        assert "大厅椅子免费" in worker.said
        worker.tap("等床")
        assert "第1位" in worker.said.replace(" ", "")
    assert full.station.rows("SELECT room, state FROM beds_queue") == [("women", "waiting")]


def test_who_waited_takes_up_the_bed_that_is_kept(full: Inn) -> None:
    full.station.wait("women")
    booking = full.station.rows("SELECT booking FROM beds_bookings WHERE bed = 5")[0][0]
    full.station.cancel(booking)
    full.at("11:20")
    with full.workers() as worker:
        worker.tap("午休床")
        assert worker.screen == "TakeUp"
        worker.tap("第1位")
        assert worker.screen == "PayForBed"
        assert "5号床" in worker.said.replace(" ", "")


def test_a_day_off_is_said_on_the_tile(tmp_path: Path) -> None:
    text = with_beds().replace("[services.beds]", f'[holidays]\nclosed = ["{TODAY}"]\n\n[services.beds]')
    station = Hostel(tmp_path / "station", text)
    found = Inn(station)
    try:
        with found.workers() as worker:
            assert "今天放假" in worker.said
            worker.tap("午休床")
            assert "放假" in worker.said
            assert worker.screen not in {"Which", "Proposed"}
    finally:
        found.close()
        station.close()


# Arriving


def test_a_scanned_ticket_opens_its_bed_without_a_tap_and_later_asks_whether_to_go(inn: Inn) -> None:
    booked = inn.station.paid(1)
    code, device = inn.station.code(booked.booking), inn.station.desk.journal.device.hex()
    text = f"/s/{device}.{code.replace('-', '.')}"
    inn.at("11:50")
    with inn.workers() as worker:
        scan(worker, text)
        assert worker.screen == "Rest"
        assert "请休息" in worker.said
        worker.tap("好")
        worker.pass_(60)
        scan(worker, text)
        assert worker.screen == "Leaving"
        worker.tap("走了")
        assert worker.screen == "Goodbye"
    assert inn.states()[1] == "dirty"


def test_the_six_digits_open_it_too_and_wrong_ones_are_refused_in_a_sentence(inn: Inn) -> None:
    booked = inn.station.paid(1)
    inn.at("11:50")
    wrong = f"{(int(booked.code) + 1) % 10**6:06d}"
    with inn.workers() as worker:
        worker.tap("午休床")
        worker.tap("我有票")
        for digit in (*wrong, "\r"):
            worker.key(ord(digit), digit if digit != "\r" else "")
        assert "没有这张床位票" in worker.said
        worker.tap("知道了")
        for digit in (*booked.code, "\r"):
            worker.key(ord(digit), digit if digit != "\r" else "")
        assert worker.screen == "Rest"


def test_a_ticket_before_its_time_can_be_given_back_and_the_money_waits_at_the_counter(inn: Inn) -> None:
    booked = inn.station.paid(1)
    with inn.workers() as worker:
        scan(worker, inn.station.code(booked.booking))
        assert "11:45" in worker.said
        worker.tap("退床")
        worker.tap("退床")
        assert "退" in worker.said
        assert "请到窗口领钱" in worker.said
    assert inn.station.accounts() == {"cash.drawer": 200, "owed.refunds": -200}


def test_the_same_ticket_twice_within_a_second_is_one_check_in(inn: Inn) -> None:
    booked = inn.station.paid(1)
    code = inn.station.code(booked.booking)
    inn.at("12:00")
    with inn.workers() as worker:
        scan(worker, code)
        scan(worker, code)
        assert worker.screen in {"Rest", "Leaving"}
    assert inn.station.kinds().count("beds.checked_in") == 1


# The counter


def at_beds(counter: Glassed) -> None:
    """The beds' tab."""
    counter.tap("床位")


def test_a_walk_in_is_one_tap_and_a_note_that_wants_change_two(inn: Inn) -> None:
    inn.at("12:05")
    with inn.counter() as counter:
        at_beds(counter)
        before = counter.taps
        counter.tap("卖一张，进去睡 2 元")
        assert counter.taps - before == 1
        assert "卖出 1号床，收 2 元" in counter.said
        counter.tap("10找8")
        counter.tap("卖一张，进去睡 2 元")
        assert "收 10 元，找 8 元" in counter.said
    assert inn.states() == {1: "in", 2: "in", 3: "free", 4: "free", 5: "free"}
    assert inn.station.accounts() == {"cash.drawer": 400, "owed.beds": -400}


def test_a_bed_is_checked_in_out_and_made_from_the_map_and_a_mistake_undone(inn: Inn) -> None:
    inn.station.paid(2)
    inn.at("12:00")
    with inn.counter() as counter:
        at_beds(counter)
        for bed, act, state in (
            ("2 没到", "报到", "in"),
            ("2 在睡", "撤回报到", "paid"),
            ("2 没到", "报到", "in"),
            ("2 在睡", "离床", "dirty"),
            ("2 换床单", "床单换好了", "slept"),
        ):
            counter.tap(bed)
            counter.tap(act)
            assert inn.states()[2] == state


def test_a_guest_is_moved_and_a_broken_bed_closed(inn: Inn) -> None:
    inn.station.paid(1)
    with inn.counter() as counter:
        at_beds(counter)
        counter.tap("1 没到")
        counter.tap("换床")
        counter.key(ord("k"), "k")
        assert "1号床 换到 3号床" in counter.said
        counter.tap("1 空")
        counter.tap("停用")
        counter.tap("坏了")
    assert inn.states()[1] == "closed"
    assert inn.states()[3] == "paid"


def test_a_large_room_is_moved_in_and_a_long_queue_is_seen_to_its_end(tmp_path: Path) -> None:
    rows = ", ".join(f'"{" ".join(str(bed) for bed in range(first, first + 6))}"' for first in (1, 7, 13, 19))
    inn = made(tmp_path, f'[[services.beds.rooms]]\nid = "men"\nmap = [{rows}]\n')
    try:
        inn.station.paid(1)
        with inn.counter() as counter:
            at_beds(counter)
            counter.tap("没到")
            counter.tap("换床")
            counter.tap("更多 1/3")
            counter.tap("更多 2/3")
            counter.tap("24")
            assert "1号床 换到 24号床" in counter.said
            for bed in range(1, 24):
                inn.station.paid(bed)
            for _ in range(8):
                inn.station.wait("men")
            counter.until_said("第6位")
            assert "第8位" not in counter.said
            counter.tap("更多 1/2")
            counter.tap("第8位")
            counter.until_said("等床第8位 不等了")
    finally:
        inn.close()
        inn.station.close()


def test_a_sale_by_mistake_is_given_back_in_three_taps(inn: Inn) -> None:
    inn.at("12:05")
    inn.station.walk_in(1)
    with inn.counter() as counter:
        at_beds(counter)
        before = counter.taps
        counter.tap("1 在睡")
        counter.tap("退床")
        counter.tap("点错了")
        assert counter.taps - before == 3
    assert inn.station.accounts() == {}
    assert inn.states()[1] == "free"


def test_the_search_finds_a_booking_by_bed_digits_and_code(inn: Inn) -> None:
    booked = inn.station.paid(3)
    with inn.counter() as counter:
        for text in (booked.code, inn.station.code(booked.booking)):
            counter.shell.screen.search(text)
            counter.settle()
            assert "3号床" in counter.said


# The call screen


def test_the_hall_sees_for_whom_a_bed_is_kept_and_who_is_woken(inn: Inn) -> None:
    sold = [inn.station.paid(bed, "women") for bed in (4, 5)]
    inn.station.wait("women")
    with inn.board() as board:
        inn.station.cancel(sold[0].booking)
        inn.at("11:30")
        board.settle()
        assert "有床了，4号床" in board.said
        inn.at("12:00")
        inn.ask(beds.CheckIn(request_id=inn.desk.new_id(), code=sold[1].code))
        inn.at("14:00")
        board.settle()
        assert "号床，请起床" in board.said


def test_the_hall_hears_whose_bed_is_kept_and_that_the_rest_is_over(inn: Inn) -> None:
    sold = [inn.station.paid(bed, "women") for bed in (4, 5)]
    inn.station.wait("women")
    ear = Ear()
    with inn.board(voice=ear) as board:
        inn.station.cancel(sold[0].booking)
        inn.station.tick()
        board.until(lambda: any("有床了" in said for said in ear.heard))
        ear.heard.clear()
        inn.at("12:00")
        inn.ask(beds.CheckIn(request_id=inn.desk.new_id(), code=sold[1].code))
        inn.at("14:00")
        board.until(lambda: any("休息时间到了" in said for said in ear.heard))


def test_a_room_for_women_or_for_men_is_asked_for_by_its_name_and_keeps_its_own_beds(inn: Inn) -> None:
    with inn.workers() as worker:
        worker.tap("午休床")
        assert "男间" in worker.said
        assert "女间" in worker.said
        worker.tap("女间")
        assert "4 号床" in worker.said
    for bed in (4, 5):
        inn.station.paid(bed, "women")
    with pytest.raises(Refused, match=r"beds\.full"):
        inn.station.book(0, "women")
    with pytest.raises(Refused, match=r"beds\.no_such_bed"):
        inn.station.book(1, "women")
