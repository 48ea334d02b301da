"""The last of something, wanted by several processes at once, each through a desk of its own on one station's file."""

import multiprocessing
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from kiosk import bootstrap
from kiosk.base.request import Refused, Request
from kiosk.services.beds import requests as beds
from kiosk.services.points import requests as points
from kiosk.services.tools import requests as tools
from kiosk.station.files import StationFiles
from support import race
from support.beds import NOON, TODAY, with_beds
from support.station import BOSS, HAND, SETTINGS, SetClock, Station, station_in
from support.tools import Shed

PROCESSES = 4


class Contest(msgspec.Struct, frozen=True):
    """One of something is left after `prepare`; `want` asks for it as the nth of those who want it.

    `won` counts in SQL who has it; `loose` are the tables whose keys the control does without.
    """

    settings: str
    prepare: Callable[[Station], None]
    want: Callable[[str, int], Request]
    won: str
    loose: tuple[str, ...]


class Ended(msgspec.Struct, frozen=True):
    """Who has it in the end, and why the others have not."""

    won: int
    refused: dict[str, int]


def _ask(station: Station, kind: Callable[..., Any], by: str = HAND, **fields: Any) -> Any:
    return station.ask(kind(request_id=station.id(), **fields), by)


def _one_bed(station: Station) -> None:
    _ask(station, beds.Book, "worker", day=TODAY, slot=NOON, room="women", bed=4)


def _one_drill(station: Station) -> None:
    _ask(station, tools.Register, of="drill", inspect_by="2024-12-31")


def _drill_out(station: Station) -> None:
    shed = Shed(station)
    shed.lend(shed.register("drill"))


def _members(station: Station, count: int, points_each: int, packs: int) -> None:
    _ask(station, points.Receive, goods="tissues", qty=packs)
    for account in range(1, count + 1):
        _ask(station, points.IssueCard)
        entered = _ask(station, points.Enter, account=account, rule="volunteer", qty=points_each // 10)
        _ask(station, points.Approve, BOSS, earning=entered.earning)


CONTESTS = {
    "bed": Contest(
        with_beds(),
        _one_bed,
        lambda new, _: beds.Book(request_id=new, day=TODAY, slot=NOON, room="women"),
        "SELECT count(*) FROM beds_bookings WHERE bed = 5",
        ("beds_taken", "beds_bookings", "spool"),
    ),
    "unit": Contest(
        SETTINGS,
        _one_drill,
        lambda new, _: tools.Hold(request_id=new, of="drill"),
        "SELECT count(*) FROM tools_loans",
        ("tools_loans", "tools_slips", "spool"),
    ),
    "deposit": Contest(
        SETTINGS,
        _drill_out,
        lambda new, _: tools.TakeBack(request_id=new, unit="drill-1", wrong=()),
        "SELECT count(*) FROM journal WHERE CAST(raw AS TEXT) LIKE '%tools.returned%'",
        ("tools_loans", "tools_slips", "spool"),
    ),
    "pack of tissues": Contest(
        SETTINGS,
        lambda station: _members(station, PROCESSES, 30, 1),
        lambda new, nth: points.Redeem(request_id=new, goods="tissues", account=nth + 1),
        "SELECT count(*) FROM points_redemptions",
        ("points_redemptions", "points_lines", "spool"),
    ),
    "30 points": Contest(
        SETTINGS,
        lambda station: _members(station, 1, 30, 50),
        lambda new, _: points.Redeem(request_id=new, goods="tissues", account=1),
        "SELECT count(*) FROM points_redemptions",
        ("points_redemptions", "points_lines", "spool"),
    ),
}


def last(folder: Path, what: str, *, careless: bool = False) -> Ended:
    """Lets processes want the last one at the same moment; `careless` is the control."""
    contest = CONTESTS[what]
    with station_in(folder, contest.settings) as station:
        contest.prepare(station)
        if careless:
            race.drop_keys(station.desk, contest.loose)
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(PROCESSES)
    with context.Pool(PROCESSES, race.take_place, (start,)) as pool:
        runs = pool.starmap(_want, [(folder, what, nth, careless) for nth in range(PROCESSES)], chunksize=1)
    with station_in(folder, contest.settings) as station:
        return Ended(station.rows(contest.won)[0][0], dict(Counter(reason for reason in runs if reason)))


def _want(folder: Path, what: str, nth: int, careless: bool) -> str:
    """One process: wants it once, when all others do; why it was refused, empty where it was not."""
    desk = bootstrap.open_desk(StationFiles(folder), SetClock())
    try:
        race.ready(desk, careless=careless)
        desk.answer(CONTESTS[what].want(desk.ids.new(), nth), HAND)
    except Refused as refused:
        return refused.reason
    finally:
        desk.journal.close()
    return ""
