"""The people's manifest."""

from typing import Final

from kiosk.base.request import STAFF, Done, Seen
from kiosk.base.service import Handler, Service
from kiosk.services.people import events, readings, requests, rules
from kiosk.services.people.inspection import inspect
from kiosk.services.people.reports import acts
from kiosk.services.people.settings import Settings

SERVICE: Final = Service(
    name="people",
    facts=events.FACTS,
    handlers=(
        Handler(requests.View, STAFF, readings.load, rules.view, Seen),
        Handler(requests.Correct, STAFF, readings.load, rules.correct, Done),
        Handler(requests.Erase, STAFF, readings.load, rules.erase, Done),
    ),
    settings=Settings,
    schema=readings.SCHEMA,
    tables=readings.TABLES,
    apply=readings.apply,
    due=readings.due,
    inspect=inspect,
    counter="kiosk.services.people.counter",
    acts=acts,
)
