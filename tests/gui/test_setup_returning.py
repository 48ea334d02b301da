"""The first start of a machine that takes the place of a broken one: its record comes back, by touches."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from gui.test_setup import PIN, WORDS, FirstStart, first_start
from kivy.core.window import Window
from support.centre import RunningCentre, running
from support.joining import Joining
from support.station import station_in

from kiosk.services.house.readings import line_now
from kiosk.station.files import StationFiles


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    (tmp_path / "centre").mkdir()
    with running(tmp_path / "centre") as server:
        yield server


def put_in(person: FirstStart, key: str, text: str) -> None:
    person.asks(key)
    Window.dispatch("on_textinput", text)
    person.touch("widgets.enter")


def test_a_broken_machine_s_record_is_brought_back_by_its_code(tmp_path: Path, centre: RunningCentre) -> None:
    with station_in(tmp_path / "old") as old:
        line = Joining(old)
        line.join(centre)
        old.open(10)
        old.buy()
        line.sync()
        device, head = old.desk.journal.device, old.desk.journal.head()
        line.close()
    with first_start(tmp_path / "new") as person:
        person.touch("shell.lang_zh")
        person.touch("setup.back")
        put_in(person, "setup.ask_centre", "zx 12")
        person.asks("setup.bad_centre")
        for _ in "https://zx 12":
            person.key(8)
        put_in(person, "setup.ask_centre", centre.url)
        put_in(person, "setup.ask_code", "7K2M-94QX")
        person.asks("setup.bad_code", most=12)
        put_in(person, "setup.ask_code", "-0B3D")
        person.type(PIN)
        person.type(PIN)
        person.until(lambda: person.screen == "NotMade")
        assert WORDS.say("zh", "cli.join_code").replace(" ", "") in person.said.replace(" ", "")
        assert not StationFiles(tmp_path / "new").journal.exists()
        for _ in range(3):
            person.touch("widgets.back")
        for _ in "7K2M-94QX-0B3D":
            person.key(8)
        put_in(person, "setup.ask_code", centre.code(device=device))
        person.type(PIN)
        person.type(PIN)
        person.until(lambda: person.screen == "Back")
        assert (str(head.seq) in person.said, person.made) == (True, [])
        person.touch("widgets.enter")
        assert person.made == [True]
    again = person.founder.station
    assert again is not None
    try:
        assert again.pins.right("a1", PIN)
        assert again.desk.read("house", lambda store, _: line_now(store)) is not None
        assert not StationFiles(tmp_path / "new").first_pin.exists()
    finally:
        person.founder.close()
