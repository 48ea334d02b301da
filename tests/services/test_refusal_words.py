"""Every refusal that the source can raise has a sentence in every language, and brings along what it needs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import kiosk
from kiosk.base.request import Refused
from kiosk.base.words import LANGUAGES
from kiosk.bootstrap import all_words
from kiosk.touch.refusals import sentence

WORDS = all_words()


def raised() -> Iterator[tuple[str, frozenset[str], str]]:
    """Every `Refused("…", {…})` of the source: reason, fields, place."""
    root = Path(kiosk.__file__).parent
    for file in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                place = f"{file.relative_to(root)}:{node.lineno}"
                given = node.args[1] if len(node.args) > 1 else ast.Dict([], [])
                assert isinstance(given, ast.Dict), f"{place}: its fields cannot be read from the source"
                fields = frozenset(str(ast.literal_eval(key)) for key in given.keys if key is not None)
                for reason in _reasons(node.args[0]):
                    yield reason, fields, place


def _reasons(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _reasons(node.body)
        yield from _reasons(node.orelse)
    elif isinstance(node, ast.Constant):
        yield str(node.value)


REFUSALS = tuple(raised())


def test_the_source_was_read() -> None:
    reasons = {reason for reason, _, _ in REFUSALS}
    assert {
        "meals.sold_out",
        "meals.closed",
        "meals.not_open",
        "till.drawer_short",
        "house.disk_full",
        "staff.bad_pin",
    } <= reasons
    assert len(reasons) > 40


@pytest.mark.parametrize("staff", [False, True])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("reason", "fields", "place"), REFUSALS, ids=[f"{place}-{reason}" for reason, _, place in REFUSALS]
)
def test_a_refusal_is_said_with_what_it_brings(
    reason: str, fields: frozenset[str], place: str, lang: str, *, staff: bool
) -> None:
    said = sentence(
        WORDS, lang, Refused(reason, {name: 1200 if name.endswith("fen") else "某" for name in fields}), staff=staff
    )
    assert said.strip(), place
    assert "{" not in said
    assert "1200" not in said  # fen are said in yuan
    assert reason not in said
