"""What the panel shows of shifts, read at one moment."""

from typing import Any

import msgspec

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.staff import readings as staff
from kiosk.services.till.readings.shifts import ShiftRow, undoable, waiting_shifts
from kiosk.services.till.settings import Settings


class ShiftView(msgspec.Struct, frozen=True):
    """The shift that is open, by whom; those that wait to be approved; what a voucher is worth, 0 without vouchers.

    `forgotten` says that the shift is of an earlier day, `recounts` that its opening may still be counted anew;
    `undo_fen` is the cash whose move may still be undone.
    """

    shift: ShiftRow | None = None
    shown: str = ""
    pending: tuple[ShiftRow, ...] = ()
    voucher_fen: int = 0
    book: int = 10
    forgotten: bool = False
    recounts: bool = False
    undo_fen: int = 0


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
    )
