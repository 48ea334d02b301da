"""Who may work at the counter."""

from typing import Final

import msgspec

from kiosk.base.clock import Deadline, Now, deadline, seconds_left
from kiosk.base.event import Happened
from kiosk.base.plain import plain
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.staff import events, requests
from kiosk.services.staff.settings import Colleague, Settings

# After a start nobody is freed before this has passed: the wall clock may have been set meanwhile.
_AFTER_START_S: Final = 300


class Person(msgspec.Struct, frozen=True):
    """Somebody who works here; `pinned` once they have a PIN."""

    who: str
    role: str
    shown: str
    active: bool
    tries: int
    locked: Deadline | None
    pinned: bool = True


class Roster(msgspec.Struct, frozen=True):
    """The person asked about, or None, and how many active supervisors there are."""

    person: Person | None
    supervisors: int
    staff: int


def add(state: Roster, request: requests.Add, scene: Scene[Settings]) -> Decision:
    """Supervisors add people; the device adds only the very first, a supervisor. The centre's list stands alone."""
    if scene.settings.people and scene.role != "device":
        raise Refused("staff.by_centre", {})
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
    """The last supervisor stays; of a list of the centre's, all do."""
    if scene.settings.people:
        raise Refused("staff.by_centre", {})
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
    if not person.pinned:
        raise Refused("staff.no_pin", {"who": person.who})
    if person.locked is not None and (left := _locked_s(person.locked, scene.now)) > 0:
        raise Refused("staff.locked_out", {"minutes": _minutes(left)})
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


def follow_list(people: tuple[Person, ...], listed: tuple[Colleague, ...]) -> tuple[Happened, ...]:
    """What makes those who work here those of a list; nothing where there is none.

    Whoever is not on it goes, but never the last supervisor who has a PIN: somebody must be able to set the others'.
    """
    known, wanted = {one.who: one for one in people}, {one.who: one for one in listed}
    happened = [
        Happened(events.Listed(who=one.who, role=one.role, shown=one.shown))
        if one.who in known
        else Happened(events.Added(who=one.who, role=one.role, shown=one.shown, listed=True))
        for one in listed
        if one.who not in known or not _as_listed(known[one.who], one)
    ]
    stays = any(known[one.who].pinned and one.role == "supervisor" for one in listed if one.who in known)
    gone = [one for one in people if listed and one.active and one.who not in wanted]
    keeps = next((one.who for one in gone if one.role == "supervisor" and one.pinned), "") if not stays else ""
    return (*happened, *(Happened(events.Retired(who=one.who)) for one in gone if one.who != keeps))


def _as_listed(person: Person, listed: Colleague) -> bool:
    return (person.active, person.role, person.shown) == (True, listed.role, listed.shown)


def _locked_s(until: Deadline, now: Now) -> int:
    """Seconds for which a name stays locked; a machine that starts with its clock set ahead frees none at once."""
    left = 0 if until.passed(now) else max(1, seconds_left(until, now))
    if until.boot == now.boot:
        return left
    return max(left, min(until.held_s, _AFTER_START_S) - now.up // 1000)


def _minutes(seconds: int) -> int:
    """Whole minutes to wait, begun ones counted."""
    return max(1, -(-seconds // 60))
