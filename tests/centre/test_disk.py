"""A station's disk is told with its hello and seen by who can order a larger one; the centre watches its own."""

import shutil
from collections import namedtuple
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
import requests
from support.centre import RunningCentre, Sender, post, problem, running
from support.console import RunningConsole
from support.joining import Joining
from support.station import SetClock, Station

from kiosk.base.clock import CST
from kiosk.centre.console.morning import LITTLE_MB, SOON_MONTHS, runs_full
from kiosk.centre.disk import GB, MB, RESERVE, SOON
from kiosk.centre.reports.sums import Device
from kiosk.record.batch import encode
from kiosk.record.hello import Known, Room, said_by, sign_hello
from kiosk.station.line.line import FIRST_S, HELLO_S
from kiosk.station.room import room

MORNING = datetime(2024, 3, 2, 8, 30, tzinfo=CST)
Left = Callable[[int], None]


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> Left:
    """Says how much is left on the centre's disk."""
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - as shutil has it

    def say(free: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(100 * GB, 0, free))

    return say


@pytest.fixture
def joining(station: Station) -> Iterator[Joining]:
    with Joining(station).closing() as made:
        yield made


def room_of(centre: RunningCentre) -> tuple[int, int]:
    (row,) = centre.sql("SELECT free_mb, months_left FROM devices")
    return row[0], row[1]


def test_the_room_on_a_station_s_disk_is_at_the_centre_and_the_newest_counts(
    joining: Joining, centre: RunningCentre
) -> None:
    joining.join(centre)
    assert room_of(centre) == (-1, -1)
    for told in (Room(9_000, 14), Room(8_900, 13)):
        joining.room = told
        joining.station.clock.pass_(HELLO_S)
        joining.sync()
        assert room_of(centre) == (told.free_mb, told.months)
    joining.station.open(30)
    joining.line._greeted_at = joining.station.clock.now().up
    joining.line.visit()
    assert room_of(centre) == (8_900, 13), "a batch says nothing of it, and takes nothing away"


def test_a_station_tells_what_its_own_check_up_tells(station: Station) -> None:
    young = room(station.desk.journal.db, station.clock.now(), 64)
    assert young.free_mb > 0
    assert young.months == -1


def test_nobody_on_the_way_can_change_what_a_disk_is_said_to_have() -> None:
    sender = Sender()
    said = sign_hello(sender.key, sender.device, 1, Known(0, "", 0), Room(9_000, 14), "2024-03-01")
    key = bytes(sender.key.verify_key)
    assert said_by(key, said)
    for changed in ({"free_mb": 9_001}, {"months": -1}):
        assert not said_by(key, msgspec.structs.replace(said, **changed))


@pytest.mark.parametrize(
    ("free", "months", "tight"),
    [
        (-1, -1, False),
        (LITTLE_MB, -1, False),
        (LITTLE_MB - 1, -1, True),
        (9_000, SOON_MONTHS, False),
        (9_000, SOON_MONTHS - 1, True),
        (100, 99, False),
        (10, 0, True),
    ],
)
def test_a_disk_is_seen_to_months_ahead_or_by_what_is_left_where_there_is_no_pace(
    free: int, months: int, tight: bool
) -> None:
    assert runs_full(Device("s", b"", "x", "active", "", "2024", 0, free, months)) is tight


def test_the_morning_page_and_the_station_s_page_show_whose_disk_runs_full(tmp_path: Path, left: Left) -> None:
    left(100 * GB)
    console = RunningConsole(tmp_path, "", SetClock(MORNING))
    try:
        sender = Sender()
        sender.enrol(console, console.code("府西"))
        console.account("王主任", "administrator")
        admin = console.browser("王主任")
        station = console.sql("SELECT station_id FROM stations")[0][0]
        for told, morning, page in (
            (Room(9_000, 14), "", "硬盘剩 9000 MB，够 14 个月"),
            (Room(3_100, 4), "大约够 4 个月。请安排换大的", "硬盘剩 3100 MB，够 4 个月"),
            (Room(9_000, -1), "", "硬盘剩 9000 MB<"),
        ):
            hello = sign_hello(sender.key, sender.device, 1, Known(0, "", 0), told, console.clock.now().stamp)
            answer = requests.post(f"{console.url}/v1/hello", json=msgspec.to_builtins(hello), timeout=30)
            assert answer.ok, answer.text
            text = admin.get("/").text
            assert ("硬盘快满了" in text, morning in text) == (bool(morning), True)
            assert page in admin.get(f"/stations/{station}").text
    finally:
        console.stop()


def test_the_administrator_sees_the_centre_s_own_disk_run_full(tmp_path: Path, left: Left) -> None:
    console = RunningConsole(tmp_path, "", SetClock(MORNING))
    try:
        console.account("王主任", "administrator")
        console.account("李审计", "auditor")
        admin, auditor = console.browser("王主任"), console.browser("李审计")
        for free, says in ((SOON, ""), (SOON - MB, "中心的硬盘快满了"), (RESERVE - MB, "已停收驿站的数据")):
            left(free)
            text = admin.get("/").text
            assert (says in text, "中心的硬盘" in text) == (True, bool(says))
            assert "中心的硬盘" not in auditor.get("/").text
            assert f"kiosk_disk_free_bytes {free}\n" in requests.get(f"{console.url}/metrics", timeout=30).text
            assert requests.get(f"{console.url}/ready", timeout=30).status_code == (503 if free < RESERVE else 200)
            assert requests.get(f"{console.url}/health", timeout=30).ok
    finally:
        console.stop()


def test_a_full_centre_refuses_politely_keeps_nothing_half_and_takes_all_once_there_is_room(
    joining: Joining, tmp_path: Path, left: Left
) -> None:
    """The station says that the centre is away, sells on, and sends by itself when it may."""
    left(100 * GB)
    folder = tmp_path / "centre"
    folder.mkdir()
    with running(folder) as centre:
        joining.join(centre)
        joining.sync()
        before = centre.sql("SELECT count(*) FROM events")
        left(RESERVE - 1)
        joining.station.open(30)
        joining.station.buy()
        assert joining.line.visit() == FIRST_S
        assert joining.now.trouble == "offline"
        sender = Sender().live(3)
        sender.enrol(centre)
        answer = post(centre, encode(sender.batch(1)))
        assert (answer.status_code, problem(answer)) == (503, "full")
        assert int(answer.headers["retry-after"]) > 0
        assert centre.sql("SELECT count(*) FROM events") == before
        left(RESERVE)
        joining.sync()
        kept = [bytes(raw) for (raw,) in centre.sql("SELECT raw FROM events ORDER BY epoch, seq")]
        assert kept == joining.events()
        assert joining.now.trouble == ""
