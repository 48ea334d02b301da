"""What can be asked of the till."""

from typing import ClassVar, Literal

import msgspec

from kiosk.base.inspection import Section
from kiosk.base.request import Outcome, Request
from kiosk.services.till.events import Counts, Move


class Receive(Request, frozen=True):
    """收到: the attendant has the money; `given_fen` is what was handed over.

    `owed_fen` of the change is not there to be handed back: it is owed, on paper (找零凭证).
    """

    name: ClassVar[str] = "till.receive"
    sale: str
    way: str
    given_fen: int
    owed_fen: int = 0


class Received(Outcome, frozen=True):
    """Change to hand back; `owed` names the 待退 where what was paid for could no longer be given."""

    change_fen: int
    owed: str = ""


class PutIn(Request, frozen=True):
    """A note or coins have gone into the machine for a sale; the cashier asks, and asks again until it is answered.

    `pieces` are what `device` took, `seen` how its counter stood then; `doubtful` as the event has it.
    """

    name: ClassVar[str] = "till.put_in"
    sale: str
    fen: int
    device: str = ""
    pieces: tuple[int, ...] = ()
    seen: str = ""
    doubtful: bool = False


class PutInto(Outcome, frozen=True):
    """What is still missing; what is owed back where the sale was over already, or more was put in than was due."""

    missing_fen: int = 0
    owed_fen: int = 0


class Cancel(Request, frozen=True):
    """Lets go of a sale that nobody has paid."""

    name: ClassVar[str] = "till.cancel"
    sale: str


class PayOwed(Request, frozen=True):
    """Pays out a 待退."""

    name: ClassVar[str] = "till.pay_owed"
    owed: str


class PaidOwed(Outcome, frozen=True):
    """What to hand out."""

    fen: int


class ChooseWay(Request, frozen=True):
    """How whoever ordered means to pay."""

    name: ClassVar[str] = "till.choose_way"
    sale: str
    way: str


class PayWithPapers(Request, frozen=True):
    """Pays with vouchers and change that is owed, by the codes on them; the counter may take what is missing beside.

    `way` and `given_fen` are of that rest.
    """

    name: ClassVar[str] = "till.pay_with_papers"
    sale: str
    codes: tuple[str, ...]
    way: str = ""
    given_fen: int = 0


class SellVouchers(Request, frozen=True):
    """Sells vouchers (饭票), each with a slip of its own."""

    name: ClassVar[str] = "till.sell_vouchers"
    qty: int
    way: str
    given_fen: int


class VoidVoucher(Request, frozen=True):
    """Takes a voucher back and returns its money from the drawer."""

    name: ClassVar[str] = "till.void_voucher"
    code: str
    reason: str


class PayPaper(Request, frozen=True):
    """Pays out change that is owed, by the code on its paper."""

    name: ClassVar[str] = "till.pay_paper"
    code: str


class OpenShift(Request, frozen=True):
    """开班: takes over the drawer as it was counted."""

    name: ClassVar[str] = "till.open_shift"
    counts: Counts


class ShiftOpened(Outcome, frozen=True):
    """The shift's number; what was counted, and how much that is beyond what the drawer had to hold."""

    shift: int
    counted_fen: int
    over_fen: int


class RecountOpening(Request, frozen=True):
    """What was taken over minutes ago was counted wrong."""

    name: ClassVar[str] = "till.recount_opening"
    counts: Counts


class CountShift(Request, frozen=True):
    """What is in the drawer at the end, counted before anybody is told what must be."""

    name: ClassVar[str] = "till.count_shift"
    counts: Counts


class Hint(msgspec.Struct, frozen=True):
    """A likely cause of a difference: `till.hint.CAUSE` says it with what it brings along."""

    cause: str
    times: int = 0
    fen: int = 0
    note_fen: int = 0


class ShiftCounted(Outcome, frozen=True):
    """How the count compares, with likely causes of a difference; `large` is above the station's limit."""

    counted_fen: int
    expected_fen: int
    large: bool
    hints: tuple[Hint, ...] = ()


class CloseShift(Request, frozen=True):
    """Ends the shift as it was counted, with its Z slip; a difference has a reason."""

    name: ClassVar[str] = "till.close_shift"
    reason: str = ""


class ShiftClosed(Outcome, frozen=True):
    """The Z's number; `pending` where a supervisor has to approve the difference (待核)."""

    shift: int
    over_fen: int
    pending: bool


class ApproveShift(Request, frozen=True):
    """A supervisor approves the difference of a shift that waits for it."""

    name: ClassVar[str] = "till.approve_shift"
    shift: int


class DecideShift(Request, frozen=True):
    """What the centre decided of a difference that waits, as it came by the line; (epoch, seq) is the Z's place."""

    name: ClassVar[str] = "till.decide_shift"
    shift: int
    epoch: int
    seq: int
    fen: int
    approves: bool
    approver: str
    comment: str


class TypeCode(Request, frozen=True):
    """A code that the centre told by phone, as somebody typed it; the desk takes it apart and asks `TryCode`."""

    name: ClassVar[str] = "till.type_code"
    shift: int
    code: str


class TryCode(Request, frozen=True):
    """What a code meant that somebody typed for a shift; no code enters a request of the record."""

    name: ClassVar[str] = "till.try_code"
    shift: int
    meant: Literal["approve", "return", ""]


class Answered(Outcome, frozen=True):
    """What a code meant: approved, or sent back."""

    approved: bool


class ReadX(Request, frozen=True):
    """An X reading of the shift that is open."""

    name: ClassVar[str] = "till.read_x"


class X(Outcome, frozen=True):
    """How the shift stands now."""

    shift: int
    expected_fen: int
    sections: tuple[Section, ...]


class MoveCash(Request, frozen=True):
    """Puts cash into the drawer, takes some out, or banks it."""

    name: ClassVar[str] = "till.move_cash"
    move: Move
    fen: int
    reason: str


class UndoMove(Request, frozen=True):
    """The cash that was moved last, minutes ago, was a mistake."""

    name: ClassVar[str] = "till.undo_move"


class OpenDrawer(Request, frozen=True):
    """Opens the drawer without a sale."""

    name: ClassVar[str] = "till.open_drawer"
    reason: str


class HandOver(Request, frozen=True):
    """Offers what is open, loans and money to be given back, to whoever comes next."""

    name: ClassVar[str] = "till.hand_over"


class Offered(Outcome, frozen=True):
    """What the one who takes over answers to."""

    offer: str


class TakeOver(Request, frozen=True):
    """Takes over what somebody else has offered."""

    name: ClassVar[str] = "till.take_over"
    offer: str
