"""The attendants' screen. Kivy is imported when it is run, after the window's settings."""

from kiosk.base.desk import Desk
from kiosk.base.words import Words
from kiosk.station.people import Pins
from kiosk.station.settings import StationSettings
from kiosk.touch import display
from kiosk.widgets.window import LANDSCAPE, Glass


def run_counter(desk: Desk, pins: Pins, settings: StationSettings, words: Words, glass: Glass = LANDSCAPE) -> None:
    """Shows the counter on a glass until the window is closed, or SIGTERM or SIGINT comes."""
    display.open_window(glass, at=1)
    from kiosk.touch.staff import Counter  # noqa: PLC0415 - imports Kivy

    counter = Counter(desk, pins, settings, words)
    display.run(counter.start, counter.stop, counter.shell.recover)
