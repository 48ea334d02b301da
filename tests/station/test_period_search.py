"""A period is found in a long record, wherever it lies."""

from datetime import date, timedelta
from typing import Any, cast

import apsw
import msgspec
import pytest

from kiosk.reading.period import _first

FIRST = date(2024, 3, 1)
DAYS, A_DAY = 40, 97


@pytest.fixture(scope="module")
def journal() -> apsw.Connection:
    """Forty days of events, the same number each day; on every seventh day nothing happens."""
    db = apsw.Connection(":memory:")
    db.execute("CREATE TABLE journal (pos INTEGER PRIMARY KEY, raw BLOB NOT NULL) STRICT")
    days = [FIRST + timedelta(days=day) for day in range(DAYS) if day % 7 for _ in range(A_DAY)]
    db.executemany(
        "INSERT INTO journal (raw) VALUES (?)",
        [(msgspec.json.encode({"at": f"{day}T11:00:00+08:00"}),) for day in days],
    )
    return db


@pytest.mark.parametrize("begin", [1, 2, 256, 257, 1000])
@pytest.mark.parametrize("length", [0, 1, 255, 256, 257, 800, 2000])
def test_the_first_place_of_a_day_is_the_one_that_reading_all_would_find(
    journal: apsw.Connection, begin: int, length: int
) -> None:
    end = begin + length - 1
    rows = journal.execute("SELECT pos, raw FROM journal WHERE pos BETWEEN ? AND ?", (begin, end)).fetchall()
    dates: list[tuple[Any, str]] = [(pos, msgspec.json.decode(cast("bytes", raw))["at"][:10]) for pos, raw in rows]
    for days in range(-1, DAYS + 2):
        day = (FIRST + timedelta(days=days)).isoformat()
        assert _first(journal, begin, end, day) == next((pos for pos, at in dates if at >= day), end + 1)
