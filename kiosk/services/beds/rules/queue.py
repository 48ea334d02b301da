"""The queue for a bed (等床): today alone, where somebody waits in the hall."""

from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.beds import events, requests
from kiosk.services.beds.rules.state import SlotState, check_day, check_room, check_slot, opened
from kiosk.services.beds.settings import Settings


def join(state: SlotState, request: requests.JoinWait, scene: Scene[Settings]) -> Decision:
    """Whoever finds a room full may wait; with a bed free there is nothing to wait for."""
    room = check_room(request.room, scene)
    check_day(scene.now.date, scene)
    slot = check_slot(request.slot, state.day, scene)
    free = state.free(room, scene.now.date)
    if free:
        raise Refused("beds.beds_left", {"left": len(free)})
    first = opened(state, slot.ends, scene.settings.beds)
    joined = events.WaitJoined(day=state.day, slot=slot.starts, ends=slot.ends, room=room.id, place=state.places + 1)
    return Decision(
        (*((Happened(first),) if first else ()), Happened(joined)),
        requests.Waiting(place=joined.place, ahead=sum(one.room == room.id for one in state.queue)),
    )


def leave(state: SlotState, request: requests.LeaveWait, scene: Scene[Settings]) -> Decision:
    """Nobody must wait."""
    del scene
    place = state.place
    if place is None or place.state not in {"waiting", "offered"}:
        raise Refused("beds.no_such_place", {"place": request.place})
    left = events.WaitLeft(day=state.day, slot=state.slot, place=place.place, why="left")
    return Decision((Happened(left),))
