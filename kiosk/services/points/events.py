"""What can happen to points. `account` is the member's number (会员号), `day` the business date.

`book` is the double entry of points: [unit, account, amount], + debit and − credit, summing to zero in each unit.
`members` is what is owed to all members; against it stand `earned`, `redeemed`, `expired`, `adjusted`. Points are not
money: none of it is posted in fen. Where a centre keeps the accounts, `centre` stands for what it owes members by
events of this station, `leased` for what was spent within its leases, `exposure` for what the station let members have
without one.
"""

from typing import ClassVar

from kiosk.base.clock import Deadline
from kiosk.base.event import Fact
from kiosk.services.points.settings import Unit

Move = tuple[Unit, str, int]
Book = tuple[Move, ...]


class CardIssued(Fact, frozen=True):
    """A member's card, the first one or (`replaces`) another: every card before it is void.

    `member` is member or merchant; `staff` who of the staff it belongs to; `person` their id in the vault.
    """

    kind: ClassVar[str] = "points.card_issued"
    account: int
    member: str = "member"
    staff: str = ""
    person: str = ""
    replaces: bool = False


class EarningEntered(Fact, frozen=True):
    """Somebody wrote down what a member did; nothing is owed before another one approves it.

    `version` is that of the published rules, `thing` what was adopted or given.
    """

    kind: ClassVar[str] = "points.earning_entered"
    earning: str
    account: int
    rule: str
    version: str
    category: str
    zh: str
    en: str
    day: str
    qty: int
    points: int = 0
    minutes: int = 0
    times: int = 0
    thing: str = ""


class EarningApproved(Fact, frozen=True):
    """四眼: another one approved it."""

    kind: ClassVar[str] = "points.earning_approved"
    earning: str
    account: int
    zh: str
    en: str
    day: str
    book: Book


class EarningDeclined(Fact, frozen=True):
    """It was not approved."""

    kind: ClassVar[str] = "points.earning_declined"
    earning: str
    account: int
    reason: str


class EarningReversed(Fact, frozen=True):
    """An approved earning was taken back the same day."""

    kind: ClassVar[str] = "points.earning_reversed"
    earning: str
    account: int
    zh: str
    en: str
    day: str
    reason: str
    book: Book


class CorrectionEntered(Fact, frozen=True):
    """Somebody found an account wrong, and by how much; nothing is put right before another one approves it."""

    kind: ClassVar[str] = "points.correction_entered"
    correction: str
    account: int
    unit: Unit
    amount: int
    day: str
    reason: str


class CorrectionDeclined(Fact, frozen=True):
    """The account stays as it is."""

    kind: ClassVar[str] = "points.correction_declined"
    correction: str
    account: int
    reason: str


class Adjusted(Fact, frozen=True):
    """四眼: another one approved a correction, and the account is put right."""

    kind: ClassVar[str] = "points.adjusted"
    correction: str
    account: int
    day: str
    reason: str
    book: Book


class Expired(Fact, frozen=True):
    """Points earned up to a day (`before`) are over, as the station has set."""

    kind: ClassVar[str] = "points.expired"
    account: int
    day: str
    before: str
    book: Book


class Redeemed(Fact, frozen=True):
    """Goods were chosen and confirmed: the points are held, and spent when the goods are handed out.

    `until` bounds the time in which the same once more is taken for the same tap; `lease` is what it is spent within,
    `token` the code of a phone that was believed without the centre.
    """

    kind: ClassVar[str] = "points.redeemed"
    number: int
    account: int
    goods: str
    zh: str
    en: str
    day: str
    qty: int
    until: Deadline
    book: Book
    lease: str = ""
    token: str = ""


class HandedOut(Fact, frozen=True):
    """The goods were handed out."""

    kind: ClassVar[str] = "points.handed_out"
    number: int
    account: int


class HandOutUndone(Fact, frozen=True):
    """They were not, after all: a tap by mistake."""

    kind: ClassVar[str] = "points.hand_out_undone"
    number: int
    account: int


class RedemptionReversed(Fact, frozen=True):
    """A redemption was taken back the same day: points and goods are where they were; points of a `lease` there."""

    kind: ClassVar[str] = "points.redemption_reversed"
    number: int
    account: int
    goods: str
    zh: str
    en: str
    day: str
    qty: int
    reason: str
    book: Book
    lease: str = ""


class GoodsReceived(Fact, frozen=True):
    """Goods came in (进货)."""

    kind: ClassVar[str] = "points.goods_received"
    goods: str
    zh: str
    day: str
    qty: int


class GoodsCounted(Fact, frozen=True):
    """盘点: so many were there, where so many were expected; a difference has a reason."""

    kind: ClassVar[str] = "points.goods_counted"
    goods: str
    zh: str
    day: str
    expected: int
    counted: int
    reason: str = ""


class GoodsAdjusted(Fact, frozen=True):
    """Goods more or fewer than the record, for a reason (spoiled, lost, given back)."""

    kind: ClassVar[str] = "points.goods_adjusted"
    goods: str
    zh: str
    day: str
    qty: int
    reason: str


class Donated(Fact, frozen=True):
    """A thing was given, inspected and scored (明码标分): others may have it for `score` points.

    `giver` is 0 where nobody wants to be known; `goods` is its place on the shelf.
    """

    kind: ClassVar[str] = "points.donated"
    number: int
    goods: str
    giver: int
    name: str
    grade: str
    score: int
    day: str


class HandOverEntered(Fact, frozen=True):
    """Somebody asked that the centre keep the accounts from now on; `log_key` is the centre's."""

    kind: ClassVar[str] = "points.hand_over_entered"
    hand_over: str
    log_key: str


class CentreTookOver(Fact, frozen=True):
    """四眼: another one approved it. So many accounts follow, each with its opening balance at the centre."""

    kind: ClassVar[str] = "points.centre_took_over"
    hand_over: str
    log_key: str
    accounts: int


class HandedOver(Fact, frozen=True):
    """A member's opening balance at the centre: what this station owed them until then."""

    kind: ClassVar[str] = "points.handed_over"
    hand_over: str
    account: int
    book: Book


class LeaseTaken(Fact, frozen=True):
    """The centre lent so much of a member's points to this device in this epoch (`signed`: the lease as it came).

    `member` is the centre's id, `account` the number here; `shown` is the hash of what the member held before the
    scanner. `not_after` (seconds since 1970) is the centre's; a clock here may be wrong, and goes by `until`.
    """

    kind: ClassVar[str] = "points.lease_taken"
    lease: str
    account: int
    member: str
    unit: Unit
    cap: int
    epoch: int
    not_after: int
    until: Deadline
    shown: str
    signed: str


class LeaseClosed(Fact, frozen=True):
    """Nothing more is spent within a lease; `account` is 0 where its answer never came here."""

    kind: ClassVar[str] = "points.lease_closed"
    lease: str
    account: int
    spent: int


class PhoneShown(Fact, frozen=True):
    """A phone's code was believed without the centre: genuine, and not too old by the clock here. Once (`nonce`).

    `shown` is its hash, `not_after` (seconds since 1970) its own end; it is redeemed with `until`.
    """

    kind: ClassVar[str] = "points.phone_shown"
    nonce: str
    account: int
    member: str
    not_after: int
    until: Deadline
    shown: str


FACTS = (
    CardIssued,
    EarningEntered,
    EarningApproved,
    EarningDeclined,
    EarningReversed,
    CorrectionEntered,
    CorrectionDeclined,
    Adjusted,
    Expired,
    Redeemed,
    HandedOut,
    HandOutUndone,
    RedemptionReversed,
    GoodsReceived,
    GoodsCounted,
    GoodsAdjusted,
    Donated,
    HandOverEntered,
    CentreTookOver,
    HandedOver,
    LeaseTaken,
    LeaseClosed,
    PhoneShown,
)
