"""The centre's disk dies and yesterday's backup is put back: stations notice, say so, and send again what it lost."""

import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any, Final
from unittest.mock import patch

from lab.experiment import Experiment, Found
from lab.line import happens, joined
from lab.line_centre import CentreProcess, centre_process
from lab.line_proxy import proxied
from support.joining import Joining
from support.record import kind_of

from kiosk.station.line.line import HELLO_S, Line

_VISITS: Final = 12
# What a station does after the backup was put back: goes on, only says hello, or is switched on days later.
AFTER: Final = ("busy", "quiet", "switched off")


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many centres, each put back from a backup once."""
    counts, wrong = Counter[str](), list[str]()
    with ExitStack() as stack:
        if not protected:
            stack.enter_context(patch.object(Line, "_check", _unchecked))
        for trial in range(size):
            with tempfile.TemporaryDirectory() as folder:
                found = _restored(Path(folder), Random(f"{seed} {trial}"), counts)
            wrong += [f"{each} (seed {seed}, trial {trial})" for each in found]
            told(f"{trial + 1} centres, {len(wrong)} wrong")
    return Found(size, dict(counts), tuple(wrong))


def _unchecked(*_: object) -> None:
    """The control: checkpoints are not looked at."""


def _restored(folder: Path, chance: Random, counts: Counter[str]) -> list[str]:
    with ExitStack() as stack:
        first = CentreProcess(folder / "first")
        proxy = stack.enter_context(proxied(first.url))
        stations = {name: stack.enter_context(joined(folder / name, first, proxy.url)) for name in AFTER}
        for joining in stations.values():
            _lives(joining, chance)
        first.copy(folder / "second")
        for joining in stations.values():
            counts["lost by the backup"] += _lives(joining, chance)
        first.kill()
        second = stack.enter_context(centre_process(folder / "second"))
        proxy.centre = second.url
        happens(stations["busy"], chance.randint(1, 5))
        stations["switched off"].station.clock.pass_(3 * 24 * 3600)
        stations["switched off"].begin_anew()
        wrong = [f"{name}: {each}" for name in AFTER for each in _noticed(stations[name], second)]
        fault = second.fault(put_back=True)
        return [*wrong, fault] if fault else wrong


def _lives(joining: Joining, chance: Random) -> int:
    """A day at a station, all of it sent; returns how many events."""
    before = len(joining.events())
    for _ in range(chance.randint(2, 4)):
        happens(joining, chance.randint(1, 5))
        joining.sync()
    return len(joining.events()) - before


def _noticed(joining: Joining, centre: CentreProcess) -> list[str]:
    """What is wrong after some visits to the centre that was put back."""
    for _ in range(_VISITS):
        joining.station.clock.pass_(HELLO_S)
        joining.line.visit()
    here, there = joining.events(), centre.events(joining.station.desk.journal.device)
    wrong = [] if here == there else [f"{len(here)} events here, {len(there)} at the centre, or not the same"]
    said = [kind_of(raw) for raw in here].count("house.log_disputed")
    if (said, joining.now.trouble) != (1, "disputed"):
        wrong.append(f"{said} events say so, the counter says {joining.now}")
    return wrong


EXPERIMENT: Final = Experiment(
    name="line-restored-centre",
    breaks="the centre is killed, and yesterday's backup is put back",
    promise="every station says so in its record and on the counter, and the centre has every event again",
    without="stations look at the checkpoints they are told",
    run=run,
    short=1,
    long=100,
    control=1,
)
