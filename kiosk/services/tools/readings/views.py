"""What screens, the counter and reports read."""

from datetime import date, timedelta
from typing import Any, Final

import msgspec

from kiosk.base.clock import when
from kiosk.base.people import GONE, STILL_NEEDED, Masked
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.slips.readings import code_here, job
from kiosk.services.tools.figures import Stock
from kiosk.services.tools.readings.load import counting, loan, loans, units
from kiosk.services.tools.readings.tables import OPEN
from kiosk.services.tools.rules.state import (
    CountNow,
    Loan,
    Unit,
    lendable,
    overdue,
    overdue_inspection,
    seconds_since,
    unapproved,
)
from kiosk.services.tools.settings import Kind, Settings

_YEAR: Final = timedelta(days=365)


class Offer(msgspec.Struct, frozen=True):
    """A kind as the catalogue shows it: how many are on the shelf, how many there are, whether any is kept or out.

    `again` is the date on which the station is open again, where it is closed today.
    """

    kind: Kind
    shelf: int
    all: int
    again: date | None = None
    shut: bool = False


def offers(store: Store, scene: Scene[Settings]) -> tuple[Offer, ...]:
    """Every kind of the settings of which there is a unit."""
    today = scene.now.date
    shut = not scene.days.open_on(today)
    again = scene.days.next_open(today) if shut else None
    known = units(store)
    found = []
    for kind in scene.settings.kinds:
        own = [unit for unit in known if unit.of == kind.id and unit.state in {"service", "repair"}]
        shelf = sum(lendable(unit, today, powered=kind.powered) for unit in own)
        if own:
            found.append(Offer(kind, shelf, len(own), again, shut))
    return tuple(found)


class LoanView(msgspec.Struct, frozen=True):
    """A loan as screens show it: who, masked; whether it is overdue; `slip` the code of its slip in digits.

    `kind` is None where the settings do not have it any more. `fresh` tells that it was lent or returned so lately that
    it can be undone, `unapproved` that its deduction needs a supervisor, `spare` which units could be had instead.
    """

    loan: Loan
    who: Masked = GONE
    overdue: bool = False
    slip: str = ""
    kind: Kind | None = None
    fresh: bool = False
    unapproved: bool = False
    spare: tuple[str, ...] = ()


def view(store: Store, scene: Scene[Settings], one: Loan) -> LoanView:
    """A loan as it stands now."""
    who = scene.people.masked(one.person) if one.person else None
    kind, settings = scene.settings.kind(one.of), scene.settings
    since = one.lent_at if one.state == "out" else one.changed_at if one.state == "returned" else ""
    own = units(store, one.of) if kind and one.state == "out" else ()
    return LoanView(
        one,
        who or GONE,
        overdue(one, scene.now),
        _slip(store, one),
        kind,
        bool(since) and abs(seconds_since(since, scene)) <= settings.undo_s,
        unapproved(one, settings),
        tuple(unit.unit for unit in own if kind and lendable(unit, scene.now.date, powered=kind.powered)),
    )


def _slip(store: Store, one: Loan) -> str:
    """The code of a loan's slip in digits; empty where it has none."""
    return _printed(store, one.slip_epoch, one.slip_seq)


def _printed(store: Store, epoch: int, seq: int) -> str:
    """The code in digits of the slip that an event put out; empty where it put out none."""
    row = store.execute("SELECT slip FROM spool WHERE job = ?", (job(epoch, seq),)).fetchone()
    return row[0] if row else ""


def loan_view(store: Store, scene: Scene[Settings], name: str) -> LoanView | None:
    """A loan by its name."""
    one = loan(store, name)
    return view(store, scene, one) if one else None


class Matters(msgspec.Struct, frozen=True):
    """All open loans: `kept` numbers, `waits` for an answer or a hand, `out` in order of their due time, late first.

    `over` are those returned so lately that it can be undone, or whose borrower says that no money came.
    """

    kept: tuple[LoanView, ...] = ()
    waits: tuple[LoanView, ...] = ()
    out: tuple[LoanView, ...] = ()
    over: tuple[LoanView, ...] = ()


def matters(store: Store, scene: Scene[Settings]) -> Matters:
    """What is open now."""
    found = [view(store, scene, one) for one in loans(store, f"{OPEN} ORDER BY due, day, number")]
    today = loans(store, "state = 'returned' AND changed_at >= ? ORDER BY changed_at DESC LIMIT 20", (scene.now.date,))
    over = (view(store, scene, one) for one in today)
    return Matters(
        tuple(one for one in found if one.loan.state in {"held", "prepared"}),
        tuple(one for one in found if one.loan.state in {"back", "asked", "refused", "agreed"}),
        tuple(one for one in found if one.loan.state == "out"),
        tuple(one for one in over if one.fresh or one.loan.got == "no"),
    )


def answers(store: Store, scene: Scene[Settings]) -> tuple[LoanView, ...]:
    """Whose borrower is asked something on the workers' screen, to understand or to agree: the last two."""
    asked = loans(
        store,
        f"{OPEN} AND (state = 'asked' OR (state = 'prepared' AND consent = 'needed')) ORDER BY changed_at DESC LIMIT 2",
    )
    return tuple(LoanView(one, kind=scene.settings.kind(one.of)) for one in asked)


class BySlip(msgspec.Struct, frozen=True):
    """The loan that a slip was issued for; `void` where another slip stands in its place."""

    view: LoanView
    void: bool


def by_slip(store: Store, scene: Scene[Settings], text: str) -> BySlip | None:
    """What a slip of this station means: a number's ticket, a 租赁单. None where it is none of ours.

    The code's hash is compared with that of the slip that went out: nobody makes one up.
    """
    code = code_here(store, text)
    if code is None:
        return None
    row = store.execute("SELECT loan, void FROM tools_slips WHERE epoch = ? AND seq = ?", (code.epoch, code.seq))
    found = row.fetchone()
    one = loan(store, found[0]) if found else None
    return BySlip(view(store, scene, one), bool(found[1])) if one else None


class UnitView(msgspec.Struct, frozen=True):
    """A unit with the loan that has it; `stands` is shelf, held, out, overdue, repair, missing or retired.

    `uninspected` tells that its inspection date has passed, `paid_for` that its last borrower paid for it as missing.
    `kept` are the numbers of its kind that nothing was handed out for yet, `counted` is empty where no stock-taking is
    open, else yes or no; `next_year` the date that an inspection today would be good until.
    """

    unit: Unit
    stands: str
    loan: LoanView | None = None
    uninspected: bool = False
    paid_for: bool = False
    label: str = ""
    kind: Kind | None = None
    kept: tuple[LoanView, ...] = ()
    counted: str = ""
    next_year: str = ""


def unit_view(store: Store, scene: Scene[Settings], one: Unit) -> UnitView:
    """A unit as it stands now."""
    has = loan_view(store, scene, one.loan)
    kind = scene.settings.kind(one.of)
    paid = loans(store, "unit = ? AND gone AND state = 'returned' AND deduct_fen > 0 LIMIT 1", (one.unit,))
    open_count = counting(store)
    kept = loans(store, f"{OPEN} AND state IN ('held', 'prepared') AND of = ? ORDER BY day, number LIMIT 3", (one.of,))
    place = store.execute("SELECT label_epoch, label_seq FROM tools_units WHERE unit = ?", (one.unit,)).fetchone()
    return UnitView(
        one,
        _stands(one, has),
        has,
        overdue_inspection(one, scene.now.date, powered=bool(kind and kind.powered)),
        one.state == "missing" and bool(paid),
        _printed(store, *place),
        kind,
        tuple(view(store, scene, each) for each in kept),
        ("yes" if one.unit in open_count.seen else "no") if open_count.count else "",
        (scene.now.at + _YEAR).date().isoformat(),
    )


def _stands(one: Unit, has: LoanView | None) -> str:
    if one.state != "service":
        return one.state
    if has is None:
        return "shelf"
    return "held" if has.loan.state in {"held", "prepared"} else "overdue" if has.overdue else "out"


def unit_views(store: Store, scene: Scene[Settings]) -> tuple[UnitView, ...]:
    """Every unit, in order."""
    return tuple(unit_view(store, scene, one) for one in units(store))


def count_now(store: Store, scene: Scene[Any]) -> CountNow:
    """The open stock-taking."""
    del scene
    return counting(store)


def stock(store: Store) -> Stock:
    """Where all units are that were ever registered."""
    rows = dict(store.execute("SELECT state, count(*) FROM tools_units GROUP BY state").fetchall())
    out = store.execute(
        "SELECT count(*) FROM tools_units u JOIN tools_loans l ON l.loan = u.loan "
        "WHERE l.state = 'out' AND u.state = 'service'"
    ).fetchone()[0]
    return Stock(
        come=sum(rows.values()),
        lost=rows.get("missing", 0),
        scrapped=rows.get("retired", 0),
        here=rows.get("service", 0) - out,
        out=out,
        repair=rows.get("repair", 0),
    )


class Deposits(msgspec.Struct, frozen=True):
    """Deposits held for open loans: how many, how much in fen, since when the oldest (a date, empty for none)."""

    loans: int
    fen: int
    since: str


def deposits(store: Store) -> Deposits:
    """What is held of the workers' money."""
    count, fen, since = store.execute(
        "SELECT count(*), coalesce(sum(deposit_fen), 0), coalesce(min(lent_at), '') FROM tools_loans "  # noqa: S608 - a constant
        f"WHERE {OPEN} AND state NOT IN ('held', 'prepared')"
    ).fetchone()
    return Deposits(count, fen, since[:10])


def needs(store: Store, person: str) -> date | None:
    """Until when a borrower is needed: while the loan is open or its money is owed, else until the day it ended."""
    rows = store.execute(
        "SELECT state, paid_back, changed_at FROM tools_loans WHERE person <> '' AND person = ?", (person,)
    ).fetchall()
    if not rows:
        return None
    over = {"returned", "undone", "expired", "cancelled"}
    if any(state not in over or paid == "owed" for state, paid, _ in rows):
        return STILL_NEEDED
    return max(date.fromisoformat(changed[:10]) for *_, changed in rows)


def due_parts(due: str) -> dict[str, object]:
    """The parts of a due time that sentences use: year, month, day, time."""
    return when(f"{due}:00+08:00")
