"""The bar that says how the station is: real devices, spool, disk and clock, in words."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from gui.harness import all_words
from gui.house import House
from support.station import SETTINGS, Station, station_in

from kiosk.base.words import LANGUAGES
from kiosk.devices.health import NEAR_END, READY, UNSTEADY, WRONG_DEVICE
from kiosk.devices.printers.status import State
from kiosk.devices.scanners.driver import NO_END, NOT_A_SCANNER
from kiosk.services.house.requests import ReportDevice
from kiosk.station.cash.machine import STATES as CASH_STATES
from kiosk.touch import devices
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
@pytest.mark.parametrize("printer", [*get_args(State), "wrong_device", "unsteady", "no_printer"])
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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_state_of_every_device_says_what_is_so_and_what_to_do(lang: str) -> None:
    def say(key: str, **fields: object) -> str:
        return all_words().say(lang, key, **fields)

    known = {*get_args(State), *CASH_STATES, NOT_A_SCANNER, NO_END, NEAR_END, UNSTEADY, WRONG_DEVICE}
    assert known == {*devices.STATES}
    for state in {*devices.STATES, "a driver's new word"} - {READY}:
        for device in ("printer", "second_printer", "scanner", "coins", "notes", "hopper", "cash", "drawer", "another"):
            told_now, cared = devices.now(say, device, state), devices.care(say, device, state)
            assert cared.startswith(told_now)
            assert len(cared) > len(told_now) + 4
            assert devices.icon(device, READY)


def test_a_scanner_that_is_gone_is_in_the_bar_with_what_to_do_beside_it(printing: House) -> None:
    with printing.counter() as counter:
        assert "扫码器" not in counter.said

        def becomes(device: str, state: str) -> None:
            request = ReportDevice(request_id=printing.desk.new_id(), device=device, state=state)
            printing.ask(request, "device")
            counter.settle()

        becomes("scanner", "unreachable")
        assert "扫码器连不上。请看线插好没有、电源开了没有。" in counter.said
        becomes("notes", "unreachable")
        assert "2 台设备要看" in counter.said
        assert "收纸币机连不上。请看线插好没有、电源开了没有。" in counter.said
        becomes("notes", "ready")
        becomes("scanner", "wrong_device")
        assert "扫码器的线插错了。请把打印机和扫码器的线对换，或者找技术员。" in counter.said
        becomes("scanner", "ready")
        assert "扫码器" not in counter.said


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
