"""The workers' touchscreen. Kivy is imported when it is run, after the window's settings."""

import logging
from pathlib import Path

from kiosk.base.desk import Desk
from kiosk.base.words import Words
from kiosk.devices.scanners.driver import ScannerThread
from kiosk.station.people import Pins
from kiosk.station.settings import StationSettings
from kiosk.station.watchdog import Beat, unwatched
from kiosk.touch import display, fitting
from kiosk.touch.checkup.tools import Office
from kiosk.touch.display import Room
from kiosk.touch.voice.speaker import station_voice
from kiosk.widgets.window import Glass

log = logging.getLogger("kiosk.touch")


def run_workers(
    desk: Desk,
    pins: Pins,
    settings: StationSettings,
    words: Words,
    voice: Path,
    office: Office,
    place: Room | None = None,
    scanner: ScannerThread | None = None,
    beat: Beat = unwatched,
) -> None:
    """Shows the workers' screens until the window is closed, or SIGTERM or SIGINT comes; at a `place` in a window.

    `voice` is the folder of what the station speaks; behind a PIN of `pins` is the counter.
    """
    screen = settings.screen
    asked = Glass(screen.diagonal_in, screen.width, screen.height)
    filled = display.open_window(asked, name="run", place=place, at=0, adapts=fitting.shown)
    wrong = fitting.wrong(asked, (filled.width, filled.height)) if filled else None
    if wrong is not None:
        log.warning(words.say(settings.station.languages[0], f"doctor.glass_{wrong[0]}", **wrong[1]))
    from kiosk.touch.workers import Workers  # noqa: PLC0415 - imports Kivy

    speaker = station_voice(words, voice)
    workers = Workers(desk, settings, words, speaker, pins, office)
    if scanner is not None:
        scanner.listen(workers.scanned)
    try:
        display.run(workers.start, workers.stop, workers.recover, beat)
    finally:
        speaker.close()
