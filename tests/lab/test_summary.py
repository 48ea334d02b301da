"""The end of `make soak` names every long run, what it counted, and what failed."""

from typing import Literal

import pytest
from lab.summary import lines, noted


def report(
    nodeid: str, outcome: Literal["passed", "failed"], start: float, told: tuple[tuple[str, object], ...] = ()
) -> pytest.TestReport:
    when: Literal["setup", "call"] = "setup" if nodeid.endswith("broken") else "call"
    return pytest.TestReport(
        nodeid, ("", None, ""), {}, outcome, None, when, start=start, duration=90.0, user_properties=told
    )


def test_every_long_run_is_in_the_summary_and_what_failed_can_be_run_again() -> None:
    lab = "tests/lab/test_laboratory.py::test_the_promise_holds_for_long[%s]"
    table = list(
        lines(
            [
                report(lab % "power-cut", "failed", 2.0, noted(12_000, 3)),
                report("tests/gui/test_soak.py::test_a_day", "passed", 1.0),
                report("tests/gui/test_soak.py::broken", "failed", 3.0),
            ]
        )
    )
    assert [line.split() for line in table] == [
        ["tried", "wrong", "seconds"],
        ["gui/test_soak.py::test_a_day", "—", "—", "90.0"],
        ["lab/[power-cut]", "12000", "3", "90.0", "FAILED"],
        ["gui/test_soak.py::broken", "—", "—", "90.0", "FAILED"],
        ["3", "long", "runs,", "2", "failed,", "4.5", "minutes"],
        ["again:", ".venv/bin/pytest", "-m", "soak", "-s", f"'{lab % 'power-cut'}'"],
        ["again:", ".venv/bin/pytest", "-m", "soak", "-s", "'tests/gui/test_soak.py::broken'"],
    ]
