"""What may become of a slip."""

from collections.abc import Mapping
from typing import Final

import msgspec

from kiosk.base.event import Fact, Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.slips import events, requests
from kiosk.services.slips.settings import Settings

# What is asked about a test page, in this order.
TEST_ITEMS: Final = ("ruler", "text", "sizes", "code", "cut", "drawer")


def passed(seen: Mapping[str, bool]) -> bool:
    """Whether a page was right; not every station has a drawer at its printer."""
    return all(seen[item] for item in TEST_ITEMS if item != "drawer")


class SlipState(msgspec.Struct, frozen=True):
    """What is known of a slip: whether it was ever issued, its newest copy, the state of the copy asked about."""

    issued: bool
    copies: int
    state: str


def report(state: SlipState, request: requests.Report, scene: Scene[Settings]) -> Decision:
    """A copy ends once: confirmed, uncertain or failed."""
    del scene
    if state.state:
        return Decision((), requests.Ended(state=state.state))
    return Decision((Happened(_ended(request)),), requests.Ended(state=request.state))


def _ended(request: requests.Report) -> Fact:
    slip, copy, printer, device = request.slip, request.copy, request.printer, request.device
    match request.state:
        case "confirmed":
            return events.Printed(slip=slip, copy=copy, printer=printer, device=device)
        case "uncertain":
            return events.Uncertain(slip=slip, copy=copy, printer=printer, device=device, reason=request.reason)
        case "failed":
            return events.Failed(slip=slip, copy=copy, printer=printer, device=device, reason=request.reason)


def reprint(state: SlipState, request: requests.Reprint, scene: Scene[Settings]) -> Decision:
    """Any slip may be printed again; the copy says so, and the record knows who asked."""
    del scene
    if not state.issued:
        raise Refused("slips.unknown", {"slip": request.slip[:40]})
    copy = state.copies + 1
    return Decision(
        (Happened(events.Reprinted(slip=request.slip, copy=copy)),),
        requests.Reprinting(copy=copy),
        reprint=(request.slip, copy),
    )


def settle(state: SlipState, request: requests.Settle, scene: Scene[Settings]) -> Decision:
    """What is uncertain is settled by looking, what failed by doing without; each once."""
    del scene
    if state.state != "uncertain" and not (state.state == "failed" and not request.there):
        raise Refused("slips.not_uncertain", {"slip": request.slip[:40]})
    return Decision((Happened(events.Settled(slip=request.slip, copy=request.copy, there=request.there)),))


def try_out(state: None, request: requests.TryOut, scene: Scene[Settings]) -> Decision:
    """A sheet to look at; nothing depends on it."""
    del state, scene
    return Decision((Happened(events.TrialOrdered(profiles=request.profiles, device=request.device)),))


def test(state: None, request: requests.Test, scene: Scene[Settings]) -> Decision:
    """A page to look at; nothing depends on it."""
    del state, scene
    return Decision((Happened(events.TestOrdered(device=request.device)),))


def saw(state: None, request: requests.Saw, scene: Scene[Settings]) -> Decision:
    """What was seen stands as it was said; whoever sees otherwise prints another page."""
    del state, scene
    said = {item: getattr(request, item) for item in TEST_ITEMS}
    return Decision((Happened(events.Tested(printer=request.printer, device=request.device, **said)),))
