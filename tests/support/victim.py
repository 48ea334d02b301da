"""A station's two processes, killed again and again while they sell and print; run as `python -m support.victim`.

The touchscreen's process owns the printer; the counter's works beside it. Each victim is forked before any thread is
started, so that a round costs no imports.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import Final, Literal, get_args

import msgspec

from kiosk import bootstrap
from kiosk.base.store import Store
from kiosk.services.meals import requests as meals
from kiosk.station.clock import SystemClock

Part = Literal["touchscreen", "counter"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)
BOSS = "supervisor:a1"
# Sales do not run away from the printer, so that kills meet both.
_AHEAD = 3


class Arguments(msgspec.Struct):
    """`early` is the control: a sale is acknowledged, and the process dies, before it is committed."""

    folder: str
    rounds: int
    seed: int
    early: bool = False


def sell(folder: Path, part: Part, acknowledged: int, *, early: bool) -> None:
    """Sells until killed; each number is acknowledged when it is committed."""
    own = part == "touchscreen"
    station = bootstrap.open_station(folder, SystemClock(), own_devices=own, version="victim")
    sold = 0
    while True:
        if early and sold == 1:
            os.write(acknowledged, f"{_next(station)}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)
        outcome = station.desk.ask(
            meals.Sell(request_id=station.desk.new_id(), meal="lunch", way="counter", given_fen=1000), BOSS
        ).result()
        assert isinstance(outcome, meals.Sold)
        os.write(acknowledged, f"{outcome.number}\n".encode())
        sold += 1
        while station.desk.read("slips", waiting) > _AHEAD:
            time.sleep(0.001)


def _next(station: bootstrap.OpenStation) -> int:
    """The number that the next sale will have."""
    number: int = station.desk.read(
        "meals", lambda store, _: store.execute("SELECT numbers FROM meals_days").fetchone()[0]
    )
    return number + 1


def waiting(store: Store, _: object) -> int:
    """How many slips wait for the printer."""
    count: int = store.execute("SELECT count(*) FROM spool WHERE state IN ('queued', 'sending')").fetchone()[0]
    return count


def _killed(victim: int) -> None:
    os.kill(victim, signal.SIGKILL)
    os.waitpid(victim, 0)


def main(given: Arguments) -> None:
    """So many kills, each at a random moment, of one process or of both at once."""
    folder, chance = Path(given.folder), random.Random(given.seed)
    bootstrap.all_words()  # before the forks: a round is about what is written, not about what is read
    acknowledged = os.open(folder / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    alive: dict[Part, int] = {}
    for _ in range(given.rounds):
        for part in PARTS[:1] if given.early else PARTS:
            if part not in alive:
                alive[part] = os.fork()
                if not alive[part]:
                    sell(folder, part, acknowledged, early=given.early)
        if given.early:
            os.waitpid(alive.pop("touchscreen"), 0)
            continue
        time.sleep(chance.uniform(0.05, 0.2))
        for part in chance.choice((PARTS[:1], PARTS[1:], PARTS)):
            _killed(alive.pop(part))
    for victim in alive.values():
        _killed(victim)


if __name__ == "__main__":
    main(msgspec.json.decode(sys.argv[1], type=Arguments))
