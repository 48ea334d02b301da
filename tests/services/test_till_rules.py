"""The till: each refusal that an attendant can meet, and money back."""

from collections.abc import Callable
from typing import Any

import pytest
from support.scenes import R, refusal, scene

from kiosk.base.request import Request
from kiosk.base.sale import Line, Refund
from kiosk.services.till import events
from kiosk.services.till import requests as till
from kiosk.services.till import rules as till_rules
from kiosk.services.till.settings import Settings as TillSettings

TILL = TillSettings()
LINE = Line("meals", "lunch", 1, 500, 7, "2024-03-01/lunch/7")


def sale(state: Any) -> till_rules.Sale:
    return till_rules.Sale("s1", state, (LINE,), 500)


def receive(given_fen: int = 500, way: str = "counter") -> till.Receive:
    return till.Receive(request_id=R, sale="s1", way=way, given_fen=given_fen)


@pytest.mark.parametrize(
    ("rule", "state", "request_", "reason", "fields"),
    [
        (till_rules.receive, None, receive(), "till.no_such_sale", {}),
        *(
            (till_rules.receive, sale(state), receive(), "till.not_open", {"state": state})
            for state in ("paid", "refunded", "owed")
        ),
        (till_rules.receive, sale("open"), receive(499), "till.too_little", {"due_fen": 500, "given_fen": 499}),
        (till_rules.receive, sale("open"), receive(-1), "till.too_little", {"due_fen": 500, "given_fen": -1}),
        (
            till_rules.receive,
            sale("open"),
            receive(1_000_001),
            "till.too_much",
            {"due_fen": 500, "given_fen": 1_000_001},
        ),
        (till_rules.receive, sale("open"), receive(way="wechat"), "till.way_not_taken", {"way": "wechat"}),
        (till_rules.cancel, None, till.Cancel(request_id=R, sale="s1"), "till.no_such_sale", {}),
        *(
            (till_rules.cancel, sale(state), till.Cancel(request_id=R, sale="s1"), "till.not_open", {"state": state})
            for state in ("paid", "expired", "cancelled", "refunded", "owed")
        ),
        (till_rules.pay_owed, None, till.PayOwed(request_id=R, owed="o1"), "till.no_such_owed", {}),
        (
            till_rules.pay_owed,
            till_rules.Owed("o1", "s1", 500, True, 9000),
            till.PayOwed(request_id=R, owed="o1"),
            "till.owed_already_paid",
            {"fen": 500},
        ),
        (
            till_rules.pay_owed,
            till_rules.Owed("o1", "s1", 500, False, 499),
            till.PayOwed(request_id=R, owed="o1"),
            "till.drawer_short",
            {"fen": 500, "drawer_fen": 499},
        ),
    ],
)
def test_the_till_refuses(
    rule: Callable[..., Any], state: Any, request_: Request, reason: str, fields: dict[str, Any]
) -> None:
    refused = refusal(rule, state, request_, scene(TILL))
    assert (refused.reason, refused.fields) == (reason, fields)


def test_a_refund_that_the_drawer_cannot_pay_is_owed_and_never_said_to_be_paid() -> None:
    wanted = Refund("s1", 500, "owed.meals", "等不及", pay=True)
    short = till_rules.give_back(wanted, 499)
    assert (short.fact.kind, short.post) == ("till.refund_owed", (("owed.meals", 500), ("owed.refunds", -500)))
    paid = till_rules.give_back(wanted, 500)
    assert (paid.fact.kind, paid.post) == ("till.refunded", (("owed.meals", 500), ("cash.drawer", -500)))


@pytest.mark.parametrize(("state", "late"), [("open", False), ("expired", True), ("cancelled", True)])
def test_money_in_hand_is_taken_though_the_sale_was_let_go_of(state: str, *, late: bool) -> None:
    decision = till_rules.receive(sale(state), receive(1000), scene(TILL))
    assert decision.settle == "s1"
    assert decision.outcome == till.Received(change_fen=500)
    (paid,) = decision.events
    assert paid.fact == events.SalePaid(sale="s1", way="counter", given_fen=1000, change_fen=500, late=late)
