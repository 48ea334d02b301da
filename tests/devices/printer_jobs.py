"""Print jobs with faults at random bytes, from the sale to the paper; afterwards paper and spool must tell the same."""

import re
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Final

import msgspec
from support.station import HAND, Station, station_in

from kiosk import bootstrap_devices
from kiosk.devices.printers.driver import Printer, Result
from kiosk.devices.profiles import load_printer
from kiosk.services.slips import requests as slips
from kiosk.station.desk import SLIP_LANGUAGE
from kiosk.station.press import PRINTERS, Press
from kiosk.virtual.faults import FAULTS
from kiosk.virtual.plugs import MemoryPlug
from kiosk.virtual.printer import VirtualPrinter

PROFILES: Final = ("generic-80-gb18030", "generic-58-gb18030")
_NUMBER: Final = re.compile(r"午餐 +(\d+)号")
# A job is about so many bytes; some faults wait for the next one.
_BYTES: Final = 4000
_NO_WAIT_S: Final = 0.001


class KilledError(BaseException):
    """The process ends here: nothing of the program may catch it."""


class Line:
    """The way to a virtual printer; waiting costs no time but that of `now`, and any byte may be the last."""

    bytes_per_s = 1_000_000.0

    def __init__(self, plug: MemoryPlug) -> None:
        self._plug = plug
        self.now = 0.0
        self.killed_after: int | None = None

    def time(self) -> float:
        return self.now

    def open(self) -> None:
        self._plug.open()

    def write(self, data: bytes) -> None:
        if self.killed_after is not None and len(data) > self.killed_after:
            self._plug.write(data[: self.killed_after])
            raise KilledError
        self._plug.write(data)

    def read(self, timeout_s: float) -> bytes:
        data = self._plug.read(0)
        self.now += 0 if data else timeout_s
        return data

    def close(self) -> None:
        self._plug.close()


class Careless(Printer):
    """The control: sends again what nobody knows of, and calls it printed, as tills were seen to."""

    def send(self, job: bytes, first_byte: Callable[[], None], *, silent: bool = True) -> Result:
        result = super().send(job, first_byte, silent=silent)
        if result.state == "uncertain":
            result = super().send(job, lambda: None)
        return msgspec.structs.replace(result, state="confirmed")


class Disowning(Printer):
    """The control for two printers: gives a job back of which bytes have left, so that the other one gets it."""

    def send(self, job: bytes, first_byte: Callable[[], None], *, silent: bool = True) -> Result:
        result = super().send(job, first_byte, silent=silent)
        return msgspec.structs.replace(result, state="failed") if result.state == "uncertain" else result


class Jobs(msgspec.Struct):
    """How the jobs ended, on which device, and where paper and record do not agree."""

    ends: Counter[str] = msgspec.field(default_factory=Counter)
    faults: Counter[str] = msgspec.field(default_factory=Counter)
    devices: Counter[str] = msgspec.field(default_factory=Counter)
    wrong: list[str] = msgspec.field(default_factory=list)


def run(folder: Path, count: int, seed: int, make: type[Printer] = Printer, printers: int = 1) -> Jobs:
    """So many sales, each slip with a fault before, in or after it, or none; some copies ordered again.

    Where there are two printers, each has its own faults; their paper is not of the same width.
    """
    jobs, random = Jobs(), Random(seed)
    with ExitStack() as stack:
        station = stack.enter_context(station_in(folder))
        profiles = [load_printer(profile) for profile in PROFILES[:printers]]
        papers = [stack.enter_context(VirtualPrinter(profile.spec)) for profile in profiles]
        lines = [Line(paper.transport(_NO_WAIT_S)) for paper in papers]
        made = [make(profile, line, line.time) for profile, line in zip(profiles, lines, strict=True)]
        press = _press(station, made)
        station.open(count + 10)
        for _ in range(count):
            number = station.buy()
            for paper, line in zip(papers, lines, strict=True):
                _trouble(paper, line, random, jobs)
            _printed(press, station, random)
            for paper, line in zip(papers, lines, strict=True):
                line.killed_after = None
                paper.faults.clear()
            _printed(press, station, random)
            _asked_again(station, number, random)
            _printed(press, station, random)
            press.look()
        press.spool.close()
        _compare(station, papers, jobs)
    return jobs


def _press(station: Station, printers: list[Printer]) -> Press:
    return Press(
        station.desk.spool(),
        station.clock,
        printers,
        bootstrap_devices.slip_drawing,
        lambda request: station.ask(request, "device"),
        station.id,
        lambda key, **fields: station.desk.words.say(SLIP_LANGUAGE, key, **fields),
    )


def _trouble(paper: VirtualPrinter, line: Line, random: Random, jobs: Jobs) -> None:
    """One fault as it comes: at once, or at some byte of the job; or the program ends at some byte."""
    kind = random.randrange(len(FAULTS) + 2)
    if kind == len(FAULTS):
        jobs.faults["killed"] += 1
        line.killed_after = random.randrange(4, _BYTES)
    elif kind < len(FAULTS):
        fault = FAULTS[kind]
        jobs.faults[fault] += 1
        if random.random() < 0.2:
            paper.faults.set(fault)
        else:
            paper.faults.set_after(random.randrange(_BYTES), fault)


def _printed(press: Press, station: Station, random: Random) -> None:
    """The press at work, and started again where it was killed; a printer that stays away lets the slip go stale."""
    try:
        waits = press.take_all(lambda: False) < 10
    except KilledError:
        press.settle()
        return
    if waits and random.random() < 0.25:
        station.clock.pass_(130)
        press.take_all(lambda: False)


def _asked_again(station: Station, number: int, random: Random) -> None:
    """An attendant looks for the paper, and has some printed again."""
    [(slip, state)] = station.rows(
        "SELECT slip, state FROM spool WHERE kind = 'meals.ticket' AND copy = 0 AND number = ?", f"{number}号"
    )
    if state == "uncertain" and random.random() < 0.5:
        there = random.random() < 0.5
        station.ask(slips.Settle(request_id=station.id(), slip=slip, copy=0, there=there), HAND)
    elif random.random() < 0.2:
        station.ask(slips.Reprint(request_id=station.id(), slip=slip), HAND)


def _compare(station: Station, papers: list[VirtualPrinter], jobs: Jobs) -> None:
    """Every copy against every piece of paper, torn ones too; what is on paper is on that of the device named."""
    came_out = Counter(copy for paper in papers for copy in _copies(paper, cut=None))
    whole = dict(zip(PRINTERS, (Counter(_copies(paper, cut=True)) for paper in papers), strict=False))
    rows = station.rows(
        "SELECT number, copy, spool.state, coalesce(device, '') FROM spool LEFT JOIN slips_copies USING (slip, copy)"
    )
    for number, copy, state, device in rows:
        jobs.ends[state] += 1
        jobs.devices[device] += 1
        name = (int(number.removesuffix("号")), copy)
        if state not in ("confirmed", "uncertain", "failed"):
            jobs.wrong.append(f"{name} has no end: {state}")
        if came_out[name] > 1:
            jobs.wrong.append(f"{name} is on {came_out[name]} papers")
        if state == "confirmed" and whole[device][name] != 1:
            jobs.wrong.append(f"{name} is confirmed and on {whole[device][name]} papers")
        if state == "failed" and came_out[name]:
            jobs.wrong.append(f"{name} failed and is on paper")


def _copies(paper: VirtualPrinter, cut: bool | None) -> list[tuple[int, int]]:
    """The number and the copy on each piece of paper that shows one."""
    found = []
    for piece in paper.slips:
        text = "\n".join(piece.text)
        if (number := _NUMBER.search(text)) and cut in (None, piece.cut):
            again = re.search(r"补打 第(\d+)次", text)
            found.append((int(number[1]), int(again[1]) if again else 0))
    return found
