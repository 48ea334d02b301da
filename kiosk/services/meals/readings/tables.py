"""The tables of meals, kept by the events alone."""

from typing import Final

import msgspec

from kiosk.base.event import Entry
from kiosk.base.store import Store
from kiosk.services.meals import events
from kiosk.services.meals.figures import Figures, delta

SCHEMA: Final = """
CREATE TABLE meals_days (day TEXT, meal TEXT, open INTEGER NOT NULL, taken INTEGER NOT NULL,
  offered INTEGER NOT NULL, places INTEGER NOT NULL,
  queue INTEGER NOT NULL, waiting INTEGER NOT NULL, calling INTEGER NOT NULL,
  portions INTEGER NOT NULL, numbers INTEGER NOT NULL, expired INTEGER NOT NULL, sold INTEGER NOT NULL,
  served INTEGER NOT NULL, not_collected INTEGER NOT NULL, refunded INTEGER NOT NULL, queued INTEGER NOT NULL,
  taken_fen INTEGER NOT NULL, subsidy_fen INTEGER NOT NULL, PRIMARY KEY (day, meal)) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX meals_one_open ON meals_days (meal) WHERE open;
CREATE TABLE meals_tickets (day TEXT, meal TEXT, number INTEGER, qty INTEGER NOT NULL, state TEXT NOT NULL,
  sale TEXT NOT NULL, member TEXT NOT NULL,
  price_fen INTEGER NOT NULL, cost_fen INTEGER NOT NULL, issued_epoch INTEGER NOT NULL,
  issued_seq INTEGER NOT NULL, changed_at TEXT NOT NULL, PRIMARY KEY (day, meal, number)) STRICT, WITHOUT ROWID;
CREATE INDEX meals_members ON meals_tickets (member, day) WHERE member <> '';
CREATE TABLE meals_queue (day TEXT, meal TEXT, place INTEGER, state TEXT NOT NULL, until TEXT NOT NULL,
  joined_at TEXT NOT NULL, PRIMARY KEY (day, meal, place)) STRICT, WITHOUT ROWID;
CREATE INDEX meals_queue_open ON meals_queue (day, meal, place) WHERE state IN ('waiting', 'offered');
CREATE TABLE meals_menus (day TEXT, meal TEXT, dishes TEXT NOT NULL, PRIMARY KEY (day, meal)) STRICT, WITHOUT ROWID;
CREATE TABLE meals_samples (day TEXT, meal TEXT, dish TEXT, epoch INTEGER, seq INTEGER, grams INTEGER NOT NULL,
  kept_at TEXT NOT NULL, kept_by TEXT NOT NULL, discarded_at TEXT NOT NULL,
  PRIMARY KEY (day, meal, dish, epoch, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE meals_cooking (day TEXT, meal TEXT, cooked INTEGER NOT NULL, wasted INTEGER NOT NULL,
  cost_fen INTEGER NOT NULL, PRIMARY KEY (day, meal)) STRICT, WITHOUT ROWID;
"""
TABLES: Final = ("meals_days", "meals_tickets", "meals_queue", "meals_menus", "meals_samples", "meals_cooking")

FIGURES: Final = msgspec.structs.fields(Figures)
_COUNTERS: Final = ("taken", "offered", "places", "queue", "waiting", "calling")
_ALL: Final = ", ".join(f"{name} = {name} + ?" for name in (*_COUNTERS, *(field.name for field in FIGURES)))
_COUNT: Final = f"UPDATE meals_days SET {_ALL} WHERE day = ? AND meal = ?"  # noqa: S608 - names of our own columns
_NOTHING: Final = Figures()


def _count(
    store: Store,
    fact: "_Dated",
    taken: int = 0,
    offered: int = 0,
    places: int = 0,
    queue: int = 0,
    waiting: int = 0,
    calling: int = 0,
) -> None:
    """Moves the counters of a day, and its figures by what the fact changes in them."""
    figures = delta(fact) or _NOTHING
    store.execute(
        _COUNT,
        (taken, offered, places, queue, waiting, calling, *msgspec.structs.astuple(figures), fact.day, fact.meal),
    )


_Numbered = (
    events.Ordered
    | events.OrderExpired
    | events.TicketIssued
    | events.Called
    | events.CallTakenBack
    | events.Missed
    | events.Served
    | events.ServingTakenBack
    | events.NotCollected
    | events.TicketRefunded
)
_Placed = events.WaitJoined | events.WaitOffered | events.WaitLeft
_Dated = _Numbered | _Placed | events.DayOpened | events.PortionsAdded | events.DayClosed


def apply(store: Store, entry: Entry) -> None:
    """Keeps the tables."""
    fact = entry.fact
    if isinstance(fact, events.Ordered):
        store.execute(
            "INSERT INTO meals_tickets VALUES (?, ?, ?, ?, 'ordered', ?, ?, 0, 0, 0, 0, ?)",
            (fact.day, fact.meal, fact.number, fact.qty, fact.sale, fact.member, entry.at),
        )
        if fact.wait:
            _place(store, fact.day, fact.meal, fact.wait, "served")
            _count(store, fact, taken=fact.qty, offered=-1, queue=-1)
        else:
            _count(store, fact, taken=fact.qty)
    elif isinstance(fact, events.TicketIssued):
        store.execute(
            "UPDATE meals_tickets SET state = 'waiting', price_fen = ?, cost_fen = ?, "
            "issued_epoch = ?, issued_seq = ?, changed_at = ? "
            "WHERE day = ? AND meal = ? AND number = ?",
            (fact.price_fen, fact.cost_fen, entry.epoch, entry.seq, entry.at, fact.day, fact.meal, fact.number),
        )
        _count(store, fact, waiting=1)
    elif isinstance(fact, _Numbered):
        _ticket(store, entry, fact)
    elif isinstance(fact, _Placed):
        _queue(store, entry, fact)
    else:
        _day(store, entry)


def _ticket(store: Store, entry: Entry, fact: _Numbered) -> None:
    was = store.execute(
        "SELECT state FROM meals_tickets WHERE day = ? AND meal = ? AND number = ?", (fact.day, fact.meal, fact.number)
    ).fetchone()[0]
    waited = -1 if was == "waiting" else 0
    match fact:
        case events.OrderExpired():
            _to(store, entry, fact, "expired")
            _count(store, fact, taken=-fact.qty)
        case events.Called():
            _to(store, entry, fact, "recalled" if fact.again else "called")
            first = store.execute(
                "SELECT NOT calling FROM meals_days WHERE day = ? AND meal = ?", (fact.day, fact.meal)
            ).fetchone()[0]
            _count(store, fact, waiting=waited, calling=first)
        case events.CallTakenBack():
            _to(store, entry, fact, "waiting")
            _count(store, fact, waiting=1)
        case events.Missed():
            _to(store, entry, fact, "missed")
        case events.Served():
            _to(store, entry, fact, "served")
            _count(store, fact, waiting=waited)
        case events.ServingTakenBack():
            _to(store, entry, fact, "recalled")
            _count(store, fact)
        case events.NotCollected():
            _to(store, entry, fact, "not_collected")
            _count(store, fact, waiting=waited)
        case events.TicketRefunded():
            _to(store, entry, fact, "refunded")
            _count(store, fact, taken=-fact.qty, waiting=waited)
        case _:
            pass


def _to(store: Store, entry: Entry, fact: _Numbered, state: str) -> None:
    store.execute(
        "UPDATE meals_tickets SET state = ?, changed_at = ? WHERE day = ? AND meal = ? AND number = ?",
        (state, entry.at, fact.day, fact.meal, fact.number),
    )


def _place(store: Store, day: str, meal: str, place: int, state: str, until: str = "") -> None:
    store.execute(
        "UPDATE meals_queue SET state = ?, until = ? WHERE day = ? AND meal = ? AND place = ?",
        (state, until, day, meal, place),
    )


def _queue(store: Store, entry: Entry, fact: _Placed) -> None:
    match fact:
        case events.WaitJoined():
            store.execute(
                "INSERT INTO meals_queue VALUES (?, ?, ?, 'waiting', '', ?)",
                (fact.day, fact.meal, fact.place, entry.at),
            )
            _count(store, fact, places=1, queue=1)
        case events.WaitOffered():
            _place(store, fact.day, fact.meal, fact.place, "offered", msgspec.json.encode(fact.until).decode())
            _count(store, fact, offered=1)
        case events.WaitLeft():
            was = store.execute(
                "SELECT state FROM meals_queue WHERE day = ? AND meal = ? AND place = ?",
                (fact.day, fact.meal, fact.place),
            ).fetchone()[0]
            _place(store, fact.day, fact.meal, fact.place, fact.why)
            _count(store, fact, offered=-1 if was == "offered" else 0, queue=-1)


def _day(store: Store, entry: Entry) -> None:
    match entry.fact:
        case events.DayOpened() as fact:
            store.execute(
                "INSERT INTO meals_days VALUES (?, ?, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
                (fact.day, fact.meal),
            )
            _count(store, fact)
        case events.PortionsAdded() as fact:
            _count(store, fact)
        case events.DayClosed() as fact:
            store.execute("UPDATE meals_days SET open = 0 WHERE day = ? AND meal = ?", (fact.day, fact.meal))
        case events.MenuSet() as fact:
            store.execute(
                "INSERT OR REPLACE INTO meals_menus VALUES (?, ?, ?)",
                (fact.day, fact.meal, msgspec.json.encode(fact.dishes).decode()),
            )
        case events.SampleKept() as fact:
            store.execute(
                "INSERT INTO meals_samples VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')",
                (fact.day, fact.meal, fact.dish, entry.epoch, entry.seq, fact.grams, entry.at, entry.by),
            )
        case events.SampleDiscarded() as fact:
            store.execute(
                "UPDATE meals_samples SET discarded_at = ? "
                "WHERE day = ? AND meal = ? AND dish = ? AND discarded_at = ''",
                (entry.at, fact.day, fact.meal, fact.dish),
            )
        case events.CookingRecorded() as fact:
            store.execute(
                "INSERT OR REPLACE INTO meals_cooking VALUES (?, ?, ?, ?, ?)",
                (fact.day, fact.meal, fact.cooked, fact.wasted, fact.cost_fen),
            )
        case _:
            pass
