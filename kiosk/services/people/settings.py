"""How long names are kept."""

import msgspec


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[services.people]`: names and phones are erased `keep_days` days after the last need of them."""

    keep_days: int = 90

    def __post_init__(self) -> None:
        if not 1 <= self.keep_days <= 1825:
            raise ValueError("keep_days from 1 to 1825")
