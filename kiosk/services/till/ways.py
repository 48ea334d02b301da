"""Ways of payment as drivers: what may be given in each, and which account it comes into."""

from typing import Final

import msgspec

from kiosk.base.request import Refused

_MOST_GIVEN_FEN: Final = 1_000_000


class Way(msgspec.Struct, frozen=True):
    """One way: `account` takes the money; `change` tells whether more may be given than is due."""

    name: str
    account: str
    change: bool

    def change_fen(self, total_fen: int, given_fen: int) -> int:
        """What goes back. Raises Refused where too little, or more than can be meant, was given."""
        if given_fen < total_fen:
            raise Refused("till.too_little", {"due_fen": total_fen, "given_fen": given_fen})
        if given_fen > _MOST_GIVEN_FEN or (given_fen != total_fen and not self.change):
            raise Refused("till.too_much", {"due_fen": total_fen, "given_fen": given_fen})
        return given_fen - total_fen


COUNTER: Final = Way("counter", "cash.drawer", change=True)
ACCEPTOR: Final = Way("acceptor", "cash.acceptor", change=False)  # notes and coins that a machine takes in
# A station's own code at the counter, paid with the payer's phone; the attendant has seen that it arrived.
WECHAT: Final = Way("wechat", "online.wechat", change=False)
ALIPAY: Final = Way("alipay", "online.alipay", change=False)
WAYS: Final = {way.name: way for way in (COUNTER, WECHAT, ALIPAY)}
