"""The demonstration with windows: the real screens as they run at a station, on a virtual printer of this process."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from kiosk import bootstrap
from kiosk.demo.house import SUPERVISOR, furnish, printer_for, settings_text
from kiosk.services.meals import requests as meals
from kiosk.services.meals.readings.views import offers
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles

_LOOK_S: Final = 0.2
_GRACE_S: Final = 10.0


def show(out: Path, ready: Callable[[], None], printed: Callable[[Path], None]) -> int:
    """Shows both windows until one is closed; returns what that one ended with.

    `ready` is called when both are about to open, `printed` with the picture of each slip. Raises Refused, OSError.
    """
    files = StationFiles(out / "station")
    printer, address = printer_for(files, out / "paper", printed)
    with printer:
        furnish(files, SystemClock(), settings_text("demo", address))
        _open_the_day(files)
        ready()
        windows = [
            subprocess.Popen([sys.executable, "-m", "kiosk", *command, "--data", str(files.folder)])  # noqa: S603 - ourselves
            for command in (("run",), ("counter",))
        ]
        return _until_one_ends(windows)


def _open_the_day(files: StationFiles) -> None:
    station = bootstrap.open_station(files.folder, SystemClock(), own_devices=False, version="demo")
    try:
        for offer in station.desk.read("meals", offers):
            if offer.state == "not_open":
                request = meals.Open(request_id=station.desk.new_id(), meal=offer.meal)
                station.desk.ask(request, SUPERVISOR).result()
    finally:
        station.close()


def _until_one_ends(windows: list[subprocess.Popen[bytes]]) -> int:
    """Waits for the first window to close, or for a signal, and closes the others."""
    asked = False

    def ask(*_: Any) -> None:
        nonlocal asked
        asked = True

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        while not asked and all(window.poll() is None for window in windows):
            time.sleep(_LOOK_S)
        ended = next((window.returncode for window in windows if window.returncode is not None), 0)
        for window in windows:
            window.terminate()
        for window in windows:
            window.wait(_GRACE_S)
        return ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for window in windows:
            window.kill()
