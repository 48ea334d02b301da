"""The centre: started, and what its administrator does from the terminal."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import click
import platformdirs
from asyncpg import PostgresError
from sqlalchemy.exc import DBAPIError

from kiosk.bootstrap_centre import centre_in, console_of, served
from kiosk.centre.centre import Centre
from kiosk.centre.enrolment import enrolling
from kiosk.centre.store.database import BadAddress, NewerSchema
from kiosk.cli.telling import Told, say, told
from kiosk.station.clock import SystemClock
from kiosk.station.watchdog import Watch, watched

T = TypeVar("T")
_BACKLOG: Final = 2048  # stations that come at once, as uvicorn itself would let wait
_ROUND_S: Final = 30.0  # within this the loop comes round
DATA: Final = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="KIOSK_CENTRE_DATA",
    default=lambda: Path(platformdirs.user_data_dir("kiosk-centre")),
    show_default="the user's data folder",
    help="The centre's folder: its keys, and its SQLite database where no other is given.",
)
DATABASE: Final = click.option(
    "--database", envvar="KIOSK_CENTRE_DATABASE", default="", help="postgresql://… instead of SQLite in the folder."
)


@click.group(invoke_without_command=True)
@DATA
@DATABASE
@click.option("--host", default="127.0.0.1", help="Where it listens; a reverse proxy with TLS stands before it.")
@click.option("--port", default=8480, type=click.IntRange(0, 65535))
@click.pass_context
def centre(ctx: click.Context, data: Path, database: str, host: str, port: int) -> None:
    """The centre: takes in every station's record."""
    ctx.obj = (data, database)
    data.mkdir(parents=True, exist_ok=True)
    if ctx.invoked_subcommand is None:
        with _addressed():
            _serve(data, database, host, port)


@contextmanager
def _addressed() -> Iterator[None]:
    """Tells a database's address that cannot be used."""
    try:
        with told():
            yield
    except BadAddress as error:
        raise Told(say("cli.centre_address", address=error)) from None


async def _opened(data: Path, database: str) -> Centre:
    try:
        return await centre_in(data, database, SystemClock())
    except (DBAPIError, PostgresError, OSError) as error:
        raise Told(say("cli.centre_database", problem=error)) from None
    except NewerSchema as error:
        raise Told(say("cli.centre_newer", problem=error)) from None


def _serve(data: Path, database: str, host: str, port: int) -> None:
    import uvicorn

    async def serve() -> None:
        opened = await _opened(data, database)
        server = uvicorn.Server(served(opened, data, host, port))
        click.echo(say("cli.centre_up", url=f"http://{host}:{port}", log_key=opened.log_key.text()))
        living = asyncio.create_task(_live(watch))
        await server.serve(sockets=[listening])
        living.cancel()

    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise Told(say("cli.centre_port", host=host, port=port, problem=error)) from None
    with listening, watched("loop") as watch:
        asyncio.run(serve())


async def _live(watch: Watch) -> None:
    """Says that the loop goes round; requests and followers share it."""
    beat = watch.beat("loop")
    while True:
        beat(_ROUND_S)
        await asyncio.sleep(1)


def _with_centre(ctx: click.Context, work: Callable[[Centre], Awaitable[T]]) -> T:
    data, database = ctx.obj

    async def run() -> T:
        opened = await _opened(data, database)
        try:
            return await work(opened)
        finally:
            await opened.database.close()

    with _addressed():
        return asyncio.run(run())


@centre.command()
@click.option("--station", "name", required=True, help="The station's name; it is made where it is not known yet.")
@click.option("--area", default="", help="The sub-district (街道) of a new station.")
@click.option("--device", default="", help="For a device that comes back with another key: its id.")
@click.pass_context
def code(ctx: click.Context, name: str, area: str, device: str) -> None:
    """A one-time code by which a device joins a station."""

    async def make(opened: Centre) -> str:
        now = opened.clock.now()
        async with opened.database.writing() as connection:
            station = await enrolling.station_called(connection, name) or await enrolling.add_station(
                connection, name, area, now
            )
            if device and not await enrolling.has_device(connection, station, _hex(device)):
                raise Told(say("cli.centre_no_device", device=device))
            return await enrolling.make_code(connection, station, f"os:{os.getuid()}", now, _hex(device))

    click.echo(say("cli.centre_code", station=name, code=_with_centre(ctx, make), hours=enrolling.CODE_HOURS))


@centre.command()
@click.argument("to", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--station", "names", multiple=True, help="Only the events of this station; may be given again.")
@click.pass_context
def export(ctx: click.Context, to: Path, names: tuple[str, ...]) -> None:
    """The log, with the events of all stations or some, in one file that `kiosk verify` accepts."""
    from kiosk.centre.log import archive

    async def write(opened: Centre) -> int:
        async with opened.database.reading() as connection:
            found = [await enrolling.station_called(connection, name) for name in names]
            for name, station in zip(names, found, strict=True):
                if station is None:
                    raise Told(say("cli.centre_no_station", name=name))
            try:
                return await archive.export(connection, to, [one for one in found if one] if names else None)
            except FileExistsError:
                raise Told(say("cli.centre_file_there", path=to)) from None

    click.echo(say("cli.centre_exported", events=_with_centre(ctx, write), path=to))


@centre.command()
@click.argument("device")
@click.pass_context
def revoke(ctx: click.Context, device: str) -> None:
    """Takes nothing more from a device (by its id); what it sent stays. A new code lets it come back."""

    async def end(opened: Centre) -> bool:
        async with opened.database.writing() as connection:
            return await enrolling.revoke(connection, _hex(device))

    if not _with_centre(ctx, end):
        raise Told(say("cli.centre_no_device", device=device))
    click.echo(say("cli.centre_revoked", device=device))


def _hex(device: str) -> bytes:
    try:
        return bytes.fromhex(device)
    except ValueError:
        raise Told(say("cli.centre_no_device", device=device)) from None


@centre.command()
@click.argument("name")
@click.pass_context
def admin(ctx: click.Context, name: str) -> None:
    """A one-time password for an administrator of the console, who is made where there is none of that name."""
    from kiosk.centre.accounts import accesses, accounts

    password, by = accounts.one_time(), f"os:{os.getuid()}"

    async def make(opened: Centre) -> None:
        now = opened.clock.now()
        async with opened.database.writing() as connection:
            await accounts.make(connection, name, "administrator", "", by, now, accounts.hashed(password))
            await accesses.note(connection, by, "account", now, did="made", name=name, role="administrator")

    _with_centre(ctx, make)
    click.echo(say("cli.centre_admin", name=name, password=password))


@centre.command()
@click.pass_context
def rebuild(ctx: click.Context) -> None:
    """Takes all readings away and makes them again from what was taken in."""
    data, _ = ctx.obj

    async def again(opened: Centre) -> None:
        await console_of(opened, data).follower.rebuild()

    _with_centre(ctx, again)
    click.echo(say("cli.centre_rebuilt"))
