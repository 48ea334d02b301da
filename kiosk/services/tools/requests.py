"""What can be asked about tools."""

from typing import ClassVar, Literal

import msgspec

from kiosk.base.clock import Deadline
from kiosk.base.people import Who
from kiosk.base.request import Outcome, Request

Condition = Literal["good", "worn", "damaged"]
# Who stands there with the tool, and how the money's owner is known: by the slip, by what is known of the loan.
Proof = Literal["slip", "known"]
# What a depositor may know of a loan; a phone's tail alone never proves anything.
Knows = Literal["name", "tool", "time", "deposit", "parts", "phone"]
MoveReason = Literal["broken", "worn_out", "stolen", "not_found", "found", "repaired", "inspection", "mistake"]
State = Literal["service", "repair", "missing", "retired"]
Wrong = Literal["missing", "damaged", "other"]
DecideReason = Literal["old_damage", "too_hard", "part_found", "lost_whole"]


class Register(Request, frozen=True):
    """入库: a new unit of a kind, numbered on; its label comes out. `inspect_by` is a date, 2026-12-31, or empty."""

    name: ClassVar[str] = "tools.register"
    of: str
    condition: Condition = "good"
    value_fen: int = 0
    inspect_by: str = ""


class Unit(Outcome, frozen=True):
    """The unit that it was about."""

    unit: str


class Inspect(Request, frozen=True):
    """A unit was inspected: it may be lent until that date."""

    name: ClassVar[str] = "tools.inspect"
    unit: str
    inspect_by: str


class Move(Request, frozen=True):
    """A unit to repair (送修), back in service (修好, 找到), missing (丢失), retired (报废)."""

    name: ClassVar[str] = "tools.move"
    unit: str
    to: State
    reason: MoveReason


class Hold(Request, frozen=True):
    """A worker wants a tool of a kind."""

    name: ClassVar[str] = "tools.hold"
    of: str


class Holding(Outcome, frozen=True):
    """The number, the unit that is kept, what its deposit is, and until when it is kept."""

    loan: str
    number: int
    unit: str
    deposit_fen: int
    until: Deadline


class LetGo(Request, frozen=True):
    """Nobody wants it any more; nothing has been handed over."""

    name: ClassVar[str] = "tools.let_go"
    loan: str


class Prepare(Request, frozen=True):
    """The attendant hands out a unit by its checklist: for a number, or (`loan` empty) for whoever stands there.

    `parts` are those that are there; `who` borrows, the phone is theirs to give. `adult` and `permit` tell what was
    seen, where the kind asks for it; `guardian` that a child's guardian has agreed to the name.
    """

    name: ClassVar[str] = "tools.prepare"
    unit: str
    parts: tuple[str, ...]
    who: Who
    loan: str = ""
    condition: Condition = "good"
    adult: bool = False
    permit: bool = False
    guardian: bool = False


class Prepared(Outcome, frozen=True):
    """What to take, what it is called; `consent` where the borrower must see the safety pictures first."""

    loan: str
    number: int
    unit: str
    deposit_fen: int
    due: str
    consent: bool


class Consent(Request, frozen=True):
    """看懂了."""

    name: ClassVar[str] = "tools.consent"
    loan: str


class Lend(Request, frozen=True):
    """收到: the deposit is in hand. `receipt` is the number of a 往来票据 where one is written."""

    name: ClassVar[str] = "tools.lend"
    loan: str
    given_fen: int
    way: str = "counter"
    receipt: str = ""


class UndoLend(Request, frozen=True):
    """A hand-over was a mistake, minutes ago."""

    name: ClassVar[str] = "tools.undo_lend"
    loan: str


class Found(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is wrong with a part (`part` empty: with something else, at a price that a supervisor stands for)."""

    part: str
    what: Wrong
    fen: int = 0


class TakeBack(Request, frozen=True):
    """A tool is back and has been looked over by its parts; nothing wrong, and its owner here: the money goes back.

    `by_other` where a friend brought it; `proof` as far as there is one: without any, the money waits for its owner.
    """

    name: ClassVar[str] = "tools.take_back"
    unit: str
    wrong: tuple[Found, ...] = ()
    condition: Condition = "good"
    by_other: bool = False
    proof: Proof | Literal[""] = "slip"
    drawer_short: bool = False


class TakenBack(Outcome, frozen=True):
    """What goes back, what is deducted; `waits` where the loan is not over yet."""

    loan: str
    number: int
    back_fen: int
    deduct_fen: int
    waits: bool


class Answer(Request, frozen=True):
    """同意 or 不同意 to a deduction of that many fen."""

    name: ClassVar[str] = "tools.answer"
    loan: str
    agrees: bool
    deduct_fen: int


class Approve(Request, frozen=True):
    """A supervisor approves a deduction above the limit."""

    name: ClassVar[str] = "tools.approve"
    loan: str
    deduct_fen: int


class Decide(Request, frozen=True):
    """A supervisor decides on another deduction after a 不同意, or before it."""

    name: ClassVar[str] = "tools.decide"
    loan: str
    deduct_fen: int
    reason: DecideReason


class GiveBack(Request, frozen=True):
    """The money of a tool that is back: what was agreed on is deducted, the rest goes back or is owed (待退)."""

    name: ClassVar[str] = "tools.give_back"
    loan: str
    proof: Proof
    drawer_short: bool = False


class UndoReturn(Request, frozen=True):
    """A return was a mistake, minutes ago: the money is in the drawer again, the tool is out."""

    name: ClassVar[str] = "tools.undo_return"
    loan: str


class Acknowledge(Request, frozen=True):
    """收到了 or 没收到."""

    name: ClassVar[str] = "tools.acknowledge"
    loan: str
    got: bool


class Extend(Request, frozen=True):
    """续借: as many open days more, from today."""

    name: ClassVar[str] = "tools.extend"
    loan: str


class Due(Outcome, frozen=True):
    """When it is due now, 2024-03-01T17:00."""

    due: str


class Call(Request, frozen=True):
    """The borrower of a tool that is late was called, and reached or not."""

    name: ClassVar[str] = "tools.call"
    loan: str
    reached: bool


class ReplaceSlip(Request, frozen=True):
    """The slip is lost; the attendant is convinced by what the depositor knows."""

    name: ClassVar[str] = "tools.replace_slip"
    loan: str
    knows: tuple[Knows, ...]


class Swap(Request, frozen=True):
    """A unit that does not work is changed for another of its kind."""

    name: ClassVar[str] = "tools.swap"
    loan: str
    unit: str
    parts: tuple[str, ...]
    reason: Literal["broken", "wrong_one"]


class Lost(Request, frozen=True):
    """The borrower says that the tool is gone: it is missing, and what it costs is asked of the deposit."""

    name: ClassVar[str] = "tools.lost"
    loan: str


class MakeGood(Request, frozen=True):
    """A unit that was paid for has been found: the deduction is owed to the borrower again."""

    name: ClassVar[str] = "tools.make_good"
    unit: str


class BeginCount(Request, frozen=True):
    """盘点 begins."""

    name: ClassVar[str] = "tools.begin_count"


class Counting(Outcome, frozen=True):
    """The stock-taking that it was about."""

    count: str


class Count(Request, frozen=True):
    """A unit was seen in a stock-taking; seen twice, it counts once."""

    name: ClassVar[str] = "tools.count"
    unit: str


class EndCount(Request, frozen=True):
    """盘点 ends: what differs is printed."""

    name: ClassVar[str] = "tools.end_count"


class CountDone(Outcome, frozen=True):
    """What was expected, seen, not seen, and too much."""

    count: str
    expected: int
    seen: int
    lacking: tuple[str, ...]
    extra: tuple[str, ...]
