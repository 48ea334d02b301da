"""Somebody is found by the last digits of their phone: masked until there is a reason, put right, erased."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from gui.house import Glassed, House, rest
from gui.test_counter_search import type_
from support.club import Join, Leave, with_club
from support.station import HAND, station_in
from support.tools import WANG, Shed

from kiosk.base.people import Masked, Who
from kiosk.services.people.counter.find import SEEN_S
from kiosk.services.tools.requests import Found

NAME, PHONE = "欧阳建国", "13835901234"


@pytest.fixture
def club(tmp_path: Path) -> Iterator[House]:
    with with_club(), station_in(tmp_path / "station") as station:
        house = House(station)
        yield house
        house.close()


def join(house: House) -> str:
    request = Join(request_id=house.desk.new_id(), who=Who(NAME, PHONE))
    house.ask(request, HAND)
    return "p" + request.request_id


def write(counter: Glassed, text: str) -> None:
    """Letters as the input method gives them."""
    from kivy.core.window import Window

    Window.dispatch("on_textinput", text)
    counter.settle()


def masked(house: House, person: str) -> Masked | None:
    return house.desk.read("people", lambda _, scene: scene.people.masked(person))


def test_a_name_is_seen_for_a_reason_for_half_a_minute(club: House) -> None:
    join(club)
    with club.counter() as counter:
        type_(counter, "1234")
        assert "138****1234" in counter.said
        assert NAME not in counter.said
        counter.tap("查看")
        counter.tap("小票丢了")
        assert NAME in counter.said
        assert PHONE in counter.said
        assert club.station.rows("SELECT why, by FROM people_views") == [("lost_slip", HAND)]
        rest(SEEN_S + 1)
        assert NAME not in counter.said
        assert PHONE not in counter.said
        assert "138****1234" in counter.said


def test_a_name_that_is_looked_at_goes_with_another_search(club: House) -> None:
    join(club)
    with club.counter() as counter:
        type_(counter, "1234")
        counter.tap("查看")
        counter.tap("本人要看")
        assert NAME in counter.said
        counter.tap("不看了")
        assert NAME not in counter.said


def test_a_phone_is_put_right_on_the_keyboard(club: House) -> None:
    person = join(club)
    with club.counter() as counter:
        type_(counter, "1234")
        counter.tap("更正")
        write(counter, NAME)
        counter.key(13)
        write(counter, "1393590567a")
        counter.key(13)
        assert "电话只能是" in counter.said
        counter.key(8)
        write(counter, "8")
        counter.key(13)
        assert "已更正" in counter.said
    assert masked(club, person) == Masked("欧阳*", "139****5678")


def test_who_wishes_it_is_erased_once_nothing_is_open(club: House) -> None:
    person = join(club)
    with club.counter() as counter:
        type_(counter, "1234")
        assert "还有没办完的事" in counter.said
        assert "删除" not in counter.said
        club.ask(Leave(request_id=club.desk.new_id(), person=person))
        counter.settle()
        counter.tap("删除")
        assert "找不回来" in counter.said
        counter.tap("删除")
        assert "已删除" in counter.said
        type_(counter, "1234")
        assert "欧阳*" not in counter.said
    assert masked(club, person) is None


def test_the_notice_stands_above_the_name_and_a_childs_guardian_is_kept(house: House) -> None:
    Shed(house.station).register("toolbox", "")
    Shed(house.station).hold("toolbox")
    with house.counter() as counter:
        counter.tap("工具")
        counter.tap("办", beside="工具1号")
        counter.tap("领取")
        for part in ("箱子", "锤子", "剪刀"):
            counter.tap(part)
        assert "只为这次办事" not in counter.said
        counter.tap("点齐了")
        assert "只为这次办事" in counter.said
        assert "90 天后自动删除" in counter.said
        write(counter, "王小明")
        counter.tap("不满14岁")
        counter.tap("记下")
        counter.until(lambda: bool(house.station.rows("SELECT * FROM people_persons")))
    assert house.station.rows("SELECT guardian FROM people_persons") == [(1,)]


def test_no_workers_screen_and_no_board_names_a_borrower(house: House) -> None:
    shed = Shed(house.station)
    shed.register("drill")
    loan = shed.lend("drill-1")
    shed.back("drill-1", Found("cable", "missing"))
    assert shed.state(loan) == "asked"
    named = (WANG.name, WANG.phone, WANG.name[0] + "*", WANG.phone[-4:])
    with house.workers() as hall:
        for word in ("还工具", "工具1号"):
            assert not [text for text in named if text in hall.said]
            hall.tap(word)
        assert "缺电源线" in hall.said
        assert not [text for text in named if text in hall.said]
    with house.board() as board:
        assert not [text for text in named if text in board.said]
