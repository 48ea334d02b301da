"""kill -9 of the touchscreen's process, the counter's, or both at random moments, while they sell and print.

What was acknowledged is there, once; the money adds up; every slip has an honest end; the record proves itself.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
from lab.experiment import Experiment, Found
from support.victim import Arguments, waiting

from kiosk import bootstrap, bootstrap_founding
from kiosk.devices.profiles import load_printer
from kiosk.record.verify import Witness
from kiosk.services.meals import requests as meals
from kiosk.services.registry import SERVICES
from kiosk.services.till import readings as till
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles
from kiosk.station.journal import Journal
from kiosk.station.verify import verify_station
from kiosk.virtual.printer import VirtualPrinter

_STRETCH: Final = 100  # kills between two looks
_PRINTED_S: Final = 60
_SETTINGS: Final = """
schema = 1
[station]
name = "爱心驿站"
phone = ""
[printer]
profile = "generic-80-gb18030"
address = "tcp:127.0.0.1:{port}"
[[services.meals.meals]]
id = "lunch"
portions = 2000
sale = ["00:00", "23:59"]
serving_from = "00:00"
prices = [{{ from = "2024-01-01", price_fen = 500, cost_fen = 900 }}]
"""


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many kills; a new station each hundred of them."""
    counts, wrong = Counter[str](), list[str]()
    for begin in range(0, size, _STRETCH):
        rounds = min(_STRETCH, size - begin)
        with tempfile.TemporaryDirectory() as folder, VirtualPrinter(load_printer("generic-80-gb18030").spec) as paper:
            found, seen = _killed(Path(folder), paper, Arguments(folder, rounds, seed + begin, early=not protected))
        counts.update(seen)
        wrong += [f"{each} (seed {seed}, kills {begin + 1} to {begin + rounds})" for each in found]
        told(f"{begin + rounds} kills, {counts['sold']} sold, {len(wrong)} wrong")
    return Found(size, dict(counts), tuple(wrong))


def _killed(folder: Path, paper: VirtualPrinter, given: Arguments) -> tuple[list[str], dict[str, int]]:
    """What is wrong with a station after its processes were killed so often, and what it has sold and printed."""
    files = StationFiles(folder)
    bootstrap_founding.make_station(files, SystemClock(), _SETTINGS.format(port=paper.serve_tcp()[1]))
    desk = bootstrap.open_desk(files, SystemClock())
    desk.answer(meals.Open(request_id=desk.ids.new(), meal="lunch"), "supervisor:a1")
    desk.journal.close()
    subprocess.run(
        [sys.executable, "-m", "support.victim", msgspec.json.encode(given).decode()],
        check=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    acknowledged = Counter(map(int, (folder / "acknowledged").read_text(encoding="ascii").split()))
    _print_the_rest(folder)
    journal = Journal(files.journal, readonly=True)
    found = journal.db.execute("SELECT number FROM meals_tickets WHERE state = 'waiting'").fetchall()
    accounts = till.balances(journal.db)
    slips: list[Any] = journal.db.execute(
        "SELECT s.number, s.state, c.state FROM spool s LEFT JOIN slips_copies c USING (slip, copy)"
    ).fetchall()
    journal.close()
    numbers = Counter(number for (number,) in found)
    fault = verify_station(files.journal, Witness(), SERVICES, rebuild=True).fault
    wrong = {
        "acknowledged, and not there": [number for number in acknowledged if number not in numbers],
        "acknowledged twice": _twice(acknowledged),
        "there twice": _twice(numbers),
        "the accounts": []
        if accounts == {"cash.drawer": 500 * len(found), "owed.meals": -500 * len(found)}
        else [accounts],
        "the record": [fault] if fault else [],
        **_about_paper(paper, slips, len(found)),
    }
    counts = {
        "sold": len(found),
        "acknowledged": len(acknowledged),
        **Counter(f"slip {state}" for _, state, _ in slips),
    }
    return [f"{name}: {what[:5]}" for name, what in wrong.items() if what], counts


def _twice(counted: Counter[Any]) -> list[Any]:
    return [each for each, times in counted.items() if times > 1]


def _about_paper(paper: VirtualPrinter, slips: list[Any], sold: int) -> dict[str, list[Any]]:
    """What the spool says of slips against what came out of the printer, cut."""
    found = (re.search(r"\d+号", "".join(slip.text)) for slip in paper.slips if slip.cut)
    out = Counter(match[0] for match in found if match)
    return {
        "no slip, or two": [] if len(slips) == sold else [len(slips), sold],
        "a slip without an end": [slip for slip in slips if slip[1] not in {"confirmed", "uncertain", "failed"}],
        "the record says otherwise than the spool": [slip for slip in slips if slip[1] != slip[2]],
        "on paper twice": _twice(out),
        "confirmed, and not on paper": [n for n, state, _ in slips if state == "confirmed" and out[str(n)] != 1],
    }


def _print_the_rest(folder: Path) -> None:
    station = bootstrap.open_station(folder, SystemClock(), own_devices=True, version="after")
    deadline = time.monotonic() + _PRINTED_S
    while time.monotonic() < deadline and station.desk.read("slips", waiting):
        time.sleep(0.02)
    station.close()


EXPERIMENT: Final = Experiment(
    name="kill",
    breaks="kill -9 of the touchscreen's process, the counter's or both, at random moments",
    promise="every sale that was acknowledged is there once, money adds up, every slip has an honest end",
    without="a sale is acknowledged after its commit",
    run=run,
    short=40,
    long=1000,
    control=3,
)
