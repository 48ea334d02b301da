"""Who works at stations: the list of each, published as a part of its settings."""

import asyncio
from datetime import date
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncConnection
from tomlkit.exceptions import TOMLKitError

from kiosk.centre.accounts import accesses
from kiosk.centre.console.entry import ALL, HANDS, Asked, House, form_of, house, visitor
from kiosk.centre.console.office import group
from kiosk.centre.console.scope import scope_of
from kiosk.centre.console.showing import page
from kiosk.centre.projections.mirror import Mirror
from kiosk.centre.reports import sums
from kiosk.centre.settings import publishing, staffing
from kiosk.services.staff.readings import people as working

_LETTERS: Final = 4_000


class Unsettled(Exception):  # noqa: N818 - told to whoever asked
    """A station whose settings nobody here knows yet: nothing can be put into them."""


class _Here(msgspec.Struct, frozen=True):
    """What a station's record says: its settings, and who works there."""

    text: str = ""
    people: tuple[Any, ...] = ()


async def _here(at: House, connection: AsyncConnection, station: str) -> _Here:
    for device in await sums.devices(connection, [station]):
        if device.events:

            def read(mirror: Mirror) -> _Here:
                store: Any = mirror.db
                return _Here(at.mirrors.settings_text(mirror), working(store, None))

            return await asyncio.to_thread(at.mirrors.with_mirror, station, device.device, read)
    return _Here()


async def _text(at: House, connection: AsyncConnection, station: str) -> str:
    """The settings that a station will have: those published last, else those it adopted. Raises Unsettled."""
    published = await publishing.listed(connection, [station], 1)
    text = published[0].text if published else (await _here(at, connection, station)).text
    if not text:
        raise Unsettled(station)
    return text


async def _page(request: Asked, station: str, given: dict[str, str], problem: str = "") -> Response[str]:
    at = house(request)
    async with at.centre.database.reading() as connection:
        scope = await scope_of(connection, visitor(request))
        station = station or (scope.places[0].station_id if scope.places else "")
        here = await _here(at, connection, scope.place(station).station_id) if station else _Here()
        try:
            listed = staffing.people_of(await _text(at, connection, station)) if station else ()
        except Unsettled:
            listed = ()
    rows = listed or tuple((one.who, one.role, one.shown) for one in here.people)
    lines = {"people": "\n".join(" ".join(row) for row in rows), "day": at.centre.clock.now().date, "for": station}
    fields: dict[str, Any] = {"scope": scope, "station": station, "here": here.people, "listed": listed}
    shown = {**lines, **given}
    hands = visitor(request).role in HANDS
    return page(request, "people", 422 if problem else 200, **fields, given=shown, problem=problem, hands=hands)


@get("/people", opt={"roles": ALL})
async def people(request: Asked, station: FromQuery[str] = "") -> Response[str]:
    """Who works at a station, as its record and as the published list have it."""
    return await _page(request, station, {})


@post("/people", status_code=303, opt={"roles": HANDS})
async def publish(request: Asked) -> Response[Any]:
    """Publishes a list for one station, or for all of a sub-district; each keeps its other settings."""
    at, form, now = house(request), await form_of(request), house(request).centre.clock.now()
    given = {name: form.get(name, "") for name in ("for", "people", "day")}
    whom = given["for"]
    try:
        day = date.fromisoformat(given["day"]).isoformat()
        people = staffing.typed(given["people"][:_LETTERS])
        async with at.centre.database.writing() as connection:
            stations = group(await scope_of(connection, visitor(request)), whom)
            for station in stations:
                text = staffing.with_people(await _text(at, connection, station), people)
                at.mirrors.check_settings(text)
                by = visitor(request).name
                await publishing.publish(connection, [station], text, day, by, at.centre.key, now)
            who = str(len(people))
            await accesses.note(
                connection, visitor(request).name, "settings", now, day=day, stations=str(len(stations)), people=who
            )
    except (ValueError, TOMLKitError, Unsettled) as error:
        return await _page(request, "" if whom.startswith("area:") else whom, given, str(error) or whom)
    return Redirect(f"/people?station={stations[0]}", status_code=303)


ROUTES: Final = (people, publish)
