"""The demonstration as a person starts it: four windows, a slip seen coming out, all closed together."""

from pathlib import Path

import pytest
from gui.harness import find, stage
from PIL import Image
from window.display import Display, display_of, running, unlike, wait_for

from kiosk import bootstrap
from kiosk.demo.house import HAND
from kiosk.demo.places import Places, arranged
from kiosk.services.till.readings import waiting_sales
from kiosk.services.till.requests import Receive
from kiosk.station.clock import SystemClock
from kiosk.touch.display import Room, fitted
from kiosk.touch.workers import Workers
from kiosk.widgets.window import PORTRAIT

pytestmark = pytest.mark.window

DESKTOP = Room(0, 0, 1366, 768)


def shown(display: Display, places: Places) -> int:
    """In how many of the places a window can be seen on the black desktop."""
    picture = display.picture()
    every = (places.workers, places.counter, places.board, places.side)
    return sum(picture.getpixel((place.left + 5, place.top + 5)) != (0, 0, 0) for place in every)


def test_a_slip_is_seen_coming_out_beside_the_other_windows(tmp_path: Path) -> None:
    places = arranged(DESKTOP)
    with display_of(DESKTOP.width, DESKTOP.height) as display:
        with running(display, tmp_path / "demo.txt", "demo", "--out", str(tmp_path / "out")) as demo:
            wait_for(lambda: shown(display, places) == 4, "four windows")
            station = bootstrap.open_station(
                tmp_path / "out" / "station", SystemClock(), own_devices=False, version="test"
            )
            try:
                glass = fitted(PORTRAIT, (places.workers.width, places.workers.height))
                stage().fit(glass)
                mirror = Workers(station.desk, station.settings, station.words)
                mirror.start()
                stage().advance(0.5)
                lunch = find(mirror.shell.glass, "午餐")
                x, y = places.workers.left + lunch.center_x, places.workers.top + glass.height - lunch.center_y
                mirror.stop()

                def ordered() -> bool:
                    display.finger(x, y)
                    return bool(station.desk.read("till", waiting_sales))

                wait_for(ordered, "the order")
                before = side(display, places.side)
                sale = station.desk.read("till", waiting_sales)[0].sale
                request = Receive(request_id=station.desk.new_id(), sale=sale, way="counter", given_fen=500)
                station.desk.ask(request, f"attendant:{HAND.who}").result()
                wait_for(lambda: "Printed: " in demo.said(), "the line that tells of the slip")
                wait_for(lambda: unlike(side(display, places.side), before) > 5, "the paper in the side window")
            finally:
                station.close()
        wait_for(lambda: shown(display, places) == 0, "all windows closed")


def side(display: Display, place: Room) -> Image.Image:
    """What the lower part of the side window shows, where paper comes out."""
    return display.picture().crop((place.left, place.top + place.height // 2, place.left + place.width, DESKTOP.height))
