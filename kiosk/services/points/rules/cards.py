"""Cards: a new member, another card for one."""

from kiosk.base.event import Happened
from kiosk.base.people import Remember
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.points import events, requests
from kiosk.services.points.rules.state import CardState, known
from kiosk.services.points.settings import Settings


def issue(state: CardState, request: requests.IssueCard, scene: Scene[Settings]) -> Decision:
    """A member may be nameless. A colleague has one card, so that nobody approves what they earned themselves."""
    if not scene.settings.offered:
        raise Refused("points.not_here", {})
    if not state.staff_known:
        raise Refused("points.no_such_colleague", {})
    if state.staff_has:
        raise Refused("points.colleague_has_card", {})
    person = f"p{request.request_id}" if request.who else ""
    account = state.last + 1
    card = events.CardIssued(account=account, member=request.member, staff=request.staff, person=person)
    remember = (Remember(person, request.who, guardian=request.guardian),) if request.who else ()
    return Decision((Happened(card),), requests.CardOut(account=account), remember=remember)


def replace(state: CardState, request: requests.ReplaceCard, scene: Scene[Settings]) -> Decision:
    """The account stays; what the old card opened, only the new one opens."""
    del scene
    account = known(state.account, request.account)
    card = events.CardIssued(account=account.number, member=account.member, staff=account.staff, replaces=True)
    return Decision((Happened(card),), requests.CardOut(account=account.number))
