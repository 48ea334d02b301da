"""The workers' touchscreen. Kivy is imported when it is run, after the window's settings."""

from pathlib import Path

from kiosk.base.desk import Desk
from kiosk.base.words import Words
from kiosk.station.people import Pins
from kiosk.station.settings import StationSettings
from kiosk.touch import display
from kiosk.touch.display import Room
from kiosk.touch.voice.speaker import station_voice
from kiosk.widgets.window import Glass


def run_workers(
    desk: Desk, pins: Pins, settings: StationSettings, words: Words, voice: Path, place: Room | None = None
) -> None:
    """Shows the workers' screens until the window is closed, or SIGTERM or SIGINT comes; at a `place` in a window.

    `voice` is the folder of what the station speaks; behind a PIN of `pins` is the counter.
    """
    screen = settings.screen
    display.open_window(Glass(screen.diagonal_in, screen.width, screen.height), name="run", place=place, at=0)
    from kiosk.touch.workers import Workers  # noqa: PLC0415 - imports Kivy

    speaker = station_voice(words, voice)
    workers = Workers(desk, settings, words, speaker, pins)
    try:
        display.run(workers.start, workers.stop, workers.recover)
    finally:
        speaker.close()
