"""One database: opened, brought to the newest schema, read and written in transactions."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Table, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_BUSY_S: Final = 30
_CONNECTIONS: Final = 10
# Two processes of a centre that start at once migrate one after the other.
_MIGRATING: Final = 0x6B696F736B


class BadAddress(Exception):  # noqa: N818 - told to whoever typed it
    """An address that is neither of SQLite nor of PostgreSQL."""


def address(folder: Path, given: str = "") -> URL:
    """The database's address: PostgreSQL where it is given, else SQLite in the folder. Raises BadAddress."""
    if not given:
        return URL.create("sqlite+aiosqlite", database=str(folder / "centre.db"))
    try:
        url = make_url(given)
    except ArgumentError as error:
        raise BadAddress(given) from error
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise BadAddress(given)
    return url.set(drivername="postgresql+asyncpg")


class NewerSchema(Exception):  # noqa: N818 - told to whoever started the centre
    """A newer release has brought the database to its schema, which this one does not know."""


class Database:
    """The centre's database. `reading` sees one consistent state; `writing` is one transaction, all or nothing."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.is_postgres = url.get_backend_name() == "postgresql"
        self.engine = _postgres(url) if self.is_postgres else _sqlite(url)

    async def migrate(self) -> None:
        """Brings the schema to the newest version, from whichever it has. Raises NewerSchema."""
        async with self.engine.connect() as connection:
            if self.is_postgres:
                await connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _MIGRATING})
                await connection.commit()
            await connection.run_sync(_upgrade)
            await connection.commit()
            if self.is_postgres:
                await connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _MIGRATING})
                await connection.commit()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one state of what is committed, and changes nothing."""
        async with self.engine.connect() as connection:
            if self.is_postgres:
                await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed at the end, rolled back where something is raised."""
        async with self.engine.connect() as connection:
            if not self.is_postgres:
                await connection.execution_options(kiosk_writes=True)
            async with connection.begin():
                yield connection

    async def close(self) -> None:
        """Closes every connection."""
        await self.engine.dispose()


async def append(connection: AsyncConnection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Adds many rows, each with a value for every column in order: by COPY where there is one."""
    if not rows:
        return
    names = table.columns.keys()
    if connection.dialect.name == "postgresql":
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        await raw.driver_connection.copy_records_to_table(table.name, records=rows, columns=names)
    else:
        marks = ", ".join("?" * len(names))
        columns = ", ".join(f'"{name}"' for name in names)
        await connection.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", list(rows))  # noqa: S608 - names of our own tables


def _postgres(url: URL) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=_CONNECTIONS,
        pool_pre_ping=True,
        json_serializer=lambda value: msgspec.json.encode(value).decode(),
    )


def _sqlite(url: URL) -> AsyncEngine:
    """SQLite as the station has it: WAL, FULL; transactions begin where we say, a writer's at once with the lock."""
    engine = create_async_engine(
        url, connect_args={"timeout": _BUSY_S, "isolation_level": None}, pool_size=_CONNECTIONS
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _settle(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -64000", "foreign_keys = ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("kiosk_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise NewerSchema(str(error)) from error
