"""Signals (异常) that no service alone can see: steps that follow each other faster than anybody works."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any, Final

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.reports import Row
from kiosk.base.request import Scene
from kiosk.base.store import Store

# So many steps of one kind by one person, each this soon after the one before.
_STEPS: Final = 5
_SOON_S: Final = 5


def bursts(store: Store, scene: Scene[Any], happened: Sequence[Entry]) -> tuple[Row, ...]:
    """Where somebody at the counter took the same step again and again within seconds: since when, who, how often."""
    del store, scene
    steps: dict[tuple[str, str], list[Entry]] = {}
    for _, together in groupby(happened, key=lambda entry: entry.req):
        *_, entry = together  # what a request came to
        if entry.by.startswith(("attendant:", "supervisor:")):
            steps.setdefault((entry.by, entry.fact.kind), []).append(entry)
    found = (
        (run[0].at, run[0].by, Figure("report.burst", run[0].fact.kind, {"count": len(run)}))
        for own in steps.values()
        for run in _runs(own)
    )
    return tuple(sorted(found, key=lambda row: row[0]))


def _runs(own: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Stretches of steps that follow each other soon, where they are long enough."""
    run = [*own[:1]]
    for before, entry in pairwise(own):
        apart = datetime.fromisoformat(entry.at) - datetime.fromisoformat(before.at)
        if abs(apart.total_seconds()) >= _SOON_S:
            if len(run) >= _STEPS:
                yield run
            run = []
        run.append(entry)
    if len(run) >= _STEPS:
        yield run
