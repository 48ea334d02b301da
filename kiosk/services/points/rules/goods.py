"""Goods: in, counted, adjusted; things that were given."""

from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.points import events, requests
from kiosk.services.points.rules.earning import entered, rule_on
from kiosk.services.points.rules.state import MOST_LETTERS, GoodsState, Offer, written
from kiosk.services.points.settings import MOST, Settings


def receive(state: GoodsState, request: requests.Receive, scene: Scene[Settings]) -> Decision:
    """Goods of the settings; a thing that was given is there once."""
    offer = _known(state)
    if scene.settings.good(offer.goods) is None or not 1 <= request.qty <= MOST:
        raise Refused("points.bad_qty", {"most": MOST})
    received = events.GoodsReceived(goods=offer.goods, zh=offer.zh, day=scene.now.date, qty=request.qty)
    return Decision((Happened(received),), requests.Stock(stock=offer.stock + request.qty))


def count(state: GoodsState, request: requests.Count, scene: Scene[Settings]) -> Decision:
    """盘点; who counts another number than the record says why."""
    offer = _known(state)
    if not 0 <= request.counted <= _most(offer, scene):
        raise Refused("points.bad_qty", {"most": MOST})
    reason = written(request.reason) if request.counted != offer.stock else ""
    counted = events.GoodsCounted(
        goods=offer.goods,
        zh=offer.zh,
        day=scene.now.date,
        expected=offer.stock,
        counted=request.counted,
        reason=reason,
    )
    return Decision((Happened(counted),), requests.Stock(stock=request.counted))


def adjust(state: GoodsState, request: requests.AdjustGoods, scene: Scene[Settings]) -> Decision:
    """More or fewer, with a reason; never below zero."""
    offer = _known(state)
    if request.qty == 0 or abs(request.qty) > MOST:
        raise Refused("points.bad_qty", {"most": MOST})
    if offer.stock + request.qty > _most(offer, scene):
        raise Refused("points.bad_qty", {"most": _most(offer, scene)})
    if offer.stock + request.qty < 0:
        raise Refused("points.stock_below_zero", {"stock": offer.stock})
    adjusted = events.GoodsAdjusted(
        goods=offer.goods, zh=offer.zh, day=scene.now.date, qty=request.qty, reason=written(request.reason)
    )
    return Decision((Happened(adjusted),), requests.Stock(stock=offer.stock + request.qty))


def donate(state: GoodsState, request: requests.Donate, scene: Scene[Settings]) -> Decision:
    """明码标分: on the shelf for its score; the giver earns by the published rule, once it is approved."""
    settings = scene.settings
    if not settings.offered:
        raise Refused("points.not_here", {})
    if not 1 <= request.score <= settings.dearest:
        raise Refused("points.bad_score", {"most": settings.dearest})
    if request.giver and state.giver is None:
        raise Refused("points.no_such_member", {"number": request.giver})
    number, thing = state.last + 1, written(request.thing, MOST_LETTERS)
    donated = events.Donated(
        number=number,
        goods=f"given-{number}",
        giver=request.giver,
        name=thing,
        grade=request.grade,
        score=request.score,
        day=scene.now.date,
    )
    if not request.giver or not settings.donation:
        return Decision((Happened(donated),), requests.Given(number=number))
    published, rule = rule_on(settings.donation, scene)
    if (rule.day and state.today >= rule.day) or (rule.month and state.month >= rule.month):
        return Decision((Happened(donated),), requests.Given(number=number))
    earning = f"e{request.request_id}"
    earned = entered(earning, request.giver, published, rule, 1, thing, scene)
    return Decision((Happened(donated), earned), requests.Given(number=number, earning=earning))


def _most(offer: Offer, scene: Scene[Settings]) -> int:
    """A thing that was given is there once."""
    return MOST if scene.settings.good(offer.goods) is not None else 1


def _known(state: GoodsState) -> Offer:
    if state.offer is None:
        raise Refused("points.no_such_goods", {})
    return state.offer
