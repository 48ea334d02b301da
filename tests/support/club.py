"""A service for tests that names people: who joins is kept in the vault until they leave."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, ClassVar, Final
from unittest.mock import patch

import msgspec

from kiosk import bootstrap
from kiosk.base.event import Entry, Fact, Happened
from kiosk.base.people import STILL_NEEDED, Remember, Who
from kiosk.base.request import STAFF, Decision, Done, Request, Scene
from kiosk.base.service import Handler, Letterhead, Service
from kiosk.base.store import Store
from kiosk.paper.elements import Pair, Slip, Text
from kiosk.services.registry import SERVICES


class Joined(Fact, frozen=True):
    kind: ClassVar[str] = "club.joined"
    person: str


class Left(Fact, frozen=True):
    kind: ClassVar[str] = "club.left"
    person: str


class Join(Request, frozen=True):
    name: ClassVar[str] = "club.join"
    who: Who
    guardian: bool = False


class Leave(Request, frozen=True):
    name: ClassVar[str] = "club.leave"
    person: str


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


def _nothing(store: Store, request: Request, scene: Scene[Any]) -> None:
    del store, request, scene


def _join(state: None, request: Join, scene: Scene[Any]) -> Decision:
    del state, scene
    person = "p" + request.request_id
    return Decision(
        (Happened(Joined(person=person)),), remember=(Remember(person, request.who, guardian=request.guardian),)
    )


def _leave(state: None, request: Leave, scene: Scene[Any]) -> Decision:
    del state, scene
    return Decision((Happened(Left(person=request.person)),))


def _apply(store: Store, entry: Entry) -> None:
    match entry.fact:
        case Joined() as fact:
            store.execute("INSERT INTO club_members VALUES (?, '')", (fact.person,))
        case Left() as fact:
            store.execute("UPDATE club_members SET left_at = ? WHERE person = ?", (entry.at[:10], fact.person))
        case _:
            pass


def _needs(store: Store, person: str) -> date | None:
    row = store.execute("SELECT left_at FROM club_members WHERE person = ?", (person,)).fetchone()
    if row is None:
        return None
    return date.fromisoformat(row[0]) if row[0] else STILL_NEEDED


def _slip(store: Store, entry: Entry, head: Letterhead) -> Slip | None:
    del store
    if not isinstance(entry.fact, Joined):
        return None
    shown = head.person(entry.fact.person)
    return Slip("club.card", "card", (Text("CARD"), Pair(shown.name, shown.phone)))


CLUB: Final = Service(
    name="club",
    facts=(Joined, Left),
    handlers=(
        Handler(Join, STAFF, _nothing, _join, Done),
        Handler(Leave, STAFF, _nothing, _leave, Done),
    ),
    settings=Settings,
    schema="CREATE TABLE club_members (person TEXT PRIMARY KEY, left_at TEXT NOT NULL) STRICT, WITHOUT ROWID;",
    tables=("club_members",),
    apply=_apply,
    slip=_slip,
    needs=_needs,
)
WITH_CLUB: Final = (*SERVICES, CLUB)


@contextmanager
def with_club() -> Iterator[None]:
    """Stations that are opened meanwhile have a club."""
    words = bootstrap.all_words()
    with patch.object(bootstrap, "SERVICES", WITH_CLUB), patch.object(bootstrap, "all_words", lambda: words):
        yield
