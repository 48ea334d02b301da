"""The door: signing in and out, replacing a password, the language, and the two files that a browser loads."""

import asyncio
from pathlib import Path
from typing import Any, Final

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from kiosk.base.files import bundled
from kiosk.base.words import LANGUAGES
from kiosk.centre.accounts import accesses, accounts, sessions
from kiosk.centre.console.entry import ALL, COOKIE, LANGUAGE, Asked, form_of, house, visitor
from kiosk.centre.console.showing import page

_YEAR_S: Final = 365 * 24 * 3600
_FILES: Final = {
    "htmx.min.js": "text/javascript; charset=utf-8",
    "console.css": "text/css; charset=utf-8",
    "member.css": "text/css; charset=utf-8",
}


@get("/sign-in", opt={"public": True})
async def sign_in_page(request: Asked) -> Response[str]:
    """Where one signs in."""
    return page(request, "sign_in", problem="")


@post("/sign-in", status_code=200, opt={"public": True})
async def sign_in(request: Asked) -> Response[Any]:
    """Signs in by name and password; wrong ones are counted, and nobody learns which names there are."""
    at, form = house(request), await form_of(request)
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return page(request, "sign_in", 403, problem="csrf")
    name = " ".join(form.get("name", "").split())
    address, now = request.client.host if request.client else "", at.centre.clock.now()
    async with at.centre.database.reading() as connection:
        barred = await accounts.too_many_misses(connection, name, address, now)
        kept = await accounts.kept_password(connection, name)
    if barred:
        return page(request, "sign_in", 429, problem="too_many")
    if not await asyncio.to_thread(accounts.matches, kept, form.get("password", "")):
        async with at.centre.database.writing() as connection:
            await accounts.note_miss(connection, name, address, now)
        return page(request, "sign_in", 403, problem="wrong")
    async with at.centre.database.writing() as connection:
        token = await sessions.begin(connection, name, request.headers.get("user-agent", ""), now)
        await accesses.note(connection, name, "sign_in", now, address=address)
    answer = Redirect("/", status_code=303)
    answer.set_cookie(COOKIE, token, httponly=True, secure=request.url.scheme == "https", samesite="lax", path="/")
    return answer


@post("/sign-out", status_code=303, opt={"roles": ALL, "first": True})
async def sign_out(request: Asked) -> Response[Any]:
    """Ends the session."""
    at = house(request)
    async with at.centre.database.writing() as connection:
        await sessions.end(connection, request.cookies[COOKIE], at.centre.clock.now())
    answer = Redirect("/sign-in", status_code=303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


@get("/password", opt={"roles": ALL, "first": True})
async def password_page(request: Asked) -> Response[str]:
    """Where a password is replaced."""
    return page(request, "password", problem="", least=accounts.LEAST_LETTERS)


@post("/password", status_code=200, opt={"roles": ALL, "first": True})
async def change_password(request: Asked) -> Response[Any]:
    """Replaces one's own password, by the old one; all sessions of that name end."""
    at, form, name = house(request), await form_of(request), visitor(request).name
    async with at.centre.database.reading() as connection:
        kept = await accounts.kept_password(connection, name)
    fresh = form.get("fresh", "")
    problem = ""
    if len(fresh) < accounts.LEAST_LETTERS or fresh == form.get("old"):
        problem = "short"
    elif fresh != form.get("again"):
        problem = "differs"
    elif not await asyncio.to_thread(accounts.matches, kept, form.get("old", "")):
        problem = "wrong"
    if problem:
        return page(request, "password", 422, problem=problem, least=accounts.LEAST_LETTERS)
    made, now = await asyncio.to_thread(accounts.hashed, fresh), at.centre.clock.now()
    async with at.centre.database.writing() as connection:
        await accounts.change_password(connection, name, made)
        token = await sessions.begin(connection, name, request.headers.get("user-agent", ""), now)
    answer = Redirect("/", status_code=303)
    answer.set_cookie(COOKIE, token, httponly=True, secure=request.url.scheme == "https", samesite="lax", path="/")
    return answer


@get("/language/{lang:str}", status_code=303, opt={"public": True})
async def choose_language(request: Asked, lang: FromPath[str]) -> Response[Any]:
    """Shows the page one came from in another language."""
    if lang not in LANGUAGES:
        raise NotFoundException
    came = request.headers.get("referer", "")
    own = f"{request.url.scheme}://{request.url.netloc}/"
    answer = Redirect("/" + came.removeprefix(own) if came.startswith(own) else "/", status_code=303)
    answer.set_cookie(LANGUAGE, lang, max_age=_YEAR_S, samesite="lax", path="/")
    return answer


@get("/static/{name:str}", opt={"public": True}, sync_to_thread=True)
def static_file(name: FromPath[str]) -> Response[bytes]:
    """The style and the one script."""
    if name not in _FILES:
        raise NotFoundException
    found: Path = bundled("assets") / "console" / name
    headers = {"cache-control": "public, max-age=3600"}
    return Response(found.read_bytes(), media_type=_FILES[name], headers=headers)


ROUTES: Final = (sign_in_page, sign_in, choose_language, static_file)
OWN_ROUTES: Final = (sign_out, password_page, change_password)
