"""The beds' manifest."""

from typing import Final

from kiosk.base.request import STAFF, Done, Role
from kiosk.base.service import Handler, Sells, Service
from kiosk.services.beds import events, requests
from kiosk.services.beds.inspection import inspect, z
from kiosk.services.beds.readings import load, tables
from kiosk.services.beds.reports import REPORTS, acts
from kiosk.services.beds.rules import booking, changes, queue, resting, room
from kiosk.services.beds.settings import Settings
from kiosk.services.beds.slips import slip
from kiosk.services.beds.traces import TRACES

_ANYONE: Final[frozenset[Role]] = STAFF | {"worker"}

SERVICE: Final = Service(
    name="beds",
    facts=events.FACTS,
    handlers=(
        Handler(requests.Book, _ANYONE, load.for_booking, booking.book, requests.Booked, sells=True),
        Handler(requests.Sell, STAFF, load.for_booking, booking.sell, requests.Sold, sells=True),
        Handler(requests.CheckIn, _ANYONE, load.for_code, resting.check_in, requests.Bedded),
        Handler(requests.CheckOut, _ANYONE, load.for_code, resting.check_out, requests.Bedded),
        Handler(requests.NoShow, STAFF, load.for_change, resting.mark_no_show, requests.Bedded),
        Handler(requests.Undo, STAFF, load.for_change, resting.undo, requests.Bedded),
        Handler(requests.Cancel, _ANYONE, load.for_change, changes.cancel, requests.GivenBack),
        Handler(requests.Move, STAFF, load.for_change, changes.move, requests.Bedded),
        Handler(requests.ChangeLinen, STAFF, load.for_bed, room.change_linen, Done),
        Handler(requests.CloseBed, STAFF, load.for_bed, room.close_bed, Done),
        Handler(requests.ReopenBed, STAFF, load.for_bed, room.reopen_bed, Done),
        Handler(requests.JoinWait, _ANYONE, load.for_queue, queue.join, requests.Waiting, sells=True),
        Handler(requests.LeaveWait, _ANYONE, load.for_queue, queue.leave, Done),
    ),
    settings=Settings,
    schema=tables.SCHEMA,
    tables=tables.TABLES,
    apply=tables.apply,
    due=load.due,
    sells=Sells(load.fulfil, load.release),
    slip=slip,
    inspect=inspect,
    z=z,
    traces=TRACES,
    reports=REPORTS,
    acts=acts,
    screens="kiosk.services.beds.screens",
    counter="kiosk.services.beds.counter",
    offered=lambda settings: bool(settings.rooms),
)
