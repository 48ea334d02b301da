"""What passes between the till (钱箱) and a service that sells: neither knows the other."""

import msgspec


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing sold: by which service, what, how many, for how much in all.

    `number` is what a person calls it (8号), `ref` the service's own handle on it. `account` holds the money of a paid
    line until it is given; empty for the account of what the service sells, `owed.SERVICE`.
    """

    service: str
    what: str
    qty: int
    fen: int
    number: int
    ref: str
    account: str = ""

    @property
    def owed(self) -> str:
        """Where its money stands until it is given."""
        return self.account or f"owed.{self.service}"


class Payment(msgspec.Struct, frozen=True):
    """Money given in one way: `given_fen` is what was handed over, change comes out of it."""

    way: str
    given_fen: int


class Quote(msgspec.Struct, frozen=True):
    """What a service would sell: it is held for `hold_s` seconds, or paid for at once."""

    lines: tuple[Line, ...]
    hold_s: int
    payment: Payment | None = None

    @property
    def total_fen(self) -> int:
        """What all lines come to."""
        return sum(line.fen for line in self.lines)


class Refund(msgspec.Struct, frozen=True):
    """Money to give back for a sale; `from_account` is what held it until now.

    With `pay` it leaves the drawer at once where the drawer can pay; otherwise it is owed (待退), under the id `owed`
    where more than one thing of a sale can be given back. `number` is what a person calls what is given back (8号), 0
    where that is what the sale was opened for.
    """

    sale: str
    fen: int
    from_account: str
    reason: str
    pay: bool
    number: int = 0
    owed: str = ""


class VoidOwed(msgspec.Struct, frozen=True):
    """A 待退 that is void, because what it was owed for was undone: `to_account` holds its money again."""

    owed: str
    sale: str
    fen: int
    to_account: str
    number: int = 0
