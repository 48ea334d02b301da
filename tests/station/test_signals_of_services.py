"""What an auditor may want to ask about, service by service: each pattern is found, and an honest day is not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.station import BOSS, HAND, SETTINGS, SetClock, Station, station_in
from support.tools import Shed

from kiosk.base.inspection import Figure
from kiosk.base.request import Request
from kiosk.reading.tables import tables
from kiosk.services.house.requests import Tick
from kiosk.services.meals import requests as meals
from kiosk.services.points import requests as points
from kiosk.services.registry import SERVICES
from kiosk.services.staff import requests as staff
from kiosk.services.till import requests as till
from kiosk.services.tools import requests as tools

DAY = 86_400
SECOND = "supervisor:a3"
THIRD = "attendant:a4"


class House(Station):
    """A station with two supervisors and two attendants."""

    def __init__(self, folder: Path, settings: str = SETTINGS) -> None:
        super().__init__(folder, SetClock(), settings)
        self.do(staff.Add, BOSS, who="a3", role="supervisor", shown="王*")
        self.do(staff.Add, BOSS, who="a4", role="attendant", shown="赵*")

    def do(self, kind: type[Request], by: str = HAND, **fields: Any) -> Any:
        self.clock.pass_(30)  # nobody works faster
        return self.ask(kind(request_id=self.id(), **fields), by)

    def signals(self, service: str) -> list[tuple[Any, ...]]:
        """The rows of one service's table, over all time."""
        found = tables(self.desk.journal.db, SERVICES, self.scene, ("signals",), "2024-01-01", "2024-12-31")
        return next([*table.rows] for table in found if table.key == f"{service}.report.signals")

    def said(self, service: str) -> list[Figure]:
        return [row[-1] for row in self.signals(service)]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[House]:
    with House(tmp_path / "house").closing() as made:
        assert isinstance(made, House)
        yield made


def test_an_honest_day_of_all_services_leaves_none(place: House) -> None:
    place.do(till.OpenShift, counts=((10000, 3),))
    place.open()
    place.clock.pass_(20 * 60)
    for _ in range(3):
        place.clock.pass_(22)
        place.serve(place.buy())
    place.do(meals.Sell, meal="lunch", way="counter", given_fen=500)
    place.do(meals.Refund, meal="lunch", number=4, reason="sick")
    shed = Shed(place)
    shed.register("toolbox")
    shed.lend("toolbox-1")
    place.clock.pass_(3600)
    shed.back("toolbox-1")
    place.do(points.Receive, goods="tissues", qty=3)
    account = place.do(points.IssueCard).account
    place.do(points.Approve, BOSS, earning=place.do(points.Enter, account=account, rule="volunteer", qty=3).earning)
    place.clock.pass_(600)
    place.do(points.HandOut, number=place.do(points.Redeem, goods="tissues", account=account).number)
    place.close_meal()
    assert {name: place.signals(name) for name in ("meals", "till", "tools", "points", "house")} == {
        "meals": [],
        "till": [],
        "tools": [],
        "points": [],
        "house": [],
    }


# Service outside hours


@pytest.mark.parametrize(("minute", "found"), [(14 * 60 + 29, False), (14 * 60 + 31, True), (22 * 60, True)])
def test_a_meal_long_after_the_sale_is_served_outside_the_hours(place: House, minute: int, found: bool) -> None:
    place.open()
    number = place.buy()
    place.clock.pass_(minute * 60 - (11 * 3600 + 13 * 60))
    place.serve(number)
    expected = [("2024-03-01", "meals.meal_lunch", Figure("meals.signal.outside", "", {"count": 1}))]
    assert place.signals("meals") == (expected if found else [])


def test_a_meal_on_a_day_off_is_served_when_the_station_is_closed(tmp_path: Path) -> None:
    with station_in(tmp_path / "open") as station:
        station.open()
        station.clock.pass_(20 * 60)
        station.serve(station.buy())
    closed = SETTINGS + '\n[holidays]\nclosed = ["2024-03-01"]\n'
    with House(tmp_path / "open", closed).closing() as place:
        assert isinstance(place, House)
        assert place.said("meals") == [Figure("meals.signal.closed_day", "", {"count": 1})]


# One phone, ten meals a day


@pytest.mark.parametrize(("portions", "found"), [((2, 2), False), ((3, 2), True)])
def test_one_card_that_buys_for_many(place: House, portions: tuple[int, ...], found: bool) -> None:
    place.open()
    for qty in portions:
        place.do(meals.Sell, meal="lunch", way="counter", given_fen=500 * qty, qty=qty, member="m1")
    expected = [Figure("meals.signal.many", "", {"count": sum(portions)})]
    assert place.said("meals") == (expected if found else [])


# Refunds after close


def test_money_given_back_once_the_shift_is_closed(place: House) -> None:
    place.do(till.OpenShift, counts=((500, 4),))
    place.open()
    first, second, third = (place.buy() for _ in range(3))
    place.do(meals.Refund, meal="lunch", number=first, reason="sick")
    place.do(till.CountShift, counts=((500, 6),))
    place.do(till.CloseShift)
    assert place.said("till") == []
    place.do(meals.Refund, meal="lunch", number=second, reason="sick")
    assert [(row[1], row[2]) for row in place.signals("till")] == [
        ("李*", Figure("till.signal.after_close", "5.00", {"shift": 1}))
    ]
    place.do(till.OpenShift, counts=((500, 5),))
    place.do(meals.Refund, meal="lunch", number=third, reason="sick")
    assert len(place.said("till")) == 1, "a refund of the next shift is one like any other"


# One attendant's voids


@pytest.mark.parametrize(("voids", "theirs", "found"), [(5, 0, True), (4, 0, False), (5, 7, False)])
def test_one_attendant_who_voids_far_more_than_the_others(place: House, voids: int, theirs: int, found: bool) -> None:
    place.open(40)
    for by, sales, back in ((HAND, 5, voids), (THIRD, 20, theirs)):
        for sale in range(sales):
            number = place.do(meals.Sell, by, meal="lunch", way="counter", given_fen=500).number
            if sale < back:
                place.do(meals.Refund, by, meal="lunch", number=number, reason="mistake")
    expected = [("李*", Figure("till.signal.voids", "", {"count": voids, "sold": 5}))]
    assert [row[1:] for row in place.signals("till")] == (expected if found else [])


# Repeated waivers


@pytest.mark.parametrize(("waived", "found"), [(2, False), (3, True)])
def test_a_supervisor_who_waives_deductions_again_and_again(place: House, waived: int, found: bool) -> None:
    shed = Shed(place)
    shed.register("toolbox")
    for turn in range(3):
        loan = shed.lend("toolbox-1")
        shed.back("toolbox-1", tools.Found("shears", "missing"))
        if turn < waived:
            place.do(tools.Decide, BOSS, loan=loan, deduct_fen=200, reason="too_hard")
        shed.agree(loan, 200 if turn < waived else 1000)
        shed.give_back(loan)
        shed.move("toolbox-1", "service", "repaired")
    expected = [("张*", Figure("tools.signal.waived", "24.00", {"count": 3}))]
    assert [row[1:] for row in place.signals("tools")] == (expected if found else [])


# Same donor and approver


@pytest.mark.parametrize(
    ("approvers", "found"), [((BOSS, BOSS), False), ((BOSS, BOSS, BOSS), True), ((BOSS, SECOND, BOSS), False)]
)
def test_one_person_who_approves_all_that_a_donor_gives(place: House, approvers: tuple[str, ...], found: bool) -> None:
    account = place.do(points.IssueCard).account
    for by in approvers:
        given = place.do(points.Donate, thing="伞", grade="good", score=10, giver=account)
        place.do(points.Approve, by, earning=given.earning)
    expected = [("张*", Figure("points.signal.one_approver", "", {"number": account, "count": len(approvers)}))]
    assert [row[1:] for row in place.signals("points")] == (expected if found else [])


def test_one_person_who_approves_many_hours_of_work_is_no_donor(place: House) -> None:
    account = place.do(points.IssueCard).account
    for _ in range(4):
        place.do(points.Approve, BOSS, earning=place.do(points.Enter, account=account, rule="volunteer").earning)
    assert place.signals("points") == []


# Redeemed right after credit


@pytest.mark.parametrize(("seconds", "found"), [(20, True), (150, False)])
def test_goods_had_for_points_that_were_approved_a_moment_before(place: House, seconds: int, found: bool) -> None:
    place.do(points.Receive, goods="tissues", qty=3)
    account = place.do(points.IssueCard).account
    place.do(points.Approve, BOSS, earning=place.do(points.Enter, account=account, rule="volunteer", qty=3).earning)
    place.clock.pass_(seconds)
    place.do(points.Redeem, goods="tissues", account=account)
    expected = [("张*", Figure("points.signal.at_once", "", {"number": account}))]
    assert [row[1:] for row in place.signals("points")] == (expected if found else [])


# Exactly at the cap every day


@pytest.mark.parametrize(("days", "found"), [((3, 3, 3), True), ((3, 3), False), ((3, 2, 3), False)])
def test_a_member_who_earns_exactly_what_a_day_allows(place: House, days: tuple[int, ...], found: bool) -> None:
    account = place.do(points.IssueCard).account
    for times in days:
        for _ in range(times):
            place.do(points.Enter, account=account, rule="hazard")
        place.clock.pass_(DAY)
    expected = [Figure("points.signal.at_cap", "", {"number": account, "count": 3})]
    assert place.said("points") == (expected if found else [])


# Clock jumps


def test_a_clock_that_was_moved(place: House) -> None:
    place.do(Tick, "device")
    assert place.signals("house") == []
    place.clock.jump(-3600)
    place.do(Tick, "device")
    assert place.said("house") == [Figure("house.act.clock", "", {"seconds": -3600})]
