"""What `make soak` says at its end: each long run, how often it tried, what was wrong, how long it took."""

from collections.abc import Iterable, Iterator

import pytest

_LABORATORY = "lab/test_laboratory.py::test_the_promise_holds_for_long"


def noted(tried: int, wrong: int) -> tuple[tuple[str, object], ...]:
    """What an experiment leaves for the summary."""
    return (("tried", tried), ("wrong", wrong))


def lines(reports: Iterable[pytest.TestReport]) -> Iterator[str]:
    """The table, in the order of the runs; then what failed, as pytest is given it to run it again."""
    ran = sorted((report for report in reports if report.when == "call" or report.failed), key=lambda one: one.start)
    names = [report.nodeid.removeprefix("tests/").replace(_LABORATORY, "lab/") for report in ran]
    width = max(map(len, names), default=0)
    yield f"{'':{width}} {'tried':>9} {'wrong':>7} {'seconds':>9}"
    for name, report in zip(names, ran, strict=True):
        told = dict(report.user_properties)
        cells = f"{told.get('tried', '—'):>9} {told.get('wrong', '—'):>7} {report.duration:>9.1f}"
        yield f"{name:{width}} {cells}{'  FAILED' if report.failed else ''}"
    failed = [report.nodeid for report in ran if report.failed]
    yield f"{len(ran)} long runs, {len(failed)} failed, {sum(report.duration for report in ran) / 60:.1f} minutes"
    yield from (f"again: .venv/bin/pytest -m soak -s '{nodeid}'" for nodeid in failed)
