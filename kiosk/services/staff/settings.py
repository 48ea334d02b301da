"""How patient the counter is with wrong PINs; who works here, where the centre says so."""

from typing import Annotated

import msgspec

from kiosk.base.plain import plain
from kiosk.services.staff.events import StaffRole

_ID = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9]{1,16}$")]
_NAME = Annotated[str, msgspec.Meta(min_length=1, max_length=12)]
_MOST = 60


class Colleague(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[services.staff.people]]`: somebody of the list, by their id, role and masked name (张*)."""

    who: _ID
    role: StaffRole
    shown: _NAME


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[services.staff]`: after `tries` wrong PINs in a row, nobody signs in under that name for `lock_s` seconds.

    Where `people` has somebody, it is the list of all who work here, and nobody is added or retired at the station.
    """

    tries: int = 5
    lock_s: int = 300
    people: tuple[Colleague, ...] = ()

    def __post_init__(self) -> None:
        if not 3 <= self.tries <= 10:
            raise ValueError("tries from 3 to 10")
        if not 30 <= self.lock_s <= 86_400:
            raise ValueError("lock_s from 30 to 86400 seconds")
        if len(self.people) > _MOST or len({one.who for one in self.people}) < len(self.people):
            raise ValueError(f"each of at most {_MOST} people once")
        if not all(plain(one.shown) and one.shown.strip() == one.shown for one in self.people):
            raise ValueError("names that can be shown")
        if self.people and not any(one.role == "supervisor" for one in self.people):
            raise ValueError("a supervisor among the people")
