"""The watchdog: systemd hears of a process while its threads keep their promises, and no longer."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from support.station import SETTINGS, Station

from kiosk.base.request import Outcome
from kiosk.station.files import StationFiles
from kiosk.station.keeper import Keeper
from kiosk.station.line.thread import LineThread
from kiosk.station.press import PressThread
from kiosk.station.watchdog import Beat, Feeder, Watch
from kiosk.station.worker import DeskThread

PATIENCE_S = 30


class Times:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.s = 100.0

    def __call__(self) -> float:
        return self.s


def test_nothing_is_said_before_the_screen_is_there_and_nothing_while_somebody_is_stuck() -> None:
    now, said = Times(), list[str]()
    watch = Watch("screen", now)
    feeder = Feeder(watch, said.append)
    desk, screen = watch.beat("desk"), watch.beat("screen")
    desk(5)
    feeder.feed()
    assert said == []
    screen(5)
    feeder.feed()
    feeder.feed()
    assert said == ["READY=1\nWATCHDOG=1", "WATCHDOG=1"]
    now.s += 6
    screen(5)
    feeder.feed()
    assert watch.stuck() == ("desk",)
    assert len(said) == 2
    desk(5)
    feeder.feed()
    assert said[2:] == ["WATCHDOG=1"]


def test_a_stuck_thread_is_named_once_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    now = Times()
    watch = Watch("screen", now)
    feeder = Feeder(watch, lambda _: None)
    watch.beat("screen")(5)
    watch.beat("press")(1)
    now.s += 2
    feeder.feed()
    feeder.feed()
    assert [record.getMessage() for record in caplog.records] == ["stuck: press"]


class Heard:
    """Hears a thread, and can tell when it has been silent."""

    def __init__(self) -> None:
        self._heard = threading.Event()

    def __call__(self, _: float) -> None:
        self._heard.set()

    def again(self, seconds: float = PATIENCE_S) -> bool:
        """Whether it is heard of after now."""
        self._heard.clear()
        return self._heard.wait(seconds)


class Held:
    """A desk whose answers do not come before they are let."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.answer: Future[Outcome] = Future()

    def new_id(self) -> str:
        return "1"

    def ask(self, *_: object) -> "Future[Outcome]":
        self.asked.set()
        return self.answer


def test_the_keeper_is_silent_while_the_desk_does_not_answer() -> None:
    desk, heard = Held(), Heard()
    keeper = Keeper(desk)  # type: ignore[arg-type] # of the desk it asks only this
    keeper.start(heard)
    assert desk.asked.wait(PATIENCE_S)
    assert not heard.again(0.3)
    desk.answer.set_result(None)  # type: ignore[arg-type] # what it is matters to nobody
    assert heard.again()
    keeper.stop()


def test_a_desk_that_refuses_is_heard_of_all_the_same(station: Station) -> None:
    """A full disk is no reason to start again: it would be full then too."""
    desk, heard = DeskThread(station.desk, station.clock, station.desk.ids), Heard()
    station.rows("DROP TABLE house_devices")
    station.rows("PRAGMA query_only = 1")
    keeper = Keeper(desk)
    keeper.start(heard)
    assert heard.again()
    assert heard.again()
    keeper.stop()
    station.rows("PRAGMA query_only = 0")
    desk.close()


def test_the_line_is_silent_while_a_visit_hangs() -> None:
    begun, go_on, heard = threading.Event(), threading.Event(), Heard()

    def visit(_: Beat) -> float:
        begun.set()
        go_on.wait(PATIENCE_S)
        return 0.01

    line = LineThread(visit, lambda: None)
    line.start(heard)
    assert begun.wait(PATIENCE_S)
    assert not heard.again(0.2)
    go_on.set()
    assert heard.again()
    line.stop()


class Stuck:
    """A press whose printer never comes back."""

    def __init__(self) -> None:
        self.begun, self.go_on, self.spool = threading.Event(), threading.Event(), self

    def version(self) -> int:
        return 1

    def take_all(self, _: object) -> float:
        self.begun.set()
        self.go_on.wait(PATIENCE_S)
        return 10

    def use(self, _: object) -> None:
        pass

    settle = look = ready = close = lambda _: None


def test_the_press_is_silent_while_a_copy_hangs() -> None:
    press, heard = Stuck(), Heard()
    silent: Any = press  # of the press it asks only this
    thread = PressThread(silent, silent.version, lambda: False)
    thread.start(heard)
    assert press.begun.wait(PATIENCE_S)
    assert not heard.again(0.3)
    press.go_on.set()
    assert heard.again()
    thread.stop()


SERVICE = """
import logging, sys
from kiosk.station.watchdog import watched
with watched("screen") as watch:
    screen = watch.beat("screen")
    for line in sys.stdin:
        screen(float(line))
"""


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    """Who listens in systemd's place."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.settimeout(PATIENCE_S)
        yield line


def test_a_real_process_is_ready_lives_falls_silent_and_says_where_its_threads_stood(systemd: socket.socket) -> None:
    environment = {**os.environ, "NOTIFY_SOCKET": systemd.getsockname(), "WATCHDOG_USEC": "250000"}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVICE], env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    process.stdin.write("0.5\n")
    process.stdin.flush()
    assert systemd.recv(100) == b"READY=1\nWATCHDOG=1"
    assert systemd.recv(100) == b"WATCHDOG=1"
    assert silent(systemd, 0.6)
    process.send_signal(signal.SIGABRT)  # as systemd does then
    _, told = process.communicate()
    assert process.returncode == -signal.SIGABRT
    assert "stuck: screen" in told
    assert "Current thread" in told
    assert 'File "<string>"' in told


def silent(systemd: socket.socket, seconds: float) -> bool:
    """Whether nothing is said for so long, within some time."""
    end = time.monotonic() + PATIENCE_S
    systemd.settimeout(seconds)
    while time.monotonic() < end:
        try:
            systemd.recv(100)
        except TimeoutError:
            return True
    return False


@pytest.mark.parametrize("command", ["run", "centre"])
def test_the_commands_say_that_they_are_up_and_live_and_end(
    systemd: socket.socket, tmp_path: Path, command: str
) -> None:
    data = tmp_path / "data"
    if command == "run":
        data.mkdir()
        (data / "station.toml").write_text(SETTINGS, encoding="utf-8")
    environment = {
        **os.environ, "NOTIFY_SOCKET": systemd.getsockname(), "WATCHDOG_USEC": "500000",
        "SDL_VIDEODRIVER": "offscreen", "KIOSK_DATA": str(data), "KIOSK_CENTRE_DATA": str(data),
    }  # fmt: skip
    arguments = ["--port", "0"] if command == "centre" else []
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", command, *arguments],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert systemd.recv(100) == b"READY=1\nWATCHDOG=1"
        for _ in range(3):
            assert systemd.recv(100) == b"WATCHDOG=1"
        process.send_signal(signal.SIGTERM)
        told, _ = process.communicate(timeout=PATIENCE_S)
    finally:
        process.kill()
    assert "Traceback" not in told
    if command == "run":  # its journal is kept for months: no PIN stands there
        pin = StationFiles(data).first_pin
        assert pin.read_text(encoding="ascii") not in told + (data / "run.log").read_text(encoding="utf-8")
        assert (str(pin) in told, pin.stat().st_mode & 0o777) == (True, 0o600)
    assert (
        process.returncode == {"run": 0, "centre": -signal.SIGTERM}[command]
    )  # the server's way to end; systemd's too
