"""The house's manifest."""

from typing import Final

from kiosk.base.request import STAFF, Done, Role
from kiosk.base.service import Handler, Service
from kiosk.services.house import events, readings, requests, rules
from kiosk.services.house.inspection import inspect, slip
from kiosk.services.house.reports import REPORTS, acts
from kiosk.services.house.settings import Settings

_DEVICE: Final[frozenset[Role]] = frozenset({"device"})

SERVICE: Final = Service(
    name="house",
    facts=events.FACTS,
    handlers=(
        Handler(requests.OpenEpoch, _DEVICE, readings.load, rules.open_epoch, Done, sweeps=False),
        Handler(requests.Start, _DEVICE, readings.load, rules.start, Done),
        Handler(requests.Stop, _DEVICE, readings.load, rules.stop, Done),
        Handler(requests.AdoptSettings, frozenset({"device", "supervisor"}), readings.load, rules.adopt_settings, Done),
        Handler(requests.Inspect, frozenset({"auditor", "supervisor"}), readings.load, rules.inspect, Done),
        Handler(requests.PrintReport, frozenset({"auditor", "supervisor"}), readings.load, rules.print_report, Done),
        Handler(requests.JoinCentre, _DEVICE, readings.load, rules.join_centre, Done),
        Handler(requests.Witness, _DEVICE, readings.load, rules.witness, Done),
        Handler(requests.DisputeLog, _DEVICE, readings.load, rules.dispute_log, Done),
        Handler(requests.Tick, _DEVICE, readings.load, rules.tick, Done),
        Handler(requests.CallPerson, frozenset({"worker"}), readings.load, rules.call_person, requests.Called),
        Handler(requests.AnswerCall, STAFF, readings.load, rules.answer_call, Done),
        Handler(requests.ReportDevice, _DEVICE, readings.load, rules.report_device, Done),
    ),
    settings=Settings,
    schema=readings.SCHEMA,
    tables=readings.TABLES,
    apply=readings.apply,
    slip=slip,
    inspect=inspect,
    seals=(events.EpochOpened, events.Started, events.Stopped),
    reports=REPORTS,
    acts=acts,
)
