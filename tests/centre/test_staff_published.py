"""The list of who works at a station: typed in the console, in force at the station by its line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.console import RunningConsole
from support.joining import Joining
from support.station import Station

from kiosk.base.request import Refused
from kiosk.services.house.requests import Tick
from kiosk.services.staff import readings
from kiosk.services.staff import requests as staff
from kiosk.station.line.line import HELLO_S

TWO = "a1 supervisor 张*\n\n b7  attendant  周*\n"


@pytest.fixture
def joining(station: Station) -> Iterator[Joining]:
    with Joining(station).closing() as made:
        yield made


@pytest.fixture
def console(tmp_path: Path, joining: Joining) -> Iterator[RunningConsole]:
    (tmp_path / "console").mkdir()
    made = RunningConsole(tmp_path / "console", "", joining.station.clock)
    made.account("王主任", "administrator")
    made.account("赵街道", "lead", "西城街道")
    made.account("李审计", "auditor")
    joining.join(made)
    joining.sync()
    made.caught_up()
    try:
        yield made
    finally:
        made.stop()


def owner(console: RunningConsole) -> str:
    ((found,),) = console.sql("SELECT station_id FROM stations")
    return str(found)


def test_a_list_reaches_the_station_and_whoever_is_not_on_it_signs_in_no_more(
    joining: Joining, console: RunningConsole
) -> None:
    station, before = joining.station, joining.station.desk.settings
    browser, form = console.browser("王主任"), {"for": owner(console), "day": "2024-03-01"}
    assert "a2 attendant 李*" in browser.get("/people").text
    assert browser.post("/people", **form, people=TWO).status_code == 303
    station.clock.pass_(HELLO_S)
    joining.sync()
    joining.line.visit()
    station.ask(Tick(request_id=station.id()), "device")
    assert [one.who for one in readings.people(station.desk.journal.db, None)] == ["a1", "b7"]
    with pytest.raises(Refused) as refused:
        station.ask(staff.SignIn(request_id=station.id(), who="a2", pin_right=True), "worker")
    assert refused.value.reason == "staff.pin_wrong"
    now = station.desk.settings
    assert now.services["meals"] == before.services["meals"]
    assert now.station == before.station
    joining.sync()
    console.caught_up()
    shown = browser.get("/people").text
    assert "b7" in shown
    assert "还没有密码" in shown
    assert "b7 attendant 周*" in shown  # what the next list begins from


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ("a1 attendant 张*", "a supervisor among the people"),
        ("a1 supervisor", "a1 supervisor"),
        ("a1 supervisor <b>", "supervisor"),
        ('a1 supervisor 张*"\n[x]', "[x]"),
    ],
)
def test_a_list_that_cannot_be_is_told_and_not_published(
    joining: Joining, console: RunningConsole, people: str, said: str
) -> None:
    del joining
    form = {"for": owner(console), "day": "2024-03-01", "people": people}
    answer = console.browser("王主任").post("/people", **form)
    if "<b>" in people:  # a name like any other: shown as it is, never as a part of the page
        assert answer.status_code == 303
        assert "<b>" not in console.browser("王主任").get("/people").text
        return
    assert answer.status_code == 422
    assert said in answer.text
    assert console.sql("SELECT count(*) FROM settings_published") == [(0,)]


@pytest.mark.parametrize(("who", "status"), [("李审计", 403), ("赵街道", 404)])
def test_who_may_not_publish_a_list_does_not(joining: Joining, console: RunningConsole, who: str, status: int) -> None:
    del joining
    form = {"for": owner(console), "day": "2024-03-01", "people": TWO}
    assert console.browser(who).post("/people", **form).status_code == status
    assert console.sql("SELECT count(*) FROM settings_published") == [(0,)]
