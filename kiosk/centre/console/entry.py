"""Who comes in to a page: signed in, of a role that may, with the word that every form carries. Nothing passes else."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.handlers import BaseRouteHandler
from litestar.types import Message, Scope

from kiosk.base.words import LANGUAGES, Words
from kiosk.centre.accounts import sessions
from kiosk.centre.accounts.accounts import ROLES
from kiosk.centre.accounts.sessions import Visitor
from kiosk.centre.centre import Centre
from kiosk.centre.projections.following import Follower
from kiosk.centre.projections.reading import Mirrors

COOKIE: Final = "kiosk-console"
LANGUAGE: Final = "kiosk-language"
CSRF: Final = "csrf"
ALL: Final = frozenset(ROLES)
ADMINISTRATOR: Final = frozenset({"administrator"})
# Whoever looks after stations; an auditor changes nothing.
HANDS: Final = frozenset({"administrator", "lead"})
_FORM_BYTES: Final = 200_000
_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class House(msgspec.Struct, frozen=True):
    """What pages are made with."""

    centre: Centre
    mirrors: Mirrors
    follower: Follower
    words: Words


class NotSignedIn(Exception):  # noqa: N818 - leads to the page where one signs in
    """Nobody is signed in."""


class NotForYou(Exception):  # noqa: N818 - an answer to whoever asked
    """What this visitor may not see or do: `centre.refused_REASON` says why."""

    def __init__(self, reason: str = "role") -> None:
        super().__init__(reason)
        self.reason = reason


Asked = Request[Any, Any, Any]


def house(connection: ASGIConnection[Any, Any, Any, Any]) -> House:
    """What pages are made with."""
    found: House = connection.app.state.console
    return found


def language(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The language that was chosen; Chinese before."""
    chosen = request.cookies.get(LANGUAGE, "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def visitor(request: ASGIConnection[Any, Any, Any, Any]) -> Visitor:
    """Who is signed in."""
    found: Visitor = request.state.visitor
    return found


async def signed_in(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The guard of every page but the public ones: `roles` of the handler's `opt` may come in.

    What changes something must carry the session's own word in its form. Raises NotSignedIn, NotForYou.
    """
    at, token = house(connection), connection.cookies.get(COOKIE, "")
    if not token:
        raise NotSignedIn
    now = at.centre.clock.now()
    async with at.centre.database.reading() as database:
        found, note = await sessions.find_visitor(database, token, connection.headers.get("user-agent", ""), now)
    if found is None:
        raise NotSignedIn
    if note:
        async with at.centre.database.writing() as database:
            await sessions.note_seen(database, token, now)
    connection.state.visitor = found
    await check_form(connection, found.csrf)
    if found.role not in handler.opt["roles"]:
        raise NotForYou
    if found.account.state == "first" and not handler.opt.get("first"):
        raise NotForYou("first_password")


async def check_form(connection: ASGIConnection[Any, Any, Any, Any], word: str) -> None:
    """A form must carry the word that its page was given. Raises NotForYou."""
    if str(connection.scope.get("method")) in {"GET", "HEAD"}:
        return
    form = await form_of(connection)
    if not secrets.compare_digest(form.get(CSRF, "").encode(), word.encode()):
        raise NotForYou("csrf")


async def form_of(request: ASGIConnection[Any, Any, Any, Any]) -> Mapping[str, str]:
    """A form's fields as text; a field that is given twice counts once."""
    assert isinstance(request, Request)
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > _FORM_BYTES:
        raise NotForYou("too_long")
    fields = await request.form()
    return {name: value for name, value in fields.items() if isinstance(value, str)}


async def harden(message: Message, scope: Scope) -> None:
    """Puts the headers on every answer that a browser may show; the API's own description page keeps its scripts."""
    if message["type"] != "http.response.start" or scope["path"].startswith("/v1/"):
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in _HEADERS.items():
        headers[name] = value
    if not scope["path"].startswith("/static/"):
        headers["cache-control"] = "no-store"
