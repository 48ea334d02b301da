"""The tables of tools, kept by the events alone."""

from typing import Any, Final

import msgspec

from kiosk.base.event import Entry
from kiosk.base.store import Store
from kiosk.services.till import events as till
from kiosk.services.tools import events
from kiosk.services.tools.figures import moves

# The loans that are not over, as the index of them says it: said otherwise, a query reads ten years of loans.
OPEN: Final = "state IN ('held', 'prepared', 'out', 'back', 'asked', 'refused', 'agreed')"
SCHEMA: Final = f"""
CREATE TABLE tools_units (unit TEXT PRIMARY KEY, of TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
  state TEXT NOT NULL, condition TEXT NOT NULL, value_fen INTEGER NOT NULL, inspect_by TEXT NOT NULL,
  loan TEXT NOT NULL, label_epoch INTEGER NOT NULL, label_seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tools_units_of ON tools_units (of, number);
CREATE UNIQUE INDEX tools_labels ON tools_units (label_epoch, label_seq);
CREATE TABLE tools_loans (loan TEXT PRIMARY KEY, day TEXT NOT NULL, number INTEGER NOT NULL, of TEXT NOT NULL,
  name TEXT NOT NULL, unit TEXT NOT NULL, state TEXT NOT NULL, deposit_fen INTEGER NOT NULL, until TEXT NOT NULL,
  changed_at TEXT NOT NULL, sale TEXT NOT NULL, due TEXT NOT NULL, parts TEXT NOT NULL, condition TEXT NOT NULL,
  person TEXT NOT NULL, consent TEXT NOT NULL, lent_at TEXT NOT NULL, faults TEXT NOT NULL,
  deduct_fen INTEGER NOT NULL, approved_fen INTEGER NOT NULL, by_other INTEGER NOT NULL, gone INTEGER NOT NULL,
  paid_back TEXT NOT NULL, extended INTEGER NOT NULL, receipt TEXT NOT NULL, got TEXT NOT NULL,
  slip_epoch INTEGER NOT NULL, slip_seq INTEGER NOT NULL, owed TEXT NOT NULL,
  called_at TEXT NOT NULL, reached TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tools_numbers ON tools_loans (day, number);
CREATE UNIQUE INDEX tools_one_borrower ON tools_loans (unit) WHERE state IN ('held', 'prepared', 'out');
CREATE INDEX tools_open ON tools_loans (state, due) WHERE {OPEN};
CREATE INDEX tools_over ON tools_loans (changed_at) WHERE state = 'returned';
CREATE INDEX tools_people ON tools_loans (person) WHERE person <> '';
CREATE INDEX tools_sales ON tools_loans (sale) WHERE sale <> '';
CREATE INDEX tools_receipts ON tools_loans (receipt) WHERE receipt <> '';
CREATE INDEX tools_gone ON tools_loans (unit, changed_at) WHERE gone;
CREATE TABLE tools_slips (epoch INTEGER, seq INTEGER, loan TEXT NOT NULL, void INTEGER NOT NULL,
  PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX tools_slips_of ON tools_slips (loan);
CREATE TABLE tools_counts (count TEXT PRIMARY KEY, open INTEGER NOT NULL, begun_at TEXT NOT NULL,
  ended_at TEXT NOT NULL, expected INTEGER NOT NULL, seen INTEGER NOT NULL, lacking TEXT NOT NULL,
  extra TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tools_one_count ON tools_counts (open) WHERE open;
CREATE TABLE tools_moves (day TEXT, of TEXT, come INTEGER NOT NULL, lost INTEGER NOT NULL, scrapped INTEGER NOT NULL,
  PRIMARY KEY (day, of)) STRICT, WITHOUT ROWID;
CREATE TABLE tools_seen (count TEXT, unit TEXT, PRIMARY KEY (count, unit)) STRICT, WITHOUT ROWID;
"""
TABLES: Final = ("tools_units", "tools_loans", "tools_slips", "tools_counts", "tools_moves", "tools_seen")

_ON_SHELF: Final = ""


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _unit(store: Store, unit: str, **columns: Any) -> None:
    sets = ", ".join(f"{name} = ?" for name in columns)
    store.execute(f"UPDATE tools_units SET {sets} WHERE unit = ?", (*columns.values(), unit))  # noqa: S608 - names of our own columns


def _loan(store: Store, entry: Entry, loan: str, **columns: Any) -> None:
    sets = ", ".join(f"{name} = ?" for name in ("changed_at", *columns))
    store.execute(
        f"UPDATE tools_loans SET {sets} WHERE loan = ?",  # noqa: S608 - names of our own columns
        (entry.at, *columns.values(), loan),
    )


def _slip(store: Store, entry: Entry, loan: str) -> None:
    """This event's slip is the loan's from now on; the codes of those before it are void."""
    store.execute("UPDATE tools_slips SET void = 1 WHERE loan = ?", (loan,))
    store.execute("INSERT INTO tools_slips VALUES (?, ?, ?, 0)", (entry.epoch, entry.seq, loan))
    store.execute("UPDATE tools_loans SET slip_epoch = ?, slip_seq = ? WHERE loan = ?", (entry.epoch, entry.seq, loan))


def apply(store: Store, entry: Entry) -> None:
    """Keeps the tables."""
    _units(store, entry)
    _lending(store, entry)
    _changing(store, entry)
    _returning(store, entry)
    _counting(store, entry)


def _units(store: Store, entry: Entry) -> None:
    for of, moved in moves((entry,)).items():
        store.execute(
            "INSERT INTO tools_moves VALUES (?, ?, ?, ?, ?) ON CONFLICT (day, of) DO UPDATE SET "
            "come = come + excluded.come, lost = lost + excluded.lost, scrapped = scrapped + excluded.scrapped",
            (entry.at[:10], of, moved["come"], moved["lost"], moved["scrapped"]),
        )
    match entry.fact:
        case events.Registered() as fact:
            place = (fact.unit, fact.of, fact.number, fact.name)
            about = (fact.condition, fact.value_fen, fact.inspect_by, _ON_SHELF, entry.epoch, entry.seq)
            store.execute("INSERT INTO tools_units VALUES (?, ?, ?, ?, 'service', ?, ?, ?, ?, ?, ?)", (*place, *about))
        case events.Inspected() as fact:
            _unit(store, fact.unit, inspect_by=fact.inspect_by)
        case events.Moved() as fact:
            _unit(store, fact.unit, state=fact.to)
        case _:
            pass


def _lending(store: Store, entry: Entry) -> None:
    match entry.fact:
        case events.Held() as fact:
            _held(store, entry, fact)
        case events.HoldEnded() as fact:
            _loan(store, entry, fact.loan, state=fact.why)
            _unit(store, fact.unit, loan=_ON_SHELF)
            store.execute("UPDATE tools_slips SET void = 1 WHERE loan = ?", (fact.loan,))
        case events.Prepared() as fact:
            if fact.was and fact.was != fact.unit:
                _unit(store, fact.was, loan=_ON_SHELF)
            _unit(store, fact.unit, loan=fact.loan, condition=fact.condition)
            _loan(
                store,
                entry,
                fact.loan,
                state="prepared",
                unit=fact.unit,
                parts=_json(fact.parts),
                condition=fact.condition,
                person=fact.person,
                due=fact.due,
                until=_json(fact.until),
                consent="needed" if fact.consent else "none",
            )
        case events.Consented() as fact:
            _loan(store, entry, fact.loan, consent="given")
        case events.Lent() as fact:
            out = {"sale": fact.sale, "due": fact.due, "receipt": fact.receipt, "lent_at": entry.at, "until": ""}
            _loan(store, entry, fact.loan, state="out", **out)
            _slip(store, entry, fact.loan)
        case events.LendUndone() as fact:
            _loan(store, entry, fact.loan, state="undone")
            _unit(store, fact.unit, loan=_ON_SHELF)
            store.execute("UPDATE tools_slips SET void = 1 WHERE loan = ?", (fact.loan,))
        case _:
            pass


def _changing(store: Store, entry: Entry) -> None:
    match entry.fact:
        case events.Extended() as fact:
            store.execute("UPDATE tools_loans SET extended = extended + 1 WHERE loan = ?", (fact.loan,))
            _loan(store, entry, fact.loan, due=fact.due)
        case events.Called() as fact:
            row = (entry.at, "yes" if fact.reached else "no", fact.loan)
            store.execute("UPDATE tools_loans SET called_at = ?, reached = ? WHERE loan = ?", row)
        case events.SlipReplaced() as fact:
            _slip(store, entry, fact.loan)
        case events.Swapped() as fact:
            _unit(store, fact.old, loan=_ON_SHELF)
            _unit(store, fact.unit, loan=fact.loan)
            _loan(store, entry, fact.loan, unit=fact.unit, parts=_json(fact.parts))
            _slip(store, entry, fact.loan)
        case _:
            pass


def _held(store: Store, entry: Entry, fact: events.Held) -> None:
    row = (fact.loan, fact.day, fact.number, fact.of, fact.name, fact.unit, fact.deposit_fen, _json(fact.until))
    store.execute(
        "INSERT INTO tools_loans VALUES (?, ?, ?, ?, ?, ?, 'held', ?, ?, ?, '', '', '[]', '', '', 'none', '', '[]', "
        "0, -1, 0, 0, '', 0, '', '', ?, ?, '', '', '')",
        (*row, entry.at, entry.epoch, entry.seq),
    )
    store.execute("INSERT INTO tools_slips VALUES (?, ?, ?, 0)", (entry.epoch, entry.seq, fact.loan))
    _unit(store, fact.unit, loan=fact.loan)


def _returning(store: Store, entry: Entry) -> None:
    match entry.fact:
        case events.BroughtBack() as fact:
            gone = any(fault.what == "lost" for fault in fact.faults)
            asked = "asked" if fact.deduct_fen else "back"
            _loan(
                store,
                entry,
                fact.loan,
                state=asked,
                faults=_json(fact.faults),
                deduct_fen=fact.deduct_fen,
                approved_fen=fact.deduct_fen if fact.approved else -1,
                by_other=fact.by_other,
                gone=gone,
            )
            _unit(store, fact.unit, loan=_ON_SHELF, **({"condition": fact.condition} if fact.condition else {}))
        case events.Answered() as fact:
            _loan(store, entry, fact.loan, state="agreed" if fact.agrees else "refused")
        case events.Approved() as fact:
            _loan(store, entry, fact.loan, approved_fen=fact.deduct_fen)
        case events.Decided() as fact:
            state = "asked" if fact.deduct_fen else "agreed"
            _loan(store, entry, fact.loan, state=state, deduct_fen=fact.deduct_fen, approved_fen=fact.deduct_fen)
        case events.Returned() as fact:
            _loan(store, entry, fact.loan, state="returned", by_other=fact.by_other, got="")
            store.execute("UPDATE tools_units SET loan = '' WHERE unit = ? AND loan = ?", (fact.unit, fact.loan))
            if fact.condition:
                _unit(store, fact.unit, condition=fact.condition)
        case events.ReturnUndone() as fact:
            fresh = {"deduct_fen": 0, "approved_fen": -1, "faults": "[]", "paid_back": "", "owed": "", "got": ""}
            _loan(store, entry, fact.loan, state="out", **fresh)
            _unit(store, fact.unit, loan=fact.loan)
        case events.Acknowledged() as fact:
            _loan(store, entry, fact.loan, got="yes" if fact.got else "no")
        case events.MadeGood() as fact:
            _loan(store, entry, fact.loan, gone=0)
        case _:
            pass


def _counting(store: Store, entry: Entry) -> None:
    match entry.fact:
        case events.CountBegun() as fact:
            store.execute("INSERT INTO tools_counts VALUES (?, 1, ?, '', 0, 0, '[]', '[]')", (fact.count, entry.at))
        case events.Counted() as fact:
            store.execute("INSERT OR IGNORE INTO tools_seen VALUES (?, ?)", (fact.count, fact.unit))
        case events.CountEnded() as fact:
            store.execute(
                "UPDATE tools_counts SET open = 0, ended_at = ?, expected = ?, seen = ?, lacking = ?, extra = ? "
                "WHERE count = ?",
                (entry.at, fact.expected, fact.seen, _json(fact.lacking), _json(fact.extra), fact.count),
            )
        case _:
            pass


def follow(store: Store, entry: Entry) -> None:
    """Keeps how the money of a loan went back: from the drawer, or as a 待退."""
    match entry.fact:
        case till.Refunded() | till.OwedPaid() as fact:
            store.execute("UPDATE tools_loans SET paid_back = 'paid' WHERE sale <> '' AND sale = ?", (fact.sale,))
        case till.RefundOwed() as fact:
            store.execute(
                "UPDATE tools_loans SET paid_back = 'owed', owed = ? WHERE sale <> '' AND sale = ?",
                (fact.owed, fact.sale),
            )
        case _:
            pass
