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


class PutIn(Request, frozen=True):
    """A note or coin has gone into the machine for a sale; the acceptor asks, and asks again until it is answered."""

    name: ClassVar[str] = "till.put_in"
    sale: str
    fen: int


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
