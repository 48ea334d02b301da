"""What can happen to those who work here. PINs never stand in an event."""

from typing import ClassVar, Literal

from kiosk.base.clock import Deadline
from kiosk.base.event import Fact

StaffRole = Literal["attendant", "supervisor", "auditor"]


class Added(Fact, frozen=True):
    """Somebody may sign in, with a PIN set for that; `shown` is the masked name that slips and screens show (张*).

    `listed` where the centre's list says so: then a supervisor sets the first PIN.
    """

    kind: ClassVar[str] = "staff.added"
    who: str
    role: StaffRole
    shown: str
    listed: bool = False


class Listed(Fact, frozen=True):
    """The centre's list has somebody who is known here in this role, under this name; they may sign in (again)."""

    kind: ClassVar[str] = "staff.listed"
    who: str
    role: StaffRole
    shown: str


class PinChanged(Fact, frozen=True):
    """Another PIN was set."""

    kind: ClassVar[str] = "staff.pin_changed"
    who: str


class Retired(Fact, frozen=True):
    """Somebody may no longer sign in."""

    kind: ClassVar[str] = "staff.retired"
    who: str


class SignedIn(Fact, frozen=True):
    """Somebody signed in."""

    kind: ClassVar[str] = "staff.signed_in"
    who: str


class PinWrong(Fact, frozen=True):
    """A wrong PIN, the `tries`th in a row."""

    kind: ClassVar[str] = "staff.pin_wrong"
    who: str
    tries: int


class LockedOut(Fact, frozen=True):
    """Too many wrong PINs: no sign-in before `until`."""

    kind: ClassVar[str] = "staff.locked_out"
    who: str
    until: Deadline


FACTS = (Added, Listed, PinChanged, Retired, SignedIn, PinWrong, LockedOut)
