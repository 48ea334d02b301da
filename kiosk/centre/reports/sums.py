"""Figures over stations: what was kept of every station's days, added up by the database."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.reports import Row
from kiosk.centre.projections.summaries import rows
from kiosk.centre.store.console_tables import DAY_FIGURES, MIRRORED, MONTH_FIGURES, STANDING
from kiosk.centre.store.tables import DEVICES, STATIONS

_MONTH: Final = 7


class Place(msgspec.Struct, frozen=True):
    """A station as somebody may see it."""

    station_id: str
    name: str
    area: str


class Theme(msgspec.Struct, frozen=True):
    """A page over stations: day figures (TABLE:COLUMN and whether they are money), tables of how things stand.

    `chart` is the figure drawn day by day.
    """

    key: str
    figures: tuple[tuple[str, bool], ...]
    standing: tuple[str, ...] = ()
    chart: str = ""


def _named(table: str, counts: str, money: str = "") -> tuple[tuple[str, bool], ...]:
    return (
        *((f"{table}:{one}", False) for one in counts.split()),
        *((f"{table}:{one}", True) for one in money.split()),
    )


THEMES: Final = {
    theme.key: theme
    for theme in (
        Theme(
            "meals",
            _named("meals.report.days", "portions sold served not_collected refunded queued", "taken subsidy"),
            chart="meals.report.days:served",
        ),
        Theme(
            "beds",
            (
                *_named("beds.report.slots", "beds sold slept no_shows cancelled queued", "taken income"),
                *_named("beds.report.linen", "changed"),
            ),
            chart="beds.report.slots:slept",
        ),
        Theme(
            "loans",
            _named("tools.report.returned", "", "taken deducted back"),
            ("tools.report.loans", "tools.report.deposits", "tools.report.held", "tools.report.stock"),
        ),
        Theme(
            "points",
            _named("points.report.earnings", "points minutes times"),
            ("points.report.owed", "points.report.goods"),
        ),
        Theme(
            "money",
            _named("till.report.cash", "", "put_in meals beds deposits_in deposits_out refunds banked other over"),
            ("till.report.held", "till.report.owed", "till.report.papers", "till.report.shifts"),
        ),
    )
}


async def places(connection: AsyncConnection, area: str | None) -> tuple[Place, ...]:
    """Stations by area and name; of one area, or all where it is None."""
    asked = select(STATIONS.c.station_id, STATIONS.c.name, STATIONS.c.area).order_by(STATIONS.c.area, STATIONS.c.name)
    if area is not None:
        asked = asked.where(STATIONS.c.area == area)
    return tuple(Place(*row) for row in await connection.execute(asked))


async def by_station(
    connection: AsyncConnection, stations: Sequence[str] | None, names: Sequence[str], period: str
) -> dict[str, dict[str, int]]:
    """Some figures of a month (2024-03) or a day, station by station."""
    kept, column = (MONTH_FIGURES, "month") if len(period) == _MONTH else (DAY_FIGURES, "day")
    asked = (
        select(kept.c.station_id, kept.c.name, func.sum(kept.c.value))
        .where(kept.c.name.in_(names), kept.c[column] == period)
        .group_by(kept.c.station_id, kept.c.name)
    )
    if stations is not None:
        asked = asked.where(kept.c.station_id.in_(stations))
    return await _by_line(connection, asked)


async def by_area(
    connection: AsyncConnection, stations: Sequence[str] | None, names: Sequence[str], month: str
) -> dict[str, dict[str, int]]:
    """Some figures of a month, sub-district by sub-district in their order; "" is none."""
    kept = MONTH_FIGURES.c
    asked = (
        select(STATIONS.c.area, kept.name, func.sum(kept.value))
        .join(STATIONS, STATIONS.c.station_id == kept.station_id)
        .where(kept.name.in_(names), kept.month == month)
        .group_by(STATIONS.c.area, kept.name)
        .order_by(STATIONS.c.area)
    )
    return await _by_line(connection, asked if stations is None else asked.where(kept.station_id.in_(stations)))


async def _by_line(connection: AsyncConnection, asked: Select[Any]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for line, name, value in await connection.execute(asked):
        found.setdefault(line, {})[name] = int(value)
    return found


async def by_day(
    connection: AsyncConnection, stations: Sequence[str] | None, name: str, first: str, last: str
) -> tuple[tuple[str, int], ...]:
    """One figure of a period, day by day: the day of the month, and how much."""
    asked = (
        select(DAY_FIGURES.c.day, func.sum(DAY_FIGURES.c.value))
        .where(DAY_FIGURES.c.name == name, DAY_FIGURES.c.day.between(first, last))
        .group_by(DAY_FIGURES.c.day)
        .order_by(DAY_FIGURES.c.day)
    )
    if stations is not None:
        asked = asked.where(DAY_FIGURES.c.station_id.in_(stations))
    found = {day: int(value) for day, value in await connection.execute(asked)}
    return every_day(first, last, found)


def every_day(first: str, last: str, found: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """A period day by day, 0 where there was nothing."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    days = ((begin + timedelta(days=at)).isoformat() for at in range((end - begin).days + 1))
    return tuple((day[8:], found.get(day, 0)) for day in days)


async def standing(
    connection: AsyncConnection, stations: Sequence[str] | None, name: str
) -> list[tuple[str, tuple[Row, ...]]]:
    """A table of how things stand, of every device that has rows in it: (station, rows)."""
    asked = select(STANDING.c.station_id, STANDING.c.rows).where(STANDING.c.name == name, STANDING.c.rows != "[]")
    if stations is not None:
        asked = asked.where(STANDING.c.station_id.in_(stations))
    return [(row.station_id, rows(row.rows)) for row in await connection.execute(asked)]


class Device(msgspec.Struct, frozen=True):
    """A device, and how fresh what is known of it is."""

    station_id: str
    device: bytes
    name: str
    state: str
    enrolled_at: str
    seen_at: str
    skew_ms: int
    free_mb: int
    months_left: int
    last_at: str | None = None
    events: int | None = None


async def devices(connection: AsyncConnection, stations: Sequence[str] | None) -> tuple[Device, ...]:
    """Every device with its freshness."""
    own = (MIRRORED.c.station_id == DEVICES.c.station_id) & (MIRRORED.c.device == DEVICES.c.device)
    asked = (
        select(
            *(DEVICES.c[one] for one in Device.__struct_fields__ if one in DEVICES.c),
            *(MIRRORED.c.last_at, MIRRORED.c.events),
        )
        .outerjoin(MIRRORED, own)
        .order_by(DEVICES.c.station_id, DEVICES.c.enrolled_at)
    )
    if stations is not None:
        asked = asked.where(DEVICES.c.station_id.in_(stations))
    found: list[Any] = [tuple(row) for row in await connection.execute(asked)]
    return tuple(Device(station, bytes(device), *rest) for station, device, *rest in found)
