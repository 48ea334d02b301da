"""What may happen to sales. Every amount in fen; every event that moves value carries postings that sum to zero."""

from typing import Literal

import msgspec

from kiosk.base.clock import deadline
from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.base.sale import Line, Payment, Quote, Refund, VoidOwed
from kiosk.services.till import events, machine_events, requests
from kiosk.services.till.rules.change import HopperNow, plan
from kiosk.services.till.settings import Settings
from kiosk.services.till.ways import ACCEPTOR, COUNTER, WAYS

OWED_REFUNDS = "owed.refunds"
OWED_CHANGE = "owed.change"
GONE_S = 90  # so long after the last note whoever put it in is taken to be gone
PAYS_S = 120  # so long the machine may try to pay change
SaleState = Literal["open", "paid", "expired", "cancelled", "refunded", "owed"]


class Sale(msgspec.Struct, frozen=True):
    """A sale as it stands; `in_fen` is what the machine holds for it, `chosen` the way in which it is to be paid.

    `hoppers` are what change may come from; `elsewhere` tells that money is in the machine for another sale.
    """

    sale: str
    state: SaleState
    lines: tuple[Line, ...]
    total_fen: int
    in_fen: int = 0
    chosen: str = ""
    hoppers: tuple[HopperNow, ...] = ()
    elsewhere: bool = False


class Owed(msgspec.Struct, frozen=True):
    """A 待退 as it stands, and what the drawer holds."""

    owed: str
    sale: str
    fen: int
    paid: bool
    drawer_fen: int
    number: int = 0


def sale_id(request_id: str) -> str:
    """The one sale that a request opens."""
    return "s" + request_id


def open_sale(quote: Quote, sale: str, scene: Scene[Settings]) -> Happened:
    """A sale for what a service quotes, held for as long as the service says."""
    return Happened(
        events.SaleOpened(
            sale=sale, lines=quote.lines, total_fen=quote.total_fen, until=deadline(scene.now, quote.hold_s)
        )
    )


def pay(
    sale: str, lines: tuple[Line, ...], payment: Payment, settings: Settings, *, late: bool = False
) -> tuple[Happened, int]:
    """The payment of a sale, and the change. Raises Refused for a way that is not taken, or a wrong amount."""
    if payment.way not in settings.ways or payment.way not in WAYS:
        raise Refused("till.way_not_taken", {"way": payment.way})
    way, total = WAYS[payment.way], sum(line.fen for line in lines)
    change = way.change_fen(total, payment.given_fen)
    fact = events.SalePaid(sale=sale, way=way.name, given_fen=payment.given_fen, change_fen=change, late=late)
    return Happened(fact, ((way.account, total), *((line.owed, -line.fen) for line in lines))), change


def receive(state: Sale | None, request: requests.Receive, scene: Scene[Settings]) -> Decision:
    """Money for an open sale; for one that was let go of too: it is in hand, and is either used or owed."""
    if state is None:
        raise Refused("till.no_such_sale", {})
    late = state.state in {"expired", "cancelled"}
    if state.state != "open" and not late:
        raise Refused("till.not_open", {"state": state.state})
    if request.owed_fen < 0 or request.owed_fen > max(0, request.given_fen - state.total_fen):
        raise Refused("till.change_not_owed", {"fen": request.owed_fen})
    payment = Payment(request.way, request.given_fen - request.owed_fen)
    paid, change = pay(state.sale, state.lines, payment, scene.settings, late=late)
    owed = owe_change(state.sale, "k" + request.request_id, request.owed_fen, WAYS[request.way].account)
    return Decision(
        (paid, *owed, *back(state, "c" + request.request_id, "till.let_go", scene)),
        requests.Received(change_fen=change),
        settle=state.sale,
    )


def owe_change(sale: str, paper: str, fen: int, account: str) -> tuple[Happened, ...]:
    """Change that cannot be handed back is owed, on a paper of its own; the money lies in `account`."""
    if not fen:
        return ()
    fact = events.PaperIssued(paper=paper, what="change", fen=fen, sale=sale)
    return (Happened(fact, ((account, fen), (OWED_CHANGE, -fen))),)


def choose_way(state: Sale | None, request: requests.ChooseWay, scene: Scene[Settings]) -> Decision:
    """How an open sale is to be paid; it may be chosen again, and be paid otherwise."""
    if state is None:
        raise Refused("till.no_such_sale", {})
    if state.state != "open":
        raise Refused("till.not_open", {"state": state.state})
    if request.way not in scene.settings.ways:
        raise Refused("till.way_not_taken", {"way": request.way[:20]})
    if request.way == state.chosen:
        return Decision(())
    if request.way == ACCEPTOR.name and state.elsewhere:
        raise Refused("till.machine_busy", {})
    return Decision((Happened(events.WayChosen(sale=state.sale, way=request.way)),))


def put_in(state: Sale | None, request: requests.PutIn, scene: Scene[Settings]) -> Decision:
    """Money in the machine: what is due is paid by it; what is more, or came when the sale was over, is owed back."""
    if state is None:
        raise Refused("till.no_such_sale", {})
    if request.fen <= 0 or (request.pieces and sum(request.pieces) != request.fen):
        raise Refused("till.too_little", {"due_fen": state.total_fen, "given_fen": request.fen})
    held = msgspec.structs.replace(state, in_fen=state.in_fen + request.fen)
    got = Happened(
        events.MoneyIn(
            sale=state.sale,
            fen=request.fen,
            in_fen=held.in_fen,
            until=deadline(scene.now, GONE_S),
            device=request.device,
            pieces=request.pieces,
            seen=request.seen,
            doubtful=request.doubtful,
        ),
        ((ACCEPTOR.account, request.fen), (OWED_CHANGE, -request.fen)),
    )
    owed, missing = "c" + request.request_id, state.total_fen - held.in_fen
    if state.state != "open":
        return Decision((got, *back(held, owed, "till.gone", scene)), requests.PutInto(owed_fen=held.in_fen))
    if missing > 0:
        return Decision((got,), requests.PutInto(missing_fen=missing))
    paid = Happened(
        events.SalePaid(sale=state.sale, way=ACCEPTOR.name, given_fen=state.total_fen, change_fen=0),
        ((OWED_CHANGE, state.total_fen), *((line.owed, -line.fen) for line in state.lines)),
    )
    over = msgspec.structs.replace(held, in_fen=-missing)
    return Decision(
        (got, paid, *back(over, owed, "till.over", scene)), requests.PutInto(owed_fen=over.in_fen), settle=state.sale
    )


def back(state: Sale, owed: str, reason: str, scene: Scene[Settings]) -> tuple[Happened, ...]:
    """What the machine holds for a sale goes back to whoever put it in: from its hoppers, else it is owed, on paper."""
    if not state.in_fen:
        return ()
    if plan(state.in_fen, state.hoppers) is not None:
        until = deadline(scene.now, PAYS_S)
        due = machine_events.ChangeDue(due=owed, sale=state.sale, fen=state.in_fen, reason=reason, until=until)
        return (Happened(due),)
    return (owe_back(owed, state.sale, state.in_fen, reason),)


def owe_back(owed: str, sale: str, fen: int, reason: str) -> Happened:
    """Money from the machine that it cannot pay back is owed: there is a slip, and the counter pays it."""
    fact = events.ChangeOwed(owed=owed, sale=sale, fen=fen, reason=reason)
    return Happened(fact, ((OWED_CHANGE, fen), (OWED_REFUNDS, -fen)))


def cancel(state: Sale | None, request: requests.Cancel, scene: Scene[Settings]) -> Decision:
    """Only what nobody has paid can be let go of."""
    if state is None:
        raise Refused("till.no_such_sale", {})
    if state.state != "open":
        raise Refused("till.not_open", {"state": state.state})
    returned = back(state, "c" + request.request_id, "till.let_go", scene)
    return Decision((Happened(events.SaleCancelled(sale=state.sale)), *returned), release=state.sale)


def expire(state: Sale, scene: Scene[Settings]) -> Decision:
    """The hold of a sale is over; with money in the machine, whoever put it in is gone."""
    returned = back(state, "g" + state.sale[1:], "till.gone", scene)
    return Decision((Happened(events.SaleExpired(sale=state.sale)), *returned), release=state.sale)


def give_back(refund: Refund, drawer_fen: int) -> Happened:
    """Money back from the drawer where it is asked for and the drawer has it, else a 待退: never a false "refunded"."""
    if refund.pay and drawer_fen >= refund.fen:
        fact = events.Refunded(sale=refund.sale, fen=refund.fen, reason=refund.reason, number=refund.number)
        return Happened(fact, ((refund.from_account, refund.fen), (COUNTER.account, -refund.fen)))
    owed = events.RefundOwed(
        owed=refund.owed or "o" + refund.sale[1:],
        sale=refund.sale,
        fen=refund.fen,
        reason=refund.reason,
        number=refund.number,
    )
    return Happened(owed, ((refund.from_account, refund.fen), (OWED_REFUNDS, -refund.fen)))


def void_owed(void: VoidOwed) -> Happened:
    """A 待退 that nobody was paid is owed to nobody any more."""
    fact = events.OwedVoided(owed=void.owed, sale=void.sale, fen=void.fen, number=void.number)
    return Happened(fact, ((OWED_REFUNDS, void.fen), (void.to_account, -void.fen)))


def pay_owed(state: Owed | None, request: requests.PayOwed, scene: Scene[Settings]) -> Decision:
    """A 待退 is paid once, from a drawer that has the money."""
    del request, scene
    if state is None:
        raise Refused("till.no_such_owed", {})
    if state.paid:
        raise Refused("till.owed_already_paid", {"fen": state.fen})
    if state.drawer_fen < state.fen:
        raise Refused("till.drawer_short", {"fen": state.fen, "drawer_fen": state.drawer_fen})
    paid = Happened(
        events.OwedPaid(owed=state.owed, sale=state.sale, fen=state.fen, number=state.number),
        ((OWED_REFUNDS, state.fen), (COUNTER.account, -state.fen)),
    )
    return Decision((paid,), requests.PaidOwed(fen=state.fen))
