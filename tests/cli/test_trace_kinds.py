"""A day with every kind of line, as docs/traces.md shows it: its totals, and that nothing written there is untrue."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cli.conftest import Kiosk, kiosk_command
from cli.test_trace import written

from kiosk.demo.replay import trace_kinds
from kiosk.services.registry import SERVICES

DOCS = Path(__file__).parents[2] / "docs" / "traces.md"
NOT_HELD = {"seconds", "events_per_second"}


def block(language: str) -> str:
    """The first block of that language in the document."""
    found = re.search(rf"```{language}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The station on which the day of the document was played, and beside it what the command said last."""
    folder = tmp_path_factory.mktemp("day")
    (folder / "trace.csv").write_text(block("csv"), encoding="utf-8")
    said = kiosk_command("replay", folder / "trace.csv", "--data", folder / "data", "--json")
    assert said.code == 0, said.err
    (folder / "said.json").write_text(said.last, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def summary(day: Path) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode((day / "said.json").read_bytes())
    return found


def test_the_document_has_a_line_of_every_kind_and_its_day_too() -> None:
    kinds = {kind.partition(":")[0] for kind in trace_kinds(SERVICES)}
    told = set(
        re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]*\| [^|]*\| [^|]+ \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    )
    played = {line.split(",")[1] for line in block("csv").splitlines()[1:]}
    assert told == played == kinds


def test_its_totals_are_those_of_the_document(summary: dict[str, Any]) -> None:
    documented = msgspec.json.decode(block("json"))
    assert {key: value for key, value in summary.items() if key not in NOT_HELD} == {
        key: value for key, value in documented.items() if key not in NOT_HELD
    }


def test_its_totals_by_hand(summary: dict[str, Any]) -> None:
    # Five portions asked for, four sold: two and two added; three were fetched, of w1 one and of w3 two.
    assert (summary["sold"], summary["served"]) == (4, 3)
    assert summary["refused"] == {"meals.sold_out": 1, "tools.unit_taken": 1, "points.not_enough": 1}
    assert summary["taken_fen"] == 4 * 500
    assert summary["subsidy_fen"] == 3 * 400
    # Two deposits came and went back, less what was broken; the portion that nobody fetched is owed.
    assert {name: fen for name, fen in summary["accounts"].items() if fen} == {
        "cash.drawer": 4 * 500 + 2 * 200 + 500,
        "income.meals": -3 * 500,
        "income.beds": -2 * 200,
        "income.deductions": -500,
        "owed.refunds": -500,
        "income.subsidy": -3 * 400,
        "subsidy.receivable": 3 * 400,
    }
    assert summary["verify"] == "ok"


def tables(kiosk: Kiosk, report: str, data: Path) -> dict[str, Any]:
    """The tables of a report of that month, by their names."""
    said = kiosk("report", report, "2024-03", "--data", data, "--json")
    assert said.code == 0, said.err
    found: dict[str, Any] = msgspec.json.decode(said.last)["tables"]
    return found


def test_beds_and_points_tell_the_same_day(day: Path, kiosk: Kiosk) -> None:
    (slot,) = tables(kiosk, "beds", day / "data")["beds.report.slots"]["rows"]
    assert (slot["sold"], slot["slept"], slot["no_shows"], slot["taken"]) == (2, 1, 1, 400)
    owed = tables(kiosk, "points", day / "data")["points.report.owed"]["rows"][0]
    assert (owed["earned"], owed["redeemed"], owed["members"]) == (50, 30, 20)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("bed,w1,2024-03-01/18:30,1,200", "item: date/slot, the slot one of 12:00"),
        ("bed,w1,noon,1,200", "item: date/slot, the slot one of 12:00"),
        ("bed,w1,2024-03-01/12:00,1,-200", "amount_fen: what was paid, 0 or more"),
        ("earn,w1,dancing,10,0", "item: a rule, one of bench"),
        ("earn,w1,volunteer,15,0", "qty: points, 10 each time"),
        ("redeem,w1,car,1,0", "item: goods, one of tissues"),
        ("redeem,w1,tissues,0,0", "qty: from 1 to 20"),
    ],
)
def test_a_bad_line_of_each_service_is_named_with_its_column(
    line: str, expected: str, tmp_path: Path, kiosk: Kiosk
) -> None:
    trace = written(tmp_path / "trace.csv", f"2024-03-01T11:00:00+08:00,{line}")
    said = kiosk("replay", trace, "--data", tmp_path / "data")
    assert said.code == 2
    assert f"trace.csv, line 2: {expected}" in said.err
    assert "nothing was played" in said.err


def test_a_card_is_given_to_whoever_earns_for_the_first_time_alone(tmp_path: Path, kiosk: Kiosk) -> None:
    lines = (f"2024-03-01T11:0{at}:00+08:00,earn,{who},volunteer,10,0" for at, who in enumerate("abab"))
    trace = written(tmp_path / "trace.csv", *lines)
    assert kiosk("replay", trace, "--data", tmp_path / "data").code == 0
    earned = tables(kiosk, "points", tmp_path / "data")["points.report.earnings"]["rows"]
    assert [row["member"] for row in earned] == [1, 2, 1, 2]
