"""A station with a scanner of its own: what it reads arrives, its loss is an event, and `kiosk doctor` names it."""

import contextlib
import getpass
import os
import queue
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from support.station import SETTINGS

from kiosk import bootstrap, bootstrap_devices, bootstrap_founding
from kiosk.base.toml import ConfigError
from kiosk.devices.profiles import load_printer
from kiosk.devices.scanners.scan import Scan
from kiosk.services.house.readings import device_states
from kiosk.services.house.settings import Scanner as ScannerAt
from kiosk.services.registry import SERVICES
from kiosk.station import doctor
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles
from kiosk.touch.devices import care
from kiosk.virtual.printer import VirtualPrinter
from kiosk.virtual.scanner import SerialPlug, VirtualScanner

AT_SCANNER = '\n[scanner]\nprofile = "generic-serial"\naddress = "serial:{}"\n'
PATIENCE_S = 30.0


@pytest.fixture
def plug(tmp_path: Path) -> SerialPlug:
    return SerialPlug(tmp_path / "by-id")


@pytest.fixture
def scanner(plug: SerialPlug) -> Iterator[VirtualScanner]:
    with VirtualScanner(plug) as made:
        yield made


def made(folder: Path, more: str) -> StationFiles:
    files = StationFiles(folder)
    bootstrap_founding.make_station(files, SystemClock(), SETTINGS + more)
    return files


@pytest.fixture
def files(tmp_path: Path, plug: SerialPlug, scanner: VirtualScanner) -> StationFiles:
    del scanner
    return made(tmp_path / "station", AT_SCANNER.format(plug.path.resolve()))


def checks(files: StationFiles) -> dict[str, doctor.Finding]:
    """What the doctor says, by the name of the check."""
    found = doctor.station(
        files, SERVICES, SystemClock(), lambda _: pytest.fail("there is no printer"), bootstrap_devices.scanner_seen
    )
    return {one.name: one for one in found}


def told(files: StationFiles) -> doctor.Finding:
    """What the doctor says of the scanner."""
    return checks(files)["scanner"]


def test_what_is_scanned_arrives_and_a_scanner_pulled_out_is_in_the_record(
    files: StationFiles, scanner: VirtualScanner
) -> None:
    station = bootstrap.open_station(files.folder, SystemClock(), own_devices=True, version="test")
    came: queue.SimpleQueue[Scan] = queue.SimpleQueue()
    try:
        assert station.scanner is not None
        station.scanner.listen(came.put)
        ends = time.monotonic() + PATIENCE_S
        scan = None
        while scan is None:  # what is scanned before it has been opened reaches nobody
            assert time.monotonic() < ends
            scanner.scan(f"K7-{time.monotonic_ns()}")
            with contextlib.suppress(queue.Empty):
                scan = came.get(timeout=0.05)
        assert scan.text.startswith("K7-")
        assert (told(files).says, told(files).fields["profile"]) == ("noted", "generic-serial")
        scanner.set("unplugged")
        while station.desk.read("house", device_states).get("scanner") != "unreachable":
            assert time.monotonic() < ends
        assert (told(files).state, told(files).says) == ("bad", "unreachable")
    finally:
        station.close()


def test_the_doctor_looks_for_a_scanner_that_nobody_works_with(files: StationFiles, scanner: VirtualScanner) -> None:
    assert (told(files).state, told(files).says) == ("ok", "ok")
    scanner.set("unplugged")
    assert (told(files).state, told(files).says) == ("bad", "unreachable")


def test_a_line_that_may_not_be_opened_is_told_with_what_gives_the_right(
    files: StationFiles, scanner: VirtualScanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "rights" not in checks(files)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may open anything
    said = checks(files)["rights"]
    assert said.state == "bad"
    for lang in ("zh", "en"):
        sentence = bootstrap.all_words().say(lang, "doctor.rights_bad", **said.fields)
        assert f"usermod -aG {said.fields['group']} {getpass.getuser()}" in sentence
    scanner.set("unplugged")
    assert "rights" not in checks(files), "what is not there needs none"


def test_a_station_needs_no_scanner(tmp_path: Path) -> None:
    assert (told(made(tmp_path / "plain", "")).state, told(made(tmp_path / "plain2", "")).says) == ("ok", "none")


@pytest.mark.parametrize(
    "says", ["none", "ok", "noted", "profile", "unreachable", "not_a_scanner", "no_end", "wrong_device", "unsteady"]
)
def test_every_answer_has_its_sentence(says: str) -> None:
    for lang in ("zh", "en"):
        fields = {"profile": "generic-serial", "address": "serial:/dev/ttyACM0", "problem": "?"}
        assert bootstrap.all_words().say(lang, f"doctor.scanner_{says}", **fields)


def test_a_wrong_address_or_profile_is_refused_before_anything_is_opened(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r'line \d+: scanner: expected "serial:/dev/serial/by-id/\.\.\."'):
        made(tmp_path / "one", '\n[scanner]\nprofile = "generic-serial"\naddress = "tcp:1.2.3.4:9100"\n')
    with pytest.raises(ConfigError, match='expected "hid:/dev/input/…", found "serial:/dev/ttyACM0"'):
        bootstrap_devices.scanner_at(ScannerAt(profile="generic-hid", address="serial:/dev/ttyACM0"), lambda _: None)
    with pytest.raises(ConfigError, match='expected one of: "generic-hid"'):
        bootstrap_devices.scanner_at(ScannerAt(profile="nobodys", address="serial:/dev/ttyACM0"), lambda _: None)


def test_a_scanner_cannot_be_where_the_printer_is(tmp_path: Path) -> None:
    printer = '\n[printer]\nprofile = "generic-80-gb18030"\naddress = "serial:/dev/ttyACM0"\n'
    with pytest.raises(ConfigError, match=r"scanner\.address: expected another address than that of \[printer\]"):
        made(tmp_path, printer + AT_SCANNER.format("/dev/ttyACM0"))


def test_a_printer_on_the_scanners_line_is_in_the_record_and_the_counter_is_told_to_swap(tmp_path: Path) -> None:
    with VirtualPrinter(load_printer("generic-80-gb18030").spec) as printer:
        files = made(tmp_path / "station", AT_SCANNER.format(printer.serve_pty()))
        assert (told(files).state, told(files).says) == ("bad", "wrong_device"), "asked where nobody works with it"
        station = bootstrap.open_station(files.folder, SystemClock(), own_devices=True, version="test")
        try:
            ends = time.monotonic() + PATIENCE_S
            while "scanner" not in (states := station.desk.read("house", device_states)):
                assert time.monotonic() < ends
            assert states == {"scanner": "wrong_device"}
            assert (told(files).state, told(files).says) == ("bad", "wrong_device")
            assert "对换" in care(partial(station.words.say, "zh"), "scanner", states["scanner"])
        finally:
            station.close()
        assert not printer.slips
