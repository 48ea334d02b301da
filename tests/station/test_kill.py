"""kill -9 at random moments: what was acknowledged is there, once; money adds up; every slip has an honest end."""

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from support.victim import waiting

from kiosk import bootstrap
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

SETTINGS = """
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


class Killed:
    """A station whose process was killed many times; opened once more and looked at."""

    def __init__(self, folder: Path, paper: VirtualPrinter, rounds: int, *, early: bool = False) -> None:
        self.files = StationFiles(folder)
        _, port = paper.serve_tcp()
        bootstrap.make_station(self.files, SystemClock(), SETTINGS.format(port=port))
        desk = bootstrap.open_desk(self.files, SystemClock())
        desk.answer(meals.Open(request_id=desk.ids.new(), meal="lunch"), "supervisor:a1")
        desk.journal.close()
        arguments = json.dumps({"folder": str(folder), "rounds": rounds, "seed": 20241130, "early": early})
        subprocess.run(
            [sys.executable, "-m", "support.victim", arguments],
            check=True,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        )
        self.acknowledged = [int(line) for line in (folder / "acknowledged").read_text(encoding="ascii").split()]
        self._print_the_rest(folder)
        journal = Journal(self.files.journal, readonly=True)
        self.numbers = [
            row[0]
            for row in journal.db.execute("SELECT number FROM meals_tickets WHERE state = 'waiting' ORDER BY number")
        ]
        self.accounts = till.balances(journal.db)
        self.slips = [
            (str(number), state, recorded)
            for number, state, recorded in journal.db.execute(
                "SELECT s.number, s.state, c.state FROM spool s LEFT JOIN slips_copies c USING (slip, copy)"
            )
        ]
        journal.close()

    def _print_the_rest(self, folder: Path) -> None:
        station = bootstrap.open_station(folder, SystemClock(), own_devices=True, version="after")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and station.desk.read("slips", waiting):
            time.sleep(0.02)
        station.close()


def papers(printer: VirtualPrinter) -> Counter[str]:
    """How often each number came out whole."""
    found = (re.search(r"\d+号", "".join(paper.text)) for paper in printer.slips if paper.cut)
    return Counter(match[0] for match in found if match)


def hold(killed: Killed, printer: VirtualPrinter) -> None:
    assert len(killed.acknowledged) > 20
    assert set(killed.acknowledged) <= set(killed.numbers)
    assert len(killed.numbers) == len(set(killed.numbers))
    assert killed.accounts == {"cash.drawer": 500 * len(killed.numbers), "owed.meals": -500 * len(killed.numbers)}
    assert len(killed.slips) == len(killed.numbers)
    assert {state for _, state, _ in killed.slips} <= {"confirmed", "uncertain", "failed"}
    assert all(state == recorded for _, state, recorded in killed.slips)
    on_paper = papers(printer)
    assert set(on_paper.values()) <= {1}
    assert all(on_paper[number] == 1 for number, state, _ in killed.slips if state == "confirmed")
    assert verify_station(killed.files.journal, Witness(), SERVICES, rebuild=True).fault is None


@pytest.fixture
def printer() -> VirtualPrinter:
    return VirtualPrinter(load_printer("generic-80-gb18030").spec)


def test_two_hundred_kills_lose_and_double_nothing(tmp_path: Path, printer: VirtualPrinter) -> None:
    with printer:
        hold(Killed(tmp_path, printer, 200), printer)


@pytest.mark.soak
def test_a_thousand_kills_lose_and_double_nothing(tmp_path: Path, printer: VirtualPrinter) -> None:
    with printer:
        hold(Killed(tmp_path, printer, 1000), printer)


def test_control_acknowledging_before_the_commit_is_seen_to_lose(tmp_path: Path, printer: VirtualPrinter) -> None:
    with printer:
        killed = Killed(tmp_path, printer, 40, early=True)
    doubled = len(killed.acknowledged) - len(set(killed.acknowledged))
    assert doubled or not set(killed.acknowledged) <= set(killed.numbers)
