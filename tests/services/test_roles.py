"""Who may ask for what: an auditor reads, and takes along on paper what was read; nothing else is theirs."""

import pytest
from support.station import Station

from kiosk.base.request import STAFF, Refused
from kiosk.services.registry import SERVICES
from kiosk.services.slips.requests import Reprint
from kiosk.services.staff import requests as staff
from kiosk.services.till.requests import PayOwed

AUDITOR = "auditor:a3"
HANDLERS = [(service.name, handler) for service in SERVICES for handler in service.handlers]


def test_all_an_auditor_may_ask_for_is_what_is_taken_along_on_paper() -> None:
    assert HANDLERS
    asked = [handler.request.name for _, handler in HANDLERS if "auditor" in handler.roles]
    assert asked == ["house.inspect", "house.print_report"]


def test_whatever_an_attendant_may_do_a_supervisor_may_do_too() -> None:
    for _, handler in HANDLERS:
        assert "attendant" not in handler.roles or handler.roles >= STAFF, handler.request.name


def test_an_auditor_is_added_signs_in_and_writes_nothing(station: Station) -> None:
    station.ask(staff.Add(request_id=station.id(), who="a3", role="auditor", shown="陈*"))
    signed = station.ask(staff.SignIn(request_id=station.id(), who="a3", pin_right=True), "worker")
    assert signed.by == AUDITOR
    before = station.kinds()
    for request in (
        Reprint(request_id=station.id(), slip="1-1-0000000000000000"),
        PayOwed(request_id=station.id(), owed="o1"),
        staff.NotePin(request_id=station.id(), who="a3"),
        staff.Add(request_id=station.id(), who="a4", role="auditor", shown="吴*"),
    ):
        with pytest.raises(Refused) as refused:
            station.ask(request, AUDITOR)
        assert refused.value.reason == "staff.not_allowed"
    assert station.kinds() == before
