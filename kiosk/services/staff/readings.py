"""The table kept of those who work here."""

from typing import Any, Final

import msgspec

from kiosk.base.clock import Deadline
from kiosk.base.event import Entry
from kiosk.base.request import Decision, Scene
from kiosk.base.store import Store
from kiosk.services.staff import events
from kiosk.services.staff.requests import Add, NotePin, Retire, SignIn
from kiosk.services.staff.rules import Person, Roster, follow_list

SCHEMA = """
CREATE TABLE staff_people (who TEXT PRIMARY KEY, role TEXT NOT NULL, shown TEXT NOT NULL,
  active INTEGER NOT NULL, tries INTEGER NOT NULL, locked TEXT NOT NULL, pinned INTEGER NOT NULL) STRICT, WITHOUT ROWID;
"""
TABLES = ("staff_people",)


def apply(store: Store, entry: Entry) -> None:
    """Keeps the table."""
    match entry.fact:
        case events.Added() as fact:
            row = (fact.who, fact.role, fact.shown, not fact.listed)
            store.execute("INSERT INTO staff_people VALUES (?, ?, ?, 1, 0, '', ?)", row)
        case events.Listed() as fact:
            store.execute(
                "UPDATE staff_people SET active = 1, role = ?, shown = ? WHERE who = ?",
                (fact.role, fact.shown, fact.who),
            )
        case events.Retired() as fact:
            store.execute("UPDATE staff_people SET active = 0 WHERE who = ?", (fact.who,))
        case events.PinWrong() as fact:
            store.execute("UPDATE staff_people SET tries = ? WHERE who = ?", (fact.tries, fact.who))
        case events.LockedOut() as fact:
            store.execute(
                "UPDATE staff_people SET tries = 0, locked = ? WHERE who = ?",
                (msgspec.json.encode(fact.until).decode(), fact.who),
            )
        case events.SignedIn() | events.PinChanged() as fact:
            store.execute("UPDATE staff_people SET tries = 0, locked = '', pinned = 1 WHERE who = ?", (fact.who,))
        case _:
            pass


def _person(row: tuple[Any, ...]) -> Person:
    who, role, shown, active, tries, locked, pinned = row
    until = msgspec.json.decode(locked, type=Deadline) if locked else None
    return Person(who, role, shown, bool(active), tries, until, bool(pinned))


_ROW: Final = "SELECT who, role, shown, active, tries, locked, pinned FROM staff_people "


def person(store: Store, who: str) -> Person | None:
    """Somebody by id."""
    row = store.execute(_ROW + "WHERE who = ?", (who,)).fetchone()
    return _person(row) if row else None


def load(store: Store, request: Add | NotePin | Retire | SignIn, scene: Scene[Any]) -> Roster:
    """The person asked about, and how many there are."""
    del scene
    staff, supervisors = store.execute(
        "SELECT count(*), coalesce(sum(role = 'supervisor' AND active), 0) FROM staff_people"
    ).fetchone()
    return Roster(person(store, request.who), supervisors, staff)


def people(store: Store, scene: Scene[Any] | None) -> tuple[Person, ...]:
    """Everybody who may sign in."""
    del scene
    return tuple(_person(row) for row in store.execute(_ROW + "WHERE active ORDER BY who"))


def due(store: Store, scene: Scene[Any]) -> tuple[Decision, ...]:
    """What the centre's list of those who work here asks for."""
    listed = scene.settings.people
    if not listed:
        return ()
    everybody = tuple(_person(row) for row in store.execute(_ROW + "ORDER BY who").fetchall())
    happened = follow_list(everybody, listed)
    return (Decision(happened),) if happened else ()


def shown(store: Store, by: str) -> str:
    """The masked name behind an actor, empty for workers and devices."""
    row = store.execute("SELECT shown FROM staff_people WHERE who = ?", (by.partition(":")[2],)).fetchone()
    return row[0] if row else ""
