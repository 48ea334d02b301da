"""Signals (异常) of the tools: one person who waives deductions again and again."""

from collections.abc import Sequence
from typing import Any, Final

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.money import yuan
from kiosk.base.reports import Row
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.tools import events

# So many deductions made smaller by one person in a period, before it is worth a look.
_WAIVERS: Final = 3


def signals(store: Store, scene: Scene[Any], entries: Sequence[Entry]) -> tuple[Row, ...]:
    """Who decided on less than the price list says, since when, how often, how much less."""
    del store, scene
    asked: dict[str, int] = {}
    waived: dict[str, list[tuple[str, int]]] = {}
    for entry in entries:
        match entry.fact:
            case events.BroughtBack() as fact:
                asked[fact.loan] = fact.deduct_fen
            case events.Decided() as fact:
                less = asked.get(fact.loan, 0) - fact.deduct_fen
                asked[fact.loan] = fact.deduct_fen
                if less > 0:
                    waived.setdefault(entry.by, []).append((entry.at, less))
            case _:
                pass
    return tuple(
        (found[0][0], by, Figure("tools.signal.waived", yuan(sum(less for _, less in found)), {"count": len(found)}))
        for by, found in waived.items()
        if len(found) >= _WAIVERS
    )
