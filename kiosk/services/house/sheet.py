"""A report on paper: what a row is of on a line of its own, its figures below."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from kiosk.base.clock import when
from kiosk.base.event import Entry
from kiosk.base.reports import Cell, Table, written
from kiosk.base.service import Letterhead
from kiosk.paper.elements import Feed, Pair, QrCode, Rule, Slip, Text
from kiosk.services.house import events

SLIP: Final = "house.report"
# More rows than these are a matter for a workbook: the paper says how many there are, and their totals.
_MOST: Final = 120


def sheet(fact: events.ReportPrinted, entry: Entry, head: Letterhead) -> Slip | None:
    """The paper of a report; None where no service gives one of that name any more."""
    table = head.report(fact.report, fact.first, fact.last)
    if table is None:
        return None
    say, title = head.say, head.say(table.key)
    about = () if table.now else (Text(say("house.report.period", first=fact.first, last=fact.last)),)
    return Slip(
        SLIP,
        title,
        (
            Text(head.station, "center"),
            Text(title, "center", 2),
            Text(say("slip.when", **when(entry.at))),
            *about,
            Rule(),
            *_rows(table, say),
            Rule(),
            *_totals(table, say),
            Feed(),
            QrCode(head.qr, (head.code.digits,)),
        ),
    )


def _rows(table: Table, say: Callable[..., str]) -> Iterator[Text | Pair]:
    if len(table.rows) > _MOST or not table.rows:
        yield Text(say("house.report.rows", count=len(table.rows)))
        return
    for row in table.rows:
        yield from _row(table, row, say)


def _row(table: Table, row: Sequence[Cell], say: Callable[..., str]) -> Iterator[Text | Pair]:
    """One figure stands beside what it is of; several stand below."""
    named = [written(column, cell, say) for column, cell in zip(table.columns, row, strict=True) if not column.number]
    figures = [
        (say(column.key), written(column, cell, say))
        for column, cell in zip(table.columns, row, strict=True)
        if column.number
    ]
    label = " ".join(text for text in named if text)
    if len(figures) == 1:
        yield Pair(label, figures[0][1])
        return
    yield Text(label)
    if figures:
        yield Text("  ".join(f"{head} {figure}" for head, figure in figures))


def _totals(table: Table, say: Callable[..., str]) -> Iterator[Pair]:
    for column, total in zip(table.columns, table.totals, strict=True):
        if total is not None:
            yield Pair(f"{say('house.report.total')} {say(column.key)}", written(column, total, say))
