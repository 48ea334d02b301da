"""What is kept of a centre that keeps the accounts: whether it does, and the leases it gave this device."""

from typing import Any, Final

import msgspec

from kiosk.base.clock import Deadline
from kiosk.base.event import Entry
from kiosk.base.request import Decision, Scene
from kiosk.base.store import Store
from kiosk.services.house.readings import carried
from kiosk.services.points import events, requests
from kiosk.services.points.authority import centre_keeps
from kiosk.services.points.rules import leasing
from kiosk.services.points.rules.leasing import Balances, HandOverState, LeaseState, Lent
from kiosk.services.points.settings import UNITS, Unit
from kiosk.services.staff.readings import shown

SCHEMA: Final = """
CREATE TABLE points_centre (one INTEGER PRIMARY KEY CHECK (one = 1), hand_over TEXT NOT NULL, log_key TEXT NOT NULL,
  entered_by TEXT NOT NULL, taken INTEGER NOT NULL) STRICT;
CREATE TABLE points_leases (lease TEXT PRIMARY KEY, account INTEGER NOT NULL, member TEXT NOT NULL, unit TEXT NOT NULL,
  cap INTEGER NOT NULL, used INTEGER NOT NULL, epoch INTEGER NOT NULL, until TEXT NOT NULL, shown TEXT NOT NULL,
  open INTEGER NOT NULL, CHECK (used <= cap)) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX points_lent ON points_leases (account, unit, epoch) WHERE open;
CREATE INDEX points_shown ON points_leases (shown) WHERE open;
CREATE INDEX points_open_leases ON points_leases (epoch) WHERE open;
CREATE INDEX points_lent_to ON points_leases (member);
CREATE TABLE points_phones (nonce TEXT PRIMARY KEY, account INTEGER NOT NULL, until TEXT NOT NULL, shown TEXT NOT NULL,
  used INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX points_phones_shown ON points_phones (shown) WHERE NOT used;
"""
TABLES: Final = ("points_centre", "points_leases", "points_phones")
_UNTIL: Final = msgspec.json.Decoder(Deadline)
# Whose first card is named so; by an index of the journal that has the cards alone (kiosk.station.journal).
HERE: Final = (
    "SELECT c.account FROM journal j JOIN points_cards c ON c.epoch = j.epoch AND c.seq = j.seq "
    "WHERE substr(j.hash, 1, 16) = ? AND instr(j.raw, 'points.card_issued')"
)
_LENT: Final = "SELECT lease, account, unit, used, open, until FROM points_leases "


def apply(store: Store, entry: Entry) -> None:
    """Keeps the tables."""
    match entry.fact:
        case events.HandOverEntered() as fact:
            store.execute(
                "INSERT OR REPLACE INTO points_centre VALUES (1, ?, ?, ?, 0)", (fact.hand_over, fact.log_key, entry.by)
            )
        case events.CentreTookOver():
            store.execute("UPDATE points_centre SET taken = 1")
        case events.LeaseTaken() as fact:
            _taken(store, entry, fact)
        case events.LeaseClosed() as fact:
            store.execute("UPDATE points_leases SET open = 0 WHERE lease = ?", (fact.lease,))
        case events.PhoneShown() as fact:
            until = msgspec.json.encode(fact.until).decode()
            store.execute(
                "INSERT INTO points_phones VALUES (?, ?, ?, ?, 0)", (fact.nonce, fact.account, until, fact.shown)
            )
        case events.Redeemed() | events.RedemptionReversed() as fact:
            _spent(store, fact)
        case _:
            pass


def _spent(store: Store, fact: events.Redeemed | events.RedemptionReversed) -> None:
    """What a lease was spent by; a phone's code is used up."""
    if fact.lease:
        _, _, amount = next(move for move in fact.book if move[1] == "leased")
        store.execute("UPDATE points_leases SET used = used + ? WHERE lease = ?", (amount, fact.lease))
    if isinstance(fact, events.Redeemed) and fact.token:
        store.execute("UPDATE points_phones SET used = 1 WHERE shown = ?", (leasing.shown(fact.token),))


def _taken(store: Store, entry: Entry, fact: events.LeaseTaken) -> None:
    """Somebody from another station has a number here from their first lease on."""
    store.execute(
        "INSERT OR IGNORE INTO points_accounts VALUES (?, 'member', '', '', ?, '', '')", (fact.account, entry.at)
    )
    for unit in UNITS:
        store.execute("INSERT OR IGNORE INTO points_balances VALUES (?, ?, 0, 0, 0)", (fact.account, unit))
    until = msgspec.json.encode(fact.until).decode()
    store.execute(
        "INSERT INTO points_leases VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, 1)",
        (fact.lease, fact.account, fact.member, fact.unit, fact.cap, fact.epoch, until, fact.shown),
    )


def lent_to(store: Store, card: str) -> int:
    """Whose open lease it is that was taken for what was scanned; 0 where nobody's."""
    row = store.execute(
        "SELECT account FROM points_leases WHERE shown = ? AND open AND epoch = (SELECT max(epoch) FROM house_epochs)",
        (leasing.shown(card),),
    ).fetchone()
    return row[0] if row else 0


def phone(store: Store, card: str) -> tuple[int, Deadline] | None:
    """Whom a phone's code is for that was believed here and not used yet, and until when it may be redeemed with."""
    row = store.execute(
        "SELECT account, until FROM points_phones WHERE shown = ? AND NOT used", (leasing.shown(card),)
    ).fetchone()
    return (row[0], _UNTIL.decode(row[1])) if row else None


def shown_before(store: Store, nonce: str) -> bool:
    """Whether a phone's code was believed here before."""
    return store.execute("SELECT 1 FROM points_phones WHERE nonce = ?", (nonce,)).fetchone() is not None


def for_hand_over(
    store: Store, request: requests.HandOver | requests.ApproveHandOver, scene: Scene[Any]
) -> HandOverState:
    """What waits, and every balance."""
    del scene
    row = store.execute("SELECT taken, hand_over, log_key, entered_by FROM points_centre").fetchone()
    if row is None:
        return HandOverState(taken=False)
    taken, hand_over, log_key, by = row
    has = balances(store) if isinstance(request, requests.ApproveHandOver) else ()
    return HandOverState(bool(taken), hand_over, log_key, by, has)


def balances(store: Store) -> Balances:
    """What every member has, by their number."""
    found: dict[int, list[tuple[Unit, int]]] = {}
    for account, unit, available in store.execute(
        "SELECT account, unit, available FROM points_balances WHERE available <> 0 ORDER BY account, unit"
    ).fetchall():
        found.setdefault(account, []).append((unit, available))
    return tuple((account, tuple(amounts)) for account, amounts in found.items())


class HandOverRow(msgspec.Struct, frozen=True):
    """Accounts that a centre which was joined could keep: its address and key, what every member has.

    `shown` is the masked name of who asked for it (empty: nobody yet), for another one to approve.
    """

    centre: str
    log_key: str
    balances: Balances = ()
    shown: str = ""

    def total(self, unit: Unit) -> int:
        """What all members have of a unit."""
        return sum(amount for _, has in self.balances for of, amount in has if of == unit)


def to_hand_over(store: Store) -> HandOverRow | None:
    """What may be handed over; None where no centre was joined, or one keeps the accounts already."""
    joined = store.execute("SELECT url, log_key FROM line").fetchone()
    if joined is None or centre_keeps(store):
        return None
    asked = store.execute("SELECT entered_by FROM points_centre WHERE log_key = ?", (joined[1],)).fetchone()
    return HandOverRow(joined[0], joined[1], balances(store), shown(store, asked[0]) if asked else "")


def for_lease(store: Store, request: requests.TakeLease | requests.CloseLease, scene: Scene[Any]) -> LeaseState:
    """What is known of a lease and of whom it is for."""
    del scene
    epoch = store.execute("SELECT coalesce(max(epoch), 0) FROM house_epochs").fetchone()[0]
    state = LeaseState(centre_keeps(store), epoch, _lent(store, "WHERE lease = ?", request.lease))
    if isinstance(request, requests.CloseLease):
        return state
    account = known(store, request.member)
    return msgspec.structs.replace(
        state,
        other=_lent(store, "WHERE account = ? AND unit = ? AND epoch = ? AND open", account, request.unit, epoch),
        account=account,
        last=0 if account else last_account(store),
    )


def last_account(store: Store) -> int:
    """The last number that a member was given, with those that are left out."""
    row = store.execute(
        "SELECT account, (SELECT min(epoch) FROM points_cards WHERE account = a.account), "
        "(SELECT min(epoch) FROM points_leases WHERE account = a.account) "
        "FROM points_accounts a ORDER BY account DESC LIMIT 1"
    ).fetchone()
    return carried(store, row[0], row[1] or row[2] or 1) if row else carried(store, 0, 1)


def known(store: Store, member: str) -> int:
    """The number here of a member of the centre: from a lease before, or because their first card was issued here."""
    row = store.execute("SELECT account FROM points_leases WHERE member = ?", (member,)).fetchone()
    row = row or store.execute(HERE, (bytes.fromhex(member),)).fetchone()
    return row[0] if row else 0


def due(store: Store, scene: Scene[Any]) -> tuple[Decision, ...]:
    """Leases of this epoch that nobody has closed in time."""
    rows = store.execute(
        "SELECT lease, account, unit, used, open, until FROM points_leases "
        "WHERE open AND epoch = (SELECT max(epoch) FROM house_epochs)"
    ).fetchall()
    return leasing.due(tuple(_read(row) for row in rows), scene)


def _lent(store: Store, where: str, *bindings: Any) -> Lent | None:
    row = store.execute(_LENT + where, bindings).fetchone()
    return _read(row) if row else None


def _read(row: Any) -> Lent:
    lease, account, unit, used, is_open, until = row
    return Lent(lease, account, unit, used, bool(is_open), _UNTIL.decode(until))
