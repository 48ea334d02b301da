"""What tools tell the counter: loans and units, each with what can be done about it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, get_args

import msgspec

from kiosk.base.people import Who
from kiosk.base.request import Request
from kiosk.base.words import Lang
from kiosk.services.slips.requests import Reprint
from kiosk.services.tools import requests
from kiosk.services.tools.counter.approve import Approving
from kiosk.services.tools.counter.calling import Calling, calling
from kiosk.services.tools.counter.deciding import Deciding
from kiosk.services.tools.counter.hand_out import HandOut, Paying
from kiosk.services.tools.counter.knows import Knowing
from kiosk.services.tools.counter.look_over import LookOver
from kiosk.services.tools.readings.found import Results, found
from kiosk.services.tools.readings.views import LoanView, UnitView
from kiosk.services.tools.rules.state import LoanState
from kiosk.services.tools.screens.names import at, due, faults, icon
from kiosk.services.tools.screens.samples import FAULT, loan, seen, unit
from kiosk.widgets.amounts import short
from kiosk.widgets.item import Act, Item
from kiosk.widgets.service import ItemExample, Say
from kiosk.widgets.shell import Shell

# The counter names tools as the station does.
STATION: Final[Lang] = "zh"
_MOST: Final = 3
CALLS: Final = "phone-call"
_WAITS: Final = ("back", "asked", "refused", "agreed")


def find(shell: Shell, text: str) -> tuple[Item, ...]:
    """What a text means here."""
    return items(shell.say, shell.desk.read("tools", partial(found, text=text)))


def items(say: Say, seen_: Results) -> tuple[Item, ...]:
    """A unit, loans, a slip that is void."""
    made = [loan_item(say, view) for view in seen_.loans]
    if seen_.unit is not None:
        made.insert(0, unit_item(say, seen_.unit))
    if seen_.void is not None:
        made.insert(0, loan_item(say, seen_.void.view, void=True))
    return tuple(made)


def loan_item(say: Say, view: LoanView, *, void: bool = False) -> Item:
    """A loan: who, which tool, until when; what to do next comes first. About a void slip nothing is done."""
    one = view.loan
    state = say("tools.find.late") if view.overdue else say(f"tools.state_{one.state}")
    lines = [say("tools.find.state", state=state, time=at(say, one.changed_at))]
    if one.person:
        lines.append(say("tools.find.who", name=view.who.name, phone=view.who.phone))
    if one.due:
        lines.append(say("tools.find.due", due=due(say, view), yuan=short(one.deposit_fen)))
    if one.faults:
        fen = short(one.deduct_fen)
        lines.append(say("tools.find.faults", faults=faults(say, STATION, view), yuan=fen))
    if one.called_at:
        lines.append(called(say, view))
    if one.got == "no":
        lines.append(say("tools.find.not_got"))
    if void:
        lines = [say("tools.find.void")]
    return Item(
        key=one.loan,
        icon=icon(view),
        title=f"{say('tools.number', number=one.number)} · {view.loan.name}",
        lines=tuple(lines),
        acts=() if void else _few(say, tuple(_loan_acts(say, view))),
        accent="stop" if view.overdue or one.got == "no" else "tools",
    )


def called(say: Say, view: LoanView) -> str:
    """When its borrower was last called, and whether that was of use."""
    one = view.loan
    key = {"yes": "reached", "no": "not_reached"}.get(one.reached, "never_called")
    return say(f"tools.find.{key}", time=at(say, one.called_at) if one.called_at else "")


def _few(say: Say, acts: tuple[Act, ...]) -> tuple[Act, ...]:
    """What is done most; the rest behind one more touch, where there is more than finds room beside the queues."""
    if len(acts) <= _MOST:
        return acts
    more = Act("dots", say("tools.find.more"), asks=say("tools.find.more_asks"), then=acts[_MOST - 1 :])
    return (*acts[: _MOST - 1], more)


def _loan_acts(say: Say, view: LoanView) -> Iterator[Act]:
    state = view.loan.state
    if state in {"held", "prepared"}:
        yield from _kept_acts(say, view)
    elif state == "out":
        yield from _out_acts(say, view)
    elif state in _WAITS:
        yield from _waits_acts(say, view)
    elif state == "returned" and view.fresh and not view.loan.was_lost:
        key = "undo_owed" if view.loan.paid_back == "owed" else "undo_return"
        yield _ask(say, view, "arrow-back-up", key, requests.UndoReturn)
    if view.slip and state in {"held", "out", *_WAITS}:
        slip = view.slip
        yield Act(
            "printer",
            say("tools.find.reprint"),
            lambda request_id: Reprint(request_id=request_id, slip=slip),
            _said(say, "reprint", view),
        )


def _said(say: Say, key: str, view: LoanView) -> Callable[[Any], str]:
    return lambda _: say(f"tools.find.has_{key}", number=view.loan.number)


def _ask(
    say: Say, view: LoanView, picture: str, key: str, kind: Callable[..., Request], accent: str = "", **fields: object
) -> Act:
    """One request about a loan: `find.KEY` is its word, `find.has_KEY` what is said of it."""
    name = view.loan.loan
    return Act(
        picture,
        say(f"tools.find.{key}"),
        lambda request_id: kind(request_id=request_id, loan=name, **fields),
        _said(say, key, view),
        accent,
    )


def _kept_acts(say: Say, view: LoanView) -> Iterator[Act]:
    one = view.loan
    if one.state == "held" and view.kind:
        yield Act("tools", say("tools.find.hand_out"), accent="done", opens=partial(HandOut, unit=one.unit, view=view))
    elif one.consent == "needed":
        yield _ask(say, view, "checks", "consent", requests.Consent)
    elif view.kind:
        yuan = short(one.deposit_fen)
        yield Act("cash-banknote", say("tools.find.take", yuan=yuan), accent="done", opens=partial(Paying, view=view))
    if one.state == "prepared" and view.kind:
        yield Act("tools", say("tools.find.again"), opens=partial(HandOut, unit=one.unit, view=view))
    yield _ask(say, view, "x", "let_go", requests.LetGo, "stop")


def _out_acts(say: Say, view: LoanView) -> Iterator[Act]:
    one = view.loan
    yield Act("receipt-refund", say("tools.find.take_back"), accent="done", opens=partial(LookOver, view=view))
    if view.overdue:
        yield Act(CALLS, say("tools.find.call"), opens=partial(calling, view=view))
    yield _ask(say, view, "calendar-due", "extend", requests.Extend)
    yield Act("ticket-off", say("tools.find.slip_lost"), opens=partial(Knowing, view=view))
    if view.spare and view.kind:
        parts = tuple(part.id for part in view.kind.parts)
        swaps = tuple(_swap(say, view, unit, parts) for unit in view.spare[:4])
        yield Act("refresh", say("tools.find.swap"), asks=say("tools.find.swap_asks"), then=swaps)
    if view.fresh:
        yield _ask(say, view, "arrow-back-up", "undo_lend", requests.UndoLend)
    sure = _ask(say, view, "zoom-question", "lost", requests.Lost, "stop")
    asks = say("tools.find.lost_asks", yuan=short(one.deposit_fen))
    yield Act("zoom-question", say("tools.find.lost"), accent="stop", asks=asks, then=(sure,))


def _swap(say: Say, view: LoanView, unit: str, parts: tuple[str, ...]) -> Act:
    name = view.loan.loan

    def request(request_id: str) -> Request:
        return requests.Swap(request_id=request_id, loan=name, unit=unit, parts=parts, reason="broken")

    return Act("", unit, request, _said(say, "swap", view), "tools")


def _waits_acts(say: Say, view: LoanView) -> Iterator[Act]:
    one = view.loan
    if one.state in {"back", "agreed"}:
        if view.unapproved:
            yield _approve(say, view)
        yield _give_back(say, view)
    else:
        fen: dict[str, Any] = {"deduct_fen": one.deduct_fen}
        yield _ask(say, view, "check", "agrees", requests.Answer, agrees=True, **fen)
        if one.state == "asked":
            yield _ask(say, view, "x", "disagrees", requests.Answer, agrees=False, **fen)
        if view.unapproved:
            yield _approve(say, view)
    if one.state != "back":
        yield _decide(say, view)


def _approve(say: Say, view: LoanView) -> Act:
    name, fen = view.loan.loan, view.loan.deduct_fen
    return Act(
        "user-check",
        say("tools.find.approve"),
        opens=partial(
            Approving,
            words=say("tools.find.approve_asks", yuan=short(fen)),
            request=lambda request_id: requests.Approve(request_id=request_id, loan=name, deduct_fen=fen),
            said=say("tools.find.has_approve", number=view.loan.number),
        ),
    )


def _decide(say: Say, view: LoanView) -> Act:
    """A supervisor deducts less, nothing, or another amount."""
    return Act("coins", say("tools.find.decide"), opens=partial(Deciding, view=view))


def _give_back(say: Say, view: LoanView) -> Act:
    """How its owner is known; and whether the drawer has it."""
    one = view.loan
    yuan = short(one.deposit_fen - one.deduct_fen)

    def way(proof: requests.Proof, *, short_of: bool) -> Act:
        def request(request_id: str) -> Request:
            return requests.GiveBack(request_id=request_id, loan=one.loan, proof=proof, drawer_short=short_of)

        word = say("tools.find.owe" if short_of else f"tools.find.proof_{proof}")
        return Act("", word, request, _said(say, "owed" if short_of else "give_back", view), "done")

    ways = (way("slip", short_of=False), way("known", short_of=False), way("slip", short_of=True))
    return Act(
        "receipt-refund",
        say("tools.find.give_back", yuan=yuan),
        accent="done",
        asks=say("tools.find.give_back_asks", yuan=yuan),
        then=ways,
    )


def unit_item(say: Say, view: UnitView) -> Item:
    """A unit: where it is, how it is, until when it is inspected."""
    one = view.unit
    stands, condition = say(f"tools.stands_{view.stands}"), say(f"tools.condition_{one.condition}")
    lines = [say("tools.find.stands", stands=stands, condition=condition)]
    if one.inspect_by:
        lines.append(say("tools.find.uninspected" if view.uninspected else "tools.find.inspect_by", day=one.inspect_by))
    if view.loan is not None and view.loan.loan.person:
        lines.append(say("tools.find.who", name=view.loan.who.name, phone=view.loan.who.phone))
    return Item(
        key=one.unit,
        icon=icon(view),
        title=f"{one.name} · {one.unit}",
        lines=tuple(lines),
        acts=_few(say, tuple(_unit_acts(say, view))),
        accent="stop" if view.uninspected or view.stands == "overdue" else "tools",
    )


def _unit_acts(say: Say, view: UnitView) -> Iterator[Act]:
    unit, state = view.unit.unit, view.unit.state
    if view.counted == "no":
        yield Act(
            "clipboard-check",
            say("tools.find.count"),
            lambda request_id: requests.Count(request_id=request_id, unit=unit),
            lambda _: say("tools.find.has_count", unit=unit),
            "done",
        )
    if view.loan is not None:
        yield from _loan_acts(say, view.loan)
    elif state == "service" and view.kind is not None and not view.uninspected:
        for kept in view.kept:
            word = say("tools.find.for_number", number=kept.loan.number)
            yield Act("tools", word, accent="done", opens=partial(HandOut, unit=unit, view=kept))
        yield Act("tools", say("tools.find.lend"), accent="done", opens=partial(HandOut, unit=unit, kind=view.kind))
    if view.paid_for:
        yield _move(say, view, "made_good", "", "circle-check")
    if view.loan is None:
        yield from _moves(say, view)
        day = view.next_year
        yield Act(
            "shield-check",
            say("tools.find.inspect"),
            lambda request_id: requests.Inspect(request_id=request_id, unit=unit, inspect_by=day),
            lambda _: say("tools.find.has_inspect", unit=unit, day=day),
        )
    if view.label:
        yield Act(
            "qrcode",
            say("tools.find.label"),
            lambda request_id: Reprint(request_id=request_id, slip=view.label),
            lambda _: say("tools.find.has_label", unit=unit),
        )


_MOVES: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    # from: where to, why, picture
    "service": (
        ("repair", "broken", "tool"),
        ("missing", "not_found", "zoom-question"),
        ("retired", "worn_out", "trash"),
    ),
    "repair": (("service", "repaired", "check"), ("retired", "worn_out", "trash")),
    "missing": (("service", "found", "check"),),
    "retired": (("service", "mistake", "arrow-back-up"),),
}


def _moves(say: Say, view: UnitView) -> Iterator[Act]:
    for to, why, picture in _MOVES[view.unit.state]:
        if not (view.paid_for and to == "service"):
            yield _move(say, view, to, why, picture)


def _move(say: Say, view: UnitView, to: str, why: str, picture: str) -> Act:
    """Somewhere else: at once, or with a supervisor's PIN."""
    unit = view.unit.unit

    def request(request_id: str) -> Request:
        if to == "made_good":
            return requests.MakeGood(request_id=request_id, unit=unit)
        moved = {place: place for place in get_args(requests.State)}
        reasons = {reason: reason for reason in get_args(requests.MoveReason)}
        return requests.Move(request_id=request_id, unit=unit, to=moved[to], reason=reasons[why])

    word = say(f"tools.find.to_{to}" if to != "service" else f"tools.find.is_{why}")
    said = say("tools.find.has_moved", unit=unit, what=word)
    asks = say("tools.find.move_asks", unit=unit, what=word)
    opens = partial(Approving, words=asks, request=request, said=said)
    return Act(picture, word, accent="" if to in {"service", "repair"} else "stop", opens=opens)


def _loan(state: LoanState, **more: Any) -> Callable[[Say], tuple[Item, ...]]:
    """An example of a loan; what ends in `_` is about how it is seen."""
    about = {name.removesuffix("_"): value for name, value in more.items() if name.endswith("_")}
    own = {name: value for name, value in more.items() if not name.endswith("_")}
    view = msgspec.structs.replace(seen(loan(state, person="p1", **own)), **about)
    return lambda say: (loan_item(say, view),)


def _unit(**more: Any) -> Callable[[Say], tuple[Item, ...]]:
    view = unit(next_year="2025-03-01", **more)
    return lambda say: (unit_item(say, view),)


def _calling(say: Say) -> Item:
    def opens(shell: Shell, close: Callable[[str], None]) -> Calling:
        made = Calling(shell, close, seen(loan("out", person="p1"), overdue=True))
        made.show(Who("欧阳建国", "13835901234"))
        return made

    item = loan_item(say, seen(loan("out", person="p1"), overdue=True))
    return msgspec.structs.replace(item, acts=(Act(CALLS, "", opens=opens),))


_ASKED: Final[dict[str, Any]] = {"faults": (FAULT,), "deduct_fen": 1500}
_MUCH: Final[dict[str, Any]] = {"faults": (FAULT,), "deduct_fen": 6000, "unapproved_": True}
_NUMBER: Final = seen(loan("held"))
ITEM_EXAMPLES: Final = (
    ItemExample("held", _loan("held")),
    ItemExample("hand-out", _loan("held"), asks=0),
    ItemExample("prepared", _loan("prepared")),
    ItemExample("paying", _loan("prepared"), asks=0),
    ItemExample("consent", _loan("prepared", consent="needed")),
    ItemExample("out", _loan("out", spare_=("drill-2", "drill-3"))),
    ItemExample("look-over", _loan("out"), asks=0),
    ItemExample("more", _loan("out", spare_=("drill-2",)), asks=2),
    ItemExample("late", _loan("out", overdue_=True, called_at="2024-03-02T09:12:00.000+08:00", reached="no")),
    ItemExample("calling", lambda say: (_calling(say),), asks=0),
    ItemExample("asked", _loan("asked", **_ASKED)),
    ItemExample("approve", _loan("asked", **_MUCH), asks=2),
    ItemExample("decide", _loan("refused", **_ASKED), asks=1),
    ItemExample("agreed", _loan("agreed", **_ASKED)),
    ItemExample("give-back", _loan("back"), asks=0),
    ItemExample("returned", _loan("returned", fresh_=True)),
    ItemExample("returned-owed", _loan("returned", fresh_=True, paid_back="owed")),
    ItemExample("not-got", _loan("returned", got="no")),
    ItemExample("void", lambda say: (loan_item(say, _NUMBER, void=True),)),
    ItemExample("unit", _unit(kept=(_NUMBER,), counted="no")),
    ItemExample("unit-out", _unit(stands="out", has=seen(loan("out")))),
    ItemExample("unit-repair", _unit(stands="repair")),
    ItemExample("unit-found", _unit(stands="missing", paid_for=True)),
    ItemExample("unit-uninspected", _unit(uninspected=True)),
)
