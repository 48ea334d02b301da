"""The centre's readings: how fast they follow what stations send at lunch, and days that come in at once."""

import asyncio
import sqlite3
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Final

from support.centre import RunningCentre, Sender, running
from support.filled import season
from support.postgres import postgres

from figures.figure import Figure, Line, at_least
from kiosk.centre.projections.following import Follower
from kiosk.centre.projections.reading import Mirrors
from kiosk.record.batch import encode
from kiosk.services.registry import SERVICES
from kiosk.station.settings import parse

_STATIONS: Final = 20
_DAYS: Final = 10
_BATCH: Final = 500
_SMALL: Final = 5
_VISITS: Final = 10
_WAIT_S: Final = 900
# A city at lunch: every station has sent something, and is read again within this.
_CITY: Final = 1_000
_WITHIN_S: Final = 60


def measure(folder: Path, cache: Path) -> list[Line]:
    """Days of a season from each station, then a lunch of small batches; each is taken in, and then read."""
    del cache
    raws = _season(folder)
    (folder / "centre").mkdir()
    with postgres(durable=True) as server, running(folder / "centre", server.database()) as centre:
        follower = Follower(centre.centre, Mirrors(folder / "mirrors", SERVICES, lambda text: parse(text, SERVICES)))
        senders = [_sender(centre, raws, number) for number in range(_STATIONS)]
        lunch = len(raws) + 1 - _SMALL * _VISITS
        at_once = [(first, min(first + _BATCH, lunch) - 1) for first in range(1, lunch, _BATCH)]
        taken, followed = _both(centre, follower, senders, at_once)
        small = [(first, first + _SMALL - 1) for first in range(lunch, len(raws) + 1, _SMALL)]
        rates = [_both(centre, follower, senders, [visit]) for visit in small]
    days = len(senders) * (lunch - 1)
    stations = len(senders) / sorted(read for _, read in rates)[len(rates) // 2]
    needed = _CITY / _WITHIN_S
    promised, met = at_least(stations / needed, 1.0)
    return [
        Line(
            "readings follow a lunch, batches of 5",
            f"{stations:,.0f} stations/s",
            f"{_CITY:,} stations within a minute: {needed:.0f}/s",
            f"{stations / needed:.1f} times it",
            promised,
            met,
            {"ratio": stations / needed, "stations_per_s": stations},
        ),
        Line(
            "the same, days at once, batches of 500",
            f"{days / followed:,.0f} events/s",
            f"taken in: {days / taken:,.0f}/s",
            f"{taken / followed:.2f} of it",
            "",
            None,
            {"ratio": taken / followed, "followed_per_s": days / followed, "taken_per_s": days / taken},
        ),
    ]


def _season(folder: Path) -> list[bytes]:
    season(folder / "season", _DAYS)
    with sqlite3.connect(folder / "season" / "journal.db") as db:
        return [raw for (raw,) in db.execute("SELECT raw FROM journal ORDER BY pos")]


def _sender(centre: RunningCentre, raws: list[bytes], number: int) -> Sender:
    """A device that lived the same days: its epoch opens with its own key."""
    sender = Sender()
    for raw in raws[1:]:
        sender.put(raw)
    sender.enrol(centre, centre.code(f"station {number}"))
    return sender


def _both(
    centre: RunningCentre, follower: Follower, senders: list[Sender], stretches: list[tuple[int, int]]
) -> tuple[float, float]:
    """Seconds to take in what every device sends of its stretches, and then to read it."""
    bodies = [[encode(sender.batch(*stretch)) for stretch in stretches] for sender in senders]

    async def send(mine: list[bytes]) -> None:
        for body in mine:
            await centre.centre.intake.take(body)

    async def all_of_them() -> None:
        await asyncio.gather(*(send(mine) for mine in bodies))

    return _timed(centre, all_of_them()), _timed(centre, follower.catch_up())


def _timed(centre: RunningCentre, job: Coroutine[Any, Any, None]) -> float:
    began = time.perf_counter()
    asyncio.run_coroutine_threadsafe(job, centre._loop).result(_WAIT_S)  # noqa: SLF001 - the centre's own loop
    return time.perf_counter() - began


FIGURE: Final = Figure("projections", measure)
