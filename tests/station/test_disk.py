"""A disk that is nearly full stops the sale in time; a full one leaves nothing half-written."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw
import pytest
from lab.disk_vfs import Faults, FaultyVfs
from support.station import SetClock, Station
from support.tools import Shed

from kiosk.base.request import Refused
from kiosk.record.verify import NO_WITNESS
from kiosk.services.meals import requests as meals
from kiosk.services.registry import SERVICES
from kiosk.station.verify import verify_station

RESERVE = 64 * 1024 * 1024


class _Disk(apsw.VFSFile):
    """A file whose writes fail as on a full disk once `room` of them are done."""

    room: int | None = None

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - the name SQLite gives it
        if _Disk.room is not None:
            if _Disk.room == 0:
                raise apsw.FullError
            _Disk.room -= 1
        super().xWrite(data, offset)


class _FullVfs(apsw.VFS):
    def __init__(self) -> None:
        super().__init__("full", "unix", makedefault=True)

    def xOpen(self, name: Any, flags: Any) -> apsw.VFSFile:  # noqa: N802 - the name SQLite gives it
        return _Disk("unix", name, flags)


@pytest.fixture
def disk() -> Iterator[None]:
    """Every file that is opened from now on lies on a disk that can be full."""
    vfs = _FullVfs()
    yield
    vfs.unregister()


@contextmanager
def room_for(writes: int) -> Iterator[None]:
    _Disk.room = writes
    try:
        yield
    finally:
        _Disk.room = None


def whole(station: Station) -> bool:
    return verify_station(station.files.folder, NO_WITNESS, SERVICES, rebuild=True).fault is None


def test_a_nearly_full_disk_stops_the_sale_and_nothing_else(station: Station) -> None:
    station.open()
    held = station.order()
    number = station.buy()
    station.desk._free = lambda: RESERVE - 1
    for sells in (
        meals.Order(request_id=station.id(), meal="lunch"),
        meals.JoinWait(request_id=station.id(), meal="lunch"),
        meals.Sell(request_id=station.id(), meal="lunch", way="counter", given_fen=500),
    ):
        with pytest.raises(Refused, match="house\\.disk_nearly_full"):
            station.ask(sells)
    station.pay(held.sale)
    station.clock.pass_(20 * 60)
    station.serve(number)
    station.ask(meals.Refund(request_id=station.id(), meal="lunch", number=held.number, reason="停电"))
    station.close_meal()
    assert station.accounts()["cash.drawer"] == 500


def test_the_sale_goes_on_when_there_is_room_again(station: Station) -> None:
    station.open()
    room = [RESERVE - 1]
    station.desk._free = lambda: room[0]
    with pytest.raises(Refused, match="house\\.disk_nearly_full"):
        station.order()
    room[0] = RESERVE
    assert station.order().number == 1


@pytest.mark.usefixtures("disk")
def test_a_disk_that_fills_at_any_write_of_a_sale_leaves_nothing_half_written(station: Station) -> None:
    station.open()
    events = station.kinds()
    sell = meals.Sell(request_id=station.id(), meal="lunch", way="counter", given_fen=500)
    writes = 0
    while not _sold(station, sell, writes):
        assert (station.kinds(), station.rows("SELECT * FROM meals_tickets")) == (events, [])
        writes += 1
    # A sale writes a dozen pages and more to the log: each in turn found no room.
    assert writes > 10
    assert station.ask(sell).number == 1
    assert station.buy() == 2
    assert whole(station)


def _sold(station: Station, sell: meals.Sell, writes: int) -> bool:
    with room_for(writes):
        try:
            station.ask(sell)
        except Refused as refused:
            return refused.reason != "house.disk_full"
        return True


def test_a_file_that_may_not_grow_refuses_in_words_and_works_again_afterwards(station: Station) -> None:
    station.open(2000)
    db = station.desk.journal.db
    db.pragma("max_page_count", db.pragma("page_count"))
    sold = _sell_until_full(station)
    assert station.rows("SELECT count(*), max(number) FROM meals_tickets") == [(sold, sold or None)]
    db.pragma("max_page_count", 1_000_000)
    assert station.buy() == sold + 1
    assert whole(station)


def _sell_until_full(station: Station) -> int:
    """How many were sold before the disk was full."""
    for sold in range(500):
        if not _sold(station, meals.Sell(request_id=station.id(), meal="lunch", way="counter", given_fen=500), 10**6):
            return sold
    raise AssertionError("the disk did not fill")


def test_a_full_disk_is_told_to_a_second_desk_too(station: Station) -> None:
    station.open()
    counter = Station(station.files.folder, station.clock)
    db = counter.desk.journal.db
    db.pragma("max_page_count", db.pragma("page_count"))
    station.buy()
    _sell_until_full(counter)
    db.pragma("max_page_count", 1_000_000)
    counter.buy()
    assert whole(station)
    counter.close()


def test_keys_that_cannot_be_written_are_a_refusal_in_words_and_nobody_is_kept(tmp_path: Path) -> None:
    faults = Faults()
    vfs = FaultyVfs(faults)
    # Where the stock of keys is made, the disk fails while it is written, and while that is taken back.
    for after in range(8, 18):
        with Station(tmp_path / f"station-{after}", SetClock()).closing() as station:
            shed = Shed(station)
            shed.register("drill")
            with faults.on("read_only", after), pytest.raises(Refused, match="house\\.record_unwell"):
                shed.prepare("drill-1")
            assert station.rows("SELECT * FROM vault") == []
            shed.prepare("drill-1")
            assert whole(station)
    vfs.unregister()
