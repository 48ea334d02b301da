"""People of the real services: a borrower and a member, from the notice to the last of their names."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.station import HAND, Station, station_in
from support.tools import WANG, Shed

from kiosk.base.people import NOTICE, Who
from kiosk.base.request import Refused
from kiosk.bootstrap import all_words
from kiosk.record.verify import Witness
from kiosk.services.house.requests import Tick
from kiosk.services.people import requests
from kiosk.services.people.settings import Settings
from kiosk.services.points import requests as points
from kiosk.services.registry import SERVICES
from kiosk.station.backup import back_up
from kiosk.station.verify import verify_station
from kiosk.touch.refusals import sentence

DAY = 86_400
LI = Who("李晓梅", "15935904321")


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with station_in(tmp_path / "station") as made:
        yield made


@pytest.fixture
def shed(station: Station) -> Shed:
    made = Shed(station)
    made.register("drill")
    made.register("toolbox", "")
    return made


def person_of(shed: Shed, loan: str) -> str:
    found: str = shed.station.rows("SELECT person FROM tools_loans WHERE loan = ?", loan)[0][0]
    return found


def known(station: Station, person: str) -> bool:
    return station.desk.vault(station.desk.journal.db).masked(person) is not None


def erase(station: Station, person: str) -> None:
    station.ask(requests.Erase(request_id=station.id(), person=person), HAND)


def sound(station: Station) -> None:
    assert verify_station(station.files.journal, Witness(), SERVICES, rebuild=True).fault is None


def test_a_borrower_is_erased_after_the_loan_and_not_before_and_the_amounts_stay(shed: Shed) -> None:
    loan = shed.lend("drill-1")
    person = person_of(shed, loan)
    with pytest.raises(Refused) as refused:
        erase(shed.station, person)
    assert "押金" in sentence(all_words(), "zh", refused.value, staff=True)
    assert known(shed.station, person)
    shed.back("drill-1")
    before = shed.station.rows("SELECT raw FROM journal ORDER BY pos")
    erase(shed.station, person)
    assert not known(shed.station, person)
    assert shed.station.rows("SELECT raw FROM journal ORDER BY pos")[: len(before)] == before, "nothing is rewritten"
    assert shed.station.rows("SELECT deposit_fen, state FROM tools_loans") == [(20000, "returned")]
    sound(shed.station)


def test_a_borrower_goes_by_itself_when_the_days_are_over_and_not_while_the_tool_is_out(shed: Shed) -> None:
    person = person_of(shed, shed.lend("drill-1"))
    shed.station.clock.pass_((Settings().keep_days + 200) * DAY)
    shed.station.ask(Tick(request_id=shed.station.id()), "device")
    assert known(shed.station, person)
    shed.back("drill-1")
    shed.station.clock.pass_((Settings().keep_days + 1) * DAY)
    shed.station.ask(Tick(request_id=shed.station.id()), "device")
    assert not known(shed.station, person)
    sound(shed.station)


def test_a_backup_of_a_busy_station_yields_no_name_no_phone_and_no_masked_form(shed: Shed, tmp_path: Path) -> None:
    loan = shed.lend("drill-1")
    shed.ask(points.IssueCard, who=LI)
    shed.ask(requests.View, person=person_of(shed, loan), why="lost_slip")
    shed.ask(requests.Correct, person=person_of(shed, loan), who=Who("王大明", WANG.phone))
    shed.back("drill-1")
    back_up(shed.station.files, tmp_path / "copy.db")
    copied = (tmp_path / "copy.db").read_bytes()
    named = (WANG.name, WANG.phone, "王大明", LI.name, LI.phone, "王*", "李晓", "138****1234", "159****4321")
    forms = {form for text in named for form in (text.encode(), text.encode("unicode_escape"))}
    assert not [form for form in forms if form in copied]
    assert "爱心驿站".encode() in copied, "the control: what stands there in plain is found"


@pytest.mark.parametrize("guardian", [True, False])
def test_whether_a_childs_guardian_agreed_is_on_record_with_the_notice(shed: Shed, *, guardian: bool) -> None:
    shed.prepare("toolbox-1", guardian=guardian)
    assert shed.station.rows("SELECT guardian, notice FROM people_persons") == [(int(guardian), NOTICE)]
    shed.ask(points.IssueCard, who=LI, guardian=guardian)
    assert {row[0] for row in shed.station.rows("SELECT guardian FROM people_persons")} == {int(guardian)}


def test_a_worker_at_the_glass_gives_no_name_for_anything(shed: Shed) -> None:
    """The least data: what is ordered, booked and kept by touch is kept by a number."""
    shed.station.open()
    shed.station.buy()
    shed.hold("drill")
    shed.ask(points.IssueCard)
    assert shed.station.rows("SELECT count(*) FROM people_persons") == [(0,)]
    with pytest.raises(Refused) as refused:
        shed.prepare("toolbox-1", who=Who(""))
    assert refused.value.reason == "people.bad_name", (
        "a deposit is somebody's: a name alone, the phone is theirs to give"
    )
    assert shed.station.rows("SELECT count(*) FROM vault") == [(0,)]
