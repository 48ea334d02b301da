"""Whatever is done to the glass: nothing breaks, nobody is trapped, the money adds up and the record is whole."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from gui.house import House
from gui.monkey import Monkey
from support.station import Station, station_in

from kiosk.record.verify import NO_WITNESS
from kiosk.services.registry import SERVICES
from kiosk.station.verify import verify_station
from kiosk.touch.shell import TouchShell
from kiosk.widgets.window import LANDSCAPE, PORTRAIT

TOUCHES = 10_000
SCREENS = 10  # that ten thousand touches come across at least


@pytest.fixture
def lunch(tmp_path: Path) -> Iterator[Station]:
    with station_in(tmp_path / "station") as made:
        made.open(30)
        yield made


def plays(station: Station, seed: int, touches: int, caplog: pytest.LogCaptureFixture) -> set[str]:
    """The screens that the monkey saw. Raises AssertionError for what it broke."""
    house = House(station)
    try:
        with caplog.at_level(logging.ERROR), house.workers(PORTRAIT if seed % 2 else LANDSCAPE) as worker:
            monkey = Monkey(house, worker, seed)
            monkey.plays(touches)
        assert sum(station.accounts().values()) == 0
        verdict = verify_station(station.files.journal, NO_WITNESS, SERVICES, rebuild=True)
    finally:
        house.close()
    assert verdict.fault is None
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    return monkey.seen


def test_a_monkey_breaks_nothing(lunch: Station, caplog: pytest.LogCaptureFixture) -> None:
    assert {"Home", "PayAtCounter", "YourNumber"} <= plays(lunch, 11, 250, caplog)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 5))
def test_ten_thousand_touches_break_nothing(lunch: Station, seed: int, caplog: pytest.LogCaptureFixture) -> None:
    assert len(plays(lunch, seed, TOUCHES, caplog)) >= SCREENS


def test_a_trap_is_noticed(lunch: Station, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a screen that nobody can leave."""
    monkeypatch.setattr(TouchShell, "back", lambda _: None)
    monkeypatch.setattr(TouchShell, "home", lambda _: None)
    monkeypatch.setattr(TouchShell, "finish", lambda _: None)
    with pytest.raises(AssertionError, match="no way out"):
        plays(lunch, 7, 250, caplog)
