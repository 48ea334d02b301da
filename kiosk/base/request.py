"""What can be asked of a station, and what it answers."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Generic, Literal, TypeVar

import msgspec

from kiosk.base.clock import Now
from kiosk.base.days import EVERY_DAY, OpenDays
from kiosk.base.event import Happened
from kiosk.base.people import NOBODY, People, Remember, Who
from kiosk.base.sale import Quote, Refund, VoidOwed
from kiosk.base.span import Spans, nothing

Role = Literal["worker", "attendant", "supervisor", "auditor", "device"]
# Who works at the counter (值班员, 班长). An auditor (审计) signs in beside them and only reads: no request is theirs.
STAFF: Final[frozenset[Role]] = frozenset({"attendant", "supervisor"})
S = TypeVar("S")


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """Something asked once; the same `request_id` again gets the same answer."""

    name: ClassVar[str]
    request_id: str


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What an accepted request came to; remembered by its request id."""


class Seen(Outcome, frozen=True, kw_only=True):
    """Somebody's name and phone in plain: `who` is filled in on the way out, and never remembered."""

    person: str
    who: Who | None = None


class Done(Outcome, frozen=True):
    """The outcome of a request that has nothing to tell."""


class Scene(msgspec.Struct, Generic[S], frozen=True):
    """What surrounds a request: the moment, the actor, this service's settings, the days on which the station is open.

    `people` tells the masked forms of those whom events name.
    `by` is `worker`, `attendant:ID`, `supervisor:ID`, `auditor:ID` or `device`.
    """

    now: Now
    by: str
    settings: S
    days: OpenDays = EVERY_DAY
    span: Spans = nothing
    people: People = NOBODY

    @property
    def role(self) -> str:
        """The actor's role alone."""
        return self.by.partition(":")[0]


class Decision(msgspec.Struct, frozen=True):
    """What a rule decided: what happened, the outcome, and what else the desk shall do in the same transaction.

    `quote` opens a sale (and settles it at once where it carries a payment) · `settle` fulfils what a paid sale was
    for · `release` lets go of what an unpaid sale held · `refunds` pay money back or owe it · `voids` end what is owed
    and not paid · `reprint` spools a slip again, as copy n · `remember` keeps names and phones in the vault, `forget`
    the ids of those to erase from it.
    """

    events: tuple[Happened, ...]
    outcome: Outcome = Done()
    quote: Quote | None = None
    settle: str = ""
    release: str = ""
    refunds: tuple[Refund, ...] = ()
    voids: tuple[VoidOwed, ...] = ()
    reprint: tuple[str, int] | None = None
    remember: tuple[Remember, ...] = ()
    forget: tuple[str, ...] = ()


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A named refusal, `service.reason`, with the fields its sentence needs and what it left in the record."""

    def __init__(self, reason: str, fields: Mapping[str, Any] | None = None, events: tuple[Happened, ...] = ()) -> None:
        super().__init__(reason, dict(fields or {}))
        self.reason = reason
        self.fields: dict[str, Any] = dict(fields or {})
        self.events = events
