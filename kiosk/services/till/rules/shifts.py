"""Shifts (班次): taking over the drawer, counting it, closing with a Z, and what is done with its cash meanwhile."""

from typing import Final, Literal

import msgspec

from kiosk.base.clock import deadline
from kiosk.base.event import Happened
from kiosk.base.inspection import Section
from kiosk.base.money import Posting
from kiosk.base.request import Decision, Refused, Scene
from kiosk.base.span import Place
from kiosk.services.till import events, requests
from kiosk.services.till.rules.hints import Handled, causes
from kiosk.services.till.settings import Settings
from kiosk.services.till.ways import COUNTER

OVER_SHORT: Final = "over_short"
SAFE: Final = "cash.safe"  # what the station keeps outside the drawer (备用金)
BANK: Final = "cash.bank"
# Notes and coins in use, in fen, as they are counted: the largest first.
NOTES: Final = (10000, 5000, 2000, 1000, 500, 100, 50, 10)
UNDO_S: Final = 600  # so long a mistake is undone as if it had not been; later it is a difference with its reason
_MOST_OF_ONE: Final = 9999
# So many wrong codes for one difference, and no code is good for it any more.
MOST_CODES: Final = 5
_MOST_MOVED_FEN: Final = 10_000_000
# What they are called is in the words files.
MOVE_REASONS: Final[dict[str, tuple[str, ...]]] = {
    "in": ("float", "other"),
    "out": ("float", "purchase", "other"),
    "banked": ("bank",),
}
DRAWER_REASONS: Final = ("change_note", "check", "stuck", "other")
OVER_REASONS: Final = ("unknown", "forgotten", "change_wrong", "bad_note", "other")


class Counted(msgspec.Struct, frozen=True):
    """The newest blind count of a shift, and what the drawer had to hold then."""

    counts: events.Counts
    counted_fen: int
    expected_fen: int
    by: str


class ShiftNow(msgspec.Struct, frozen=True):
    """The shift that is open."""

    shift: int
    day: str
    opened_at: str
    opened_by: str
    after: Place
    opening_over_fen: int
    counted: Counted | None


class TillNow(msgspec.Struct, frozen=True):
    """The till as it stands: the shift that is open, the newest one's number, what must be in the drawer.

    `waiting` names the sales that wait to be paid. `sections`, `accounts` and `handled` are what the shift came to,
    loaded only where a rule needs them; `begins` is where the next shift would begin.
    """

    shift: ShiftNow | None
    last: int
    drawer_fen: int
    waiting: tuple[int, ...] = ()
    begins: Place = (0, 0)
    opening_fen: int = 0
    sections: tuple[Section, ...] = ()
    accounts: tuple[tuple[str, int], ...] = ()
    handled: Handled = Handled()


class Closed(msgspec.Struct, frozen=True):
    """A shift that was closed, where in the record, and whether its difference still waits; codes typed wrongly."""

    shift: int
    over_fen: int
    pending: bool
    counted_by: str
    closed_by: str
    place: Place = (0, 0)
    tries: int = 0


class Offer(msgspec.Struct, frozen=True):
    """What somebody hands over; `taken` once somebody has it. `sections` are what is open now."""

    offer: str
    giver: str
    taken: bool
    sections: tuple[Section, ...] = ()


def counted(counts: events.Counts) -> int:
    """What was counted, in fen. Raises Refused for notes that there are not, twice the same, or below none of them."""
    worths = [worth for worth, _ in counts]
    good = set(worths) <= set(NOTES) and len(set(worths)) == len(worths)
    if not good or not all(0 <= number <= _MOST_OF_ONE for _, number in counts):
        raise Refused("till.bad_count", {})
    return sum(worth * number for worth, number in counts)


def open_shift(state: TillNow, request: requests.OpenShift, scene: Scene[Settings]) -> Decision:
    """One shift at a time. What is counted is taken over: the very first time what is more is the float (备用金)."""
    if state.shift is not None:
        raise Refused("till.shift_open", {"shift": state.shift.shift, "day": state.shift.day})
    found = counted(request.counts)
    over = found - state.drawer_fen
    fact = events.ShiftOpened(
        shift=state.last + 1,
        day=scene.now.date,
        counts=request.counts,
        counted_fen=found,
        expected_fen=state.drawer_fen,
        after=state.begins,
        undo_until=deadline(scene.now, UNDO_S),
    )
    told = 0 if beyond(fact.shift, over) == SAFE else over
    outcome = requests.ShiftOpened(shift=fact.shift, counted_fen=found, over_fen=told)
    return Decision((Happened(fact, moved(over, beyond(fact.shift, over))),), outcome)


def beyond(shift: int, over_fen: int) -> str:
    """Where what is counted at the beginning beyond what must be there comes from: the first shift's is its float."""
    return SAFE if shift == 1 and over_fen > 0 else OVER_SHORT


def moved(fen: int, other: str) -> tuple[Posting, ...]:
    """Cash into the drawer, out of it below zero; nothing where none moved."""
    return ((COUNTER.account, fen), (other, -fen)) if fen else ()


def _open(state: TillNow) -> ShiftNow:
    if state.shift is None:
        raise Refused("till.no_shift", {})
    return state.shift


def _nobody_waits(state: TillNow) -> None:
    if state.waiting:
        numbers = ", ".join(str(number) for number in state.waiting[:12])
        raise Refused("till.sales_wait", {"count": len(state.waiting), "numbers": numbers})


def count_shift(state: TillNow, request: requests.CountShift, scene: Scene[Settings]) -> Decision:
    """A blind count: only its outcome says what must be there. Every count stands in the record."""
    shift = _open(state)
    _nobody_waits(state)
    found = counted(request.counts)
    over = found - state.drawer_fen
    fact = events.ShiftCounted(
        shift=shift.shift, counts=request.counts, counted_fen=found, expected_fen=state.drawer_fen
    )
    outcome = requests.ShiftCounted(
        counted_fen=found,
        expected_fen=state.drawer_fen,
        large=abs(over) > scene.settings.difference_fen,
        hints=causes(over, state.handled),
    )
    return Decision((Happened(fact),), outcome)


def close_shift(state: TillNow, request: requests.CloseShift, scene: Scene[Settings]) -> Decision:
    """The shift ends as it was counted. A large difference is approved by a supervisor who did not count, or waits."""
    shift = _open(state)
    _nobody_waits(state)
    count = shift.counted
    if count is None:
        raise Refused("till.not_counted", {})
    if count.expected_fen != state.drawer_fen:
        raise Refused("till.moved_since_count", {})
    over = count.counted_fen - count.expected_fen
    if (over and request.reason not in OVER_REASONS) or (not over and request.reason):
        raise Refused("till.reason_needed", {})
    approved = scene.role == "supervisor" and scene.by != count.by
    pending = abs(over) > scene.settings.difference_fen and not approved
    fact = events.ShiftClosed(
        shift=shift.shift,
        day=shift.day,
        opened_at=shift.opened_at,
        opened_by=shift.opened_by,
        counted_by=count.by,
        counts=count.counts,
        opening_fen=state.opening_fen,
        expected_fen=count.expected_fen,
        counted_fen=count.counted_fen,
        over_fen=over,
        accounts=_after(state.accounts, over),
        sections=state.sections,
        reason=request.reason,
        pending=pending,
    )
    outcome = requests.ShiftClosed(shift=shift.shift, over_fen=over, pending=pending)
    return Decision((Happened(fact, moved(over, OVER_SHORT)),), outcome)


def _after(accounts: tuple[tuple[str, int], ...], over_fen: int) -> tuple[tuple[str, int], ...]:
    """The balances once the difference is posted."""
    sums = dict(accounts)
    for account, fen in moved(over_fen, OVER_SHORT):
        sums[account] = sums.get(account, 0) + fen
    return tuple(sorted(sums.items()))


def approve_shift(state: Closed | None, request: requests.ApproveShift, scene: Scene[Settings]) -> Decision:
    """A difference that waits is approved by a supervisor who neither counted nor closed."""
    waits = _waits(state, request.shift)
    if scene.by in {waits.counted_by, waits.closed_by}:
        raise Refused("till.own_shift", {"shift": waits.shift})
    return Decision((Happened(events.ShiftApproved(shift=waits.shift, over_fen=waits.over_fen)),))


def decide_shift(state: Closed | None, request: requests.DecideShift, scene: Scene[Settings]) -> Decision:
    """The centre's verdict holds for the difference that it saw: that Z, that amount."""
    del scene
    waits = _waits(state, request.shift)
    if waits.over_fen != request.fen or waits.place != (request.epoch, request.seq):
        raise Refused("till.not_pending", {"shift": waits.shift})
    return _answered(waits, "line", request.approver, request.comment, approves=request.approves)


def try_code(state: Closed | None, request: requests.TryCode, scene: Scene[Settings]) -> Decision:
    """A code told by phone is good for one difference and one verdict; wrong ones are counted, and then no more are."""
    del scene
    waits = _waits(state, request.shift)
    if waits.tries >= MOST_CODES:
        raise Refused("till.codes_locked", {"shift": waits.shift})
    if not request.meant:
        wrong = Happened(events.CodeWrong(shift=waits.shift, tries=waits.tries + 1))
        left = MOST_CODES - waits.tries - 1
        if not left:
            raise Refused("till.codes_locked", {"shift": waits.shift}, (wrong,))
        raise Refused("till.code_wrong", {"left": left}, (wrong,))
    return _answered(waits, "code", "", "", approves=request.meant == "approve")


def _waits(state: Closed | None, shift: int) -> Closed:
    if state is None:
        raise Refused("till.no_such_z", {"shift": shift})
    if not state.pending:
        raise Refused("till.not_pending", {"shift": state.shift})
    return state


def _answered(waits: Closed, way: Literal["line", "code"], approver: str, comment: str, *, approves: bool) -> Decision:
    kind = events.ShiftApproved if approves else events.ShiftReturned
    fact = kind(shift=waits.shift, over_fen=waits.over_fen, way=way, approver=approver, comment=comment)
    return Decision((Happened(fact),), requests.Answered(approved=approves))


def read_x(state: TillNow, request: requests.ReadX, scene: Scene[Settings]) -> Decision:
    """How the shift stands now; that somebody looked stands in the record."""
    del request, scene
    shift = _open(state)
    fact = events.XRead(shift=shift.shift, expected_fen=state.drawer_fen, sections=state.sections)
    return Decision(
        (Happened(fact),),
        requests.X(shift=shift.shift, expected_fen=state.drawer_fen, sections=state.sections),
    )


def move_cash(state: TillNow, request: requests.MoveCash, scene: Scene[Settings]) -> Decision:
    """Cash goes in, out, or to the bank; never more than the drawer holds."""
    if not 1 <= request.fen <= _MOST_MOVED_FEN:
        raise Refused("till.bad_amount", {})
    if request.reason not in MOVE_REASONS[request.move]:
        raise Refused("till.reason_needed", {})
    into = request.move == "in"
    if not into and state.drawer_fen < request.fen:
        raise Refused("till.drawer_lacks", {"fen": request.fen})
    until = deadline(scene.now, UNDO_S)
    fact = events.CashMoved(move=request.move, fen=request.fen, reason=request.reason, undo_until=until)
    return Decision((Happened(fact, moved_by(request.move, request.fen)),))


def moved_by(move: events.Move, fen: int) -> tuple[Posting, ...]:
    """What a move posts."""
    return moved(fen if move == "in" else -fen, BANK if move == "banked" else SAFE)


def open_drawer(state: TillNow, request: requests.OpenDrawer, scene: Scene[Settings]) -> Decision:
    """The drawer opens without a sale only for a reason."""
    del state, scene
    if request.reason not in DRAWER_REASONS:
        raise Refused("till.reason_needed", {})
    return Decision((Happened(events.DrawerOpened(reason=request.reason)),))


def hand_over(state: Offer | None, request: requests.HandOver, scene: Scene[Settings]) -> Decision:
    """What is open is offered to whoever comes next; an earlier offer that nobody took is over by it."""
    del state, scene
    offer = "h" + request.request_id
    return Decision((Happened(events.HandOverOffered(offer=offer)),), requests.Offered(offer=offer))


def take_over(state: Offer | None, request: requests.TakeOver, scene: Scene[Settings]) -> Decision:
    """Somebody else takes it over, once; the paper is signed by both."""
    if state is None or state.offer != request.offer:
        raise Refused("till.no_offer", {})
    if state.taken:
        raise Refused("till.offer_taken", {})
    if state.giver == scene.by:
        raise Refused("till.own_offer", {})
    fact = events.HandedOver(offer=state.offer, giver=state.giver, sections=state.sections)
    return Decision((Happened(fact),))
