"""How patient the counter is with wrong PINs."""

import msgspec


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[services.staff]`: after `tries` wrong PINs in a row, nobody signs in under that name for `lock_s` seconds."""

    tries: int = 5
    lock_s: int = 300

    def __post_init__(self) -> None:
        if not 3 <= self.tries <= 10:
            raise ValueError("tries from 3 to 10")
        if not 30 <= self.lock_s <= 86_400:
            raise ValueError("lock_s from 30 to 86400 seconds")
