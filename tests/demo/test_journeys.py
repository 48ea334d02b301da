"""Journeys on the real screens, counted touch by touch, and the rush; what docs/stopwatch.md says is what they take."""

import sys
from pathlib import Path

import pytest
from gui.harness import stage

from kiosk.demo.journeys import timed
from kiosk.demo.pace import Count
from kiosk.demo.rush import played

TOOLS = Path(__file__).resolve().parent.parent.parent / "tools"
sys.path.append(str(TOOLS))

import stopwatch  # noqa: E402 - a script, found beside the tests

_EVENING_S = 8 * 3600  # whatever the window has shown before, and for how long


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Count]:
    stage().leap(_EVENING_S)
    return timed(stage(), tmp_path_factory.mktemp("journeys"))


def test_a_number_is_in_hand_after_three_touches_at_most(counts: dict[str, Count]) -> None:
    for name in ("order", "language", "printer_dead", "power_cut"):
        assert counts[name].worker <= 3, name
    assert counts["order"].attendant == 1


def test_beds_tools_and_points_take_three_touches_of_who_comes_and_few_of_the_attendant(
    counts: dict[str, Count],
) -> None:
    for name in ("bed", "bed_in", "tool_out", "tool_back", "redeem"):
        assert counts[name].worker <= 3, name
    for name in ("bed", "bed_in", "tool_back", "redeem"):
        assert counts[name].attendant <= 3, name


def test_the_figures_that_are_written_down_are_true(counts: dict[str, Count]) -> None:
    written = stopwatch.FILE.read_text(encoding="utf-8")
    assert stopwatch.journeys_table(counts) in written
    assert stopwatch.assumed() in written


@pytest.mark.soak
def test_forty_people_in_a_quarter_of_an_hour_are_all_served(tmp_path: Path) -> None:
    rush = played(stage(), tmp_path, stopwatch.SEED)
    assert (rush.people, rush.numbers, rush.served) == (40, 40, 40)
    assert rush.number_s < 60
    assert stopwatch.rush_table(rush) in stopwatch.FILE.read_text(encoding="utf-8")
