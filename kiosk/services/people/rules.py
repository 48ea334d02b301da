"""What may happen to what is known of people."""

from datetime import date, timedelta

import msgspec

from kiosk.base.event import Happened
from kiosk.base.people import NAME_LETTERS, PHONE_DIGITS, STILL_NEEDED, Remember, Who, sound_name, sound_phone
from kiosk.base.request import Decision, Refused, Scene, Seen
from kiosk.services.people import events, requests
from kiosk.services.people.settings import Settings


class Person(msgspec.Struct, frozen=True):
    """Somebody as they stand: readable where the vault still opens; needed until a day, or never."""

    person: str
    readable: bool
    needed: date | None = None


def checked(who: Who) -> None:
    """Raises Refused for what can be no name, or no phone number."""
    if not sound_name(who.name):
        raise Refused("people.bad_name", {"most": NAME_LETTERS})
    if not sound_phone(who.phone):
        raise Refused("people.bad_phone", {"least": PHONE_DIGITS[0], "most": PHONE_DIGITS[-1]})


def kept(remember: Remember, commitment: str, scene: Scene[Settings], *, before: bool) -> Happened:
    """What the record says of somebody whom the vault took; of one it had `before`, that they were corrected."""
    if before:
        return Happened(events.Corrected(person=remember.person, commitment=commitment))
    return Happened(
        events.Noted(
            person=remember.person,
            commitment=commitment,
            notice=remember.notice,
            until=_after(date.fromisoformat(scene.now.date), scene.settings),
            guardian=remember.guardian,
        )
    )


def _after(day: date, settings: Settings) -> str:
    return (day + timedelta(days=settings.keep_days)).isoformat()


def view(state: Person | None, request: requests.View, scene: Scene[Settings]) -> Decision:
    """Whoever works here may look, and is recorded."""
    del scene
    _known(state)
    return Decision((Happened(events.Viewed(person=request.person, why=request.why)),), Seen(person=request.person))


def correct(state: Person | None, request: requests.Correct, scene: Scene[Settings]) -> Decision:
    """What is wrong is put right; the record says that it was, not what it was."""
    del scene
    _known(state)
    return Decision((), remember=(Remember(request.person, request.who),))


def erase(state: Person | None, request: requests.Erase, scene: Scene[Settings]) -> Decision:
    """Everybody is erased who wishes it, once nothing of theirs is open."""
    del scene
    if _known(state).needed == STILL_NEEDED:
        raise Refused("people.still_needed", {})
    fact = events.Erased(person=request.person, why="own_wish")
    return Decision((Happened(fact),), forget=(request.person,))


def _known(state: Person | None) -> Person:
    if state is None or not state.readable:
        raise Refused("people.unknown", {})
    return state


def over(state: Person, scene: Scene[Settings]) -> Decision:
    """The time of somebody is over: erased, or kept as long after the last need as the settings say."""
    today = date.fromisoformat(scene.now.date)
    if state.needed is not None:
        last = min(state.needed, today)
        until = _after(last, scene.settings)
        if until >= scene.now.date:
            return Decision((Happened(events.Kept(person=state.person, until=until)),))
    return Decision((Happened(events.Erased(person=state.person, why="retention")),), forget=(state.person,))
