"""The meals' manifest."""

from typing import Final

from kiosk.base.request import STAFF, Done, Role
from kiosk.base.service import Handler, Sells, Service
from kiosk.services.meals import events, requests
from kiosk.services.meals.inspection import inspect, z
from kiosk.services.meals.readings import load, tables
from kiosk.services.meals.reports import REPORTS, acts
from kiosk.services.meals.rules import calling, days, kitchen, orders, queue, serving
from kiosk.services.meals.settings import Settings
from kiosk.services.meals.slips import slip
from kiosk.services.meals.traces import TRACES

_ANYONE: Final[frozenset[Role]] = STAFF | {"worker"}

SERVICE: Final = Service(
    name="meals",
    facts=events.FACTS,
    handlers=(
        Handler(requests.Open, STAFF, load.for_day, days.open_day, Done),
        Handler(requests.AddPortions, STAFF, load.for_day, days.add_portions, Done),
        Handler(requests.Close, STAFF, load.for_day, days.close_day, Done),
        Handler(requests.Order, _ANYONE, load.for_order, orders.order, requests.Ordered, sells=True),
        Handler(requests.Sell, STAFF, load.for_order, orders.sell, requests.Sold, sells=True),
        Handler(requests.Call, STAFF, load.for_call, calling.call, requests.Called),
        Handler(requests.UndoCall, STAFF, load.for_call, calling.undo_call, requests.Called),
        Handler(requests.Miss, STAFF, load.for_call, calling.miss, requests.Numbered),
        Handler(requests.Serve, STAFF, load.for_ticket, serving.serve, requests.Numbered),
        Handler(requests.TakeBack, STAFF, load.for_ticket, serving.take_back, requests.Numbered),
        Handler(requests.Refund, STAFF, load.for_ticket, serving.refund, requests.Numbered),
        Handler(requests.JoinWait, _ANYONE, load.for_order, queue.join, requests.Waiting, sells=True),
        Handler(requests.LeaveWait, _ANYONE, load.for_order, queue.leave, Done),
        Handler(requests.SetMenu, STAFF, load.for_kitchen, kitchen.set_menu, Done),
        Handler(requests.KeepSample, STAFF, load.for_kitchen, kitchen.keep_sample, Done),
        Handler(requests.DiscardSample, STAFF, load.for_kitchen, kitchen.discard_sample, Done),
        Handler(requests.RecordCooking, STAFF, load.for_kitchen, kitchen.record_cooking, Done),
    ),
    settings=Settings,
    schema=tables.SCHEMA,
    tables=tables.TABLES,
    apply=tables.apply,
    due=load.due,
    seals=(events.DayClosed,),
    sells=Sells(load.fulfil, load.release),
    slip=slip,
    inspect=inspect,
    z=z,
    traces=TRACES,
    screens="kiosk.services.meals.screens",
    counter="kiosk.services.meals.counter",
    offered=lambda settings: bool(settings.meals),
    reports=REPORTS,
    acts=acts,
)
