"""Differences that wait (待核): decided here, sent by the line or told by phone as a code."""

import asyncio
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.centre.accounts import accesses
from kiosk.centre.approvals import approvals
from kiosk.centre.console.entry import ALL, HANDS, Asked, House, NotForYou, form_of, house, visitor
from kiosk.centre.console.scope import Scope, scope_of
from kiosk.centre.console.showing import page
from kiosk.centre.projections.mirror import Mirror
from kiosk.centre.reports import sums
from kiosk.record.approval import Waiting
from kiosk.services.staff.readings import shown
from kiosk.services.till.readings.shifts import Difference, differences
from kiosk.services.till.rules.shifts import OVER_REASONS

_COMMENT_LETTERS: Final = 100
_TABLE: Final = "till.report.shifts"
_PENDING: Final = "till.report.shift_pending"


class Open(msgspec.Struct, frozen=True):
    """A difference that waits at a station, as it is shown: who counted and who closed, by their masked names."""

    station_id: str
    station: str
    device: str
    key: str
    found: Difference
    counted_by: str
    closed_by: str
    sent: str = ""


async def _open(at: House, connection: AsyncConnection, scope: Scope) -> tuple[Open, ...]:
    """All of a scope; only stations that say so are read."""
    standing = await sums.standing(connection, scope.ids, _TABLE)
    stations = {station for station, rows in standing if any(_PENDING in row for row in rows)}
    given = {
        (one.device, one.epoch, one.seq): "approved" if one.approves else "returned"
        for one in reversed(await approvals.listed(connection, scope.ids))
    }
    found: list[Open] = []
    for device in await sums.devices(connection, sorted(stations)):
        read = await asyncio.to_thread(at.mirrors.with_mirror, device.station_id, device.device, _read)
        found += [
            Open(
                device.station_id,
                scope.name(device.station_id),
                device.device.hex(),
                f"{one.epoch}-{one.seq}",
                one if one.reason in OVER_REASONS else msgspec.structs.replace(one, reason="other"),
                counted,
                closed,
                given.get((device.device, one.epoch, one.seq), ""),
            )
            for one, counted, closed in read
        ]
    return tuple(found)


def _read(mirror: Mirror) -> list[tuple[Difference, str, str]]:
    store: Any = mirror.db
    return [(one, shown(store, one.counted_by), shown(store, one.closed_by)) for one in differences(store)]


async def _page(request: Asked, code: str = "", told: Open | None = None, *, approves: bool = False) -> Response[str]:
    at = house(request)
    async with at.centre.database.reading() as connection:
        scope = await scope_of(connection, visitor(request))
        waiting = await _open(at, connection, scope)
        given = await approvals.listed(connection, scope.ids)
    names = {place.station_id: place.name for place in scope.places}
    fields: dict[str, Any] = {"waiting": waiting, "given": given, "names": names, "code": code, "told": told}
    return page(request, "approvals", **fields, approves=approves, hands=visitor(request).role in HANDS)


@get("/approvals", opt={"roles": ALL})
async def approvals_page(request: Asked) -> Response[str]:
    """What waits, with what is known of it; what was decided."""
    return await _page(request)


@post("/approvals", status_code=200, opt={"roles": HANDS})
async def decide(request: Asked) -> Response[str]:
    """Approves a difference or sends it back, with a comment; shows the code for a station without the line."""
    at, form, now = house(request), await form_of(request), house(request).centre.clock.now()
    comment, approves = " ".join(form.get("comment", "").split()), form.get("verdict") == "approve"
    if len(comment) > _COMMENT_LETTERS or (not approves and not comment):
        raise NotForYou("verdict")
    async with at.centre.database.writing() as connection:
        scope = await scope_of(connection, visitor(request))
        place = scope.place(form.get("station", ""))
        asked = (place.station_id, form.get("device", ""), form.get("key", ""))
        found = next(
            (one for one in await _open(at, connection, scope) if (one.station_id, one.device, one.key) == asked), None
        )
        if found is None:
            raise NotFoundException
        one, device = found.found, bytes.fromhex(found.device)
        waits, where = Waiting(one.epoch, one.seq, one.shift, one.fen), (place.station_id, device)
        by = visitor(request).name
        await approvals.give(connection, at.centre.key, where, waits, (by, comment), now, approves=approves)
        code = await approvals.code_for(connection, at.centre.key, where, waits, approves=approves)
        did = "approved" if approves else "returned"
        await accesses.note(connection, by, "approval", now, did=did, station=place.name, shift=str(one.shift))
    return await _page(request, code, found, approves=approves)


ROUTES: Final = (approvals_page, decide)
