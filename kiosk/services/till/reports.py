"""What the till reports: money by account, shifts, what is owed and for how long; and what an auditor wants listed."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.money import yuan
from kiosk.base.reports import Column, ReportKind, Row
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.till import events, machine_events, readings
from kiosk.services.till.readings.cash import cash
from kiosk.services.till.readings.machine import in_machine
from kiosk.services.till.readings.papers import open_papers
from kiosk.services.till.rules.machine import alarm
from kiosk.services.till.signals import signals


def _account(account: str) -> str:
    return f"till.account.{account.replace('.', '_')}"


def _money(store: Store, scene: Scene[Any], entries: Sequence[Entry]) -> tuple[Row, ...]:
    """What was debited and credited to each account; the changes of all sum to zero."""
    del store, scene
    sums: dict[str, list[int]] = {}
    for entry in entries:
        for account, fen in entry.post:
            sums.setdefault(account, [0, 0])[fen < 0] += abs(fen)
    return tuple((_account(name), debit, credit, debit - credit) for name, (debit, credit) in sorted(sums.items()))


def _balances(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    del scene, first, last
    return tuple((_account(account), fen) for account, fen in readings.balances(store).items())


def _shifts(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    del scene
    rows = store.execute(
        "SELECT shift, day, opened_at, opened_by, closed_at, closed_by, expected_fen, over_fen, state, reason "
        "FROM till_shifts WHERE day BETWEEN ? AND ? ORDER BY shift",
        (first, last),
    )
    return tuple(
        (
            *(shift, day, opened_at, opened_by, closed_at, closed_by),
            *(("", "", "") if state == "open" else (expected, expected + over, over)),
            f"till.report.shift_{state}",
            f"till.over_{reason}" if reason else "",
        )
        for shift, day, opened_at, opened_by, closed_at, closed_by, expected, over, state, reason in rows
    )


# Where the drawer's cash came from, and where it went, in the words of whoever checks a cash book.
_CAME: Final = {"cash.safe": "put_in", "owed.meals": "meals", "owed.beds": "beds", "owed.deposits": "deposits_in"}
_WENT: Final = {
    "owed.deposits": "deposits_out",
    "owed.refunds": "refunds",
    "owed.meals": "refunds",
    "owed.beds": "refunds",
    "cash.bank": "banked",
}
_CASH: Final = ("put_in", "meals", "beds", "deposits_in", "deposits_out", "refunds", "banked", "other")


def _cash(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    """Shift by shift: opening + all that came − all that went = expected; what was counted; the difference."""
    del scene
    rows: list[Row] = []
    for shift in cash(store, first, last):
        sums = dict.fromkeys(_CASH, 0)
        for flow in shift.flows:
            sums[_CAME.get(flow.account, "other")] += flow.in_fen
            sums[_WENT.get(flow.account, "other")] -= flow.out_fen
        counted = ("", "") if shift.open else (shift.expected_fen + shift.over_fen, shift.over_fen)
        rows.append((shift.shift, shift.day, shift.opening_fen, *sums.values(), shift.expected_fen, *counted))
    return tuple(rows)


def _held(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    """What is to be given back, one by one added up, beside the account that holds it."""
    del first, last
    papers = open_papers(store)
    one_by_one = {
        "owed.refunds": sum(row.fen for row in readings.open_owed(store, scene)),
        "owed.vouchers": papers.get("voucher", (0, 0))[1],
        "owed.change": papers.get("change", (0, 0))[1] + in_machine(store),
    }
    accounts = readings.balances(store)
    return tuple(
        (_account(account), fen, -accounts.get(account, 0), fen + accounts.get(account, 0))
        for account, fen in one_by_one.items()
    )


def _owed(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    """What is to be given back, the oldest first, with its age in days."""
    del first, last
    today = date.fromisoformat(scene.now.date)
    return tuple(
        (
            row.at,
            Figure(f"{row.lines[0].service}.number", "", {"number": row.lines[0].number}),
            (today - date.fromisoformat(row.at[:10])).days,
            row.fen,
        )
        for row in readings.open_owed(store, scene)
    )


def _papers(store: Store, scene: Scene[Any], first: str, last: str) -> tuple[Row, ...]:
    """Vouchers and change slips that are still good."""
    del first, last
    today = date.fromisoformat(scene.now.date)
    rows = store.execute(
        "SELECT issued_at, what, epoch, seq, fen FROM till_papers WHERE state = 'open' ORDER BY issued_at, epoch, seq"
    )
    return tuple(
        (at, f"till.way_{what}", f"{epoch}-{seq}", (today - date.fromisoformat(at[:10])).days, fen)
        for at, what, epoch, seq, fen in rows
    )


HELD: Final = tuple(Column(f"till.report.{name}", "fen", total=True) for name in ("added", "account_holds", "differs"))
_AGED: Final = (Column("till.report.age", "count"), Column("till.report.fen", "fen", total=True))
REPORTS: Final = (
    ReportKind(
        "till.report.money",
        "days",
        (
            Column("till.report.account", "word"),
            Column("till.report.debit", "fen", total=True),
            Column("till.report.credit", "fen", total=True),
            Column("till.report.change", "fen", total=True),
        ),
        fold=_money,
    ),
    ReportKind(
        "till.report.balances",
        "days",
        (Column("till.report.account", "word"), Column("till.report.balance", "fen", total=True)),
        _balances,
        now=True,
    ),
    ReportKind(
        "till.report.cash",
        "shifts",
        (
            Column("till.report.shift", "count"),
            Column("till.report.day", "day"),
            Column("till.report.opening", "fen"),
            *(Column(f"till.report.{name}", "fen", total=True) for name in _CASH),
            Column("till.report.expected", "fen"),
            Column("till.report.counted", "fen"),
            Column("till.report.over", "fen", total=True),
        ),
        _cash,
    ),
    ReportKind(
        "till.report.shifts",
        "shifts",
        (
            Column("till.report.shift", "count"),
            Column("till.report.day", "day"),
            Column("till.report.opened_at", "when"),
            Column("till.report.opened_by", "staff"),
            Column("till.report.closed_at", "when"),
            Column("till.report.closed_by", "staff"),
            Column("till.report.expected", "fen"),
            Column("till.report.counted", "fen"),
            Column("till.report.over", "fen", total=True),
            Column("till.report.state", "word"),
            Column("till.report.reason", "word"),
        ),
        _shifts,
    ),
    ReportKind("till.report.held", "deposits", (Column("till.report.account", "word"), *HELD), _held, now=True),
    ReportKind(
        "till.report.owed",
        "deposits",
        (
            Column("till.report.since", "when"),
            Column("till.report.what", "said"),
            *_AGED,
        ),
        _owed,
        now=True,
    ),
    ReportKind(
        "till.report.papers",
        "deposits",
        (
            Column("till.report.since", "when"),
            Column("till.report.paper", "word"),
            Column("till.report.paper_no"),
            *_AGED,
        ),
        _papers,
        now=True,
    ),
    ReportKind(
        "till.report.signals",
        "signals",
        (Column("till.report.since", "when"), Column("report.by", "staff"), Column("till.report.signal", "said")),
        fold=signals,
    ),
)


def acts(store: Store, entry: Entry) -> Figure | None:  # noqa: PLR0911 - one return a fact
    """Refunds, voided vouchers, the drawer opened without a sale, cash moved, differences and their approval."""
    del store
    match entry.fact:
        case events.Refunded() as fact:
            return Figure("till.act.refunded", yuan(fact.fen))
        case events.SalePaid(late=True):
            return Figure("till.act.late", "")
        case events.PaperVoided() as fact:
            return Figure("till.act.voided", yuan(fact.fen))
        case events.DrawerOpened():
            return Figure("till.act.drawer_opened", "")
        case events.CashMoved() as fact:
            return Figure(f"till.act.cash_{fact.move}", yuan(fact.fen))
        case events.CashMoveUndone() as fact:
            return Figure("till.act.move_undone", yuan(fact.fen))
        case events.OpeningRecounted() as fact:
            return Figure("till.act.recounted", yuan(fact.counted_fen - fact.before_fen), {"shift": fact.shift})
        case events.ShiftClosed() as fact if fact.over_fen or fact.pending:
            return Figure(
                "till.act.pending" if fact.pending else "till.act.over", yuan(fact.over_fen), {"shift": fact.shift}
            )
        case events.ShiftApproved() | events.ShiftReturned() | events.CodeWrong():
            return _verdict(entry.fact)
        case _:
            return _machine_act(entry)


def _machine_act(entry: Entry) -> Figure | None:
    """The machine emptied, its hoppers counted, its alarms."""
    match entry.fact:
        case machine_events.BoxCollected() as fact:
            return Figure("till.act.collected", yuan(fact.counted_fen - fact.expected_fen))
        case machine_events.HopperCounted() as fact:
            return Figure("till.act.hopper_counted", yuan(fact.fen), {"hopper": fact.hopper})
        case machine_events.DrawerFoundOpen():
            return Figure("till.act.drawer_found_open", "")
        case machine_events.MoneyFound() as fact:
            return Figure("till.act.found", yuan(fact.fen))
        case machine_events.MachineAlarm() as fact:
            return Figure(*alarm(fact.device, fact.what))
        case _:
            return None


def _verdict(fact: events.ShiftApproved | events.ShiftReturned | events.CodeWrong) -> Figure:
    """What was decided of a difference that waited; a code that was none."""
    shift = {"shift": fact.shift}
    match fact:
        case events.ShiftApproved():
            key = f"till.act.approved_{fact.way}" if fact.way else "till.act.approved"
            return Figure(key, yuan(fact.over_fen), shift)
        case events.ShiftReturned():
            return Figure("till.act.returned", yuan(fact.over_fen), shift)
        case events.CodeWrong():
            return Figure("till.act.code_wrong", "", shift)
