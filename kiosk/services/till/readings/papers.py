"""The table kept of papers that are worth money, found again by the codes on them."""

from typing import Any

import msgspec

from kiosk.base.event import Entry, parse_code
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.till import events
from kiosk.services.till.readings import drawer_fen, sale
from kiosk.services.till.requests import PayPaper, PayWithPapers, SellVouchers, VoidVoucher
from kiosk.services.till.rules.papers import Found, InHand, Paper, Payable

SCHEMA = """
CREATE TABLE till_papers (paper TEXT PRIMARY KEY, what TEXT NOT NULL, fen INTEGER NOT NULL, state TEXT NOT NULL,
  epoch INTEGER NOT NULL, seq INTEGER NOT NULL, issued_at TEXT NOT NULL, changed_at TEXT NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX till_paper_codes ON till_papers (epoch, seq);
CREATE INDEX till_papers_open ON till_papers (what, fen) WHERE state = 'open';
"""
TABLES = ("till_papers",)
_LONGEST = 512


def apply(store: Store, entry: Entry) -> None:
    """Keeps the table."""
    match entry.fact:
        case events.PaperIssued() as fact:
            store.execute(
                "INSERT INTO till_papers VALUES (?, ?, ?, 'open', ?, ?, ?, ?)",
                (fact.paper, fact.what, fact.fen, entry.epoch, entry.seq, entry.at, entry.at),
            )
        case events.PaperUsed() as fact:
            _to(store, entry, fact.paper, "used")
        case events.PaperPaid() as fact:
            _to(store, entry, fact.paper, "paid")
        case events.PaperVoided() as fact:
            _to(store, entry, fact.paper, "void")
        case _:
            pass


def _to(store: Store, entry: Entry, paper: str, state: str) -> None:
    store.execute("UPDATE till_papers SET state = ?, changed_at = ? WHERE paper = ?", (state, entry.at, paper))


def by_code(store: Store, text: str) -> Found:
    """The paper that a code names, as scanned or typed in full; the code's hash must be that of the record."""
    try:
        code = parse_code(text[:_LONGEST])
    except ValueError:
        return "unknown"
    if code.device and code.device != store.execute("SELECT id FROM device").fetchone()[0].hex():
        return "elsewhere"
    row = store.execute(
        "SELECT p.paper, p.what, p.fen, p.state FROM till_papers p JOIN epochs e ON e.epoch = p.epoch "
        "JOIN journal j ON j.pos = e.first_pos + p.seq - 1 WHERE p.epoch = ? AND p.seq = ? AND hex(j.hash) LIKE ?",
        (code.epoch, code.seq, code.hash16 + "%"),
    ).fetchone()
    return Paper(*row) if row else "unknown"


def load_payable(store: Store, request: PayWithPapers, scene: Scene[Any]) -> Payable:
    """The sale, and the papers that are brought for it."""
    del scene
    return Payable(sale(store, request.sale), tuple(by_code(store, code) for code in request.codes[:21]))


def load_in_hand(store: Store, request: VoidVoucher | PayPaper, scene: Scene[Any]) -> InHand:
    """The paper that is brought, and the drawer."""
    del scene
    return InHand(by_code(store, request.code), drawer_fen(store))


def nothing(store: Store, request: SellVouchers, scene: Scene[Any]) -> None:
    """Selling vouchers depends on nothing that is kept."""
    del store, request, scene


class PaperRow(msgspec.Struct, frozen=True):
    """A paper as screens show it."""

    paper: str
    what: str
    fen: int
    state: str
    issued_at: str
    changed_at: str


def found(store: Store, scene: Scene[Any], text: str) -> PaperRow | None:
    """The paper whose code a text is; None where it is none of ours."""
    del scene
    paper = by_code(store, text)
    if not isinstance(paper, Paper):
        return None
    at = store.execute("SELECT issued_at, changed_at FROM till_papers WHERE paper = ?", (paper.paper,)).fetchone()
    return PaperRow(paper.paper, paper.what, paper.fen, paper.state, *at)


def elsewhere(store: Store, scene: Scene[Any], text: str) -> bool:
    """Whether a text is the code of another station's slip."""
    del scene
    return by_code(store, text) == "elsewhere"


def open_papers(store: Store) -> dict[str, tuple[int, int]]:
    """How many vouchers and change slips are still good, and what they are worth in fen."""
    rows = store.execute(
        "SELECT what, count(*), sum(fen) FROM till_papers WHERE state = 'open' GROUP BY what ORDER BY what"
    ).fetchall()
    return {what: (count, fen) for what, count, fen in rows}
