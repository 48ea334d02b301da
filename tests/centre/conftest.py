"""Every test of the centre runs on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.centre import RunningCentre, running
from support.postgres import Postgres, postgres


@pytest.fixture(scope="session")
def cluster() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The address of an empty database; nothing for SQLite in the centre's folder."""
    if request.param == "sqlite":
        return ""
    server: Postgres = request.getfixturevalue("cluster")
    return server.database()


@pytest.fixture
def centre(tmp_path: Path, database: str) -> Iterator[RunningCentre]:
    with running(tmp_path, database) as server:
        yield server
