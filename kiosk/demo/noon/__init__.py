"""A pretend noon: Friday 1 March 2024, from before the sale to the closing, touched through on the real screens."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from kiosk import bootstrap
from kiosk.demo.noon import lending, members, resting, returning, selling, serving, shifts, trouble
from kiosk.demo.noon.cast import START, Cast
from kiosk.demo.noon.crowd import crowd
from kiosk.demo.stage import Stage
from kiosk.virtual.printer import VirtualPrinter

__all__ = ["START", "play"]

_SCENES: Final[tuple[Callable[[Cast], None], ...]] = (
    selling.before,
    shifts.signing_in,
    shifts.opening,
    lending.lending,
    selling.opening,
    selling.first,
    selling.calls_a_person,
    members.earning,
    members.redeeming,
    selling.in_english,
    selling.lets_it_be,
    selling.forgets,
    resting.booking,
    crowd,
    trouble.no_paper,
    trouble.power_lost,
    trouble.sold_out,
    serving.serving,
    serving.afterwards,
    resting.arriving,
    shifts.banked,
    returning.returning,
    shifts.changing,
    serving.closing,
    resting.leaving,
    shifts.closing,
    serving.day_over,
)


def play(stage: Stage, station: bootstrap.OpenStation, printer: VirtualPrinter, folder: Path, seed: int) -> int:
    """Scene by scene, each leaves pictures in the folder; returns how many were kept. Raises StuckError."""
    cast = Cast(stage, station, printer, folder, seed)
    for scene in _SCENES:
        scene(cast)
    cast.glasses.close()
    return cast.glasses.count
