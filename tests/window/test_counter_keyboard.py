"""A real keyboard at the counter's real window: signing in, taking money, finding a number; nothing leaves the page."""

import os
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from window.display import Display, display_of, running, wait_for

from kiosk import bootstrap
from kiosk.base.files import bundled
from kiosk.demo.house import HAND, furnish
from kiosk.services.meals import requests as meals
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles
from kiosk.widgets.window import LANDSCAPE

pytestmark = pytest.mark.window

LEAVING = (
    "alt+F4",
    "ctrl+q",
    "ctrl+c",
    "ctrl+w",
    "alt+Tab",
    "super",
    "ctrl+alt+Delete",
    "F1",
    "F11",
    "Print",
    "Escape",
)


@pytest.fixture
def window() -> Iterator[Display]:
    with display_of(LANDSCAPE.width, LANDSCAPE.height) as made:
        yield made


def press(display: Display, *keys: str) -> None:
    """Fingers on a keyboard."""
    environment = {**os.environ, "DISPLAY": display.name}
    subprocess.run(["xdotool", "key", "--delay", "180", *keys], env=environment, check=True)


def test_a_keyboard_signs_in_takes_money_finds_and_leaves_nothing(tmp_path: Path, window: Display) -> None:
    files = StationFiles(tmp_path / "data")
    text = (bundled("assets") / "station" / "demo.toml").read_text(encoding="utf-8")
    furnish(files, SystemClock(), text)
    station = bootstrap.open_station(files.folder, SystemClock(), own_devices=False, version="test")
    try:
        order = meals.Order(request_id=station.desk.new_id(), meal="lunch")
        opened = meals.Open(request_id=station.desk.new_id(), meal="lunch")
        station.desk.ask(opened, f"attendant:{HAND.who}").result()
        station.desk.ask(order, "worker").result()

        def count(kind: str) -> int:
            sql = f"SELECT count(*) FROM journal WHERE json_extract(CAST(raw AS TEXT), '$.kind') = '{kind}'"
            return int(station.desk.read("house", lambda store, _: store.execute(sql).fetchone())[0])

        with running(window, tmp_path / "counter.txt", "counter", "--data", str(files.folder)) as counter:

            def typed(kind: str, *keys: str) -> bool:
                """Types until it has happened: what is not shown yet takes no key; then a moment, as fingers rest."""
                if not count(kind):
                    press(window, *keys)
                end = time.monotonic() + 2
                while not count(kind) and time.monotonic() < end:
                    time.sleep(0.05)
                return bool(count(kind))

            wait_for(partial(typed, "staff.signed_in", "Escape", "Tab", "Tab", "Return", *HAND.pin), "signed in")
            wait_for(partial(typed, "till.sale_paid", "KP_Add"), "money taken by the pad's plus")
            press(window, *LEAVING)
            assert counter.process.poll() is None
            assert count("till.sale_paid") == 1
            assert count("staff.signed_in") == 1
            wait_for(partial(typed, "meals.served", "KP_1", "KP_Enter", "a"), "number 1 served by keys")
    finally:
        station.close()
