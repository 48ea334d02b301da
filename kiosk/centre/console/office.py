"""What an administrator changes: devices and their codes, settings, accounts; and the access log."""

import asyncio
from datetime import date
from typing import Any, Final

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from kiosk.centre.accounts import accesses, accounts
from kiosk.centre.console.entry import ADMINISTRATOR, ALL, Asked, NotForYou, form_of, house, visitor
from kiosk.centre.console.scope import Scope, scope_of
from kiosk.centre.console.showing import page, svg
from kiosk.centre.console.stations import freshness
from kiosk.centre.enrolment import enrolling
from kiosk.centre.reports import sums
from kiosk.centre.settings import publishing

_NAME_LETTERS: Final = 40
_LINES: Final = 200
_SETTINGS_LETTERS: Final = 60_000


async def _devices_page(request: Asked, code: str = "", station: str = "", area: str = "") -> Response[str]:
    at, now = house(request), house(request).centre.clock.now()
    async with at.centre.database.reading() as connection:
        scope = await scope_of(connection, visitor(request))
        shown = scope.narrowed(area or (scope.areas[0] if scope.wide and scope.areas else ""))
        devices = await sums.devices(connection, shown.ids)
    fresh = {one.device: freshness(one, now) for one in devices}
    fields: dict[str, Any] = {
        "devices": devices,
        "fresh": fresh,
        "scope": scope,
        "code": code,
        "qr": svg(code) if code else "",
        "station": station,
        "area": area,
    }
    return page(request, "devices", **fields, hours=enrolling.CODE_HOURS)


@get("/devices", opt={"roles": ALL})
async def devices(request: Asked, area: FromQuery[str] = "") -> Response[str]:
    """Every device; of the first sub-district where there are many."""
    return await _devices_page(request, area=area)


@post("/devices/code", status_code=200, opt={"roles": ADMINISTRATOR})
async def make_code(request: Asked) -> Response[str]:
    """A one-time code, shown once: for a new device of a station, or one that comes back with another key."""
    at, form, now = house(request), await form_of(request), house(request).centre.clock.now()
    name, area = (" ".join(form.get(field, "").split()) for field in ("station", "area"))
    device = form.get("device", "")
    if not name or max(len(name), len(area)) > _NAME_LETTERS:
        raise NotForYou("station_name")
    async with at.centre.database.writing() as connection:
        known = await enrolling.station_called(connection, name)
        station = known or await enrolling.add_station(connection, name, area, now)
        if device and device not in {one.device.hex() for one in await sums.devices(connection, [station])}:
            raise NotFoundException
        code = await enrolling.make_code(connection, station, visitor(request).name, now, bytes.fromhex(device))
        await accesses.note(connection, visitor(request).name, "device", now, did="code", station=name, device=device)
    return await _devices_page(request, code, name)


@post("/devices/revoke", status_code=303, opt={"roles": ADMINISTRATOR})
async def revoke(request: Asked) -> Response[Any]:
    """Takes nothing more from a device."""
    at, form, now = house(request), await form_of(request), house(request).centre.clock.now()
    async with at.centre.database.writing() as connection:
        scope = await scope_of(connection, visitor(request))
        place = scope.place(form.get("station", ""))
        if form.get("device", "") not in {
            one.device.hex() for one in await sums.devices(connection, [place.station_id])
        }:
            raise NotFoundException
        device = bytes.fromhex(form["device"])
        await enrolling.revoke(connection, device)
        await accesses.note(
            connection, visitor(request).name, "device", now, did="revoke", station=place.name, device=device.hex()
        )
    at.centre.intake.forget(device)
    return Redirect("/devices", status_code=303)


async def _settings_page(
    request: Asked, given: dict[str, str] | None = None, status: int = 200, problem: str = ""
) -> Response[str]:
    at = house(request)
    async with at.centre.database.reading() as connection:
        scope = await scope_of(connection, visitor(request))
        versions = await publishing.listed(connection, scope.ids)
    given = {"for": "", "text": "", "day": at.centre.clock.now().date, **(given or {})}
    return page(request, "settings", status, scope=scope, versions=versions, problem=problem, given=given)


@get("/settings", opt={"roles": ALL})
async def settings(request: Asked, station: FromQuery[str] = "") -> Response[str]:
    """What was published; with a station, the text that is in force there to begin from."""
    at = house(request)
    if not station:
        return await _settings_page(request)
    async with at.centre.database.reading() as connection:
        (await scope_of(connection, visitor(request))).place(station)
        found = [one for one in await sums.devices(connection, [station]) if one.events]
    text = ""
    if found:
        text = await asyncio.to_thread(at.mirrors.with_mirror, station, found[0].device, at.mirrors.settings_text)
    return await _settings_page(request, {"for": station, "text": text})


@post("/settings", status_code=303, opt={"roles": ADMINISTRATOR})
async def publish(request: Asked) -> Response[Any]:
    """Publishes settings for one station, or for all of a sub-district, from a day on."""
    at, form, now = house(request), await form_of(request), house(request).centre.clock.now()
    given = {name: form.get(name, "") for name in ("for", "text", "day")}
    given["text"] = given["text"].replace("\r\n", "\n")
    try:
        day = date.fromisoformat(given["day"]).isoformat()
        if len(given["text"]) > _SETTINGS_LETTERS:
            raise ValueError(str(_SETTINGS_LETTERS))  # noqa: TRY301 - told below with the others
        at.mirrors.check_settings(given["text"])
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a text is told to whoever typed it
        return await _settings_page(request, given, 422, str(error))
    async with at.centre.database.writing() as connection:
        scope = await scope_of(connection, visitor(request))
        stations = group(scope, given["for"])
        await publishing.publish(connection, stations, given["text"], day, visitor(request).name, at.centre.key, now)
        await accesses.note(connection, visitor(request).name, "settings", now, day=day, stations=str(len(stations)))
    return Redirect("/settings", status_code=303)


def group(scope: Scope, whom: str) -> list[str]:
    """One station, or `area:` and the name of a sub-district. Raises NotFoundException."""
    kind, _, area = whom.partition(":")
    if kind != "area":
        return [scope.place(whom).station_id]
    found = [place.station_id for place in scope.places if place.area == area]
    if not area or not found:
        raise NotFoundException
    return found


@get("/settings/{station:str}/{version:int}", opt={"roles": ALL})
async def settings_version(request: Asked, station: FromPath[str], version: FromPath[int]) -> Response[str]:
    """One version, and what it changed."""
    at = house(request)
    async with at.centre.database.reading() as connection:
        place = (await scope_of(connection, visitor(request))).place(station)
        made = await publishing.find(connection, station, version)
        before = await publishing.find(connection, station, version - 1)
    if made is None:
        raise NotFoundException
    lines = publishing.difference(before.text if before else "", made.text)
    return page(request, "settings_version", place=place, made=made, lines=lines)


async def _accounts_page(request: Asked, name: str = "", password: str = "", problem: str = "") -> Response[str]:
    at = house(request)
    async with at.centre.database.reading() as connection:
        found = await accounts.listed(connection)
        scope = await scope_of(connection, visitor(request))
    fields = {"found": found, "roles": accounts.ROLES, "areas": scope.areas, "problem": problem}
    return page(request, "accounts", 422 if problem else 200, **fields, made=name, password=password)


@get("/accounts", opt={"roles": ADMINISTRATOR})
async def accounts_page(request: Asked) -> Response[str]:
    """Who may sign in."""
    return await _accounts_page(request)


@post("/accounts", status_code=200, opt={"roles": ADMINISTRATOR})
async def make_account(request: Asked) -> Response[str]:
    """A new account, or a new one-time password for a known one; the password is shown once."""
    at, form, now = house(request), await form_of(request), house(request).centre.clock.now()
    password, by = accounts.one_time(), visitor(request).name
    kept = await asyncio.to_thread(accounts.hashed, password)
    name, role, area = (" ".join(form.get(field, "").split()) for field in ("name", "role", "area"))
    if name == by:
        return await _accounts_page(request, problem="own_account")
    try:
        async with at.centre.database.writing() as connection:
            await accounts.make(connection, name, role, area, by, now, kept)
            await accesses.note(connection, by, "account", now, did="made", name=name, role=role, area=area)
    except accounts.NotAllowed as error:
        return await _accounts_page(request, problem=error.reason)
    return await _accounts_page(request, name, password)


@post("/accounts/end", status_code=303, opt={"roles": ADMINISTRATOR})
async def end_account(request: Asked) -> Response[Any]:
    """Lets somebody in no more."""
    at, form, now, by = house(request), await form_of(request), house(request).centre.clock.now(), visitor(request).name
    name = form.get("name", "")
    if name == by:
        raise NotForYou("own_account")
    async with at.centre.database.writing() as connection:
        await accounts.end(connection, name, by)
        await accesses.note(connection, by, "account", now, did="ended", name=name)
    return Redirect("/accounts", status_code=303)


@get("/accesses", opt={"roles": frozenset({"administrator", "auditor"})})
async def access_log(request: Asked) -> Response[str]:
    """The access log, and whether it holds."""
    at = house(request)
    async with at.centre.database.reading() as connection:
        lines = await accesses.newest(connection, _LINES)
        wrong = await accesses.first_wrong(connection)
    return page(request, "accesses", lines=lines, wrong=wrong, most=_LINES)


ROUTES: Final = (
    *(devices, make_code, revoke, settings, publish, settings_version),
    *(accounts_page, make_account, end_account, access_log),
)
