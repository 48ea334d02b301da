"""docs/security.md names a test for each threat, and each test that it names exists."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def threats() -> list[list[str]]:
    """The cells of every row of the tables of threats."""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    part = text.partition("## Threat by threat\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if not line.startswith("| somebody … | what")
    ]


def functions(path: Path) -> set[str]:
    return {
        node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
    }


def test_each_threat_has_an_answer_and_a_test() -> None:
    rows = threats()
    assert len(rows) > 30
    for row in rows:
        assert len(row) == 4, row
        assert all(row[:2])
        assert NAMED.search(row[2]), f"no test shows: {row[0]}"


def test_each_test_that_the_table_names_exists() -> None:
    named = {found for row in threats() for found in NAMED.findall(" ".join(row))}
    known = {path: functions(ROOT / path) for path, _ in named if (ROOT / path).is_file()}
    assert [f"{path}::{name}" for path, name in sorted(named) if name not in known.get(path, set())] == []


def test_the_control_a_test_that_does_not_exist_is_missed() -> None:
    assert "test_that_nobody_wrote" not in functions(Path(__file__).with_name("test_units.py"))
    assert NAMED.findall("`tests/unattended/test_units.py::test_that_nobody_wrote`")
