"""A virtual X screen, real processes on it, and a finger that looks before it touches.

Where things are is found in a mirror: the same screen of the same station, built offscreen in this process. A touch
waits until the real window shows at that place what the mirror shows there, and has stood still.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from gui.harness import stage
from kivy.uix.widget import Widget
from PIL import Image, ImageChops, ImageGrab, ImageStat

PATIENCE_S = 30.0
# Longer than the glass is deaf after a screen has come up.
STILL_S = 0.6
_LIKE = 2.0


def wait_for(condition: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> None:
    """Until something holds, looked at fifty times a second; fails when that takes too long."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.02)


class Display:
    """One X screen of its own, and whatever is shown on it."""

    def __init__(self, width: int, height: int) -> None:
        reads, writes = os.pipe()
        size = f"{width}x{height}x24"
        # -noreset: else the server starts anew whenever a picture is taken before a window is there.
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writes), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
            pass_fds=(writes,), stderr=subprocess.DEVNULL)  # fmt: skip
        os.close(writes)
        with os.fdopen(reads) as told:
            self.name = f":{told.readline().strip()}"

    def close(self) -> None:
        self._server.terminate()
        self._server.wait(PATIENCE_S)

    def picture(self) -> Image.Image:
        """What is shown now; on a busy machine the server may turn somebody who looks away once."""
        taken: list[Image.Image] = []

        def looked() -> bool:
            with suppress(OSError):
                taken.append(ImageGrab.grab(xdisplay=self.name))
            return bool(taken)

        wait_for(looked, "a picture of the display")
        return taken[0].convert("RGB")

    def finger(self, x: float, y: float, times: int = 1) -> None:
        """Comes down at pixels from the upper left, and is lifted, so many times."""
        clicks = ["click", "--repeat", str(times), "--delay", "40", "1"]
        environment = {**os.environ, "DISPLAY": self.name}
        subprocess.run(["xdotool", "mousemove", str(round(x)), str(round(y)), *clicks], env=environment, check=True)

    def touch(self, widget: Widget, times: int = 1) -> None:
        """Touches what the mirror shows, once the real window shows it there."""
        left, top, right, bottom = self.wait_to_see(widget)
        self.finger((left + right) / 2, (top + bottom) / 2, times)

    def wait_to_see(self, widget: Widget) -> tuple[int, int, int, int]:
        """Until the real window shows a widget as the mirror does, and it stands still; its box from the upper left."""
        box = box_of(widget)
        wanted = stage().pixels().crop(box)
        since: list[float] = []

        def stands() -> bool:
            if unlike(self.picture().crop(box), wanted) > _LIKE:
                since.clear()
                return False
            since.append(time.monotonic())
            return since[-1] - since[0] >= STILL_S

        wait_for(stands, f"{type(widget).__name__} at {box}")
        return box


def box_of(widget: Widget) -> tuple[int, int, int, int]:
    """Where a widget is in the picture."""
    x, y = widget.to_window(*widget.pos)
    high = stage().glass.height
    return round(x), round(high - y - widget.height), round(x + widget.width), round(high - y)


def unlike(one: Image.Image, other: Image.Image) -> float:
    """How different two pictures are, on average over their pixels, from 0 to 255."""
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


class Running:
    """A command running on a display; what it wrote to stderr is in `log`."""

    def __init__(self, display: Display, log: Path, *arguments: str) -> None:
        self.log = log
        self._file: IO[bytes] = log.open("wb")
        environment = {**os.environ, "DISPLAY": display.name, "LC_ALL": "C.UTF-8"}
        environment.pop("SDL_VIDEODRIVER", None)  # this process draws offscreen
        command = [sys.executable, "-m", "kiosk", *arguments]
        self.process = subprocess.Popen(command, env=environment, stdout=self._file, stderr=self._file)

    def end(self) -> int:
        """Asks it to end as a shutdown does, and gives its exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE_S)
        finally:
            self.process.kill()
            self._file.close()

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")


@contextmanager
def display_of(width: int, height: int) -> Iterator[Display]:
    made = Display(width, height)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def running(display: Display, log: Path, *arguments: str) -> Iterator[Running]:
    """A command that must end in order when it is asked to, and tell no traceback."""
    made = Running(display, log, *arguments)
    try:
        yield made
    finally:
        code = made.end()
    assert (code, "Traceback" in made.said()) == (0, False), made.said()
