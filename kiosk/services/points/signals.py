"""Signals (异常) of points: one approver for all that a donor gives, redeemed right after credit, always at the cap."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.reports import Row
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.points import events
from kiosk.services.points.settings import Settings

# So many donations, so many days in a row, so soon after credit (seconds), before it is worth a look.
_DONATIONS: Final = 3
_DAYS: Final = 3
_AT_ONCE_S: Final = 120


def signals(store: Store, scene: Scene[Settings], entries: Sequence[Entry]) -> tuple[Row, ...]:
    """What an auditor may want to ask about, by time."""
    found = [*_one_approver(store, scene, entries), *_at_once(entries), *_at_cap(scene, entries)]
    return tuple(sorted(found, key=lambda row: str(row[0])))


def _one_approver(store: Store, scene: Scene[Settings], entries: Sequence[Entry]) -> Iterator[Row]:
    """A donor whose donations, several of them, were all approved by the same person."""
    approvers: dict[int, list[tuple[str, str]]] = {}
    for entry in entries:
        if isinstance(entry.fact, events.EarningApproved):
            rule = store.execute("SELECT rule FROM points_earnings WHERE earning = ?", (entry.fact.earning,)).fetchone()
            if rule and rule[0] == scene.settings.donation:
                approvers.setdefault(entry.fact.account, []).append((entry.by, entry.at))
    for account, approved in approvers.items():
        by, since = approved[0]
        if len(approved) >= _DONATIONS and {who for who, _ in approved} == {by}:
            fields = {"number": account, "count": len(approved)}
            yield since, by, Figure("points.signal.one_approver", "", fields)


def _at_once(entries: Sequence[Entry]) -> Iterator[Row]:
    """Goods for points that had been approved a moment before; who approved them."""
    credit: dict[int, tuple[str, str]] = {}
    for entry in entries:
        match entry.fact:
            case events.EarningApproved() | events.Adjusted() as fact:
                credit[fact.account] = (entry.at, entry.by)
            case events.Redeemed() as fact if fact.account in credit:
                at, by = credit[fact.account]
                apart = datetime.fromisoformat(entry.at) - datetime.fromisoformat(at)
                if abs(apart.total_seconds()) < _AT_ONCE_S:
                    yield entry.at, by, Figure("points.signal.at_once", "", {"number": fact.account})
            case _:
                pass


def _at_cap(scene: Scene[Settings], entries: Sequence[Entry]) -> Iterator[Row]:
    """A member who earned by a rule exactly as much as a day allows, on each of several days running."""
    days: dict[tuple[int, str], dict[str, tuple[int, str, str]]] = {}
    for entry in entries:
        if isinstance(entry.fact, events.EarningEntered):
            fact = entry.fact
            of = days.setdefault((fact.account, fact.rule), {})
            of[fact.day] = (of.get(fact.day, (0, "", ""))[0] + fact.qty, entry.at, entry.by)
    for (account, rule_id), of in days.items():
        run: list[tuple[str, str]] = []
        for day in sorted(of):
            published = scene.settings.list_on(day)
            rule = published.rule(rule_id) if published else None
            qty, at, by = of[day]
            run = [*run, (at, by)] if rule and rule.day and qty >= rule.day else []
            if len(run) == _DAYS:
                yield at, by, Figure("points.signal.at_cap", "", {"number": account, "count": _DAYS})
