"""The first start on the touchscreen. Kivy is imported when it is run, after the window's settings."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from kiosk.base.desk import Desk
from kiosk.base.words import Words
from kiosk.devices.printers.driver import Result
from kiosk.devices.scanners.trying import Heard
from kiosk.station.people import Pins
from kiosk.station.settings import StationSettings
from kiosk.station.watchdog import Beat, unwatched
from kiosk.station.writing import ToolPlan
from kiosk.touch import display, fitting
from kiosk.touch.checkup.tools import Office
from kiosk.touch.display import Room
from kiosk.touch.setup.tools import Returned, Tools
from kiosk.touch.voice.speaker import station_voice
from kiosk.widgets.window import LANDSCAPE, PORTRAIT, Glass


class Hands(msgspec.Struct, frozen=True):
    """What the first start needs of the machine, besides a window (see kiosk.touch.setup.tools.Tools)."""

    ports: Callable[[], tuple[str, ...]]
    network: Callable[[], str]
    profiles: Callable[[str], tuple[str, ...]]
    try_out: Callable[[str, str], Result]
    scanners: Callable[[tuple[str, ...]], tuple[str, ...]]
    hear: Callable[[tuple[str, ...], threading.Event], Heard | None]


class Begun(msgspec.Struct, frozen=True):
    """A station that has just been made, at work; `by` is whoever made it."""

    desk: Desk
    pins: Pins
    settings: StationSettings
    office: Office
    by: str


def run_first_start(
    words: Words,
    voice: Path,
    hands: Hands,
    begin: Callable[[str, str, tuple[ToolPlan, ...]], Begun],
    bring_back: Callable[[str, str, str], tuple[Begun, Returned]],
    place: Room | None,
    beat: Beat = unwatched,
) -> bool:
    """Asks for everything, has the station made, and goes on as its touchscreen until the window is closed.

    `begin` makes the station from its settings, the first PIN and its tools, `bring_back` gets it from the centre (see
    Tools), both away from Kivy's thread. `voice` is the folder of what is spoken. Whether it is to be tried instead.
    """
    filled = display.open_window(PORTRAIT, name="run", place=place, at=0, adapts=_usual)
    glass = PORTRAIT if filled is None else _usual(PORTRAIT, (filled.width, filled.height))
    from kivy.base import stopTouchApp  # noqa: PLC0415 - imports Kivy

    from kiosk.touch.checkup.page import checkup_page  # noqa: PLC0415 - imports Kivy
    from kiosk.touch.setup.shell import Setup  # noqa: PLC0415 - imports Kivy
    from kiosk.touch.workers import Workers  # noqa: PLC0415 - imports Kivy

    begun: list[Begun] = []
    shown: list[Any] = []
    trial: list[bool] = []
    speaker = station_voice(words, voice)

    def made() -> None:
        """The same window becomes the station's."""
        shown.pop().stop()
        station = begun[0]
        workers = Workers(station.desk, station.settings, words, speaker, station.pins, station.office)
        shown.append(workers)
        workers.start()
        workers.shell.go(checkup_page(msgspec.structs.replace(station.office.checkup(station.by), voice=speaker)))

    def back(url: str, code: str, pin: str) -> Returned:
        station, found = bring_back(url, code, pin)
        begun.append(station)
        return found

    def try_it() -> None:
        trial.append(True)
        stopTouchApp()

    tools = Tools(
        hands.ports,
        hands.network,
        hands.profiles,
        hands.try_out,
        hands.scanners,
        hands.hear,
        lambda text, pin, tools: begun.append(begin(text, pin, tools)),
        back,
        try_it,
    )
    shown.append(Setup(words, tools, glass, made, speaker))

    def stop() -> None:
        shown[-1].stop()

    def recover() -> None:
        shown[-1].recover()

    try:
        display.run(shown[0].start, stop, recover, beat)
    finally:
        speaker.close()
    return bool(trial)


def _usual(glass: Glass, display: tuple[int, int]) -> Glass:
    """A display of so many pixels, as large as such a one mostly is; it is measured a moment later."""
    known = {(usual.width, usual.height): usual for usual in (PORTRAIT, LANDSCAPE)}
    return known.get(display, fitting.laid_out(Glass(glass.inches, *display)))
