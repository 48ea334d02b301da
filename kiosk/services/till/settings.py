"""Which ways of payment the station takes, what vouchers are worth, how large a difference may be."""

from typing import Literal

import msgspec


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[services.till]`: ways of payment, in the order they are offered; cash is always taken (rule of 2026-02-01).

    A voucher (饭票) is worth `voucher_fen`, a book of them has `voucher_book`. A difference of more than
    `difference_fen` at the end of a shift is approved by a supervisor. All amounts in fen. `drawer_opens` is how the
    contact of the cash drawer stands when it is open, as the printer tells it; empty for a drawer without one.
    """

    ways: tuple[Literal["counter", "acceptor", "wechat", "alipay", "voucher"], ...] = ("counter",)
    voucher_fen: int = 500
    voucher_book: int = 10
    difference_fen: int = 1000
    drawer_opens: Literal["", "high", "low"] = ""

    def __post_init__(self) -> None:
        if "counter" not in self.ways or len(set(self.ways)) != len(self.ways):
            raise ValueError('at least one way of payment, each once: "counter" (cash) is always among them')
        if not 1 <= self.voucher_fen <= 100_000 or not 1 <= self.voucher_book <= 50:
            raise ValueError("voucher_fen from 1 to 100000, voucher_book from 1 to 50")
        if not 0 <= self.difference_fen <= 1_000_000:
            raise ValueError("difference_fen from 0 to 1000000")
