"""People at both glasses of a station do whatever they do, for weeks of virtual time.

What they do is in `people_acts`, the station in `people_station`, who compares in `people_books`, and how courses are
run and made short in `people_runs`; that opens Kivy's window, and is loaded when it is run.
"""

from collections.abc import Callable
from typing import Any, Final

from lab.experiment import Experiment, Found


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many virtual hours."""
    from lab import people_runs

    return people_runs.run(size, seed, protected=protected, told=told)


EXPERIMENT: Final = Experiment(
    name="people-glass",
    breaks="people tap, scan, pay, walk away, pull plugs, cut power and line, at both glasses (virtual hours)",
    promise="nothing is raised, nobody is trapped; money, portions, points, deposits, numbers as an auditor heard; the "
    "centre has all; nothing grows",
    without="holds that have run out are let go of",
    run=run,
    short=20,
    long=1000,
    control=20,
)
