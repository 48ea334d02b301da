"""The console put together: its routes behind one guard, the follower, the headers."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Final

from litestar import Litestar, Router
from litestar.exceptions import NotFoundException, ValidationException

from kiosk.base.words import Words
from kiosk.centre.centre import Centre
from kiosk.centre.console import (
    approvals,
    front,
    members,
    members_leases,
    members_looked_up,
    morning,
    office,
    people,
    public,
    questions,
    stations,
    themes,
)
from kiosk.centre.console.entry import House, NotForYou, NotSignedIn, harden, signed_in
from kiosk.centre.console.showing import not_for_you, not_found, sign_in_first
from kiosk.centre.projections.following import Follower
from kiosk.centre.projections.reading import Mirrors, ReadSettings
from kiosk.services.registry import SERVICES

_MIRRORS: Final = "mirrors"
_STATIONS: Final = (
    *(stations.stations, stations.station_day, stations.subsidy_month, stations.workbook, stations.record),
)


def open_house(centre: Centre, folder: Path, words: Words, read_settings: ReadSettings) -> House:
    """What the console works with; mirrors are kept in the folder."""
    mirrors = Mirrors(folder / _MIRRORS, SERVICES, read_settings)
    return House(centre, mirrors, Follower(centre, mirrors), words)


def routers() -> tuple[Router, Router]:
    """All pages: those behind the guard, and those for anybody."""
    handled: dict[Any, Any] = {
        NotSignedIn: sign_in_first,
        NotForYou: not_for_you,
        members.NotJoined: members.join_first,
        NotFoundException: not_found,
        ValidationException: not_found,
    }
    own = (
        *front.OWN_ROUTES,
        morning.morning,
        *_STATIONS,
        *themes.ROUTES,
        *questions.ROUTES,
        *approvals.ROUTES,
        *people.ROUTES,
        *office.ROUTES,
        *members_leases.ROUTES,
        *members_looked_up.ROUTES,
    )
    more: dict[str, Any] = {"exception_handlers": handled, "include_in_schema": False}
    behind = Router("/", route_handlers=own, guards=[signed_in], **more)
    return behind, Router("/", route_handlers=(*front.ROUTES, *public.ROUTES, *members.ROUTES), **more)


def parts(house: House) -> dict[str, Any]:
    """What `make_app` is given besides the centre."""
    return {"pages": routers(), "lifespan": [_following(house)], "before_send": [harden]}


def _following(house: House) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def following(app: Litestar) -> AsyncIterator[None]:
        app.state.console = house
        house.follower.background.start()
        try:
            yield
        finally:
            await house.follower.background.stop()

    return following
