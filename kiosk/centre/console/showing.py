"""Pages are made: templates, sentences, how values are written. Everything that comes from outside is escaped."""

from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import qrcode
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response
from litestar.response import Redirect
from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_M

from kiosk.base.inspection import Figure
from kiosk.base.money import yuan
from kiosk.base.reports import written
from kiosk.centre.console.entry import CSRF, Asked, House, NotForYou, NotSignedIn, house, language
from kiosk.centre.reports.charts import bars

_QUIET: Final = 2  # modules of white around a code, beside that of the page
HTML: Final = "text/html; charset=utf-8"
# The menu: address, key of its sentence, who sees it.
MENU: Final = (
    ("/", "morning", ""),
    ("/stations", "stations", ""),
    ("/approvals", "approvals", ""),
    ("/sums/meals", "meals", ""),
    ("/sums/beds", "beds", ""),
    ("/sums/loans", "loans", ""),
    ("/sums/points", "points", ""),
    ("/members", "members", ""),
    ("/leases", "leases", ""),
    ("/sums/money", "money", ""),
    ("/findings", "findings", ""),
    ("/search", "search", ""),
    ("/devices", "devices", ""),
    ("/settings", "settings", ""),
    ("/people", "people", ""),
    ("/accounts", "accounts", "administrator"),
    ("/accesses", "accesses", "administrator auditor"),
    ("/open", "open", ""),
)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(request: Asked, name: str, status: int = 200, **fields: Any) -> Response[str]:
    """A page, or a part of one."""
    at, lang = house(request), language(request)
    say = partial(at.words.say, lang)
    visitor = getattr(request.state, "visitor", None) if "visitor" in request.state else None
    text = (
        _templates()
        .get_template(f"{name}.html")
        .render(
            **fields,
            say=say,
            has=at.words.has,
            said=partial(_said, at, lang),
            lang=lang,
            visitor=visitor,
            menu=MENU,
            path=request.url.path,
            csrf=visitor.csrf if visitor else "",
            csrf_name=CSRF,
            yuan=yuan,
            written=written,
            when=when,
            bars=bars,
            fragment=request.headers.get("hx-request") == "true",
        )
    )
    return Response(text, media_type=HTML, status_code=status)


def _said(at: House, lang: str, figure: Figure) -> str:
    """A figure's sentence and value."""
    sentence = at.words.say(lang, figure.key, **figure.fields) if at.words.has(figure.key) else figure.key
    event = f"centre.event.{figure.value.replace('.', '_')}"
    value = at.words.say(lang, event) if at.words.has(event) else figure.value
    return f"{sentence} {value}" if value else sentence


def when(stamp: str) -> str:
    """A moment as people read it: 2024-03-01 11:12."""
    return stamp[:16].replace("T", " ")


def svg(text: str) -> Markup:
    """A QR code that a page draws by itself, black on white, in modules of one unit."""
    made = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET)
    made.add_data(text)
    rows = made.get_matrix()
    dots = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    side = len(rows)
    return Markup(  # noqa: S704 - numbers of our own making
        f'<svg class="qr" viewBox="0 0 {side} {side}" shape-rendering="crispEdges" role="img">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{dots}"/></svg>'
    )


def sign_in_first(request: Asked, error: NotSignedIn) -> Response[Any]:
    """Leads to the page where one signs in."""
    del error
    if request.headers.get("hx-request") == "true":
        return Response("", status_code=401, headers={"hx-redirect": "/sign-in"})
    return Redirect("/sign-in", status_code=303)


def not_for_you(request: Asked, error: NotForYou) -> Response[Any]:
    """Says what may not be done; whoever has a one-time password is led to replace it."""
    if error.reason == "first_password":
        return Redirect("/password", status_code=303)
    return page(request, "refused", 403, reason=error.reason)


def not_found(request: Asked, error: Exception) -> Response[Any]:
    """Says that there is nothing here."""
    del error
    return page(request, "refused", 404, reason="nothing_here")
