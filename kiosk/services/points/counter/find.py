"""What points tell the counter's search: a member by card or number, a redemption by slip or number."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import msgspec

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.base.words import Lang
from kiosk.services.points import requests
from kiosk.services.points.authority import Holding
from kiosk.services.points.readings.load import card
from kiosk.services.points.readings.views import (
    EarnedRow,
    Passbook,
    RedemptionRow,
    Shelf,
    by_slip,
    earned_today,
    passbook,
    redeemed,
)
from kiosk.services.points.rules.state import Account, Offer
from kiosk.services.points.screens.names import gives, hours, named
from kiosk.services.slips.requests import Reprint
from kiosk.widgets.item import Act, Item
from kiosk.widgets.service import ItemExample, Say
from kiosk.widgets.shell import Shell

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,6}")
REVERSED: Final = ("changed_mind", "faulty", "mistake", "other")
EARNED: Final = ("mistake", "untrue", "other")


class Found(msgspec.Struct, frozen=True):
    """What a text means: a member (`void` where by an old card), what they were given today, a redemption."""

    book: Passbook | None = None
    void: bool = False
    earned: tuple[EarnedRow, ...] = ()
    redemption: RedemptionRow | None = None


def find(shell: Shell, text: str) -> tuple[Item, ...]:
    """The member and the redemption that a text means."""
    found = shell.desk.read("points", partial(_found, text=text))
    say, lang = shell.say, shell.lang
    items = []
    if found.redemption is not None:
        items.append(redemption_item(say, lang, found.redemption))
    if found.book is not None:
        items.append(member_item(say, lang, found))
    return tuple(items)


def _found(store: Store, scene: Scene[Any], text: str) -> Found:
    if _NUMBER.fullmatch(text):
        number = int(text)
        book = passbook(store, scene, number)
        earned = earned_today(store, scene, number) if book else ()
        return Found(book, earned=earned, redemption=redeemed(store, scene, number))
    state, number = card(store, text)
    if state == "unknown":
        return Found(redemption=by_slip(store, scene, text))
    return Found(passbook(store, scene, number), state == "void", earned_today(store, scene, number))


def member_item(say: Say, lang: Lang, found: Found) -> Item:
    """A member: what they have, and what can be done about it."""
    book = found.book
    assert book is not None  # asked only where there is one
    account = book.account
    if account.member == "merchant":
        has = say(
            "points.find.balance_merchant",
            minutes=account.available("minutes"),
            times=account.available("times"),
        )
    else:
        minutes = hours(say, account.available("minutes"))
        has = say("points.find.balance", points=account.available("points"), hours=minutes)
    return Item(
        key=f"points/{account.number}",
        icon="id-badge-2",
        title=say("points.member", number=account.number),
        lines=(has, *((say("points.find.void"),) if found.void else ())),
        acts=tuple(_member_acts(say, lang, found, account)),
        accent="stop" if found.void else "points",
    )


def _member_acts(say: Say, lang: Lang, found: Found, account: Account) -> Iterator[Act]:
    book = found.book
    affordable = [one for one in (book.shelf if book else ()) if not one.lacks and one.offer.stock]
    if affordable and not found.void:
        yield Act(
            "gift",
            say("points.find.redeem"),
            asks=say("points.find.redeem_asks"),
            then=tuple(_redeem(say, lang, account, one) for one in affordable),
            accent="points",
        )
    yield Act(
        "refresh",
        say("points.find.replace"),
        asks=say("points.find.replace_asks"),
        then=(
            Act(
                "check",
                say("points.find.replace_yes"),
                lambda request_id: requests.ReplaceCard(request_id=request_id, account=account.number),
                lambda out: say("points.counter.has_card", number=out.account),
                "stop",
            ),
        ),
    )
    if found.earned:
        yield Act(
            "arrow-back-up",
            say("points.find.take_back"),
            asks=say("points.find.take_back_asks"),
            then=tuple(_take_back(say, lang, row) for row in found.earned),
            accent="stop",
        )


def _redeem(say: Say, lang: Lang, account: Account, one: Shelf) -> Act:
    offer, what = one.offer, named(lang, one.offer.zh, one.offer.en)
    price = say(f"points.screen.price_{offer.unit}", price=offer.price)

    def said(done: requests.Redeemed) -> str:
        left = say(f"points.amount_{offer.unit}", amount=done.left)
        return say("points.counter.has_redeemed", number=done.number, what=what, left=left)

    return Act(
        one.icon,
        f"{what} {price}",
        lambda request_id: requests.Redeem(request_id=request_id, goods=offer.goods, account=account.number),
        said,
    )


def _take_back(say: Say, lang: Lang, row: EarnedRow) -> Act:
    what = named(lang, row.zh, row.en)
    return Act(
        "",
        say("points.find.earned", what=what, gives=gives(say, row.points, row.minutes, row.times)),
        asks=say("points.find.why"),
        then=tuple(
            Act(
                "",
                say(f"points.counter.reason_{reason}"),
                partial(_reversal, row.earning, reason),
                lambda _: say("points.counter.has_taken_back"),
                "stop",
            )
            for reason in EARNED
        ),
    )


def _reversal(earning: str, reason: str, request_id: str) -> requests.ReverseEarning:
    return requests.ReverseEarning(request_id=request_id, earning=earning, reason=reason)


def redemption_item(say: Say, lang: Lang, row: RedemptionRow) -> Item:
    """A redemption: handed out, taken back, printed again."""
    state = say(f"points.state_{row.state}")
    what = f"{named(lang, row.zh, row.en)} × {row.qty}"
    return Item(
        key=f"points/redeemed/{row.number}",
        icon=row.icon,
        title=say("points.number", number=row.number),
        lines=(
            what,
            say("points.find.state", state=state, member=say("points.member", number=row.account)),
            say(f"points.amount_{row.unit}", amount=row.fee),
        ),
        acts=tuple(_redemption_acts(say, row)),
        accent="points" if row.state == "held" else "",
    )


def _redemption_acts(say: Say, row: RedemptionRow) -> Iterator[Act]:
    number = row.number

    def said(key: str) -> Callable[[Any], str]:
        return lambda _: say(key, number=number)

    if row.state == "held":
        yield Act(
            "check",
            say("points.counter.hand_out"),
            lambda request_id: requests.HandOut(request_id=request_id, number=number),
            said("points.counter.has_handed"),
            "done",
        )
    if row.state == "handed" and row.today:
        yield Act(
            "arrow-back-up",
            say("points.find.undo"),
            lambda request_id: requests.UndoHandOut(request_id=request_id, number=number),
            said("points.counter.has_undone"),
        )
    if row.slip:
        yield Act(
            "printer",
            say("points.find.reprint"),
            lambda request_id: Reprint(request_id=request_id, slip=row.slip),
            said("points.find.has_reprinted"),
        )
    if row.state != "reversed" and row.today:
        yield Act(
            "receipt-refund",
            say("points.find.reverse"),
            asks=say("points.find.why"),
            then=tuple(
                Act(
                    "",
                    say(f"points.counter.reason_{reason}"),
                    partial(_return, number, reason),
                    said("points.counter.has_reversed"),
                    "stop",
                )
                for reason in REVERSED
            ),
            accent="stop",
        )


def _return(number: int, reason: str, request_id: str) -> requests.Reverse:
    return requests.Reverse(request_id=request_id, number=number, reason=reason)


def _row(state: str) -> RedemptionRow:
    at = "2024-03-01T11:12:03.118+08:00"
    return RedemptionRow(
        3, 12, "tissues", "纸巾", "Tissues", "points", 30, 1, state, at, "1-44-0", today=True, icon="toilet-paper"
    )


_SHELF: Final = (
    Shelf(Offer("tissues", "纸巾", "Tissues", "points", 30, 18), "toilet-paper"),
    Shelf(Offer("masks", "口罩", "Face masks", "points", 20, 40), "mood-smile"),
)
_BOOK: Final = Passbook(
    Account(12, "member", "", {"points": Holding(45, 0, 30), "minutes": Holding(270, 0, 0)}), _SHELF
)
_MANY: Final = Found(Passbook(_BOOK.account, _SHELF * 10))
_MERCHANT: Final = Passbook(Account(7, "merchant", "", {"minutes": Holding(90), "times": Holding(14)}))
_FOUND: Final = Found(_BOOK, earned=(EarnedRow("e1", "清理楼道", "Stairway cleaned", 10, 0, 0),))
ITEM_EXAMPLES: Final = (
    ItemExample("member", lambda say: (member_item(say, "zh", _FOUND),)),
    ItemExample("member-redeem", lambda say: (member_item(say, "zh", _FOUND),), asks=0),
    ItemExample("member-redeem-many", lambda say: (member_item(say, "zh", _MANY),), asks=0),
    ItemExample("member-replace", lambda say: (member_item(say, "zh", _FOUND),), asks=1),
    ItemExample("member-void", lambda say: (member_item(say, "zh", Found(_BOOK, void=True)),)),
    ItemExample("merchant", lambda say: (member_item(say, "zh", Found(_MERCHANT)),)),
    *(
        ItemExample(f"redeemed-{state}", lambda say, state=state: (redemption_item(say, "zh", _row(state)),))  # type: ignore[misc] # mypy cannot infer a lambda's default
        for state in ("held", "handed", "reversed")
    ),
    ItemExample("redeemed-return", lambda say: (redemption_item(say, "zh", _row("held")),), asks=2),
)
