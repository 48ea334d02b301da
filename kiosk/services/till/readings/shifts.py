"""The tables kept of shifts, and what a shift has come to."""

from typing import Any, TypeVar

import msgspec

from kiosk.base.event import Entry
from kiosk.base.inspection import Section
from kiosk.base.request import Scene
from kiosk.base.span import Place
from kiosk.base.store import Store
from kiosk.services.house.readings import skipped
from kiosk.services.till import events, requests
from kiosk.services.till.figures import balances as moved
from kiosk.services.till.inspection import open_section, shift_sections
from kiosk.services.till.readings import balances, drawer_fen, open_owed, waiting_sales
from kiosk.services.till.rules.hints import Handled
from kiosk.services.till.rules.mistakes import LastMove, Opening
from kiosk.services.till.rules.shifts import Closed, Counted, Offer, ShiftNow, TillNow
from kiosk.services.till.ways import COUNTER

SCHEMA = """
CREATE TABLE till_shifts (shift INTEGER PRIMARY KEY, day TEXT NOT NULL, state TEXT NOT NULL,
  opened_at TEXT NOT NULL, opened_by TEXT NOT NULL, after_epoch INTEGER NOT NULL, after_seq INTEGER NOT NULL,
  opening_over_fen INTEGER NOT NULL, counted BLOB NOT NULL,
  closed_at TEXT NOT NULL, closed_by TEXT NOT NULL, counted_by TEXT NOT NULL, approved_by TEXT NOT NULL,
  expected_fen INTEGER NOT NULL, over_fen INTEGER NOT NULL, reason TEXT NOT NULL,
  epoch INTEGER NOT NULL, seq INTEGER NOT NULL) STRICT;
CREATE INDEX till_shifts_day ON till_shifts (day);
CREATE INDEX till_shifts_state ON till_shifts (state);
CREATE TABLE till_answers (shift INTEGER PRIMARY KEY, tries INTEGER NOT NULL, comment TEXT NOT NULL,
  returned INTEGER NOT NULL) STRICT;
CREATE TABLE till_newest (what TEXT PRIMARY KEY, found BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE till_offers (one INTEGER PRIMARY KEY, offer TEXT NOT NULL, giver TEXT NOT NULL,
  taken INTEGER NOT NULL) STRICT;
"""
TABLES = ("till_shifts", "till_answers", "till_newest", "till_offers")

T = TypeVar("T")
_OPENING = msgspec.json.Decoder(Opening)
_MOVE = msgspec.json.Decoder(LastMove)
_COUNTED = msgspec.json.Decoder(Counted | None)


def apply(store: Store, entry: Entry) -> None:
    """Keeps the tables."""
    match entry.fact:
        case events.ShiftOpened() as fact:
            store.execute(
                "INSERT INTO till_shifts VALUES (?, ?, 'open', ?, ?, ?, ?, ?, ?, '', '', '', '', 0, 0, '', 0, 0)",
                (
                    fact.shift,
                    fact.day,
                    entry.at,
                    entry.by,
                    *fact.after,
                    sum(-fen for account, fen in entry.post if account == "over_short"),
                    msgspec.json.encode(None),
                ),
            )
            _keep(store, "opening", Opening(fact.shift, fact.counted_fen, fact.expected_fen, fact.undo_until))
        case events.ShiftCounted() as fact:
            found = Counted(fact.counts, fact.counted_fen, fact.expected_fen, entry.by)
            store.execute(
                "UPDATE till_shifts SET counted = ? WHERE shift = ?", (msgspec.json.encode(found), fact.shift)
            )
        case events.ShiftClosed() as fact:
            store.execute(
                "UPDATE till_shifts SET state = ?, closed_at = ?, closed_by = ?, counted_by = ?, expected_fen = ?, "
                "over_fen = ?, reason = ?, epoch = ?, seq = ? WHERE shift = ?",
                (
                    "pending" if fact.pending else "closed",
                    entry.at,
                    entry.by,
                    fact.counted_by,
                    fact.expected_fen,
                    fact.over_fen,
                    fact.reason,
                    entry.epoch,
                    entry.seq,
                    fact.shift,
                ),
            )
        case events.ShiftApproved() | events.ShiftReturned() | events.CodeWrong() as fact:
            _decided(store, fact, entry.by)
        case events.OpeningRecounted() as fact:
            opening = _newest(store, "opening", _OPENING)
            assert opening is not None  # the shift was opened before
            _keep(store, "opening", msgspec.structs.replace(opening, counted_fen=fact.counted_fen))
            store.execute(
                "UPDATE till_shifts SET opening_over_fen = opening_over_fen + ? WHERE shift = ?",
                (sum(-fen for account, fen in entry.post if account == "over_short"), fact.shift),
            )
        case events.CashMoved() as fact:
            _keep(store, "move", LastMove(fact.move, fact.fen, fact.undo_until))
        case events.CashMoveUndone():
            store.execute("DELETE FROM till_newest WHERE what = 'move'")
        case events.HandOverOffered() as fact:
            store.execute("INSERT OR REPLACE INTO till_offers VALUES (1, ?, ?, 0)", (fact.offer, entry.by))
        case events.HandedOver() as fact:
            store.execute("UPDATE till_offers SET taken = 1 WHERE offer = ?", (fact.offer,))
        case _:
            pass


def _decided(store: Store, fact: events.ShiftApproved | events.ShiftReturned | events.CodeWrong, by: str) -> None:
    """What was decided of a difference that waits, or what a wrong code counts for."""
    if isinstance(fact, events.ShiftApproved):
        store.execute("UPDATE till_shifts SET state = 'closed', approved_by = ? WHERE shift = ?", (by, fact.shift))
        return
    store.execute("INSERT INTO till_answers VALUES (?, 0, '', 0) ON CONFLICT DO NOTHING", (fact.shift,))
    if isinstance(fact, events.CodeWrong):
        store.execute("UPDATE till_answers SET tries = ? WHERE shift = ?", (fact.tries, fact.shift))
    else:
        store.execute("UPDATE till_answers SET comment = ?, returned = 1 WHERE shift = ?", (fact.comment, fact.shift))


def _keep(store: Store, what: str, found: Opening | LastMove) -> None:
    store.execute("INSERT OR REPLACE INTO till_newest VALUES (?, ?)", (what, msgspec.json.encode(found)))


def _newest(store: Store, what: str, kept: msgspec.json.Decoder[T]) -> T | None:
    row = store.execute("SELECT found FROM till_newest WHERE what = ?", (what,)).fetchone()
    return kept.decode(row[0]) if row else None


def load_opening(store: Store, request: requests.RecountOpening, scene: Scene[Any]) -> Opening | None:
    """How the shift that is open was taken over."""
    del request, scene
    found = _newest(store, "opening", _OPENING)
    if found is None or shift_now(store) is None:
        return None
    return msgspec.structs.replace(found, drawer_fen=drawer_fen(store))


def load_moved(store: Store, request: requests.UndoMove, scene: Scene[Any]) -> LastMove | None:
    """The cash that was moved last."""
    del request, scene
    found = _newest(store, "move", _MOVE)
    return None if found is None else msgspec.structs.replace(found, drawer_fen=drawer_fen(store))


def undoable(store: Store, scene: Scene[Any]) -> tuple[bool, LastMove | None]:
    """Whether the opening may be counted anew now, and the cash whose move may be undone."""
    opening, move = _newest(store, "opening", _OPENING), _newest(store, "move", _MOVE)
    again = opening is not None and shift_now(store) is not None and not opening.until.passed(scene.now)
    return again, None if move is None or move.until.passed(scene.now) else move


def shift_now(store: Store) -> ShiftNow | None:
    """The shift that is open."""
    row = store.execute(
        "SELECT shift, day, opened_at, opened_by, after_epoch, after_seq, opening_over_fen, counted "
        "FROM till_shifts WHERE state = 'open'"
    ).fetchone()
    if row is None:
        return None
    shift, day, at, by, epoch, seq, over, found = row
    return ShiftNow(shift, day, at, by, (epoch, seq), over, _COUNTED.decode(found))


def load(
    store: Store, request: requests.OpenShift | requests.MoveCash | requests.OpenDrawer, scene: Scene[Any]
) -> TillNow:
    """The till as it stands, without what the shift came to."""
    last: int = store.execute("SELECT coalesce(max(shift), 0) FROM till_shifts").fetchone()[0]
    given: int = store.execute("SELECT count(*) FROM till_shifts").fetchone()[0] + skipped(store)
    begins = _begins(store, last, scene.now.date) if isinstance(request, requests.OpenShift) else (0, 0)
    waiting = tuple(sorted(sale.lines[0].number for sale in waiting_sales(store, scene)))
    return TillNow(shift_now(store), given, drawer_fen(store), waiting, begins)


def _begins(store: Store, last: int, day: str) -> Place:
    """Where a shift begins: after the last Z, so that nothing is in none; the first one with its day."""
    if last:
        row = store.execute("SELECT epoch, seq FROM till_shifts WHERE shift = ?", (last,)).fetchone()
    else:
        row = store.execute(
            "SELECT epoch, seq FROM journal WHERE substr(json_extract(CAST(raw AS TEXT), '$.at'), 1, 10) < ? "
            "ORDER BY pos DESC LIMIT 1",
            (day,),
        ).fetchone()
    return tuple(row) if row else (0, 0)


def load_whole(
    store: Store, request: requests.CountShift | requests.CloseShift | requests.ReadX, scene: Scene[Any]
) -> TillNow:
    """The till as it stands, with what the open shift came to."""
    del request
    return whole(store, scene)


def whole(store: Store, scene: Scene[Any]) -> TillNow:
    """The same for a screen."""
    shift = shift_now(store)
    waiting = tuple(sorted(sale.lines[0].number for sale in waiting_sales(store, scene)))
    drawer = drawer_fen(store)
    if shift is None:
        return TillNow(None, 0, drawer, waiting)
    span = scene.span(store, shift.after)
    accounts = balances(store)
    opening = drawer - moved(span.entries).get(COUNTER.account, 0)
    owed = open_owed(store, scene)
    sections = (
        *shift_sections(shift, span.entries, opening, drawer, accounts),
        open_section(owed),
        *span.sections,
    )
    return TillNow(
        shift,
        shift.shift,
        drawer,
        waiting,
        opening_fen=opening,
        sections=sections,
        accounts=tuple(accounts.items()),
        handled=_handled(span.entries, tuple(row.fen for row in owed), shift),
    )


def _handled(entries: tuple[Entry, ...], owed: tuple[int, ...], shift: ShiftNow) -> Handled:
    facts = [entry.fact for entry in entries]
    prices = {
        line.fen // line.qty for fact in facts if isinstance(fact, events.SaleOpened) for line in fact.lines if line.qty
    }
    back = {fact.fen for fact in facts if isinstance(fact, events.Refunded | events.OwedPaid)}
    cash = {fact.fen for fact in facts if isinstance(fact, events.CashMoved)}
    return Handled(tuple(sorted(prices)), tuple(sorted(back)), tuple(sorted(cash)), owed, shift.opening_over_fen)


def load_closed(
    store: Store, request: requests.ApproveShift | requests.DecideShift | requests.TryCode, scene: Scene[Any]
) -> Closed | None:
    """The shift that is to be approved, once it is closed."""
    del scene
    row = store.execute(
        "SELECT s.shift, over_fen, state = 'pending', counted_by, closed_by, epoch, seq, coalesce(tries, 0) "
        "FROM till_shifts s LEFT JOIN till_answers a ON a.shift = s.shift WHERE s.shift = ? AND state <> 'open'",
        (min(request.shift, 2**31),),
    ).fetchone()
    return Closed(row[0], row[1], bool(row[2]), row[3], row[4], (row[5], row[6]), row[7]) if row else None


class Difference(msgspec.Struct, frozen=True):
    """A difference that waits, with the place of its Z and what whoever decides wants to know; `returned` is 0 or 1."""

    epoch: int
    seq: int
    shift: int
    fen: int
    day: str
    expected_fen: int
    reason: str
    counted_by: str
    closed_by: str
    closed_at: str
    returned: int


def differences(store: Store, scene: Scene[Any] | None = None) -> tuple[Difference, ...]:
    """All that wait to be approved, oldest first."""
    del scene
    rows = store.execute(
        "SELECT epoch, seq, s.shift, over_fen, day, expected_fen, reason, counted_by, closed_by, closed_at, "
        "coalesce(returned, 0) FROM till_shifts s LEFT JOIN till_answers a ON a.shift = s.shift "
        "WHERE state = 'pending' ORDER BY s.shift"
    )
    return tuple(Difference(*row) for row in rows.fetchall())


def load_offer(store: Store, request: requests.HandOver | requests.TakeOver, scene: Scene[Any]) -> Offer | None:
    """The newest offer, and what is open."""
    row = store.execute("SELECT offer, giver, taken FROM till_offers").fetchone()
    if row is None:
        return None
    sections = open_now(store, scene) if isinstance(request, requests.TakeOver) else ()
    return Offer(row[0], row[1], bool(row[2]), sections)


def open_now(store: Store, scene: Scene[Any]) -> tuple[Section, ...]:
    """What is open and goes from one attendant to the next: money to be given back, and what services say of theirs."""
    end = store.execute("SELECT epoch, seq FROM journal ORDER BY pos DESC LIMIT 1").fetchone()
    return (open_section(open_owed(store, scene)), *scene.span(store, end).sections)


class ShiftRow(msgspec.Struct, frozen=True):
    """A shift as screens and reports show it; `state` is open, closed or pending.

    `returned` is 1 where the centre has sent its difference back, with a comment.
    """

    shift: int
    day: str
    state: str
    opened_at: str
    opened_by: str
    closed_at: str
    closed_by: str
    expected_fen: int
    over_fen: int
    reason: str
    approved_by: str
    returned: int = 0
    comment: str = ""


_ROW = (
    "SELECT s.shift, day, state, opened_at, opened_by, closed_at, closed_by, expected_fen, over_fen, reason, "
    "approved_by, coalesce(returned, 0), coalesce(comment, '') "
    "FROM till_shifts s LEFT JOIN till_answers a ON a.shift = s.shift "
)


def waiting_shifts(store: Store, scene: Scene[Any]) -> tuple[ShiftRow, ...]:
    """The shift that is open, and those whose difference waits for a supervisor."""
    del scene
    rows = store.execute(_ROW + "WHERE state IN ('open', 'pending') ORDER BY s.shift").fetchall()
    return tuple(ShiftRow(*row) for row in rows)


def z(store: Store, shift: int) -> events.ShiftClosed | None:
    """A Z as it was closed, from the record itself; None where that shift was never closed."""
    row = store.execute(
        "SELECT j.raw FROM till_shifts s JOIN epochs e ON e.epoch = s.epoch "
        "JOIN journal j ON j.pos = e.first_pos + s.seq - 1 WHERE s.shift = ?",
        (shift,),
    ).fetchone()
    return msgspec.json.decode(row[0], type=_Raw).data if row else None


class _Raw(msgspec.Struct):
    data: events.ShiftClosed
