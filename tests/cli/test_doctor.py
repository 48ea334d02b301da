"""`kiosk doctor`: plain answers, and what to do next."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import apsw
import msgspec
import pytest
from cli.conftest import PIN, Kiosk
from support.station import SETTINGS, SetClock, Station

from kiosk import bootstrap_founding
from kiosk.base.clock import CST
from kiosk.cli import health, selftest
from kiosk.demo.house import PROFILE
from kiosk.devices.printers.status import Status
from kiosk.devices.profiles import load_printer
from kiosk.devices.scanners.scan import Debounce
from kiosk.services.house.requests import ReportDevice, Tick
from kiosk.services.house.settings import Printer as PrinterAt
from kiosk.services.house.settings import Scanner as ScannerAt
from kiosk.services.registry import SERVICES
from kiosk.station import doctor
from kiosk.station.clock import SystemClock
from kiosk.station.doctor import computer
from kiosk.station.files import StationFiles
from kiosk.station.owner import Owner
from kiosk.touch.voice import check as hearing
from kiosk.virtual.faults import Fault
from kiosk.virtual.printer import VirtualPrinter

AT_PRINTER = '\n[printer]\nprofile = "{profile}"\naddress = "{address}"\n'


@pytest.fixture(autouse=True)
def _hardware(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Graphics are looked at once, in the test that is about them."""
    if "graphics" not in request.node.name:
        monkeypatch.setattr(health, "_renderer", lambda: "Mesa Intel(R) UHD Graphics 600")
        monkeypatch.setattr(health, "_display", lambda: (1080, 1920))


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter(load_printer(PROFILE).spec) as made:
        yield made


@pytest.fixture
def printing(tmp_path: Path, printer: VirtualPrinter) -> Path:
    """The folder of a station with that printer."""
    address = "tcp:{}:{}".format(*printer.serve_tcp())
    files = StationFiles(tmp_path / "printing")
    bootstrap_founding.make_station(
        files, SystemClock(), SETTINGS + AT_PRINTER.format(profile=PROFILE, address=address)
    )
    return files.folder


def looked(kiosk: Kiosk, data: Path) -> tuple[int, dict[str, Any]]:
    """The exit code, and the checks by name; of a check made twice the worse one."""
    said = kiosk("doctor", "--data", data, "--json")
    checks: dict[str, Any] = {}
    for check in msgspec.json.decode(said.last)["checks"]:
        if check["name"] not in checks or check["state"] == "bad":
            checks[check["name"]] = check
    return said.code, checks


def test_a_new_station_has_nothing_bad(data: Path, kiosk: Kiosk) -> None:
    code, checks = looked(kiosk, data)
    assert code == 0
    assert {name for name, check in checks.items() if check["state"] == "ok"} >= {
        "python", "sqlite", "assets", "opengl", "secret", "owner", "clock", "settings", "disk"}  # fmt: skip
    assert checks["printer"]["state"] == "warn"
    assert "station.toml" in checks["printer"]["says"]


def test_every_answer_is_a_line_a_person_can_read_out(data: Path, kiosk: Kiosk) -> None:
    said = kiosk("doctor", "--data", data)
    for line in said.out.splitlines():
        state, _, sentence = line.partition(" ")
        assert state in {"ok", "warn", "bad"}
        assert sentence.strip().endswith(".")


def test_without_a_station_the_machine_is_looked_at_alone(tmp_path: Path, kiosk: Kiosk) -> None:
    code, checks = looked(kiosk, tmp_path / "nothing")
    assert code == 0
    assert "kiosk run makes one" in checks["journal"]["says"]
    assert "printer" not in checks
    assert not (tmp_path / "nothing").exists()


def test_software_graphics_are_warned_of(data: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    monkeypatch.setenv("LIBGL_ALWAYS_SOFTWARE", "1")
    code, checks = looked(kiosk, data)
    assert code == 0
    assert (checks["opengl"]["state"], "llvmpipe" in checks["opengl"]["says"]) == ("warn", True)


def test_graphics_without_a_window_are_bad(data: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "no-such-driver")
    code, checks = looked(kiosk, data)
    assert code == 1
    assert "No window can be opened" in checks["opengl"]["says"]


@pytest.mark.parametrize(("fault", "state", "says"), [
    (None, "ok", "ready"), ("near_end", "warn", "nearly out of paper"), ("paper_out", "bad", "out of paper"),
    ("cover_open", "bad", "cover is open"), ("silent", "warn", "does not answer"), ("off", "bad", "cannot be reached"),
])  # fmt: skip
def test_the_printer_says_itself_how_it_is(
    fault: Fault | None, state: str, says: str, printing: Path, printer: VirtualPrinter, kiosk: Kiosk
) -> None:
    if fault is not None:
        printer.faults.set(fault)
    code, checks = looked(kiosk, printing)
    assert (code, checks["printer"]["state"]) == (1 if state == "bad" else 0, state)
    assert says in checks["printer"]["says"]


@pytest.mark.parametrize(("letters", "code", "said"), [("y", 0, "Somebody saw paper"), ("n", 1, "Nobody has seen")])
def test_a_page_is_printed_and_what_was_seen_of_it_is_kept(
    printer: VirtualPrinter, tmp_path: Path, kiosk: Kiosk, letters: str, code: int, said: str
) -> None:
    address = "tcp:{}:{}".format(*printer.serve_tcp())
    files = StationFiles(tmp_path / "tested")
    text = SETTINGS + AT_PRINTER.format(profile=PROFILE, address=address)
    bootstrap_founding.make_station(files, SystemClock(), text, PIN)
    _, checks = looked(kiosk, files.folder)
    assert "Nobody has seen" in checks["verified"]["says"]
    page = kiosk("doctor", "--test-page", "--data", files.folder, answers=("", PIN, "y", letters, "y", "y", "y", "n"))
    assert page.code == code, page
    assert ("the letters" in page.out) == (letters == "n")
    assert printer.kicks == 1
    _, checks = looked(kiosk, files.folder)
    assert said in checks["verified"]["says"]


def test_of_two_printers_it_is_asked_which_gets_the_page(printer: VirtualPrinter, tmp_path: Path, kiosk: Kiosk) -> None:
    first = AT_PRINTER.format(profile=PROFILE, address="tcp:127.0.0.1:9")
    address = "tcp:{}:{}".format(*printer.serve_tcp())
    second = AT_PRINTER.replace("[printer]", "[second_printer]").format(profile=PROFILE, address=address)
    files = StationFiles(tmp_path / "two")
    bootstrap_founding.make_station(files, SystemClock(), SETTINGS + first + second, PIN)
    page = kiosk("doctor", "--test-page", "--data", files.folder, answers=("", PIN, "2", *"yyyyyy"))
    assert (page.code, len(printer.slips)) == (0, 1), page
    gone = kiosk("doctor", "--test-page", "--data", files.folder, answers=("", PIN, "1"))
    assert gone.code == 1
    assert "cannot be reached" in gone.out or "not reached" in gone.out, gone


def test_a_printer_at_work_is_not_disturbed(printing: Path, printer: VirtualPrinter, kiosk: Kiosk) -> None:
    printer.faults.set("off")  # whoever asked it would find it gone
    owner = Owner(StationFiles(printing).owner)
    try:
        code, checks = looked(kiosk, printing)
    finally:
        owner.release()
    assert code == 0
    assert f"process {os.getpid()}" in checks["owner"]["says"]
    assert "running program" in checks["printer"]["says"]


def test_a_roll_that_a_running_program_has_seen_near_its_end_is_no_fault(printing: Path, kiosk: Kiosk) -> None:
    text = StationFiles(printing).settings.read_text(encoding="utf-8")
    with Station(printing, SetClock(), text).closing() as station:
        station.ask(ReportDevice(request_id=station.id(), device="printer", state="near_end"), "device")
    owner = Owner(StationFiles(printing).owner)
    try:
        code, checks = looked(kiosk, printing)
    finally:
        owner.release()
    assert (code, checks["printer"]["state"]) == (0, "warn")
    assert "nearly out of paper" in checks["printer"]["says"]


def test_a_key_that_others_can_read_is_bad(data: Path, kiosk: Kiosk) -> None:
    (data / "device.key").chmod(0o644)
    code, checks = looked(kiosk, data)
    assert code == 1
    assert "chmod 600" in checks["secret"]["says"]


def test_a_missing_key_is_bad(data: Path, kiosk: Kiosk) -> None:
    (data / "pepper.key").unlink()
    code, checks = looked(kiosk, data)
    assert (code, "pepper.key is missing" in checks["secret"]["says"]) == (1, True)


def test_a_record_broken_after_its_last_signature_is_found(tmp_path: Path, kiosk: Kiosk) -> None:
    station = Station(tmp_path / "data", SetClock())
    station.open(5)
    station.buy()
    station.clock.pass_(20 * 60)
    station.serve(1)
    station.close_meal()
    station.close()
    folder = tmp_path / "data"
    assert looked(kiosk, folder)[1]["journal"]["state"] == "ok"
    store = apsw.Connection(str(StationFiles(folder).journal))
    store.execute("UPDATE journal SET hash = zeroblob(32) WHERE pos = (SELECT max(pos) FROM journal)").fetchall()
    store.close()
    code, checks = looked(kiosk, folder)
    assert (code, checks["journal"]["state"]) == (1, "bad")
    assert "Stop using it" in checks["journal"]["says"]


def test_a_clock_before_the_last_event_is_bad(tmp_path: Path, kiosk: Kiosk) -> None:
    clock = SetClock()
    clock.pass_(100 * 365 * 24 * 3600)
    Station(tmp_path / "data", clock).close()
    code, checks = looked(kiosk, tmp_path / "data")
    assert (code, checks["clock"]["state"]) == (1, "bad")
    assert "Set the clock before opening" in checks["clock"]["says"]


@pytest.mark.parametrize(("free_mb", "state", "says"), [(63, "bad", "selling has stopped"), (100, "warn", "Make room")])
def test_a_disk_that_fills_up_is_told_in_time(
    free_mb: int, state: str, says: str, data: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(data)._replace(free=free_mb * 1024 * 1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    code, checks = looked(kiosk, data)
    assert (code, checks["disk"]["state"]) == (1 if state == "bad" else 0, state)
    assert says in checks["disk"]["says"]


def test_settings_that_would_stop_the_next_start_are_bad_now(data: Path, kiosk: Kiosk) -> None:
    (data / "station.toml").write_text(SETTINGS.replace("price_fen = 500", "price_fen = -5"), encoding="utf-8")
    code, checks = looked(kiosk, data)
    assert (code, checks["settings"]["state"]) == (1, "bad")
    assert "line 13" in checks["settings"]["says"]


def test_a_journal_of_a_newer_program_is_said_to_be_one(data: Path, kiosk: Kiosk) -> None:
    store = apsw.Connection(str(StationFiles(data).journal))
    store.execute("PRAGMA user_version = 99").fetchall()
    store.close()
    code, checks = looked(kiosk, data)
    assert (code, "newer program" in checks["journal"]["says"]) == (1, True)


@pytest.mark.parametrize(("year", "state"), [(2026, "ok"), (2099, "warn")])
def test_a_calendar_that_is_not_known_yet_is_told_where_the_station_follows_it(
    tmp_path: Path, year: int, state: str
) -> None:
    clock = SetClock(datetime(year, 3, 1, 11, 12, tzinfo=CST))
    with Station(tmp_path / "follows", clock, SETTINGS + "\n[holidays]\ncalendar = true\n").closing() as made:
        found = {
            finding.name: finding for finding in doctor.station(made.files, SERVICES, clock, no_printer, no_scanner)
        }
    assert (found["holidays"].state, found["holidays"].fields["year"]) == (state, year)


def no_printer(place: PrinterAt) -> Status:
    raise AssertionError(place)


def no_scanner(place: ScannerAt) -> str:
    raise AssertionError(place)


@pytest.mark.parametrize(
    ("size", "state", "says"), [((1080, 1920), "ok", "1080×1920"), ((1024, 600), "warn", "1024×600")]
)
def test_a_display_that_is_another_one_is_told(
    data: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], state: str, says: str
) -> None:
    monkeypatch.setattr(health, "_display", lambda: size)
    _, checks = looked(kiosk, data)
    assert checks["glass"]["state"] == state
    assert says in checks["glass"]["says"]


@pytest.mark.parametrize(("own", "state", "says"), [
    ("192.168.1.", "ok", "192.168.1.*"), ("", "warn", "check cable and router"),
])  # fmt: skip
def test_the_network_is_looked_at(
    own: str, state: str, says: str, data: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(computer, "own_network", lambda: own)
    code, checks = looked(kiosk, data)
    assert (code, checks["network"]["state"]) == (0, state)
    assert says in checks["network"]["says"]


def test_a_clock_that_jumped_lately_is_told_with_its_last_jump(tmp_path: Path, kiosk: Kiosk) -> None:
    clock = SetClock(SystemClock().now().at - timedelta(days=2))
    station = Station(tmp_path / "data", clock)
    for hours in (-3, 3):
        clock.jump(hours * 3600)
        station.ask(Tick(request_id=station.id()), "device")
    station.close()
    _, checks = looked(kiosk, tmp_path / "data")
    assert checks["jumps"]["state"] == "warn"
    assert "2 times" in checks["jumps"]["says"]
    assert f"{clock.at:%Y-%m-%dT%H:%M}" in checks["jumps"]["says"]


@pytest.mark.parametrize(("seconds", "state"), [(1, "ok"), (40, "warn")])
def test_a_clock_that_was_moved_since_the_machine_came_up_is_told_by_how_much(
    seconds: int, state: str, tmp_path: Path
) -> None:
    clock = SetClock()
    station = Station(tmp_path / "data", clock)
    station.open(30)
    clock.reboot()
    for _ in range(20):
        clock.pass_(60)
        station.buy()
    clock.jump(seconds)
    clock.pass_(60)
    found = {
        one.name: one for one in doctor.station(station.files, SERVICES, clock, lambda _: Status("ready"), no_scanner)
    }
    station.close()
    assert (found["drift"].state, found["drift"].fields["seconds"]) == (state, seconds)
    assert found["jumps"].state == "ok"


@pytest.mark.parametrize(("missing", "says"), [("espeak-ng", "cannot speak"), ("aplay", "alsa-utils"), ("", "card")])
def test_a_station_that_cannot_be_heard_is_told_why(
    missing: str, says: str, data: Path, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cards = tmp_path / "cards"
    cards.write_text("--- no soundcards ---\n" if not missing else " 0 [PCH ]: HDA-Intel\n", encoding="utf-8")
    monkeypatch.setattr(hearing, "_CARDS", cards)
    monkeypatch.setattr(shutil, "which", lambda program: None if program == missing else f"/usr/bin/{program}")
    code, checks = looked(kiosk, data)
    assert (code, checks["voice"]["state"]) == (0, "warn")
    assert says in checks["voice"]["says"]


def test_the_self_test_tries_every_driver_and_touches_nothing_real(kiosk: Kiosk, tmp_path: Path) -> None:
    said = kiosk("doctor", "--data", tmp_path / "none", "--self-test", "--json")
    told_of = msgspec.json.decode(said.last)
    assert (said.code, told_of["ok"], len(told_of["checks"])) == (0, True, 5)
    assert not (tmp_path / "none").exists()


def test_a_driver_that_does_not_work_fails_the_self_test_and_is_named(
    kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Debounce, "fresh", lambda *_: False)  # no scan gets through
    monkeypatch.setattr(selftest, "_PATIENCE_S", 0.5)
    monkeypatch.setattr(selftest, "_TRIALS", selftest._TRIALS[3:])  # the printers' take longer
    said = kiosk("doctor", "--data", tmp_path, "--self-test", "--json")
    told_of = msgspec.json.decode(said.last)
    bad = [check["says"] for check in told_of["checks"] if check["state"] == "bad"]
    assert (said.code, told_of["ok"], len(bad)) == (1, False, 1)
    assert "two codes" in bad[0]


def test_the_last_changes_of_devices_are_told_and_no_more_than_fifty(data: Path, kiosk: Kiosk) -> None:
    clock = SetClock()
    station = Station(data, clock)
    for number in range(60):
        clock.pass_(60)
        for device, state in (("printer", "paper_out" if number % 2 else "ready"), ("scanner", f"fault{number}")):
            station.ask(ReportDevice(request_id=station.id(), device=device, state=state), "device")
    station.close()
    found = msgspec.json.decode(kiosk("doctor", "--data", data, "--json").last)["devices"]
    assert len(found) == 50
    assert found[0] == {"device": "scanner", "state": "fault59", "at": clock.at.isoformat(timespec="milliseconds")}
    assert found[1]["state"] == "paper_out"
    assert [one["at"] for one in found] == sorted((one["at"] for one in found), reverse=True)
