"""What the counter's search finds among the tools: units, today's numbers, slips, receipts, phones' last digits."""

import re
from typing import Final

import msgspec

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.tools.readings.load import loans, unit_named
from kiosk.services.tools.readings.tables import OPEN
from kiosk.services.tools.readings.views import BySlip, LoanView, UnitView, by_slip, unit_view, view
from kiosk.services.tools.settings import Settings

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,3}")
_TAIL: Final = re.compile(r"[0-9]{4}")
_RECEIPT: Final = re.compile(r"[A-Za-z0-9-]{4,30}")
_MOST: Final = 8


class Results(msgspec.Struct, frozen=True):
    """A unit, loans, and a slip that is void."""

    unit: UnitView | None = None
    loans: tuple[LoanView, ...] = ()
    void: BySlip | None = None


def found(store: Store, scene: Scene[Settings], text: str) -> Results:
    """What a text means here; nothing where it means nothing."""
    slip = by_slip(store, scene, text)
    if slip is not None:
        return Results(void=slip) if slip.void else Results(loans=(slip.view,))
    unit = unit_named(store, text)
    if unit is not None:
        return Results(unit=unit_view(store, scene, unit))
    ways: list[tuple[str, tuple[object, ...]]] = []
    if _NUMBER.fullmatch(text):
        number = int(text)
        ways += [("day = ? AND number = ?", (scene.now.date, number)), (f"{OPEN} AND number = ?", (number,))]
    if _TAIL.fullmatch(text):
        ways += [("person <> '' AND person = ?", (person,)) for person in scene.people.by_tail(text)[:_MOST]]
    if _RECEIPT.fullmatch(text):
        ways.append(("receipt <> '' AND receipt = ?", (text,)))
    seen = {
        one.loan: one
        for where, bound in ways
        for one in loans(store, f"{where} ORDER BY day DESC, number DESC LIMIT {_MOST}", bound)
    }
    return Results(loans=tuple(view(store, scene, one) for one in list(seen.values())[:_MOST]))
