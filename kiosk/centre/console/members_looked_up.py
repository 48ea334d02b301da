"""Members on the console, without a name: accounts, cards, passbook. Whoever looks is noted before it is shown."""

from typing import Any, Final

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from kiosk.centre.accounts import accesses
from kiosk.centre.console.entry import ALL, Asked, house, visitor
from kiosk.centre.console.scope import scope_of
from kiosk.centre.console.showing import page
from kiosk.centre.members import registered
from kiosk.centre.members.following import follow
from kiosk.centre.members.lent import units
from kiosk.centre.members.passbook import UNITS, passbook

_LETTERS: Final = 120
_PAGES: Final = 10_000


@get("/members", opt={"roles": ALL})
async def members(request: Asked, q: FromQuery[str] = "") -> Response[str]:
    """How many members stations have, the sums of all accounts, and who is meant by a number, a card or an id."""
    at, now, asked = house(request), house(request).centre.clock.now(), q.strip()[:_LETTERS]
    await follow(at.centre.database, at.centre.clock, at.centre.ids)
    if asked:
        async with at.centre.database.writing() as connection:
            await accesses.note(connection, visitor(request).name, "member", now, text=asked)
    async with at.centre.database.reading() as connection:
        scope = await scope_of(connection, visitor(request))
        found = await registered.look_up(connection, scope.ids, asked) if asked else ()
        counts = await registered.by_station(connection, scope.ids)
        sums = await units(connection) if scope.ids is None else ()
    fields: dict[str, Any] = {"found": found, "counts": counts, "sums": sums, "letters": registered.ID_LETTERS}
    return page(request, "members", q=asked, scope=scope, most=registered.MOST, **fields)


@get("/members/{member:str}", opt={"roles": ALL})
async def one_member(request: Asked, member: FromPath[str], at_page: FromQuery[int] = 0) -> Response[str]:
    """A member's accounts, cards, leases that are not settled, and passbook."""
    at, now, number = house(request), house(request).centre.clock.now(), min(max(at_page, 0), _PAGES)
    async with at.centre.database.reading() as connection:
        scope = await scope_of(connection, visitor(request))
        if not await registered.is_known(connection, scope.ids, member):
            raise NotFoundException
    async with at.centre.database.writing() as connection:
        await accesses.note(connection, visitor(request).name, "member", now, member=member[: registered.ID_LETTERS])
    await follow(at.centre.database, at.centre.clock, at.centre.ids)
    async with at.centre.database.reading() as connection:
        book = await passbook(connection, member, number)
        more = await registered.more(connection, member)
    accounts = [(unit, book.accounts[unit]) for unit in UNITS if unit in book.accounts]
    fields: dict[str, Any] = {"book": book, "accounts": accounts, "more": more, "letters": registered.ID_LETTERS}
    return page(request, "member_seen", member=member, at_page=number, **fields)


ROUTES: Final = (members, one_member)
