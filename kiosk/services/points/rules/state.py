"""What the rules need to know, and nothing more."""

from typing import Final

import msgspec

from kiosk.base.clock import Deadline
from kiosk.base.plain import LONGEST, plain
from kiosk.base.request import Refused
from kiosk.services.points.authority import Holding
from kiosk.services.points.events import Book
from kiosk.services.points.settings import Unit

# What a member calls a thing that was given or adopted.
MOST_LETTERS: Final = 20


class Account(msgspec.Struct, frozen=True):
    """A member: member or merchant; who of the staff it is, and what it may spend by unit.

    `owed_by` is the account of the book that owes it: `members`, or `centre` where a centre keeps the accounts, which
    alone knows what was spent elsewhere.
    """

    number: int
    member: str
    staff: str = ""
    holdings: dict[Unit, Holding] = {}
    owed_by: str = "members"

    def holding(self, unit: Unit) -> Holding:
        """What it has."""
        return self.holdings.get(unit, Holding())

    def available(self, unit: Unit) -> int:
        """What it may spend."""
        return self.holding(unit).available

    def lacks(self, unit: Unit, amount: int) -> bool:
        """Whether this station knows that so much is not there any more."""
        return self.owed_by == "members" and self.available(unit) < amount


class CardState(msgspec.Struct, frozen=True):
    """For cards: the last number given, the member asked about, whether the colleague works here or has a card."""

    last: int
    account: Account | None = None
    staff_known: bool = True
    staff_has: bool = False


class Earning(msgspec.Struct, frozen=True):
    """What was written down: waiting, approved, declined or reversed; who entered it."""

    earning: str
    account: Account
    state: str
    by: str
    day: str
    zh: str
    en: str
    gives: tuple[tuple[Unit, int], ...]


class EarnState(msgspec.Struct, frozen=True):
    """For entering: the member, how often by this rule today and this month, whether the thing is somebody's."""

    account: Account | None
    today: int = 0
    month: int = 0
    thing_taken: bool = False


class ApproveState(msgspec.Struct, frozen=True):
    """For all about one earning."""

    earning: Earning | None


class Correction(msgspec.Struct, frozen=True):
    """A correction of an account: waiting, approved or declined; who entered it."""

    correction: str
    account: Account
    state: str
    by: str
    unit: Unit
    amount: int
    reason: str


class CorrectionState(msgspec.Struct, frozen=True):
    """For all about one correction."""

    correction: Correction | None


class Offer(msgspec.Struct, frozen=True):
    """What is on the shelf: its price in a unit, how many there are, who gave it (0: nobody)."""

    goods: str
    zh: str
    en: str
    unit: Unit
    price: int
    stock: int
    giver: int = 0


class RedeemState(msgspec.Struct, frozen=True):
    """For redeeming: how the card stands (live, void, unknown, elsewhere), its member, the goods, the last number.

    `again` is until when the same goods for this member are the same tap, `exposed` the points that they had today
    without a lease; `phone` is until when a phone's code that was believed here may be redeemed with.
    """

    card: str
    account: Account | None = None
    offer: Offer | None = None
    last: int = 0
    again: Deadline | None = None
    exposed: int = 0
    phone: Deadline | None = None


class PhoneState(msgspec.Struct, frozen=True):
    """For a phone's code without the centre: whom it is for here, whether it was shown here before.

    `exposed` are the points that they had today without a lease.
    """

    account: Account | None = None
    before: bool = False
    exposed: int = 0


class Redemption(msgspec.Struct, frozen=True):
    """Goods that were redeemed: held, handed or reversed; from where the points came, and within which lease."""

    number: int
    account: int
    goods: str
    zh: str
    en: str
    unit: Unit
    fee: int
    qty: int
    state: str
    day: str
    side: str
    lease: str


class RedemptionState(msgspec.Struct, frozen=True):
    """For all about one redemption; `owed_by` as an account's."""

    redemption: Redemption | None
    owed_by: str = "members"


class GoodsState(msgspec.Struct, frozen=True):
    """For goods: what is on the shelf of them; `last` is the number of the last donation, `giver` who gives.

    `today` and `month` are how often the giver has earned by giving.
    """

    offer: Offer | None
    last: int = 0
    giver: Account | None = None
    today: int = 0
    month: int = 0


def written(text: str, most: int = LONGEST) -> str:
    """Free text as it may enter the record, without the spaces around it. Raises Refused; for an empty one too."""
    stripped = text.strip()
    if not stripped:
        raise Refused("points.reason_needed", {})
    if len(stripped) > most:
        raise Refused("points.text_too_long", {"most": most})
    if not plain(stripped):
        raise Refused("points.bad_text", {})
    return stripped


def granted(account: str, gives: tuple[tuple[Unit, int], ...], sign: int = 1, side: str = "members") -> Book:
    """What members are owed more (or, with `sign` −1, less), against an account of the book; `side` is who owes it."""
    return tuple(
        move
        for unit, amount in gives
        if amount
        for move in ((unit, account, sign * amount), (unit, side, -sign * amount))
    )


def known(account: Account | None, number: int) -> Account:
    """The member. Raises Refused where there is none of that number."""
    if account is None:
        raise Refused("points.no_such_member", {"number": number})
    return account


def who(by: str) -> str:
    """The person behind an actor: attendant:a2 → a2."""
    return by.partition(":")[2]


def card_of(state: RedeemState) -> Account:
    """Whose card was held before the scanner. Raises Refused."""
    if state.card == "void":
        raise Refused("points.card_void", {})
    if state.card == "elsewhere":
        raise Refused("points.no_line", {})
    if state.card != "live" or state.account is None:
        raise Refused("points.card_unknown", {})
    return state.account
