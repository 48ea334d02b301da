"""What can be asked of the till."""

from typing import ClassVar

from kiosk.base.request import Outcome, Request


class Receive(Request, frozen=True):
    """收到: the attendant has the money; `given_fen` is what was handed over."""

    name: ClassVar[str] = "till.receive"
    sale: str
    way: str
    given_fen: int


class Received(Outcome, frozen=True):
    """Change to hand back; `owed` names the 待退 where what was paid for could no longer be given."""

    change_fen: int
    owed: str = ""


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
