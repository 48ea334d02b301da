"""What can be asked about points."""

from typing import ClassVar, Literal

from kiosk.base.people import Who
from kiosk.base.request import Outcome, Request
from kiosk.services.points.settings import Grade, Unit


class IssueCard(Request, frozen=True):
    """A new member and their card. Nobody must give a name; `staff` is who of the staff it is for."""

    name: ClassVar[str] = "points.issue_card"
    member: Literal["member", "merchant"] = "member"
    staff: str = ""
    who: Who | None = None
    guardian: bool = False


class ReplaceCard(Request, frozen=True):
    """Another card for a member whose card is lost or torn: the old one is void."""

    name: ClassVar[str] = "points.replace_card"
    account: int


class CardOut(Outcome, frozen=True):
    """Whose card it is: the member's number."""

    account: int


class Enter(Request, frozen=True):
    """Writes down what a member did, by a published rule; `qty` counts times, or hours."""

    name: ClassVar[str] = "points.enter"
    account: int
    rule: str
    qty: int = 1
    thing: str = ""


class Entered(Outcome, frozen=True):
    """By what it is approved."""

    earning: str


class Approve(Request, frozen=True):
    """四眼: another one approves it."""

    name: ClassVar[str] = "points.approve"
    earning: str


class Decline(Request, frozen=True):
    """It is not approved."""

    name: ClassVar[str] = "points.decline"
    earning: str
    reason: str


class ReverseEarning(Request, frozen=True):
    """Takes an earning back, the same day."""

    name: ClassVar[str] = "points.reverse_earning"
    earning: str
    reason: str


class Correct(Request, frozen=True):
    """Writes down that an account is wrong, by how much and why."""

    name: ClassVar[str] = "points.correct"
    account: int
    unit: Unit
    amount: int
    reason: str


class Corrected(Outcome, frozen=True):
    """By what it is approved."""

    correction: str


class Adjust(Request, frozen=True):
    """四眼: another one approves a correction."""

    name: ClassVar[str] = "points.adjust"
    correction: str


class DeclineCorrection(Request, frozen=True):
    """The account stays as it is."""

    name: ClassVar[str] = "points.decline_correction"
    correction: str
    reason: str


class Redeem(Request, frozen=True):
    """Goods for points. A worker shows a `card` (its code, scanned or typed); the staff may name the `account`."""

    name: ClassVar[str] = "points.redeem"
    goods: str
    qty: int = 1
    card: str = ""
    account: int = 0


class Redeemed(Outcome, frozen=True):
    """The number to collect it by, and what is left on the account."""

    number: int
    left: int


class HandOut(Request, frozen=True):
    """The goods are handed out."""

    name: ClassVar[str] = "points.hand_out"
    number: int


class UndoHandOut(Request, frozen=True):
    """They were not."""

    name: ClassVar[str] = "points.undo_hand_out"
    number: int


class Reverse(Request, frozen=True):
    """Takes a redemption back, the same day."""

    name: ClassVar[str] = "points.reverse"
    number: int
    reason: str


class Receive(Request, frozen=True):
    """Goods came in."""

    name: ClassVar[str] = "points.receive"
    goods: str
    qty: int


class Count(Request, frozen=True):
    """So many were counted."""

    name: ClassVar[str] = "points.count"
    goods: str
    counted: int
    reason: str = ""


class AdjustGoods(Request, frozen=True):
    """Goods more or fewer than the record."""

    name: ClassVar[str] = "points.adjust_goods"
    goods: str
    qty: int
    reason: str


class Stock(Outcome, frozen=True):
    """How many there are now."""

    stock: int


class Donate(Request, frozen=True):
    """A thing was inspected: its grade, and for how many points it goes. `giver` 0 does not want to be known."""

    name: ClassVar[str] = "points.donate"
    thing: str
    grade: Grade
    score: int
    giver: int = 0


class Given(Outcome, frozen=True):
    """The thing's number; the giver's earning, empty where there is none."""

    number: int
    earning: str = ""


class HandOver(Request, frozen=True):
    """Writes down that a centre shall keep the accounts; `log_key` is that centre's."""

    name: ClassVar[str] = "points.hand_over"
    log_key: str


class ApproveHandOver(Request, frozen=True):
    """四眼: another one approves it; every balance goes to the centre."""

    name: ClassVar[str] = "points.approve_hand_over"


class Present(Request, frozen=True):
    """A card or a phone is held before the scanner; a centre that keeps the accounts is asked what may be spent."""

    name: ClassVar[str] = "points.present"
    card: str


class TakeLease(Request, frozen=True):
    """Notes a lease whose signature was checked; `card` is what the member held before the scanner."""

    name: ClassVar[str] = "points.take_lease"
    lease: str
    member: str
    unit: Unit
    cap: int
    epoch: int
    not_after: int
    card: str
    signed: str


class CloseLease(Request, frozen=True):
    """Nothing more is spent within a lease; also of one that was asked for and whose answer never came."""

    name: ClassVar[str] = "points.close_lease"
    lease: str


class TakePhone(Request, frozen=True):
    """Believes a phone's code without the centre; its signature was checked, `card` is the code as it was scanned."""

    name: ClassVar[str] = "points.take_phone"
    nonce: str
    member: str
    not_after: int
    card: str
