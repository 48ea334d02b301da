"""A number by the code of its slip."""

from datetime import timedelta
from typing import Any, Final

from kiosk.base.event import parse_code
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.meals.readings.views import TicketRow
from kiosk.services.slips.readings import issued_here

_KNOWN_DAYS: Final = 31  # older slips are the record's business: what is read at a touch does not grow with its age


def issued(store: Store, scene: Scene[Any], slip: str) -> TicketRow | None:
    """The number that a slip of the last weeks was issued for, by its code in digits; None where it is none of ours.

    The code's hash is compared with that of the slip that went out: nobody makes one up.
    """
    if not issued_here(store, slip):
        return None
    code, since = parse_code(slip), (scene.now.at - timedelta(days=_KNOWN_DAYS)).date().isoformat()
    row = store.execute(
        "SELECT meal, number, qty, state, sale, price_fen, changed_at, ? FROM meals_tickets "
        "WHERE day >= ? AND issued_epoch = ? AND issued_seq = ?",
        (slip, since, code.epoch, code.seq),
    ).fetchone()
    return TicketRow(*row) if row else None
