"""Who may work at the counter."""

import msgspec

from kiosk.base.clock import Deadline, deadline, seconds_left
from kiosk.base.event import Happened
from kiosk.base.plain import plain
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.staff import events, requests
from kiosk.services.staff.settings import Settings


class Person(msgspec.Struct, frozen=True):
    """Somebody who works here."""

    who: str
    role: str
    shown: str
    active: bool
    tries: int
    locked: Deadline | None


class Roster(msgspec.Struct, frozen=True):
    """The person asked about, or None, and how many active supervisors there are."""

    person: Person | None
    supervisors: int
    staff: int


def add(state: Roster, request: requests.Add, scene: Scene[Settings]) -> Decision:
    """Supervisors add people; the device adds only the very first, a supervisor."""
    if state.person is not None:
        raise Refused("staff.exists", {"who": request.who})
    if not (1 <= len(request.who) <= 16 and request.who.isascii() and request.who.isalnum()):
        raise Refused("staff.bad_id", {"who": request.who[:40]})
    shown = request.shown.strip()
    if not 1 <= len(shown) <= 12 or not plain(shown):
        raise Refused("staff.bad_name", {})
    if scene.role == "device" and (state.staff or request.role != "supervisor"):
        raise Refused("staff.not_first", {})
    return Decision((Happened(events.Added(who=request.who, role=request.role, shown=shown)),))


def note_pin(state: Roster, request: requests.NotePin, scene: Scene[Settings]) -> Decision:
    """A PIN belongs to somebody who works here, who changes it alone or has a supervisor change it."""
    if state.person is None or not state.person.active:
        raise Refused("staff.unknown", {"who": request.who})
    if scene.role not in {"device", "supervisor"} and scene.by != f"{scene.role}:{request.who}":
        raise Refused("staff.not_allowed", {"role": scene.role})
    return Decision((Happened(events.PinChanged(who=request.who)),))


def retire(state: Roster, request: requests.Retire, scene: Scene[Settings]) -> Decision:
    """The last supervisor stays."""
    del scene
    if state.person is None or not state.person.active:
        raise Refused("staff.unknown", {"who": request.who})
    if state.person.role == "supervisor" and state.supervisors == 1:
        raise Refused("staff.last_supervisor", {"who": request.who})
    return Decision((Happened(events.Retired(who=request.who)),))


def sign_in(state: Roster, request: requests.SignIn, scene: Scene[Settings]) -> Decision:
    """A right PIN signs in, unless locked; a wrong one is counted, and the last one locks."""
    person = state.person
    if person is None or not person.active:
        raise Refused("staff.pin_wrong", {"left": scene.settings.tries - 1})
    if person.locked is not None and not person.locked.passed(scene.now):
        raise Refused("staff.locked_out", {"minutes": _minutes(seconds_left(person.locked, scene.now))})
    if request.pin_right:
        return Decision(
            (Happened(events.SignedIn(who=person.who)),),
            requests.SignedIn(by=f"{person.role}:{person.who}", shown=person.shown),
        )
    tries = person.tries + 1
    wrong = Happened(events.PinWrong(who=person.who, tries=tries))
    if tries < scene.settings.tries:
        raise Refused("staff.pin_wrong", {"left": scene.settings.tries - tries}, (wrong,))
    until = deadline(scene.now, scene.settings.lock_s)
    raise Refused(
        "staff.locked_out",
        {"minutes": _minutes(scene.settings.lock_s)},
        (wrong, Happened(events.LockedOut(who=person.who, until=until))),
    )


def _minutes(seconds: int) -> int:
    """Whole minutes to wait, begun ones counted."""
    return max(1, -(-seconds // 60))
