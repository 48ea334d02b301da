"""What tools put on paper: label, number, 工具租赁单, what waits, what was deducted, repair, stock-taking."""

from collections.abc import Callable
from typing import Final

from kiosk.base.clock import when
from kiosk.base.event import Entry
from kiosk.base.money import capitals, yuan
from kiosk.base.people import GONE
from kiosk.base.service import Letterhead
from kiosk.base.store import Store
from kiosk.paper.elements import Cut, Feed, Pair, QrCode, Rule, Slip, Text
from kiosk.services.staff import readings as staff
from kiosk.services.tools import events
from kiosk.services.tools.readings.load import loan, unit
from kiosk.services.tools.readings.views import due_parts
from kiosk.services.tools.rules.state import Loan

Parts = tuple[Text | Pair | Rule | Feed | QrCode | Cut, ...]
_SIGNS: Final = "________________"


def slip(store: Store, entry: Entry, head: Letterhead) -> Slip | None:  # noqa: PLR0911 - one return an event
    """The paper of one event, or None."""
    match entry.fact:
        case events.Registered() as fact:
            return _label(head, fact)
        case events.Held() as fact:
            # Whoever stands at the counter already needs no number on paper.
            return _ticket(entry, head, fact) if entry.by == "worker" else None
        case events.Lent() | events.SlipReplaced() | events.Swapped() as fact:
            return _rental(store, entry, head, _known(store, fact.loan))
        case events.BroughtBack() as fact:
            return _waits(store, entry, head, _known(store, fact.loan))
        case events.Returned() as fact:
            return _deducted(store, entry, head, _known(store, fact.loan)) if fact.deduct_fen else None
        case events.Moved() as fact if fact.to == "repair":
            return _repair(store, entry, head, fact)
        case events.CountEnded() as fact:
            return _count(store, entry, head, fact)
        case _:
            return None


def _known(store: Store, name: str) -> Loan:
    found = loan(store, name)
    assert found is not None  # the event names a loan of this journal
    return found


def _code(head: Letterhead) -> QrCode:
    return QrCode(head.qr, (head.code.digits, *((head.say("slip.phone", phone=head.phone),) if head.phone else ())))


def _top(head: Letterhead, entry: Entry, title: str) -> Parts:
    return (
        Text(head.station, "center"),
        Text(title, "center", 2),
        Text(head.say("slip.when", **when(entry.at))),
        Rule(),
    )


def _by(store: Store, entry: Entry, say: Callable[..., str]) -> Parts:
    by = staff.shown(store, entry.by)
    return (Pair("", say("slip.by", by=by)),) if by else ()


def _foot(head: Letterhead) -> Parts:
    return (Feed(), _code(head), Text(head.say("slip.no_invoice"), "center"))


def _label(head: Letterhead, fact: events.Registered) -> Slip:
    """What is stuck on the tool: its name as large as the paper allows, its code to scan."""
    say = head.say
    inspect = (Text(say("tools.label_inspect", day=fact.inspect_by)),) if fact.inspect_by else ()
    return Slip(
        "tools.label",
        fact.unit,
        (
            Text(f"{fact.name} {say('tools.unit_number', number=fact.number)}", "center", 2),
            *inspect,
            QrCode(head.qr, (fact.unit, head.code.digits)),
            Text(head.station, "center"),
        ),
    )


def _ticket(entry: Entry, head: Letterhead, fact: events.Held) -> Slip:
    say = head.say
    number = say("tools.number", number=fact.number)
    return Slip(
        "tools.number",
        number,
        (
            *_top(head, entry, number),
            Pair(fact.name, say("tools.slip_deposit_of", yuan="￥" + yuan(fact.deposit_fen))),
            Text(say("tools.slip_to_counter", minutes=fact.until.held_s // 60)),
            Text(say("tools.slip_refunded")),
            *_foot(head),
        ),
    )


def _rental(store: Store, entry: Entry, head: Letterhead, one: Loan) -> Slip:
    """工具租赁单: the stub stays here, signed by hand; the other copy is the borrower's."""
    say = head.say
    number, fields = say("tools.number", number=one.number), _fields(store, entry, head, one)
    stub = (
        Text(head.station, "center"),
        Text(say("tools.slip_rental"), "center", 2),
        Text(say("tools.slip_stub"), "center"),
        *fields,
        Rule(),
        Text(say("tools.slip_back_by_hand", line=_SIGNS[:8])),
        Feed(),
        Text(say("tools.slip_signs", line=_SIGNS)),
        Feed(),
        Text(head.code.digits, "center"),
        Text(say("slip.no_invoice"), "center"),
    )
    client = (
        Text(head.station, "center"),
        Text(say("tools.slip_rental"), "center", 2),
        Text(say("tools.slip_client"), "center"),
        *fields,
        Text(say("tools.slip_bring")),
        *_foot(head),
    )
    return Slip("tools.rental", number, (*stub, Cut(), *client))


def _fields(store: Store, entry: Entry, head: Letterhead, one: Loan) -> Parts:
    """All that a 工具租赁单 holds."""
    say = head.say
    who = head.person(one.person) if one.person else GONE
    replaced = (Text(say("tools.slip_replaced"), "center"),) if isinstance(entry.fact, events.SlipReplaced) else ()
    phone = (Pair(say("tools.slip_phone"), who.phone),) if who.phone else ()
    receipt = (Pair(say("tools.slip_receipt"), one.receipt),) if one.receipt else ()
    parts = say("tools.and").join(part.name for part in one.parts)
    return (
        *replaced,
        Pair(say("tools.slip_number"), f"{one.day}-{one.number}"),
        Pair(say("tools.slip_name"), who.name),
        *phone,
        Pair(say("tools.slip_tool"), f"{one.name} {one.unit}"),
        Pair(say("tools.slip_lent"), say("slip.when", **when(one.lent_at))),
        Pair(say("tools.slip_due"), say("slip.when", **due_parts(one.due))),
        Text(say("tools.slip_parts", parts=parts)),
        Pair(say("tools.slip_condition"), say(f"tools.condition_{one.condition}")),
        Rule(),
        Pair(say("tools.slip_deposit"), "￥" + yuan(one.deposit_fen), 2),
        Text(say("slip.capitals", capitals=capitals(one.deposit_fen))),
        Pair(say("tools.slip_rent"), "￥" + yuan(0)),
        *receipt,
        *_by(store, entry, say),
    )


def _waits(store: Store, entry: Entry, head: Letterhead, one: Loan) -> Slip:
    """The tool is here; its money waits for an answer, or for whom it belongs to."""
    say = head.say
    title = say("tools.slip_waits")
    note = "tools.slip_waits_answer" if one.deduct_fen else "tools.slip_waits_owner"
    return Slip(
        "tools.waits",
        say("tools.number", number=one.number),
        (
            *_top(head, entry, title),
            Pair(say("tools.slip_number"), f"{one.day}-{one.number}"),
            Pair(say("tools.slip_tool"), f"{one.name} {one.unit}"),
            *_came_back(store, one, say),
            *_faults(one, say),
            Pair(say("tools.slip_deposit"), "￥" + yuan(one.deposit_fen)),
            Text(say(note)),
            *_by(store, entry, say),
            *_foot(head),
        ),
    )


def _came_back(store: Store, one: Loan, say: Callable[..., str]) -> Parts:
    """How the tool came back; nothing where it did not."""
    back = None if one.gone else unit(store, one.unit)
    return (Pair(say("tools.slip_came_back"), say(f"tools.condition_{back.condition}")),) if back else ()


def _faults(one: Loan, say: Callable[..., str]) -> Parts:
    return tuple(
        Pair(say(f"tools.fault_{fault.what}", part=fault.name), "￥" + yuan(fault.fen)) for fault in one.faults
    )


def _deducted(store: Store, entry: Entry, head: Letterhead, one: Loan) -> Slip:
    """What was agreed to be deducted; the money that goes back has the till's own slip."""
    say, back = head.say, one.deposit_fen - one.deduct_fen
    who = head.person(one.person) if one.person else GONE
    return Slip(
        "tools.deducted",
        say("tools.number", number=one.number),
        (
            *_top(head, entry, say("tools.slip_deducted")),
            Pair(say("tools.slip_number"), f"{one.day}-{one.number}"),
            Pair(say("tools.slip_name"), who.name),
            Pair(say("tools.slip_tool"), f"{one.name} {one.unit}"),
            *_came_back(store, one, say),
            *_faults(one, say),
            Rule(),
            Pair(say("tools.slip_deposit"), "￥" + yuan(one.deposit_fen)),
            Pair(say("tools.slip_deduction"), "￥" + yuan(one.deduct_fen), 2),
            Text(say("slip.capitals", capitals=capitals(one.deduct_fen))),
            Pair(say("tools.slip_back"), "￥" + yuan(back)),
            Text(say("tools.slip_agreed")),
            *_by(store, entry, say),
            *_foot(head),
        ),
    )


def _repair(store: Store, entry: Entry, head: Letterhead, fact: events.Moved) -> Slip:
    """维修单: goes with the tool."""
    say, one = head.say, unit(store, fact.unit)
    assert one is not None  # the event names a unit of this journal
    return Slip(
        "tools.repair",
        fact.unit,
        (
            *_top(head, entry, say("tools.slip_repair")),
            Pair(one.name, one.unit),
            Pair(say("tools.slip_reason"), say(f"tools.reason_{fact.reason}")),
            Text(say("tools.slip_mended", line=_SIGNS)),
            *_by(store, entry, say),
            Feed(),
            _code(head),
        ),
    )


def _count(store: Store, entry: Entry, head: Letterhead, fact: events.CountEnded) -> Slip:
    """盘点差异单."""
    say = head.say

    def named(title: str, units: tuple[str, ...]) -> Parts:
        found = [unit(store, name) for name in units]
        return (Text(title), *(Text(f"  {one.name} {one.unit}") for one in found if one is not None)) if units else ()

    return Slip(
        "tools.count",
        say("tools.slip_count"),
        (
            *_top(head, entry, say("tools.slip_count")),
            Pair(say("tools.slip_expected"), str(fact.expected)),
            Pair(say("tools.slip_seen"), str(fact.seen)),
            *named(say("tools.slip_lacking", count=len(fact.lacking)), fact.lacking),
            *named(say("tools.slip_extra", count=len(fact.extra)), fact.extra),
            *((Text(say("tools.slip_ties")),) if not fact.lacking and not fact.extra else ()),
            *_by(store, entry, say),
            Text(say("tools.slip_signs", line=_SIGNS)),
            Feed(),
            _code(head),
        ),
    )
