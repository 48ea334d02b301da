"""What is kept of a mirror for pages over many stations: a day's totals, how things stand, what is spoken of where."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Table as SqlTable
from sqlalchemy import Text, bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Now
from kiosk.base.event import Entry
from kiosk.base.reports import TOPICS, Cell, Row, Table
from kiosk.base.service import Service
from kiosk.centre.projections.mirror import Mirror
from kiosk.centre.projections.reading import Mirrors
from kiosk.centre.store.console_tables import DAY_FIGURES, MENTIONS, MIRRORED, MONTH_FIGURES, STANDING
from kiosk.centre.store.database import append

_ROWS: Final = msgspec.json.Decoder(tuple[tuple[Cell, ...], ...])
_SIGNALS: Final = "signals"
# Shifts are kept as they stand for so long: one that waits for approval is seen every morning.
_SHIFT_DAYS: Final = 31
# What does not serve at a station: rows of (device, state, since).
DOWN: Final = "centre.down"


_MONTH: Final = insert(MONTH_FIGURES).from_select(
    ["station_id", "device", "month", "name", "value"],
    select(
        *(DAY_FIGURES.c.station_id, DAY_FIGURES.c.device, bindparam("of", type_=Text)),
        *(DAY_FIGURES.c.name, func.sum(DAY_FIGURES.c.value)),
    )
    .where(DAY_FIGURES.c.station_id == bindparam("s"), DAY_FIGURES.c.device == bindparam("d"))
    .where(DAY_FIGURES.c.day.between(bindparam("first"), bindparam("last")))
    .group_by(DAY_FIGURES.c.station_id, DAY_FIGURES.c.device, DAY_FIGURES.c.name),
)


class Summary(msgspec.Struct, frozen=True):
    """A device's totals by day and name, its tables of how things stand now, and signals where they were looked for."""

    figures: dict[str, dict[str, int]]
    standing: tuple[Table, ...]
    signals: tuple[Table, ...] = ()


class Kept(msgspec.Struct, frozen=True):
    """What is written of a device: its summary, where things are spoken of, its newest event.

    A line of `said` is (epoch, seq, what, text, when); `place` is (epoch, seq, when, how many there are).
    """

    station: str
    device: bytes
    made: Summary
    said: Sequence[tuple[int, int, str, str, str]] = ()
    place: tuple[int, int, str, int] | None = None


def days_of(entries: Iterable[Entry]) -> frozenset[str]:
    """The days whose figures events may have changed: when they happened, and the business day they name."""
    found = set()
    for entry in entries:
        found.add(entry.at[:10])
        named = getattr(entry.fact, "day", "")
        if isinstance(named, str) and len(named) == 10:
            found.add(named)
    return frozenset(found)


def summary(
    mirrors: Mirrors, mirror: Mirror, now: Now, days: Iterable[str], signals: tuple[str, str] | None
) -> Summary:
    """Reads a mirror: some days' figures, how things stand, and the signals of a period where one is given."""
    figures: dict[str, dict[str, int]] = {}
    topics = [topic for topic in TOPICS if topic != _SIGNALS]
    standing: tuple[Table, ...] = ()
    for day in sorted(days) or [now.date]:
        read = mirrors.tables(mirror, now, day, day, topics)
        figures[day] = _totals(read)
        standing = tuple(table for table in read if table.now)
    month = ((now.at - timedelta(days=_SHIFT_DAYS)).date().isoformat(), now.date)
    standing = (*standing, *mirrors.tables(mirror, now, *month, ("shifts",)), _down(mirror))
    found = mirrors.tables(mirror, now, *signals, (_SIGNALS,)) if signals else ()
    return Summary(figures, standing, tuple(table for table in found if table.rows))


def _down(mirror: Mirror) -> Table:
    """Devices at the station that do not serve, with the driver's word why."""
    rows = mirror.db.execute("SELECT device, state, at FROM house_devices WHERE state <> 'ready' ORDER BY device")
    return Table(DOWN, "overrides", (), tuple(rows.fetchall()), now=True)


def _totals(tables: Sequence[Table]) -> dict[str, int]:
    """Every total that is not zero, by TABLE:COLUMN."""
    return {
        f"{table.key}:{column.key.rpartition('.')[2]}": total
        for table in tables
        if not table.now
        for column, total in zip(table.columns, table.totals, strict=True)
        if total
    }


def mentions(services: Sequence[Service], entries: Iterable[Entry]) -> list[tuple[int, int, str, str, str]]:
    """Where events speak of a number, a unit or a member: epoch, seq, what, the text, when."""
    by_kind = {fact.kind: service.name for service in services for fact in service.facts}
    found = []
    for entry in entries:
        for field in ("number", "unit", "account"):
            value = getattr(entry.fact, field, None)
            if value:
                what = f"{by_kind[entry.fact.kind]}.{field}"
                found.append((entry.epoch, entry.seq, what, str(value).casefold(), entry.at))
    return found


async def keep(connection: AsyncConnection, kept: Sequence[Kept], today: str) -> None:
    """Writes what was read of some devices in the place of what was there; the same again changes nothing."""
    own = [(one, {"s": one.station, "d": one.device}) for one in kept]
    days = [(one, day) for one in kept for day in one.made.figures]
    await _clear(connection, DAY_FIGURES, [{"s": one.station, "d": one.device, "of": day} for one, day in days], "day")
    figures = [
        (one.station, one.device, day, name, value)
        for one, day in days
        for name, value in one.made.figures[day].items()
    ]
    await append(connection, DAY_FIGURES, figures)
    months = [place | {"of": month} for one, place in own for month in sorted({day[:7] for day in one.made.figures})]
    await _clear(connection, MONTH_FIGURES, months, "month")
    if months:
        spans = [{"first": f"{month['of']}-01", "last": f"{month['of']}-31"} for month in months]
        await connection.execute(_MONTH, [month | span for month, span in zip(months, spans, strict=True)])
    await _clear(connection, STANDING, [place for one, place in own if one.made.standing])
    standing = [
        (one.station, one.device, table.key, today, msgspec.json.encode(table.rows).decode())
        for one in kept
        for table in one.made.standing
    ]
    await append(connection, STANDING, standing)
    await _keep_mentions(connection, kept)
    placed = [(one, place) for one, place in own if one.place is not None]
    await _clear(connection, MIRRORED, [place for _, place in placed])
    await append(connection, MIRRORED, [(one.station, one.device, *one.place) for one, _ in placed if one.place])


async def _keep_mentions(connection: AsyncConnection, kept: Sequence[Kept]) -> None:
    """What is said is new from its first place on; what an earlier round put there is written again."""
    first: dict[tuple[str, bytes, int], int] = {}
    for one in kept:
        for epoch, seq, *_ in one.said:
            place = (one.station, one.device, epoch)
            first[place] = min(seq, first.get(place, seq))
    if first:
        again = delete(MENTIONS).where(
            *(MENTIONS.c.station_id == bindparam("s"), MENTIONS.c.device == bindparam("d")),
            *(MENTIONS.c.epoch == bindparam("e"), MENTIONS.c.seq >= bindparam("q")),
        )
        await connection.execute(again, [{"s": s, "d": d, "e": e, "q": q} for (s, d, e), q in first.items()])
    await append(connection, MENTIONS, [(one.station, one.device, *said) for one in kept for said in one.said])


async def clear(connection: AsyncConnection, station: str, device: bytes) -> None:
    """Takes away everything that was read of a device."""
    for table in (DAY_FIGURES, MONTH_FIGURES, STANDING, MENTIONS, MIRRORED):
        await _clear(connection, table, [{"s": station, "d": device}])


async def _clear(
    connection: AsyncConnection, table: SqlTable, places: Sequence[dict[str, Any]], column: str = ""
) -> None:
    """Takes away the rows of some devices (`s`, `d`), or those in which a column says `of`."""
    if not places:
        return
    which = [table.c.station_id == bindparam("s"), table.c.device == bindparam("d")]
    if column:
        which.append(table.c[column] == bindparam("of"))
    await connection.execute(delete(table).where(*which), places)


def rows(text: str) -> tuple[Row, ...]:
    """The rows of a table that was kept."""
    return _ROWS.decode(text)
