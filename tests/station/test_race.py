"""More people than portions, at four counters at once."""

from pathlib import Path

import pytest
from support.contests import CONTESTS, PROCESSES, last
from support.race import race

from kiosk.record.verify import NO_WITNESS
from kiosk.services.registry import SERVICES
from kiosk.station.verify import verify_station


def test_racing_processes_never_give_a_number_twice_nor_a_portion_too_many(tmp_path: Path) -> None:
    ended = race(tmp_path / "station", people=160, portions=100)
    assert (ended.taken, ended.duplicates, ended.oversold) == (100, 0, 0)
    assert ended.refused == {"meals.sold_out": 60}
    verdict = verify_station(tmp_path / "station", NO_WITNESS, SERVICES, rebuild=True)
    assert verdict.fault is None


def test_control_deciding_before_the_transaction_without_keys_gives_numbers_twice(tmp_path: Path) -> None:
    ended = race(tmp_path / "station", people=160, portions=98, careless=True)  # no whole round of four
    assert ended.duplicates > 0
    assert ended.oversold > 0
    assert verify_station(tmp_path / "station", NO_WITNESS, SERVICES, rebuild=False).fault is not None


@pytest.mark.parametrize("what", CONTESTS)
def test_of_several_who_want_the_last_one_at_once_exactly_one_has_it(what: str, tmp_path: Path) -> None:
    ended = last(tmp_path / "station", what)
    assert ended.won == 1
    assert sum(ended.refused.values()) == PROCESSES - 1
    assert verify_station(tmp_path / "station", NO_WITNESS, SERVICES, rebuild=True).fault is None


@pytest.mark.parametrize("what", CONTESTS)
def test_control_deciding_before_the_transaction_without_keys_gives_the_last_one_away_twice(
    what: str, tmp_path: Path
) -> None:
    assert last(tmp_path / "station", what, careless=True).won > 1
