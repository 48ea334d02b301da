"""Findings and the search: what is asked about stations, by whom, and what was said of it."""

from typing import Annotated, Any, Final

import msgspec
from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery, QueryParameter
from litestar.response import Redirect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.event import UNREADABLE, Code, parse_code
from kiosk.base.inspection import Figure
from kiosk.base.reports import Cell
from kiosk.centre.accounts import accesses
from kiosk.centre.console.entry import ALL, HANDS, Asked, NotForYou, form_of, house, visitor
from kiosk.centre.console.scope import Scope, scope_of
from kiosk.centre.console.showing import page
from kiosk.centre.findings import book
from kiosk.centre.store.console_tables import MENTIONS
from kiosk.centre.store.tables import DEVICES, EVENTS

_MOST: Final = 100
_LETTERS: Final = 120
InState = Annotated[str, QueryParameter(name="state")]


class Found(msgspec.Struct, frozen=True):
    """An event that a search found: where, when, of what kind; its code, as on a slip."""

    station_id: str
    station: str
    at: str
    kind: str
    what: str
    code: str


class _Read(msgspec.Struct):
    kind: str
    at: str


_READ: Final = msgspec.json.Decoder(_Read)


@get("/findings", opt={"roles": ALL})
async def findings(request: Asked, in_state: InState = "open", station: FromQuery[str] = "") -> Response[str]:
    """Findings by state, newest first."""
    at = house(request)
    state = in_state if in_state in book.STATES else ""
    async with at.centre.database.reading() as connection:
        scope = await scope_of(connection, visitor(request))
        if station:
            scope.place(station)
        found = await book.listed(connection, scope.ids, state, station)
    return page(request, "findings", found=found, state=state, states=book.STATES, station=station, line=line)


@get("/findings/one", opt={"roles": ALL})
async def finding(
    request: Asked, station: FromQuery[str], kind: FromQuery[str], subject: FromQuery[str]
) -> Response[str]:
    """One finding with all that was done about it."""
    at = house(request)
    async with at.centre.database.reading() as connection:
        found = await _one(connection, request, station, kind, subject)
        notes = await book.notes(connection, found)
    return page(request, "finding", found=found, notes=notes, line=line, letters=book.COMMENT_LETTERS)


@post("/findings/one", status_code=303, opt={"roles": HANDS})
async def move_finding(request: Asked) -> Response[Any]:
    """Takes, closes or opens a finding again, or adds a comment; closing needs one."""
    at, form, now = house(request), await form_of(request), house(request).centre.clock.now()
    place = [form.get(name, "") for name in ("station", "kind", "subject")]
    state, comment = form.get("state", ""), form.get("comment", "").strip()
    if (state == "closed" and not comment) or (state and state not in book.STATES):
        raise NotForYou("comment")
    async with at.centre.database.writing() as connection:
        found = await _one(connection, request, *place)
        await book.move(connection, found, state or found.state, visitor(request).name, comment, now)
    return Redirect(
        "/findings/one", query_params=dict(zip(("station", "kind", "subject"), place, strict=True)), status_code=303
    )


async def _one(connection: AsyncConnection, request: Asked, station: str, kind: str, subject: str) -> book.Finding:
    """A finding that the visitor may see. Raises NotFoundException."""
    (await scope_of(connection, visitor(request))).place(station)
    found = await book.find(connection, station, kind, subject)
    if found is None:
        raise NotFoundException
    return found


def line(found: book.Finding) -> tuple[str, dict[str, Any], list[Cell]]:
    """How a finding is told: the key of its sentence, its fields, and the cells of a signal."""
    if found.kind != "signal":
        return f"centre.finding_{found.kind}", dict(found.fields), []
    cells = [
        msgspec.convert(cell, Cell) if not isinstance(cell, dict) else msgspec.convert(cell, Figure)
        for cell in found.fields["row"]
    ]
    return "centre.finding_signal", {}, cells


@get("/search", opt={"roles": ALL})
async def search(request: Asked, q: FromQuery[str] = "") -> Response[str]:
    """What was recorded of a number, a slip, a unit or a member; every search is noted before it is answered."""
    at, asked, found = house(request), q.strip()[:_LETTERS], list[Found]()
    if asked:
        async with at.centre.database.writing() as connection:
            now = at.centre.clock.now()
            await accesses.note(connection, visitor(request).name, "search", now, text=asked)
        async with at.centre.database.reading() as connection:
            scope = await scope_of(connection, visitor(request))
            try:
                found = await _of_code(connection, scope, parse_code(asked))
            except ValueError:
                found = await _of_text(connection, scope, asked)
    return page(request, "search", q=asked, found=found, most=_MOST)


async def _of_text(connection: AsyncConnection, scope: Scope, text: str) -> list[Found]:
    asked = (
        select(
            MENTIONS.c.station_id, MENTIONS.c.device, MENTIONS.c.epoch, MENTIONS.c.seq, MENTIONS.c.what, EVENTS.c.hash
        )
        .add_columns(EVENTS.c.raw)
        .join(
            EVENTS,
            (EVENTS.c.station_id == MENTIONS.c.station_id)
            & (EVENTS.c.device == MENTIONS.c.device)
            & (EVENTS.c.epoch == MENTIONS.c.epoch)
            & (EVENTS.c.seq == MENTIONS.c.seq),
        )
        .where(MENTIONS.c.text == text.casefold())
        .order_by(MENTIONS.c.at.desc())
        .limit(_MOST)
    )
    if scope.ids is not None:
        asked = asked.where(MENTIONS.c.station_id.in_(scope.ids))
    return [
        _found(scope, row.station_id, bytes(row.device), row.epoch, row.seq, bytes(row.hash), bytes(row.raw), row.what)
        for row in await connection.execute(asked)
    ]


async def _of_code(connection: AsyncConnection, scope: Scope, code: Code) -> list[Found]:
    asked = (
        select(EVENTS.c.station_id, EVENTS.c.device, EVENTS.c.hash, EVENTS.c.raw)
        .join(DEVICES, (DEVICES.c.station_id == EVENTS.c.station_id) & (DEVICES.c.device == EVENTS.c.device))
        .where(EVENTS.c.epoch == code.epoch, EVENTS.c.seq == code.seq)
    )
    if code.device:
        asked = asked.where(EVENTS.c.device == bytes.fromhex(code.device))
    if scope.ids is not None:
        asked = asked.where(EVENTS.c.station_id.in_(scope.ids))
    return [
        _found(scope, row.station_id, bytes(row.device), code.epoch, code.seq, bytes(row.hash), bytes(row.raw), "slip")
        for row in await connection.execute(asked)
        if bytes(row.hash).hex().startswith(code.hash16)
    ]


def _found(
    scope: Scope, station: str, device: bytes, epoch: int, seq: int, digest: bytes, raw: bytes, what: str
) -> Found:
    try:
        read = _READ.decode(raw)
    except UNREADABLE:
        read = _Read("", "")
    code = f"{device.hex()}.{epoch}.{seq}.{digest.hex()[:16]}"
    return Found(station, scope.name(station), read.at, read.kind, what, code)


ROUTES: Final = (findings, finding, move_finding, search)
