"""The beds themselves: clean linen, closed for repair, open again."""

from typing import Final

from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.beds import events, requests
from kiosk.services.beds.rules.state import BedState
from kiosk.services.beds.settings import Settings

REASONS: Final = ("broken", "wet", "other")


def change_linen(state: BedState, request: requests.ChangeLinen, scene: Scene[Settings]) -> Decision:
    """Of a bed that was slept in and is empty."""
    _known(request.bed, scene)
    if state.occupied:
        raise Refused("beds.still_in", {"bed": request.bed})
    if not state.dirty:
        raise Refused("beds.made_already", {"bed": request.bed})
    return Decision((Happened(events.LinenChanged(day=scene.now.date, bed=request.bed)),))


def close_bed(state: BedState, request: requests.CloseBed, scene: Scene[Settings]) -> Decision:
    """No more of it is sold; whoever has it booked is moved by the attendant, who sees it on the map."""
    _known(request.bed, scene)
    if request.reason not in REASONS:
        raise Refused("beds.bad_reason", {})
    if state.closed:
        raise Refused("beds.closed_already", {"bed": request.bed})
    return Decision((Happened(events.BedClosed(bed=request.bed, reason=request.reason)),))


def reopen_bed(state: BedState, request: requests.ReopenBed, scene: Scene[Settings]) -> Decision:
    """It is mended."""
    _known(request.bed, scene)
    if not state.closed:
        raise Refused("beds.not_closed", {"bed": request.bed})
    return Decision((Happened(events.BedReopened(bed=request.bed)),))


def _known(bed: int, scene: Scene[Settings]) -> None:
    if scene.settings.room_of(bed) is None:
        raise Refused("beds.no_such_bed", {})
