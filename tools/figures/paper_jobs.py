"""Print jobs with faults at random bytes: what the record says of each, and what lies on the counter."""

import logging
from pathlib import Path
from typing import Final

from devices.printer_jobs import Careless, Disowning, Jobs, run

from figures.figure import Figure, Line

_JOBS: Final = 1000
_CONTROL: Final = 40
_SEED: Final = 6


def measure(folder: Path, cache: Path) -> list[Line]:
    """The real driver, and one that sends again what nobody knows of; two printers, and one that gives back a job."""
    del cache
    logging.disable(logging.WARNING)  # each fault is logged, as it must be
    lines = [
        _line(
            f"{_JOBS} print jobs",
            run(folder / "real", _JOBS, _SEED),
            "sends again",
            run(folder / "control", _CONTROL, _SEED, Careless),
        ),
        _line(
            f"{_JOBS} print jobs on two printers",
            run(folder / "two", _JOBS, _SEED, printers=2),
            "moves what has begun to the other",
            run(folder / "two-control", _CONTROL, _SEED, Disowning, printers=2),
        ),
    ]
    logging.disable(logging.NOTSET)
    return lines


def _line(what: str, real: Jobs, careless: str, control: Jobs) -> Line:
    ends = ", ".join(f"{count} {end}" for end, count in sorted(real.ends.items()))
    devices = ", ".join(f"{count} on {device}" for device, count in sorted(real.devices.items()))
    return Line(
        what=f"{what}, {sum(real.faults.values())} faults at random bytes",
        measured=f"{ends}; {devices}; {len(real.wrong)} where paper and spool do not agree",
        beside=f"control that {careless}: {len(control.wrong)} of {_CONTROL}",
        ratio="",
        promised="0; the control must have some",
        met=not real.wrong and bool(control.wrong) and set(real.ends) <= {"confirmed", "uncertain", "failed"},
        numbers={"wrong": float(len(real.wrong)), "control_wrong": float(len(control.wrong)), **real.ends},
    )


FIGURE: Final = Figure("paper-jobs", measure)
