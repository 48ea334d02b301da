"""A station's process that sells and prints until it is killed, again and again; run as `python -m support.victim`.

It forks each victim before any thread is started, so that a round costs no imports.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from kiosk import bootstrap
from kiosk.base.store import Store
from kiosk.services.meals import requests as meals
from kiosk.station.clock import SystemClock

BOSS = "supervisor:a1"
# Sales do not run away from the printer, so that kills meet both.
_AHEAD = 3


def sell(folder: Path, acknowledged: int, *, early: bool) -> None:
    """Sells until killed; each number is acknowledged when it is committed (`early`: before, the control)."""
    station = bootstrap.open_station(folder, SystemClock(), own_devices=True, version="victim")
    number = 0
    while True:
        if early:
            number = (
                station.desk.read(
                    "meals", lambda store, _: store.execute("SELECT numbers FROM meals_days").fetchone()[0]
                )
                + 1
            )
            os.write(acknowledged, f"{number}\n".encode())
        outcome = station.desk.ask(
            meals.Sell(request_id=station.desk.new_id(), meal="lunch", way="counter", given_fen=1000), BOSS
        ).result()
        assert isinstance(outcome, meals.Sold)
        if not early:
            os.write(acknowledged, f"{outcome.number}\n".encode())
        while station.desk.read("slips", waiting) > _AHEAD:
            time.sleep(0.001)


def waiting(store: Store, _: object) -> int:
    """How many slips wait for the printer."""
    count: int = store.execute("SELECT count(*) FROM spool WHERE state IN ('queued', 'sending')").fetchone()[0]
    return count


def main(folder: Path, rounds: int, seed: int, *, early: bool) -> None:
    """Kills so many victims, each at a random moment of its work."""
    chance = random.Random(seed)
    bootstrap.all_words()  # before the forks: a round is about what is written, not about what is read
    acknowledged = os.open(folder / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for _ in range(rounds):
        victim = os.fork()
        if victim == 0:
            sell(folder, acknowledged, early=early)
        time.sleep(chance.uniform(0.02, 0.12))
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)


if __name__ == "__main__":
    arguments = json.loads(sys.argv[1])
    main(Path(arguments["folder"]), arguments["rounds"], arguments["seed"], early=arguments["early"])
