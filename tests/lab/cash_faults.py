"""Every fault of the cash devices at every step of a payment: a coin, a note of ten, six yuan in change.

A step is a question on the line or a request to the record; the power of the station may fail there too, with that of
any device or without. Afterwards whoever stood there is gone, and the money is known: what the box holds and what the
hoppers paid is what the record says, or an alarm says that it may not be.
"""

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from lab.experiment import Experiment, Found
from support.cash import Kassa, PowerCut

from kiosk.virtual.cash_devices import VirtualCoins, VirtualNotes

_STEPS: Final = 130  # more than a payment has
_LOOKS: Final = 12

Fault = Callable[[Kassa], None]


def _power(*devices: str) -> Fault:
    """The station's power fails, and that of some devices."""

    def fails(kassa: Kassa) -> None:
        for device in devices:
            _RESTARTS[device](kassa)
        raise PowerCut

    return fails


def _hoppers(kassa: Kassa) -> None:
    for hopper in kassa.hoppers.values():
        hopper.restart()


_RESTARTS: Final[dict[str, Fault]] = {
    "coins": lambda kassa: kassa.coins.restart(),
    "notes": lambda kassa: kassa.notes.restart(),
    "hoppers": _hoppers,
}


def _empty(kassa: Kassa) -> None:
    for hopper in kassa.hoppers.values():
        hopper.coins = 0


def _gap(kassa: Kassa) -> None:
    for _ in range(7):
        kassa.coins.insert(10)


def _unreported(kassa: Kassa) -> None:
    kassa.coins.insert(100, unreported=True)


def _unplugged(kassa: Kassa) -> None:
    kassa.line.plugged = False


FAULTS: Final[dict[str, Fault]] = {
    "power": _power(),
    "power-coins": _power("coins"),
    "power-notes": _power("notes"),
    "power-hoppers": _power("hoppers"),
    "power-all": _power("coins", "notes", "hoppers"),
    **{f"restart-{name}": restarts for name, restarts in _RESTARTS.items()},
    "coin-unreported": _unreported,
    "gap": _gap,
    "blocked": lambda kassa: kassa.coins.say(VirtualCoins.JAM),
    "string": lambda kassa: kassa.coins.say(VirtualCoins.STRING),
    "lever": lambda kassa: kassa.coins.say(VirtualCoins.LEVER),
    "note-jam": lambda kassa: kassa.notes.say(VirtualNotes.JAM),
    "note-pulled": lambda kassa: kassa.notes.say(VirtualNotes.PULLED),
    "box-removed": lambda kassa: kassa.notes.say(VirtualNotes.BOX_REMOVED),
    "hopper-empty": _empty,
    "hopper-jam": lambda kassa: setattr(kassa.hoppers[3], "jams_after", 2),
    "hopper-power": lambda kassa: setattr(kassa.hoppers[3], "loses_power_after", 2),
    "hopper-swapped": lambda kassa: kassa.hoppers[3].swap(99),
    "hopper-forgets": lambda kassa: setattr(kassa.hoppers[3], "tells_life", False),
    "noise": lambda kassa: kassa.virtual.set("noise"),
    "silence": lambda kassa: kassa.virtual.set("silent"),
    "unplugged": _unplugged,
}


def pay(kassa: Kassa) -> None:
    """A coin and a note."""
    kassa.order()
    kassa.coins.insert(100)
    kassa.look(2)
    kassa.notes.insert(1000)
    kassa.look(_LOOKS)


def trial(folder: Path, fault: str, step: int, *, protected: bool) -> list[str]:
    """One payment with one fault at one step; what is wrong in the end."""
    kassa = Kassa(folder)
    kassa.intents = protected
    try:
        kassa.station.open(3)
        kassa.strikes(step, FAULTS[fault])
        try:
            pay(kassa)
        except PowerCut:
            kassa.restart()
        kassa.spared()
        kassa.look(_LOOKS)
        kassa.mended()
        kassa.look(_LOOKS)
        try:
            kassa.gone()
        except AssertionError as error:
            return [str(error)]
        return kassa.unexplained()
    finally:
        kassa.close()


def trials(size: int, seed: int, *, protected: bool) -> Iterator[tuple[str, int]]:
    """Faults and steps, each pair once before any comes again, in an order drawn from the seed.

    The control is about a station without power: it needs the others no more.
    """
    draw = random.Random(seed)
    faults = [fault for fault in FAULTS if protected or fault.startswith("power")]
    pairs = [(fault, step) for fault in faults for step in range(1, _STEPS)]
    while True:
        draw.shuffle(pairs)
        yield from pairs[:size]
        size -= len(pairs)
        if size <= 0:
            return


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """Payments with their fault, one after the other."""
    wrong: list[str] = []
    counts = Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for number, (fault, step) in enumerate(trials(size, seed, protected=protected)):
            counts[fault] += 1
            found = trial(Path(folder) / str(number), fault, step, protected=protected)
            wrong += [f"{fault} at step {step}: {what}" for what in found]
            if number % 500 == 499:
                told(f"{number + 1} payments, {len(wrong)} wrong")
    return Found(size, dict(counts), tuple(wrong))


EXPERIMENT: Final = Experiment(
    name="cash-faults",
    breaks="a cash device, its line or the power fails at any step of a payment at the machine",
    promise="what box and hoppers hold and what is owed is in the record to the fen, or an alarm says so",
    without="what is said in the record before coins leave a hopper is forgotten at a restart",
    run=run,
    short=22,
    long=(_STEPS - 1) * len(FAULTS),
    control=14,
)
