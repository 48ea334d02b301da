"""What the rules of the machine are given: its fitting, what it takes money for, what it is to pay, the drawer."""

from typing import Any

import msgspec

from kiosk.base.clock import Now
from kiosk.base.money import Posting
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.till.machine_requests import (
    AnswerAlarm,
    BeginPayout,
    CloseIntake,
    CollectBox,
    CountHopper,
    EndPayout,
    FillHopper,
    FindMoney,
    FitMachine,
    GiveNoteBack,
    HoldNote,
    OpenIntake,
    OweRest,
    RaiseAlarm,
    SenseDrawer,
)
from kiosk.services.till.readings.machine import balance, dues, hoppers_now, payout_where
from kiosk.services.till.rules import machine as rules
from kiosk.services.till.ways import ACCEPTOR, COUNTER


def load_fitting(store: Store, request: FitMachine, scene: Scene[Any]) -> rules.Fitting | None:
    """What is fitted by the record."""
    del request, scene
    row = store.execute("SELECT coins, notes FROM till_machine").fetchone()
    if row is None:
        return None
    hoppers = store.execute("SELECT hopper, fen, fitted FROM till_hoppers ORDER BY hopper").fetchall()
    return rules.Fitting(
        bool(row[0]),
        bool(row[1]),
        tuple((number, fen) for number, fen, fitted in hoppers if fitted),
        {number: fen for number, fen, _ in hoppers},
    )


def load_intake(
    store: Store, request: OpenIntake | CloseIntake | HoldNote | GiveNoteBack | FindMoney, scene: Scene[Any]
) -> rules.IntakeNow:
    """What the machine takes money for, and whether the sale asked about is open."""
    del scene
    row = store.execute("SELECT sale, open, note_fen FROM till_machine").fetchone() or ("", 0, 0)
    sale = getattr(request, "sale", "")
    state = store.execute("SELECT state FROM till_sales WHERE sale = ?", (sale,)).fetchone()
    return rules.IntakeNow(row[0], bool(row[1]), row[2], state[0] if state else "")


def load_due(store: Store, request: BeginPayout | OweRest | EndPayout, scene: Scene[Any]) -> rules.DueNow | None:
    """The change asked about, its payout and the hopper."""
    del scene
    if isinstance(request, EndPayout):
        payout = payout_where(store, "p.payout = ?", request.payout)
        due = payout.due if payout else ""
    else:
        due, payout = request.due, payout_where(store, "p.due = ? AND p.paid < 0", request.due)
    row = store.execute("SELECT due, sale, left_fen, reason FROM till_dues WHERE due = ?", (due,)).fetchone()
    return rules.DueNow(rules.Owing(*row), payout, hoppers_now(store)) if row else None


def load_alarm(store: Store, request: RaiseAlarm | AnswerAlarm, scene: Scene[Any]) -> rules.AlarmNow | None:
    """The open alarm asked about, or of the same device for the same."""
    del scene
    where, value = (
        ("alarm = ?", (request.alarm,))
        if isinstance(request, AnswerAlarm)
        else ("device = ? AND what = ?", (request.device, request.what))
    )
    row = store.execute(
        f"SELECT alarm, device, what FROM till_alarms WHERE answered_at = '' AND {where}",  # noqa: S608 - constants
        value,
    ).fetchone()
    return rules.AlarmNow(*row) if row else None


def load_drawer(store: Store, request: SenseDrawer, scene: Scene[Any]) -> rules.DrawerNow:
    """What was done at the counter within the last two minutes."""
    del request
    rows = store.execute("SELECT raw FROM journal ORDER BY pos DESC LIMIT ?", (_LOOKED_BACK,))
    reason = any(_opens(_DONE.decode(raw), scene.now) for (raw,) in rows)
    alarmed = store.execute("SELECT 1 FROM till_alarms WHERE answered_at = '' AND device = 'drawer'").fetchone()
    return rules.DrawerNow(reason, alarmed is not None)


class _Happened(msgspec.Struct):
    kind: str
    at: str
    up: int
    boot: str
    post: tuple[Posting, ...] = ()


_DONE = msgspec.json.Decoder(_Happened)
_OPENS_S = 120
_LOOKED_BACK = 200
_DRAWERS = frozenset({"till.drawer_opened", "till.shift_opened", "till.shift_counted", "till.opening_recounted"})


def _opens(event: _Happened, now: Now) -> bool:
    """Whether an event, just now, is one for which somebody opens the drawer."""
    recent = event.boot == now.boot and now.up - event.up <= _OPENS_S * 1000
    return recent and (event.kind in _DRAWERS or any(account == COUNTER.account for account, _ in event.post))


def load_box(store: Store, request: CollectBox | FillHopper | CountHopper, scene: Scene[Any]) -> rules.BoxNow:
    """What the box and the hoppers hold by the record; whether money is under way."""
    del request, scene
    row = store.execute("SELECT open FROM till_machine").fetchone()
    return rules.BoxNow(balance(store, ACCEPTOR.account), hoppers_now(store), bool(row and row[0]), bool(dues(store)))
