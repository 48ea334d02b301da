"""Print jobs with faults at random bytes: what the record says of each, and what lies on the counter."""

import logging
from pathlib import Path
from typing import Final

from devices.printer_jobs import Careless, run

from figures.figure import Figure, Line

_JOBS: Final = 1000
_CONTROL: Final = 40
_SEED: Final = 6


def measure(folder: Path, cache: Path) -> list[Line]:
    """The real driver, and one that sends again what nobody knows of."""
    del cache
    logging.disable(logging.WARNING)  # each fault is logged, as it must be
    real = run(folder / "real", _JOBS, _SEED)
    control = run(folder / "control", _CONTROL, _SEED, Careless)
    logging.disable(logging.NOTSET)
    ends = ", ".join(f"{count} {end}" for end, count in sorted(real.ends.items()))
    return [
        Line(
            what=f"{_JOBS} print jobs, {sum(real.faults.values())} of them with a fault at a random byte",
            measured=f"{ends}; {len(real.wrong)} where paper and spool do not agree",
            beside=f"control that sends again: {len(control.wrong)} of {_CONTROL}",
            ratio="",
            promised="0; the control must have some",
            met=not real.wrong and bool(control.wrong) and set(real.ends) <= {"confirmed", "uncertain", "failed"},
            numbers={"wrong": float(len(real.wrong)), "control_wrong": float(len(control.wrong)), **real.ends},
        )
    ]


FIGURE: Final = Figure("paper-jobs", measure)
