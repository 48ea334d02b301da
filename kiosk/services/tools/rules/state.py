"""What the rules need to know, and nothing more."""

from datetime import date, datetime, timedelta
from typing import Final, Literal

import msgspec

from kiosk.base.clock import Deadline, Now
from kiosk.base.request import Refused, Scene
from kiosk.services.tools.events import Fault, HandedPart
from kiosk.services.tools.settings import Kind, Settings

DEPOSITS: Final = "owed.deposits"
DEDUCTIONS: Final = "income.deductions"

LoanState = Literal[
    "held", "prepared", "out", "back", "asked", "refused", "agreed", "returned", "undone", "expired", "cancelled"
]
# A number that nothing is paid for yet; a tool that is out; a tool that is back while its money waits.
KEPT: Final = ("held", "prepared")
WAITS: Final = ("back", "asked", "refused", "agreed")


class Unit(msgspec.Struct, frozen=True):
    """A unit: its kind, number and name, its own state, and the loan that has it (empty: on the shelf)."""

    unit: str
    of: str
    number: int
    name: str
    state: str
    condition: str
    value_fen: int
    inspect_by: str
    loan: str


class Loan(msgspec.Struct, frozen=True):
    """One person's time with a unit. Amounts in fen; `changed_at` as events carry it, `due` as 2024-03-01T17:00.

    `consent`: none, needed, given. `approved_fen` is the deduction that a supervisor stands for, -1 where none does;
    `gone` tells that the tool is not back (missing). `paid_back` is paid, owed (as the 待退 `owed`), or empty.
    `called_at` is when its borrower was last called because it is late, `reached` whether that was of use: yes, no.
    """

    loan: str
    day: str
    number: int
    of: str
    name: str
    unit: str
    state: LoanState
    deposit_fen: int
    until: Deadline | None
    changed_at: str
    sale: str = ""
    due: str = ""
    parts: tuple[HandedPart, ...] = ()
    condition: str = ""
    person: str = ""
    consent: str = "none"
    lent_at: str = ""
    faults: tuple[Fault, ...] = ()
    deduct_fen: int = 0
    approved_fen: int = -1
    by_other: bool = False
    gone: bool = False
    paid_back: str = ""
    extended: int = 0
    receipt: str = ""
    got: str = ""
    slip_epoch: int = 0
    slip_seq: int = 0
    owed: str = ""
    called_at: str = ""
    reached: str = ""

    @property
    def was_lost(self) -> bool:
        """Whether it was given up as lost, found since or not."""
        return any(fault.what == "lost" for fault in self.faults)


class UnitNow(msgspec.Struct, frozen=True):
    """For all about one unit: the unit, the loan that has it, how many of its kind were ever registered.

    `paid_for` is the last loan that paid for it as missing, and what it paid.
    """

    unit: Unit | None
    loan: Loan | None = None
    registered: int = 0
    paid_for: Loan | None = None


class LoanNow(msgspec.Struct, frozen=True):
    """For all about one loan: the loan, its unit; another unit where one is asked for; the last number of the day.

    `free` are the units of the kind asked for that may be lent, in order.
    """

    loan: Loan | None = None
    unit: Unit | None = None
    other: Unit | None = None
    numbers: int = 0
    free: tuple[Unit, ...] = ()
    other_loan: Loan | None = None


class CountNow(msgspec.Struct, frozen=True):
    """For a stock-taking: the open one (empty: none), the units, and which of them were seen in it."""

    count: str
    units: tuple[Unit, ...] = ()
    seen: frozenset[str] = frozenset()
    out: frozenset[str] = frozenset()


def kind_of(kind_id: str, scene: Scene[Settings]) -> Kind:
    """The kind. Raises Refused where the station does not lend it."""
    kind = scene.settings.kind(kind_id)
    if kind is None:
        raise Refused("tools.no_such_kind", {})
    return kind


def known(loan: Loan | None) -> Loan:
    """The loan. Raises Refused where there is none of this name."""
    if loan is None:
        raise Refused("tools.no_such_loan", {})
    return loan


def in_state(loan: Loan | None, *states: str) -> Loan:
    """The loan, where it is in one of these states. Raises Refused."""
    found = known(loan)
    if found.state not in states:
        raise Refused("tools.loan_is", {"number": found.number, "state": found.state})
    return found


def check_open(scene: Scene[Settings]) -> None:
    """Raises Refused on a day on which the station is closed (放假)."""
    if scene.days.open_on(scene.now.date):
        return
    later = scene.days.next_open(scene.now.date)
    if later is None:
        raise Refused("house.closed_for_long", {})
    raise Refused("house.day_off", {"month": later.month, "day": later.day})


def lendable(unit: Unit, today: str, *, powered: bool) -> bool:
    """Whether a unit on the shelf may go out: in service, nobody's, and inspected where it is powered."""
    return unit.state == "service" and not unit.loan and not overdue_inspection(unit, today, powered=powered)


def overdue_inspection(unit: Unit, today: str, *, powered: bool) -> bool:
    """Whether a unit's inspection date has passed; a powered one must have one."""
    return (powered and not unit.inspect_by) or bool(unit.inspect_by and unit.inspect_by < today)


def unapproved(one: Loan, settings: Settings) -> bool:
    """Whether a deduction wants a supervisor: above the limit, or for what is on no price list."""
    own_price = any(fault.what == "other" for fault in one.faults)
    return one.approved_fen != one.deduct_fen and (own_price or one.deduct_fen > settings.approve_above_fen)


def overdue(one: Loan, now: Now) -> bool:
    """Whether a tool that is out should be back."""
    return one.state == "out" and one.due < f"{now.date}T{now.minute}"


def due_at(kind: Kind, scene: Scene[Settings]) -> str:
    """When a loan that begins now is due: by open days; the next one where today's hour has passed."""
    day, left = scene.now.date, kind.days
    if not left and (scene.now.minute >= kind.by or not scene.days.open_on(day)):
        left = 1
    for _ in range(left):
        later = scene.days.next_open(day)
        day = later.isoformat() if later else (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    return f"{day}T{kind.by}"


def seconds_since(stamp: str, scene: Scene[Settings]) -> float:
    """How many seconds ago something was, by the wall clock; below zero where the clock was set back."""
    return (scene.now.at - datetime.fromisoformat(stamp)).total_seconds()


def check_fresh(stamp: str, scene: Scene[Settings]) -> None:
    """Raises Refused where what is to be undone was not just now."""
    if abs(seconds_since(stamp, scene)) > scene.settings.undo_s:
        raise Refused("tools.too_late_to_undo", {"minutes": scene.settings.undo_s // 60})
