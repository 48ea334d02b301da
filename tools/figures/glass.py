"""The workers' screen beside the least that Kivy can do: first frame, memory, idling, a touch until the next screen."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from figures.figure import Figure, Line, at_most
from figures.samples import Samples, shown
from figures.stations import BOSS, lived, open_desk, settings_text
from figures.xscreen import HEIGHT, WIDTH, XScreen
from kiosk import bootstrap
from kiosk.services.meals import requests as meals
from kiosk.station.clock import SystemClock

_SMALL: Final = 1_000
_LARGE: Final = 1_000_000
_STARTS: Final = 5
_TOUCHES: Final = 12
_IDLE_S: Final = 6.0
# Until what is drawn again after a start has been drawn.
_SETTLED_S: Final = 5.0
_SAY: Final = bootstrap.all_words().say
_HERE: Final = Path(__file__).resolve().parent


class Shown:
    """A program on the glass: seconds from its start to its first frame, then what it uses."""

    def __init__(self, screen: XScreen, *arguments: str) -> None:
        screen.wait_for(light=False)
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            env=screen.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            self.first_frame = screen.wait_for(light=True) - began
        except TimeoutError:
            self.end()
            raise

    def memory(self) -> int:
        """What it holds in memory, in bytes."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf(
            "SC_PAGESIZE"
        )

    def cpu(self) -> float:
        """The seconds of a core that it has taken so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def tile(self, word: str) -> tuple[float, float]:
        """Where a tile with that word is; only our program tells."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()
        tiles = msgspec.json.decode(self.process.stdout.readline(), type=list[tuple[str, float, float]])
        return next((x, y) for told, x, y in tiles if told == word)

    def end(self) -> None:
        """Ends it as a shutdown does."""
        self.process.terminate()
        self.process.communicate()


@contextmanager
def _shown(screen: XScreen, *arguments: str) -> Iterator[Shown]:
    program = Shown(screen, *arguments)
    try:
        yield program
    finally:
        program.end()


def measure(folder: Path, cache: Path) -> list[Line]:
    """Starts in turn; then the bare program and ours, each left alone for a while and touched."""
    for events, name in ((_SMALL, "small"), (_LARGE, "large")):
        lived(events, cache, folder / name)
        _open(folder / name)
    bare, small, large = (str(_HERE / "glass_bare.py"),), _ours(folder / "small"), _ours(folder / "large")
    screens = XScreen(folder / "screen"), XScreen(folder / "other")
    try:
        starts = _starts(screens[0], {"bare": bare, "small": small, "large": large})
        return [*_frames(starts), *_session(screens, small, bare)]
    finally:
        for screen in screens:
            screen.close()


def _ours(folder: Path) -> tuple[str, str]:
    return str(_HERE / "glass_ours.py"), str(folder)


def _open(folder: Path) -> None:
    """The lunch of today, whatever the time."""
    text = settings_text().replace('sale = ["10:30", "13:30"]', 'sale = ["00:00", "23:59"]')
    desk = open_desk(folder, SystemClock(), text)
    desk.answer(meals.Open(request_id=desk.ids.new(), meal="lunch", portions=2000), BOSS)
    desk.journal.close()
    (folder / "station.toml").write_text(text, encoding="utf-8")


def _starts(screen: XScreen, programs: dict[str, tuple[str, ...]]) -> dict[str, Samples]:
    """First frames, in turn; a first round warms what the system keeps in memory."""
    samples = {name: Samples() for name in programs}
    for number in range(_STARTS + 1):
        for name, arguments in programs.items():
            with _shown(screen, *arguments) as program:
                if number:
                    samples[name].seconds.append(program.first_frame)
    return samples


def _session(screens: tuple[XScreen, XScreen], ours: tuple[str, ...], bare: tuple[str, ...]) -> list[Line]:
    """Both shown at once, each on a screen of its own: left alone for a while, then touched in turn."""
    with _shown(screens[0], *ours) as program, _shown(screens[1], *bare) as least:
        time.sleep(_SETTLED_S)
        before = program.cpu(), least.cpu()
        time.sleep(_IDLE_S)
        idle = [(now - then) / _IDLE_S for then, now in zip(before, (program.cpu(), least.cpu()), strict=True)]
        touches, presses = Samples(), Samples()
        for _ in range(_TOUCHES):
            touches.seconds.append(_order(screens[0], program))
            presses.seconds.append(screens[1].touch(WIDTH / 2, HEIGHT / 2))
        return [_memory(program.memory(), least.memory()), _idling(*idle), _touches(touches, presses)]


def _order(screen: XScreen, program: Shown) -> float:
    """The lunch tile, until the number stands there; then away from it."""
    seconds = screen.touch(*program.tile(_SAY("zh", "meals.meal_lunch")))
    screen.touch(*program.tile(_SAY("zh", "meals.screen.goes_to_pay")))
    return seconds


def _frames(starts: dict[str, Samples]) -> list[Line]:
    bare, small, large = (starts[name].quantile(0.5) for name in ("bare", "small", "large"))
    promised, met = at_most(small / bare, 1.5, " ×")
    grown, grown_met = at_most(large / small, 1.15, " ×")
    numbers = {"ours_s": small, "bare_s": bare, "large_s": large}
    return [
        Line(
            what="first frame, from the start of the process",
            measured=shown(small),
            beside=f"bare Kivy: {shown(bare)}",
            ratio=f"{small / bare:.2f} ×",
            promised=promised,
            met=met,
            numbers=numbers,
        ),
        Line(
            what=f"the same after {_LARGE:,} events",
            measured=shown(large),
            beside=f"after {_SMALL:,}: {shown(small)}",
            ratio=f"{large / small:.2f} ×",
            promised=f"not growing ({grown})",
            met=grown_met,
            numbers=numbers,
        ),
    ]


def _memory(ours: int, bare: int) -> Line:
    more = (ours - bare) / 2**20
    promised, met = at_most(more, 60, " MB more")
    return Line(
        what="memory held after a dozen orders",
        measured=f"{ours / 2**20:.0f} MB",
        beside=f"bare Kivy: {bare / 2**20:.0f} MB",
        ratio=f"{more:.0f} MB more",
        promised=promised,
        met=met,
        numbers={"ours_bytes": ours, "bare_bytes": bare},
    )


def _idling(ours: float, bare: float) -> Line:
    promised, met = at_most(ours * 100, 3, " % of a core")
    return Line(
        what="idling",
        measured=f"{ours:.1%} of a core",
        beside=f"bare Kivy: {bare:.1%}",
        ratio="",
        promised=promised,
        met=met,
        numbers={"ours": ours, "bare": bare},
    )


def _touches(ours: Samples, bare: Samples) -> Line:
    ratio = ours.quantile(0.5) / bare.quantile(0.5)
    promised, met = at_most(ratio, 1.3, " ×")
    return Line(
        what="touch on 午餐 to the number in pixels, the order committed",
        measured=ours.text(),
        beside=f"bare Kivy, another widget: {bare.text()}",
        ratio=f"{ratio:.2f} × (medians)",
        promised=promised,
        met=met,
        numbers={"ratio": ratio} | ours.numbers("ours") | bare.numbers("bare"),
    )


FIGURE: Final = Figure("glass", measure)
