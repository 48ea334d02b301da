"""The experiments of the laboratory: each in a module of its own that has one `EXPERIMENT`, and a line here."""

from typing import Final

from lab import (
    bytes_given,
    cash_faults,
    clock,
    disk,
    disk_byte,
    kill,
    kill_centre,
    line,
    line_crowd,
    line_restored,
    line_tls,
    paper,
    people,
    people_glass,
    points,
    power,
    power_files,
)
from lab.experiment import Experiment

EXPERIMENTS: Final[tuple[Experiment, ...]] = (
    power.EXPERIMENT,
    power_files.EXPERIMENT,
    disk.EXPERIMENT,
    disk_byte.EXPERIMENT,
    paper.EXPERIMENT,
    clock.EXPERIMENT,
    line.EXPERIMENT,
    line_crowd.EXPERIMENT,
    line_tls.EXPERIMENT,
    line_restored.EXPERIMENT,
    points.EXPERIMENT,
    kill.EXPERIMENT,
    kill_centre.EXPERIMENT,
    kill_centre.DATABASE,
    cash_faults.EXPERIMENT,
    bytes_given.EXPERIMENT,
    people.EXPERIMENT,
    people_glass.EXPERIMENT,
)
