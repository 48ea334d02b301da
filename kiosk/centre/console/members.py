"""A member's phone: joins with the printed card, shows balance and passbook, a code for the kiosk, what is left where.

These pages are for anybody with a card, and none of the console's: their cookie opens nothing there.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from litestar import Response, get, post
from litestar.connection import ASGIConnection
from litestar.exceptions import NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from kiosk.base.event import parse_code
from kiosk.centre.console.entry import Asked, check_form, form_of, house
from kiosk.centre.console.members_left import MOST, Left, left_at
from kiosk.centre.console.morning import hours_since
from kiosk.centre.console.showing import page, svg
from kiosk.centre.members import phones
from kiosk.centre.members.following import follow
from kiosk.centre.members.passbook import UNITS, Passbook, passbook
from kiosk.centre.members.phones import NotOpened, Phone
from kiosk.centre.reports import sums

COOKIE: Final = "kiosk-member"
_KEPT_S: Final = 90 * 24 * 3600
# What was heard of a station so many hours ago may have changed.
_STALE_H: Final = 1


class NotJoined(Exception):  # noqa: N818 - leads to the page where one joins
    """No passbook is open on this phone."""


async def joined(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """The guard of a member's own pages; a form must carry the phone's own word. Raises NotJoined, NotForYou."""
    at, token = house(connection), connection.cookies.get(COOKIE, "")
    if not token:
        raise NotJoined
    now = at.centre.clock.now()
    async with at.centre.database.reading() as database:
        phone, note = await phones.find(database, token, connection.headers.get("user-agent", ""), now)
    if phone is None:
        raise NotJoined
    if note:
        async with at.centre.database.writing() as database:
            await phones.note_seen(database, token, now)
    connection.state.phone = phone
    await check_form(connection, phone.csrf)


def join_first(request: Asked, error: NotJoined) -> Response[Any]:
    """Leads to the page where one joins."""
    del error
    if request.headers.get("hx-request") == "true":
        return Response("", status_code=401, headers={"hx-redirect": "/m/join"})
    return Redirect("/m/join", status_code=303)


@get("/m/join", opt={"public": True})
async def join_page(request: Asked) -> Response[str]:
    """Where a passbook is opened without scanning the card: its number and code are typed."""
    return page(request, "member_join", problem="", number="", code="", typed=phones.TYPED)


@get("/m/card/{code:str}", opt={"public": True})
async def card_page(request: Asked, code: FromPath[str]) -> Response[str]:
    """What a card's QR leads to: one touch opens the passbook. Nothing is opened by looking at the page."""
    try:
        shown = parse_code("/s/" + code)
    except ValueError:
        raise NotFoundException from None
    return page(request, "member_card", code=shown.qr("").removeprefix("/s/"))


@post("/m/join", status_code=200, opt={"public": True})
async def join(request: Asked) -> Response[Any]:
    """Opens the passbook on this phone, by a card or by what is typed from one; wrong codes are counted."""
    at, form, now = house(request), await form_of(request), house(request).centre.clock.now()
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return _not_opened(request, form, "csrf", 403)
    agent, address = request.headers.get("user-agent", ""), request.client.host if request.client else ""
    number = "" if form.get("card") else phones.number_of(form.get("number", ""))
    async with at.centre.database.reading() as connection:
        barred = await phones.too_many(connection, number, address, now)
    if barred:
        return _not_opened(request, form, "too_many", 429)
    await follow(at.centre.database, at.centre.clock, at.centre.ids)
    try:
        async with at.centre.database.writing() as connection:
            if card := form.get("card", ""):
                token = await phones.open_by_card(connection, "/s/" + card, agent, now)
            else:
                token = await phones.open_by_code(connection, number, form.get("code", ""), agent, now)
    except NotOpened as refusal:
        async with at.centre.database.writing() as connection:
            await phones.note_guess(connection, number, address, now)
        return _not_opened(request, form, refusal.reason, 403)
    answer = Redirect("/m", status_code=303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token, max_age=_KEPT_S, httponly=True, secure=secure, samesite="lax", path="/m")
    return answer


def _not_opened(request: Asked, form: Mapping[str, str], problem: str, status: int) -> Response[str]:
    given = {name: form.get(name, "")[:20] for name in ("number", "code")}
    return page(request, "member_join", status, problem=problem, **given, typed=phones.TYPED)


def _phone(request: Asked) -> Phone:
    found: Phone = request.state.phone
    return found


async def _book(request: Asked, at_page: int = 0) -> dict[str, Any]:
    """What every page of a member's is made of: the account as it stands, and a fresh code."""
    at, phone = house(request), _phone(request)
    await follow(at.centre.database, at.centre.clock, at.centre.ids)
    async with at.centre.database.reading() as connection:
        book = await passbook(connection, phone.member, at_page)
        open_on = await phones.count(connection, phone)
    shown = phones.code(phone, at.centre.key, at.centre.clock.now())
    fields: dict[str, Any] = {"book": book, "holds": _holds(book), "open_on": open_on, "code": shown, "qr": svg(shown)}
    return fields | {"page": at_page, "word": phone.csrf}


def _holds(book: Passbook) -> list[tuple[str, int, int]]:
    """(unit, to spend, set aside at a station), points always, the others where there are any."""
    found = [(unit, book.accounts.get(unit)) for unit in UNITS]
    return [
        (unit, one.available if one else 0, one.held + one.suspense if one else 0)
        for unit, one in found
        if unit == "points" or (one and (one.available or one.held or one.suspense))
    ]


@get("/m", guards=[joined])
async def member(request: Asked) -> Response[str]:
    """The member's page."""
    return page(request, "member", **await _book(request))


@get("/m/now", guards=[joined])
async def member_now(request: Asked) -> Response[str]:
    """Its part that changes by itself: balance, and a new code."""
    return page(request, "member_now", **await _book(request))


@get("/m/lines", guards=[joined])
async def member_lines(request: Asked, at_page: FromQuery[int] = 0) -> Response[str]:
    """The passbook, page by page."""
    return page(request, "member_lines", **await _book(request, min(max(at_page, 0), 10_000)))


@get("/m/stations", guards=[joined])
async def member_stations(request: Asked, at_page: FromQuery[int] = 0) -> Response[str]:
    """What is left at stations, those of the member's own sub-district first, their own station before all."""
    at, now, phone = house(request), house(request).centre.clock.now(), _phone(request)
    async with at.centre.database.reading() as connection:
        home = (await passbook(connection, phone.member, 0)).home
        places = await sums.places(connection, None)
        area = next((one.area for one in places if one.station_id == home), "")
        near = sorted(places, key=lambda one: (one.station_id != home, one.area != area, one.area, one.name))
        start = min(max(at_page, 0) * MOST, len(near))
        shown = near[start : start + MOST]
        devices = await sums.devices(connection, [one.station_id for one in shown])
    newest = {
        one.station_id: one
        for one in sorted(devices, key=lambda device: device.last_at or "")
        if one.events and one.state == "active"
    }

    def read() -> list[Left]:
        return [left_at(at.mirrors, one, newest[one.station_id], now) for one in shown if one.station_id in newest]

    found = {one.place.station_id: one for one in await asyncio.to_thread(read)}
    old = {one.place.station_id: hours_since(one.seen_at, now) for one in found.values()}
    fields: dict[str, Any] = {"places": shown, "found": found, "old": old, "stale": _STALE_H, "word": phone.csrf}
    more = start + MOST < len(near)
    return page(request, "member_stations", **fields, home=home, page=start // MOST, more=more)


@post("/m/close", status_code=303, guards=[joined])
async def close(request: Asked) -> Response[Any]:
    """Closes the passbook on this phone."""
    at = house(request)
    async with at.centre.database.writing() as connection:
        await phones.close(connection, request.cookies[COOKIE])
    answer = Redirect("/m/join", status_code=303)
    answer.delete_cookie(COOKIE, path="/m")
    return answer


@post("/m/close-others", status_code=303, guards=[joined])
async def close_others(request: Asked) -> Response[Any]:
    """Closes it on every other phone: one was lost, or lent."""
    at = house(request)
    async with at.centre.database.writing() as connection:
        await phones.close_others(connection, _phone(request), request.cookies[COOKIE])
    return Redirect("/m", status_code=303)


ROUTES: Final = (*(join_page, card_page, join, member, member_now, member_lines, member_stations, close, close_others),)
