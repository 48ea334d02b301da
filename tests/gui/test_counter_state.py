"""The bar that says how the station is: real devices, spool, disk and clock, in words."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from gui.harness import all_words
from gui.house import House
from support.station import SETTINGS, Station, station_in

from kiosk.base.words import LANGUAGES
from kiosk.devices.printers.status import State
from kiosk.services.house.requests import ReportDevice
from kiosk.touch.state import StateNow, told

PRINTER = '\n[printer]\nprofile = "generic-80-gb18030"\naddress = "tcp:127.0.0.1:9100"\n'


@pytest.fixture
def printing(tmp_path: Path) -> Iterator[House]:
    """A station that has a printer."""
    with station_in(tmp_path / "printing", SETTINGS + PRINTER) as station:
        station.open(30)
        house = House(station)
        try:
            yield house
        finally:
            house.close()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("printer", [*get_args(State), "no_printer"])
def test_every_state_of_a_printer_has_its_words_and_its_picture(printer: str, lang: str) -> None:
    def say(key: str, **fields: object) -> str:
        return all_words().say(lang, key, **fields)

    well = told(say, StateNow(minute="11:45"))[0]
    shown = told(say, StateNow(printer, minute="11:45"))[0]
    assert shown.wrong == (printer not in {"ready", "no_printer"})
    assert (shown.words == well.words) == (printer == "ready")
    assert not shown.wrong or shown.icon != well.icon


def test_what_the_printer_says_is_in_the_bar_and_goes_again(printing: House) -> None:
    with printing.counter() as counter:
        assert "打印机正常" in counter.said
        for state, words in (("paper_out", "打印机没纸了"), ("unknown", "打印机没反应"), ("ready", "打印机正常")):
            request = ReportDevice(request_id=printing.desk.new_id(), device="printer", state=state)
            printing.ask(request, "device")
            counter.settle()
            assert words in counter.said


def test_slips_that_wait_are_counted_until_they_are_out(printing: House) -> None:
    with printing.counter() as counter:
        assert "没有等打的号条" in counter.said
        printing.station.buy()
        counter.settle()
        assert "1 张号条等着打" in counter.said
        printing.slip_is("confirmed")
        counter.settle()
        assert "没有等打的号条" in counter.said


def test_a_clock_that_somebody_moved_is_said_for_the_day(house: House) -> None:
    with house.counter() as counter:
        assert "11:12 时间正常" in counter.said
        house.station.clock.jump(3600)
        house.station.order()
        counter.settle()
        assert "12:12 今天有人拨过时间" in counter.said
        house.station.clock.pass_(24 * 3600)
        counter.pass_(11)
        assert "时间正常" in counter.said


@pytest.mark.parametrize(("reserve_mb", "words"), [(1, "硬盘够用"), (1_000_000, "硬盘满了，不卖了")])
def test_a_disk_below_its_reserve_is_said(tmp_path: Path, reserve_mb: int, words: str) -> None:
    text = SETTINGS.replace("[station]", f"[station]\ndisk_reserve_mb = {reserve_mb}", 1)
    with station_in(tmp_path / "small", text) as station:
        house = House(station)
        try:
            with house.counter() as counter:
                assert words in counter.said
        finally:
            house.close()


def test_a_station_without_a_printer_says_so_and_alarms_nobody(station: Station) -> None:
    house = House(station)
    try:
        with house.counter() as counter:
            assert "没有打印机" in counter.said
            assert "没有要处理的事" in counter.said
    finally:
        house.close()
