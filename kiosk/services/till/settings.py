"""Which ways of payment the station takes."""

from typing import Literal

import msgspec


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[services.till]`: ways of payment, in the order they are offered."""

    ways: tuple[Literal["counter"], ...] = ("counter",)

    def __post_init__(self) -> None:
        if not self.ways:
            raise ValueError('at least one way of payment: "counter"')
