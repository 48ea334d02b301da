"""What points put on paper: the member's card, the slip to collect with, the label of a thing that was given."""

from kiosk.base.clock import when
from kiosk.base.event import Entry
from kiosk.base.service import Letterhead
from kiosk.base.store import Store
from kiosk.paper.elements import Feed, Pair, QrCode, Rule, Slip, Text
from kiosk.services.points import events
from kiosk.services.points.readings.load import member
from kiosk.services.points.readings.views import person_of
from kiosk.services.staff import readings as staff


def slip(store: Store, entry: Entry, head: Letterhead) -> Slip | None:
    """The paper of one event, or None."""
    match entry.fact:
        case events.CardIssued() as fact:
            return _card(store, entry, head, fact)
        case events.Redeemed() as fact:
            return _redeemed(store, entry, head, fact)
        case events.Donated() as fact:
            return _label(entry, head, fact)
        case _:
            return None


def _code(head: Letterhead) -> QrCode:
    return QrCode(head.qr, (head.code.digits, *((head.say("slip.phone", phone=head.phone),) if head.phone else ())))


def _card(store: Store, entry: Entry, head: Letterhead, fact: events.CardIssued) -> Slip:
    """会员卡: whoever shows it is the member; the QR stands large, so that it can be cut out and kept."""
    say, number = head.say, head.say("points.member", number=fact.account)
    person = person_of(store, fact.account)
    named = (Text(head.person(person).name, "center"),) if person else ()
    by = staff.shown(store, entry.by)
    phone = (Text(say("points.slip_card_phone")),) if head.qr.startswith("http") else ()  # a centre was joined
    return Slip(
        "points.card",
        number,
        (
            Text(head.station, "center"),
            Text(f"{say(f'points.card_{fact.member}')}  {number}", "center", 2),
            *named,
            Rule(),
            Text(say("points.slip_card_use")),
            *phone,
            Text(say("points.slip_card_void" if fact.replaces else "points.slip_card_lost")),
            Pair(say("slip.when", **when(entry.at)), say("slip.by", by=by) if by else ""),
            Feed(),
            _code(head),
        ),
    )


def _redeemed(store: Store, entry: Entry, head: Letterhead, fact: events.Redeemed) -> Slip:
    say, number = head.say, head.say("points.number", number=fact.number)
    unit, _, fee = next(move for move in fact.book if move[1] != "redeemed")
    account = member(store, fact.account)
    left = account.available(unit) if account else 0
    return Slip(
        "points.redeemed",
        number,
        (
            Text(head.station, "center"),
            Text(f"{fact.zh} × {fact.qty}", "center", 2),
            Pair(number, say("points.member", number=fact.account)),
            Text(say("slip.when", **when(entry.at))),
            Rule(),
            Pair(say("points.slip_fee"), say(f"points.amount_{unit}", amount=fee)),
            Pair(say("points.slip_left"), say(f"points.amount_{unit}", amount=left)),
            Text(say("points.slip_collect")),
            Feed(),
            _code(head),
            Text(say("slip.no_invoice"), "center"),
        ),
    )


def _label(entry: Entry, head: Letterhead, fact: events.Donated) -> Slip:
    """明码标分."""
    say = head.say
    return Slip(
        "points.label",
        say("points.given_number", number=fact.number),
        (
            Text(fact.name, "center", 2),
            Text(say("points.amount_points", amount=fact.score), "center", 2),
            Pair(say("points.given_number", number=fact.number), say(f"points.grade_{fact.grade}")),
            Pair(head.station, say("slip.when", **when(entry.at))),
            Feed(),
            _code(head),
        ),
    )
