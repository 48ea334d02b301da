"""What a scanner driver promises, on a serial line, as a keyboard and in memory, with every fault a scanner has."""

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.devices.scanners.driver import Scanner
from kiosk.devices.scanners.keys import Keys
from kiosk.devices.scanners.profile import load_scanner
from kiosk.devices.scanners.scan import PAYMENT, Scan
from kiosk.devices.scanners.source import Source
from kiosk.devices.transports import SerialLine
from kiosk.virtual.scanner import PAYMENT_CODE, MemoryPlug, Plug, SerialPlug, VirtualScanner
from kiosk.virtual.scanner_keys import KeysPlug

PATIENCE_S = 20.0
CODE = "K7-2Q"


class Quick:
    """A source that waits for no byte longer than a moment: silence is the injected clock's here."""

    def __init__(self, source: Source) -> None:
        self.open, self.close, self.write = source.open, source.close, source.write
        self._read = source.read
        self.heard = b""

    def read(self, timeout_s: float) -> bytes:
        """What has come."""
        data = self._read(min(timeout_s, 0.02))
        self.heard += data
        return data


class Bench:
    """A driver on a virtual scanner, looked at step by step."""

    def __init__(self, plug: Plug, source: Source, profile_id: str) -> None:
        self.virtual = VirtualScanner(plug)
        self.scans: list[Scan] = []
        self.states: list[str] = []
        self.now = 0.0
        self.source = Quick(source)
        self.driver = Scanner(
            load_scanner(profile_id), self.source, lambda: self.now, self.scans.append, self.states.append
        )

    def plugged(self) -> None:
        """Looks until it is open."""
        self.until(lambda: self.driver.state == "ready")

    def until(self, so: Callable[[], object]) -> None:
        """Looks until something is so."""
        ends = time.monotonic() + PATIENCE_S
        while not so():
            assert time.monotonic() < ends, f"{self.driver.state} {self.scans} {self.states}"
            self.driver.step()

    def close(self) -> None:
        self.driver.close()
        self.virtual.close()


@pytest.fixture(params=["serial", "hid", "memory"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    if request.param == "serial":
        line = SerialPlug(tmp_path / "by-id")
        made = Bench(line, SerialLine(str(line.path), 9600, "none", 1.0), "generic-serial")
    elif request.param == "hid":
        keys = KeysPlug()
        made = Bench(keys, Keys("/dev/input/by-id/scanner", keys.opened), "generic-hid")
    else:
        memory = MemoryPlug()
        made = Bench(memory, memory, "generic-serial")
    yield made
    made.close()


class TestEveryScanner:
    """The contract."""

    def test_a_code_is_handed_on_whole(self, bench: Bench) -> None:
        bench.plugged()
        bench.virtual.scan(CODE)
        bench.until(lambda: bench.scans)
        assert bench.scans == [Scan(CODE)]

    def test_a_code_that_comes_in_pieces_is_one_scan(self, bench: Bench) -> None:
        bench.plugged()
        bench.virtual.set("split")
        bench.virtual.scan(CODE)
        bench.until(lambda: bench.scans)
        assert bench.scans == [Scan(CODE)]

    def test_the_same_code_twice_is_one_scan_until_its_time_is_over(self, bench: Bench) -> None:
        bench.plugged()
        for at, scans in ((0.0, 1), (1.75, 1), (3.5, 1), (5.5, 2)):
            bench.now, bench.source.heard = at, b""
            bench.virtual.scan(CODE)
            bench.until(lambda: CODE.encode() + b"\r" in bench.source.heard)
            assert len(bench.scans) == scans

    def test_noise_on_the_line_is_no_scan_and_hides_none(self, bench: Bench) -> None:
        bench.plugged()
        bench.virtual.set("noise")
        for number in range(5):
            bench.virtual.scan(f"{CODE}{number}")
        bench.until(lambda: len(bench.scans) == 5)
        assert bench.scans == [Scan(f"{CODE}{number}") for number in range(5)]
        assert bench.states == ["ready"]

    def test_a_silent_scanner_is_no_lost_one(self, bench: Bench) -> None:
        bench.plugged()
        bench.virtual.set("silent")
        bench.virtual.scan(CODE)
        for _ in range(5):
            bench.driver.step()
        assert (bench.scans, bench.states) == ([], ["ready"])

    def test_what_sends_rubbish_is_no_scanner_until_a_code_comes(self, bench: Bench) -> None:
        bench.plugged()
        bench.virtual.set("garbled")
        for _ in range(3):
            bench.virtual.scan(CODE)
        bench.until(lambda: bench.driver.state == "not_a_scanner")
        assert bench.scans == []
        bench.virtual.set("garbled", on=False)
        bench.virtual.scan(CODE)
        bench.until(lambda: bench.scans)
        assert bench.states == ["ready", "not_a_scanner", "ready"]

    def test_unplugged_and_plugged_in_again_is_said_once_each(
        self, bench: Bench, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        bench.plugged()
        for _ in range(2):
            bench.virtual.set("unplugged")
            bench.until(lambda: bench.driver.state == "unreachable")
            for _ in range(4):
                bench.driver.step()
            bench.virtual.set("unplugged", on=False)
            bench.plugged()
        bench.virtual.scan(CODE)
        bench.until(lambda: bench.scans)
        assert bench.states == ["ready", "unreachable", "ready", "unreachable", "ready"]
        said = [line.partition(" (")[0] for line in caplog.messages]
        assert said == ["scanner: unreachable", "scanner: ready again after unreachable"] * 2

    def test_half_a_code_before_it_was_unplugged_is_not_put_before_the_next(self, bench: Bench) -> None:
        bench.plugged()
        bench.virtual._plug.send(b"half")
        bench.driver.step()
        bench.virtual.set("unplugged")
        bench.until(lambda: bench.driver.state == "unreachable")
        bench.virtual.set("unplugged", on=False)
        bench.plugged()
        bench.virtual.scan(CODE)
        bench.until(lambda: bench.scans)
        assert bench.scans == [Scan(CODE)]

    def test_a_lost_scanner_is_looked_for_less_and_less_often(self, bench: Bench) -> None:
        bench.virtual.set("unplugged")
        assert [bench.driver.step() for _ in range(7)] == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]

    def test_a_payment_code_is_told_and_found_nowhere(self, bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        bench.plugged()
        bench.virtual.scan(PAYMENT_CODE)
        bench.until(lambda: bench.scans)
        assert bench.scans == [PAYMENT]
        assert PAYMENT_CODE not in f"{vars(bench.driver)} {vars(bench.driver._framer)} {caplog.text}"

    def test_a_scanner_without_enter_is_told_so(self, bench: Bench) -> None:
        bench.plugged()
        for number in range(3):
            bench.virtual._plug.send(f"code{number}".encode())
            bench.driver.step()
            bench.now += 1.5
            bench.driver.step()
            bench.virtual._plug.send(b"\r")  # somebody tries Enter: the next half is a new one
            bench.driver.step()
        assert (bench.driver.state, bench.scans) == ("no_end", [])
