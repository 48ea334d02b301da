"""What can happen to money."""

from typing import ClassVar

from kiosk.base.clock import Deadline
from kiosk.base.event import Fact
from kiosk.base.sale import Line


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
    """Money is in the machine for a sale, `in_fen` in all; `until` it waits for more, or for whoever put it in."""

    kind: ClassVar[str] = "till.money_in"
    sale: str
    fen: int
    in_fen: int
    until: Deadline


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


FACTS = (SaleOpened, SalePaid, SaleExpired, SaleCancelled, Refunded, RefundOwed, MoneyIn, ChangeOwed, OwedPaid)
