"""What can happen to tools. `unit` is a tool's own name (drill-3), `loan` one person's time with one, from hold to end.

Names, prices and dates stand in the events as they were agreed on: a later price list changes no loan.
"""

from typing import ClassVar

import msgspec

from kiosk.base.clock import Deadline
from kiosk.base.event import Fact


class HandedPart(msgspec.Struct, frozen=True):
    """A part that was handed out, and what is deducted where it comes back damaged, or not at all; in fen."""

    id: str
    name: str
    missing_fen: int = 0
    damaged_fen: int = 0


class Fault(msgspec.Struct, frozen=True):
    """What was wrong at the return: `what` is missing, damaged, or other (`part` empty), and what it costs in fen."""

    part: str
    what: str
    fen: int
    name: str = ""


class Registered(Fact, frozen=True):
    """入库: a unit is here, with its label."""

    kind: ClassVar[str] = "tools.registered"
    unit: str
    of: str
    number: int
    name: str
    condition: str
    value_fen: int
    inspect_by: str = ""


class Inspected(Fact, frozen=True):
    """年检: a unit was inspected, and may be lent until that date."""

    kind: ClassVar[str] = "tools.inspected"
    unit: str
    inspect_by: str


class Moved(Fact, frozen=True):
    """A unit goes from one state to another: service, repair, missing, retired."""

    kind: ClassVar[str] = "tools.moved"
    unit: str
    was: str
    to: str
    reason: str


class Held(Fact, frozen=True):
    """A unit is kept for somebody until then; nothing is paid yet."""

    kind: ClassVar[str] = "tools.held"
    loan: str
    day: str
    number: int
    of: str
    name: str
    unit: str
    deposit_fen: int
    until: Deadline


class HoldEnded(Fact, frozen=True):
    """A number was let go of before anything was handed over; `why` is expired or cancelled."""

    kind: ClassVar[str] = "tools.hold_ended"
    loan: str
    unit: str
    why: str


class Prepared(Fact, frozen=True):
    """The attendant has checked the parts and the name: the deposit may be paid, after the consent where it is needed.

    `person` stands for who borrows; the name itself is in the vault. `adult` and `permit` tell what the attendant has
    seen, `consent` that the borrower has to see the safety pictures.
    """

    kind: ClassVar[str] = "tools.prepared"
    loan: str
    was: str
    unit: str
    parts: tuple[HandedPart, ...]
    condition: str
    person: str
    due: str
    until: Deadline
    adult: bool = False
    permit: bool = False
    consent: bool = False


class Consented(Fact, frozen=True):
    """看懂了: the borrower has seen the three safety pictures, on the screen or at the counter."""

    kind: ClassVar[str] = "tools.consented"
    loan: str


class Lent(Fact, frozen=True):
    """The deposit is in, the tool is out. `receipt` is the number of a 往来票据 where the station writes one."""

    kind: ClassVar[str] = "tools.lent"
    loan: str
    unit: str
    sale: str
    deposit_fen: int
    due: str
    receipt: str = ""


class LendUndone(Fact, frozen=True):
    """A hand-over that was a mistake: the tool is on the shelf, the deposit goes back."""

    kind: ClassVar[str] = "tools.lend_undone"
    loan: str
    unit: str
    deposit_fen: int


class BroughtBack(Fact, frozen=True):
    """The tool is back; its money waits for what is asked of the borrower, or for the borrower.

    `by_other` where a friend brought it; `approved` where a supervisor stands for the deduction already.
    """

    kind: ClassVar[str] = "tools.brought_back"
    loan: str
    unit: str
    condition: str
    faults: tuple[Fault, ...]
    deduct_fen: int
    by_other: bool = False
    approved: bool = False


class Answered(Fact, frozen=True):
    """同意 or 不同意 to a deduction. Where it is no, a person decides; the money waits."""

    kind: ClassVar[str] = "tools.answered"
    loan: str
    agrees: bool


class Approved(Fact, frozen=True):
    """A supervisor approves a deduction above the limit."""

    kind: ClassVar[str] = "tools.approved"
    loan: str
    deduct_fen: int


class Decided(Fact, frozen=True):
    """A supervisor has decided on another deduction; the borrower is asked anew."""

    kind: ClassVar[str] = "tools.decided"
    loan: str
    deduct_fen: int
    reason: str


class Returned(Fact, frozen=True):
    """The loan is over: what was agreed is income, the rest goes back. `proof` is how the money's owner was known."""

    kind: ClassVar[str] = "tools.returned"
    loan: str
    unit: str
    deposit_fen: int
    deduct_fen: int
    proof: str
    condition: str = ""
    by_other: bool = False


class ReturnUndone(Fact, frozen=True):
    """A return that was a mistake: the tool is out, the deposit is held again."""

    kind: ClassVar[str] = "tools.return_undone"
    loan: str
    unit: str
    deposit_fen: int
    deduct_fen: int


class Acknowledged(Fact, frozen=True):
    """收到了 or 没收到: what the borrower says of the money that went back."""

    kind: ClassVar[str] = "tools.acknowledged"
    loan: str
    got: bool


class Extended(Fact, frozen=True):
    """续借: due later."""

    kind: ClassVar[str] = "tools.extended"
    loan: str
    due: str


class Called(Fact, frozen=True):
    """An attendant has called the borrower of a tool that is late, who was reached or not."""

    kind: ClassVar[str] = "tools.called"
    loan: str
    reached: bool


class SlipReplaced(Fact, frozen=True):
    """A lost slip: its code is void, a new one is out. `knows` is what the depositor knew of the loan."""

    kind: ClassVar[str] = "tools.slip_replaced"
    loan: str
    knows: tuple[str, ...]


class Swapped(Fact, frozen=True):
    """A faulty unit was changed for another; deposit and due date stay. The old slip is void."""

    kind: ClassVar[str] = "tools.swapped"
    loan: str
    old: str
    unit: str
    parts: tuple[HandedPart, ...]
    reason: str


class MadeGood(Fact, frozen=True):
    """A unit that was paid for as missing has been found: the deduction is the borrower's again."""

    kind: ClassVar[str] = "tools.made_good"
    loan: str
    unit: str
    fen: int


class CountBegun(Fact, frozen=True):
    """盘点: a stock-taking has begun; what should be here is noted when it ends."""

    kind: ClassVar[str] = "tools.count_begun"
    count: str


class Counted(Fact, frozen=True):
    """A unit was seen."""

    kind: ClassVar[str] = "tools.counted"
    count: str
    unit: str


class CountEnded(Fact, frozen=True):
    """What was expected, what was seen, what differs: `lacking` were not seen, `extra` should not be here."""

    kind: ClassVar[str] = "tools.count_ended"
    count: str
    expected: int
    seen: int
    lacking: tuple[str, ...]
    extra: tuple[str, ...]


FACTS = (
    Registered,
    Inspected,
    Moved,
    Held,
    HoldEnded,
    Prepared,
    Consented,
    Lent,
    LendUndone,
    BroughtBack,
    Answered,
    Approved,
    Decided,
    Returned,
    ReturnUndone,
    Acknowledged,
    Extended,
    Called,
    SlipReplaced,
    Swapped,
    MadeGood,
    CountBegun,
    Counted,
    CountEnded,
)
