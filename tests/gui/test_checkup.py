"""体检 on the glass: plain answers with one next step, and the trials that set the station right."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from gui.harness import all_words
from gui.house import Glassed, House, rest
from support.press import PROFILE, printing
from support.station import BOSS, HAND, SETTINGS

from kiosk.base.request import Refused
from kiosk.cli.instruments import checkup, profiles_for
from kiosk.devices.profiles import load_printer
from kiosk.devices.scanners import trying
from kiosk.devices.scanners.trying import Heard
from kiosk.services.house.requests import AdoptSettings
from kiosk.services.house.settings import Printer as PrinterAt
from kiosk.services.house.settings import Scanner
from kiosk.services.registry import SERVICES
from kiosk.services.slips.rules import TEST_ITEMS
from kiosk.station import settings
from kiosk.station.doctor import Finding
from kiosk.station.verified import laid_over
from kiosk.touch.checkup.page import checkup_page
from kiosk.touch.checkup.tools import Tools
from kiosk.virtual.printer import VirtualPrinter
from kiosk.virtual.scanner import SerialPlug, VirtualScanner
from kiosk.widgets.window import LANDSCAPE

WORDS = all_words()
PRINTER = '\n# the one at the window\n[printer]\nprofile = "generic-58-raster"\naddress = "tcp:127.0.0.1:9"\n'


def say(key: str, **fields: object) -> str:
    return WORDS.say("zh", key, **fields)


@pytest.fixture
def printed(house: House) -> House:
    """A station whose settings name a printer, of which nobody has tried the profile."""
    text = SETTINGS + PRINTER
    house.station.files.settings.write_text(text, encoding="utf-8")
    house.ask(AdoptSettings(request_id=house.desk.new_id(), text=text), BOSS)
    return house


@contextmanager
def looking(house: House, **plugged: Any) -> Iterator[tuple[Glassed, Tools]]:
    """A supervisor opens the page on the touchscreen, with what is `plugged` into the machine."""
    tools = checkup(house.station.files, house.desk, BOSS, None, own_glass=True)
    tools = msgspec.structs.replace(tools, **plugged)
    with house.workers(LANDSCAPE) as seen:
        seen.shell.go(checkup_page(tools))
        rest(0.5)
        seen.until(lambda: say("checkup.looking") not in seen.said)
        yield seen, tools


def test_it_says_what_is_wrong_and_what_to_do_and_how_much_is_well(printed: House) -> None:
    with looking(printed) as (seen, _):
        assert re.search(r"要处理：\d+件。另外\d+项都好。", seen.said.replace(" ", ""))
        assert "请" in seen.said  # one next step
        assert seen.screen == "CheckupPage"


def test_the_answer_to_the_test_print_sets_the_profile_in_file_and_record(printed: House) -> None:
    station = printed.station
    with looking(printed) as (seen, tools), printing(station) as press:
        seen.tap(say("checkup.paper"))
        seen.tap(say("house.device.printer"))
        assert seen.screen == "PaperTrial"
        press.print_all()
        seen.until(lambda: seen.screen == "WhichLine")
        sheet = "\n".join(press.paper.slips[-1].text)
        profiles = profiles_for("tcp:127.0.0.1:9")
        line = profiles.index("generic-80-gb18030") + 1
        assert re.search(rf"^{line} .*{line}$", sheet, re.MULTILINE)
        seen.tap(str(line))
        seen.until_said(say("checkup.profile_set").replace(" ", ""))
        assert tools.settings().printer is not None
        assert tools.settings().printer.profile == "generic-80-gb18030"  # type: ignore[union-attr] # just seen
    text = station.files.settings.read_text(encoding="utf-8")
    assert text == (SETTINGS + PRINTER).replace("generic-58-raster", "generic-80-gb18030")
    assert settings.in_force(station.desk.journal.db, SERVICES).text == text
    assert station.kinds().count("slips.trial_ordered") == 1
    [(by,)] = station.rows(
        "SELECT json_extract(CAST(raw AS TEXT), '$.by') FROM journal WHERE "
        "json_extract(CAST(raw AS TEXT), '$.kind') = 'house.settings_adopted' ORDER BY pos DESC LIMIT 1"
    )
    assert by == BOSS


@pytest.mark.parametrize("wrong", ["", "drawer", "text"])
def test_what_is_seen_of_the_test_page_is_in_the_record_and_beside_the_profile(printed: House, wrong: str) -> None:
    station = printed.station
    with looking(printed) as (seen, _), printing(station) as press:
        seen.tap(say("checkup.paper"))
        seen.tap(say("house.device.printer"))
        press.print_all()
        seen.until(lambda: seen.screen == "WhichLine")
        seen.tap(str(profiles_for("tcp:127.0.0.1:9").index("generic-58-raster") + 1))
        seen.until(lambda: seen.screen == "PageTrial")
        press.print_all()
        assert press.paper.kicks == 1
        for item in TEST_ITEMS:
            seen.until_said(say(f"checkup.test_{item}"))
            seen.tap(say("checkup.test_no" if item == wrong else "checkup.test_yes"))
        seen.until(lambda: seen.screen == "Outcome")
        assert ("字" in seen.said and "不对" in seen.said) == (wrong == "text")
        assert (say("checkup.test_well").replace(" ", "") in seen.said) == (wrong == "")
    [(raw,)] = station.rows(
        "SELECT CAST(raw AS TEXT) FROM journal WHERE json_extract(CAST(raw AS TEXT), '$.kind') = 'slips.tested'"
    )
    event = json.loads(raw)
    assert event["by"] == BOSS
    assert event["data"] == {"printer": PROFILE, "device": "printer"} | {item: item != wrong for item in TEST_ITEMS}
    packaged = load_printer(PROFILE)
    assert packaged.verified.by == "", "a station writes to no packaged file"
    known = laid_over(station.files, packaged).verified
    assert (known.by, bool(known.on)) == (("", False) if wrong == "text" else (BOSS, True))


def test_a_sheet_that_does_not_come_out_is_told_with_its_reason(printed: House) -> None:
    with looking(printed) as (seen, _), printing(printed.station) as press:
        seen.tap(say("checkup.paper"))
        press.paper.faults.set("paper_out")
        seen.tap(say("house.device.printer"))
        press.print_all()
        seen.until(lambda: seen.screen == "Trouble")
        assert say("slips.reason_paper_out") in seen.said


def test_of_two_printers_the_one_that_is_chosen_is_tried_and_set(printed: House) -> None:
    station = printed.station
    second = PRINTER.replace("[printer]", "[second_printer]").replace(':9"', ':10"')
    text = SETTINGS + PRINTER + second
    printed.ask(AdoptSettings(request_id=printed.desk.new_id(), text=text), BOSS)
    station.files.settings.write_text(text, encoding="utf-8")
    with looking(printed) as (seen, tools), printing(station, (PROFILE, PROFILE)) as press:
        seen.tap(say("checkup.paper"))
        seen.tap(say("house.device.second_printer"))
        press.print_all()
        seen.until(lambda: seen.screen == "WhichLine")
        assert [len(paper.slips) for paper in press.papers] == [0, 1]
        seen.tap(str(profiles_for("tcp:127.0.0.1:10").index("generic-80-gb18030") + 1))
        seen.until_said(say("checkup.profile_set").replace(" ", ""))
        profiles = [place.profile for place in tools.settings().printers]
        assert profiles == ["generic-58-raster", "generic-80-gb18030"]


@pytest.mark.parametrize("second", [False, True])
def test_a_printer_that_was_plugged_in_is_found_tried_and_set_on_the_glass(house: House, *, second: bool) -> None:
    profile = "generic-80-gb18030"
    if second:
        house.station.files.settings.write_text(SETTINGS + PRINTER, encoding="utf-8")
        house.ask(AdoptSettings(request_id=house.desk.new_id(), text=SETTINGS + PRINTER), BOSS)
    with VirtualPrinter(load_printer(profile).spec) as plugged:
        address = "tcp:{}:{}".format(*plugged.serve_tcp())
        ports = *(("tcp:127.0.0.1:9",) if second else ()), address
        with looking(house, ports=lambda: ports) as (seen, tools):
            seen.tap(say("checkup.paper"))
            if second:
                seen.tap(say("checkup.new_printer"))
                seen.tap(say("house.device.second_printer"))
            seen.tap(say("setup.printer_usb", number=1))  # of those that are not in use
            seen.until(lambda: seen.screen == "WhichLine")
            assert len(plugged.slips) == 1
            seen.tap(str(profiles_for(address).index(profile) + 1))
            seen.until_said(say("checkup.profile_set").replace(" ", ""))
            assert tools.settings().printers[second] == PrinterAt(profile, address)
    written = settings.parse(house.station.files.settings.read_text(encoding="utf-8"), SERVICES)
    assert written.printers[second].address == address


def test_a_code_that_the_station_reads_says_that_its_scanner_works(house: House) -> None:
    with looking(house) as (seen, _):
        seen.tap(say("checkup.scan"))
        assert say("setup.ask_scan").replace(" ", "") in seen.said.replace(" ", "")
        seen.shell.scan("6901234567892")
        seen.until_said(say("checkup.scan_well"))


def test_a_scanner_that_was_plugged_in_is_found_by_its_code_and_the_cash_machines_line_is_left_alone(
    house: House, tmp_path: Path
) -> None:
    plugs = [SerialPlug(tmp_path / name) for name in ("cash", "scanner")]
    with VirtualScanner(plugs[0]), VirtualScanner(plugs[1]) as virtual:
        lines = tuple(f"serial:{plug.path.resolve()}" for plug in plugs)
        text = SETTINGS + f'\n[cash]\naddress = "{lines[0]}"\n[cash.coins]\nprofile = "generic-coins"\nfen = [100]\n'
        house.ask(AdoptSettings(request_id=house.desk.new_id(), text=text), BOSS)
        house.station.files.settings.write_text(text, encoding="utf-8")
        heard: list[tuple[str, ...]] = []

        def hear(places: tuple[str, ...], stop: threading.Event) -> Heard | None:
            heard.append(places)
            return trying.listen(places, stop)

        with looking(house, scanners=lambda _: lines, hear=hear) as (seen, tools):
            seen.tap(say("checkup.scan"))
            ends = time.monotonic() + 20
            while seen.screen == "ScanTrial" and time.monotonic() < ends:
                virtual.scan("6901234567892")  # the line may not have been opened yet
                rest(0.3)
            seen.until_said(say("checkup.scanner_set").replace(" ", ""))
            assert tools.settings().scanner == Scanner("generic-serial", lines[1])
        assert heard == [lines[1:]]


def test_a_printer_in_use_is_not_set_twice(printed: House) -> None:
    with looking(printed) as (seen, tools):
        seen.tap(say("checkup.paper"))
        seen.tap(say("checkup.new_printer"))
        seen.tap(say("house.device.second_printer"))
        seen.tap(say("setup.printer_network"))
        for mark in "\b" * 21 + "127.0.0.1:9\r":
            seen.key(ord(mark), mark)
        assert say("checkup.in_use").replace(" ", "") in seen.said.replace(" ", "")
        assert len(tools.settings().printers) == 1


def test_nobody_but_a_supervisor_sets_anything_and_the_file_stays_as_it_was(printed: House) -> None:
    tools = checkup(printed.station.files, printed.desk, HAND, None, own_glass=True)
    before = printed.station.files.settings.read_bytes()
    with pytest.raises(Refused) as refused:
        tools.adopt("printer", {"profile": "generic-80-raster"}, HAND)
    assert refused.value.reason == "staff.not_allowed"
    assert printed.station.files.settings.read_bytes() == before
    assert tools.settings().text == before.decode()


def test_all_five_places_can_be_touched(house: House) -> None:
    with looking(house) as (seen, _):
        seen.tap(say("checkup.touch"))
        for place in "12345":
            seen.tap(place)
        assert say("checkup.touch_well") in seen.said


def test_a_place_that_is_not_touched_is_named(house: House) -> None:
    with looking(house) as (seen, _):
        seen.tap(say("checkup.touch"))
        for place in "1234":
            seen.tap(place)
        rest(31)
        assert say("checkup.lower_right") in seen.said
        seen.tap(say("widgets.back"))
        assert seen.screen == "CheckupPage"


def test_a_screen_that_is_measured_anew_is_set_from_the_next_start_on(printed: House) -> None:
    with looking(printed) as (seen, tools):
        seen.tap(say("checkup.card"))
        before = tools.settings().screen.diagonal_in
        seen.tap("10 %")
        seen.tap(say("setup.fits"))
        seen.until(lambda: seen.screen == "Outcome")
        assert tools.settings().screen.diagonal_in == round(before * 1.1, 1)
    assert "# the one at the window" in printed.station.files.settings.read_text(encoding="utf-8")


def test_a_voice_that_is_not_heard_gets_a_next_step(house: House) -> None:
    with looking(house) as (seen, _):
        seen.tap(say("checkup.voice"))
        assert say("checkup.sample") in seen.said
        seen.tap(say("checkup.not_heard"))
        assert "音箱" in seen.said


def test_many_things_wrong_turn_page_by_page(house: House) -> None:
    found = tuple(Finding("disk", "bad", "bad", {"free": number, "reserve": 64}) for number in range(12))
    tools = checkup(house.station.files, house.desk, BOSS, None, own_glass=True)
    tools = msgspec.structs.replace(tools, look=lambda *_: found)
    with house.workers(LANDSCAPE) as seen:
        seen.shell.go(checkup_page(tools))
        rest(0.5)
        seen.until_said("要处理：12 件")
        told = set()
        for _ in range(12):
            told |= set(re.findall(r"磁盘只剩(\d+)", seen.said.replace(" ", "")))
            seen.tap(say("checkup.more"))
        assert told == {str(number) for number in range(12)}
