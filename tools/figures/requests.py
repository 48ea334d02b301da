"""What every kind of request costs to commit, beside a ticket sold right after each of them."""

import statistics
from pathlib import Path
from typing import Final

from figures.figure import Figure, Line, at_most
from figures.life import TICKET, Life
from figures.samples import shown
from kiosk.services.registry import SERVICES

_DAYS: Final = 40
_PROMISED: Final = 1.25
# Made once a shift or more seldom, by somebody who waits for a sheet of paper: what a whole shift or day came to is
# read, settings are checked, a key is destroyed on the disk. What they take stands for itself.
SELDOM: Final = frozenset(
    {
        *("till.read_x", "till.count_shift", "till.close_shift", "till.take_over", "meals.close"),
        "points.approve_hand_over",  # once in a station's life, every balance
        *("house.adopt_settings", "house.inspect", "house.open_epoch", "people.erase"),
    }
)
_NAMED: Final = 6


def measure(folder: Path, cache: Path) -> list[Line]:
    """Days on which everything is asked: a line for each service, its worst first; what is seldom; the work alone."""
    del cache
    life, work = _lived(folder / "life", waits=True), _lived(folder / "work", waits=False)
    ratios, alone = _ratios(life), _ratios(work)
    beside = f"a ticket: {shown(statistics.median(life.seconds[TICKET]))}"
    often = {
        service.name: {
            name: ratios[name]
            for handler in service.handlers
            if (name := handler.request.name) in ratios and name not in SELDOM
        }
        for service in SERVICES
    }
    lines = [_line(f"{service}, committed", found, beside) for service, found in often.items() if found]
    seldom = {name: ratio for name, ratio in ratios.items() if name in SELDOM}
    lines.append(_line("once a shift, or more seldom, committed", seldom, beside, promised=False))
    beside = f"a ticket: {shown(statistics.median(work.seconds[TICKET]))}"
    rest = {name: ratio for name, ratio in alone.items() if name not in SELDOM}
    lines.append(_line("the work alone, nothing waits for the disk", rest, beside, promised=False))
    asked = {handler.request.name for service in SERVICES for handler in service.handlers}
    if missed := sorted(asked - {*ratios} - SELDOM):
        lines.append(Line("not measured", ", ".join(missed), "", "", "all of them", False, {}))
    return lines


def _lived(folder: Path, *, waits: bool) -> Life:
    """A station that has been asked everything; where its commits do not wait for the disk, for the work alone."""
    life = Life(folder, tickets=True)
    if not waits:
        life.desk.journal.db.execute("PRAGMA synchronous = OFF").fetchall()
    for _ in range(_DAYS):
        life.everything()
    life.borrows(_DAYS)
    life.close()
    return life


def _ratios(life: Life) -> dict[str, float]:
    """Each request beside the tickets sold right after it: what the neighbours do meets both alike."""
    tickets = life.seconds[TICKET]
    return {
        name: statistics.median(found) / statistics.median(life.beside.get(name, tickets))
        for name, found in life.seconds.items()
        if name != TICKET
    }


def _line(what: str, ratios: dict[str, float], beside: str, *, promised: bool = True) -> Line:
    worst = sorted(ratios, key=lambda name: -ratios[name])
    words, met = at_most(ratios[worst[0]], _PROMISED)
    over = sum(ratio > _PROMISED for ratio in ratios.values())
    return Line(
        what=f"{what}: {len(ratios)} kinds of request",
        measured=", ".join(f"{name} {ratios[name]:.2f}" for name in worst[:_NAMED]),
        beside=beside,
        ratio=f"{ratios[worst[0]]:.2f} of a ticket at the most" + (f", {over} over {_PROMISED}" if over else ""),
        promised=words if promised else "",
        met=met if promised else None,
        numbers={name: round(ratios[name], 3) for name in worst},
    )


FIGURE: Final = Figure("requests", measure)
