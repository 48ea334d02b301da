"""From the hold to the tool that is out: held, prepared, consented, lent; extended, swapped, its slip replaced."""

import re
from typing import Final

from kiosk.base.clock import deadline
from kiosk.base.event import Happened
from kiosk.base.people import Remember
from kiosk.base.request import Decision, Done, Refused, Scene
from kiosk.base.sale import Line, Payment, Quote, Refund
from kiosk.services.tools import events, requests
from kiosk.services.tools.rules.state import (
    DEPOSITS,
    KEPT,
    Loan,
    LoanNow,
    Unit,
    check_fresh,
    check_open,
    due_at,
    in_state,
    kind_of,
    lendable,
    overdue,
    overdue_inspection,
)
from kiosk.services.tools.settings import Kind, Settings

# As they stand on 资金往来结算票据, code and number one after the other: 4401060123-AB0012345.
_RECEIPT: Final = re.compile(r"[A-Za-z0-9-]{0,30}")
# A slip is replaced by what only the depositor knows: this many things, a phone's tail not counted.
KNOWS_AT_LEAST: Final = 2


def hold(state: LoanNow, request: requests.Hold, scene: Scene[Settings]) -> Decision:
    """The first unit of the kind that may be lent is kept, for as long as the way to the counter takes."""
    check_open(scene)
    kind = kind_of(request.of, scene)
    if not state.free:
        raise Refused("tools.none_left", {})
    held = _held(state, kind, state.free[0], "l" + request.request_id, scene)
    return Decision(
        (Happened(held),),
        requests.Holding(
            loan=held.loan, number=held.number, unit=held.unit, deposit_fen=held.deposit_fen, until=held.until
        ),
    )


def _held(state: LoanNow, kind: Kind, unit: Unit, loan: str, scene: Scene[Settings]) -> events.Held:
    return events.Held(
        loan=loan,
        day=scene.now.date,
        number=state.numbers + 1,
        of=kind.id,
        name=kind.name,
        unit=unit.unit,
        deposit_fen=kind.deposit_fen,
        until=deadline(scene.now, scene.settings.hold_s),
    )


def let_go(state: LoanNow, request: requests.LetGo, scene: Scene[Settings]) -> Decision:
    """Only what is not paid for can be let go of."""
    del request, scene
    loan = in_state(state.loan, *KEPT)
    return Decision((_ended(loan, "cancelled"),))


def expire(loan: Loan) -> Decision:
    """The time of a number is over."""
    return Decision((_ended(loan, "expired"),))


def _ended(loan: Loan, why: str) -> Happened:
    return Happened(events.HoldEnded(loan=loan.loan, unit=loan.unit, why=why))


def prepare(state: LoanNow, request: requests.Prepare, scene: Scene[Settings]) -> Decision:
    """The unit in the attendant's hand, all its parts there, and whatever the kind asks to be seen."""
    check_open(scene)
    unit = state.other
    if unit is None:
        raise Refused("tools.no_such_unit", {})
    kind = kind_of(unit.of, scene)
    loan = in_state(state.loan, *KEPT) if request.loan else None
    if loan is not None and loan.of != unit.of:
        raise Refused("tools.another_kind", {"number": loan.number})
    _check_unit(unit, kind, loan, scene)
    parts = _handed(kind, request.parts)
    if kind.adults_only and not request.adult:
        raise Refused("tools.adults_only", {})
    if kind.permit and not request.permit:
        raise Refused("tools.permit_needed", {})
    held = None if loan else _held(state, kind, unit, "l" + request.request_id, scene)
    due = due_at(kind, scene)
    person = (loan.person if loan else "") or "p" + request.request_id
    number, name = (held.number, held.loan) if held else (loan.number, loan.loan) if loan else (0, "")
    prepared = events.Prepared(
        loan=name,
        was=loan.unit if loan else "",
        unit=unit.unit,
        parts=parts,
        condition=request.condition,
        person=person,
        due=due,
        until=deadline(scene.now, scene.settings.hold_s),
        adult=request.adult,
        permit=request.permit,
        consent=bool(kind.safety),
    )
    deposit = loan.deposit_fen if loan else kind.deposit_fen
    return Decision(
        (*((Happened(held),) if held else ()), Happened(prepared)),
        requests.Prepared(
            loan=name, number=number, unit=unit.unit, deposit_fen=deposit, due=due, consent=bool(kind.safety)
        ),
        remember=(Remember(person, request.who, guardian=request.guardian),),
    )


def _check_unit(unit: Unit, kind: Kind, loan: Loan | None, scene: Scene[Settings]) -> None:
    """Raises Refused where a unit may not go out; the one that is kept for this number may."""
    if unit.state != "service":
        raise Refused("tools.unit_is", {"unit": unit.unit, "state": unit.state})
    if overdue_inspection(unit, scene.now.date, powered=kind.powered):
        raise Refused("tools.not_inspected", {"unit": unit.unit})
    if unit.loan and (loan is None or unit.loan != loan.loan):
        raise Refused("tools.unit_taken", {"unit": unit.unit})


def _handed(kind: Kind, ticked: tuple[str, ...]) -> tuple[events.HandedPart, ...]:
    """The parts that go out, at today's price list. Raises Refused where one was not seen."""
    if {*ticked} != {part.id for part in kind.parts}:
        raise Refused("tools.parts_not_checked", {"parts": len({part.id for part in kind.parts} - {*ticked})})
    return tuple(events.HandedPart(part.id, part.name, part.missing_fen, part.damaged_fen) for part in kind.parts)


def consent(state: LoanNow, request: requests.Consent, scene: Scene[Settings]) -> Decision:
    """Seen, and understood; twice is once."""
    del request, scene
    loan = in_state(state.loan, "prepared")
    return Decision((Happened(events.Consented(loan=loan.loan)),) if loan.consent == "needed" else ())


def lend(state: LoanNow, request: requests.Lend, scene: Scene[Settings]) -> Decision:
    """The deposit comes through the same sale as everything; it stays the worker's money."""
    loan = in_state(state.loan, "prepared")
    if loan.consent == "needed":
        raise Refused("tools.consent_needed", {"number": loan.number})
    if _RECEIPT.fullmatch(request.receipt) is None:
        raise Refused("tools.bad_receipt", {})
    if loan.receipt != request.receipt and request.receipt and state.other_loan is not None:
        raise Refused("tools.receipt_used", {"number": state.other_loan.number})
    line = Line("tools", "deposit", 1, loan.deposit_fen, loan.number, f"{loan.loan}/{request.receipt}", DEPOSITS)
    return Decision(
        (),
        requests.Due(due=loan.due),
        quote=Quote((line,), scene.settings.hold_s, Payment(request.way, request.given_fen)),
    )


def fulfil(state: LoanNow, line: Line, sale: str) -> tuple[Happened, ...]:
    """The deposit is in: the tool is out."""
    loan = in_state(state.loan, "prepared")
    lent = events.Lent(
        loan=loan.loan,
        unit=loan.unit,
        sale=sale,
        deposit_fen=line.fen,
        due=loan.due,
        receipt=line.ref.partition("/")[2],
    )
    return (Happened(lent),)


def undo_lend(state: LoanNow, request: requests.UndoLend, scene: Scene[Settings]) -> Decision:
    """Minutes ago, and nothing has happened since: the money goes back as it came."""
    loan = in_state(state.loan, "out")
    check_fresh(loan.lent_at, scene)
    undone = events.LendUndone(loan=loan.loan, unit=loan.unit, deposit_fen=loan.deposit_fen)
    owed = "o" + request.request_id
    money = Refund(loan.sale, loan.deposit_fen, DEPOSITS, "mistake", pay=True, number=loan.number, owed=owed)
    return Decision((Happened(undone),), Done(), refunds=(money,))


def extend(state: LoanNow, request: requests.Extend, scene: Scene[Settings]) -> Decision:
    """As long again, from today; so often as the station allows."""
    del request
    loan = in_state(state.loan, "out")
    kind = kind_of(loan.of, scene)
    if loan.extended >= scene.settings.extensions:
        raise Refused("tools.extended_enough", {"most": scene.settings.extensions})
    due = due_at(kind, scene)
    if due <= loan.due:
        raise Refused("tools.due_later_already", {})
    return Decision((Happened(events.Extended(loan=loan.loan, due=due)),), requests.Due(due=due))


def call(state: LoanNow, request: requests.Call, scene: Scene[Settings]) -> Decision:
    """About a tool that should be back; what was said is between the two."""
    loan = in_state(state.loan, "out")
    if not overdue(loan, scene.now):
        raise Refused("tools.not_late", {"number": loan.number})
    return Decision((Happened(events.Called(loan=loan.loan, reached=request.reached)),))


def replace_slip(state: LoanNow, request: requests.ReplaceSlip, scene: Scene[Settings]) -> Decision:
    """What the depositor knows is written down; a phone's tail proves nothing."""
    del scene
    loan = in_state(state.loan, "out", "back", "asked", "refused", "agreed")
    if len({*request.knows} - {"phone"}) < KNOWS_AT_LEAST:
        raise Refused("tools.knows_too_little", {"least": KNOWS_AT_LEAST})
    replaced = events.SlipReplaced(loan=loan.loan, knows=tuple(sorted({*request.knows})))
    return Decision((Happened(replaced),))


def swap(state: LoanNow, request: requests.Swap, scene: Scene[Settings]) -> Decision:
    """The same loan with another unit; the faulty one goes to repair."""
    loan, unit = in_state(state.loan, "out"), state.other
    if unit is None:
        raise Refused("tools.no_such_unit", {})
    kind = kind_of(unit.of, scene)
    if loan.of != unit.of:
        raise Refused("tools.another_kind", {"number": loan.number})
    if not lendable(unit, scene.now.date, powered=kind.powered):
        _check_unit(unit, kind, None, scene)
    parts = _handed(kind, request.parts)
    swapped = events.Swapped(loan=loan.loan, old=loan.unit, unit=unit.unit, parts=parts, reason=request.reason)
    was = state.unit.state if state.unit else "service"
    broken = () if request.reason != "broken" else (_to_repair(loan.unit, was),)
    return Decision((Happened(swapped), *broken))


def _to_repair(unit: str, was: str) -> Happened:
    return Happened(events.Moved(unit=unit, was=was, to="repair", reason="broken"))
