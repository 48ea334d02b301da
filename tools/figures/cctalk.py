"""Coins and notes into a machine whose devices begin anew, whose counters wrap and whose line is disturbed.

The real cashier works on the real drivers over a virtual line; a book of its own takes the place of the record.
"""

import logging
import time
from pathlib import Path
from random import Random
from typing import Final

import msgspec

from figures.figure import Figure, Line
from kiosk.base.request import Done, Outcome, Request
from kiosk.devices.cash.acceptors import CoinAcceptor, NoteValidator
from kiosk.devices.cash.bus import Bus
from kiosk.devices.cash.profile import COINS, NOTES, load_acceptor
from kiosk.services.till import machine_requests as till
from kiosk.services.till.readings.machine import Intake, MachineView, Wanted
from kiosk.services.till.requests import PutIn
from kiosk.station.cash.cashier import Cashier
from kiosk.station.cash.machine import Machine
from kiosk.virtual.cash import VirtualCash
from kiosk.virtual.cash_devices import VirtualCoins, VirtualNotes
from kiosk.virtual.cash_plugs import MemoryLine

_EVENTS: Final = 100_000
_SEED: Final = 6
_MOST_LOOKS: Final = 60
_PRICE_FEN: Final = 10**9  # never reached: the machine always waits for more


class _Book:
    """What the record would hold: money in, the counters as they were seen, alarms."""

    def __init__(self) -> None:
        self.fen = 0
        self.alarms = 0
        self.intake = Intake(sale="s")
        self._ids = 0

    def new_id(self) -> str:
        self._ids += 1
        return str(self._ids)

    def view(self) -> MachineView:
        return MachineView(self.intake, Wanted("s", _PRICE_FEN))

    def ask(self, request: Request) -> Outcome:
        replace = msgspec.structs.replace
        match request:
            case PutIn(fen=fen, device=device, seen=seen):
                self.fen += fen
                more = {"note_fen": 0} if device == "notes" else {}
                self.intake = replace(self.intake, **{f"{device}_seen": seen}, **more)
            case till.OpenIntake(coins=coins, notes=notes):
                self.intake = Intake("s", open=True, coins_seen=coins, notes_seen=notes)
            case till.HoldNote(fen=fen, seen=seen):
                self.intake = replace(self.intake, note_fen=fen, notes_seen=seen)
            case till.GiveNoteBack():
                self.intake = replace(self.intake, note_fen=0)
            case till.RaiseAlarm():
                self.alarms += 1
            case _:
                pass
        return Done()


class _Hall:
    """People before the machine, and all that happens to it."""

    def __init__(self) -> None:
        self.draw = Random(_SEED)  # noqa: S311 - a draw to repeat
        self.coins, self.notes = VirtualCoins(), VirtualNotes()
        self.virtual = VirtualCash(self.coins, self.notes, draw=self.draw)
        self.book, self.now = _Book(), 0.0
        self.put = self.restarts = self.gaps = self.disturbed = 0
        self.cashier = self.made()

    def made(self) -> Cashier:
        """A cashier that knows nothing: the station has just started."""
        bus = Bus(MemoryLine(self.virtual))
        machine = Machine(
            bus,
            CoinAcceptor(bus, load_acceptor(COINS, "generic-coins")),
            self.coins.worths,
            NoteValidator(bus, load_acceptor(NOTES, "generic-notes")),
            self.notes.worths,
        )
        book = self.book
        return Cashier(machine, book.ask, book.view, book.new_id, lambda: True, lambda: self.now)

    @property
    def differs_fen(self) -> int:
        """What the boxes hold beyond the book."""
        return self.coins.box_fen + self.notes.box_fen - self.book.fen

    def look(self) -> None:
        self.cashier.step()
        self.now += 0.2

    def happens(self) -> None:
        """One event, of those that there are."""
        draw = self.draw
        match draw.choices(range(8), weights=(60, 25, 6, 2, 2, 2, 2, 1))[0]:
            case 0:
                self.put += self.coins.insert(draw.choice(self.coins.worths))
            case 1:
                self.put += self.notes.insert(draw.choice(self.notes.worths))
            case 2:
                self.coins.insert(20)  # no coin that it knows
            case 3:
                self.restarts += 1
                if draw.random() < 0.5:
                    self.put += self.coins.insert(100)
                draw.choice((self.coins, self.notes)).restart()
            case 4:
                self.gaps += 1
                for _ in range(draw.randint(4, 9)):
                    self.put += self.coins.insert(draw.choice(self.coins.worths))
            case 5:
                self.disturbed += 1
                self.virtual.set("noise", on="noise" not in self.virtual.faults)
            case 6:
                self.disturbed += 1
                self.virtual.set("silent", on="silent" not in self.virtual.faults)
            case _:
                self.restarts += 1
                self.cashier = self.made()


def _quiet(hall: _Hall) -> bool:
    """Whether all has been read that can be: the line is whole, and both acceptors let money in again."""
    return not hall.virtual.faults and bool(hall.coins.mask and hall.notes.mask) and hall.notes.escrow is None


def measure(folder: Path, cache: Path) -> list[Line]:
    """Each event, and the looks after it; whenever the line is whole, the boxes are compared with the book."""
    del folder, cache
    logging.getLogger("kiosk.station.cash.cashier").disabled = True
    hall = _Hall()
    unknown = false = lost = compared = 0
    alarms, differs = 0, 0
    began = time.perf_counter()
    for _ in range(_EVENTS):
        hall.happens()
        hall.look()
        if hall.virtual.faults and hall.draw.random() < 0.7:  # somebody sees to it soon
            for fault in hall.virtual.faults:
                hall.virtual.set(fault, on=False)
        for _ in range(_MOST_LOOKS):
            if hall.virtual.faults or _quiet(hall):
                break
            hall.look()
        hall.look()
        if not _quiet(hall):
            continue
        compared += 1
        now, said = hall.differs_fen, hall.book.alarms > alarms
        unknown += now != differs and not said
        false += now < differs
        lost += max(0, now - differs)
        differs, alarms = now, hall.book.alarms
    spent = time.perf_counter() - began
    return [_line(hall, compared, unknown, false, lost, spent)]


def _line(hall: _Hall, compared: int, unknown: int, false: int, lost: int, spent: float) -> Line:
    return Line(
        what="ccTalk: money through restarts, wraps, gaps and noise",
        measured=f"{_EVENTS:,} events, {hall.put:,} coins and notes: {unknown} times unknown, {false} false credits",
        beside=(
            f"{hall.restarts:,} restarts, {hall.gaps:,} gaps, {hall.disturbed:,} faults of the line, {compared:,} "
            f"comparisons; {lost / 100:,.2f} yuan forgotten by devices, each told; {1e6 * spent / _EVENTS:.0f} µs each"
        ),
        ratio="",
        promised="known to the fen",
        met=not unknown and not false,
        numbers={
            "events": _EVENTS,
            "pieces": hall.put,
            "compared": compared,
            "unknown": unknown,
            "false": false,
            "lost_fen": lost,
            "alarms": hall.book.alarms,
            "us_an_event": 1e6 * spent / _EVENTS,
        },
    )


FIGURE: Final = Figure("cctalk", measure)
