"""What can happen to what is known of people. No event holds a name or a phone."""

from typing import ClassVar, Literal

from kiosk.base.event import Fact

# Why somebody's name was looked at: 找人, 丢了小票, 退押金, 本人要看, 检查.
Why = Literal["reach", "lost_slip", "refund", "own_wish", "inspection"]
# Why somebody was erased: 本人要求, 到期.
Erasure = Literal["own_wish", "retention"]


class Noted(Fact, frozen=True):
    """Somebody's name was put into the vault, after notice number `notice`; `guardian` agreed for a child under 14.

    `commitment` is the salted SHA-256 of name and phone, the salt is in the vault; kept until the end of `until`.
    """

    kind: ClassVar[str] = "people.noted"
    person: str
    commitment: str
    notice: str
    until: str
    guardian: bool = False


class Kept(Fact, frozen=True):
    """The time was over, but somebody is still needed, or was until lately: kept until the end of the day `until`."""

    kind: ClassVar[str] = "people.kept"
    person: str
    until: str


class Viewed(Fact, frozen=True):
    """Somebody saw a name and phone in plain."""

    kind: ClassVar[str] = "people.viewed"
    person: str
    why: Why


class Corrected(Fact, frozen=True):
    """The name or phone was put right."""

    kind: ClassVar[str] = "people.corrected"
    person: str
    commitment: str


class Erased(Fact, frozen=True):
    """The name and phone were erased: their key is destroyed."""

    kind: ClassVar[str] = "people.erased"
    person: str
    why: Erasure


FACTS = (Noted, Kept, Viewed, Corrected, Erased)
