"""Reports (报表): what services report of themselves, read at one moment, and how it is written."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final

from kiosk.base.event import Entry
from kiosk.base.reports import Cell, Column, ReportKind, Row, Table, Topic
from kiosk.base.request import Scene
from kiosk.base.service import Service
from kiosk.base.store import Store
from kiosk.reading.period import entries
from kiosk.reading.signals import bursts
from kiosk.services.people.readings import masked
from kiosk.services.staff import readings as staff

# What surrounds the readings of a service.
Scenes = Callable[[str], Scene[Any]]
ACTS: Final = "report.acts"


def kinds(services: Sequence[Service], topics: Iterable[Topic]) -> tuple[tuple[str, ReportKind], ...]:
    """The tables of some topics, by topic, each with the service that gives it."""
    every = _every(services)
    return tuple((name, kind) for topic in topics for name, kind in every if kind.topic == topic)


def _every(services: Sequence[Service]) -> tuple[tuple[str, ReportKind], ...]:
    """Every table: the acts of all services as one, then of what is sold first, of the station itself last."""
    acts = ReportKind(
        ACTS,
        "overrides",
        (Column("report.at", "when"), Column("report.by", "staff"), Column("report.did", "said")),
        fold=partial(_acts, services),
    )
    by = ReportKind(
        "report.acts_by",
        "overrides",
        (Column("report.by", "staff"), Column("report.count", "count", total=True)),
        fold=partial(_acts_by, services),
    )
    fast = ReportKind("report.bursts", "signals", acts.columns, fold=bursts)
    given = ((service.name, kind) for service in reversed(services) for kind in service.reports)
    return (("staff", acts), ("staff", by), *given, ("staff", fast))


def tables(
    store: Store, services: Sequence[Service], scenes: Scenes, topics: Iterable[Topic], first: str, last: str
) -> tuple[Table, ...]:
    """The tables of some topics, of a period or of now."""
    return _tables(store, services, scenes, kinds(services, topics), first, last)


def table(store: Store, services: Sequence[Service], scenes: Scenes, key: str, first: str, last: str) -> Table | None:
    """One table by its key; None where no service gives it."""
    wanted = tuple((name, kind) for name, kind in _every(services) if kind.key == key)
    return next(iter(_tables(store, services, scenes, wanted, first, last)), None)


def _tables(
    store: Store,
    services: Sequence[Service],
    scenes: Scenes,
    wanted: Sequence[tuple[str, ReportKind]],
    first: str,
    last: str,
) -> tuple[Table, ...]:
    """The period's events are read once, where any are asked for."""
    happened = entries(store, services, first, last) if any(kind.fold for _, kind in wanted) else ()
    return tuple(_read(store, scenes(name), kind, happened, first, last) for name, kind in wanted)


def _read(store: Store, scene: Scene[Any], kind: ReportKind, happened: Sequence[Entry], first: str, last: str) -> Table:
    rows: Sequence[Row] = ()
    if kind.rows is not None:
        rows = kind.rows(store, scene, first, last)
    elif kind.fold is not None:
        rows = kind.fold(store, scene, happened)
    named = (
        tuple(_named(store, scene, column, cell) for column, cell in zip(kind.columns, row, strict=True))
        for row in rows
    )
    return Table(kind.key, kind.topic, kind.columns, tuple(named), kind.now)


def _named(store: Store, scene: Scene[Any], column: Column, cell: Cell) -> Cell:
    """People as anybody may see them."""
    if column.kind == "staff" and isinstance(cell, str):
        return staff.shown(store, cell) or cell.partition(":")[0]
    if column.kind == "person" and isinstance(cell, str):
        return masked(scene, cell).name if cell else ""
    return cell


def _acts_by(
    services: Sequence[Service], store: Store, scene: Scene[Any], happened: Sequence[Entry]
) -> tuple[Row, ...]:
    """How many of them were whose, most first."""
    counted = Counter(str(by) for _, by, _ in _acts(services, store, scene, happened))
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def _acts(services: Sequence[Service], store: Store, scene: Scene[Any], happened: Sequence[Entry]) -> tuple[Row, ...]:
    """Everything that a service wants listed, with when and who."""
    del scene
    by_kind = {fact.kind: service.acts for service in services if service.acts for fact in service.facts}
    return tuple(
        (entry.at, entry.by, said)
        for entry in happened
        if (acts := by_kind.get(entry.fact.kind)) is not None and (said := acts(store, entry)) is not None
    )
