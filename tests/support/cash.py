"""A station with a machine that takes money: virtual devices on a line in memory, and the cashier between."""

from collections.abc import Callable
from pathlib import Path

from kiosk.base.request import Outcome, Request
from kiosk.devices.cash.acceptors import CoinAcceptor, NoteValidator
from kiosk.devices.cash.bus import Bus
from kiosk.devices.cash.hoppers import Hopper
from kiosk.devices.cash.profile import COINS, NOTES, load_acceptor, load_hopper
from kiosk.services.house.requests import Tick
from kiosk.services.till import machine_requests as machine
from kiosk.services.till import requests as till
from kiosk.services.till.readings import open_owed
from kiosk.services.till.readings.machine import MachineView, machine_view, open_alarms
from kiosk.station.cash.cashier import Cashier
from kiosk.station.cash.machine import Machine
from kiosk.virtual.cash import VirtualCash
from kiosk.virtual.cash_devices import VirtualCoins, VirtualHopper, VirtualNotes
from kiosk.virtual.cash_plugs import MemoryLine
from support.station import SETTINGS, SetClock, Station

CASH = """
[cash]
address = "tcp:127.0.0.1:1"

[cash.coins]
profile = "generic-coins"
fen = [100, 50, 10]

[cash.notes]
profile = "generic-notes"
fen = [100, 500, 1000, 2000]

[[cash.hoppers]]
profile = "generic-hopper"
address = 3
fen = 100

[[cash.hoppers]]
profile = "generic-hopper"
address = 4
fen = 50
"""
WAYS = SETTINGS + CASH + '\n[services.till]\nways = ["counter", "acceptor"]\n'
FLOAT = {3: 40, 4: 40}  # coins in the hoppers at first: 1 yuan, 5 jiao


class PowerCut(Exception):  # noqa: N818 - what happens, not an error
    """The power of the station fails."""


def power_cut(_: "Kassa") -> None:
    """The power of the station fails."""
    raise PowerCut


class Kassa:
    """A machine and its cashier; every question on the line and every request is a step, at which power may fail."""

    def __init__(self, folder: Path, *, float_coins: bool = True, notes: bool = True) -> None:
        self.clock = SetClock()
        self.station = Station(folder, self.clock, WAYS)
        self.coins, self.notes = VirtualCoins(), VirtualNotes()
        self.hoppers = {3: VirtualHopper(3, 100, 40, 345678), 4: VirtualHopper(4, 50, 40, 345679)}
        self.virtual = VirtualCash(self.coins, self.notes, *self.hoppers.values())
        self.line = MemoryLine(self.virtual)
        self.room = True
        self.steps = 0
        self._strike: tuple[int, Callable[[Kassa], None]] | None = None
        self.intents = True  # a control forgets at a restart what was said before money moved
        self._with_notes = notes
        self.virtual.before = lambda *_: self._step()
        self.cashier = self._made()
        self.cashier.step()
        if float_coins:
            for number, coins in FLOAT.items():
                self.station.ask(machine.FillHopper(request_id=self.station.id(), hopper=number, coins=coins))

    def _made(self) -> Cashier:
        bus = Bus(self.line)
        coins = CoinAcceptor(bus, load_acceptor(COINS, "generic-coins"))
        notes = NoteValidator(bus, load_acceptor(NOTES, "generic-notes")) if self._with_notes else None
        profile = load_hopper("generic-hopper")
        hoppers = {number: (Hopper(bus, profile, number), one.fen) for number, one in self.hoppers.items()}
        worths = self.notes.worths if self._with_notes else ()
        made = Machine(bus, coins, self.coins.worths, notes, worths, hoppers)
        return Cashier(made, self.ask, self.view, self.station.id, lambda: self.room, lambda: self.clock.up / 1000)

    def _step(self) -> None:
        self.steps += 1
        if self._strike is not None and self.steps >= self._strike[0]:
            fault, self._strike = self._strike[1], None
            fault(self)

    def strikes(self, step: int, fault: "Callable[[Kassa], None]") -> None:
        """Something goes wrong at the step that is so many away."""
        self._strike = (self.steps + step, fault)

    def spared(self) -> None:
        """What was to go wrong does not any more."""
        self._strike = None

    def mended(self) -> None:
        """What was wrong with line and devices is not any more; an alarm stays until somebody answers it."""
        self.spared()
        self.line.plugged = True
        for fault in self.virtual.faults:
            self.virtual.set(fault, on=False)
        for hopper in self.hoppers.values():
            hopper.jams_after = hopper.loses_power_after = None

    def ask(self, request: Request) -> Outcome:
        """As the device; power may fail before it is in the record, and after."""
        self._step()
        outcome: Outcome = self.station.ask(request, "device")
        self._step()
        return outcome

    def view(self) -> MachineView:
        return machine_view(self.station.desk.journal.db, self.station.scene("till"))

    def restart(self) -> None:
        """The station starts again; what the cashier had in mind is gone."""
        self.clock.reboot()
        self.cashier = self._made()
        if self.intents:
            return
        for due in self.view().dues:
            if due.payout is not None:
                ended = machine.EndPayout(request_id=self.station.id(), payout=due.payout.payout, coins=0)
                self.station.ask(ended, "device")

    def look(self, times: int = 1) -> None:
        """So many looks, a fifth of a second apart."""
        for _ in range(times):
            self.cashier.step()
            self.clock.pass_(0.2)

    def rest(self, most: int = 200) -> None:
        """Looks until nothing is to be done any more."""
        for _ in range(most):
            self.look()
            view = self.view()
            if not view.dues and not (view.intake.open and view.wanted is None):
                return
        raise AssertionError(f"the machine does not come to rest: {self.view()}")

    def order(self) -> str:
        """A lunch of 5 yuan that is to be paid at the machine, and the machine ready for it."""
        sale: str = self.station.order().sale
        self.station.ask(till.ChooseWay(request_id=self.station.id(), sale=sale, way="acceptor"), "worker")
        self.look()
        return sale

    def put(self, *pieces: int) -> list[bool]:
        """Coins below 1 yuan and 1 yuan are coins, all else notes; the machine looks after each."""
        taken = []
        for fen in pieces:
            taken.append(self.coins.insert(fen) if fen <= 100 else self.notes.insert(fen))
            self.look(3)
        return taken

    def cancel(self, sale: str) -> None:
        self.station.ask(till.Cancel(request_id=self.station.id(), sale=sale), "worker")

    def state(self, sale: str) -> str:
        return str(self.station.rows("SELECT state FROM till_sales WHERE sale = ?", sale)[0][0])

    # Where the money is

    @property
    def owed_fen(self) -> int:
        return sum(row.fen for row in open_owed(self.station.desk.journal.db, self.station.scene("till")))

    @property
    def alarms(self) -> list[tuple[str, str]]:
        return [(row.device, row.what) for row in open_alarms(self.station.desk.journal.db)]

    @property
    def paid_out_fen(self) -> int:
        return sum(one.paid_fen for one in self.hoppers.values())

    @property
    def box_fen(self) -> int:
        return self.coins.box_fen + self.notes.box_fen

    def account(self, name: str) -> int:
        return self.station.accounts().get(name, 0)

    @property
    def book_paid_fen(self) -> int:
        """What left the hoppers by the record."""
        filled = sum(coins * self.hoppers[number].fen for number, coins in FLOAT.items())
        return filled - self.account("cash.hopper")

    @property
    def alarmed(self) -> set[str]:
        """What was ever wrong."""
        return {what for (what,) in self.station.rows("SELECT DISTINCT what FROM till_alarms")}

    def unexplained(self) -> list[str]:
        """Where the machine at rest and the record differ and no alarm says so; money that nobody knows of."""
        box = self.box_fen - self.account("cash.acceptor")
        hoppers = self.paid_out_fen - self.book_paid_fen
        checks = (
            (f"the box holds {box} more", not box or bool(self.alarmed & {"restarted", "lost", "doubtful"})),
            (f"the hoppers paid {hoppers} more", not hoppers or "unknown" in self.alarmed),
            ("change is still owed by nobody", self.account("owed.change") == 0),
            ("what is owed stands on no paper", -self.account("owed.refunds") == self.owed_fen),
            ("money was found", not self.account("over_short") or "found" in self.alarmed),
            ("the accounts do not add up", sum(self.station.accounts().values()) == 0),
        )
        return [what for what, right in checks if not right]

    def gone(self) -> None:
        """Whoever stood there is gone, and everything comes to rest."""
        self.look(40)
        self.clock.pass_(200)
        self.station.ask(Tick(request_id=self.station.id()), "device")
        self.look(3)
        self.clock.pass_(800)
        self.station.ask(Tick(request_id=self.station.id()), "device")
        self.rest()

    def answer_all(self) -> None:
        for (alarm,) in self.station.rows("SELECT alarm FROM till_alarms WHERE answered_at = ''"):
            self.station.ask(machine.AnswerAlarm(request_id=self.station.id(), alarm=alarm))

    def close(self) -> None:
        self.station.close()


def kinds_of(kassa: Kassa) -> list[str]:
    """What happened at the till, in order."""
    return [kind for kind in kassa.station.kinds() if kind.startswith("till.")]
