"""Who works here as the centre lists it: adopted with the settings, event by event; PINs stay at the station."""

from pathlib import Path

import pytest
from support.station import BOSS, SETTINGS, SetClock, Station

from kiosk.base.request import Refused
from kiosk.base.toml import ConfigError
from kiosk.record.verify import NO_WITNESS
from kiosk.services.house.requests import AdoptSettings, Tick
from kiosk.services.registry import SERVICES
from kiosk.services.staff import readings
from kiosk.services.staff import requests as staff
from kiosk.station.verify import verify_station


def listed(*people: tuple[str, str, str]) -> str:
    return SETTINGS + "".join(
        f'\n[[services.staff.people]]\nwho = "{who}"\nrole = "{role}"\nshown = "{shown}"\n'
        for who, role, shown in people
    )


def adopt(station: Station, *people: tuple[str, str, str]) -> None:
    station.ask(AdoptSettings(request_id=station.id(), text=listed(*people)), "device")
    station.ask(Tick(request_id=station.id()), "device")


def here(station: Station) -> list[tuple[str, str, str, bool]]:
    found = readings.people(station.desk.journal.db, None)
    return [(one.who, one.role, one.shown, one.pinned) for one in found]


def refusal(station: Station, request: object, by: str) -> str:
    with pytest.raises(Refused) as refused:
        station.ask(request, by)  # type: ignore[arg-type] # any request
    return refused.value.reason


def test_the_list_adds_changes_and_ends_people(station: Station) -> None:
    adopt(station, ("a1", "supervisor", "张*"), ("a3", "attendant", "王*"))
    assert here(station) == [("a1", "supervisor", "张*", True), ("a3", "attendant", "王*", False)]
    signs = staff.SignIn(request_id=station.id(), who="a2", pin_right=True)
    assert refusal(station, signs, "worker") == "staff.pin_wrong"  # removed at the centre, right PIN or not
    assert station.kinds()[-2:] != ["staff.signed_in"]
    adopt(station, ("a1", "supervisor", "张*"), ("a2", "auditor", "李*"), ("a3", "attendant", "王*"))
    assert here(station)[1] == ("a2", "auditor", "李*", True)
    assert verify_station(station.files.journal, NO_WITNESS, SERVICES, rebuild=True).fault is None


def test_somebody_new_gets_their_first_pin_from_a_supervisor(station: Station) -> None:
    adopt(station, ("a1", "supervisor", "张*"), ("a3", "attendant", "王*"))
    assert (
        refusal(station, staff.SignIn(request_id=station.id(), who="a3", pin_right=False), "worker") == "staff.no_pin"
    )
    station.ask(staff.NotePin(request_id=station.id(), who="a3"), BOSS)
    signed = station.ask(staff.SignIn(request_id=station.id(), who="a3", pin_right=True), "worker")
    assert signed.by == "attendant:a3"


def test_the_last_supervisor_with_a_pin_stays_until_another_has_one(station: Station) -> None:
    adopt(station, ("b1", "supervisor", "赵*"))
    assert [who for who, *_ in here(station)] == ["a1", "b1"]
    station.ask(staff.NotePin(request_id=station.id(), who="b1"), BOSS)
    station.ask(Tick(request_id=station.id()), "device")
    assert [who for who, *_ in here(station)] == ["b1"]


def test_where_the_centre_lists_people_nobody_is_added_or_retired_here(station: Station) -> None:
    adopt(station, ("a1", "supervisor", "张*"), ("a2", "attendant", "李*"))
    added = staff.Add(request_id=station.id(), who="a9", role="attendant", shown="钱*")
    assert refusal(station, added, BOSS) == "staff.by_centre"
    assert refusal(station, staff.Retire(request_id=station.id(), who="a2"), BOSS) == "staff.by_centre"


def test_the_same_list_again_is_no_event_and_no_list_leaves_everybody(station: Station) -> None:
    adopt(station, ("a1", "supervisor", "张*"), ("a2", "attendant", "李*"))
    before = len(station.kinds())
    station.ask(Tick(request_id=station.id()), "device")
    assert len(station.kinds()) == before
    station.ask(AdoptSettings(request_id=station.id(), text=SETTINGS), "device")
    station.ask(Tick(request_id=station.id()), "device")
    assert len(here(station)) == 2


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ((("a1", "attendant", "张*"),), "a supervisor among the people"),
        ((("a1", "supervisor", "张*"), ("a1", "attendant", "李*")), "once"),
        ((("a 1", "supervisor", "张*"),), "who"),
        ((("a1", "boss", "张*"),), "role"),
    ],
)
def test_a_list_that_cannot_be_is_refused_whole(
    tmp_path: Path, people: tuple[tuple[str, str, str], ...], said: str
) -> None:
    station = Station(tmp_path, SetClock())
    with station.closing(), pytest.raises(ConfigError, match=said):
        adopt(station, *people)
