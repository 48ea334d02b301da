"""Points of a city: 50 stations whose lines are cut, whose disks die and are put back, whose clocks are hours off."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from lab.experiment import Experiment, Found
from support.city_truth import Untrue, live

from kiosk.centre.members import books


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """Redeems so often, and compares what the centre found with what truly went over the counters."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="kiosk-", dir=shared if shared.is_dir() else None) as folder:
        alive = live(Path(folder), "", seed, size, told=told)
        try:
            if protected:
                city = asyncio.run(alive)
            else:
                with patch.object(books, "_own", lambda *_: True), patch.object(books, "_shown", lambda *_: None):
                    city = asyncio.run(alive)
        except Untrue as untrue:
            return Found(size, wrong=(f"seed {seed}: {str(untrue)[:300]}",))
    return Found(city.redeemed, city.happened | {"wrongly redeemed, all found": len(city.wrong)})


EXPERIMENT: Final = Experiment(
    name="points",
    breaks="50 stations: lines cut, answers lost, disks lost or put back, clocks off, leases carried off, codes copied",
    promise="granted = available + held + spent + suspense, and no point goes twice without a finding",
    without="whether a lease is spent by the device and epoch that it was given to, and a phone's code at one place",
    run=run,
    short=300,
    long=100_000,
    control=600,
)
