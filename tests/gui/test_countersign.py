"""A second person approves at the counter, while whoever works there stays signed in."""

from gui.house import PIN, House, rest
from support.station import BOSS

from kiosk.base.request import Role
from kiosk.services.staff import requests as staff
from kiosk.widgets.countersign import Countersign
from kiosk.widgets.theme import wear

SUPERVISORS: frozenset[Role] = frozenset({"supervisor"})


def test_a_supervisor_approves_by_a_pin_and_the_attendant_goes_on_working(house: House) -> None:
    house.pins.put("a1", PIN)
    approved: list[str] = []
    with house.counter() as counter:
        wear(counter.shell.theme)
        part = Countersign(counter.shell, "扣 15 元", SUPERVISORS, approved.append, lambda: None)
        counter.shell.glass.add_widget(part)
        rest(0.5)
        assert "张*，请输密码" in counter.said
        for digit in PIN:
            part.type(digit)
            rest(0.1)
        counter.until(lambda: bool(approved))
        assert approved == [BOSS]
        assert counter.shell.by == "attendant:a2"
    assert house.station.kinds()[-1] == "staff.signed_in"


def test_a_wrong_pin_is_said_and_counted_and_nothing_is_approved(house: House) -> None:
    house.pins.put("a1", PIN)
    approved: list[str] = []
    with house.counter() as counter:
        wear(counter.shell.theme)
        part = Countersign(counter.shell, "扣 15 元", SUPERVISORS, approved.append, lambda: None)
        counter.shell.glass.add_widget(part)
        for digit in "918273":
            part.type(digit)
            rest(0.1)
        counter.until_said("密码不对")
    assert approved == []
    assert house.station.kinds()[-1] == "staff.pin_wrong"


def test_nobody_approves_what_they_do_themselves(house: House) -> None:
    house.pins.put("a1", PIN)
    house.ask(staff.Retire(request_id=house.desk.new_id(), who="a2"), BOSS)
    given_up: list[bool] = []
    with house.counter(signed_in=False) as counter:
        wear(counter.shell.theme)
        counter.shell.by = BOSS
        part = Countersign(counter.shell, "扣 15 元", SUPERVISORS, lambda _: None, lambda: given_up.append(True))
        counter.shell.glass.add_widget(part)
        rest(0.5)
        assert "这里没有别人可以批准" in counter.said
        part.type("escape")
    assert given_up == [True]
