"""The house and its slips: each refusal by its rule."""

from collections.abc import Callable
from typing import Any

import pytest
from support.scenes import R, refusal, scene

from kiosk.base.request import Decision, Request
from kiosk.services.house import requests as house
from kiosk.services.house import rules as house_rules
from kiosk.services.house.settings import Settings as HouseSettings
from kiosk.services.slips import requests as slips
from kiosk.services.slips import rules as slips_rules
from kiosk.services.slips.settings import Settings as SlipsSettings


@pytest.mark.parametrize(
    ("rule", "state", "request_", "reason"),
    [
        (
            slips_rules.reprint,
            slips_rules.SlipState(False, 0, ""),
            slips.Reprint(request_id=R, slip="1-9-ab"),
            "slips.unknown",
        ),
        *(
            (
                slips_rules.settle,
                slips_rules.SlipState(True, 0, state),
                slips.Settle(request_id=R, slip="1-9-ab", copy=0, there=True),
                "slips.not_uncertain",
            )
            for state in ("", "confirmed", "failed", "there", "missing", "reprinted")
        ),
    ],
)
def test_slips_are_refused(rule: Callable[..., Any], state: Any, request_: Request, reason: str) -> None:
    refused = refusal(rule, state, request_, scene(SlipsSettings()))
    assert (refused.reason, refused.fields) == (reason, {"slip": "1-9-ab"})


def test_an_epoch_follows_the_one_before() -> None:
    refused = refusal(
        house_rules.open_epoch,
        house_rules.Ledger(epoch=2),
        house.OpenEpoch(request_id=R, device="", epoch=2, public_key="", cites=""),
        scene(HouseSettings("站", ""), by="device"),
    )
    assert (refused.reason, refused.fields) == ("house.epoch_out_of_order", {"expected": 3, "got": 2})


def test_a_second_call_for_a_person_waits_for_the_same_one() -> None:
    first = house_rules.call_person(house_rules.Ledger(), house.CallPerson(request_id=R, screen="home"), scene(None))
    again = house_rules.call_person(
        house_rules.Ledger(call="cr1"), house.CallPerson(request_id="r2", screen="home"), scene(None)
    )
    assert first.outcome == again.outcome == house.Called(call="cr1")
    assert again == Decision((), house.Called(call="cr1"))
