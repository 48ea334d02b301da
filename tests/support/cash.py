"""A station with a machine that takes money: virtual devices on a line in memory, and the cashier between."""

from pathlib import Path

from kiosk.base.request import Outcome, Request
from kiosk.devices.cash.acceptors import CoinAcceptor, NoteValidator
from kiosk.devices.cash.bus import Bus
from kiosk.devices.cash.hoppers import Hopper
from kiosk.devices.cash.profile import COINS, NOTES, load_acceptor, load_hopper
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
        self.cut_at: int | None = None  # the step at which power fails
        self.intents = True  # a control takes them away
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
        if self.cut_at is not None and self.steps >= self.cut_at:
            self.cut_at = None
            raise PowerCut

    def ask(self, request: Request) -> Outcome:
        """As the device; power may fail before it is in the record, and after."""
        self._step()
        if not self.intents and isinstance(request, machine.BeginPayout | machine.HoldNote):
            return machine.PayoutBegins(payout="none")
        outcome: Outcome = self.station.ask(request, "device")
        self._step()
        return outcome

    def view(self) -> MachineView:
        return machine_view(self.station.desk.journal.db, self.station.scene("till"))

    def restart(self) -> None:
        """The station starts again; what the cashier had in mind is gone."""
        self.clock.reboot()
        self.cashier = self._made()

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

    def answer_all(self) -> None:
        for (alarm,) in self.station.rows("SELECT alarm FROM till_alarms WHERE answered_at = ''"):
            self.station.ask(machine.AnswerAlarm(request_id=self.station.id(), alarm=alarm))

    def close(self) -> None:
        self.station.close()


def kinds_of(kassa: Kassa) -> list[str]:
    """What happened at the till, in order."""
    return [kind for kind in kassa.station.kinds() if kind.startswith("till.")]
