"""`kiosk run` as it is; for every line on stdin it says where the tiles are: word, x and y from the upper left."""

import sys
import threading
from collections.abc import Callable

import msgspec

from kiosk.cli import main
from kiosk.station.watchdog import Beat, unwatched
from kiosk.touch import display

_run = display.run


def _telling(
    start: Callable[[], None], stop: Callable[[], None], recover: Callable[[], None], beat: Beat = unwatched
) -> None:
    from kivy.clock import Clock  # noqa: PLC0415 - after the window is prepared
    from kivy.core.window import Window  # noqa: PLC0415 - after the window is prepared

    from kiosk.widgets.tile import Choice, Tile  # noqa: PLC0415 - imports Kivy

    def tell(_: float) -> None:
        tiles = [widget for child in Window.children for widget in child.walk() if isinstance(widget, Tile | Choice)]
        places = [(tile.word, *tile.to_window(tile.center_x, tile.center_y)) for tile in tiles]
        sys.stdout.buffer.write(msgspec.json.encode([(word, x, Window.height - y) for word, x, y in places]) + b"\n")
        sys.stdout.buffer.flush()

    def listen() -> None:
        for _ in sys.stdin:
            Clock.schedule_once(tell)

    threading.Thread(target=listen, daemon=True).start()
    _run(start, stop, recover, beat)


display.run = _telling
main(["run", "--data", sys.argv[1]])
