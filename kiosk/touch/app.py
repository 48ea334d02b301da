"""The workers' touchscreen. Kivy is imported when it is run, after the window's settings."""

from kiosk.base.desk import Desk
from kiosk.base.words import Words
from kiosk.station.settings import StationSettings
from kiosk.touch import display
from kiosk.widgets.window import Glass


def run_workers(desk: Desk, settings: StationSettings, words: Words, *, windowed: bool = False) -> None:
    """Shows the workers' screens until the window is closed, or SIGTERM or SIGINT comes; `windowed` in a window."""
    screen = settings.screen
    display.open_window(Glass(screen.diagonal_in, screen.width, screen.height), windowed=windowed, at=0)
    from kiosk.touch.workers import Workers  # noqa: PLC0415 - imports Kivy

    workers = Workers(desk, settings, words)
    display.run(workers.start, workers.stop, workers.shell.recover)
