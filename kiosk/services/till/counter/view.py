"""What the panel shows of shifts, read at one moment."""

from typing import Any

import msgspec

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure, Section
from kiosk.base.money import yuan
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.house.readings import line_now
from kiosk.services.staff import readings as staff
from kiosk.services.till import events
from kiosk.services.till.readings.machine import AlarmRow, hoppers_now, is_fitted, open_alarms
from kiosk.services.till.readings.papers import open_papers
from kiosk.services.till.readings.shifts import ShiftRow, undoable, waiting_shifts, whole
from kiosk.services.till.rules.change import HopperNow
from kiosk.services.till.settings import Settings


class ShiftView(msgspec.Struct, frozen=True):
    """The shift that is open, by whom; those that wait to be approved; what a voucher is worth, 0 without vouchers.

    `forgotten` says that the shift is of an earlier day, `recounts` that its opening may still be counted anew;
    `undo_fen` is the cash whose move may still be undone. `machine` tells that there is one that takes money; its
    `alarms` wait for somebody to see to them; `centre`, that there is one which may tell a code.
    """

    shift: ShiftRow | None = None
    shown: str = ""
    pending: tuple[ShiftRow, ...] = ()
    voucher_fen: int = 0
    book: int = 10
    forgotten: bool = False
    recounts: bool = False
    undo_fen: int = 0
    alarms: tuple[AlarmRow, ...] = ()
    hoppers: tuple[HopperNow, ...] = ()
    machine: bool = False
    centre: bool = True


def read(store: Store, scene: Scene[Any]) -> ShiftView:
    """How it stands now."""
    settings: Settings = scene.settings
    rows = waiting_shifts(store, scene)
    shift = next((row for row in rows if row.state == "open"), None)
    recounts, move = undoable(store, scene)
    return ShiftView(
        shift,
        staff.shown(store, shift.opened_by) if shift else "",
        tuple(row for row in rows if row.state == "pending"),
        settings.voucher_fen if "voucher" in settings.ways else 0,
        settings.voucher_book,
        shift is not None and shift.day < scene.now.date,
        recounts,
        move.fen if move is not None else 0,
        open_alarms(store),
        hoppers_now(store),
        is_fitted(store),
        line_now(store) is not None,
    )


class Done(msgspec.Struct, frozen=True):
    """What was done with the drawer: how (in, out, banked, undone, drawer, recounted), by whom, why."""

    how: str
    at: str
    shown: str
    fen: int = 0
    reason: str = ""


class Looked(msgspec.Struct, frozen=True):
    """What somebody who may only read sees of the till: the shift as an X says it, the drawer's movements, papers."""

    shift: int = 0
    sections: tuple[Section, ...] = ()
    done: tuple[Done, ...] = ()
    papers: tuple[Figure, ...] = ()
    pending: tuple[ShiftRow, ...] = ()


def look(store: Store, scene: Scene[Any]) -> Looked:
    """All of it at one moment. Nothing is written: an auditor leaves no X reading behind."""
    now = whole(store, scene)
    entries = scene.span(store, now.shift.after).entries if now.shift is not None else ()
    return Looked(
        now.shift.shift if now.shift is not None else 0,
        now.sections,
        tuple(one for one in (_done(store, entry) for entry in entries) if one is not None),
        tuple(
            Figure(f"till.inspect.{what}", yuan(fen), {"count": count})
            for what, (count, fen) in open_papers(store).items()
        ),
        tuple(row for row in waiting_shifts(store, scene) if row.state == "pending"),
    )


def _done(store: Store, entry: Entry) -> Done | None:
    shown = staff.shown(store, entry.by)
    match entry.fact:
        case events.CashMoved() as fact:
            return Done(fact.move, entry.at, shown, fact.fen, fact.reason)
        case events.CashMoveUndone() as fact:
            return Done("undone", entry.at, shown, fact.fen)
        case events.OpeningRecounted() as fact:
            return Done("recounted", entry.at, shown, fact.counted_fen)
        case events.DrawerOpened() as fact:
            return Done("drawer", entry.at, shown, 0, fact.reason)
        case _:
            return None
