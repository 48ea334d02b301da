"""The tables of points for people who keep accounts; and what an auditor wants to see listed with who did it."""

from collections.abc import Sequence
from typing import Any, Final

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.reports import Column, ReportKind, Row
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.points import events
from kiosk.services.points.readings.views import goods, ledger
from kiosk.services.points.settings import UNITS, Settings


def _owed(store: Store, scene: Scene[Settings], first: str, last: str) -> Sequence[Row]:
    """The book, unit by unit."""
    del scene, first, last
    book = ledger(store)
    return [
        (
            f"points.unit_{unit}",
            book.get((unit, "earned"), 0),
            -book.get((unit, "redeemed"), 0),
            -book.get((unit, "expired"), 0),
            book.get((unit, "adjusted"), 0),
            -book.get((unit, "members"), 0),
        )
        for unit in UNITS
    ]


def _goods(store: Store, scene: Scene[Settings], first: str, last: str) -> Sequence[Row]:
    """What is on the shelf."""
    del first, last
    return [(one.zh, f"points.unit_{one.unit}", one.price, one.stock) for one, _ in goods(store, scene)]


def _earnings(store: Store, scene: Scene[Any], first: str, last: str) -> Sequence[Row]:
    """Who wrote down, who approved: 四眼."""
    del scene
    rows = store.execute(
        "SELECT day, account, zh, qty, points, minutes, times, state, entered_by, approved_by FROM points_earnings "
        "WHERE day BETWEEN ? AND ? ORDER BY day, at, earning",
        (first, last),
    ).fetchall()
    return [(*row[:7], f"points.state_{row[7]}", *row[8:]) for row in rows]


def _count(name: str, *, total: bool = True) -> Column:
    return Column(f"points.report.{name}", "count", total=total)


REPORTS: Final = (
    ReportKind(
        "points.report.owed",
        "points",
        (
            Column("points.report.unit", "word"),
            *(_count(name, total=False) for name in ("earned", "redeemed", "expired", "adjusted", "members")),
        ),
        _owed,
        now=True,
    ),
    ReportKind(
        "points.report.earnings",
        "points",
        (
            Column("points.report.day", "day"),
            _count("member", total=False),
            Column("points.report.what"),
            _count("qty", total=False),
            *(_count(name) for name in UNITS),
            Column("points.report.state", "word"),
            Column("points.report.entered", "staff"),
            Column("points.report.approved", "staff"),
        ),
        _earnings,
    ),
    ReportKind(
        "points.report.goods",
        "goods",
        (
            Column("points.report.what"),
            Column("points.report.unit", "word"),
            _count("price", total=False),
            _count("stock", total=False),
        ),
        _goods,
        now=True,
    ),
)


def acts(store: Store, entry: Entry) -> Figure | None:  # noqa: PLR0911 - one return an event
    """Reversals, adjustments, differences, replaced cards."""
    del store
    match entry.fact:
        case events.EarningReversed() | events.RedemptionReversed() as fact:
            return Figure("points.act.reversed", fact.reason, {"number": fact.account, "what": fact.zh})
        case events.Adjusted() as fact:
            return Figure("points.act.adjusted", fact.reason, {"number": fact.account})
        case events.HandOutUndone() as fact:
            return Figure("points.act.hand_out_undone", str(fact.number), {"number": fact.number})
        case events.GoodsAdjusted() as fact:
            return Figure("points.act.goods", fact.reason, {"goods": fact.goods, "by": f"{fact.qty:+d}"})
        case events.GoodsCounted() as fact if fact.counted != fact.expected:
            by = f"{fact.counted - fact.expected:+d}"
            return Figure("points.act.goods", fact.reason, {"goods": fact.goods, "by": by})
        case events.CardIssued() as fact if fact.replaces:
            return Figure("points.act.card", str(fact.account), {"number": fact.account})
        case _:
            return None
