"""Pages over stations: meals, beds, loans and deposits, points and goods, money; one shape, and its workbook."""

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.reports import Column, ReportKind, Row, Table
from kiosk.centre.accounts import accesses
from kiosk.centre.console.entry import ALL, Asked, house, language, visitor
from kiosk.centre.console.scope import MOST, NO_AREA, Scope, month_of, scope_of
from kiosk.centre.console.showing import page
from kiosk.centre.console.stations import attachment
from kiosk.centre.reports import sums
from kiosk.centre.reports.sums import THEMES, Theme
from kiosk.reading.workbook import write
from kiosk.services.registry import SERVICES

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS: Final[dict[str, ReportKind]] = {kind.key: kind for service in SERVICES for kind in service.reports}
_STATION: Final = Column("centre.station")
_AREA: Final = Column("centre.area")


class Shown(msgspec.Struct, frozen=True):
    """A theme's month: a line a station, how things stand, and one figure day by day."""

    sums: Table
    standing: tuple[Table, ...]
    chart: tuple[tuple[str, int], ...]
    chart_label: str


def column_of(name: str, *, money: bool) -> Column:
    """The column of a kept figure, TABLE:COLUMN."""
    table, _, last = name.partition(":")
    known = next((one for one in _KINDS[table].columns if one.key.rpartition(".")[2] == last), None)
    assert known is not None, name
    return Column(known.key, "fen" if money else "count", total=True)


async def read(connection: AsyncConnection, scope: Scope, theme: Theme, first: str, last: str) -> Shown:
    """A theme of some stations and a period."""
    names = [name for name, _ in theme.figures]
    lines = await by_line(connection, scope, names, first[:7])
    rows: tuple[Row, ...] = tuple((name, *(of.get(one, 0) for one in names)) for name, _, of in lines)
    columns = (_AREA if scope.wide else _STATION, *(column_of(name, money=money) for name, money in theme.figures))
    by_day = await sums.by_day(connection, scope.ids, theme.chart, first, last) if theme.chart else ()
    label = column_of(theme.chart, money=False).key if theme.chart else ""
    standing = tuple([table for name in theme.standing if (table := await _standing(connection, scope, name)).rows])
    return Shown(Table(f"centre.sums_{theme.key}", "days", columns, rows), standing, by_day, label)


async def by_line(
    connection: AsyncConnection, scope: Scope, names: Sequence[str], month: str
) -> list[tuple[str, str, dict[str, int]]]:
    """(name, sub-district, figures), a line a station; a line a sub-district where there are many."""
    if scope.wide:
        areas = await sums.by_area(connection, scope.ids, names, month)
        return [(area or NO_AREA, "", of) for area, of in areas.items()]
    found = await sums.by_station(connection, scope.ids, names, month)
    return [(one.name, one.area, found[one.station_id]) for one in scope.places if one.station_id in found]


async def _standing(connection: AsyncConnection, scope: Scope, name: str) -> Table:
    kind = _KINDS[name]
    found = await sums.standing(connection, scope.ids, name)
    # Names stay at the station: a column of them would be empty here. Rows of nothing but noughts say nothing.
    shown = [place for place, column in enumerate(kind.columns) if column.kind != "person"]
    columns = [kind.columns[place] for place in shown]
    rows: list[Row] = [
        (scope.name(station), *(row[place] for place in shown))
        for station, of in found
        for row in of
        if any(row[place] for place in shown if kind.columns[place].number)
    ]
    rows.sort(key=lambda row: (str(row[0]), str(row[1])))
    return Table(name, kind.topic, (_STATION, *columns), tuple(rows), kind.now)


async def _asked(request: Asked, theme: str, month: str, area: str) -> tuple[Shown, Scope, str, str, str]:
    at = house(request)
    if theme not in THEMES:
        raise NotFoundException
    named, first, last = month_of(month, at.centre.clock.now())
    async with at.centre.database.reading() as connection:
        scope = await scope_of(connection, visitor(request))
        shown = await read(connection, scope.narrowed(area), THEMES[theme], first, last)
    return shown, scope, named, first, last


@get("/sums/{theme:str}", opt={"roles": ALL})
async def sums_page(
    request: Asked, theme: FromPath[str], month: FromQuery[str] = "", area: FromQuery[str] = ""
) -> Response[str]:
    """A theme's month over the stations one may see."""
    shown, scope, named, *_ = await _asked(request, theme, month, area)
    return page(request, "sums", theme=theme, shown=shown, month=named, scope=scope, area=area, most=2 * MOST)


@get("/sums/{theme:str}/tables.xlsx", opt={"roles": ALL})
async def sums_workbook(
    request: Asked, theme: FromPath[str], month: FromQuery[str] = "", area: FromQuery[str] = ""
) -> Response[bytes]:
    """The same as a workbook."""
    at = house(request)
    shown, _, named, first, last = await _asked(request, theme, month, area)
    say = partial(at.words.say, language(request))
    async with at.centre.database.writing() as connection:
        what = f"XLSX {theme} {named}"
        await accesses.note(connection, visitor(request).name, "export", at.centre.clock.now(), what=what)
    title = say("report.title", name=say(f"centre.menu_{theme}"), first=first, last=last)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tables.xlsx"
        write(path, (shown.sums, *shown.standing), title, say)
        return attachment(path.read_bytes(), f"{theme}-{named}.xlsx", _XLSX)


ROUTES: Final = (sums_page, sums_workbook)
