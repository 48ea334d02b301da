"""Earning: written down by one, approved by another, by the published rules and within their caps."""

from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.points import events, requests
from kiosk.services.points.rules.state import (
    MOST_LETTERS,
    Account,
    ApproveState,
    Earning,
    EarnState,
    granted,
    known,
    who,
    written,
)
from kiosk.services.points.settings import MOST, UNITS, Rule, RuleList, Settings


def enter(state: EarnState, request: requests.Enter, scene: Scene[Settings]) -> Decision:
    """What a member did counts by the rules in force today; nothing is owed before it is approved."""
    account = known(state.account, request.account)
    published, rule = rule_on(request.rule, scene)
    _within(rule, request.qty, account, state)
    thing = written(request.thing, MOST_LETTERS) if rule.adopts else ""
    if state.thing_taken:
        raise Refused("points.adopted_already", {"thing": thing})
    earning = f"e{request.request_id}"
    happened = entered(earning, account.number, published, rule, request.qty, thing, scene)
    return Decision((happened,), requests.Entered(earning=earning))


def rule_on(rule_id: str, scene: Scene[Settings]) -> tuple[RuleList, Rule]:
    """The list in force today, and its rule. Raises Refused."""
    published = scene.settings.list_on(scene.now.date)
    rule = published.rule(rule_id) if published else None
    if published is None or rule is None:
        raise Refused("points.no_such_rule", {})
    return published, rule


def _within(rule: Rule, qty: int, account: Account, state: EarnState) -> None:
    """Raises Refused beyond what a person may have by a rule; what waits for approval counts."""
    if rule.merchant and account.member != "merchant":
        raise Refused("points.merchants_only", {})
    if not 1 <= qty <= 100 or any(qty * rule.gives(unit) > MOST for unit in UNITS):
        raise Refused("points.bad_qty", {"most": 100})
    if rule.day and state.today + qty > rule.day:
        raise Refused("points.cap_day", {"most": rule.day, "today": state.today})
    if rule.month and state.month + qty > rule.month:
        raise Refused("points.cap_month", {"most": rule.month, "month": state.month})


def entered(
    earning: str, account: int, published: RuleList, rule: Rule, qty: int, thing: str, scene: Scene[Settings]
) -> Happened:
    """The event: all that is needed of the rule stands in it, with the version it was published in."""
    return Happened(
        events.EarningEntered(
            earning=earning,
            account=account,
            rule=rule.id,
            version=published.version,
            category=rule.category,
            zh=rule.name,
            en=rule.en,
            day=scene.now.date,
            qty=qty,
            points=qty * rule.points,
            minutes=qty * rule.minutes,
            times=qty * rule.times,
            thing=thing,
        )
    )


def approve(state: ApproveState, request: requests.Approve, scene: Scene[Settings]) -> Decision:
    """四眼: neither who earned it nor who wrote it down."""
    del request
    earning = _in_state(state, "waiting")
    if who(scene.by) == who(earning.by):
        raise Refused("points.own_entry", {})
    if who(scene.by) == earning.account.staff:
        raise Refused("points.own_earning", {})
    approved = events.EarningApproved(
        earning=earning.earning,
        account=earning.account.number,
        zh=earning.zh,
        en=earning.en,
        day=scene.now.date,
        book=granted("earned", earning.gives, side=earning.account.owed_by),
    )
    return Decision((Happened(approved),))


def decline(state: ApproveState, request: requests.Decline, scene: Scene[Settings]) -> Decision:
    """Anybody of the staff may take it off the list, whoever wrote it down too."""
    del scene
    earning, reason = _in_state(state, "waiting"), written(request.reason)
    declined = events.EarningDeclined(earning=earning.earning, account=earning.account.number, reason=reason)
    return Decision((Happened(declined),))


def reverse(state: ApproveState, request: requests.ReverseEarning, scene: Scene[Settings]) -> Decision:
    """Taken back the day it was approved, as long as nothing of it is spent."""
    earning, reason = _in_state(state, "approved"), written(request.reason)
    if earning.day != scene.now.date:
        raise Refused("points.another_day", {})
    if any(earning.account.lacks(unit, amount) for unit, amount in earning.gives):
        raise Refused("points.spent_already", {})
    taken = events.EarningReversed(
        earning=earning.earning,
        account=earning.account.number,
        zh=earning.zh,
        en=earning.en,
        day=scene.now.date,
        reason=reason,
        book=granted("earned", earning.gives, -1, earning.account.owed_by),
    )
    return Decision((Happened(taken),))


def _in_state(state: ApproveState, wanted: str) -> Earning:
    if state.earning is None:
        raise Refused("points.no_such_earning", {})
    if state.earning.state != wanted:
        raise Refused("points.earning_is", {"state": state.earning.state})
    return state.earning
