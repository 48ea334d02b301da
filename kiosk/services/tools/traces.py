"""How lines of a trace become requests about tools.

`tool_out`: `item` is a unit (drill-3) or a kind, `amount_fen` the deposit that is handed over. A trace has no line for
buying tools: a kind of which nothing is on the shelf gets another unit, as the station that was recorded must have had.
`tool_back`: `item` is a unit, or the kind of which `who` has one; `amount_fen` is what is deducted, agreed to at once.
"""

from datetime import datetime, timedelta
from typing import Final

from kiosk.base.people import Who
from kiosk.base.service import TraceKind
from kiosk.base.trace import BadRow, Player, TraceRow
from kiosk.services.tools import requests
from kiosk.services.tools.settings import Kind, Settings

_ATTENDANT: Final = "supervisor:a1"
_INSPECTED: Final = timedelta(days=365)


def _kind(item: str, settings: Settings) -> Kind | None:
    kind, _, number = item.rpartition("-")
    return settings.kind(item) or (settings.kind(kind) if number.isdecimal() and 0 < int(number) < 1000 else None)


def _known(row: TraceRow, settings: Settings) -> None:
    if _kind(row.item, settings) is None:
        raise BadRow("item: a unit or a kind of " + ", ".join(kind.id for kind in settings.kinds))
    if row.amount_fen < 0:
        raise BadRow("amount_fen: 0 or more")


def _out(row: TraceRow, player: Player) -> None:
    kind = _kind(row.item, player.settings("tools"))
    assert kind is not None  # the row was checked
    prepared = player.ask(
        requests.Prepare(
            request_id=player.new_id(),
            unit=_unit(row, player, kind),
            parts=tuple(part.id for part in kind.parts),
            who=Who("*"),
            adult=True,
            permit=True,
        ),
        _ATTENDANT,
    )
    assert isinstance(prepared, requests.Prepared)
    if prepared.consent:
        player.ask(requests.Consent(request_id=player.new_id(), loan=prepared.loan), "worker")
    player.ask(
        requests.Lend(request_id=player.new_id(), loan=prepared.loan, given_fen=row.amount_fen),
        _ATTENDANT,
    )
    _had(player)[prepared.unit] = row.who


def _had(player: Player) -> dict[str, str]:
    """The units that the trace has registered, each with who has it; empty for the shelf."""
    units: dict[str, str] = player.memory.setdefault(("tools", "units"), {})
    return units


def _unit(row: TraceRow, player: Player, kind: Kind) -> str:
    """The unit that goes out; where the trace has not had it, it is registered first."""
    units = _had(player)
    if row.item != kind.id:
        while row.item not in units:
            units[_registered(row, player, kind)] = ""
        return row.item
    shelf = (unit for unit, who in units.items() if not who and unit.rpartition("-")[0] == kind.id)
    unit = next(shelf, "") or _registered(row, player, kind)
    units.setdefault(unit, "")
    return unit


def _registered(row: TraceRow, player: Player, kind: Kind) -> str:
    until = (datetime.fromisoformat(row.at) + _INSPECTED).date().isoformat()
    made = player.ask(requests.Register(request_id=player.new_id(), of=kind.id, inspect_by=until), _ATTENDANT)
    assert isinstance(made, requests.Unit)
    return made.unit


def _back(row: TraceRow, player: Player) -> None:
    units = _had(player)
    own = (unit for unit, who in units.items() if who == row.who and unit.rpartition("-")[0] == row.item)
    unit = next(own, row.item)
    wrong = (requests.Found("", "other", row.amount_fen),) if row.amount_fen else ()
    taken = player.ask(requests.TakeBack(request_id=player.new_id(), unit=unit, wrong=wrong), _ATTENDANT)
    assert isinstance(taken, requests.TakenBack)
    units[unit] = ""
    if not taken.waits:
        return
    loan = taken.loan
    answer = requests.Answer(request_id=player.new_id(), loan=loan, agrees=True, deduct_fen=row.amount_fen)
    player.ask(answer, "worker")
    player.ask(requests.GiveBack(request_id=player.new_id(), loan=loan, proof="slip"), _ATTENDANT)
    # What came back with something wrong is mended before it is lent again.
    player.ask(requests.Move(request_id=player.new_id(), unit=unit, to="service", reason="repaired"), _ATTENDANT)


TRACES: Final = (
    TraceKind("tools", "tool_out", _known, _out),
    TraceKind("tools", "tool_back", _known, _back),
)
