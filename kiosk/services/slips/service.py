"""The slips' manifest."""

from typing import Final

from kiosk.base.request import STAFF, Done
from kiosk.base.service import Handler, Service
from kiosk.services.slips import events, readings, requests, rules
from kiosk.services.slips.inspection import inspect
from kiosk.services.slips.reports import REPORTS, acts
from kiosk.services.slips.settings import Settings
from kiosk.services.slips.slips import slip

SERVICE: Final = Service(
    name="slips",
    facts=events.FACTS,
    handlers=(
        Handler(requests.Report, frozenset({"device"}), readings.load, rules.report, requests.Ended),
        Handler(requests.Reprint, STAFF, readings.load, rules.reprint, requests.Reprinting),
        Handler(requests.TryOut, frozenset({"supervisor"}), readings.nothing, rules.try_out, Done),
        Handler(requests.Test, frozenset({"supervisor"}), readings.nothing, rules.test, Done),
        Handler(requests.Saw, frozenset({"supervisor"}), readings.nothing, rules.saw, Done),
        Handler(requests.Settle, STAFF, readings.load, rules.settle, Done),
    ),
    settings=Settings,
    schema=readings.SCHEMA,
    tables=readings.TABLES,
    apply=readings.apply,
    slip=slip,
    inspect=inspect,
    reports=REPORTS,
    acts=acts,
)
