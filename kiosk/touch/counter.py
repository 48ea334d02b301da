"""The attendants' screen. Kivy is imported when it is run, after the window's settings."""

from kiosk.base.desk import Desk
from kiosk.base.words import Words
from kiosk.station.people import Pins
from kiosk.station.settings import StationSettings
from kiosk.station.watchdog import Beat, unwatched
from kiosk.touch import display
from kiosk.touch.checkup.tools import Office
from kiosk.touch.display import Room
from kiosk.widgets.window import LANDSCAPE


def run_counter(
    desk: Desk,
    pins: Pins,
    settings: StationSettings,
    words: Words,
    office: Office,
    place: Room | None = None,
    beat: Beat = unwatched,
) -> None:
    """Shows the counter until the window is closed, or SIGTERM or SIGINT comes; on a second display where there is one.

    At a `place` it is a window.
    """
    display.open_window(LANDSCAPE, name="counter", place=place, beside=1, at=1)
    from kiosk.touch.staff import Counter  # noqa: PLC0415 - imports Kivy

    counter = Counter(desk, pins, settings, words, office)
    display.run(counter.start, counter.stop, counter.shell.recover, beat)
