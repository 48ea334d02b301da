"""Guided fuzzing of every outside parser; needs atheris, which has a wheel for Linux on x86_64 alone."""

import pytest
from lab.bytes_fuzz import FAULTY, fuzzed
from lab.bytes_parsers import parsers

RUNS = 20_000


@pytest.mark.soak
def test_a_guided_fuzzer_gets_nothing_out_of_any_parser_but_refusals() -> None:
    for name in parsers():
        assert fuzzed(name, RUNS, seed=1) == ""
        print(f"{name}: {RUNS} runs")  # noqa: T201 - a soak tells how far it is


@pytest.mark.soak
def test_control_a_fault_that_was_is_found() -> None:
    assert "UnicodeDecodeError" in fuzzed(FAULTY, RUNS, seed=1, faulty=True)
