"""What a real keyboard and a real scanner do to the real window; a display that is another one than it should be."""

import subprocess
from pathlib import Path

import pytest
from gui.harness import find, stage
from kivy.core.window import Window
from window.display import Display, display_of, running, wait_for
from window.test_real_window import house_in, run

from kiosk.services.meals.screens.scanned import scanned
from kiosk.touch import fitting
from kiosk.touch.home import Home
from kiosk.touch.workers import Workers
from kiosk.widgets.window import PORTRAIT

pytestmark = pytest.mark.window

KEYS = (
    "Escape",
    "F1",
    "F11",
    "F12",
    "alt+F4",
    "ctrl+q",
    "ctrl+w",
    "ctrl+c",
    "ctrl+alt+Delete",
    "super",
    "Print",
    "Menu",
)


def types(display: Display, *arguments: str) -> None:
    subprocess.run(["xdotool", *arguments], env={"DISPLAY": display.name, "PATH": "/usr/bin:/bin"}, check=True)


def test_no_key_leaves_the_screen_and_a_scanner_that_types_opens_its_slip(tmp_path: Path) -> None:
    with (
        display_of(PORTRAIT.width, PORTRAIT.height) as touchscreen,
        house_in(tmp_path) as house,
        run(house, touchscreen, "run") as process,
        house.workers() as mirror,
    ):
        lunch = find(mirror.shell.glass, mirror.shell.say("meals.meal_lunch"))
        touchscreen.wait_to_see(lunch)
        for key in KEYS:
            types(touchscreen, "key", key)
        touchscreen.touch(lunch)
        wait_for(lambda: house.count("meals.ordered"), "the order")
        house.pay()
        wait_for(lambda: house.rows("SELECT 1 FROM slips_copies WHERE state = 'confirmed'"), "the slip")
        (slip,) = (row[0] for row in house.rows("SELECT slip FROM slips_copies"))
        types(touchscreen, "type", "--delay", "8", f"https://centre.example/s/{'0' * 32}.{slip.replace('-', '.')}")
        types(touchscreen, "key", "Return")
        scanned(mirror.shell, slip)
        stage().advance(0.5)
        touchscreen.wait_to_see(find(mirror.shell.glass, mirror.shell.say("meals.screen.well")))
        assert process.process.poll() is None


@pytest.mark.parametrize("size", [(1024, 600), (1920, 1080)], ids=str)
def test_a_display_of_another_size_is_filled_and_told(tmp_path: Path, size: tuple[int, int]) -> None:
    with display_of(*size) as display, house_in(tmp_path) as house:
        log = tmp_path / "other.txt"
        with running(display, log, "run", "--data", str(house.files.folder)) as process:
            stage().fit(fitting.shown(PORTRAIT, size))
            mirror = Workers(house.station.desk, house.station.settings, house.station.words)
            mirror.start()
            stage().advance(0.5)
            try:
                assert isinstance(mirror.shell.screen, Home)
                assert Window.size == size
                display.wait_to_see(find(mirror.shell.glass, mirror.shell.say("meals.meal_lunch")))
            finally:
                mirror.stop()
            assert f"{size[0]}×{size[1]}" in process.said()
