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
from kiosk.services.points.signals import signals

# Where a centre keeps the accounts: what it owes by events here, what was spent within its leases, and without one.
_CENTRE: Final = ("centre", "leased", "exposure")


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
            -sum(book.get((unit, side), 0) for side in _CENTRE),
            -book.get((unit, "members"), 0),
        )
        for unit in UNITS
    ]


def _period(store: Store, scene: Scene[Settings], first: str, last: str) -> Sequence[Row]:
    """Unit by unit: opening + earned − redeemed − expired ± adjusted ± centre = what is owed here at the end."""
    del scene
    sums, book = _sums(store, first, last), ledger(store)
    rows: list[Row] = []
    for unit in UNITS:
        owed, later = sums.get((unit, "members"), (0, 0))
        closing = -book.get((unit, "members"), 0) + later
        moved = (sums.get((unit, side), (0, 0))[0] for side in ("earned", "redeemed", "expired", "adjusted"))
        centre = sum(sums.get((unit, side), (0, 0))[0] for side in _CENTRE)
        rows.append((f"points.unit_{unit}", closing + owed, *moved, centre, closing))
    return rows


def _sums(store: Store, first: str, last: str) -> dict[tuple[str, str], tuple[int, int]]:
    """By unit and account of the book: what moved within a period, and after it."""
    rows = store.execute(
        "SELECT unit, account, sum(iif(day <= ?, amount, 0)), sum(iif(day > ?, amount, 0)) FROM points_days "
        "WHERE day >= ? GROUP BY unit, account",
        (last, last, first),
    ).fetchall()
    return {(unit, account): (within, later) for unit, account, within, later in rows}


def _centre(store: Store, scene: Scene[Settings], first: str, last: str) -> Sequence[Row]:
    """Unit by unit what went to the centre's account, was spent within its leases, and was given without one."""
    del scene
    sums = _sums(store, first, last)
    rows: list[Row] = []
    for unit in UNITS:
        centre, leased, exposure = (sums.get((unit, side), (0, 0))[0] for side in _CENTRE)
        if centre or leased or exposure:
            rows.append((f"points.unit_{unit}", -centre, leased, exposure))
    return rows


def _moved(store: Store, scene: Scene[Settings], first: str, last: str) -> Sequence[Row]:
    """Goods by goods: opening + in − out ± adjusted = on the shelf at the end; those that were there, or moved."""
    sums = {
        key: moved
        for key, *moved in store.execute(
            "SELECT goods, sum(iif(day <= ?, came, 0)), sum(iif(day <= ?, went, 0)), sum(iif(day <= ?, adjusted, 0)), "
            "sum(iif(day > ?, came - went + adjusted, 0)) FROM points_goods_days WHERE day >= ? GROUP BY goods",
            (last, last, last, last, first),
        ).fetchall()
    }
    stock = dict(store.execute("SELECT goods, stock FROM points_stock WHERE stock > 0").fetchall())
    rows: list[Row] = []
    for key in sorted({*sums, *stock}):
        came, went, adjusted, later = sums.get(key, (0, 0, 0, 0))
        closing = stock.get(key, 0) - later
        good = scene.settings.good(key)
        name = good.name if good else _thing(store, key)
        rows.append((name, closing - came + went - adjusted, came, -went, adjusted, closing))
    return rows


def _thing(store: Store, goods: str) -> str:
    """What was given away is called by its own name."""
    row = store.execute("SELECT name FROM points_donations WHERE goods = ?", (goods,)).fetchone()
    return row[0] if row else goods


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


def _waiting(store: Store, scene: Scene[Any], first: str, last: str) -> Sequence[Row]:
    """Earnings and corrections that nobody has approved yet, the oldest first."""
    del scene, first, last
    return store.execute(
        "SELECT at, account, 'points.report.earning', points, minutes, times, entered_by FROM points_earnings "
        "WHERE state = 'waiting' "
        "UNION ALL SELECT at, account, 'points.report.correction', iif(unit = 'points', amount, 0), "
        "iif(unit = 'minutes', amount, 0), iif(unit = 'times', amount, 0), entered_by FROM points_corrections "
        "WHERE state = 'waiting' ORDER BY at"
    ).fetchall()


def _count(name: str, *, total: bool = True) -> Column:
    return Column(f"points.report.{name}", "count", total=total)


REPORTS: Final = (
    ReportKind(
        "points.report.period",
        "points",
        (
            Column("points.report.unit", "word"),
            *(
                _count(name, total=False)
                for name in ("opening", "earned", "redeemed", "expired", "adjusted", "centre", "closing")
            ),
        ),
        _period,
    ),
    ReportKind(
        "points.report.of_centre",
        "points",
        (
            Column("points.report.unit", "word"),
            *(_count(name, total=False) for name in ("by_centre", "leased", "exposure")),
        ),
        _centre,
    ),
    ReportKind(
        "points.report.moved",
        "points",
        (
            Column("points.report.what"),
            *(_count(name) for name in ("opening", "came", "went", "adjusted", "closing")),
        ),
        _moved,
    ),
    ReportKind(
        "points.report.owed",
        "points",
        (
            Column("points.report.unit", "word"),
            *(
                _count(name, total=False)
                for name in ("earned", "redeemed", "expired", "adjusted", "by_centre", "members")
            ),
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
        "points.report.waiting",
        "points",
        (
            Column("points.report.since", "when"),
            _count("member", total=False),
            Column("points.report.what", "word"),
            *(_count(name) for name in UNITS),
            Column("points.report.entered", "staff"),
        ),
        _waiting,
        now=True,
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
    ReportKind(
        "points.report.signals",
        "signals",
        (Column("points.report.day", "when"), Column("report.by", "staff"), Column("points.report.signal", "said")),
        fold=signals,
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
            return Figure("points.act.goods", fact.reason, {"goods": fact.zh, "by": f"{fact.qty:+d}"})
        case events.GoodsCounted() as fact if fact.counted != fact.expected:
            by = f"{fact.counted - fact.expected:+d}"
            return Figure("points.act.goods", fact.reason, {"goods": fact.zh, "by": by})
        case events.CardIssued() as fact if fact.replaces:
            return Figure("points.act.card", str(fact.account), {"number": fact.account})
        case _:
            return None
