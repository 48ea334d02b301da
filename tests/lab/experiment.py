"""What every experiment is: something that goes wrong, tried many times, and a control that must fail."""

from collections.abc import Callable
from typing import Any, Protocol

import msgspec


class Found(msgspec.Struct, frozen=True):
    """What an experiment saw: how often it tried, what it counted by the way, and what was wrong."""

    tried: int
    counts: dict[str, int] = {}
    # One sentence each, with what is needed to see it again (seed, step); empty where the promise held.
    wrong: tuple[str, ...] = ()


class Run(Protocol):
    """Tries an experiment `size` times from a seed; `protected` takes the protection away where it is false.

    `told` is called with a line of progress now and then.
    """

    def __call__(self, size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found: ...


class Experiment(msgspec.Struct, frozen=True):
    """One row of `docs/reliability.md`.

    `short` is the size that `make test` runs, `long` that of `make soak`, `control` that of the run without protection,
    which has to find something wrong.
    """

    name: str
    breaks: str  # what happens to the station, a few words
    promise: str  # what must hold then
    without: str  # what the control takes away
    run: Run
    short: int
    long: int
    control: int


def quiet(_: str) -> None:
    """Nobody is told how far it is."""
