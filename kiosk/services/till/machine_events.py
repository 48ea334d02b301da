"""What can happen in the machine that takes coins and notes and pays change."""

from typing import ClassVar

from kiosk.base.clock import Deadline
from kiosk.base.event import Fact


class MachineFitted(Fact, frozen=True):
    """What the machine has: whether it takes coins, and notes; its hoppers by number, with what a coin is worth."""

    kind: ClassVar[str] = "till.machine_fitted"
    coins: bool
    notes: bool
    hoppers: tuple[tuple[int, int], ...] = ()


class IntakeOpened(Fact, frozen=True):
    """The machine takes money for a sale from here on: how the counters of coins and notes stood before."""

    kind: ClassVar[str] = "till.intake_opened"
    sale: str
    coins: str = ""
    notes: str = ""


class IntakeClosed(Fact, frozen=True):
    """It takes none any more, and all that it took is in the record: how its counters stood then."""

    kind: ClassVar[str] = "till.intake_closed"
    sale: str
    coins: str = ""
    notes: str = ""


class NoteHeld(Fact, frozen=True):
    """A note waits in escrow and will be taken: said before it is, in case that power fails meanwhile.

    `seen` is how the validator's counter stands then.
    """

    kind: ClassVar[str] = "till.note_held"
    sale: str
    fen: int
    seen: str


class NoteBack(Fact, frozen=True):
    """The note that was to be taken was given back after all."""

    kind: ClassVar[str] = "till.note_back"
    sale: str
    fen: int


class MoneyFound(Fact, frozen=True):
    """The machine took money while it waited for none: nobody knows whose it is."""

    kind: ClassVar[str] = "till.money_found"
    device: str
    fen: int
    pieces: tuple[int, ...]
    seen: str


class ChangeDue(Fact, frozen=True):
    """The machine is to pay money back: change, or what was put in for nothing; `until` it may try."""

    kind: ClassVar[str] = "till.change_due"
    due: str
    sale: str
    fen: int
    reason: str
    until: Deadline


class PayoutBegun(Fact, frozen=True):
    """A hopper is told to pay so many coins: said before it is, with its number and how its counters stood.

    `life` is how many coins it had paid in its life, -1 where it does not say.
    """

    kind: ClassVar[str] = "till.payout_begun"
    payout: str
    due: str
    hopper: int
    coins: int
    serial: str
    event: int
    life: int = -1


class PayoutEnded(Fact, frozen=True):
    """How many coins left the hopper by its counters; `known` is false where nobody can say: none is believed then."""

    kind: ClassVar[str] = "till.payout_ended"
    payout: str
    due: str
    hopper: int
    coins: int
    fen: int
    known: bool = True


class MachineAlarm(Fact, frozen=True):
    """Something is wrong with the machine; `sale` is what it took money for then, empty where for nothing."""

    kind: ClassVar[str] = "till.machine_alarm"
    alarm: str
    device: str
    what: str
    sale: str = ""


class AlarmAnswered(Fact, frozen=True):
    """Somebody has seen to it."""

    kind: ClassVar[str] = "till.alarm_answered"
    alarm: str
    device: str
    what: str


class DrawerFoundOpen(Fact, frozen=True):
    """The drawer was opened, and nothing that was done at the counter opens it."""

    kind: ClassVar[str] = "till.drawer_found_open"


class BoxCollected(Fact, frozen=True):
    """The machine's box was emptied and counted; what must have been in it by the record."""

    kind: ClassVar[str] = "till.box_collected"
    counts: tuple[tuple[int, int], ...]
    counted_fen: int
    expected_fen: int


class HopperFilled(Fact, frozen=True):
    """So many coins were put into a hopper."""

    kind: ClassVar[str] = "till.hopper_filled"
    hopper: int
    coins: int
    fen: int


class HopperCounted(Fact, frozen=True):
    """The coins in a hopper were counted; how many there had to be by the record."""

    kind: ClassVar[str] = "till.hopper_counted"
    hopper: int
    coins: int
    expected: int
    fen: int


FACTS = (
    MachineFitted,
    IntakeOpened,
    IntakeClosed,
    NoteHeld,
    NoteBack,
    MoneyFound,
    ChangeDue,
    PayoutBegun,
    PayoutEnded,
    MachineAlarm,
    AlarmAnswered,
    DrawerFoundOpen,
    BoxCollected,
    HopperFilled,
    HopperCounted,
)
