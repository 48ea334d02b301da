"""The staff's manifest."""

from typing import Final

from kiosk.base.request import STAFF, Done
from kiosk.base.service import Handler, Service
from kiosk.services.staff import events, readings, requests, rules
from kiosk.services.staff.reports import acts
from kiosk.services.staff.settings import Settings

SERVICE: Final = Service(
    name="staff",
    facts=events.FACTS,
    handlers=(
        Handler(requests.Add, frozenset({"device", "supervisor"}), readings.load, rules.add, Done),
        Handler(requests.NotePin, STAFF | {"device"}, readings.load, rules.note_pin, Done),
        Handler(requests.Retire, frozenset({"supervisor"}), readings.load, rules.retire, Done),
        Handler(requests.SignIn, frozenset({"worker"}), readings.load, rules.sign_in, requests.SignedIn),
    ),
    settings=Settings,
    schema=readings.SCHEMA,
    tables=readings.TABLES,
    apply=readings.apply,
    acts=acts,
    due=readings.due,
)
