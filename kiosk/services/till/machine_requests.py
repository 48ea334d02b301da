"""What the cashier and the counter ask of the till about the machine that takes coins and notes and pays change."""

from typing import ClassVar

from kiosk.base.request import Outcome, Request
from kiosk.services.till.events import Counts


class FitMachine(Request, frozen=True):
    """What the settings say the machine has, at its start."""

    name: ClassVar[str] = "till.fit_machine"
    coins: bool
    notes: bool
    hoppers: tuple[tuple[int, int], ...] = ()


class OpenIntake(Request, frozen=True):
    """The machine is about to take money for a sale."""

    name: ClassVar[str] = "till.open_intake"
    sale: str
    coins: str = ""
    notes: str = ""


class CloseIntake(Request, frozen=True):
    """The machine takes none any more, and has told all that it took."""

    name: ClassVar[str] = "till.close_intake"
    sale: str
    coins: str = ""
    notes: str = ""


class HoldNote(Request, frozen=True):
    """A note in escrow is about to be taken."""

    name: ClassVar[str] = "till.hold_note"
    sale: str
    fen: int
    seen: str


class GiveNoteBack(Request, frozen=True):
    """It was given back instead."""

    name: ClassVar[str] = "till.give_note_back"
    sale: str


class FindMoney(Request, frozen=True):
    """The machine took money while it waited for none."""

    name: ClassVar[str] = "till.find_money"
    device: str
    pieces: tuple[int, ...]
    seen: str


class BeginPayout(Request, frozen=True):
    """A hopper is about to be told to pay."""

    name: ClassVar[str] = "till.begin_payout"
    due: str
    hopper: int
    coins: int
    serial: str
    event: int
    life: int = -1


class PayoutBegins(Outcome, frozen=True):
    """What the payout is called."""

    payout: str


class EndPayout(Request, frozen=True):
    """How many coins left it; None where its counters do not say."""

    name: ClassVar[str] = "till.end_payout"
    payout: str
    coins: int | None


class OweRest(Request, frozen=True):
    """The machine cannot pay what is left."""

    name: ClassVar[str] = "till.owe_rest"
    due: str


class Left(Outcome, frozen=True):
    """What is still to be paid out by the machine."""

    left_fen: int


class RaiseAlarm(Request, frozen=True):
    """A device says, or its counters show, that something is wrong."""

    name: ClassVar[str] = "till.raise_alarm"
    device: str
    what: str
    sale: str = ""


class AnswerAlarm(Request, frozen=True):
    """Somebody has seen to it."""

    name: ClassVar[str] = "till.answer_alarm"
    alarm: str


class SenseDrawer(Request, frozen=True):
    """The contact of the cash drawer has changed."""

    name: ClassVar[str] = "till.sense_drawer"
    high: bool


class CollectBox(Request, frozen=True):
    """The machine's box was emptied and counted."""

    name: ClassVar[str] = "till.collect_box"
    counts: Counts


class Collected(Outcome, frozen=True):
    """What was counted, and how much that is beyond what had to be there."""

    counted_fen: int
    over_fen: int


class FillHopper(Request, frozen=True):
    """So many coins go into a hopper, from the station's cash outside the drawer."""

    name: ClassVar[str] = "till.fill_hopper"
    hopper: int
    coins: int


class CountHopper(Request, frozen=True):
    """So many coins are in a hopper."""

    name: ClassVar[str] = "till.count_hopper"
    hopper: int
    coins: int
