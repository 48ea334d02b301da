"""What can happen to money."""

from typing import ClassVar, Literal

from kiosk.base.clock import Deadline
from kiosk.base.event import Fact
from kiosk.base.inspection import Section
from kiosk.base.sale import Line
from kiosk.base.span import Place
from kiosk.services.till import machine_events

PaperKind = Literal["voucher", "change"]
Move = Literal["in", "out", "banked"]
# How the centre answered: by the line, or by a code that it told by phone; empty where somebody here did.
AnswerWay = Literal["", "line", "code"]
# How many of each note and coin: its worth in fen, and the number.
Counts = tuple[tuple[int, int], ...]


class SaleOpened(Fact, frozen=True):
    """Something is held and waits to be paid for."""

    kind: ClassVar[str] = "till.sale_opened"
    sale: str
    lines: tuple[Line, ...]
    total_fen: int
    until: Deadline


class SalePaid(Fact, frozen=True):
    """The money is in; `late` where it was let go of before: expired, or cancelled."""

    kind: ClassVar[str] = "till.sale_paid"
    sale: str
    way: str
    given_fen: int
    change_fen: int
    late: bool = False


class SaleExpired(Fact, frozen=True):
    """Nobody paid in time."""

    kind: ClassVar[str] = "till.sale_expired"
    sale: str


class SaleCancelled(Fact, frozen=True):
    """Let go of before it was paid."""

    kind: ClassVar[str] = "till.sale_cancelled"
    sale: str


class Refunded(Fact, frozen=True):
    """Money went back from the drawer; `number` is what it was for, 0 where that is what the sale was opened for."""

    kind: ClassVar[str] = "till.refunded"
    sale: str
    fen: int
    reason: str
    number: int = 0


class RefundOwed(Fact, frozen=True):
    """Money is to be given back (待退): the drawer was short, or nobody was there to take it; `number` as above."""

    kind: ClassVar[str] = "till.refund_owed"
    owed: str
    sale: str
    fen: int
    reason: str
    number: int = 0


class MoneyIn(Fact, frozen=True):
    """Money is in the machine for a sale, `in_fen` in all; `until` it waits for more, or for whoever put it in.

    `pieces` are the coins or the note that `device` took, `seen` its counter and last events as they stood then;
    `doubtful` where the device lost power with a note in its hands: the count of its box will tell.
    """

    kind: ClassVar[str] = "till.money_in"
    sale: str
    fen: int
    in_fen: int
    until: Deadline
    device: str = ""
    pieces: tuple[int, ...] = ()
    seen: str = ""
    doubtful: bool = False


class ChangeOwed(Fact, frozen=True):
    """Money in the machine that paid for nothing is to be given back (待退): nobody there, let go of, or too much."""

    kind: ClassVar[str] = "till.change_owed"
    owed: str
    sale: str
    fen: int
    reason: str
    number: int = 0


class OwedPaid(Fact, frozen=True):
    """What was owed has been paid out."""

    kind: ClassVar[str] = "till.owed_paid"
    owed: str
    sale: str
    fen: int
    number: int = 0


class OwedVoided(Fact, frozen=True):
    """What was owed is void: what it was owed for was undone."""

    kind: ClassVar[str] = "till.owed_voided"
    owed: str
    sale: str
    fen: int
    number: int = 0


class WayChosen(Fact, frozen=True):
    """How whoever ordered means to pay; the counter sees it."""

    kind: ClassVar[str] = "till.way_chosen"
    sale: str
    way: str


class PaperIssued(Fact, frozen=True):
    """A paper worth money: a voucher (饭票), or change that is owed (找零凭证). Its slip's code is its proof."""

    kind: ClassVar[str] = "till.paper_issued"
    paper: str
    what: PaperKind
    fen: int
    sale: str


class PaperUsed(Fact, frozen=True):
    """A paper has paid for a sale, or a part of it."""

    kind: ClassVar[str] = "till.paper_used"
    paper: str
    what: PaperKind
    fen: int
    sale: str


class PaperPaid(Fact, frozen=True):
    """Change that was owed was paid out from the drawer."""

    kind: ClassVar[str] = "till.paper_paid"
    paper: str
    fen: int


class PaperVoided(Fact, frozen=True):
    """A voucher was taken back and its money returned."""

    kind: ClassVar[str] = "till.paper_voided"
    paper: str
    fen: int
    reason: str


class ShiftOpened(Fact, frozen=True):
    """开班: the drawer was counted and taken over. `after` is the place in the journal at which the shift begins.

    `day` is the shift's business date, whatever the date at its end; until `undo_until` it may be counted anew.
    """

    kind: ClassVar[str] = "till.shift_opened"
    shift: int
    day: str
    counts: Counts
    counted_fen: int
    expected_fen: int
    after: Place
    undo_until: Deadline


class OpeningRecounted(Fact, frozen=True):
    """What was taken over was counted wrong: what it was said to be `before`, and what it is."""

    kind: ClassVar[str] = "till.opening_recounted"
    shift: int
    counts: Counts
    counted_fen: int
    before_fen: int


class ShiftCounted(Fact, frozen=True):
    """The drawer was counted blind, before anybody was told what it must hold."""

    kind: ClassVar[str] = "till.shift_counted"
    shift: int
    counts: Counts
    counted_fen: int
    expected_fen: int


class ShiftClosed(Fact, frozen=True):
    """交班 with its Z slip: `shift` is the Z's number. `over_fen` is what was counted beyond what was expected.

    `accounts` are all balances as they stand after it, `sections` the lines of the Z. `pending` waits to be approved
    (待核).
    """

    kind: ClassVar[str] = "till.shift_closed"
    shift: int
    day: str
    opened_at: str
    opened_by: str
    counted_by: str
    counts: Counts
    opening_fen: int
    expected_fen: int
    counted_fen: int
    over_fen: int
    accounts: tuple[tuple[str, int], ...]
    sections: tuple[Section, ...]
    reason: str = ""
    pending: bool = False


class ShiftApproved(Fact, frozen=True):
    """A difference that waited has been approved by a supervisor."""

    kind: ClassVar[str] = "till.shift_approved"
    shift: int
    over_fen: int
    way: AnswerWay = ""
    approver: str = ""
    comment: str = ""


class ShiftReturned(Fact, frozen=True):
    """The centre does not approve a difference as it stands, and says why; it goes on waiting."""

    kind: ClassVar[str] = "till.shift_returned"
    shift: int
    over_fen: int
    way: AnswerWay
    approver: str
    comment: str


class CodeWrong(Fact, frozen=True):
    """A code that nobody at the centre told was typed for a shift, the `tries`th of them."""

    kind: ClassVar[str] = "till.code_wrong"
    shift: int
    tries: int


class XRead(Fact, frozen=True):
    """An X reading: how the shift stands now."""

    kind: ClassVar[str] = "till.x_read"
    shift: int
    expected_fen: int
    sections: tuple[Section, ...]


class CashMoved(Fact, frozen=True):
    """Cash put in (存入), taken out (取出) or banked (缴存), with a reason; until `undo_until` a mistake is undone."""

    kind: ClassVar[str] = "till.cash_moved"
    move: Move
    fen: int
    reason: str
    undo_until: Deadline


class CashMoveUndone(Fact, frozen=True):
    """The newest of them was a mistake: the cash is where it was."""

    kind: ClassVar[str] = "till.cash_move_undone"
    move: Move
    fen: int


class DrawerOpened(Fact, frozen=True):
    """The drawer was opened without a sale, for a reason."""

    kind: ClassVar[str] = "till.drawer_opened"
    reason: str


class HandOverOffered(Fact, frozen=True):
    """Somebody hands over what is open: loans and money to be given back."""

    kind: ClassVar[str] = "till.hand_over_offered"
    offer: str


class HandedOver(Fact, frozen=True):
    """Somebody else has taken over what is open; both have signed in for it. `sections` say what."""

    kind: ClassVar[str] = "till.handed_over"
    offer: str
    giver: str
    sections: tuple[Section, ...]


FACTS = (
    *machine_events.FACTS,
    SaleOpened,
    SalePaid,
    SaleExpired,
    SaleCancelled,
    Refunded,
    RefundOwed,
    MoneyIn,
    ChangeOwed,
    OwedPaid,
    OwedVoided,
    WayChosen,
    PaperIssued,
    PaperUsed,
    PaperPaid,
    PaperVoided,
    ShiftOpened,
    OpeningRecounted,
    ShiftCounted,
    ShiftClosed,
    ShiftApproved,
    ShiftReturned,
    CodeWrong,
    XRead,
    CashMoved,
    CashMoveUndone,
    DrawerOpened,
    HandOverOffered,
    HandedOver,
)
