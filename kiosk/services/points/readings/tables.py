"""The tables of points, kept by the events alone."""

from typing import Final

import msgspec

from kiosk.base.event import Entry
from kiosk.base.store import Store
from kiosk.services.points import events, figures
from kiosk.services.points.readings import leases
from kiosk.services.points.settings import UNITS, Unit

# Maker and approver are one person: an index of those alone, for there should be none.
SAME: Final = (
    "approved_by <> '' AND substr(approved_by, instr(approved_by, ':')) = substr(entered_by, instr(entered_by, ':'))"
)
SCHEMA: Final = (
    f"""
CREATE TABLE points_accounts (account INTEGER PRIMARY KEY, member TEXT NOT NULL, staff TEXT NOT NULL,
  person TEXT NOT NULL, opened TEXT NOT NULL, again_goods TEXT NOT NULL, again TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX points_staff ON points_accounts (staff) WHERE staff <> '';
CREATE INDEX points_people ON points_accounts (person) WHERE person <> '';
CREATE TABLE points_cards (epoch INTEGER, seq INTEGER, account INTEGER NOT NULL, live INTEGER NOT NULL,
  PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX points_one_card ON points_cards (account) WHERE live;
CREATE TABLE points_balances (account INTEGER, unit TEXT, available INTEGER NOT NULL CHECK (available >= 0),
  held INTEGER NOT NULL, spent INTEGER NOT NULL, PRIMARY KEY (account, unit)) STRICT, WITHOUT ROWID;
CREATE TABLE points_lots (account INTEGER, day TEXT, left INTEGER NOT NULL, PRIMARY KEY (account, day))
  STRICT, WITHOUT ROWID;
CREATE INDEX points_old ON points_lots (day) WHERE left > 0;
CREATE TABLE points_lines (account INTEGER, epoch INTEGER, seq INTEGER, unit TEXT, at TEXT NOT NULL, kind TEXT NOT NULL,
  zh TEXT NOT NULL, en TEXT NOT NULL, amount INTEGER NOT NULL, balance INTEGER NOT NULL,
  PRIMARY KEY (account, epoch, seq, unit)) STRICT, WITHOUT ROWID;
CREATE TABLE points_earnings (earning TEXT PRIMARY KEY, account INTEGER NOT NULL, rule TEXT NOT NULL,
  zh TEXT NOT NULL, en TEXT NOT NULL, day TEXT NOT NULL, qty INTEGER NOT NULL, points INTEGER NOT NULL,
  minutes INTEGER NOT NULL, times INTEGER NOT NULL, thing TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL,
  entered_by TEXT NOT NULL, approved_by TEXT NOT NULL, approved_day TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX points_waiting ON points_earnings (at) WHERE state = 'waiting';
CREATE INDEX points_caps ON points_earnings (account, rule, day);
CREATE INDEX points_earned_on ON points_earnings (day);
CREATE INDEX points_approved_on ON points_earnings (account, approved_day);
CREATE INDEX points_same ON points_earnings (earning) WHERE {SAME};
CREATE INDEX points_adopted ON points_earnings (rule, thing, day) WHERE thing <> '';
CREATE TABLE points_corrections (correction TEXT PRIMARY KEY, account INTEGER NOT NULL, unit TEXT NOT NULL,
  amount INTEGER NOT NULL, reason TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL, entered_by TEXT NOT NULL,
  approved_by TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX points_correcting ON points_corrections (at) WHERE state = 'waiting';
CREATE TABLE points_redemptions (number INTEGER PRIMARY KEY, account INTEGER NOT NULL, goods TEXT NOT NULL,
  zh TEXT NOT NULL, en TEXT NOT NULL, unit TEXT NOT NULL, fee INTEGER NOT NULL, qty INTEGER NOT NULL,
  state TEXT NOT NULL, day TEXT NOT NULL, at TEXT NOT NULL, issued_epoch INTEGER NOT NULL, issued_seq INTEGER NOT NULL,
  side TEXT NOT NULL, lease TEXT NOT NULL)
  STRICT;
CREATE INDEX points_held ON points_redemptions (number) WHERE state = 'held';
CREATE UNIQUE INDEX points_slips ON points_redemptions (issued_epoch, issued_seq);
CREATE INDEX points_of ON points_redemptions (account, day);
CREATE TABLE points_stock (goods TEXT PRIMARY KEY, stock INTEGER NOT NULL CHECK (stock >= 0)) STRICT, WITHOUT ROWID;
CREATE INDEX points_on_shelf ON points_stock (goods) WHERE stock > 0;
CREATE TABLE points_donations (goods TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, name TEXT NOT NULL,
  grade TEXT NOT NULL, score INTEGER NOT NULL, giver INTEGER NOT NULL, issued_epoch INTEGER NOT NULL,
  issued_seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX points_labels ON points_donations (issued_epoch, issued_seq);
CREATE TABLE points_days (day TEXT, unit TEXT, account TEXT, amount INTEGER NOT NULL, PRIMARY KEY (day, unit, account))
  STRICT, WITHOUT ROWID;
CREATE TABLE points_goods_days (day TEXT, goods TEXT, came INTEGER NOT NULL, went INTEGER NOT NULL,
  adjusted INTEGER NOT NULL, PRIMARY KEY (day, goods)) STRICT, WITHOUT ROWID;
CREATE TABLE points_ledger (unit TEXT, account TEXT, amount INTEGER NOT NULL, PRIMARY KEY (unit, account))
  STRICT, WITHOUT ROWID;
"""
    + leases.SCHEMA
)
TABLES: Final = (
    *leases.TABLES,
    "points_accounts",
    "points_cards",
    "points_balances",
    "points_lots",
    "points_lines",
    "points_earnings",
    "points_corrections",
    "points_redemptions",
    "points_stock",
    "points_donations",
    "points_ledger",
    "points_days",
    "points_goods_days",
)
_Earning = events.EarningEntered | events.EarningApproved | events.EarningDeclined | events.EarningReversed
_Correction = events.CorrectionEntered | events.CorrectionDeclined | events.Adjusted
_Redemption = events.Redeemed | events.HandedOut | events.HandOutUndone | events.RedemptionReversed


def apply(store: Store, entry: Entry) -> None:
    """Keeps the tables."""
    fact = entry.fact
    if isinstance(fact, events.CardIssued):
        _card(store, entry, fact)
    elif isinstance(fact, _Earning):
        _earning(store, entry, fact)
    elif isinstance(fact, _Correction):
        _correction(store, entry, fact)
    elif isinstance(fact, _Redemption):
        _redemption(store, entry, fact)
    elif isinstance(fact, events.Donated):
        store.execute(
            "INSERT INTO points_donations VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (fact.goods, fact.number, fact.name, fact.grade, fact.score, fact.giver, entry.epoch, entry.seq),
        )
    leases.apply(store, entry)
    _booked(store, entry)
    change = figures.goods(entry)
    if change is not None:
        goods, by = change[0], change[1].came - change[1].went + change[1].adjusted
        store.execute("INSERT OR IGNORE INTO points_stock VALUES (?, 0)", (goods,))
        store.execute("UPDATE points_stock SET stock = stock + ? WHERE goods = ?", (by, goods))
        store.execute(
            "INSERT INTO points_goods_days VALUES (?, ?, ?, ?, ?) ON CONFLICT (day, goods) DO UPDATE SET "
            "came = came + excluded.came, went = went + excluded.went, adjusted = adjusted + excluded.adjusted",
            (entry.at[:10], goods, change[1].came, change[1].went, change[1].adjusted),
        )


def _card(store: Store, entry: Entry, fact: events.CardIssued) -> None:
    if fact.replaces:
        store.execute("UPDATE points_cards SET live = 0 WHERE account = ? AND live", (fact.account,))
    else:
        store.execute(
            "INSERT INTO points_accounts VALUES (?, ?, ?, ?, ?, '', '')",
            (fact.account, fact.member, fact.staff, fact.person, entry.at[:10]),
        )
        for unit in UNITS:
            store.execute("INSERT INTO points_balances VALUES (?, ?, 0, 0, 0)", (fact.account, unit))
    store.execute("INSERT INTO points_cards VALUES (?, ?, ?, 1)", (entry.epoch, entry.seq, fact.account))


def _earning(store: Store, entry: Entry, fact: _Earning) -> None:
    match fact:
        case events.EarningEntered():
            store.execute(
                "INSERT INTO points_earnings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, '', '')",
                (
                    fact.earning,
                    fact.account,
                    fact.rule,
                    fact.zh,
                    fact.en,
                    fact.day,
                    fact.qty,
                    fact.points,
                    fact.minutes,
                    fact.times,
                    fact.thing,
                    entry.at,
                    entry.by,
                ),
            )
        case events.EarningApproved():
            store.execute(
                "UPDATE points_earnings SET state = 'approved', approved_by = ?, approved_day = ? WHERE earning = ?",
                (entry.by, fact.day, fact.earning),
            )
        case events.EarningDeclined():
            store.execute("UPDATE points_earnings SET state = 'declined' WHERE earning = ?", (fact.earning,))
        case events.EarningReversed():
            store.execute("UPDATE points_earnings SET state = 'reversed' WHERE earning = ?", (fact.earning,))


def _correction(store: Store, entry: Entry, fact: _Correction) -> None:
    if isinstance(fact, events.CorrectionEntered):
        store.execute(
            "INSERT INTO points_corrections VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?, '')",
            (fact.correction, fact.account, fact.unit, fact.amount, fact.reason, entry.at, entry.by),
        )
        return
    approved = isinstance(fact, events.Adjusted)
    store.execute(
        "UPDATE points_corrections SET state = ?, approved_by = ? WHERE correction = ?",
        ("approved" if approved else "declined", entry.by if approved else "", fact.correction),
    )


def _redemption(store: Store, entry: Entry, fact: _Redemption) -> None:
    if isinstance(fact, events.Redeemed):
        unit, side, amount = next(move for move in fact.book if move[1] != "redeemed")
        store.execute(
            "INSERT INTO points_redemptions VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'held', ?, ?, ?, ?, ?, ?)",
            (
                fact.number,
                fact.account,
                fact.goods,
                fact.zh,
                fact.en,
                unit,
                amount,
                fact.qty,
                fact.day,
                entry.at,
                entry.epoch,
                entry.seq,
                side,
                fact.lease,
            ),
        )
        store.execute(
            "UPDATE points_accounts SET again_goods = ?, again = ? WHERE account = ?",
            (fact.goods, msgspec.json.encode(fact.until).decode(), fact.account),
        )
        _spend(store, fact.account, unit, held=amount)
        return
    unit, fee, was = store.execute(
        "SELECT unit, fee, state FROM points_redemptions WHERE number = ?", (fact.number,)
    ).fetchone()
    match fact:
        case events.HandedOut():
            state = "handed"
            _spend(store, fact.account, unit, held=-fee, spent=fee)
        case events.HandOutUndone():
            state = "held"
            _spend(store, fact.account, unit, held=fee, spent=-fee)
        case events.RedemptionReversed():
            state = "reversed"
            store.execute("UPDATE points_accounts SET again_goods = '' WHERE account = ?", (fact.account,))
            _spend(store, fact.account, unit, **{"held" if was == "held" else "spent": -fee})
    store.execute("UPDATE points_redemptions SET state = ? WHERE number = ?", (state, fact.number))


def _spend(store: Store, account: int, unit: Unit, held: int = 0, spent: int = 0) -> None:
    store.execute(
        "UPDATE points_balances SET held = held + ?, spent = spent + ? WHERE account = ? AND unit = ?",
        (held, spent, account, unit),
    )


def _booked(store: Store, entry: Entry) -> None:
    """The book, the member's balance, a line of their passbook (积分存折), and how old what is left of it is."""
    fact = entry.fact
    for unit, account, amount in figures.book(entry):
        store.execute("INSERT OR IGNORE INTO points_ledger VALUES (?, ?, 0)", (unit, account))
        store.execute(
            "UPDATE points_ledger SET amount = amount + ? WHERE unit = ? AND account = ?", (amount, unit, account)
        )
        store.execute(
            "INSERT INTO points_days VALUES (?, ?, ?, ?) ON CONFLICT (day, unit, account) DO UPDATE SET "
            "amount = amount + excluded.amount",
            (entry.at[:10], unit, account, amount),
        )
        if account != "members":
            continue
        member: int = fact.account  # type: ignore[attr-defined] # every fact with a book names its member
        store.execute(
            "UPDATE points_balances SET available = available - ? WHERE account = ? AND unit = ?",
            (amount, member, unit),
        )
        balance = store.execute(
            "SELECT available FROM points_balances WHERE account = ? AND unit = ?", (member, unit)
        ).fetchone()[0]
        zh, en = getattr(fact, "zh", ""), getattr(fact, "en", "")
        kind = fact.kind.partition(".")[2]
        store.execute(
            "INSERT INTO points_lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (member, entry.epoch, entry.seq, unit, entry.at, kind, zh, en, -amount, balance),
        )
        if unit == "points":
            _aged(store, member, -amount, entry.at[:10])


def _aged(store: Store, account: int, amount: int, day: str) -> None:
    """What comes in is as old as its day; what goes out is the oldest first."""
    if amount > 0:
        store.execute("INSERT OR IGNORE INTO points_lots VALUES (?, ?, 0)", (account, day))
        store.execute("UPDATE points_lots SET left = left + ? WHERE account = ? AND day = ?", (amount, account, day))
        return
    rows = store.execute(
        "SELECT day, left FROM points_lots WHERE account = ? AND left > 0 ORDER BY day", (account,)
    ).fetchall()
    for lot, left in rows:
        taken = min(left, -amount)
        amount += taken
        store.execute("UPDATE points_lots SET left = left - ? WHERE account = ? AND day = ?", (taken, account, lot))
        if not amount:
            return
