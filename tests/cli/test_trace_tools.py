"""Tools in a trace: borrowed, brought back, with something deducted; the accounts tie."""

import json
from pathlib import Path

import pytest
from cli.conftest import Kiosk
from cli.test_trace import written

DAY = (
    "2024-03-01T09:00:00+08:00,tool_out,p1,drill,1,20000",
    "2024-03-01T09:01:00+08:00,tool_out,p2,drill-2,1,20000",
    "2024-03-01T09:02:00+08:00,tool_out,p3,generator,1,50000",
    "2024-03-01T09:03:00+08:00,tool_out,p4,drill-2,1,20000",
    "2024-03-01T15:00:00+08:00,tool_back,p2,drill-2,1,1500",
    "2024-03-01T15:01:00+08:00,tool_back,p1,drill,1,0",
    "2024-03-01T15:02:00+08:00,tool_back,p1,drill,1,0",
    "2024-03-01T15:03:00+08:00,tool_out,p5,drill,1,20000",
)


def test_a_day_of_lending_ties(tmp_path: Path, kiosk: Kiosk) -> None:
    said = kiosk("replay", written(tmp_path / "trace.csv", *DAY), "--data", tmp_path / "data", "--json")
    assert said.code == 0, said.err
    summary = json.loads(said.out.strip().splitlines()[-1])
    accounts = {name: fen for name, fen in summary["accounts"].items() if fen}
    assert accounts == {"cash.drawer": 71500, "income.deductions": -1500, "owed.deposits": -70000}
    assert summary["refused"] == {"tools.unit_taken": 1, "tools.no_such_unit": 1}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2024-03-01T09:00:00+08:00,tool_out,p1,rocket,1,20000", "item: a unit or a kind of drill"),
        ("2024-03-01T09:00:00+08:00,tool_out,p1,drill-x,1,20000", "item: a unit or a kind of drill"),
        ("2024-03-01T09:00:00+08:00,tool_back,p1,drill-1,1,-5", "amount_fen: 0 or more"),
    ],
)
def test_a_bad_line_about_tools_is_named(tmp_path: Path, kiosk: Kiosk, line: str, expected: str) -> None:
    said = kiosk("replay", written(tmp_path / "trace.csv", line), "--data", tmp_path / "data")
    assert said.code == 2
    assert expected in said.err
