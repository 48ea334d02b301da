"""What an auditor is shown of points: the book that ties, who waits, goods that tie; and their part of a Z."""

from collections.abc import Sequence
from typing import Final

from kiosk.base.clock import Now
from kiosk.base.event import Entry
from kiosk.base.inspection import Figure, Section
from kiosk.base.store import Store
from kiosk.services.points import events
from kiosk.services.points.figures import Ledger, goods_of
from kiosk.services.points.figures import ledger as ledger_of
from kiosk.services.points.readings.tables import SAME
from kiosk.services.points.readings.views import ledger
from kiosk.services.points.settings import UNITS

_SIDES: Final = ("earned", "redeemed", "expired", "adjusted")
# Where a centre keeps the accounts: what went to it, what was spent within its leases, and without one.
_CENTRE: Final = ("centre", "leased", "exposure")
_NAMED: Final = (
    events.Redeemed, events.RedemptionReversed, events.GoodsReceived, events.GoodsCounted, events.GoodsAdjusted,
)  # fmt: skip
_DEBIT: Final = frozenset({"earned", "adjusted", "leased", "exposure"})


def inspect(store: Store, now: Now) -> tuple[Section, ...]:
    """Opening + earned − redeemed − expired ± adjusted = what is owed to members, and that it is what they have."""
    del now
    members = store.execute("SELECT count(*) FROM points_accounts").fetchone()[0]
    if not members:
        return ()
    held, waiting, correcting = (
        store.execute(f"SELECT count(*) FROM {table} WHERE state = ?", (state,)).fetchone()[0]  # noqa: S608 - constants
        for table, state in (
            ("points_redemptions", "held"),
            ("points_earnings", "waiting"),
            ("points_corrections", "waiting"),
        )
    )
    sums = store.execute("SELECT unit, sum(available) FROM points_balances GROUP BY unit").fetchall()
    return (
        Section(
            "points.inspect.title",
            (
                Figure("points.inspect.members", str(members)),
                *_book(ledger(store)),
                *(Figure(f"points.inspect.have_{unit}", str(amount)) for unit, amount in sums if amount),
                Figure("points.inspect.waiting", str(waiting)),
                Figure("points.inspect.correcting", str(correcting)),
                Figure("points.inspect.held", str(held)),
                *_same(store),
            ),
        ),
    )


def _same(store: Store) -> tuple[Figure, ...]:
    """Maker is not approver: how often they were one."""
    same = store.execute(
        f"SELECT count(*) FROM points_earnings WHERE {SAME}"  # noqa: S608 - a constant
    ).fetchone()[0]
    return (Figure("points.inspect.same", str(same)),)


def _book(book: Ledger) -> tuple[Figure, ...]:
    """Per unit: earned, redeemed, expired, adjusted, and what members are owed for it."""
    return tuple(
        Figure(f"points.inspect.{side}_{unit}", str(amount if side in _DEBIT else -amount))
        for unit in UNITS
        if any(key[0] == unit for key in book)
        for side in (*_SIDES, *_CENTRE, "members")
        for amount in (book.get((unit, side), 0),)
        if amount or side not in _CENTRE
    )


def z(store: Store, entries: Sequence[Entry]) -> tuple[Section, ...]:
    """A shift's points: its own movements of the book, goods that came and went; and always what is owed by then."""
    book, goods = ledger_of(entries), goods_of(entries)
    cards = sum(isinstance(entry.fact, events.CardIssued) for entry in entries)
    owed = -ledger(store).get(("points", "members"), 0)
    if not (book or goods or cards):
        return (Section("points.inspect.title", (Figure("points.inspect.members_points", str(owed)),)),) if owed else ()
    names = _names(entries)
    moved = (figure for figure in _book(book) if not figure.key.startswith("points.inspect.members_"))
    return (
        Section(
            "points.inspect.title",
            (
                *moved,
                Figure("points.inspect.members_points", str(owed)),
                *(
                    Figure(
                        "points.inspect.goods",
                        f"+{one.came} -{one.went} {one.adjusted:+d}",
                        {"goods": names.get(key, key)},
                    )
                    for key, one in sorted(goods.items())
                ),
                Figure("points.inspect.cards", str(cards)),
            ),
        ),
    )


def _names(entries: Sequence[Entry]) -> dict[str, str]:
    """What goods were called when they came or went."""
    return {entry.fact.goods: entry.fact.zh for entry in entries if isinstance(entry.fact, _NAMED)} | {
        entry.fact.goods: entry.fact.name for entry in entries if isinstance(entry.fact, events.Donated)
    }
