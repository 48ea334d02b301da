"""What the till puts on paper: refunds, 待退, vouchers, change owed, X and Z readings, cash moved, hand-over."""

from collections.abc import Sequence

from kiosk.base.clock import when
from kiosk.base.event import Entry
from kiosk.base.inspection import Section
from kiosk.base.money import capitals, yuan
from kiosk.base.service import Letterhead
from kiosk.base.store import Store
from kiosk.paper.elements import Cut, Feed, Pair, QrCode, Rule, Slip, Text
from kiosk.paper.sections import printed
from kiosk.services.staff import readings as staff
from kiosk.services.till import events, readings


def slip(store: Store, entry: Entry, head: Letterhead) -> Slip | None:
    """The paper of one event, or None."""
    match entry.fact:
        case events.Refunded() | events.OwedPaid() as fact:
            return _slip(store, entry, head, "refund", fact)
        case events.RefundOwed() | events.ChangeOwed() as fact:
            return _slip(store, entry, head, "owed", fact)
        case events.PaperIssued() as fact:
            return _paper(store, entry, head, f"paper_{fact.what}", fact.fen)
        case events.PaperPaid() | events.PaperVoided() as fact:
            kind = "paper_paid" if isinstance(fact, events.PaperPaid) else "paper_void"
            return _paper(store, entry, head, kind, fact.fen)
        case events.CashMoved() as fact:
            return _paper(store, entry, head, f"move_{fact.move}", fact.fen, head.say(f"till.reason_{fact.reason}"))
        case _:
            return _of_shift(store, entry, head)


def _of_shift(store: Store, entry: Entry, head: Letterhead) -> Slip | None:
    """The paper of a shift's events: as long as what they tell."""
    say = head.say
    match entry.fact:
        case events.XRead() as fact:
            return _sheet(store, entry, head, "x", say("till.slip_x", shift=fact.shift), fact.sections)
        case events.ShiftClosed() as fact:
            return _sheet(
                store,
                entry,
                head,
                "z",
                say("till.slip_z", shift=fact.shift),
                fact.sections,
                _closing(store, head, fact),
            )
        case events.HandedOver() as fact:
            title = say("till.slip_hand_over")
            names = (Pair(say("till.slip_giver", by=staff.shown(store, fact.giver)), "________"),)
            both = _sheet(store, entry, head, "hand_over", title, fact.sections, names, "till.slip_taker")
            return Slip(both.kind, both.number, (*both.elements, Cut(), *both.elements))
        case _:
            return None


def _closing(store: Store, head: Letterhead, fact: events.ShiftClosed) -> tuple[Rule | Text | Pair, ...]:
    """How the shift was counted, note by note, and what that came to."""
    say = head.say
    counted = (
        Pair(say("till.slip_notes", yuan=yuan(worth), number=number), "￥" + yuan(worth * number))
        for worth, number in fact.counts
        if number
    )
    return (
        Rule(),
        Text(say("till.slip_opened", by=staff.shown(store, fact.opened_by), **when(fact.opened_at))),
        Text(say("till.slip_counted_by", by=staff.shown(store, fact.counted_by))),
        *counted,
        Pair(say("till.slip_counted"), "￥" + yuan(fact.counted_fen), 2),
        Pair(say("till.z.expected"), "￥" + yuan(fact.expected_fen)),
        Pair(say("till.slip_over"), "￥" + yuan(fact.over_fen)),
        *((Text(say(f"till.over_{fact.reason}")),) if fact.reason else ()),
        *((Text(say("till.slip_pending"), "left", 2),) if fact.pending else ()),
    )


def _head(entry: Entry, head: Letterhead, title: str) -> tuple[Text, ...]:
    """Where, what and when."""
    return (
        Text(head.station, "center"),
        Text(title, "center", 2),
        Text(head.say("slip.when", **when(entry.at))),
    )


def _foot(store: Store, entry: Entry, head: Letterhead) -> tuple[Pair | Feed | QrCode | Text, ...]:
    """By whom, the code, how to reach the station."""
    say, by = head.say, staff.shown(store, entry.by)
    phone = (say("slip.phone", phone=head.phone),) if head.phone else ()
    return (
        *((Pair("", say("slip.by", by=by)),) if by else ()),
        Feed(),
        QrCode(head.qr, (head.code.digits, *phone)),
        Text(say("slip.no_invoice"), "center"),
    )


def _sheet(
    store: Store,
    entry: Entry,
    head: Letterhead,
    kind: str,
    title: str,
    sections: Sequence[Section],
    above: Sequence[Rule | Text | Pair] = (),
    signs: str = "slip.by",
) -> Slip:
    """A page of sections, to be signed."""
    say = head.say
    lines = (line for section in sections if section.figures for line in printed(section, say))
    return Slip(
        f"till.{kind}",
        title,
        (
            *_head(entry, head, title),
            *above,
            *lines,
            Rule(),
            Pair(say(signs, by=staff.shown(store, entry.by)), "________"),
            Feed(2),
            QrCode(head.qr, (head.code.digits,)),
        ),
    )


def _paper(store: Store, entry: Entry, head: Letterhead, kind: str, fen: int, about: str = "") -> Slip:
    """A paper that is worth money, or says where money went."""
    say = head.say
    title = say(f"till.slip_{kind}")
    note = about or say(f"till.slip_{kind}_note")
    return Slip(
        f"till.{kind}",
        title,
        (
            *_head(entry, head, title),
            Rule(),
            Pair(say("till.slip_amount"), "￥" + yuan(fen), 2),
            Text(say("slip.capitals", capitals=capitals(fen))),
            Text(note),
            *_foot(store, entry, head),
        ),
    )


def _slip(
    store: Store,
    entry: Entry,
    head: Letterhead,
    kind: str,
    fact: events.Refunded | events.OwedPaid | events.RefundOwed | events.ChangeOwed,
) -> Slip:
    say, fen = head.say, fact.fen
    title = say(f"till.slip_{kind}")
    sale = readings.sale(store, fact.sale)
    assert sale is not None  # the event names a sale of this journal
    what = tuple(
        Pair(
            f"{say(f'{line.service}.number', number=line.number)} "
            + say(f"{line.service}.line_{line.what}", number=line.number, qty=line.qty),
            "￥" + yuan(line.fen),
        )
        for line in readings.renumbered(sale.lines, fact.number)
    )
    return Slip(
        f"till.{kind}",
        title,
        (
            *_head(entry, head, title),
            Rule(),
            *what,
            Pair(say("till.slip_back"), "￥" + yuan(fen), 2),
            Text(say("slip.capitals", capitals=capitals(fen))),
            Text(say(f"till.slip_{kind}_note")),
            *_foot(store, entry, head),
        ),
    )
