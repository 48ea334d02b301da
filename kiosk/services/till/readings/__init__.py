"""The tables kept of sales, of what is owed, and of every account."""

from collections.abc import Sequence
from typing import Any

import msgspec

from kiosk.base.clock import Deadline
from kiosk.base.event import Entry
from kiosk.base.request import Decision, Scene
from kiosk.base.sale import Line
from kiosk.base.store import Store
from kiosk.services.till import events, machine_events, rules
from kiosk.services.till.readings.machine import hoppers_now, overdue
from kiosk.services.till.requests import Cancel, ChooseWay, PayOwed, PutIn, Receive
from kiosk.services.till.ways import ACCEPTOR, COUNTER

SCHEMA = """
CREATE TABLE till_sales (sale TEXT PRIMARY KEY, state TEXT NOT NULL, lines BLOB NOT NULL,
  total_fen INTEGER NOT NULL, opened_at TEXT NOT NULL,
  until BLOB NOT NULL, way TEXT NOT NULL, given_fen INTEGER NOT NULL, change_fen INTEGER NOT NULL,
  by TEXT NOT NULL, chosen TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX till_open ON till_sales (opened_at) WHERE state = 'open';
CREATE TABLE till_owed (owed TEXT PRIMARY KEY, sale TEXT NOT NULL, fen INTEGER NOT NULL, number INTEGER NOT NULL,
  reason TEXT NOT NULL, at TEXT NOT NULL, paid_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX till_owed_open ON till_owed (at) WHERE paid_at = '';
CREATE TABLE till_money_in (sale TEXT PRIMARY KEY, fen INTEGER NOT NULL, until BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE till_accounts (account TEXT PRIMARY KEY, fen INTEGER NOT NULL) STRICT, WITHOUT ROWID;
"""
TABLES = ("till_sales", "till_owed", "till_money_in", "till_accounts")

_LINES = msgspec.json.Decoder(tuple[Line, ...])
_UNTIL = msgspec.json.Decoder(Deadline)
_COLUMNS = "s.sale, s.state, s.lines, s.total_fen, coalesce(m.fen, 0), s.chosen"
_SALES = "till_sales s LEFT JOIN till_money_in m ON m.sale = s.sale"
# The hold's end stands there while the sale is open; every later row is shorter without it.
_OVER = "UPDATE till_sales SET until = x'', state = "


def apply(store: Store, entry: Entry) -> None:
    """Keeps sales and what is owed."""
    match entry.fact:
        case events.SaleOpened() as fact:
            store.execute(
                "INSERT INTO till_sales VALUES (?, 'open', ?, ?, ?, ?, '', 0, 0, '', '')",
                (fact.sale, msgspec.json.encode(fact.lines), fact.total_fen, entry.at, msgspec.json.encode(fact.until)),
            )
        case events.SalePaid() as fact:
            if fact.way == ACCEPTOR.name:
                store.execute("DELETE FROM till_money_in WHERE sale = ?", (fact.sale,))
            store.execute(
                _OVER + "'paid', way = ?, given_fen = ?, change_fen = ?, by = ? WHERE sale = ?",
                (fact.way, fact.given_fen, fact.change_fen, entry.by, fact.sale),
            )
        case events.WayChosen() as fact:
            store.execute("UPDATE till_sales SET chosen = ? WHERE sale = ?", (fact.way, fact.sale))
        case events.SaleExpired() as fact:
            store.execute(_OVER + "'expired' WHERE sale = ?", (fact.sale,))
        case events.SaleCancelled() as fact:
            store.execute(_OVER + "'cancelled' WHERE sale = ?", (fact.sale,))
        case events.MoneyIn() | events.ChangeOwed() | machine_events.ChangeDue() as fact:
            _apply_in(store, entry, fact)
        case _:
            _apply_back(store, entry)


def _apply_back(store: Store, entry: Entry) -> None:
    """Keeps what is given back, or owed."""
    match entry.fact:
        case events.Refunded() as fact:
            store.execute("UPDATE till_sales SET state = 'refunded' WHERE sale = ?", (fact.sale,))
        case events.RefundOwed() as fact:
            store.execute("UPDATE till_sales SET state = 'owed' WHERE sale = ?", (fact.sale,))
            store.execute(
                "INSERT INTO till_owed VALUES (?, ?, ?, ?, ?, ?, '')",
                (fact.owed, fact.sale, fact.fen, fact.number, fact.reason, entry.at),
            )
        case events.OwedPaid() as fact:
            store.execute("UPDATE till_owed SET paid_at = ? WHERE owed = ?", (entry.at, fact.owed))
        case events.OwedVoided() as fact:
            store.execute("UPDATE till_sales SET state = 'paid' WHERE sale = ?", (fact.sale,))
            store.execute("DELETE FROM till_owed WHERE owed = ?", (fact.owed,))
        case _:
            pass


def _apply_in(store: Store, entry: Entry, fact: events.MoneyIn | events.ChangeOwed | machine_events.ChangeDue) -> None:
    """Keeps what the machine holds."""
    if isinstance(fact, events.MoneyIn):
        row = (fact.sale, fact.in_fen, msgspec.json.encode(fact.until))
        store.execute("INSERT OR REPLACE INTO till_money_in VALUES (?, ?, ?)", row)
        return
    store.execute("DELETE FROM till_money_in WHERE sale = ?", (fact.sale,))
    if isinstance(fact, machine_events.ChangeDue):
        return
    store.execute(
        "INSERT INTO till_owed VALUES (?, ?, ?, ?, ?, ?, '')",
        (fact.owed, fact.sale, fact.fen, fact.number, fact.reason, entry.at),
    )


def follow(store: Store, entry: Entry) -> None:
    """Keeps the accounts: every posting of every event."""
    for account, fen in entry.post:
        store.execute(
            "INSERT INTO till_accounts VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET fen = fen + excluded.fen",
            (account, fen),
        )


def _sale(row: Sequence[Any]) -> rules.Sale:
    sale, state, lines, total, in_fen, chosen = row
    return rules.Sale(sale, state, _LINES.decode(lines), total, in_fen, chosen)


def sale(store: Store, sale_id: str) -> rules.Sale | None:
    """A sale by its id."""
    row = store.execute(f"SELECT {_COLUMNS} FROM {_SALES} WHERE s.sale = ?", (sale_id,)).fetchone()  # noqa: S608 - constants
    return _sale(row) if row else None


def drawer_fen(store: Store) -> int:
    """What the drawer must hold by the postings."""
    row = store.execute("SELECT fen FROM till_accounts WHERE account = ?", (COUNTER.account,)).fetchone()
    return row[0] if row else 0


def told_drawer_fen(store: Store) -> int | None:
    """The same for whoever works at the counter: not told while a shift is open, which is counted blind."""
    blind = store.execute("SELECT 1 FROM till_shifts WHERE state = 'open'").fetchone()
    return None if blind else drawer_fen(store)


def load_sale(store: Store, request: Receive | PutIn | Cancel | ChooseWay, scene: Scene[Any]) -> rules.Sale | None:
    """The sale asked about, and what the machine could pay back."""
    del scene
    found = sale(store, request.sale)
    if found is None:
        return None
    other = store.execute(
        "SELECT 1 FROM till_money_in m JOIN till_sales s ON s.sale = m.sale WHERE s.state = 'open' AND m.sale <> ?",
        (request.sale,),
    ).fetchone()
    return msgspec.structs.replace(found, hoppers=hoppers_now(store), elsewhere=other is not None)


def load_owed(store: Store, request: PayOwed, scene: Scene[Any]) -> rules.Owed | None:
    """The 待退 asked about, and the drawer."""
    del scene
    row = store.execute(
        "SELECT owed, sale, fen, paid_at, number FROM till_owed WHERE owed = ?", (request.owed,)
    ).fetchone()
    return rules.Owed(row[0], row[1], row[2], bool(row[3]), drawer_fen(store), row[4]) if row else None


def due(store: Store, scene: Scene[Any]) -> tuple[Decision, ...]:
    """Sales whose hold is over; change that the machine has not paid in time."""
    rows = store.execute(
        f"SELECT coalesce(m.until, s.until), {_COLUMNS} FROM {_SALES} WHERE s.state = 'open' ORDER BY s.opened_at"  # noqa: S608 - constants
    ).fetchall()
    over = [_sale(found) for until, *found in rows if _UNTIL.decode(until).passed(scene.now)]
    hoppers = hoppers_now(store) if over else ()
    expired = (rules.expire(msgspec.structs.replace(one, hoppers=hoppers), scene) for one in over)
    return (*expired, *overdue(store, scene))


class Receipt(msgspec.Struct, frozen=True):
    """How a sale was paid, as slips show it; `by` is who took the money."""

    way: str
    given_fen: int
    change_fen: int
    by: str


def receipt(store: Store, sale_id: str) -> Receipt:
    """How a paid sale was paid."""
    return Receipt(
        *store.execute("SELECT way, given_fen, change_fen, by FROM till_sales WHERE sale = ?", (sale_id,)).fetchone()
    )


class WaitingSale(msgspec.Struct, frozen=True):
    """A sale that the counter shows as waiting to be paid; `chosen` is how, empty where nobody has said so."""

    sale: str
    lines: tuple[Line, ...]
    total_fen: int
    opened_at: str
    until: Deadline
    chosen: str = ""


def waiting_sales(store: Store, scene: Scene[Any]) -> tuple[WaitingSale, ...]:
    """What waits to be paid, oldest first."""
    del scene
    rows = store.execute(
        "SELECT sale, lines, total_fen, opened_at, until, chosen FROM till_sales WHERE state = 'open' "
        "ORDER BY opened_at"
    ).fetchall()
    return tuple(
        WaitingSale(row[0], _LINES.decode(row[1]), row[2], row[3], _UNTIL.decode(row[4]), row[5]) for row in rows
    )


def renumbered(lines: tuple[Line, ...], number: int) -> tuple[Line, ...]:
    """The lines of a sale as the person knows them: late money may have taken a new number."""
    if number and len(lines) == 1:
        return (msgspec.structs.replace(lines[0], number=number),)
    return lines


class OwedRow(msgspec.Struct, frozen=True):
    """A 待退 that is still to be paid out."""

    owed: str
    sale: str
    lines: tuple[Line, ...]
    fen: int
    reason: str
    at: str


def open_owed(store: Store, scene: Scene[Any]) -> tuple[OwedRow, ...]:
    """What is still owed, oldest first."""
    del scene
    return tuple(
        OwedRow(owed, sold, renumbered(_LINES.decode(lines), number), fen, reason, at)
        for owed, sold, lines, number, fen, reason, at in store.execute(
            "SELECT o.owed, o.sale, s.lines, o.number, o.fen, o.reason, o.at FROM till_owed o "
            "JOIN till_sales s ON s.sale = o.sale "
            "WHERE o.paid_at = '' ORDER BY o.at"
        ).fetchall()
    )


def balances(store: Store) -> dict[str, int]:
    """Every account with its balance in fen, + debit, - credit."""
    return dict(store.execute("SELECT account, fen FROM till_accounts ORDER BY account").fetchall())
