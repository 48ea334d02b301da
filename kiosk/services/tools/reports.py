"""What the tools report: deposits and their age, loans and what is late, the stock; what an auditor wants listed."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.money import yuan
from kiosk.base.reports import Column, ReportKind, Row
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.till.readings import balances
from kiosk.services.till.reports import HELD
from kiosk.services.tools import events
from kiosk.services.tools.readings.tables import OPEN
from kiosk.services.tools.readings.views import deposits
from kiosk.services.tools.rules.state import DEPOSITS
from kiosk.services.tools.signals import signals


def _days(since: str, scene: Scene[Any]) -> int:
    return (date.fromisoformat(scene.now.date) - date.fromisoformat(since[:10])).days


def _deposits(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    """Every deposit that is held, the oldest first, with its age in days."""
    del first, last
    rows = store.execute(
        "SELECT lent_at, number, name, person, state, deposit_fen FROM tools_loans "  # noqa: S608 - a constant
        f"WHERE {OPEN} AND state NOT IN ('held', 'prepared') ORDER BY lent_at, loan"
    )
    return tuple(
        (
            at,
            Figure("tools.number", "", {"number": number}),
            name,
            person,
            f"tools.state_{state}",
            _days(at, scene),
            fen,
        )
        for at, number, name, person, state, fen in rows
    )


def _loans(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    """Every tool that is out, what is late first; `late` in days begun."""
    del first, last
    rows = store.execute(
        "SELECT due, number, name, unit, person, lent_at, deposit_fen FROM tools_loans "  # noqa: S608 - a constant
        f"WHERE {OPEN} AND state = 'out' ORDER BY due, loan"
    )
    now = f"{scene.now.date}T{scene.now.minute}"
    return tuple(
        (
            *(due, Figure("tools.number", "", {"number": number}), name, unit, person, lent_at),
            _days(due, scene) + 1 if due < now else 0,
            fen,
        )
        for due, number, name, unit, person, lent_at, fen in rows
    )


def _stock(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    """Kind by kind: all that ever came = here + out + in repair + missing + retired."""
    del scene, first, last
    rows = store.execute(
        "SELECT max(u.name), count(*), sum(u.state = 'service' AND l.loan IS NULL), "
        "sum(u.state = 'service' AND l.loan IS NOT NULL), sum(u.state = 'repair'), sum(u.state = 'missing'), "
        "sum(u.state = 'retired'), sum(iif(u.state IN ('service', 'repair'), u.value_fen, 0)) FROM tools_units u "
        "LEFT JOIN tools_loans l ON l.loan = u.loan AND l.state = 'out' GROUP BY u.of ORDER BY u.of"
    )
    return tuple(rows.fetchall())


def _moves(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    """Kind by kind: opening + in − lost − scrapped = closing; and where those are, where the period is not over yet."""
    since = store.execute(
        "SELECT of, sum(iif(day <= ?, come, 0)), sum(iif(day <= ?, lost, 0)), sum(iif(day <= ?, scrapped, 0)), "
        "sum(iif(day > ?, come - lost - scrapped, 0)) FROM tools_moves WHERE day >= ? GROUP BY of",
        (last, last, last, last, first),
    ).fetchall()
    moved = {of: sums for of, *sums in since}
    rows: list[Row] = []
    for of, name, here, out, repair in store.execute(
        "SELECT u.of, max(u.name), sum(u.state = 'service' AND l.loan IS NULL), "
        "sum(u.state = 'service' AND l.loan IS NOT NULL), sum(u.state = 'repair') FROM tools_units u "
        "LEFT JOIN tools_loans l ON l.loan = u.loan AND l.state = 'out' GROUP BY u.of ORDER BY u.of"
    ).fetchall():
        come, lost, scrapped, later = moved.get(of, (0, 0, 0, 0))
        closing = here + out + repair - later
        where = (here, out, repair) if scene.now.date <= last else ("", "", "")
        rows.append((name, closing - come + lost + scrapped, come, lost, scrapped, closing, *where))
    return tuple(rows)


def _held(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    """The deposits of all open loans, one by one added up, beside the account that holds them."""
    del scene, first, last
    added, account = deposits(store).fen, -balances(store).get(DEPOSITS, 0)
    return (("till.account.owed_deposits", added, account, added - account),)


def _returned(store: Store, scene: Scene[Any], entries: Sequence[Entry]) -> tuple[Row, ...]:
    """Every deposit whose loan is over: what was deducted became income then, never before."""
    del store, scene
    return tuple(
        (
            entry.at,
            entry.by,
            fact.unit,
            *(sign * fen for fen in (fact.deposit_fen, fact.deduct_fen, fact.deposit_fen - fact.deduct_fen)),
        )
        for entry in entries
        if isinstance(fact := entry.fact, events.Returned | events.ReturnUndone)
        for sign in (1 if isinstance(fact, events.Returned) else -1,)
    )


def _units(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    """Every unit that is not retired."""
    del scene, first, last
    rows = store.execute(
        "SELECT unit, name, state, condition, inspect_by, value_fen FROM tools_units WHERE state <> 'retired' "
        "ORDER BY of, number"
    )
    return tuple(
        (unit, name, f"tools.state_{state}", f"tools.condition_{condition}", inspect_by, value_fen)
        for unit, name, state, condition, inspect_by, value_fen in rows
    )


REPORTS: Final = (
    ReportKind(
        "tools.report.deposits",
        "deposits",
        (
            Column("tools.report.since", "when"),
            Column("tools.report.number", "said"),
            Column("tools.report.name"),
            Column("tools.report.who", "person"),
            Column("tools.report.state", "word"),
            Column("tools.report.age", "count"),
            Column("tools.report.deposit", "fen", total=True),
        ),
        _deposits,
        now=True,
    ),
    ReportKind("tools.report.held", "deposits", (Column("till.report.account", "word"), *HELD), _held, now=True),
    ReportKind(
        "tools.report.returned",
        "deposits",
        (
            Column("tools.report.at", "when"),
            Column("tools.report.by", "staff"),
            Column("tools.report.unit"),
            *(Column(f"tools.report.{name}", "fen", total=True) for name in ("taken", "deducted", "back")),
        ),
        fold=_returned,
    ),
    ReportKind(
        "tools.report.loans",
        "loans",
        (
            Column("tools.report.due", "when"),
            Column("tools.report.number", "said"),
            Column("tools.report.name"),
            Column("tools.report.unit"),
            Column("tools.report.who", "person"),
            Column("tools.report.lent_at", "when"),
            Column("tools.report.late", "count"),
            Column("tools.report.deposit", "fen", total=True),
        ),
        _loans,
        now=True,
    ),
    ReportKind(
        "tools.report.moves",
        "tools",
        (
            Column("tools.report.name"),
            *(
                Column(f"tools.report.{name}", "count", total=True)
                for name in ("opening", "new", "lost", "scrapped", "closing", "here", "out", "repair")
            ),
        ),
        _moves,
    ),
    ReportKind(
        "tools.report.stock",
        "tools",
        (
            Column("tools.report.name"),
            *(
                Column(f"tools.report.{name}", "count", total=True)
                for name in ("come", "here", "out", "repair", "missing", "retired")
            ),
            Column("tools.report.value", "fen", total=True),
        ),
        _stock,
        now=True,
    ),
    ReportKind(
        "tools.report.units",
        "tools",
        (
            Column("tools.report.unit"),
            Column("tools.report.name"),
            Column("tools.report.state", "word"),
            Column("tools.report.condition", "word"),
            Column("tools.report.inspect_by", "day"),
            Column("tools.report.value", "fen", total=True),
        ),
        _units,
        now=True,
    ),
    ReportKind(
        "tools.report.signals",
        "signals",
        (Column("tools.report.at", "when"), Column("tools.report.by", "staff"), Column("tools.report.signal", "said")),
        fold=signals,
    ),
)


def acts(store: Store, entry: Entry) -> Figure | None:  # noqa: C901, PLR0911 - one return a fact
    """Undone hand-overs and returns, deductions and decisions, lost slips, money not received, units moved."""
    del store
    match entry.fact:
        case events.LendUndone() as fact:
            return Figure("tools.act.lend_undone", "", {"unit": fact.unit})
        case events.ReturnUndone() as fact:
            return Figure("tools.act.return_undone", "", {"unit": fact.unit})
        case events.Returned() as fact if fact.deduct_fen:
            return Figure("tools.act.deducted", yuan(fact.deduct_fen), {"unit": fact.unit})
        case events.Approved() as fact:
            return Figure("tools.act.approved", yuan(fact.deduct_fen))
        case events.Decided() as fact:
            return Figure("tools.act.decided", yuan(fact.deduct_fen))
        case events.SlipReplaced():
            return Figure("tools.act.slip_replaced", "")
        case events.Swapped() as fact:
            return Figure("tools.act.swapped", "", {"unit": fact.old, "to": fact.unit})
        case events.MadeGood() as fact:
            return Figure("tools.act.made_good", yuan(fact.fen), {"unit": fact.unit})
        case events.Acknowledged(got=False):
            return Figure("tools.act.not_received", "")
        case events.Moved() as fact if fact.to in {"missing", "retired"}:
            return Figure(f"tools.act.{fact.to}", "", {"unit": fact.unit})
        case events.CountEnded() as fact if fact.lacking or fact.extra:
            return Figure("tools.act.differs", "", {"lacking": len(fact.lacking), "extra": len(fact.extra)})
        case _:
            return None
