"""Three days without a network, then every station at once; every other answer is lost, and its batch is sent again."""

import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, Final

import msgspec
import requests
from lab.experiment import Experiment, Found
from lab.line_centre import CentreProcess, centre_process
from support.centre import Sender

from kiosk.record.batch import encode
from kiosk.station.line.outbox import MOST_EVENTS

# Three days of a station; where few stations come, few events will do.
DAYS: Final = 3
_A_DAY: Final = 300
_FEW: Final = 60
_TRIES: Final = 25
_SOON_S: Final = 0.02
_WAIT_S: Final = 60


class Comer(threading.Thread):
    """A station that comes with all it has, as all others do; asked to come later, it does."""

    def __init__(self, url: str, sender: Sender, seed: str, begin: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self.sender = sender
        self.wrong = ""
        self.later = self.again = 0
        self._url = f"{url}/v1/batches"
        self._chance = Random(seed)
        self._begin = begin

    def run(self) -> None:
        """Sends stretch after stretch, some of them again."""
        self._begin.wait()
        with requests.Session() as session:
            for first in range(1, len(self.sender.raws) + 1, MOST_EVENTS):
                last = min(len(self.sender.raws), first + MOST_EVENTS - 1)
                body = encode(self.sender.batch(first, last))
                if self._chance.random() < 0.5:  # the answer is lost
                    self._sent(session, body, last)
                    self.again += 1
                if not self._sent(session, body, last):
                    self.wrong = self.wrong or f"the events up to {last} are not taken"
                    return

    def _sent(self, session: requests.Session, body: bytes, last: int) -> bool:
        pause = threading.Event()
        for _ in range(_TRIES):
            answer = session.post(self._url, data=body, timeout=_WAIT_S)
            told = msgspec.json.decode(answer.content)
            if answer.ok:
                return bool(told["seq"] == last)
            if answer.status_code != requests.codes.service_unavailable:
                self.wrong = f"refused: {told['type']}"
                return False
            self.later += 1
            pause.wait(_SOON_S)
        return False


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many stations at once."""
    with tempfile.TemporaryDirectory() as folder, centre_process(Path(folder) / "c", forgetful=not protected) as centre:
        events = DAYS * _A_DAY if size > _FEW else DAYS * _A_DAY // 10
        begin = threading.Barrier(size)
        comers = []
        for number in range(size):
            sender = Sender(Random(f"{seed} {number}").randbytes(16)).live(events)
            sender.enrol(centre, centre.code(f"station {number // 3}"))
            comers.append(Comer(centre.url, sender, f"{seed} {number} again", begin))
        told(f"{size} stations wait with {events} events each")
        began = time.monotonic()
        for comer in comers:
            comer.start()
        for comer in comers:
            comer.join()
        counts = {
            "events": sum(len(comer.sender.raws) for comer in comers),
            "sent again": sum(comer.again for comer in comers),
            "asked to come later": sum(comer.later for comer in comers),
            "milliseconds": round((time.monotonic() - began) * 1000),
        }
        wrong = [
            f"station {number}: {each} (seed {seed})" for number, each in enumerate(_wrong(comers, centre)) if each
        ]
        fault = centre.fault()
    return Found(size, counts, tuple([*wrong, fault] if fault else wrong))


def _wrong(comers: list[Comer], centre: CentreProcess) -> list[str]:
    """What is wrong with each."""
    return [
        comer.wrong or ("" if centre.events(comer.sender.device) == comer.sender.raws else "not each event once")
        for comer in comers
    ]


EXPERIMENT: Final = Experiment(
    name="line-crowd",
    breaks="three days without a network, then all stations at once, every other answer lost",
    promise="the centre has every event of every station once, and the log holds",
    without="intake looks up what it has already",
    run=run,
    short=12,
    long=200,
    control=4,
)
