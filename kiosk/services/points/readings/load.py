"""What each rule is given."""

from typing import Any, Final

import msgspec

from kiosk.base.clock import Deadline
from kiosk.base.event import parse_code
from kiosk.base.request import Decision, Scene
from kiosk.base.store import Store
from kiosk.services.house.readings import carried, clock_jumped
from kiosk.services.points import requests
from kiosk.services.points.authority import authority, centre_keeps
from kiosk.services.points.readings import leases
from kiosk.services.points.rules import expiry
from kiosk.services.points.rules.state import (
    Account,
    ApproveState,
    CardState,
    Correction,
    CorrectionState,
    Earning,
    EarnState,
    GoodsState,
    Offer,
    PhoneState,
    RedeemState,
    Redemption,
    RedemptionState,
)
from kiosk.services.points.settings import UNITS, Settings
from kiosk.services.slips.readings import code_here
from kiosk.services.staff.readings import person

_UNTIL: Final = msgspec.json.Decoder(Deadline)
_COUNTS: Final = "('waiting', 'approved')"
# What a phone's code has before it (kiosk.record.token).
PHONE: Final = "/m/"
_MOST: Final = 2**31  # numbers beyond are nobody's, whatever is typed


def member(store: Store, number: int) -> Account | None:
    """A member by number, with what may be spent."""
    if not 0 < number < _MOST:
        return None
    row = store.execute("SELECT member, staff FROM points_accounts WHERE account = ?", (number,)).fetchone()
    if row is None:
        return None
    kind, staff = row
    says = authority(store)
    holdings = {unit: says.holding(store, number, unit) for unit in UNITS}
    return Account(number, kind, staff, holdings, "centre" if centre_keeps(store) else "members")


def card(store: Store, text: str) -> tuple[str, int]:
    """How a card stands by its code (live, void, unknown, elsewhere), and whose it is.

    The code's hash is compared with that of the card that went out: nobody makes one up. What another station gave
    out, and a phone's code, open what the centre lent for them.
    """
    code = code_here(store, text)
    if code is None:
        believed = leases.phone(store, text)
        lent = leases.lent_to(store, text) or (believed[0] if believed else 0)
        return ("live", lent) if lent else (_elsewhere(store, text), 0)
    row = store.execute(
        "SELECT account, live FROM points_cards WHERE epoch = ? AND seq = ?", (code.epoch, code.seq)
    ).fetchone()
    return ("live" if row[1] else "void", row[0]) if row else ("unknown", 0)


def _elsewhere(store: Store, text: str) -> str:
    """Whether a code may be known to the centre that keeps the accounts."""
    try:
        foreign = bool(parse_code(text).device)
    except ValueError:
        foreign = PHONE in text
    return "elsewhere" if foreign and centre_keeps(store) else "unknown"


def offer(store: Store, goods_id: str, settings: Settings) -> Offer | None:
    """Goods of the settings, or a thing that was given."""
    row = store.execute("SELECT stock FROM points_stock WHERE goods = ?", (goods_id,)).fetchone()
    stock = row[0] if row else 0
    goods = settings.good(goods_id)
    if goods is not None:
        return Offer(goods.id, goods.name, goods.en, goods.unit, goods.price, stock)
    given = store.execute("SELECT name, score, giver FROM points_donations WHERE goods = ?", (goods_id,)).fetchone()
    if given is None:
        return None
    name, score, giver = given
    return Offer(goods_id, name, name, "points", score, stock, giver)


def _last(store: Store, table: str) -> int:
    """The last number given of what has one, with those that are left out."""
    asked = f"SELECT number, issued_epoch FROM {table} ORDER BY number DESC LIMIT 1"  # noqa: S608 - names of our own tables
    return carried(store, *(store.execute(asked).fetchone() or (0, 1)))


def for_card(store: Store, request: requests.IssueCard | requests.ReplaceCard, scene: Scene[Any]) -> CardState:
    """The last number given, and whom it is about."""
    del scene
    last = leases.last_account(store)
    if isinstance(request, requests.ReplaceCard):
        return CardState(last, member(store, request.account))
    colleague = person(store, request.staff) if request.staff else None
    has = store.execute("SELECT 1 FROM points_accounts WHERE staff = ? AND staff <> ''", (request.staff,)).fetchone()
    return CardState(last, None, not request.staff or colleague is not None, has is not None)


def _often(store: Store, account: int, rule: str, since: str) -> int:
    """How often a member has earned by a rule on the days that begin with this: 2024-03-01, or 2024-03."""
    count: int = store.execute(
        "SELECT coalesce(sum(qty), 0) FROM points_earnings WHERE account = ? AND rule = ? AND day BETWEEN ? AND ? "  # noqa: S608 - constants
        f"AND state IN {_COUNTS}",
        (account, rule, since, since + "~"),
    ).fetchone()[0]
    return count


def for_enter(store: Store, request: requests.Enter | requests.Correct, scene: Scene[Any]) -> EarnState:
    """The member, and what they have had by this rule."""
    account = member(store, request.account)
    if isinstance(request, requests.Correct) or account is None:
        return EarnState(account)
    day = scene.now.date
    taken = store.execute(
        "SELECT 1 FROM points_earnings WHERE rule = ? AND thing = ? AND thing <> '' AND day BETWEEN ? AND ? "  # noqa: S608 - constants
        f"AND state IN {_COUNTS}",
        (request.rule, request.thing.strip(), day[:7], day[:7] + "~"),
    ).fetchone()
    return EarnState(
        account,
        _often(store, account.number, request.rule, day),
        _often(store, account.number, request.rule, day[:7]),
        taken is not None,
    )


def for_earning(
    store: Store, request: requests.Approve | requests.Decline | requests.ReverseEarning, scene: Scene[Any]
) -> ApproveState:
    """What was written down."""
    del scene
    row = store.execute(
        "SELECT account, state, entered_by, approved_day, zh, en, points, minutes, times FROM points_earnings "
        "WHERE earning = ?",
        (request.earning,),
    ).fetchone()
    if row is None:
        return ApproveState(None)
    account, state, by, day, zh, en, *gives = row
    found = member(store, account)
    assert found is not None  # an earning names a member of this journal
    return ApproveState(Earning(request.earning, found, state, by, day, zh, en, tuple(zip(UNITS, gives, strict=True))))


def for_correction(
    store: Store, request: requests.Adjust | requests.DeclineCorrection, scene: Scene[Any]
) -> CorrectionState:
    """A correction that was written down."""
    del scene
    row = store.execute(
        "SELECT account, state, entered_by, unit, amount, reason FROM points_corrections WHERE correction = ?",
        (request.correction,),
    ).fetchone()
    if row is None:
        return CorrectionState(None)
    found = member(store, row[0])
    assert found is not None  # a correction names a member of this journal
    return CorrectionState(Correction(request.correction, found, *row[1:]))


def for_present(store: Store, request: requests.Present, scene: Scene[Any]) -> RedeemState:
    """Card and member."""
    state, number = card(store, request.card)
    return RedeemState(state, member(store, number), exposed=_exposed(store, number, scene))


def _exposed(store: Store, number: int, scene: Scene[Any]) -> int:
    """The points that a member had today without a lease."""
    points: int = store.execute(
        "SELECT coalesce(sum(fee), 0) FROM points_redemptions WHERE account = ? AND day = ? AND side = 'exposure' "
        "AND unit = 'points' AND state <> 'reversed'",
        (number if 0 < number < _MOST else 0, scene.now.date),
    ).fetchone()[0]
    return points


def for_redeem(store: Store, request: requests.Redeem, scene: Scene[Any]) -> RedeemState:
    """Card, member, goods."""
    state, number = card(store, request.card) if request.card else ("", request.account)
    last, again = _last(store, "points_redemptions"), None
    row = store.execute(
        "SELECT again FROM points_accounts WHERE account = ? AND again_goods = ?",
        (number if 0 < number < _MOST else 0, request.goods),
    ).fetchone()
    if row is not None:
        again = _UNTIL.decode(row[0])
    found = offer(store, request.goods, scene.settings)
    phone = leases.phone(store, request.card) if request.card else None
    exposed = _exposed(store, number, scene)
    return RedeemState(state, member(store, number), found, last, again, exposed, phone[1] if phone else None)


def for_phone(store: Store, request: requests.TakePhone, scene: Scene[Any]) -> PhoneState:
    """Whom a phone's code is for here, where the centre keeps the accounts."""
    number = leases.known(store, request.member) if centre_keeps(store) else 0
    before = leases.shown_before(store, request.nonce)
    return PhoneState(member(store, number), before, _exposed(store, number, scene))


def redemption(store: Store, number: int) -> Redemption | None:
    """What was redeemed, by its number."""
    row = (
        store.execute(
            "SELECT number, account, goods, zh, en, unit, fee, qty, state, day, side, lease FROM points_redemptions "
            "WHERE number = ?",
            (number,),
        ).fetchone()
        if 0 < number < _MOST
        else None
    )
    return Redemption(*row) if row else None


def for_redemption(
    store: Store, request: requests.HandOut | requests.UndoHandOut | requests.Reverse, scene: Scene[Any]
) -> RedemptionState:
    """One redemption."""
    del scene
    owed_by = "centre" if centre_keeps(store) else "members"
    return RedemptionState(redemption(store, request.number), owed_by)


def for_goods(
    store: Store, request: requests.Receive | requests.Count | requests.AdjustGoods, scene: Scene[Any]
) -> GoodsState:
    """What is on the shelf."""
    return GoodsState(offer(store, request.goods, scene.settings))


def for_donation(store: Store, request: requests.Donate, scene: Scene[Any]) -> GoodsState:
    """The last number, and who gives."""
    last = _last(store, "points_donations")
    giver, rule, day = member(store, request.giver), scene.settings.donation, scene.now.date
    if giver is None:
        return GoodsState(None, last)
    return GoodsState(
        None, last, giver, _often(store, giver.number, rule, day), _often(store, giver.number, rule, day[:7])
    )


def due(store: Store, scene: Scene[Any]) -> tuple[Decision, ...]:
    """What time decides: leases that nobody closed, points that are too old.

    On a day on which the clock was moved nothing is taken away.
    """
    closed = leases.due(store, scene)
    before = expiry.last_day(scene.settings, scene.now.date)
    if not before or clock_jumped(store, scene):
        return closed
    rows = store.execute(
        "SELECT account, sum(left) FROM points_lots WHERE left > 0 AND day < ? GROUP BY account ORDER BY account",
        (before,),
    ).fetchall()
    return (*closed, *expiry.due(tuple(expiry.Old(*row) for row in rows), before, scene))
