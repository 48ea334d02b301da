"""The tools' manifest."""

from typing import Final

from kiosk.base.request import STAFF, Done, Role
from kiosk.base.service import Handler, Sells, Service
from kiosk.services.tools import events, requests
from kiosk.services.tools.inspection import inspect, z
from kiosk.services.tools.readings import load, tables, views
from kiosk.services.tools.reports import REPORTS, acts
from kiosk.services.tools.rules import lending, returning, units
from kiosk.services.tools.settings import Settings
from kiosk.services.tools.slips import slip
from kiosk.services.tools.traces import TRACES

_ANYONE: Final[frozenset[Role]] = STAFF | {"worker"}
_SUPERVISOR: Final[frozenset[Role]] = frozenset({"supervisor"})

SERVICE: Final = Service(
    name="tools",
    facts=events.FACTS,
    handlers=(
        Handler(requests.Register, STAFF, load.for_unit, units.register, requests.Unit),
        Handler(requests.Inspect, STAFF, load.for_unit, units.inspect, requests.Unit),
        Handler(requests.Move, STAFF, load.for_unit, units.move, requests.Unit),
        Handler(requests.Hold, _ANYONE, load.for_hold, lending.hold, requests.Holding, sells=True),
        Handler(requests.LetGo, _ANYONE, load.for_loan, lending.let_go, Done),
        Handler(requests.Prepare, STAFF, load.for_lending, lending.prepare, requests.Prepared, sells=True),
        Handler(requests.Consent, _ANYONE, load.for_loan, lending.consent, Done),
        Handler(requests.Lend, STAFF, load.for_lending, lending.lend, requests.Due, sells=True),
        Handler(requests.UndoLend, STAFF, load.for_loan, lending.undo_lend, Done),
        Handler(requests.Extend, STAFF, load.for_loan, lending.extend, requests.Due),
        Handler(requests.Call, STAFF, load.for_loan, lending.call, Done),
        Handler(requests.ReplaceSlip, STAFF, load.for_loan, lending.replace_slip, Done),
        Handler(requests.Swap, STAFF, load.for_lending, lending.swap, Done),
        Handler(requests.TakeBack, STAFF, load.for_unit, returning.take_back, requests.TakenBack),
        Handler(requests.Lost, STAFF, load.for_loan, returning.lost, Done),
        Handler(requests.Answer, _ANYONE, load.for_loan, returning.answer, Done),
        Handler(requests.Approve, _SUPERVISOR, load.for_loan, returning.approve, Done),
        Handler(requests.Decide, _SUPERVISOR, load.for_loan, returning.decide, Done),
        Handler(requests.GiveBack, STAFF, load.for_loan, returning.give_back, requests.TakenBack),
        Handler(requests.UndoReturn, STAFF, load.for_loan, returning.undo_return, Done),
        Handler(requests.Acknowledge, _ANYONE, load.for_loan, returning.acknowledge, Done),
        Handler(requests.MakeGood, _SUPERVISOR, load.for_unit, returning.make_good, Done),
        Handler(requests.BeginCount, STAFF, load.for_count, units.begin_count, requests.Counting),
        Handler(requests.Count, STAFF, load.for_count, units.count, requests.Counting),
        Handler(requests.EndCount, STAFF, load.for_count, units.end_count, requests.CountDone),
    ),
    settings=Settings,
    schema=tables.SCHEMA,
    tables=tables.TABLES,
    apply=tables.apply,
    follow=tables.follow,
    due=load.due,
    sells=Sells(load.fulfil, load.release),
    slip=slip,
    inspect=inspect,
    z=z,
    traces=TRACES,
    reports=REPORTS,
    acts=acts,
    screens="kiosk.services.tools.screens",
    counter="kiosk.services.tools.counter",
    offered=lambda settings: bool(settings.kinds),
    needs=views.needs,
)
"""Tools (借工具): units, holds, hand-overs against a deposit, returns, stock-taking."""
