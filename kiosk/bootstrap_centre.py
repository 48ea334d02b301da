"""The only place that wires a centre's real parts together."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nacl.signing import SigningKey

from kiosk import bootstrap
from kiosk.base.clock import Clock
from kiosk.base.ids import Ids
from kiosk.centre.centre import Centre, open_centre
from kiosk.centre.disk import Disk
from kiosk.centre.store.database import Database, address
from kiosk.services.registry import SERVICES
from kiosk.station.files import secret
from kiosk.station.settings import parse

if TYPE_CHECKING:
    import uvicorn

    from kiosk.centre.console.entry import House

_GRACE_S: Final = 20


async def centre_in(folder: Path, database: str, clock: Clock) -> Centre:
    """The centre of a folder, in SQLite there or in the PostgreSQL at `database`; made where there is none yet.

    Raises BadAddress, DBAPIError, PostgresError, OSError.
    """
    key = SigningKey(secret(folder / "log.key", os.urandom(32)))
    found = Database(address(folder, database))
    try:
        return await open_centre(found, key, clock, Ids(clock, os.urandom), Disk(folder))
    except BaseException:
        await found.close()
        raise


def console_of(opened: Centre, folder: Path) -> "House":
    """The console on an opened centre."""
    from kiosk.centre.console.app import open_house  # noqa: PLC0415 - most commands show no pages

    return open_house(opened, folder, bootstrap.all_words(), lambda text: parse(text, SERVICES))


def served(opened: Centre, folder: Path, host: str, port: int) -> "uvicorn.Config":
    """How a centre is served with its console; the server closes it at its end."""
    import uvicorn  # noqa: PLC0415 - most commands serve nothing

    from kiosk.centre.api import make_app  # noqa: PLC0415 - as above
    from kiosk.centre.console.app import parts  # noqa: PLC0415 - as above

    return uvicorn.Config(
        make_app(opened, **parts(console_of(opened, folder))),
        host=host,
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=_GRACE_S,
        server_header=False,
    )
