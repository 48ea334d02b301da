"""Correcting an account: written down by one, approved by another; one of the two is a supervisor."""

from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.points import events, requests
from kiosk.services.points.rules.state import (
    Account,
    Correction,
    CorrectionState,
    EarnState,
    granted,
    known,
    who,
    written,
)
from kiosk.services.points.settings import MOST, Settings, Unit


def enter(state: EarnState, request: requests.Correct, scene: Scene[Settings]) -> Decision:
    """Nobody corrects their own account, and none below zero."""
    account, reason = known(state.account, request.account), written(request.reason)
    if who(scene.by) == account.staff:
        raise Refused("points.own_earning", {})
    if request.amount == 0 or abs(request.amount) > MOST:
        raise Refused("points.bad_qty", {"most": MOST})
    _not_below_zero(account, request.unit, request.amount)
    correction = f"c{request.request_id}"
    entered = events.CorrectionEntered(
        correction=correction,
        account=account.number,
        unit=request.unit,
        amount=request.amount,
        day=scene.now.date,
        reason=reason,
    )
    return Decision((Happened(entered),), requests.Corrected(correction=correction))


def adjust(state: CorrectionState, request: requests.Adjust, scene: Scene[Settings]) -> Decision:
    """四眼: neither who wrote it down nor whose account it is; with a supervisor among the two."""
    del request
    found = _waiting(state)
    if who(scene.by) == who(found.by):
        raise Refused("points.own_entry", {})
    if who(scene.by) == found.account.staff:
        raise Refused("points.own_earning", {})
    if "supervisor" not in {scene.role, found.by.partition(":")[0]}:
        raise Refused("points.supervisor_needed", {})
    _not_below_zero(found.account, found.unit, found.amount)
    adjusted = events.Adjusted(
        correction=found.correction,
        account=found.account.number,
        day=scene.now.date,
        reason=found.reason,
        book=granted("adjusted", ((found.unit, found.amount),), side=found.account.owed_by),
    )
    return Decision((Happened(adjusted),))


def decline(state: CorrectionState, request: requests.DeclineCorrection, scene: Scene[Settings]) -> Decision:
    """Anybody of the staff may take it off the list, whoever wrote it down too."""
    del scene
    found, reason = _waiting(state), written(request.reason)
    declined = events.CorrectionDeclined(correction=found.correction, account=found.account.number, reason=reason)
    return Decision((Happened(declined),))


def _not_below_zero(account: Account, unit: Unit, amount: int) -> None:
    have = account.available(unit)
    if account.lacks(unit, -amount):
        raise Refused("points.below_zero", {"have": have})


def _waiting(state: CorrectionState) -> Correction:
    if state.correction is None:
        raise Refused("points.no_such_earning", {})
    if state.correction.state != "waiting":
        raise Refused("points.earning_is", {"state": state.correction.state})
    return state.correction
