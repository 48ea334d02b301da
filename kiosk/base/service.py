"""The manifest by which a service makes itself known. One folder and one line in the registry add a service."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import msgspec

from kiosk.base.clock import Now
from kiosk.base.event import Code, Entry, Fact, Happened
from kiosk.base.inspection import Figure, Section
from kiosk.base.people import Masked
from kiosk.base.reports import ReportKind, Table
from kiosk.base.request import Decision, Outcome, Request, Role, Scene
from kiosk.base.sale import Line
from kiosk.base.store import Store
from kiosk.base.trace import Player, TraceRow


class Handler(msgspec.Struct, frozen=True):
    """How one kind of request is answered: who may ask, what state the rule needs, the rule, the outcome's type.

    `sells` marks requests that are refused first when the disk is nearly full; `sweeps` is false where what is due
    must wait until the request is done.
    """

    request: type[Request]
    roles: frozenset[Role]
    load: Callable[[Store, Any, Scene[Any]], Any]
    rule: Callable[[Any, Any, Scene[Any]], Decision]
    outcome: type[Outcome]
    sells: bool = False
    sweeps: bool = True


class Sells(msgspec.Struct, frozen=True):
    """What a service that sells does when a line is paid for, or let go of: `(store, line, sale, scene) -> events`.

    `fulfil` raises Refused where what was paid for can no longer be given: the money is then owed. Until then
    the money of a line stands in the account `owed.SERVICE`.
    """

    fulfil: Callable[[Store, Line, str, Scene[Any]], tuple[Happened, ...]]
    release: Callable[[Store, Line, str, Scene[Any]], tuple[Happened, ...]]


class TraceKind(msgspec.Struct, frozen=True):
    """How one kind of line of a trace is checked (BadRow) before anything is played, and played (Refused).

    `kind` is the line's kind, or `open:SERVICE` and `close:SERVICE`; it is checked against the settings of `service`.
    """

    service: str
    kind: str
    check: Callable[[TraceRow, Any], None]
    play: Callable[[TraceRow, Player], None]


class Letterhead(msgspec.Struct, frozen=True):
    """What stands on every slip: the issuing event's code, the station's name and phone, the words.

    `centre` gives the address under which anybody can have the slip proved, empty before a centre is joined.
    `settings` are those of the service whose event it is; `inspect` gives what every service shows an auditor.
    `report` reads a table by its name, for two dates; None where there is none.
    `person` gives what stands for a person's masked name and phone (empty where there is none): both are filled in when
    the slip is printed, so that the stored slip names nobody.
    """

    code: Code
    centre: Callable[[], str]
    station: str
    phone: str
    say: Callable[..., str]
    settings: Any
    inspect: Callable[[], tuple[Section, ...]]
    person: Callable[[str], Masked]
    report: Callable[[str, str, str], Table | None]

    @property
    def qr(self) -> str:
        """The text of the QR."""
        return self.code.qr(self.centre())


def always(settings: Any) -> bool:
    """What every station has."""
    del settings
    return True


class Service(msgspec.Struct, frozen=True):
    """One service: its fixed names in one value.

    `schema` is the DDL of `tables`, all of them readings, rebuilt equal by `apply` (own facts) and `follow` (every
    event that carries postings) · `due` finds what time alone decides · `seals` are the facts after which the head is
    signed · `slip` gives the paper that an event puts out · `inspect` what an auditor is shown now · `z` what stands on
    a shift's Z slip of its events, and of what there is by then · `screens` names the module that the workers' screens
    and the board load, `counter` the attendant's · `offered` tells from its settings whether a station has it ·
    `needs` tells until which day somebody must be kept, by id: STILL_NEEDED while a matter of theirs is open, None
    where the service never knew them · `reports` are its tables for people who keep accounts · `acts` says in a
    sentence what an auditor wants to see listed with who did it; None for all else.
    """

    name: str
    facts: tuple[type[Fact], ...]
    handlers: tuple[Handler, ...]
    settings: type[msgspec.Struct]
    schema: str
    tables: tuple[str, ...]
    apply: Callable[[Store, Entry], None]
    follow: Callable[[Store, Entry], None] | None = None
    due: Callable[[Store, Scene[Any]], tuple[Decision, ...]] | None = None
    seals: tuple[type[Fact], ...] = ()
    sells: Sells | None = None
    slip: Callable[[Store, Entry, Letterhead], Any] | None = None
    inspect: Callable[[Store, Now], tuple[Section, ...]] | None = None
    z: Callable[[Store, Sequence[Entry]], tuple[Section, ...]] | None = None
    traces: tuple[TraceKind, ...] = ()
    screens: str = ""
    counter: str = ""
    offered: Callable[[Any], bool] = always
    needs: Callable[[Store, str], date | None] | None = None
    reports: tuple[ReportKind, ...] = ()
    acts: Callable[[Store, Entry], Figure | None] | None = None
