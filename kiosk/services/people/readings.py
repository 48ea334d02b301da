"""The tables kept of people: by id, never by name. What names them comes from the vault, through `scene.people`."""

from typing import Any

import msgspec

from kiosk.base.event import Entry
from kiosk.base.people import GONE, STILL_NEEDED, TAIL_DIGITS, Masked
from kiosk.base.request import Decision, Scene
from kiosk.base.store import Store
from kiosk.services.people import events, rules
from kiosk.services.people.requests import Correct, Erase, View
from kiosk.services.people.settings import Settings

SCHEMA = """
CREATE TABLE people_persons (person TEXT PRIMARY KEY, commitment TEXT NOT NULL, notice TEXT NOT NULL,
  guardian INTEGER NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL, until TEXT NOT NULL,
  erased_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX people_until ON people_persons (until) WHERE erased_at = '';
CREATE INDEX people_erased ON people_persons (erased_at) WHERE erased_at <> '';
CREATE TABLE people_views (epoch INTEGER, seq INTEGER, person TEXT NOT NULL, why TEXT NOT NULL, at TEXT NOT NULL,
  by TEXT NOT NULL, PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX people_views_at ON people_views (at);
"""
TABLES = ("people_persons", "people_views")
# So many are looked at in one turn: the rest in the next.
_MOST_DUE = 20


def apply(store: Store, entry: Entry) -> None:
    """Keeps the tables."""
    match entry.fact:
        case events.Noted() as fact:
            store.execute(
                "INSERT INTO people_persons VALUES (?, ?, ?, ?, ?, ?, ?, '')",
                (fact.person, fact.commitment, fact.notice, int(fact.guardian), entry.at, entry.by, fact.until),
            )
        case events.Kept() as fact:
            store.execute("UPDATE people_persons SET until = ? WHERE person = ?", (fact.until, fact.person))
        case events.Corrected() as fact:
            store.execute("UPDATE people_persons SET commitment = ? WHERE person = ?", (fact.commitment, fact.person))
        case events.Erased() as fact:
            store.execute("UPDATE people_persons SET erased_at = ? WHERE person = ?", (entry.at, fact.person))
        case events.Viewed() as fact:
            store.execute(
                "INSERT INTO people_views VALUES (?, ?, ?, ?, ?, ?)",
                (entry.epoch, entry.seq, fact.person, fact.why, entry.at, entry.by),
            )
        case _:
            pass


def load(store: Store, request: View | Correct | Erase, scene: Scene[Settings]) -> rules.Person | None:
    """Somebody as they stand; None where there is nobody of that id, or they were erased."""
    row = store.execute(
        "SELECT 1 FROM people_persons WHERE person = ? AND erased_at = ''", (request.person,)
    ).fetchone()
    return _standing(request.person, scene) if row else None


def _standing(person: str, scene: Scene[Settings]) -> rules.Person:
    return rules.Person(person, scene.people.masked(person) is not None, scene.people.needed(person))


def due(store: Store, scene: Scene[Settings]) -> tuple[Decision, ...]:
    """Those whose time is over."""
    # A bound limit would be planned anew at each request: a tenth of all that a ticket asks of SQLite.
    rows = store.execute(
        f"SELECT person FROM people_persons WHERE erased_at = '' AND until < ? ORDER BY until LIMIT {_MOST_DUE}",  # noqa: S608 - a constant
        (scene.now.date,),
    ).fetchall()
    return tuple(rules.over(_standing(person, scene), scene) for (person,) in rows)


class Found(msgspec.Struct, frozen=True):
    """Somebody whom the vault keeps, masked: since when, after which notice, and whether a matter of theirs is open."""

    person: str
    masked: Masked
    at: str
    until: str
    needed: bool
    guardian: bool = False


def found(store: Store, scene: Scene[Any], person: str) -> Found | None:
    """Somebody by id; None where nothing readable is kept of them."""
    row = store.execute(
        "SELECT at, until, guardian FROM people_persons WHERE person = ? AND erased_at = ''", (person,)
    ).fetchone()
    masked = scene.people.masked(person) if row else None
    if masked is None:
        return None
    return Found(person, masked, row[0], row[1], scene.people.needed(person) == STILL_NEEDED, bool(row[2]))


def by_tail(store: Store, scene: Scene[Any], tail: str) -> tuple[Found, ...]:
    """Those whose phone ends with four digits, newest first; nobody for anything else than four digits."""
    if len(tail) != TAIL_DIGITS or not (tail.isascii() and tail.isdigit()):
        return ()
    people = (found(store, scene, person) for person in scene.people.by_tail(tail))
    return tuple(person for person in people if person)


def keep_days(store: Store, scene: Scene[Settings]) -> int:
    """For how many days after the last need somebody is kept, as the notice says."""
    del store
    return scene.settings.keep_days


def masked(scene: Scene[Any], person: str) -> Masked:
    """What stands on a screen for somebody, erased or not."""
    return scene.people.masked(person) or GONE
