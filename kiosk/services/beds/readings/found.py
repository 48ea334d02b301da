"""What the counter's search finds among the beds."""

import re
from typing import Final

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.beds.readings.load import bookings
from kiosk.services.beds.readings.views import Ticket, as_ticket, ticket_by_code
from kiosk.services.beds.settings import Settings
from kiosk.services.slips.readings import issued

_BED: Final = re.compile(r"[1-9][0-9]?")
_MOST: Final = 8


def found(store: Store, scene: Scene[Settings], text: str) -> tuple[Ticket, ...]:
    """The bookings that a text means: a bed's of today and ahead, the six digits, the code of a ticket."""
    if _BED.fullmatch(text):
        rows = bookings(
            store,
            "day >= ? AND bed = ? AND state <> 'expired' ORDER BY day, slot, changed_at DESC LIMIT ?",
            (scene.now.date, int(text), _MOST),
        )
        return tuple(as_ticket(store, scene, row) for row in rows)
    slip = issued(store, scene, text)
    one = ticket_by_code(store, scene, slip.slip if slip else text)
    return (one,) if one else ()
