"""What screens, the counter, slips and reports read."""

from datetime import date
from typing import Any, Final

import msgspec

from kiosk.base.people import STILL_NEEDED
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.points.figures import Ledger
from kiosk.services.points.readings.load import card, member, offer
from kiosk.services.points.rules.state import Account, Offer
from kiosk.services.points.settings import Settings, Unit
from kiosk.services.slips.readings import code_here, first_job
from kiosk.services.staff.readings import shown


class Line(msgspec.Struct, frozen=True):
    """A line of the passbook (积分存折): what it was for, in both languages, and the balance after it."""

    at: str
    kind: str
    zh: str
    en: str
    unit: Unit
    amount: int
    balance: int


class Shelf(msgspec.Struct, frozen=True):
    """One kind of goods as a member sees it: its picture, and how much is lacking for it (0: it can be had now)."""

    offer: Offer
    icon: str
    lacks: int = 0


class Passbook(msgspec.Struct, frozen=True):
    """A member's account: balances, and the shelf, what can be afforded first."""

    account: Account
    shelf: tuple[Shelf, ...] = ()


def by_card(store: Store, scene: Scene[Settings], text: str) -> tuple[str, Passbook | None]:
    """How a card stands (live, void, unknown), and the passbook that it opens."""
    state, number = card(store, text)
    return state, passbook(store, scene, number) if state == "live" else None


def passbook(store: Store, scene: Scene[Settings], number: int) -> Passbook | None:
    """A member's account by number."""
    account = member(store, number)
    if account is None:
        return None
    return Passbook(account, shelf(store, scene, account))


def lines(store: Store, scene: Scene[Any], number: int) -> tuple[Line, ...]:
    """All that ever moved a member's account, the newest first."""
    del scene
    rows = store.execute(
        "SELECT at, kind, zh, en, unit, amount, balance FROM points_lines WHERE account = ? "
        "ORDER BY epoch DESC, seq DESC, unit",
        (number,),
    ).fetchall()
    return tuple(Line(*row) for row in rows)


def shelf(store: Store, scene: Scene[Settings], account: Account) -> tuple[Shelf, ...]:
    """What a member could have, what can be afforded first, the dearest of it before the cheaper; then the nearest."""
    found = []
    for one, icon in goods(store, scene):
        if one.unit != "points" and account.member != "merchant":
            continue
        if one.giver == account.number or (one.stock <= 0 and scene.settings.good(one.goods) is None):
            continue
        found.append(Shelf(one, icon, max(0, one.price - account.available(one.unit))))
    return tuple(sorted(found, key=lambda one: (one.offer.stock <= 0, one.lacks, -one.offer.price, one.offer.goods)))


def goods(store: Store, scene: Scene[Settings]) -> tuple[tuple[Offer, str], ...]:
    """All goods of the settings, and the things given that nobody has taken, each with its picture."""
    pictures = {one.id: one.icon for one in scene.settings.goods}
    given = store.execute(
        "SELECT d.goods FROM points_stock s JOIN points_donations d ON d.goods = s.goods WHERE s.stock > 0 "
        "ORDER BY d.number"
    ).fetchall()
    found = ((offer(store, key, scene.settings), icon) for key, icon in pictures.items())
    donated = ((offer(store, row[0], scene.settings), "heart-handshake") for row in given)
    return tuple((one, icon) for one, icon in (*found, *donated) if one is not None)


class WaitingRow(msgspec.Struct, frozen=True):
    """An earning that waits to be approved; `by` is who wrote it down, `staff` whose own it is (empty: no colleague's).

    `shown` is the masked name of who wrote it down.
    """

    earning: str
    account: int
    zh: str
    en: str
    qty: int
    points: int
    minutes: int
    times: int
    thing: str
    by: str
    staff: str
    shown: str
    at: str


def waiting(store: Store, scene: Scene[Any]) -> tuple[WaitingRow, ...]:
    """What waits to be approved, the longest first."""
    del scene
    rows = store.execute(
        "SELECT e.earning, e.account, e.zh, e.en, e.qty, e.points, e.minutes, e.times, e.thing, e.entered_by, a.staff, "
        "e.at FROM points_earnings e JOIN points_accounts a ON a.account = e.account WHERE e.state = 'waiting' "
        "ORDER BY e.at, e.earning"
    ).fetchall()
    return tuple(WaitingRow(*(*row[:-1], shown(store, row[9]), row[-1])) for row in rows)


class CorrectionRow(msgspec.Struct, frozen=True):
    """A correction that waits to be approved; `shown` is the masked name of who wrote it down."""

    correction: str
    account: int
    unit: Unit
    amount: int
    reason: str
    shown: str


def correcting(store: Store, scene: Scene[Any]) -> tuple[CorrectionRow, ...]:
    """Corrections that wait to be approved, the longest first."""
    del scene
    rows = store.execute(
        "SELECT correction, account, unit, amount, reason, entered_by FROM points_corrections "
        "WHERE state = 'waiting' ORDER BY at, correction"
    ).fetchall()
    return tuple(CorrectionRow(*(*row[:-1], shown(store, row[-1]))) for row in rows)


class RedemptionRow(msgspec.Struct, frozen=True):
    """What was redeemed; `slip` is its slip's code, `icon` its picture, `today` whether it may still be taken back."""

    number: int
    account: int
    goods: str
    zh: str
    en: str
    unit: Unit
    fee: int
    qty: int
    state: str
    at: str
    slip: str
    today: bool
    icon: str


_REDEEMED: Final = (
    "SELECT r.number, r.account, r.goods, r.zh, r.en, r.unit, r.fee, r.qty, r.state, r.at, coalesce(s.slip, ''), "  # noqa: S608 - constants
    "r.day FROM points_redemptions r "
    f"LEFT JOIN spool s ON s.job = {first_job('r.issued_epoch', 'r.issued_seq')} "
)


def _redemptions(store: Store, scene: Scene[Settings], where: str, *bound: Any) -> tuple[RedemptionRow, ...]:
    pictures = {one.id: one.icon for one in scene.settings.goods}
    rows = store.execute(_REDEEMED + where, bound).fetchall()
    return tuple(
        RedemptionRow(*(*row[:-1], row[-1] == scene.now.date, pictures.get(row[2], "heart-handshake"))) for row in rows
    )


def to_hand_out(store: Store, scene: Scene[Settings]) -> tuple[RedemptionRow, ...]:
    """Goods that somebody waits for, the longest first."""
    return _redemptions(store, scene, "WHERE r.state = 'held' ORDER BY r.number")


def redeemed(store: Store, scene: Scene[Settings], number: int) -> RedemptionRow | None:
    """What was redeemed, by number."""
    found = _redemptions(store, scene, "WHERE r.number = ?", number)
    return found[0] if found else None


def redeemed_by(store: Store, scene: Scene[Settings], account: int) -> tuple[RedemptionRow, ...]:
    """What a member redeemed today, and what still waits for them; the newest first."""
    return _redemptions(
        store,
        scene,
        "WHERE r.number IN "
        "(SELECT number FROM points_redemptions INDEXED BY points_held WHERE state = 'held' AND account = ? "
        "UNION SELECT number FROM points_redemptions WHERE account = ? AND day = ?) ORDER BY r.number DESC LIMIT 8",
        *(account, account, scene.now.date),
    )


def by_slip(store: Store, scene: Scene[Settings], text: str) -> RedemptionRow | None:
    """What was redeemed, by its slip's code; None where it is none of ours."""
    code = code_here(store, text)
    if code is None:
        return None
    found = _redemptions(store, scene, "WHERE r.issued_epoch = ? AND r.issued_seq = ?", code.epoch, code.seq)
    return found[0] if found else None


def by_label(store: Store, scene: Scene[Settings], text: str) -> Offer | None:
    """A thing that was given, by its label's code."""
    code = code_here(store, text)
    if code is None:
        return None
    row = store.execute(
        "SELECT goods FROM points_donations WHERE issued_epoch = ? AND issued_seq = ?", (code.epoch, code.seq)
    ).fetchone()
    return offer(store, row[0], scene.settings) if row else None


class EarnedRow(msgspec.Struct, frozen=True):
    """An earning approved today, which may still be taken back."""

    earning: str
    zh: str
    en: str
    points: int
    minutes: int
    times: int


def earned_today(store: Store, scene: Scene[Any], account: int) -> tuple[EarnedRow, ...]:
    """What a member was given today; the newest first."""
    rows = store.execute(
        "SELECT earning, zh, en, points, minutes, times FROM points_earnings "
        "WHERE account = ? AND state = 'approved' AND approved_day = ? ORDER BY at DESC LIMIT 4",
        (account, scene.now.date),
    ).fetchall()
    return tuple(EarnedRow(*row) for row in rows)


def ledger(store: Store) -> Ledger:
    """The book of points, as it stands."""
    return {
        (unit, account): amount
        for unit, account, amount in store.execute("SELECT unit, account, amount FROM points_ledger").fetchall()
    }


def person_of(store: Store, number: int) -> str:
    """Who a member is, by id in the vault; empty where they gave no name."""
    row = store.execute("SELECT person FROM points_accounts WHERE account = ?", (number,)).fetchone()
    return row[0] if row else ""


def needs(store: Store, person: str) -> date | None:
    """Until when a member is needed: while their account holds anything, else until the day it last moved."""
    row = store.execute(
        "SELECT account, opened FROM points_accounts WHERE person = ? AND person <> ''", (person,)
    ).fetchone()
    if row is None:
        return None
    account, opened = row
    held = store.execute("SELECT sum(available + held) FROM points_balances WHERE account = ?", (account,)).fetchone()
    if held[0]:
        return STILL_NEEDED
    last = store.execute("SELECT max(at) FROM points_lines WHERE account = ?", (account,)).fetchone()[0]
    return date.fromisoformat((last or opened)[:10])
