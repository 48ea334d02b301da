"""The tables kept of slips: one row a copy that has ended or was ordered again, and what came out a day."""

import re
from typing import Any, Final

import msgspec

from kiosk.base.event import Code, Entry, parse_code
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.slips import events
from kiosk.services.slips.requests import Report, Reprint, Saw, Settle, Test, TryOut
from kiosk.services.slips.rules import SlipState
from kiosk.services.slips.slips import TEST, TRIAL

SCHEMA = """
CREATE TABLE slips_copies (slip TEXT, copy INTEGER, state TEXT NOT NULL, printer TEXT NOT NULL,
  device TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,
  PRIMARY KEY (slip, copy)) STRICT, WITHOUT ROWID;
CREATE TABLE slips_days (day TEXT, device TEXT, printed INTEGER NOT NULL, reprinted INTEGER NOT NULL,
  uncertain INTEGER NOT NULL, failed INTEGER NOT NULL, PRIMARY KEY (day, device)) STRICT, WITHOUT ROWID;
CREATE INDEX slips_open ON slips_copies (state, at) WHERE state IN ('uncertain', 'failed');
"""
TABLES = ("slips_copies", "slips_days")
# How the 63 bits of the spool's key are shared: 4096 epochs, 2^36 events in each, 32768 copies of a slip.
_COPY_BITS = 15
_EPOCH_BITS = 51
_COPIES = 1 << _COPY_BITS
_SEQS = 1 << _EPOCH_BITS - _COPY_BITS
_EPOCHS = 1 << 63 - _EPOCH_BITS
# What a person types of a code: the hash may be left out, or begun.
_BEGUN: Final = re.compile(r"(?P<epoch>[1-9][0-9]{0,9})-(?P<seq>[1-9][0-9]{0,18})(-[0-9a-f]{0,16})?")


def apply(store: Store, entry: Entry) -> None:
    """Keeps the table."""
    match entry.fact:
        case events.Printed() as fact:
            _end(store, entry, fact, "confirmed", "")
        case events.Uncertain() as fact:
            _end(store, entry, fact, "uncertain", fact.reason)
        case events.Failed() as fact:
            _end(store, entry, fact, "failed", fact.reason)
        case events.Reprinted() as fact:
            store.execute(
                "INSERT INTO slips_copies VALUES (?, ?, '', '', '', '', ?, ?)",
                (fact.slip, fact.copy, entry.at, entry.by),
            )
            store.execute(
                "UPDATE slips_copies SET state = 'reprinted' "
                "WHERE slip = ? AND copy < ? AND state IN ('uncertain', 'failed')",
                (fact.slip, fact.copy),
            )
        case events.Settled() as fact:
            store.execute(
                "UPDATE slips_copies SET state = ? WHERE slip = ? AND copy = ?",
                ("there" if fact.there else "missing", fact.slip, fact.copy),
            )
        case _:
            pass


def _end(
    store: Store, entry: Entry, fact: events.Printed | events.Uncertain | events.Failed, state: str, reason: str
) -> None:
    store.execute(
        "INSERT INTO slips_copies VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (slip, copy) DO UPDATE SET state = excluded.state, "
        "printer = excluded.printer, device = excluded.device, reason = excluded.reason",
        (fact.slip, fact.copy, state, fact.printer, fact.device, reason, entry.at, entry.by),
    )
    printed = state == "confirmed"
    store.execute(
        "INSERT INTO slips_days VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (day, device) DO UPDATE SET "
        "printed = printed + excluded.printed, reprinted = reprinted + excluded.reprinted, "
        "uncertain = uncertain + excluded.uncertain, failed = failed + excluded.failed",
        (
            *(entry.at[:10], fact.device),
            *(printed and not fact.copy, printed and fact.copy > 0, state == "uncertain", state == "failed"),
        ),
    )


def load(store: Store, request: Report | Reprint | Settle, scene: Scene[Any]) -> SlipState:
    """What is known of the slip; it was issued where the spool holds its first copy."""
    del scene
    copy = request.copy if isinstance(request, Report | Settle) else 0
    row = store.execute("SELECT state FROM slips_copies WHERE slip = ? AND copy = ?", (request.slip, copy)).fetchone()
    copies = store.execute(
        "SELECT coalesce(max(copy), 0) FROM slips_copies WHERE slip = ?", (request.slip,)
    ).fetchone()[0]
    return SlipState(_first(store, request.slip) is not None, copies, row[0] if row else "")


def nothing(store: Store, request: TryOut | Test | Saw, scene: Scene[Any]) -> None:
    """A sheet to try a printer with, and what is said of it, depend on nothing."""
    del store, request, scene


def job(epoch: int, seq: int, copy: int = 0) -> int:
    """The key under which the spool keeps a copy: the place of the event that issued the slip, then the copy."""
    return epoch << _EPOCH_BITS | seq << _COPY_BITS | copy


def first_job(epoch: str, seq: str) -> str:
    """The same in SQL for the first copy, from two expressions."""
    return f"(({epoch} << {_EPOCH_BITS}) | ({seq} << {_COPY_BITS}))"


def _first_job(slip: str) -> int:
    """The key of a slip's first copy from its code; 0, which is none, where the text is no code that was ever given."""
    try:
        code = parse_code(slip)
    except ValueError:
        return 0
    return job(code.epoch, code.seq) if code.epoch < _EPOCHS and code.seq < _SEQS else 0


def _first(store: Store, slip: str) -> tuple[str] | None:
    """The number (8号) on the first copy of a slip; None where it was never issued."""
    number: tuple[str] | None = store.execute(
        "SELECT number FROM spool WHERE job = ? AND slip = ?", (_first_job(slip), slip)
    ).fetchone()
    return number


def issued_here(store: Store, slip: str) -> bool:
    """Whether this station put out a slip with this code, by its form in digits."""
    return _first(store, slip) is not None


def code_here(store: Store, text: str) -> Code | None:
    """The code that a text is, scanned or typed, of a slip that this station put out; None for any other.

    Its hash is compared with that of the slip that went out: nobody makes one up.
    """
    try:
        code = parse_code(text)
    except ValueError:
        return None
    return code if issued_here(store, code.digits) else None


class OpenSlip(msgspec.Struct, frozen=True):
    """A copy that somebody at the counter must look after: `state` is uncertain or failed."""

    slip: str
    copy: int
    number: str
    state: str
    reason: str
    at: str


def open_slips(store: Store, scene: Scene[Any]) -> tuple[OpenSlip, ...]:
    """Uncertain and failed copies, newest first; a station without a printer expects no paper."""
    del scene
    rows = store.execute(
        "SELECT slip, copy, state, reason, at FROM slips_copies WHERE state IN ('uncertain', 'failed') "
        "AND reason <> 'no_printer' ORDER BY at DESC LIMIT 50"
    ).fetchall()
    return tuple(
        OpenSlip(slip, copy, first[0], state, reason, at)
        for slip, copy, state, reason, at in rows
        if (first := _first(store, slip))
    )


def progress(store: Store, slip: str) -> str:
    """Where a slip's newest copy is: queued, sending, confirmed, uncertain, failed; empty where there is none."""
    first = _first_job(slip)
    row = store.execute(
        "SELECT state FROM spool WHERE job BETWEEN ? AND ? AND slip = ? ORDER BY job DESC LIMIT 1",
        (first, first + _COPIES - 1, slip),
    ).fetchone()
    return row[0] if row else ""


def last_trial(store: Store, scene: Scene[Any]) -> tuple[str, str]:
    """Where the newest sheet to try the printer with is, as `progress` says it, and why; empty where there is none."""
    del scene
    row = store.execute("SELECT state, reason FROM spool WHERE kind = ? ORDER BY job DESC LIMIT 1", (TRIAL,)).fetchone()
    return (row[0], row[1]) if row else ("", "")


class LastTest(msgspec.Struct, frozen=True):
    """The newest test page: where it is, as `progress` says it, and why; on which device and profile it came out."""

    state: str = ""
    reason: str = ""
    device: str = ""
    printer: str = ""


def last_test(store: Store, scene: Scene[Any]) -> LastTest:
    """The newest test page; empty where there is none."""
    del scene
    row = store.execute(
        "SELECT spool.state, spool.reason, coalesce(slips_copies.device, ''), coalesce(slips_copies.printer, '') "
        "FROM spool LEFT JOIN slips_copies USING (slip, copy) WHERE kind = ? ORDER BY job DESC LIMIT 1",
        (TEST,),
    ).fetchone()
    return LastTest(*row) if row else LastTest()


class Issued(msgspec.Struct, frozen=True):
    """A slip that was issued: its code in digits, what it is, the number on it (8号); of its newest copy the state.

    `state` is queued, sending, confirmed, uncertain, failed, or what somebody settled: there, missing.
    """

    slip: str
    kind: str
    number: str
    copy: int
    state: str
    reason: str


def issued(store: Store, scene: Scene[Any], text: str) -> Issued | None:
    """The slip that a text names: its code as scanned or typed, or the beginning of that as far as 1-44; else None."""
    del scene
    first = _named(text)
    row = store.execute("SELECT slip, kind, number FROM spool WHERE job = ?", (first,)).fetchone() if first else None
    if row is None or not row[0].startswith(_typed(text)):
        return None
    slip, kind, number = row
    copy, state, reason = store.execute(
        "SELECT copy, state, reason FROM spool WHERE job BETWEEN ? AND ? AND slip = ? ORDER BY job DESC LIMIT 1",
        (first, first + _COPIES - 1, slip),
    ).fetchone()
    settled = store.execute("SELECT state FROM slips_copies WHERE slip = ? AND copy = ?", (slip, copy)).fetchone()
    # A copy that is printed again is there before it has ended: what became of it is still with the spool.
    return Issued(slip, kind, number, copy, settled[0] if settled and settled[0] else state, reason)


def _typed(text: str) -> str:
    """A code as it is typed, whether it was scanned or typed."""
    try:
        return parse_code(text).digits
    except ValueError:
        return text.strip().lower()


def _named(text: str) -> int:
    """The key of the first copy of the slip that a text begins to name; 0 where it names none."""
    found = _BEGUN.fullmatch(_typed(text))
    if found is None or int(found["epoch"]) >= _EPOCHS or int(found["seq"]) >= _SEQS:
        return 0
    return job(int(found["epoch"]), int(found["seq"]))


def waiting_slips(store: Store, scene: Scene[Any]) -> int:
    """How many copies are on their way to paper."""
    del scene
    count: int = store.execute("SELECT count(*) FROM spool WHERE state IN ('queued', 'sending')").fetchone()[0]
    return count
