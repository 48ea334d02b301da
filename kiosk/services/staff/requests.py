"""What can be asked about those who work here; a PIN never enters a request, only whether it was right."""

from typing import ClassVar

from kiosk.base.request import Outcome, Request
from kiosk.services.staff.events import StaffRole


class Add(Request, frozen=True):
    """Lets somebody work here. The first one is added by the device and is a supervisor."""

    name: ClassVar[str] = "staff.add"
    who: str
    role: StaffRole
    shown: str


class NotePin(Request, frozen=True):
    """Notes that a PIN was set for somebody."""

    name: ClassVar[str] = "staff.note_pin"
    who: str


class Retire(Request, frozen=True):
    """Ends somebody's right to sign in."""

    name: ClassVar[str] = "staff.retire"
    who: str


class SignIn(Request, frozen=True):
    """Somebody has typed a PIN."""

    name: ClassVar[str] = "staff.sign_in"
    who: str
    pin_right: bool


class SignedIn(Outcome, frozen=True):
    """Who acts from now on: `by` is what the requests carry."""

    by: str
    shown: str
