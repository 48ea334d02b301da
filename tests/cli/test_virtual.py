"""`kiosk virtual`: a pretended device by itself, driven from another process."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.devices.address import transport_for
from kiosk.devices.cash.acceptors import CoinAcceptor
from kiosk.devices.cash.bus import LINE, Bus
from kiosk.devices.cash.counter import news
from kiosk.devices.cash.profile import COINS, load_acceptor
from kiosk.devices.printers.driver import Printer
from kiosk.devices.profiles import load_printer
from kiosk.devices.scanners.driver import Scanner
from kiosk.devices.scanners.profile import load_scanner
from kiosk.devices.scanners.scan import Scan
from kiosk.devices.scanners.source import source_for

PATIENCE_S = 20.0
JOB = b"\x1b@8\xba\xc5\n\x1dVB\0"


class Typed:
    """A command at work, and its address."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        (self.address,) = re.findall(r'address = "([^"]*)"', self.says())
        self.says()

    def says(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def type(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()


@contextmanager
def virtual(*arguments: str) -> Iterator[Typed]:
    command = [sys.executable, "-m", "kiosk", "virtual", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Typed(process)
            assert process.stdin is not None
            process.stdin.close()
            assert process.wait(PATIENCE_S) == 0
        finally:
            process.kill()


def test_a_printer_prints_for_another_process_and_has_the_faults_that_are_typed(tmp_path: Path) -> None:
    with virtual("printer", "--port", "0", "--paper", str(tmp_path)) as at:
        profile = load_printer("generic-80-gb18030")
        printer = Printer(profile, transport_for(at.address, profile.transport), time.monotonic)
        assert printer.send(JOB, lambda: None).state == "confirmed"
        assert at.says().strip().endswith("001-slip.png")
        at.type("paper_out")
        assert "paper_out" in at.says()
        assert printer.status().state == "paper_out"
        at.type("paper_out")
        at.says()
        assert printer.status().state == "ready"
        at.type("on fire")
        assert "cover_open" in at.says()
    assert (tmp_path / "001-slip.bin").read_bytes()


def test_a_scanner_scans_what_is_typed(tmp_path: Path) -> None:
    del tmp_path
    path = Path("/dev/shm") / f"kiosk-test-{time.monotonic_ns()}"
    with virtual("scanner", str(path)) as at:
        scans: list[Scan] = []
        profile = load_scanner("generic-serial")
        scanner = Scanner(
            profile, source_for(at.address, profile.transport), time.monotonic, scans.append, lambda _: None
        )
        ends = time.monotonic() + PATIENCE_S
        while scanner.state != "ready":
            assert time.monotonic() < ends
            scanner.step()
        at.type("K7-2Q")
        while not scans:
            assert time.monotonic() < ends
            scanner.step()
        assert scans == [Scan("K7-2Q")]
        at.type("!unplugged")
        at.says()
        while scanner.state != "unreachable":
            assert time.monotonic() < ends
            scanner.step()
        scanner.close()
    assert not path.is_symlink()


def test_coins_that_are_typed_are_counted() -> None:
    with virtual("cash") as at:
        bus = Bus(transport_for(at.address, LINE))
        bus.open()
        coins = CoinAcceptor(bus, load_acceptor(COINS, "generic-coins"))
        before = coins.start()
        at.type("coin 100")
        assert "iven back" in at.says()
        coins.allow((1,))
        at.type("coin 100")
        assert "aken" in at.says()
        assert news(before, coins.read(before)).pairs[-1] == (1, 1)
        bus.close()
