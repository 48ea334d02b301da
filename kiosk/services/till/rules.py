"""What may happen to money. Every amount in fen; every event that moves value carries postings that sum to zero."""

from typing import Literal

import msgspec

from kiosk.base.clock import deadline
from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.base.sale import Line, Payment, Quote, Refund
from kiosk.services.till import events, requests
from kiosk.services.till.settings import Settings
from kiosk.services.till.ways import COUNTER, WAYS

OWED_REFUNDS = "owed.refunds"
SaleState = Literal["open", "paid", "expired", "cancelled", "refunded", "owed"]


class Sale(msgspec.Struct, frozen=True):
    """A sale as it stands."""

    sale: str
    state: SaleState
    lines: tuple[Line, ...]
    total_fen: int


class Owed(msgspec.Struct, frozen=True):
    """A 待退 as it stands, and what the drawer holds."""

    owed: str
    sale: str
    fen: int
    paid: bool
    drawer_fen: int
    number: int = 0


def owed_account(line: Line) -> str:
    """Where the money of a line stands until the line is fulfilled."""
    return f"owed.{line.service}"


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
    if payment.way not in settings.ways:
        raise Refused("till.way_not_taken", {"way": payment.way})
    way, total = WAYS[payment.way], sum(line.fen for line in lines)
    change = way.change_fen(total, payment.given_fen)
    fact = events.SalePaid(sale=sale, way=way.name, given_fen=payment.given_fen, change_fen=change, late=late)
    return Happened(fact, ((way.account, total), *((owed_account(line), -line.fen) for line in lines))), change


def receive(state: Sale | None, request: requests.Receive, scene: Scene[Settings]) -> Decision:
    """Money for an open sale; for one that was let go of too: it is in hand, and is either used or owed."""
    if state is None:
        raise Refused("till.no_such_sale", {})
    late = state.state in {"expired", "cancelled"}
    if state.state != "open" and not late:
        raise Refused("till.not_open", {"state": state.state})
    paid, change = pay(state.sale, state.lines, Payment(request.way, request.given_fen), scene.settings, late=late)
    return Decision((paid,), requests.Received(change_fen=change), settle=state.sale)


def cancel(state: Sale | None, request: requests.Cancel, scene: Scene[Settings]) -> Decision:
    """Only what nobody has paid can be let go of."""
    del request, scene
    if state is None:
        raise Refused("till.no_such_sale", {})
    if state.state != "open":
        raise Refused("till.not_open", {"state": state.state})
    return Decision((Happened(events.SaleCancelled(sale=state.sale)),), release=state.sale)


def expire(state: Sale) -> Decision:
    """The hold of a sale is over."""
    return Decision((Happened(events.SaleExpired(sale=state.sale)),), release=state.sale)


def give_back(refund: Refund, drawer_fen: int) -> Happened:
    """Money back from the drawer where it is asked for and the drawer has it, else a 待退: never a false "refunded"."""
    if refund.pay and drawer_fen >= refund.fen:
        fact = events.Refunded(sale=refund.sale, fen=refund.fen, reason=refund.reason, number=refund.number)
        return Happened(fact, ((refund.from_account, refund.fen), (COUNTER.account, -refund.fen)))
    owed = events.RefundOwed(
        owed="o" + refund.sale[1:], sale=refund.sale, fen=refund.fen, reason=refund.reason, number=refund.number
    )
    return Happened(owed, ((refund.from_account, refund.fen), (OWED_REFUNDS, -refund.fen)))


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
