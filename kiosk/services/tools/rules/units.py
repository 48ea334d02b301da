"""The units (单件): registered with a label, inspected, repaired, missing, retired; counted (盘点)."""

from typing import Final

from kiosk.base.days import is_date
from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.tools import events, requests
from kiosk.services.tools.rules.state import CountNow, UnitNow, kind_of
from kiosk.services.tools.settings import Settings

_MOST_VALUE_FEN: Final = 100_000_000
# Where a unit may go from a state. What is retired stays retired: a mistake is undone by hand, as a find.
_WAYS: Final = {
    "service": {"repair", "missing", "retired"},
    "repair": {"service", "missing", "retired"},
    "missing": {"service", "retired"},
    "retired": {"service"},
}


def register(state: UnitNow, request: requests.Register, scene: Scene[Settings]) -> Decision:
    """The next unit of its kind; a powered one with its inspection date."""
    kind = kind_of(request.of, scene)
    if not 0 <= request.value_fen <= _MOST_VALUE_FEN:
        raise Refused("tools.bad_value", {})
    if request.inspect_by and not is_date(request.inspect_by):
        raise Refused("tools.bad_date", {})
    if kind.powered and request.inspect_by < scene.now.date:
        raise Refused("tools.inspection_needed", {})
    number = state.registered + 1
    registered = events.Registered(
        unit=f"{kind.id}-{number}",
        of=kind.id,
        number=number,
        name=kind.name,
        condition=request.condition,
        value_fen=request.value_fen,
        inspect_by=request.inspect_by,
    )
    return Decision((Happened(registered),), requests.Unit(unit=registered.unit))


def inspect(state: UnitNow, request: requests.Inspect, scene: Scene[Settings]) -> Decision:
    """A date that is still to come."""
    if state.unit is None:
        raise Refused("tools.no_such_unit", {})
    if not is_date(request.inspect_by) or request.inspect_by < scene.now.date:
        raise Refused("tools.bad_date", {})
    inspected = events.Inspected(unit=state.unit.unit, inspect_by=request.inspect_by)
    return Decision((Happened(inspected),), requests.Unit(unit=state.unit.unit))


def move(state: UnitNow, request: requests.Move, scene: Scene[Settings]) -> Decision:
    """What somebody has cannot go to repair; that it is missing, or scrap, a supervisor says."""
    unit = state.unit
    if unit is None:
        raise Refused("tools.no_such_unit", {})
    if request.to not in _WAYS[unit.state]:
        raise Refused("tools.unit_is", {"unit": unit.unit, "state": unit.state})
    if unit.loan and (request.to != "missing" or state.loan is None or state.loan.state != "out"):
        raise Refused("tools.unit_taken", {"unit": unit.unit})
    if (request.to in {"missing", "retired"} or unit.state == "retired") and scene.role != "supervisor":
        raise Refused("tools.supervisor_moves", {})
    moved = events.Moved(unit=unit.unit, was=unit.state, to=request.to, reason=request.reason)
    return Decision((Happened(moved),), requests.Unit(unit=unit.unit))


def begin_count(state: CountNow, request: requests.BeginCount, scene: Scene[Settings]) -> Decision:
    """One at a time."""
    del scene
    if state.count:
        raise Refused("tools.counting_already", {})
    count = "c" + request.request_id
    return Decision((Happened(events.CountBegun(count=count)),), requests.Counting(count=count))


def count(state: CountNow, request: requests.Count, scene: Scene[Settings]) -> Decision:
    """Seen is seen, also where it should not be here; twice is once."""
    del scene
    if not state.count:
        raise Refused("tools.not_counting", {})
    if not any(unit.unit == request.unit for unit in state.units):
        raise Refused("tools.no_such_unit", {})
    seen = () if request.unit in state.seen else (Happened(events.Counted(count=state.count, unit=request.unit)),)
    return Decision(seen, requests.Counting(count=state.count))


def end_count(state: CountNow, request: requests.EndCount, scene: Scene[Settings]) -> Decision:
    """What should be here (on the shelf, kept, in repair) against what was seen."""
    del request, scene
    if not state.count:
        raise Refused("tools.not_counting", {})
    expected = {unit.unit for unit in state.units if unit.state in {"service", "repair"}} - state.out
    lacking, extra = sorted(expected - state.seen), sorted(state.seen - expected)
    ended = events.CountEnded(
        count=state.count, expected=len(expected), seen=len(state.seen), lacking=tuple(lacking), extra=tuple(extra)
    )
    outcome = requests.CountDone(
        count=state.count, expected=ended.expected, seen=ended.seen, lacking=ended.lacking, extra=ended.extra
    )
    return Decision((Happened(ended),), outcome)
