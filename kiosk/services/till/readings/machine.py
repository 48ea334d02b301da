"""The tables kept of the machine: what it has, what it takes money for, what it is to pay out, its alarms."""

from typing import Any

import msgspec

from kiosk.base.clock import Deadline, Now, seconds_left
from kiosk.base.event import Entry
from kiosk.base.request import Decision, Scene
from kiosk.base.store import Store
from kiosk.services.house.readings import device_states
from kiosk.services.till import events, machine_events
from kiosk.services.till.rules import machine as rules
from kiosk.services.till.rules.change import HopperNow
from kiosk.services.till.ways import ACCEPTOR

SCHEMA = """
CREATE TABLE till_machine (one INTEGER PRIMARY KEY, coins INTEGER NOT NULL, notes INTEGER NOT NULL,
  sale TEXT NOT NULL, open INTEGER NOT NULL, coins_seen TEXT NOT NULL, notes_seen TEXT NOT NULL,
  note_fen INTEGER NOT NULL) STRICT;
CREATE TABLE till_hoppers (hopper INTEGER PRIMARY KEY, fen INTEGER NOT NULL, coins INTEGER NOT NULL,
  fitted INTEGER NOT NULL) STRICT;
CREATE TABLE till_dues (due TEXT PRIMARY KEY, sale TEXT NOT NULL, fen INTEGER NOT NULL, left_fen INTEGER NOT NULL,
  reason TEXT NOT NULL, until BLOB NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX till_dues_open ON till_dues (at) WHERE left_fen > 0;
CREATE TABLE till_payouts (payout TEXT PRIMARY KEY, due TEXT NOT NULL, hopper INTEGER NOT NULL,
  coins INTEGER NOT NULL, serial TEXT NOT NULL, event INTEGER NOT NULL, life INTEGER NOT NULL,
  paid INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX till_payouts_open ON till_payouts (due) WHERE paid < 0;
CREATE TABLE till_alarms (alarm TEXT PRIMARY KEY, device TEXT NOT NULL, what TEXT NOT NULL, sale TEXT NOT NULL,
  at TEXT NOT NULL, answered_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX till_alarms_open ON till_alarms (at) WHERE answered_at = '';
"""
TABLES = ("till_machine", "till_hoppers", "till_dues", "till_payouts", "till_alarms")

_UNTIL = msgspec.json.Decoder(Deadline)
_ASKS_S = 600  # so much longer than it may pay, a hopper may be asked what it has paid
# What keeps a device from being used until somebody has seen to it.
_BLOCKS = "('jam', 'theft', 'box_open', 'box_full', 'out_of_order', 'empty', 'short', 'unknown')"


def apply(store: Store, entry: Entry) -> None:
    """Keeps the tables."""
    match entry.fact:
        case machine_events.MachineFitted() as fact:
            _fit(store, fact)
        case machine_events.IntakeOpened() | machine_events.IntakeClosed() as fact:
            is_open = isinstance(fact, machine_events.IntakeOpened)
            store.execute(
                "UPDATE till_machine SET sale = ?, open = ?, coins_seen = ?, notes_seen = ?, note_fen = 0",
                (fact.sale, is_open, fact.coins, fact.notes),
            )
        case machine_events.NoteHeld() as fact:
            store.execute("UPDATE till_machine SET note_fen = ?, notes_seen = ?", (fact.fen, fact.seen))
        case machine_events.NoteBack():
            store.execute("UPDATE till_machine SET note_fen = 0")
        case events.MoneyIn() | machine_events.MoneyFound() as fact if fact.device:
            _seen(store, fact.device, fact.seen)
        case machine_events.MachineAlarm() as fact:
            row = (fact.alarm, fact.device, fact.what, fact.sale, entry.at)
            store.execute("INSERT INTO till_alarms VALUES (?, ?, ?, ?, ?, '')", row)
        case machine_events.AlarmAnswered() as fact:
            store.execute("UPDATE till_alarms SET answered_at = ? WHERE alarm = ?", (entry.at, fact.alarm))
        case _:
            _apply_change(store, entry)


def _apply_change(store: Store, entry: Entry) -> None:
    match entry.fact:
        case machine_events.ChangeDue() as fact:
            row = (fact.due, fact.sale, fact.fen, fact.fen, fact.reason, msgspec.json.encode(fact.until), entry.at)
            store.execute("INSERT INTO till_dues VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        case machine_events.PayoutBegun() as fact:
            store.execute(
                "INSERT INTO till_payouts VALUES (?, ?, ?, ?, ?, ?, ?, -1)",
                (fact.payout, fact.due, fact.hopper, fact.coins, fact.serial, fact.event, fact.life),
            )
        case machine_events.PayoutEnded() as fact:
            store.execute("UPDATE till_payouts SET paid = ? WHERE payout = ?", (fact.coins, fact.payout))
            store.execute("UPDATE till_dues SET left_fen = left_fen - ? WHERE due = ?", (fact.fen, fact.due))
            store.execute("UPDATE till_hoppers SET coins = coins - ? WHERE hopper = ?", (fact.coins, fact.hopper))
        case events.ChangeOwed() as fact:
            store.execute("UPDATE till_dues SET left_fen = 0 WHERE due = ?", (fact.owed,))
        case machine_events.HopperFilled() as fact:
            store.execute("UPDATE till_hoppers SET coins = coins + ? WHERE hopper = ?", (fact.coins, fact.hopper))
        case machine_events.HopperCounted() as fact:
            store.execute("UPDATE till_hoppers SET coins = ? WHERE hopper = ?", (fact.coins, fact.hopper))
        case _:
            pass


def _fit(store: Store, fact: machine_events.MachineFitted) -> None:
    store.execute(
        "INSERT INTO till_machine VALUES (1, ?, ?, '', 0, '', '', 0) "
        "ON CONFLICT (one) DO UPDATE SET coins = excluded.coins, notes = excluded.notes",
        (fact.coins, fact.notes),
    )
    store.execute("UPDATE till_hoppers SET fitted = 0")
    for hopper, fen in fact.hoppers:
        store.execute(
            "INSERT INTO till_hoppers VALUES (?, ?, 0, 1) ON CONFLICT (hopper) DO UPDATE SET fitted = 1", (hopper, fen)
        )


def _seen(store: Store, device: str, seen: str) -> None:
    column = "coins_seen" if device == "coins" else "notes_seen"
    store.execute(f"UPDATE till_machine SET {column} = ?", (seen,))  # noqa: S608 - one of two constants
    if device == "notes":
        store.execute("UPDATE till_machine SET note_fen = 0")


def hoppers_now(store: Store) -> tuple[HopperNow, ...]:
    """The hoppers, the dearest coins first; fit where no alarm of theirs is open."""
    rows = store.execute(
        "SELECT h.hopper, h.fen, max(h.coins, 0), NOT EXISTS (SELECT 1 FROM till_alarms a WHERE a.answered_at = '' "  # noqa: S608 - constants
        f"AND a.device = 'hopper:' || h.hopper AND a.what IN {_BLOCKS}) "
        "FROM till_hoppers h WHERE h.fitted ORDER BY h.fen DESC, h.hopper"
    ).fetchall()
    return tuple(HopperNow(hopper, fen, coins, bool(fit)) for hopper, fen, coins, fit in rows)


class Due(msgspec.Struct, frozen=True):
    """What the machine is to pay out, and the payout that was begun for it, where one was."""

    due: str
    sale: str
    left_fen: int
    reason: str
    until: Deadline
    payout: rules.Payout | None = None


def payout_where(store: Store, where: str, value: str) -> rules.Payout | None:
    """The payout that a condition finds."""
    row = store.execute(
        "SELECT p.payout, p.due, p.hopper, h.fen, p.coins, p.serial, p.event, p.life, p.paid "  # noqa: S608 - constants
        f"FROM till_payouts p JOIN till_hoppers h ON h.hopper = p.hopper WHERE {where}",
        (value,),
    ).fetchone()
    return rules.Payout(*row) if row else None


def dues(store: Store) -> tuple[Due, ...]:
    """What is still to be paid out, oldest first."""
    rows = store.execute(
        "SELECT due, sale, left_fen, reason, until FROM till_dues WHERE left_fen > 0 ORDER BY at, due"
    ).fetchall()
    return tuple(
        Due(due, sale, left, reason, _UNTIL.decode(until), payout_where(store, "p.due = ? AND p.paid < 0", due))
        for due, sale, left, reason, until in rows
    )


def overdue(store: Store, scene: Scene[Any]) -> tuple[Decision, ...]:
    """Change that the machine has not paid in time is owed; of a payout that nobody can ask about nothing is known.

    A hopper is asked first: after a night without power there is as much time for it as there was before.
    """
    late = [due for due in dues(store) if _late(due, scene.now)]
    return tuple(rules.give_up(rules.Owing(due.due, due.sale, due.left_fen, due.reason), due.payout) for due in late)


def _late(due: Due, now: Now) -> bool:
    more_ms = _ASKS_S * 1000 if due.payout is not None else 0
    if due.until.boot == now.boot:
        return now.up >= due.until.up + more_ms
    return now.up >= due.until.held_s * 1000 + more_ms


class Intake(msgspec.Struct, frozen=True):
    """What the machine takes money for by the record, and how its counters were seen last; a note that it may hold."""

    sale: str = ""
    open: bool = False
    coins_seen: str = ""
    notes_seen: str = ""
    note_fen: int = 0


class Wanted(msgspec.Struct, frozen=True):
    """The sale that waits for money in the machine, and how much is missing."""

    sale: str
    missing_fen: int


class MachineView(msgspec.Struct, frozen=True):
    """All that the cashier needs to know, read at one moment; `blocked` are devices that somebody must see to."""

    intake: Intake = Intake()
    wanted: Wanted | None = None
    hoppers: tuple[HopperNow, ...] = ()
    dues: tuple[Due, ...] = ()
    blocked: frozenset[str] = frozenset()


def machine_view(store: Store, scene: Scene[Any]) -> MachineView:
    """How the machine stands by the record."""
    del scene
    row = store.execute("SELECT sale, open, coins_seen, notes_seen, note_fen FROM till_machine").fetchone()
    return MachineView(
        Intake(row[0], bool(row[1]), *row[2:]) if row else Intake(),
        wanted(store),
        hoppers_now(store),
        dues(store),
        blocked(store),
    )


def wanted(store: Store) -> Wanted | None:
    """The newest open sale that is to be paid at the machine; the one that has money in it goes first."""
    row = store.execute(
        "SELECT s.sale, s.total_fen - coalesce(m.fen, 0) "
        "FROM till_sales s LEFT JOIN till_money_in m ON m.sale = s.sale "
        "WHERE s.state = 'open' AND s.chosen = ? ORDER BY m.fen IS NULL, s.opened_at DESC, s.sale DESC LIMIT 1",
        (ACCEPTOR.name,),
    ).fetchone()
    return Wanted(*row) if row else None


def blocked(store: Store) -> frozenset[str]:
    """The devices with an open alarm that keeps them from being used."""
    rows = store.execute(
        f"SELECT DISTINCT device FROM till_alarms WHERE answered_at = '' AND what IN {_BLOCKS}"  # noqa: S608 - constants
    ).fetchall()
    return frozenset(row[0] for row in rows)


class AtMachine(msgspec.Struct, frozen=True):
    """How a sale is being paid at the machine: what is in it, what is missing, the seconds that are left for it."""

    in_fen: int
    missing_fen: int
    seconds: int
    takes: bool


def at_machine(store: Store, scene: Scene[Any], sale: str) -> AtMachine | None:
    """The sale as the machine sees it; None where it is not open any more."""
    row = store.execute(
        "SELECT s.total_fen, coalesce(m.fen, 0), coalesce(m.until, s.until) FROM till_sales s "
        "LEFT JOIN till_money_in m ON m.sale = s.sale WHERE s.sale = ? AND s.state = 'open'",
        (sale,),
    ).fetchone()
    if row is None:
        return None
    until = _UNTIL.decode(row[2])
    # Begun seconds count: when it is over on the glass, it is over at the desk.
    seconds = min(until.held_s, seconds_left(until, scene.now) + 1)
    return AtMachine(row[1], row[0] - row[1], seconds, takes_money(store, scene))


def takes_money(store: Store, scene: Scene[Any]) -> bool:
    """Whether the machine can take money: something of it is there, and nobody has to see to it first."""
    row = store.execute("SELECT coins, notes FROM till_machine").fetchone()
    if row is None:
        return False
    states, ill = device_states(store, scene), blocked(store)
    if not serves(states.get("cash", "")):
        return False
    fitted = [name for name, has in zip(("coins", "notes"), row, strict=True) if has]
    return any(name not in ill and serves(states.get(name, "")) for name in fitted)


def is_fitted(store: Store) -> bool:
    """Whether there is a machine that takes money."""
    row = store.execute("SELECT coins OR notes FROM till_machine").fetchone()
    return bool(row and row[0])


def serves(state: str) -> bool:
    """Whether a device in that state works: `ready`, or nothing else was ever said of it."""
    return state in {"", "ready", "unsteady"}


class Back(msgspec.Struct, frozen=True):
    """What the machine gives back for a sale: in all, what is still to come out, what it cannot pay and is owed."""

    fen: int
    left_fen: int
    owed_fen: int


def back_of(store: Store, scene: Scene[Any], sale: str) -> Back | None:
    """What goes back for a sale; None where nothing does."""
    del scene
    paid, left = store.execute(
        "SELECT coalesce(sum(d.fen), 0), coalesce(sum(d.left_fen), 0) FROM till_dues d WHERE d.sale = ?", (sale,)
    ).fetchone()
    owed, besides = store.execute(
        "SELECT coalesce(sum(o.fen), 0), coalesce(sum(CASE WHEN d.due IS NULL THEN o.fen ELSE 0 END), 0) "
        "FROM till_owed o LEFT JOIN till_dues d ON d.due = o.owed "
        "WHERE o.sale = ? AND o.paid_at = '' AND o.reason IN ('till.gone', 'till.let_go', 'till.over')",
        (sale,),
    ).fetchone()
    return Back(paid + besides, left, owed) if paid + besides else None


class AlarmRow(msgspec.Struct, frozen=True):
    """An alarm that nobody has seen to."""

    alarm: str
    device: str
    what: str
    at: str


def open_alarms(store: Store) -> tuple[AlarmRow, ...]:
    """What is wrong and nobody has seen to, oldest first."""
    rows = store.execute("SELECT alarm, device, what, at FROM till_alarms WHERE answered_at = '' ORDER BY at, alarm")
    return tuple(AlarmRow(*row) for row in rows.fetchall())


def balance(store: Store, account: str) -> int:
    """An account's balance."""
    row = store.execute("SELECT fen FROM till_accounts WHERE account = ?", (account,)).fetchone()
    return row[0] if row else 0


def in_machine(store: Store) -> int:
    """What is owed to people as change and stands on no paper: what they have put in, what is being paid out."""
    row = store.execute(
        "SELECT (SELECT coalesce(sum(fen), 0) FROM till_money_in) + "
        "(SELECT coalesce(sum(left_fen), 0) FROM till_dues WHERE left_fen > 0)"
    ).fetchone()
    return int(row[0])
