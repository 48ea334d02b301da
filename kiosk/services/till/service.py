"""The till's manifest."""

from typing import Any, Final

from kiosk.base.event import Happened
from kiosk.base.request import STAFF, Done, Role, Scene
from kiosk.base.sale import Line
from kiosk.base.service import Handler, Sells, Service
from kiosk.base.store import Store
from kiosk.services.till import events, machine_requests, readings, requests, rules
from kiosk.services.till.inspection import inspect
from kiosk.services.till.readings import machine_loads as machine_kept
from kiosk.services.till.readings import papers as papers_kept
from kiosk.services.till.readings import shifts as shifts_kept
from kiosk.services.till.readings import tables
from kiosk.services.till.reports import REPORTS, acts
from kiosk.services.till.rules import machine, mistakes, papers, shifts
from kiosk.services.till.settings import Settings
from kiosk.services.till.slips import slip

_ANYONE: Final[frozenset[Role]] = STAFF | {"worker"}
_SUPERVISOR: Final[frozenset[Role]] = frozenset({"supervisor"})
_DEVICE: Final[frozenset[Role]] = frozenset({"device"})
_MACHINE: Final = (
    Handler(machine_requests.FitMachine, _DEVICE, machine_kept.load_fitting, machine.fit_machine, Done),
    # An acceptor is the first that takes no more when the disk is nearly full.
    Handler(machine_requests.OpenIntake, _DEVICE, machine_kept.load_intake, machine.open_intake, Done, sells=True),
    Handler(machine_requests.CloseIntake, _DEVICE, machine_kept.load_intake, machine.close_intake, Done),
    Handler(machine_requests.HoldNote, _DEVICE, machine_kept.load_intake, machine.hold_note, Done, sells=True),
    Handler(machine_requests.GiveNoteBack, _DEVICE, machine_kept.load_intake, machine.give_note_back, Done),
    Handler(machine_requests.FindMoney, _DEVICE, machine_kept.load_intake, machine.find_money, Done),
    Handler(
        machine_requests.BeginPayout,
        _DEVICE,
        machine_kept.load_due,
        machine.begin_payout,
        machine_requests.PayoutBegins,
        sweeps=False,
    ),
    Handler(
        machine_requests.EndPayout,
        _DEVICE,
        machine_kept.load_due,
        machine.end_payout,
        machine_requests.Left,
        sweeps=False,
    ),
    Handler(
        machine_requests.OweRest, _DEVICE, machine_kept.load_due, machine.owe_rest, machine_requests.Left, sweeps=False
    ),
    Handler(machine_requests.RaiseAlarm, _DEVICE, machine_kept.load_alarm, machine.raise_alarm, Done),
    Handler(machine_requests.SenseDrawer, _DEVICE, machine_kept.load_drawer, machine.sense_drawer, Done),
    Handler(machine_requests.AnswerAlarm, STAFF, machine_kept.load_alarm, machine.answer_alarm, Done),
    Handler(machine_requests.CollectBox, STAFF, machine_kept.load_box, machine.collect_box, machine_requests.Collected),
    Handler(machine_requests.FillHopper, STAFF, machine_kept.load_box, machine.fill_hopper, Done),
    Handler(
        machine_requests.CountHopper, STAFF, machine_kept.load_box, machine.count_hopper, machine_requests.Collected
    ),
)


def _fulfil(store: Store, line: Line, sale: str, scene: Scene[Any]) -> tuple[Happened, ...]:
    del store, scene
    return papers.issue(line, sale)


def _release(store: Store, line: Line, why: str, scene: Scene[Any]) -> tuple[Happened, ...]:
    del store, line, why, scene
    return ()


SERVICE: Final = Service(
    name="till",
    facts=events.FACTS,
    handlers=(
        Handler(requests.Receive, STAFF, readings.load_sale, rules.receive, requests.Received),
        Handler(requests.PutIn, _DEVICE, readings.load_sale, rules.put_in, requests.PutInto),
        Handler(requests.Cancel, STAFF | {"worker"}, readings.load_sale, rules.cancel, Done),
        Handler(requests.PayOwed, STAFF, readings.load_owed, rules.pay_owed, requests.PaidOwed),
        Handler(requests.ChooseWay, _ANYONE, readings.load_sale, rules.choose_way, Done),
        Handler(requests.PayWithPapers, _ANYONE, papers_kept.load_payable, papers.pay, requests.Received),
        Handler(requests.SellVouchers, STAFF, papers_kept.nothing, papers.sell, Done, sells=True),
        Handler(requests.VoidVoucher, STAFF, papers_kept.load_in_hand, papers.void, requests.PaidOwed),
        Handler(requests.PayPaper, STAFF, papers_kept.load_in_hand, papers.pay_out, requests.PaidOwed),
        Handler(requests.OpenShift, STAFF, shifts_kept.load, shifts.open_shift, requests.ShiftOpened),
        Handler(requests.RecountOpening, STAFF, shifts_kept.load_opening, mistakes.recount, requests.ShiftOpened),
        Handler(requests.CountShift, STAFF, shifts_kept.load_whole, shifts.count_shift, requests.ShiftCounted),
        Handler(requests.CloseShift, STAFF, shifts_kept.load_whole, shifts.close_shift, requests.ShiftClosed),
        Handler(requests.ApproveShift, _SUPERVISOR, shifts_kept.load_closed, shifts.approve_shift, Done),
        Handler(
            requests.DecideShift,
            frozenset({"device"}),
            shifts_kept.load_closed,
            shifts.decide_shift,
            requests.Answered,
        ),
        Handler(requests.TryCode, STAFF, shifts_kept.load_closed, shifts.try_code, requests.Answered),
        Handler(requests.ReadX, STAFF, shifts_kept.load_whole, shifts.read_x, requests.X),
        Handler(requests.MoveCash, STAFF, shifts_kept.load, shifts.move_cash, Done),
        Handler(requests.UndoMove, STAFF, shifts_kept.load_moved, mistakes.undo_move, Done),
        Handler(requests.OpenDrawer, STAFF, shifts_kept.load, shifts.open_drawer, Done),
        Handler(requests.HandOver, STAFF, shifts_kept.load_offer, shifts.hand_over, requests.Offered),
        Handler(requests.TakeOver, STAFF, shifts_kept.load_offer, shifts.take_over, Done),
        *_MACHINE,
    ),
    settings=Settings,
    schema=tables.SCHEMA,
    tables=tables.TABLES,
    apply=tables.apply,
    follow=readings.follow,
    due=readings.due,
    seals=(events.ShiftClosed,),
    sells=Sells(_fulfil, _release),
    slip=slip,
    inspect=inspect,
    reports=REPORTS,
    acts=acts,
    screens="kiosk.services.till.screens",
    counter="kiosk.services.till.counter",
)
