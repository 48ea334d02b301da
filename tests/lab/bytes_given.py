"""Bytes that nobody should send, to every parser that faces the outside: only refusals by name come out, and soon."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import msgspec
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from lab.bytes_parsers import Parser, complaint, parsers
from lab.experiment import Experiment, Found

# An edit of an example: where, how much is taken out there, what is put in.
_EDITS: Final = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 9), st.one_of(st.binary(max_size=6), st.just(b"\xff" * 40))), max_size=5
)


class _WrongError(AssertionError):
    """A parser let something out that is no refusal of its own."""


def _edited(example: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    for where, out, into in edits:
        at = int(where * len(example))
        example = example[:at] + into + example[at + out :]
    return example


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many inputs to each parser; the control has one of them let through what it cannot read."""
    counts, wrong = Counter[str](), list[str]()
    for name, parser in parsers().items():
        tried = parser if protected else _faulty(parser)
        said = _tried(name, tried, size, seed, counts)
        if said:
            wrong.append(f"{name}: {said} (seed {seed})")
        told(f"{name}: {counts[name]} tried")
        if not protected and wrong:
            break
    return Found(sum(counts.values()), dict(counts), tuple(wrong))


def _tried(name: str, parser: Parser, size: int, seed: int, counts: Counter[str]) -> str:
    """The smallest input that is not answered as it should be, and how; empty where there is none."""
    inputs = st.one_of(
        st.binary(max_size=300),
        *(st.builds(_edited, st.just(example), _EDITS) for example in parser.seeds),
    )

    @seeded(random.Random(f"{seed} {name}").getrandbits(64))
    @settings(
        max_examples=size,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
        print_blob=False,
        report_multiple_bugs=False,
    )
    @given(inputs)
    def holds(data: bytes) -> None:
        counts[name] += 1
        said = complaint(parser, data)
        if said:
            raise _WrongError(f"{said} for {data[:200]!r}")

    try:
        holds()
    except _WrongError as error:
        return str(error)
    return ""


def _faulty(parser: Parser) -> Parser:
    """The control: an input with a byte that no text has gets past the parser's own checks."""

    def tries(data: bytes) -> object:
        if b"\xff" in data[3:]:
            raise IndexError("index out of range")
        return parser.tries(data)

    return msgspec.structs.replace(parser, tries=tries)


EXPERIMENT: Final = Experiment(
    name="bytes",
    breaks="bytes that nobody should send reach a parser (Hypothesis)",
    promise="only refusals by name come out, within two seconds",
    without="a parser has no fault (one is put in)",
    run=run,
    short=25,
    long=8_000,
    control=100,
)
