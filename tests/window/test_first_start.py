"""The first start in a real window: real touches, a real keyboard, and a station at the end of it."""

import os
import subprocess
from pathlib import Path

import pytest
from gui.house import rest
from gui.test_setup import PIN, FirstStart
from kivy.core.window import Window
from window.display import Display, display_of, running, wait_for

from kiosk.services.registry import SERVICES
from kiosk.station import settings
from kiosk.station.files import StationFiles
from kiosk.widgets.window import LANDSCAPE

pytestmark = pytest.mark.window
NAME = 'Fuxi 2 "A"'


def typed(display: Display, *keys: str) -> None:
    """On the keyboard."""
    subprocess.run(["xdotool", *keys], env={**os.environ, "DISPLAY": display.name}, check=True)


def test_a_station_is_set_up_on_its_own_screen(tmp_path: Path) -> None:
    files = StationFiles(tmp_path / "data")
    with display_of(LANDSCAPE.width, LANDSCAPE.height) as display:
        mirror = FirstStart(tmp_path / "mirror", "zh", (), LANDSCAPE)
        rest(0.5)

        def touch(words: str) -> None:
            display.touch(mirror.find(words))
            mirror.tap(words)

        with running(display, tmp_path / "log", "run", "--data", str(files.folder)):
            for words in ("中文", "装一个站", "一样大", "键盘输入"):
                touch(words)
            display.wait_to_see(mirror.find("好"))
            typed(display, "type", "--delay", "40", NAME)
            Window.dispatch("on_textinput", NAME)
            rest(0.1)
            for words in ("好", "没有电话", "好", "好", "好", "没有打印机"):
                touch(words)
            for _ in range(2):
                display.wait_to_see(mirror.find("7"))
                typed(display, "type", "--delay", "40", PIN)
                typed(display, "key", "Return")
                mirror.type(PIN)
            touch("开站")
            wait_for(files.journal.exists, "the station")
            wait_for(lambda: files.owner.exists() and files.owner.read_text(encoding="ascii"), "its owner")
        mirror.setup.stop()
    found = settings.parse(files.settings.read_text(encoding="utf-8"), SERVICES)
    assert (found.station.name, found.screen.width, found.printer) == (NAME, LANDSCAPE.width, None)
    assert not files.first_pin.exists()
