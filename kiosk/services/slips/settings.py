"""How long a slip may wait for the printer."""

import msgspec


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[services.slips]`: a slip that could not be started for `wait_s` seconds fails, lest it come out for nobody."""

    wait_s: int = 120

    def __post_init__(self) -> None:
        if not 10 <= self.wait_s <= 3600:
            raise ValueError("wait_s from 10 to 3600 seconds")
