"""Reports (报表): tables that services give of themselves; shown as text, JSON, a workbook, a page, a sheet of paper.

A service lists its tables in `Service.reports`, one `ReportKind` each, with a heading and columns in its words files
and rows from its readings, or folded from the period's events. Nobody who shows a report knows any service: a new table
appears everywhere by that line. What an auditor wants to see listed with who did it (voids, undone steps, overrides,
reprints, differences, changed settings) a service says with `Service.acts`, in a sentence of its own.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, get_args

import msgspec

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.money import yuan
from kiosk.base.request import Scene
from kiosk.base.store import Store

# What a report is asked by: `kiosk report TOPIC`, and a tile of the counter's page. Several services may share one.
Topic = Literal[
    "days", "shifts", "subsidy", "deposits", "loans", "tools", "beds", "points", "goods", "overrides", "signals"
]  # fmt: skip
TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)
# How a cell is written: `word` a sentence's key, `said` a Figure's sentence and value, `fen` money, `day` 2024-03-01,
# `when` an event's time, `staff` an event's actor (shown as 张*), `person` an id of the vault (shown masked).
CellKind = Literal["text", "word", "said", "count", "fen", "day", "when", "staff", "person"]
Cell = str | int | Figure
Row = tuple[Cell, ...]
_NUMBERS: Final = frozenset({"count", "fen"})


class Column(msgspec.Struct, frozen=True):
    """One column: the key of its heading, how its cells are written, and whether they are added up."""

    key: str
    kind: CellKind = "text"
    total: bool = False

    @property
    def number(self) -> bool:
        """Whether its cells are numbers."""
        return self.kind in _NUMBERS


class ReportKind(msgspec.Struct, frozen=True):
    """One table: the key of its heading, which is its name too, its topic and columns, and where its rows come from.

    `rows(store, scene, first, last)` reads the rows of a period, both dates included (2024-03-01), or `fold(store,
    scene, entries)` makes them of its events, which costs as much as there are events in it. Where the table shows what
    there is now, `now` is true, and the dates mean nothing.
    """

    key: str
    topic: Topic
    columns: tuple[Column, ...]
    rows: Callable[[Store, Scene[Any], str, str], Sequence[Row]] | None = None
    fold: Callable[[Store, Scene[Any], Sequence[Entry]], Sequence[Row]] | None = None
    now: bool = False


class Table(msgspec.Struct, frozen=True):
    """A report that was read: its rows, and the totals of the columns that are added up."""

    key: str
    topic: Topic
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    now: bool = False

    @property
    def totals(self) -> tuple[int | None, ...]:
        """One a column; None where nothing is added up."""
        return tuple(
            sum(cell for row in self.rows if isinstance(cell := row[place], int)) if column.total else None
            for place, column in enumerate(self.columns)
        )


def written(column: Column, cell: Cell, say: Callable[..., str]) -> str:
    """A cell as people read it."""
    if isinstance(cell, Figure):
        said = say(cell.key, **cell.fields)
        return f"{said} {cell.value}" if cell.value else said
    match column.kind:
        case "fen":
            return "" if cell == "" else yuan(int(cell))
        case "word":
            return say(str(cell)) if cell else ""
        case "when":
            return str(cell)[:16].replace("T", " ")
        case "staff" if cell in {"worker", "device"}:
            return say(f"report.{cell}")
        case _:
            return str(cell)
