"""The console on both databases, filled once for all tests that change nothing they share."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from support.console import Filled, RunningConsole, fill
from support.postgres import Postgres
from support.station import SetClock

from kiosk.base.clock import CST

MORNING = datetime(2024, 3, 2, 8, 30, tzinfo=CST)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    folder = tmp_path_factory.mktemp("filled")
    (folder / "centre").mkdir()
    database = ""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("cluster")
        database = server.database()
    console = RunningConsole(folder / "centre", database, SetClock(MORNING))
    try:
        yield Filled(console, fill(console, folder))
    finally:
        console.stop()
