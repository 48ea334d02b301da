"""The meals' manifest."""

from typing import Final

from kiosk.base.request import Done, Role
from kiosk.base.service import Handler, Sells, Service
from kiosk.services.meals import events, requests
from kiosk.services.meals.readings import load, tables
from kiosk.services.meals.rules import days, kitchen, orders, queue, serving
from kiosk.services.meals.settings import Settings
from kiosk.services.meals.slips import slip
from kiosk.services.meals.traces import TRACES

_STAFF: Final[frozenset[Role]] = frozenset({"attendant", "supervisor"})
_OPENERS: Final[frozenset[Role]] = _STAFF | {"device"}
_ANYONE: Final[frozenset[Role]] = _STAFF | {"worker"}

SERVICE: Final = Service(
    name="meals",
    facts=events.FACTS,
    handlers=(
        Handler(requests.Open, _OPENERS, load.for_day, days.open_day, Done),
        Handler(requests.AddPortions, _STAFF, load.for_day, days.add_portions, Done),
        Handler(requests.Close, _STAFF, load.for_day, days.close_day, Done),
        Handler(requests.Order, _ANYONE, load.for_order, orders.order, requests.Ordered, sells=True),
        Handler(requests.Sell, _STAFF, load.for_order, orders.sell, requests.Sold, sells=True),
        Handler(requests.Call, _STAFF, load.for_ticket, serving.call, requests.Numbered),
        Handler(requests.Serve, _STAFF, load.for_ticket, serving.serve, requests.Numbered),
        Handler(requests.TakeBack, _STAFF, load.for_ticket, serving.take_back, requests.Numbered),
        Handler(requests.Refund, _STAFF, load.for_ticket, serving.refund, requests.Numbered),
        Handler(requests.JoinWait, _ANYONE, load.for_order, queue.join, requests.Waiting, sells=True),
        Handler(requests.LeaveWait, _ANYONE, load.for_order, queue.leave, Done),
        Handler(requests.SetMenu, _STAFF, load.for_kitchen, kitchen.set_menu, Done),
        Handler(requests.KeepSample, _STAFF, load.for_kitchen, kitchen.keep_sample, Done),
        Handler(requests.DiscardSample, _STAFF, load.for_kitchen, kitchen.discard_sample, Done),
        Handler(requests.RecordCooking, _STAFF, load.for_kitchen, kitchen.record_cooking, Done),
    ),
    settings=Settings,
    schema=tables.SCHEMA,
    tables=tables.TABLES,
    apply=tables.apply,
    due=load.due,
    seals=(events.DayClosed,),
    sells=Sells(load.fulfil, load.release),
    slip=slip,
    traces=TRACES,
    screens="kiosk.services.meals.screens",
)
