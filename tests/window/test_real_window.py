"""Real windows on a virtual X screen, real processes, real touches, bytes on a real socket and a real serial line."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zxingcpp
from cli.conftest import kiosk_command
from gui.harness import every, find, stage
from window.display import Display, display_of, running, wait_for

from kiosk import bootstrap, bootstrap_devices
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.demo.house import HAND, PROFILE, furnish, settings_text
from kiosk.devices.profiles import load_printer
from kiosk.services.meals import requests as meals
from kiosk.services.meals.screens import order
from kiosk.services.till.readings import waiting_sales
from kiosk.services.till.requests import Receive
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles
from kiosk.touch.staff import Counter
from kiosk.touch.workers import Workers
from kiosk.virtual.printer import VirtualPrinter
from kiosk.widgets.text import Number
from kiosk.widgets.window import LANDSCAPE, PORTRAIT

pytestmark = pytest.mark.window

BY = f"attendant:{HAND.who}"


class House:
    """A station with its printer, seen from this process; its screens run in others."""

    def __init__(self, folder: Path, plug: str) -> None:
        self.files = StationFiles(folder / "data")
        self.logs = folder
        self.printer = VirtualPrinter(load_printer(PROFILE).spec)
        where = self.printer.serve_pty() if plug == "serial" else "{}:{}".format(*self.printer.serve_tcp())
        furnish(self.files, SystemClock(), settings_text("demo", f"{plug}:{where}"))
        self.station = bootstrap.open_station(self.files.folder, SystemClock(), own_devices=False, version="test")
        self.ask(meals.Open(request_id=self.station.desk.new_id(), meal="lunch"), BY)

    def close(self) -> None:
        self.station.close()
        self.printer.close()

    def ask(self, request: Any, by: str) -> Any:
        return self.station.desk.ask(request, by).result()

    def rows(self, sql: str) -> list[Any]:
        def read(store: Store, scene: Scene[Any]) -> list[Any]:
            del scene
            return store.execute(sql).fetchall()

        return self.station.desk.read("house", read)

    def count(self, kind: str) -> int:
        """How many events of a kind there are."""
        return int(
            self.rows(f"SELECT count(*) FROM journal WHERE json_extract(CAST(raw AS TEXT), '$.kind') = '{kind}'")[0][0]
        )

    def sale(self) -> str:
        """The sale of the newest number."""
        return str(self.rows("SELECT sale FROM meals_tickets ORDER BY number DESC LIMIT 1")[0][0])

    def pay(self, given_fen: int = 500) -> None:
        self.ask(
            Receive(request_id=self.station.desk.new_id(), sale=self.sale(), way="counter", given_fen=given_fen), BY
        )

    @contextmanager
    def workers(self) -> Iterator[Workers]:
        """The mirror of the workers' screen."""
        stage().fit(PORTRAIT)
        mirror = Workers(self.station.desk, self.station.settings, self.station.words)
        mirror.start()
        stage().advance(0.5)
        try:
            yield mirror
        finally:
            mirror.stop()

    @contextmanager
    def counter(self) -> Iterator[Counter]:
        """The mirror of the counter."""
        stage().fit(LANDSCAPE)
        mirror = Counter(self.station.desk, self.station.pins, self.station.settings, self.station.words)
        mirror.start()
        stage().advance(0.5)
        try:
            yield mirror
        finally:
            mirror.stop()


@contextmanager
def house_in(folder: Path, plug: str = "tcp") -> Iterator[House]:
    made = House(folder, plug)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def touchscreen() -> Iterator[Display]:
    with display_of(PORTRAIT.width, PORTRAIT.height) as made:
        yield made


@pytest.fixture
def window() -> Iterator[Display]:
    with display_of(LANDSCAPE.width, LANDSCAPE.height) as made:
        yield made


def run(house: House, display: Display, command: str) -> Any:
    return running(display, house.logs / f"{command}.txt", command, "--data", str(house.files.folder))


@pytest.mark.parametrize("plug", ["tcp", "serial"])
def test_a_lunch_is_bought_and_paid_for_and_its_paper_verifies(
    plug: str, tmp_path: Path, touchscreen: Display, window: Display
) -> None:
    with ExitStack() as stack:
        house = stack.enter_context(house_in(tmp_path, plug))
        stack.enter_context(run(house, touchscreen, "run"))
        stack.enter_context(run(house, window, "counter"))
        with house.workers() as mirror:
            touchscreen.touch(find(mirror.shell.glass, mirror.shell.say("meals.meal_lunch")))
            wait_for(lambda: house.station.desk.read("till", waiting_sales), "the order")
        sign_in_and_receive(house, window)
        wait_for(lambda: house.rows("SELECT 1 FROM slips_copies WHERE state = 'confirmed'"), "the slip")
        with house.workers() as mirror:
            mirror.shell.go(partial(order.number, sale=house.sale(), meal="lunch"))
            stage().advance(0.5)
            number = next(widget for widget in every(mirror.shell.glass) if isinstance(widget, Number))
            touchscreen.wait_to_see(number)
    (slip,) = house.printer.slips
    picture = slip.print_out(bootstrap_devices.slip_face()).image
    (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert kiosk_command("verify", house.files.folder, "--slip", found.text, "--rebuild").code == 0
    forged = found.text[:-1] + ("0" if found.text[-1] != "0" else "1")
    assert kiosk_command("verify", house.files.folder, "--slip", forged).code == 1
    assert any("1号" in line for line in slip.text)


def sign_in_and_receive(house: House, window: Display) -> None:
    """The attendant at the real counter, with the mirror as a second one beside it."""
    with house.counter() as mirror:
        shell = mirror.shell
        person = find(shell.glass, HAND.shown)
        window.touch(person)
        stage().tap(person)
        stage().advance(0.5)
        for digit in HAND.pin:
            window.touch(find(shell.glass, digit))
            stage().tap(find(shell.glass, digit))
            stage().advance(0.1)
        wait_for(lambda: says(shell.glass, shell.say("counter.sign_out")), "the counter's page")
        wait_for(lambda: house.count("staff.signed_in") == 2, "the real counter's too")
        window.touch(find(shell.glass, shell.say("counter.got", yuan="5")))
        wait_for(lambda: house.count("till.sale_paid") == 1, "the money")


def says(root: Any, words: str) -> bool:
    """Whether the mirror says these words by now."""
    stage().advance(0.1)
    return any(words in str(getattr(widget, "words", "")) for widget in every(root))


def test_a_second_touchscreen_on_a_station_is_told_so_in_a_sentence(tmp_path: Path, touchscreen: Display) -> None:
    with house_in(tmp_path) as house:
        with run(house, touchscreen, "run") as first:
            wait_for(lambda: house.count("house.started") == 1, "the first one")
            command = [sys.executable, "-m", "kiosk", "run", "--data", str(house.files.folder)]
            environment = {"DISPLAY": touchscreen.name, "PATH": "/usr/bin:/bin"}
            second = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
            assert second.returncode == 2
            assert second.stderr == (
                f"Error: Process {first.process.pid} owns this station's devices. "
                "Stop it first, or use kiosk counter.\n"
            )
            assert house.count("house.started") == 1
        assert house.count("house.stopped") == 1
        assert house.rows("SELECT max(seq) = (SELECT count(*) FROM journal) FROM heads") == [(1,)]


def test_a_double_tap_is_one_order(tmp_path: Path, touchscreen: Display) -> None:
    with house_in(tmp_path) as house, run(house, touchscreen, "run"), house.workers() as mirror:
        touchscreen.touch(find(mirror.shell.glass, mirror.shell.say("meals.meal_lunch")), times=2)
        wait_for(lambda: house.count("meals.ordered"), "the order")
        ordered = house.station.desk.read("till", waiting_sales)[0]
        mirror.shell.go(lambda shell: order.pay(shell, "lunch", as_ordered(house, ordered.sale)))
        stage().advance(0.5)
        touchscreen.wait_to_see(find(mirror.shell.glass, mirror.shell.say("meals.screen.goes_to_pay")))
        assert house.count("meals.ordered") == 1
        assert len(house.station.desk.read("till", waiting_sales)) == 1


def as_ordered(house: House, sale: str) -> meals.Ordered:
    """The outcome of the order, as the desk remembers it."""
    outcomes = house.rows("SELECT outcome FROM outcomes WHERE name = 'meals.order'")
    return next(
        found for found in (msgspec.json.decode(row[0], type=meals.Ordered) for row in outcomes) if found.sale == sale
    )


def test_taps_while_the_slip_is_printing_change_nothing(tmp_path: Path, touchscreen: Display) -> None:
    with house_in(tmp_path) as house, run(house, touchscreen, "run"), house.workers() as mirror:
        lunch = find(mirror.shell.glass, mirror.shell.say("meals.meal_lunch"))
        x, y = lunch.center_x, PORTRAIT.height - lunch.center_y
        touchscreen.touch(lunch)
        wait_for(lambda: house.count("meals.ordered"), "the order")
        house.printer.faults.set_after(200, "stalled")
        house.pay()
        wait_for(lambda: "stalled" in house.printer.faults, "half a slip")
        assert house.rows("SELECT state FROM spool") == [("sending",)]
        mirror.shell.go(partial(order.number, sale=house.sale(), meal="lunch"))
        stage().advance(0.5)
        number = next(widget for widget in every(mirror.shell.glass) if isinstance(widget, Number))
        touchscreen.wait_to_see(number)
        touchscreen.finger(x, y, times=3)
        house.printer.faults.set("stalled", on=False)
        wait_for(lambda: house.rows("SELECT 1 FROM slips_copies WHERE state = 'confirmed'"), "the slip")
        touchscreen.wait_to_see(number)
        assert house.count("meals.ordered") == 1
        assert len(house.printer.slips) == 1
