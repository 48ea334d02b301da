"""Signals (异常) of the till: money given back once the drawer was closed, one person who voids more than others."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.money import yuan
from kiosk.base.reports import Row
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.till import events

# So many voids, and so many times the others' share of their sales, before it is worth a look; others with fewer sales
# are nothing to compare with.
_VOIDS: Final = 5
_TIMES: Final = 3
_OTHERS: Final = 20


def signals(store: Store, scene: Scene[Any], entries: Sequence[Entry]) -> tuple[Row, ...]:
    """What an auditor may want to ask about, by time."""
    del store, scene
    return tuple(sorted([*_after_close(entries), *_voids(entries)], key=lambda row: str(row[0])))


def _after_close(entries: Sequence[Entry]) -> Iterator[Row]:
    """Cash given back after a shift was closed and before the next one was opened."""
    closed = 0
    for entry in entries:
        match entry.fact:
            case events.ShiftClosed() as fact:
                closed = fact.shift
            case events.ShiftOpened():
                closed = 0
            case events.Refunded() | events.OwedPaid() | events.PaperVoided() | events.PaperPaid() as fact if closed:
                yield entry.at, entry.by, Figure("till.signal.after_close", yuan(fact.fen), {"shift": closed})
            case _:
                pass


def _voids(entries: Sequence[Entry]) -> Iterator[Row]:
    """One person whose sales are given back, voided or cancelled far more often than those of all others."""
    sold, voided = Counter[str](), Counter[str]()
    since: dict[str, str] = {}
    for entry in entries:
        if not entry.by.startswith(("attendant:", "supervisor:")):
            continue
        match entry.fact:
            case events.SalePaid():
                sold[entry.by] += 1
            case events.Refunded() | events.PaperVoided() | events.SaleCancelled():
                voided[entry.by] += 1
                since.setdefault(entry.by, entry.at)
            case _:
                pass
    for by, count in voided.items():
        others, theirs = sold.total() - sold[by], voided.total() - count
        if count >= _VOIDS and others >= _OTHERS and count * others > _TIMES * max(theirs, 1) * max(sold[by], 1):
            yield since[by], by, Figure("till.signal.voids", "", {"count": count, "sold": sold[by]})
