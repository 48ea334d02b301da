"""From the tool on the counter to the money in its owner's hand."""

from kiosk.base.event import Happened
from kiosk.base.money import Posting
from kiosk.base.request import Decision, Refused, Scene
from kiosk.base.sale import Refund, VoidOwed
from kiosk.services.tools import events, requests
from kiosk.services.tools.events import Fault
from kiosk.services.tools.rules.state import (
    DEDUCTIONS,
    DEPOSITS,
    WAITS,
    Loan,
    LoanNow,
    UnitNow,
    check_fresh,
    in_state,
    unapproved,
)
from kiosk.services.tools.settings import Settings


def take_back(state: UnitNow, request: requests.TakeBack, scene: Scene[Settings]) -> Decision:
    """Looked over by its parts: whole, and its owner here, the money goes back at once; else it waits."""
    if state.unit is None:
        raise Refused("tools.no_such_unit", {})
    if state.loan is None or state.loan.state in {"held", "prepared"}:
        raise Refused("tools.not_out", {"unit": state.unit.unit})
    loan = in_state(state.loan, "out")
    faults = _faults(loan, request.wrong)
    deduct = min(sum(fault.fen for fault in faults), loan.deposit_fen)
    found = () if state.unit.state != "missing" else (_moved(loan.unit, "missing", "service", "found"),)
    broken = (_moved(loan.unit, "service", "repair", "broken"),) if faults else ()
    waits = bool(faults) or not request.proof
    outcome = requests.TakenBack(
        loan=loan.loan,
        number=loan.number,
        back_fen=loan.deposit_fen - deduct,
        deduct_fen=deduct,
        waits=waits,
    )
    if not waits:
        over = _returned(loan, 0, request.proof, request.condition, by_other=request.by_other)
        money = _refund(loan, 0, request.request_id, drawer_short=request.drawer_short)
        return Decision((*found, over), outcome, refunds=money)
    back = events.BroughtBack(
        loan=loan.loan,
        unit=loan.unit,
        condition=request.condition,
        faults=faults,
        deduct_fen=deduct,
        by_other=request.by_other,
        approved=scene.role == "supervisor",
    )
    return Decision((*found, Happened(back), *broken), outcome)


def _moved(unit: str, was: str, to: str, reason: str) -> Happened:
    return Happened(events.Moved(unit=unit, was=was, to=to, reason=reason))


def _faults(loan: Loan, wrong: tuple[requests.Found, ...]) -> tuple[Fault, ...]:
    """What is wrong, at the loan's price list; a price of its own a supervisor stands for later. Raises Refused."""
    if len({(one.part, one.what) for one in wrong}) != len(wrong) or len(wrong) > 2 * len(loan.parts) + 1:
        raise Refused("tools.named_twice", {})
    return tuple(_fault(loan, one) for one in wrong)


def _fault(loan: Loan, one: requests.Found) -> Fault:
    if one.what == "other":
        if one.part or not 0 < one.fen <= loan.deposit_fen:
            raise Refused("tools.bad_deduction", {"deposit_fen": loan.deposit_fen})
        return Fault("", "other", one.fen)
    part = next((part for part in loan.parts if part.id == one.part), None)
    if part is None:
        raise Refused("tools.no_such_part", {})
    return Fault(part.id, one.what, part.missing_fen if one.what == "missing" else part.damaged_fen, part.name)


def lost(state: LoanNow, request: requests.Lost, scene: Scene[Settings]) -> Decision:
    """The tool is gone: all it costs is asked of the deposit, no more than the deposit."""
    del request
    loan = in_state(state.loan, "out")
    value = state.unit.value_fen if state.unit else 0
    deduct = min(value, loan.deposit_fen) if value else loan.deposit_fen
    back = events.BroughtBack(
        loan=loan.loan,
        unit=loan.unit,
        condition="",
        faults=(Fault("", "lost", deduct),),
        deduct_fen=deduct,
        approved=scene.role == "supervisor",
    )
    gone = (_moved(loan.unit, "service", "missing", "not_found"),)
    already = state.unit is not None and state.unit.state == "missing"
    return Decision((Happened(back), *(() if already else gone)))


def answer(state: LoanNow, request: requests.Answer, scene: Scene[Settings]) -> Decision:
    """The borrower says yes or no to the amount that was shown; the amount may have changed meanwhile."""
    del scene
    loan = in_state(state.loan, "asked", "refused")
    if request.deduct_fen != loan.deduct_fen:
        raise Refused("tools.amount_changed", {"fen": loan.deduct_fen})
    return Decision((Happened(events.Answered(loan=loan.loan, agrees=request.agrees)),))


def approve(state: LoanNow, request: requests.Approve, scene: Scene[Settings]) -> Decision:
    """A supervisor stands for an amount above the limit."""
    del scene
    loan = in_state(state.loan, "asked", "refused", "agreed")
    if request.deduct_fen != loan.deduct_fen:
        raise Refused("tools.amount_changed", {"fen": loan.deduct_fen})
    return Decision((Happened(events.Approved(loan=loan.loan, deduct_fen=loan.deduct_fen)),))


def decide(state: LoanNow, request: requests.Decide, scene: Scene[Settings]) -> Decision:
    """A person decides; where anything is left to deduct, the borrower is asked anew."""
    del scene
    loan = in_state(state.loan, "asked", "refused", "agreed")
    if not 0 <= request.deduct_fen <= loan.deposit_fen:
        raise Refused("tools.bad_deduction", {"deposit_fen": loan.deposit_fen})
    decided = events.Decided(loan=loan.loan, deduct_fen=request.deduct_fen, reason=request.reason)
    return Decision((Happened(decided),))


def give_back(state: LoanNow, request: requests.GiveBack, scene: Scene[Settings]) -> Decision:
    """What was agreed on becomes income, and the rest is its owner's: never before both stand."""
    loan = in_state(state.loan, *WAITS)
    if loan.state in {"asked", "refused"}:
        raise Refused("tools.not_agreed", {"number": loan.number})
    if unapproved(loan, scene.settings) and scene.role != "supervisor":
        limit = scene.settings.approve_above_fen
        if loan.deduct_fen > limit:
            raise Refused("tools.supervisor_needed", {"limit_fen": limit})
        raise Refused("tools.supervisor_prices", {})
    over = _returned(loan, loan.deduct_fen, request.proof, "", by_other=loan.by_other)
    outcome = requests.TakenBack(
        loan=loan.loan,
        number=loan.number,
        back_fen=loan.deposit_fen - loan.deduct_fen,
        deduct_fen=loan.deduct_fen,
        waits=False,
    )
    money = _refund(loan, loan.deduct_fen, request.request_id, drawer_short=request.drawer_short)
    return Decision((over,), outcome, refunds=money)


def _returned(loan: Loan, deduct_fen: int, proof: str, condition: str, *, by_other: bool) -> Happened:
    returned = events.Returned(
        loan=loan.loan,
        unit=loan.unit,
        deposit_fen=loan.deposit_fen,
        deduct_fen=deduct_fen,
        proof=proof,
        condition=condition,
        by_other=by_other,
    )
    post: tuple[Posting, ...] = ((DEPOSITS, deduct_fen), (DEDUCTIONS, -deduct_fen)) if deduct_fen else ()
    return Happened(returned, post)


def _refund(loan: Loan, deduct_fen: int, request_id: str, *, drawer_short: bool) -> tuple[Refund, ...]:
    back = loan.deposit_fen - deduct_fen
    if not back:
        return ()
    return (Refund(loan.sale, back, DEPOSITS, "tool_back", not drawer_short, loan.number, "o" + request_id),)


def undo_return(state: LoanNow, request: requests.UndoReturn, scene: Scene[Settings]) -> Decision:
    """Minutes ago: the loan goes on, its money in the drawer again; where it is owed still (待退), that is void.

    What was paid for as lost is not undone: if the tool is found, that is made good.
    """
    del request
    loan = in_state(state.loan, "returned")
    check_fresh(loan.changed_at, scene)
    if loan.was_lost:
        raise Refused("tools.was_lost", {"unit": loan.unit})
    if state.unit is None or state.unit.loan:
        raise Refused("tools.unit_taken", {"unit": loan.unit})
    back = loan.deposit_fen - loan.deduct_fen
    undone = events.ReturnUndone(
        loan=loan.loan, unit=loan.unit, deposit_fen=loan.deposit_fen, deduct_fen=loan.deduct_fen
    )
    owed = loan.paid_back == "owed"
    returns = 0 if owed else back
    posts = (("cash.drawer", returns), (DEDUCTIONS, loan.deduct_fen), (DEPOSITS, -loan.deduct_fen - returns))
    again = _moved(loan.unit, state.unit.state, "service", "mistake")
    moved = () if state.unit.state == "service" else (again,)
    void = (VoidOwed(loan.owed, loan.sale, back, DEPOSITS, loan.number),) if owed else ()
    return Decision((Happened(undone, tuple(post for post in posts if post[1])), *moved), voids=void)


def acknowledge(state: LoanNow, request: requests.Acknowledge, scene: Scene[Settings]) -> Decision:
    """What the borrower says of the money; 没收到 is looked into by a person."""
    del scene
    loan = in_state(state.loan, "returned")
    return Decision((Happened(events.Acknowledged(loan=loan.loan, got=request.got)),))


def make_good(state: UnitNow, request: requests.MakeGood, scene: Scene[Settings]) -> Decision:
    """Found after it was paid for: the tool is here again, and what it cost is owed to who paid it (待退)."""
    del scene
    if state.unit is None:
        raise Refused("tools.no_such_unit", {})
    loan = state.paid_for
    if state.unit.state != "missing" or loan is None:
        raise Refused("tools.nothing_to_make_good", {"unit": state.unit.unit})
    good = events.MadeGood(loan=loan.loan, unit=loan.unit, fen=loan.deduct_fen)
    moved = _moved(state.unit.unit, "missing", "service", "found")
    return Decision((Happened(good), moved), refunds=(_made_good(loan, request.request_id),))


def _made_good(loan: Loan, request_id: str) -> Refund:
    owed = "o" + request_id
    return Refund(loan.sale, loan.deduct_fen, DEDUCTIONS, "tool_found", pay=False, number=loan.number, owed=owed)
