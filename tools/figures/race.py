"""Processes racing for fewer portions than there are people; the control must fail."""

from pathlib import Path
from typing import Final

from support.race import Race, race

from figures.figure import Figure, Line

_PEOPLE: Final = 400
_PORTIONS: Final = 250
_PROCESSES: Final = 4


def measure(folder: Path, cache: Path) -> list[Line]:
    """The real desks, and desks that decide outside the transaction on tables without their keys."""
    del cache
    real = race(folder / "real", people=_PEOPLE, portions=_PORTIONS, processes=_PROCESSES)
    control = race(folder / "control", people=_PEOPLE, portions=_PORTIONS, processes=_PROCESSES, careless=True)
    promised = "0 duplicates, 0 oversold; the control must have some"
    met = (real.taken, real.duplicates, real.oversold) == (_PORTIONS, 0, 0) and control.duplicates > 0
    return [
        Line(
            what=f"{_PROCESSES} processes, {_PEOPLE} people, {_PORTIONS} portions",
            measured=f"{_told(real)}, p95 {real.percentile(0.95) * 1000:.1f} ms",
            beside=f"control: {_told(control)}",
            ratio="",
            promised=promised,
            met=met,
            numbers={
                "duplicates": real.duplicates,
                "oversold": real.oversold,
                "p95_ms": real.percentile(0.95) * 1000,
                "control_duplicates": control.duplicates,
                "control_oversold": control.oversold,
            },
        )
    ]


def _told(ended: Race) -> str:
    return f"{ended.duplicates} duplicates, {ended.oversold} oversold"


FIGURE: Final = Figure("race", measure)
