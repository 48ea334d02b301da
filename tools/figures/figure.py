"""What a figure is, and what it comes to."""

from collections.abc import Callable
from pathlib import Path

import msgspec


class Line(msgspec.Struct, frozen=True):
    """One line of the table: what was measured, the limit beside it, what is promised, and whether it holds.

    `met` is None where nothing is promised and the number stands for itself; `numbers` are for bench.json.
    """

    what: str
    measured: str
    beside: str
    ratio: str
    promised: str
    met: bool | None
    numbers: dict[str, float]


class Figure(msgspec.Struct, frozen=True):
    """A promised figure: its name on the command line, and the function that measures it.

    `measure` is given an empty folder to work in, on the disk that stations live on, and one that is kept between runs.
    """

    name: str
    measure: Callable[[Path, Path], list[Line]]


def at_least(value: float, promised: float, aimed: float | None = None) -> tuple[str, bool]:
    """The words for a lower bound, and whether it is kept."""
    return (f"≥ {promised:g}" + (f", {aimed:g} aimed" if aimed is not None else ""), value >= promised)


def at_most(value: float, promised: float, unit: str = "") -> tuple[str, bool]:
    """The words for an upper bound, and whether it is kept."""
    return f"≤ {promised:g}{unit}", value <= promised
