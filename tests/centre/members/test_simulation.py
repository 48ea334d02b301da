"""A city of stations in all weather: accounts always tie, and no point is spent twice without a finding.

tests/lab/points.py runs it longer, and without what it stands on.
"""

import asyncio
from pathlib import Path

import pytest
from support.city_truth import Untrue, live


def test_six_hundred_redemptions_on_each_database_in_all_weather(memory: Path, database: str) -> None:
    city = asyncio.run(live(memory, database, 3, 600))
    assert {"died", "fork", "late tail", "answer lost", "spent in another epoch"} <= city.happened.keys()
    assert city.wrong
    assert city.happened["code shown twice"] > 2


def test_control_a_centre_that_lets_go_by_the_clock_takes_honest_people_for_cheats(memory: Path) -> None:
    with pytest.raises(Untrue, match="did not happen"):
        asyncio.run(live(memory, "", 8, 500, by_the_clock=True))


@pytest.mark.soak
def test_twenty_thousand_redemptions_on_each_database(memory: Path, database: str) -> None:
    assert asyncio.run(live(memory, database, 1, 20_000)).redeemed >= 20_000
