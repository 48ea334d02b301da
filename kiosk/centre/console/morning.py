"""The morning page: only what is not as it should be. Where it is empty, all is well."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec
from litestar import Response, get
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Now
from kiosk.centre.console.entry import ADMINISTRATOR, ALL, Asked, house, language, visitor
from kiosk.centre.console.scope import Scope, scope_of
from kiosk.centre.console.showing import page
from kiosk.centre.disk import MB, RESERVE, SOON, Disk
from kiosk.centre.findings import book
from kiosk.centre.projections.following import behind
from kiosk.centre.projections.summaries import DOWN
from kiosk.centre.reports import sums

# A station that is switched off in the evening is heard of again before this has passed.
STALE_H: Final = 26
# A station's disk is told so many months ahead, or under so many megabytes where it has no pace yet.
SOON_MONTHS: Final = 6
LITTLE_MB: Final = 500
_PENDING: Final = "till.report.shift_pending"


class Exception_(msgspec.Struct, frozen=True):  # noqa: N801 - an exception on the page, none of the language's
    """One line: the sentence `centre.morning_KIND` with `fields`, of a station, where it leads; `grave` is red."""

    kind: str
    station_id: str
    station: str
    fields: dict[str, object]
    link: str
    grave: bool = False


def hours_since(stamp: str, now: Now) -> int:
    """Whole hours since a moment."""
    return int((now.at - datetime.fromisoformat(stamp)).total_seconds() // 3600)


async def exceptions(connection: AsyncConnection, scope: Scope, now: Now) -> tuple[Exception_, ...]:
    """Everything that somebody should look at this morning, what is grave first."""
    found: list[Exception_] = []
    found += _devices(await sums.devices(connection, scope.ids), scope, now)
    for station, rows in await sums.standing(connection, scope.ids, "till.report.shifts"):
        found += _shifts(station, scope, rows)
    for station, rows in await sums.standing(connection, scope.ids, "tools.report.loans"):
        late = [row for row in rows if int(str(row[6]))]
        if late:
            fields: dict[str, object] = {"count": len(late), "days": max(int(str(row[6])) for row in late)}
            found.append(Exception_("overdue", station, scope.name(station), fields, "/sums/loans"))
    for name in ("till.report.held", "tools.report.held"):
        for station, rows in await sums.standing(connection, scope.ids, name):
            differs = sum(abs(int(str(row[3]))) for row in rows)
            if differs:
                found.append(
                    Exception_("untied", station, scope.name(station), {"fen": differs}, "/sums/money", grave=True)
                )
    for station, rows in await sums.standing(connection, scope.ids, DOWN):
        for device, state, since in rows:
            fields = {"device": device, "state": state, "since": str(since)[:16].replace("T", " ")}
            found.append(Exception_("down", station, scope.name(station), fields, f"/stations/{station}"))
    for station, count in (await book.counts(connection, scope.ids)).items():
        found.append(
            Exception_("findings", station, scope.name(station), {"count": count}, f"/findings?station={station}")
        )
    return tuple(sorted(found, key=lambda one: (not one.grave, one.kind, one.station)))


def _devices(devices: Iterable[sums.Device], scope: Scope, now: Now) -> list[Exception_]:
    found = []
    for device in devices:
        link, name = f"/stations/{device.station_id}", scope.name(device.station_id)
        if device.state == "quarantined":
            found.append(
                Exception_("quarantined", device.station_id, name, {"device": device.name}, "/devices", grave=True)
            )
        elif device.state == "active" and not device.seen_at:
            found.append(Exception_("silent", device.station_id, name, {"device": device.name}, link))
        elif device.state == "active" and (hours := hours_since(device.seen_at, now)) >= STALE_H:
            fields: dict[str, object] = {"device": device.name, "hours": hours, "days": hours // 24}
            found.append(Exception_("stale", device.station_id, name, fields, link, grave=hours >= 3 * STALE_H))
        if device.state == "active" and runs_full(device):
            months = max(0, device.months_left)
            fields = {"device": device.name, "free": device.free_mb, "months": months}
            found.append(Exception_("room", device.station_id, name, fields, link, grave=not months))
    return found


def runs_full(device: sums.Device) -> bool:
    """Whether somebody has to see to a device's disk."""
    if device.months_left < 0:
        return 0 <= device.free_mb < LITTLE_MB
    return device.months_left < SOON_MONTHS


def own_disk(disk: Disk, name: str) -> tuple[Exception_, ...]:
    """What the administrator has to see to on the centre's own machine."""
    free = disk.free
    if free >= SOON:
        return ()
    full = free < RESERVE
    return (Exception_("centre_full" if full else "centre_room", "", name, {"free": free // MB}, "/", grave=full),)


def _shifts(station: str, scope: Scope, rows: Iterable[tuple[object, ...]]) -> list[Exception_]:
    found = []
    for row in rows:
        shift, day, over, state = row[0], row[1], row[8], row[9]
        if state == _PENDING or (isinstance(over, int) and over):
            kind = "pending" if state == _PENDING else "over"
            fields: dict[str, object] = {"shift": shift, "day": day, "fen": over}
            link = "/approvals" if kind == "pending" else f"/stations/{station}?day={day}"
            found.append(Exception_(kind, station, scope.name(station), fields, link, grave=kind == "pending"))
    return found


@get("/", opt={"roles": ALL})
async def morning(request: Asked) -> Response[str]:
    """The morning page; it looks again by itself every minute."""
    at, now = house(request), house(request).centre.clock.now()
    async with at.centre.database.reading() as connection:
        scope = await scope_of(connection, visitor(request))
        found = await exceptions(connection, scope, now)
        waiting = await behind(connection)
    if visitor(request).role in ADMINISTRATOR:
        found = (*own_disk(at.centre.disk, at.words.say(language(request), "centre.this_centre")), *found)
    groups: dict[str, list[Exception_]] = {}
    for one in found:
        groups.setdefault(one.kind, []).append(one)
    return page(request, "morning", groups=groups, now=now, stations=len(scope.places), waiting=waiting)
