"""What is undone within minutes: the opening that was counted wrong, the cash that was moved by mistake."""

from collections import Counter

import msgspec

from kiosk.base.clock import Deadline
from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.till import events, requests
from kiosk.services.till.rules.shifts import SAFE, UNDO_S, beyond, counted, moved, moved_by
from kiosk.services.till.settings import Settings


class Opening(msgspec.Struct, frozen=True):
    """How the open shift was taken over, and until when that may be counted anew; what the drawer must hold now."""

    shift: int
    counted_fen: int
    expected_fen: int
    until: Deadline
    drawer_fen: int = 0


class LastMove(msgspec.Struct, frozen=True):
    """The cash that was moved last and not undone; what the drawer must hold now."""

    move: events.Move
    fen: int
    until: Deadline
    drawer_fen: int = 0


def recount(state: Opening | None, request: requests.RecountOpening, scene: Scene[Settings]) -> Decision:
    """As if it had been counted so at once; both counts stand in the record."""
    if state is None:
        raise Refused("till.no_shift", {})
    if state.until.passed(scene.now):
        raise Refused("till.undo_too_late", {"minutes": UNDO_S // 60})
    found = counted(request.counts)
    before, over = state.counted_fen - state.expected_fen, found - state.expected_fen
    post = Counter[str]()
    for account, fen in (*moved(-before, beyond(state.shift, before)), *moved(over, beyond(state.shift, over))):
        post[account] += fen
    if state.drawer_fen + found - state.counted_fen < 0:
        raise Refused("till.bad_count", {})
    fact = events.OpeningRecounted(
        shift=state.shift, counts=request.counts, counted_fen=found, before_fen=state.counted_fen
    )
    told = 0 if beyond(state.shift, over) == SAFE else over
    return Decision(
        (Happened(fact, tuple((account, fen) for account, fen in post.items() if fen)),),
        requests.ShiftOpened(shift=state.shift, counted_fen=found, over_fen=told),
    )


def undo_move(state: LastMove | None, request: requests.UndoMove, scene: Scene[Settings]) -> Decision:
    """The newest one alone, once; what was put in must still be there."""
    del request
    if state is None:
        raise Refused("till.nothing_moved", {})
    if state.until.passed(scene.now):
        raise Refused("till.undo_too_late", {"minutes": UNDO_S // 60})
    if state.move == "in" and state.drawer_fen < state.fen:
        raise Refused("till.drawer_lacks", {"fen": state.fen})
    back = tuple((account, -fen) for account, fen in moved_by(state.move, state.fen))
    return Decision((Happened(events.CashMoveUndone(move=state.move, fen=state.fen), back),))
