"""What may happen in the machine that takes coins and notes and pays change. Every amount in fen."""

from typing import Final

import msgspec

from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.till import machine_events, machine_requests
from kiosk.services.till.rules import OWED_CHANGE, owe_back
from kiosk.services.till.rules.change import HopperNow
from kiosk.services.till.rules.shifts import OVER_SHORT, SAFE, counted
from kiosk.services.till.settings import Settings
from kiosk.services.till.ways import ACCEPTOR

HOPPER: Final = "cash.hopper"
_MOST_COINS: Final = 5000
_BOTH: Final = frozenset({"jam", "theft", "out_of_order", "lost", "restarted", "found"})
# What may be wrong with each kind of device; each has a sentence in the words files.
ALARMS: Final = {
    "coins": _BOTH | {"return_lever"},
    "notes": _BOTH | {"box_open", "box_full", "doubtful"},
    "drawer": frozenset({"open"}),
    "hopper": frozenset({"empty", "jam", "theft", "short", "unknown", "out_of_order"}),
}


class Fitting(msgspec.Struct, frozen=True):
    """What the machine has by the record; `worths` are the coins of every hopper that there ever was."""

    coins: bool
    notes: bool
    hoppers: tuple[tuple[int, int], ...]
    worths: dict[int, int]


class IntakeNow(msgspec.Struct, frozen=True):
    """The sale that the machine takes money for, or took it for last; the note that it may hold; the state asked of."""

    sale: str
    open: bool
    note_fen: int
    state: str


class Payout(msgspec.Struct, frozen=True):
    """A payout as it was begun; `paid` is below zero until it has ended."""

    payout: str
    due: str
    hopper: int
    fen: int
    coins: int
    serial: str
    event: int
    life: int
    paid: int


class Owing(msgspec.Struct, frozen=True):
    """What is still to be paid back for a sale, and why."""

    due: str
    sale: str
    left_fen: int
    reason: str


class DueNow(msgspec.Struct, frozen=True):
    """What is still to be paid back, the payout under way for it, the hoppers."""

    owing: Owing
    payout: Payout | None
    hoppers: tuple[HopperNow, ...]


class AlarmNow(msgspec.Struct, frozen=True):
    """An alarm that is open."""

    alarm: str
    device: str
    what: str


class DrawerNow(msgspec.Struct, frozen=True):
    """Whether something was done that opens the drawer, a moment ago; whether its alarm is open."""

    reason: bool
    alarmed: bool


class BoxNow(msgspec.Struct, frozen=True):
    """What must be in the box and in the hoppers; whether the machine takes money, or is paying."""

    box_fen: int
    hoppers: tuple[HopperNow, ...]
    takes: bool
    pays: bool


def alarm(device: str, what: str) -> tuple[str, str, dict[str, str]]:
    """The sentence that says an alarm, no value, and its fields."""
    kind, _, number = device.partition(":")
    return f"till.alarm.{kind}_{what}", "", {"hopper": number} if number else {}


def fit_machine(state: Fitting | None, request: machine_requests.FitMachine, scene: Scene[Settings]) -> Decision:
    """What is fitted is said once. A hopper's number keeps its coin for ever: its coins are counted by it."""
    del scene
    if state is not None:
        if (state.coins, state.notes, state.hoppers) == (request.coins, request.notes, request.hoppers):
            return Decision(())
        for hopper, fen in request.hoppers:
            if state.worths.get(hopper, fen) != fen:
                raise Refused("till.hopper_other_coin", {"hopper": hopper})
    fact = machine_events.MachineFitted(coins=request.coins, notes=request.notes, hoppers=request.hoppers)
    return Decision((Happened(fact),))


def open_intake(state: IntakeNow, request: machine_requests.OpenIntake, scene: Scene[Settings]) -> Decision:
    """Money is taken for one open sale at a time."""
    del scene
    if state.open or state.state != "open":
        raise Refused("till.not_open", {"state": state.state})
    fact = machine_events.IntakeOpened(sale=request.sale, coins=request.coins, notes=request.notes)
    return Decision((Happened(fact),))


def close_intake(state: IntakeNow, request: machine_requests.CloseIntake, scene: Scene[Settings]) -> Decision:
    """All that was taken stands in the record."""
    del scene
    if not state.open:
        return Decision(())
    fact = machine_events.IntakeClosed(sale=request.sale, coins=request.coins, notes=request.notes)
    return Decision((Happened(fact),))


def hold_note(state: IntakeNow, request: machine_requests.HoldNote, scene: Scene[Settings]) -> Decision:
    """A note is taken for the sale that the machine takes money for."""
    del scene
    if not state.open or state.sale != request.sale or state.state != "open":
        raise Refused("till.not_open", {"state": state.state})
    return Decision((Happened(machine_events.NoteHeld(sale=request.sale, fen=request.fen, seen=request.seen)),))


def give_note_back(state: IntakeNow, request: machine_requests.GiveNoteBack, scene: Scene[Settings]) -> Decision:
    """It is out of the machine again; nothing was booked for it."""
    del scene
    if not state.note_fen:
        return Decision(())
    return Decision((Happened(machine_events.NoteBack(sale=request.sale, fen=state.note_fen)),))


def find_money(state: IntakeNow, request: machine_requests.FindMoney, scene: Scene[Settings]) -> Decision:
    """It is nobody's until somebody asks for it; the box holds it, and an alarm tells of it."""
    del state, scene
    fen = sum(request.pieces)
    found = machine_events.MoneyFound(device=request.device, fen=fen, pieces=request.pieces, seen=request.seen)
    alarm = machine_events.MachineAlarm(alarm="a" + request.request_id, device=request.device, what="found")
    return Decision((Happened(found, ((ACCEPTOR.account, fen), (OVER_SHORT, -fen))), Happened(alarm)))


def begin_payout(state: DueNow | None, request: machine_requests.BeginPayout, scene: Scene[Settings]) -> Decision:
    """One payout at a time, never of more than is to be paid back."""
    del scene
    if state is None or state.payout is not None:
        raise Refused("till.no_payout", {})
    worth = next((one.fen for one in state.hoppers if one.fit and one.hopper == request.hopper), 0)
    if not (worth and request.coins > 0 and request.coins * worth <= state.owing.left_fen):
        raise Refused("till.no_payout", {})
    fact = machine_events.PayoutBegun(
        payout="p" + request.request_id,
        due=request.due,
        hopper=request.hopper,
        coins=request.coins,
        serial=request.serial,
        event=request.event,
        life=request.life,
    )
    return Decision((Happened(fact),), machine_requests.PayoutBegins(payout=fact.payout))


def end_payout(state: DueNow | None, request: machine_requests.EndPayout, scene: Scene[Settings]) -> Decision:
    """What left the hopper was paid; where nobody can say, nothing is believed to have left it, and an alarm tells."""
    del scene
    if state is None or state.payout is None:
        raise Refused("till.no_payout", {})
    if state.payout.paid >= 0:
        return Decision((), machine_requests.Left(left_fen=state.owing.left_fen))
    coins = request.coins
    if coins is not None and not 0 <= coins <= state.payout.coins:
        raise Refused("till.no_payout", {})
    ended = _ended(state.payout, coins)
    left = state.owing.left_fen - (coins or 0) * state.payout.fen
    if coins is not None:
        return Decision(ended, machine_requests.Left(left_fen=left))
    return Decision((*ended, _owed(state.owing)), machine_requests.Left(left_fen=0))


def _ended(payout: Payout, coins: int | None) -> tuple[Happened, ...]:
    fen = (coins or 0) * payout.fen
    fact = machine_events.PayoutEnded(
        payout=payout.payout, due=payout.due, hopper=payout.hopper, coins=coins or 0, fen=fen, known=coins is not None
    )
    happened = Happened(fact, ((OWED_CHANGE, fen), (HOPPER, -fen)) if fen else ())
    if coins is not None:
        return (happened,)
    alarm = machine_events.MachineAlarm(alarm="u" + payout.payout, device=f"hopper:{payout.hopper}", what="unknown")
    return happened, Happened(alarm)


def _owed(owing: Owing) -> Happened:
    return owe_back(owing.due, owing.sale, owing.left_fen, owing.reason)


def owe_rest(state: DueNow | None, request: machine_requests.OweRest, scene: Scene[Settings]) -> Decision:
    """What the hoppers cannot pay the counter pays."""
    del request, scene
    if state is None or state.payout is not None:
        raise Refused("till.no_payout", {})
    if not state.owing.left_fen:
        return Decision((), machine_requests.Left(left_fen=0))
    return Decision((_owed(state.owing),), machine_requests.Left(left_fen=0))


def give_up(owing: Owing, payout: Payout | None) -> Decision:
    """The time is over: what was not paid is owed."""
    return Decision((*(_ended(payout, None) if payout is not None else ()), _owed(owing)))


def raise_alarm(state: AlarmNow | None, request: machine_requests.RaiseAlarm, scene: Scene[Settings]) -> Decision:
    """The same alarm is raised once until somebody has seen to it."""
    del scene
    if request.what not in ALARMS.get(request.device.partition(":")[0], ()):
        raise Refused("till.no_such_alarm", {})
    if state is not None:
        return Decision(())
    fact = machine_events.MachineAlarm(
        alarm="a" + request.request_id, device=request.device, what=request.what, sale=request.sale
    )
    return Decision((Happened(fact),))


def sense_drawer(state: DrawerNow, request: machine_requests.SenseDrawer, scene: Scene[Settings]) -> Decision:
    """Opened while nobody at the counter had a reason to: an event each time, one alarm until it is seen to."""
    opens = scene.settings.drawer_opens
    if not opens or request.high != (opens == "high") or state.reason:
        return Decision(())
    alarm = machine_events.MachineAlarm(alarm="a" + request.request_id, device="drawer", what="open")
    found = Happened(machine_events.DrawerFoundOpen())
    return Decision((found,) if state.alarmed else (found, Happened(alarm)))


def answer_alarm(state: AlarmNow | None, request: machine_requests.AnswerAlarm, scene: Scene[Settings]) -> Decision:
    """Somebody has seen to it; another one was quicker: no refusal."""
    del request, scene
    if state is None:
        return Decision(())
    fact = machine_events.AlarmAnswered(alarm=state.alarm, device=state.device, what=state.what)
    return Decision((Happened(fact),))


def collect_box(state: BoxNow, request: machine_requests.CollectBox, scene: Scene[Settings]) -> Decision:
    """What was counted goes to the station's cash outside the drawer; what it differs by is posted."""
    del scene
    if state.takes:
        raise Refused("till.machine_takes", {})
    found, over = counted(request.counts), counted(request.counts) - state.box_fen
    fact = machine_events.BoxCollected(counts=request.counts, counted_fen=found, expected_fen=state.box_fen)
    post = ((SAFE, found), (ACCEPTOR.account, -state.box_fen), (OVER_SHORT, -over))
    return Decision(
        (Happened(fact, tuple((account, fen) for account, fen in post if fen)),),
        machine_requests.Collected(counted_fen=found, over_fen=over),
    )


def _hopper(state: BoxNow, number: int, coins: int, least: int) -> HopperNow:
    found = next((hopper for hopper in state.hoppers if hopper.hopper == number), None)
    if found is None or not least <= coins <= _MOST_COINS:
        raise Refused("till.bad_coins", {"most": _MOST_COINS})
    if state.pays:
        raise Refused("till.machine_pays", {})
    return found


def fill_hopper(state: BoxNow, request: machine_requests.FillHopper, scene: Scene[Settings]) -> Decision:
    """Coins go in from the station's cash outside the drawer."""
    del scene
    fen = _hopper(state, request.hopper, request.coins, 1).fen * request.coins
    fact = machine_events.HopperFilled(hopper=request.hopper, coins=request.coins, fen=fen)
    return Decision((Happened(fact, ((HOPPER, fen), (SAFE, -fen))),))


def count_hopper(state: BoxNow, request: machine_requests.CountHopper, scene: Scene[Settings]) -> Decision:
    """What is counted is believed; what it differs by is posted."""
    del scene
    hopper = _hopper(state, request.hopper, request.coins, 0)
    over = (request.coins - hopper.coins) * hopper.fen
    fact = machine_events.HopperCounted(hopper=request.hopper, coins=request.coins, expected=hopper.coins, fen=over)
    return Decision(
        (Happened(fact, ((HOPPER, over), (OVER_SHORT, -over)) if over else ()),),
        machine_requests.Collected(counted_fen=request.coins * hopper.fen, over_fen=over),
    )
