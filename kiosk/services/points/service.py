"""The manifest of points."""

from typing import Final

from kiosk.base.request import STAFF, Done, Role
from kiosk.base.service import Handler, Service
from kiosk.services.points import events, requests
from kiosk.services.points.inspection import inspect, z
from kiosk.services.points.readings import leases, load, tables, views
from kiosk.services.points.reports import REPORTS, acts
from kiosk.services.points.rules import cards, correcting, earning, goods, leasing, redeeming
from kiosk.services.points.settings import Settings
from kiosk.services.points.slips import slip
from kiosk.services.points.traces import TRACES

_ANYONE: Final[frozenset[Role]] = STAFF | {"worker"}
_DEVICE: Final[frozenset[Role]] = frozenset({"device"})

SERVICE: Final = Service(
    name="points",
    facts=events.FACTS,
    handlers=(
        Handler(requests.IssueCard, STAFF, load.for_card, cards.issue, requests.CardOut),
        Handler(requests.ReplaceCard, STAFF, load.for_card, cards.replace, requests.CardOut),
        Handler(requests.Enter, STAFF, load.for_enter, earning.enter, requests.Entered),
        Handler(requests.Approve, STAFF, load.for_earning, earning.approve, Done),
        Handler(requests.Decline, STAFF, load.for_earning, earning.decline, Done),
        Handler(requests.ReverseEarning, STAFF, load.for_earning, earning.reverse, Done),
        Handler(requests.Correct, STAFF, load.for_enter, correcting.enter, requests.Corrected),
        Handler(requests.Adjust, STAFF, load.for_correction, correcting.adjust, Done),
        Handler(requests.DeclineCorrection, STAFF, load.for_correction, correcting.decline, Done),
        Handler(requests.Redeem, _ANYONE, load.for_redeem, redeeming.redeem, requests.Redeemed, sells=True),
        Handler(requests.HandOut, STAFF, load.for_redemption, redeeming.hand_out, Done),
        Handler(requests.UndoHandOut, STAFF, load.for_redemption, redeeming.undo_hand_out, Done),
        Handler(requests.Reverse, STAFF, load.for_redemption, redeeming.reverse, Done),
        Handler(requests.Receive, STAFF, load.for_goods, goods.receive, requests.Stock),
        Handler(requests.Count, STAFF, load.for_goods, goods.count, requests.Stock),
        Handler(requests.AdjustGoods, STAFF, load.for_goods, goods.adjust, requests.Stock),
        Handler(requests.HandOver, STAFF, leases.for_hand_over, leasing.hand_over, Done),
        Handler(requests.ApproveHandOver, STAFF, leases.for_hand_over, leasing.approve, Done),
        Handler(requests.Present, _ANYONE, load.for_present, leasing.present, requests.CardOut, sweeps=False),
        Handler(requests.TakeLease, _DEVICE, leases.for_lease, leasing.take, requests.CardOut),
        Handler(requests.CloseLease, _DEVICE, leases.for_lease, leasing.close, Done),
        Handler(requests.TakePhone, _DEVICE, load.for_phone, leasing.take_phone, requests.CardOut),
        Handler(requests.Donate, STAFF, load.for_donation, goods.donate, requests.Given),
    ),
    settings=Settings,
    schema=tables.SCHEMA,
    tables=tables.TABLES,
    apply=tables.apply,
    due=load.due,
    slip=slip,
    inspect=inspect,
    z=z,
    traces=TRACES,
    screens="kiosk.services.points.screens",
    counter="kiosk.services.points.counter",
    offered=lambda settings: bool(settings.lists or settings.goods),
    needs=views.needs,
    reports=REPORTS,
    acts=acts,
)
