"""Leases on the console: everybody reads, an administrator decides over those whose device does not come back."""

from typing import Any, Final

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from kiosk.centre.accounts import accesses
from kiosk.centre.console.entry import ADMINISTRATOR, ALL, Asked, NotForYou, form_of, house, visitor
from kiosk.centre.console.scope import scope_of
from kiosk.centre.console.showing import page
from kiosk.centre.members import leasing, phones
from kiosk.centre.members.following import follow
from kiosk.centre.members.leasing import NoLease
from kiosk.centre.members.lent import COMMENT_LETTERS, MOST, lent, station_of, units

_DECIDES: Final = {"suspend": leasing.suspend, "give_back": leasing.give_back}


@get("/leases", opt={"roles": ALL})
async def leases(request: Asked) -> Response[str]:
    """Leases past their time, those in suspense, what was decided; the sums of all accounts for who sees all."""
    at, now = house(request), house(request).centre.clock.now()
    await follow(at.centre.database, at.centre.clock, at.centre.ids)
    async with at.centre.database.reading() as connection:
        scope = await scope_of(connection, visitor(request))
        found = await lent(connection, scope.ids, now)
        sums = await units(connection) if scope.ids is None else ()
        guesses = await phones.guesses(connection, now)
    groups = {state: [one for one in found if one.state == state] for state in ("open", "suspended", "returned")}
    return page(request, "member_leases", groups=groups, sums=sums, guesses=guesses, most=MOST, letters=COMMENT_LETTERS)


@post("/leases", status_code=303, opt={"roles": ADMINISTRATOR})
async def decide(request: Asked) -> Response[Any]:
    """Puts what a lease holds into suspense, or gives it back; both need a comment, and are kept with it."""
    at, form, now, by = house(request), await form_of(request), house(request).centre.clock.now(), visitor(request).name
    does, comment = _DECIDES.get(form.get("does", "")), form.get("comment", "").strip()[:COMMENT_LETTERS]
    if does is None:
        raise NotFoundException
    if not comment:
        raise NotForYou("lease_comment")
    try:
        async with at.centre.database.writing() as connection:
            scope = await scope_of(connection, visitor(request))
            place = scope.place(await station_of(connection, form.get("lease", "")))
            await does(connection, form["lease"], by, now, comment)
            fields = {"did": form["does"], "lease": form["lease"], "station": place.name, "text": comment}
            await accesses.note(connection, by, "lease", now, **fields)
    except NoLease:
        raise NotForYou("lease_moved") from None
    return Redirect("/leases", status_code=303)


ROUTES: Final = (leases, decide)
