"""The line lies: each exchange of a real station and a real centre may be dropped, doubled, cut, answered falsely.

After it calms, the centre has every event once and in order, the cursor stands at the end, and neither side suspects
the other.
"""

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from lab.experiment import Experiment, Found
from lab.line_centre import CentreProcess, centre_process
from lab.line_proxy import FAULTS, Proxy, proxied
from support.joining import Joining
from support.record import kind_of
from support.station import SetClock, Station

from kiosk import bootstrap
from kiosk.services.house.requests import ReportDevice
from kiosk.station.line import client
from kiosk.station.line.outbox import Outbox

STATIONS: Final = 3
_CALM: Final = 60  # visits, after which a line that is whole again has brought everything
_TIMEOUT_S: Final = (2, 0.4)


class Careless(Outbox):
    """The control: takes for acknowledged what it is about to send."""

    def batch(self) -> Any:
        batch = super().batch()
        if batch is not None:
            self.acknowledged(batch.signed.head, "")
        return batch


def happens(joining: Joining, often: int) -> None:
    """Something that any hour of any day allows: the printer runs out of paper, and is filled."""
    for _ in range(often):
        for state in ("paper_out", "ready"):
            request = ReportDevice(request_id=joining.station.id(), device="printer", state=state)
            joining.station.ask(request, "device")


@contextmanager
def joined(folder: Path, centre: CentreProcess, url: str) -> Iterator[Joining]:
    """A station that has joined a centre by an address."""
    folder.mkdir()
    with Station(folder / "station", SetClock()).closing() as station:
        bootstrap.enrol(station.files, station.clock, url, centre.code(folder.name))
        joining = Joining(station)
        try:
            yield joining
        finally:
            joining.close()


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many bad spells of the line, one after another, at some stations."""
    chance, counts = random.Random(seed), Counter[str]()
    wrong: list[str] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(patch.object(client, "_TIMEOUT_S", _TIMEOUT_S))
        centre = stack.enter_context(centre_process(folder / "centre"))
        proxy = stack.enter_context(proxied(centre.url))
        stations = [stack.enter_context(joined(folder / str(number), centre, proxy.url)) for number in range(STATIONS)]
        if not protected:
            for joining in stations:
                joining.outbox.__class__ = Careless
        for spell in range(size):
            joining = stations[spell % STATIONS]
            faults = chance.choices(sorted(FAULTS), k=chance.randint(1, 5))
            counts.update(faults)
            _bad_spell(joining, proxy, faults, chance)
            wrong += [f"{each} (seed {seed}, spell {spell}: {faults})" for each in _calm(joining, centre)]
            if spell % 200 == 199:
                told(f"{spell + 1} spells, {len(wrong)} wrong")
        counts["events"] = sum(len(joining.events()) for joining in stations)
        wrong += _suspicion(stations, centre)
    return Found(size, dict(counts), tuple(wrong))


def _bad_spell(joining: Joining, proxy: Proxy, faults: list[str], chance: random.Random) -> None:
    """Something happens, the line is visited, and everything goes wrong that is due."""
    proxy.faults.extend(faults)
    for _ in range(4 * len(faults)):
        if not proxy.faults:
            return
        happens(joining, chance.randrange(3))
        joining.station.clock.pass_(chance.choice((20, 20, 700)))
        if chance.random() < 0.1:
            joining.begin_anew()  # the program was started again
        joining.line.visit()
    proxy.faults.clear()


def _calm(joining: Joining, centre: CentreProcess) -> list[str]:
    """What is wrong once the line is whole again."""
    for _ in range(_CALM):
        joining.line.visit()
        if (joining.now.waiting, joining.now.trouble) == (0, ""):
            break
    here, there = joining.events(), centre.events(joining.station.desk.journal.device)
    wrong = [] if here == there else [f"{len(here)} events here, {len(there)} at the centre, or not the same"]
    if (joining.now.waiting, joining.now.trouble) != (0, ""):
        wrong.append(f"the counter says {joining.now}")
    return wrong


def _suspicion(stations: list[Joining], centre: CentreProcess) -> list[str]:
    """Nobody did wrong but the line: neither side may say otherwise; and the centre's log holds."""
    disputes = sum(kind_of(raw) == "house.log_disputed" for joining in stations for raw in joining.events())
    wrong = [f"{disputes} disputes with an honest centre"] if disputes else []
    found = centre.sql("SELECT kind, subject FROM findings WHERE kind <> 'clock'")
    wrong += [f"a finding against an honest station: {each}" for each in found]
    fault = centre.fault()
    return [*wrong, fault] if fault else wrong


EXPERIMENT: Final = Experiment(
    name="line",
    breaks="the line drops, delays, doubles, reorders, cuts, resets, answers late or falsely",
    promise="afterwards every event is at the centre once, in order; nobody is suspected; the log holds",
    without="the cursor waits for the acknowledgement",
    run=run,
    short=15,
    long=3000,
    control=2,
)
