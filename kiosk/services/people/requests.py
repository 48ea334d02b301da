"""What can be asked about people."""

from typing import ClassVar

from kiosk.base.people import Who
from kiosk.base.request import Request
from kiosk.services.people.events import Why


class View(Request, frozen=True):
    """Shows a name and phone in plain (查看); the outcome is `Seen`, and the record keeps who saw it, and why."""

    name: ClassVar[str] = "people.view"
    person: str
    why: Why


class Correct(Request, frozen=True):
    """Puts a name or phone right (更正)."""

    name: ClassVar[str] = "people.correct"
    person: str
    who: Who


class Erase(Request, frozen=True):
    """Erases a name and phone because the person wishes it (删除)."""

    name: ClassVar[str] = "people.erase"
    person: str
