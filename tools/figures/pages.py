"""The console's pages over a thousand stations and a season, beside the same pages over ten."""

import time
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from support.console import Browser, RunningConsole
from support.station import SetClock

from figures.figure import Figure, Line, at_most
from kiosk.base.clock import CST
from kiosk.centre.reports.sums import THEMES
from kiosk.centre.store.console_tables import DAY_FIGURES, MIRRORED, MONTH_FIGURES, STANDING
from kiosk.centre.store.database import append
from kiosk.centre.store.tables import DEVICES, FINDINGS, STATIONS

_FEW: Final = 10
_MANY: Final = 1_000
_DAYS: Final = 90
_AREA: Final = 25  # stations of a sub-district
_ROUNDS: Final = 20
_AT_ONCE: Final = 50  # stations that are made in one transaction
_PROMISED: Final = 2.0
_OWED: Final = '[["points.report.points",900,300,0,0,0,600]]'
_LAST: Final = date(2024, 3, 31)
_SEEN: Final = "2024-03-31T19:55:00.000+08:00"
_PAGES: Final = (
    *("/", "/stations", "/findings", "/devices", "/members", "/approvals", "/open?month=2024-03"),
    *(f"/sums/{theme}?month=2024-03" for theme in THEMES),
)


def measure(folder: Path, cache: Path) -> list[Line]:
    """Every page in turn on both, many rounds; of all answers the one that 95 of 100 do not exceed."""
    del cache
    few, many = (_filled(folder / str(stations), stations) for stations in (_FEW, _MANY))
    seconds: dict[str, dict[str, list[float]]] = {"few": {}, "many": {}}
    try:
        for _ in range(_ROUNDS):
            for page in _PAGES:
                for name, (_, browser) in (("few", few), ("many", many)):
                    began = time.perf_counter()
                    answer = browser.get(page)
                    seconds[name].setdefault(page, []).append(time.perf_counter() - began)
                    assert answer.status_code == 200, (page, answer.status_code)
    finally:
        for console, _ in (few, many):
            console.stop()
    p95 = {name: _p95([one for page in of.values() for one in page]) for name, of in seconds.items()}
    worst = max(_PAGES, key=lambda page: _p95(seconds["many"][page]))
    ratio = p95["many"] / p95["few"]
    promised, met = at_most(ratio, _PROMISED)
    return [
        Line(
            f"the console over {_MANY:,} stations and {_DAYS} days, p95",
            f"{p95['many'] * 1e3:.0f} ms",
            f"over {_FEW} stations: {p95['few'] * 1e3:.0f} ms",
            f"{ratio:.2f} of it, slowest {worst.partition('?')[0]}",
            promised,
            met,
            {"ratio": ratio, "many_s": p95["many"], "few_s": p95["few"]},
        )
    ]


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) * 95 // 100]


def _filled(folder: Path, stations: int) -> tuple[RunningConsole, Browser]:
    """A centre with so many stations, of which everything is known that pages over stations read."""
    folder.mkdir()
    console = RunningConsole(folder, "", SetClock(datetime(2024, 3, 31, 20, 0, tzinfo=CST)))

    for first in range(0, stations, _AT_ONCE):
        console.work(partial(_fill, range(first, min(first + _AT_ONCE, stations))))
    console.account("王主任", "administrator")
    return console, console.browser("王主任")


async def _fill(numbers: range, connection: AsyncConnection) -> None:
    rows = _rows(numbers)
    for table, of in rows.items():
        await append(connection, table, of)
    heard = {"name": "一体机", "state": "active", "enrolled_at": _SEEN, "seen_at": _SEEN}
    known = [{"station_id": one[0], "device": one[1]} | heard for one in rows[MIRRORED]]
    await connection.execute(insert(DEVICES), known)


def _rows(numbers: range) -> dict[Any, list[tuple[Any, ...]]]:
    random = Random(numbers.start)  # noqa: S311 - figures that mean nothing
    names = [name for theme in THEMES.values() for name, _ in theme.figures]
    days = [(_LAST - timedelta(days=back)).isoformat() for back in range(_DAYS)]
    months = sorted({day[:7] for day in days})
    rows: dict[Any, list[tuple[Any, ...]]] = {
        table: [] for table in (STATIONS, MIRRORED, DAY_FIGURES, MONTH_FIGURES, STANDING, FINDINGS)
    }
    for number in numbers:
        station, device = f"{number:024x}", random.randbytes(16)
        rows[STATIONS].append((station, f"驿站 {number}", f"街道 {number // _AREA}", _SEEN))
        rows[MIRRORED].append((station, device, 1, 27_000, _SEEN, 27_000))
        rows[DAY_FIGURES] += [(station, device, day, name, random.randrange(60)) for day in days for name in names]
        rows[MONTH_FIGURES] += [(station, device, of, name, random.randrange(1800)) for of in months for name in names]
        rows[STANDING].append((station, device, "points.report.owed", "2024-03-31", _OWED))
        if number % _FEW == 0:
            told = ("signal", f"s{number}", '{"table":"report.bursts","row":["x"]}', "")
            rows[FINDINGS].append((station, *told, "open", "", _SEEN, ""))
    return rows


FIGURE: Final = Figure("console", measure)
