"""Stations: how fresh each is, one day of one station, the month for the subsidy, what is taken along."""

import asyncio
import tempfile
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from kiosk.base.clock import Now
from kiosk.base.inspection import Section
from kiosk.base.reports import TOPICS, Row, Table
from kiosk.centre.accounts import accesses
from kiosk.centre.console.entry import ALL, Asked, House, house, language, visitor
from kiosk.centre.console.morning import STALE_H, hours_since, runs_full
from kiosk.centre.console.scope import NO_AREA, Scope, day_of, month_of, scope_of
from kiosk.centre.console.showing import page
from kiosk.centre.findings import book
from kiosk.centre.projections.mirror import Mirror
from kiosk.centre.projections.reading import Happening
from kiosk.centre.projections.summaries import DOWN
from kiosk.centre.projections.taking import write_record
from kiosk.centre.reports import sums
from kiosk.centre.reports.sums import Device, Place
from kiosk.reading.workbook import write

_DAY_TOPICS: Final = ("days", "shifts", "beds", "tools", "points", "overrides")
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DayOf(msgspec.Struct, frozen=True):
    """A device's day: its tables that have rows, its timeline, its slips (code, copy, state, when)."""

    device: Device
    tables: tuple[Table, ...]
    timeline: tuple[Happening, ...]
    slips: tuple[tuple[str, int, str, str], ...]
    inspection: tuple[Section, ...]


@get("/stations", opt={"roles": ALL})
async def stations(request: Asked, area: FromQuery[str] = "") -> Response[str]:
    """Every station with its freshness and health; by sub-district where there are many."""
    at, now = house(request), house(request).centre.clock.now()
    async with at.centre.database.reading() as connection:
        every = await scope_of(connection, visitor(request))
        scope = every.narrowed(area)
        devices = await sums.devices(connection, scope.ids)
        open_findings = await book.counts(connection, scope.ids)
        names = ("meals.report.days:served", "beds.report.slots:slept")
        today = await sums.by_station(connection, scope.ids, names, now.date)
        broken = await sums.standing(connection, scope.ids, DOWN)
    by_station: dict[str, list[tuple[Device, str]]] = {}
    for device in devices:
        by_station.setdefault(device.station_id, []).append((device, freshness(device, now)))
    down: dict[str, list[Row]] = {}
    for station, rows in broken:
        down.setdefault(station, []).extend(rows)
    fields: dict[str, Any] = {"devices": by_station, "findings": open_findings, "today": today, "names": names}
    fields |= {"down": down}
    lines = _areas(scope, by_station, open_findings) if scope.wide else ()
    return page(
        request, "stations", places=() if scope.wide else scope.places, lines=lines, scope=every, area=area, **fields
    )


def _areas(
    scope: Scope, devices: dict[str, list[tuple[Device, str]]], found: dict[str, int]
) -> tuple[tuple[str, int, int, int], ...]:
    """By sub-district: how many stations, how many of them are not fresh, how many findings are not closed."""
    lines: dict[str, tuple[int, int, int]] = {}
    for place in scope.places:
        stations, stale, findings = lines.get(place.area or NO_AREA, (0, 0, 0))
        late = any(word != "fresh" for _, word in devices.get(place.station_id, ()))
        lines[place.area or NO_AREA] = (stations + 1, stale + late, findings + found.get(place.station_id, 0))
    return tuple((area, *of) for area, of in lines.items())


def freshness(device: Device, now: Now) -> str:
    """How a device is in one word: silent, stale, fresh, quarantined, revoked."""
    if device.state != "active":
        return device.state
    if not device.seen_at:
        return "silent"
    return "stale" if hours_since(device.seen_at, now) >= STALE_H else "fresh"


@get("/stations/{station:str}", opt={"roles": ALL})
async def station_day(request: Asked, station: FromPath[str], day: FromQuery[str] = "") -> Response[str]:
    """A station's day: figures, timeline, slips. What people did is seen here, so it is noted that it was."""
    at, now = house(request), house(request).centre.clock.now()
    async with at.centre.database.reading() as connection:
        scope = await scope_of(connection, visitor(request))
        place = scope.place(station)
        devices = [one for one in await sums.devices(connection, scope.ids) if one.station_id == station]
        found = await book.listed(connection, [station], "open")
    newest = max((one.last_at[:10] for one in devices if one.last_at), default=now.date)
    wanted = day_of(day, newest)
    async with at.centre.database.writing() as connection:
        await accesses.note(connection, visitor(request).name, "timeline", now, station=place.name, day=wanted)
    days = [await asyncio.to_thread(_day, at, station, device, wanted, now) for device in devices if device.events]
    before, after = ((date.fromisoformat(wanted) + timedelta(days=by)).isoformat() for by in (-1, 1))
    fresh = {one.device: freshness(one, now) for one in devices}
    return page(
        request,
        "station",
        place=place,
        devices=devices,
        fresh=fresh,
        tight={one.device for one in devices if runs_full(one)},
        days=days,
        day=wanted,
        newest=newest,
        before=before,
        after=after,
        findings=found,
        month=wanted[:7],
    )


def _day(at: House, station: str, device: Device, day: str, now: Now) -> DayOf:
    def read(mirror: Mirror) -> DayOf:
        tables = at.mirrors.tables(mirror, now, day, day, _DAY_TOPICS)
        slips = mirror.db.execute(
            "SELECT slip, copy, state, at FROM slips_copies WHERE substr(at, 1, 10) = ? ORDER BY at, slip, copy", (day,)
        ).fetchall()
        shown = tuple(table for table in tables if table.rows and not table.now)
        inspected = at.mirrors.inspection(mirror, now) if day == now.date else ()
        return DayOf(device, shown, at.mirrors.timeline(mirror, day), tuple(slips), inspected)

    return at.mirrors.with_mirror(station, device.device, read)


@get("/stations/{station:str}/month", opt={"roles": ALL})
async def subsidy_month(request: Asked, station: FromPath[str], month: FromQuery[str] = "") -> Response[str]:
    """The month for the subsidy, to be printed and signed."""
    at, now = house(request), house(request).centre.clock.now()
    place, devices = await _place(request, station)
    named, first, last = month_of(month, now)
    read = partial(_tables, at, now, first, last, ("subsidy", "days"))
    tables = [table for device in devices for table in await asyncio.to_thread(read, station, device.device)]
    wanted = {"meals.report.by_price", "meals.report.days", "meals.report.checked"}
    shown = [table for table in tables if table.key in wanted and table.rows]
    served: dict[str, int] = {}
    for row in (row for table in shown if table.key == "meals.report.days" for row in table.rows):
        served[str(row[0])] = served.get(str(row[0]), 0) + int(str(row[6]))
    chart = sums.every_day(first, last, served) if served else ()
    return page(request, "month", place=place, month=named, first=first, last=last, tables=shown, chart=chart, now=now)


@get("/stations/{station:str}/tables.xlsx", opt={"roles": ALL})
async def workbook(request: Asked, station: FromPath[str], month: FromQuery[str] = "") -> Response[bytes]:
    """Every table of a station's month as a workbook."""
    at, now = house(request), house(request).centre.clock.now()
    place, devices = await _place(request, station)
    named, first, last = month_of(month, now)
    say = partial(at.words.say, language(request))
    read = partial(_tables, at, now, first, last, TOPICS)
    tables = [table for device in devices for table in await asyncio.to_thread(read, station, device.device)]
    await _note_export(request, place, f"XLSX {named}")
    title = say("report.title", name=place.name, first=first, last=last)

    def made() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tables.xlsx"
            write(path, tables, title, say)
            return path.read_bytes()

    return attachment(await asyncio.to_thread(made), f"{station}-{named}.xlsx", _XLSX)


@get("/stations/{station:str}/record/{device:str}", opt={"roles": ALL})
async def record(request: Asked, station: FromPath[str], device: FromPath[str]) -> Response[bytes]:
    """A device's events as they were written, in the form that `kiosk verify` accepts."""
    at = house(request)
    place, devices = await _place(request, station)
    if device not in {one.device.hex() for one in devices}:
        raise NotFoundException
    await _note_export(request, place, f"events {device}")
    content = await write_record(at.centre, at.mirrors, station, bytes.fromhex(device))
    return attachment(content, f"{station}-{device[:8]}.db", "application/vnd.sqlite3")


def attachment(content: bytes, name: str, media: str) -> Response[bytes]:
    """A file to keep."""
    return Response(content, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})


async def _place(request: Asked, station: str) -> tuple[Place, list[Device]]:
    """A station that the visitor may see, and its devices that were heard of."""
    async with house(request).centre.database.reading() as connection:
        scope: Scope = await scope_of(connection, visitor(request))
        place = scope.place(station)
        devices = [one for one in await sums.devices(connection, scope.ids) if one.station_id == station and one.events]
    return place, devices


def _tables(at: House, now: Now, first: str, last: str, topics: Any, station: str, device: bytes) -> tuple[Table, ...]:
    return at.mirrors.with_mirror(station, device, lambda mirror: at.mirrors.tables(mirror, now, first, last, topics))


async def _note_export(request: Asked, place: Place, what: str) -> None:
    """An export is in the access log before anybody has it."""
    at = house(request)
    async with at.centre.database.writing() as connection:
        await accesses.note(
            connection, visitor(request).name, "export", at.centre.clock.now(), station=place.name, what=what
        )
