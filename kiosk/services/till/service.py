"""The till's manifest."""

from typing import Final

from kiosk.base.request import STAFF, Done
from kiosk.base.service import Handler, Service
from kiosk.services.till import events, readings, requests, rules
from kiosk.services.till.inspection import inspect
from kiosk.services.till.settings import Settings
from kiosk.services.till.slips import slip

SERVICE: Final = Service(
    name="till",
    facts=events.FACTS,
    handlers=(
        Handler(requests.Receive, STAFF, readings.load_sale, rules.receive, requests.Received),
        Handler(requests.PutIn, frozenset({"device"}), readings.load_sale, rules.put_in, requests.PutInto),
        Handler(requests.Cancel, STAFF | {"worker"}, readings.load_sale, rules.cancel, Done),
        Handler(requests.PayOwed, STAFF, readings.load_owed, rules.pay_owed, requests.PaidOwed),
    ),
    settings=Settings,
    schema=readings.SCHEMA,
    tables=readings.TABLES,
    apply=readings.apply,
    follow=readings.follow,
    due=readings.due,
    slip=slip,
    inspect=inspect,
)
