"""Redeeming: goods for points, handed out, taken back the same day."""

from kiosk.base.clock import deadline
from kiosk.base.event import Happened
from kiosk.base.request import STAFF, Decision, Refused, Scene
from kiosk.services.points import events, requests
from kiosk.services.points.rules.state import (
    Account,
    Offer,
    RedeemState,
    Redemption,
    RedemptionState,
    card_of,
    granted,
    known,
    written,
)
from kiosk.services.points.settings import Settings


def redeem(state: RedeemState, request: requests.Redeem, scene: Scene[Settings]) -> Decision:
    """Never below zero, neither points nor goods; the same goods for one card at once are one tap."""
    account, offer = _card(state, request, scene), state.offer
    if state.phone is not None and state.phone.passed(scene.now):
        raise Refused("points.phone_code_old", {})
    if offer is None:
        raise Refused("points.no_such_goods", {})
    if not 1 <= request.qty <= 20:
        raise Refused("points.bad_qty", {"most": 20})
    if state.again is not None and not state.again.passed(scene.now):
        raise Refused("points.just_redeemed", {})
    if offer.stock < request.qty:
        raise Refused("points.out_of_stock", {})
    if offer.giver == account.number:
        raise Refused("points.own_gift", {})
    fee, have = offer.price * request.qty, account.available(offer.unit)
    side, lease = _afford(state, offer, account, fee, scene)
    number = state.last + 1
    redeemed = events.Redeemed(
        number=number,
        account=account.number,
        goods=offer.goods,
        zh=offer.zh,
        en=offer.en,
        day=scene.now.date,
        qty=request.qty,
        until=deadline(scene.now, scene.settings.again_s),
        book=granted("redeemed", ((offer.unit, fee),), -1, side),
        lease=lease,
        token=request.card.strip() if state.phone is not None else "",
    )
    return Decision((Happened(redeemed),), requests.Redeemed(number=number, left=max(0, have - fee)))


def _card(state: RedeemState, request: requests.Redeem, scene: Scene[Settings]) -> Account:
    """Whose card it is; the staff may name the member. Raises Refused."""
    if request.account and not request.card and scene.role in STAFF:
        return known(state.account, request.account)
    return card_of(state)


def _afford(state: RedeemState, offer: Offer, account: Account, fee: int, scene: Scene[Settings]) -> tuple[str, str]:
    """Who pays for it by the book, and within which lease. Raises Refused."""
    if offer.unit != "points" and account.member != "merchant":
        raise Refused("points.merchants_only", {})
    holding = account.holding(offer.unit)
    lent = holding.until is not None and not holding.until.passed(scene.now)
    if account.owed_by == "centre" and not lent:
        if offer.unit == "points" and state.exposed + fee <= scene.settings.floor:
            return "exposure", ""
        raise Refused("points.no_line", {})
    if holding.available < fee:
        raise Refused("points.not_enough", {"lacks": fee - holding.available, "have": holding.available})
    return ("leased", holding.lease) if lent else (account.owed_by, "")


def hand_out(state: RedemptionState, request: requests.HandOut, scene: Scene[Settings]) -> Decision:
    """Once."""
    del scene
    found = _in_state(state, request.number, "held")
    return Decision((Happened(events.HandedOut(number=found.number, account=found.account)),))


def undo_hand_out(state: RedemptionState, request: requests.UndoHandOut, scene: Scene[Settings]) -> Decision:
    """A tap by mistake, the same day."""
    found = _in_state(state, request.number, "handed")
    _same_day(found, scene)
    return Decision((Happened(events.HandOutUndone(number=found.number, account=found.account)),))


def reverse(state: RedemptionState, request: requests.Reverse, scene: Scene[Settings]) -> Decision:
    """Points and goods are where they were."""
    found = _in_state(state, request.number, "held", "handed")
    _same_day(found, scene)
    side = state.owed_by if found.side == "members" else found.side
    taken = events.RedemptionReversed(
        number=found.number,
        account=found.account,
        goods=found.goods,
        zh=found.zh,
        en=found.en,
        day=scene.now.date,
        qty=found.qty,
        reason=written(request.reason),
        book=granted("redeemed", ((found.unit, found.fee),), side=side),
        lease=found.lease,
    )
    return Decision((Happened(taken),))


def _same_day(found: Redemption, scene: Scene[Settings]) -> None:
    if found.day != scene.now.date:
        raise Refused("points.another_day", {})


def _in_state(state: RedemptionState, number: int, *wanted: str) -> Redemption:
    if state.redemption is None:
        raise Refused("points.no_such_redemption", {"number": number})
    if state.redemption.state not in wanted:
        raise Refused("points.redemption_is", {"number": number, "state": state.redemption.state})
    return state.redemption
