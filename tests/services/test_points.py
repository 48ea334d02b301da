"""Points on a real station: what a member, an attendant and an auditor would name, and what enters from outside."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.station import BOSS, HAND, SETTINGS, SetClock, Station

from kiosk.base.people import Who
from kiosk.base.request import Refused
from kiosk.base.trace import BadRow, TraceRow
from kiosk.reading.period import entries
from kiosk.services.points import requests as points
from kiosk.services.points.inspection import inspect, z
from kiosk.services.points.readings import views
from kiosk.services.points.readings.load import member
from kiosk.services.points.reports import REPORTS
from kiosk.services.points.settings import Goods, RuleList, Settings
from kiosk.services.points.settings import Rule as PointsRule
from kiosk.services.points.traces import TRACES
from kiosk.services.registry import SERVICES
from kiosk.services.staff import requests as staff

DAY_S = 24 * 3600


class Club(Station):
    """A station whose members have cards."""

    def do(self, kind: Callable[..., Any], by: str = HAND, **fields: Any) -> Any:
        return self.ask(kind(request_id=self.id(), **fields), by)

    def refused(self, kind: Callable[..., Any], by: str = HAND, **fields: Any) -> str:
        """The reason of a refusal, which leaves nothing in the record."""
        before = self.kinds()
        with pytest.raises(Refused) as refused:
            self.do(kind, by, **fields)
        assert self.kinds() == before
        return refused.value.reason

    def card(self, **fields: Any) -> str:
        """A new member's card, as it is scanned."""
        self.do(points.IssueCard, **fields)
        return self.newest("points.card")

    def newest(self, kind: str) -> str:
        slip: str = self.rows("SELECT slip FROM spool WHERE kind = ? ORDER BY job DESC LIMIT 1", kind)[0][0]
        return f"/s/{self.desk.journal.device.hex()}.{slip.replace('-', '.')}"

    def earn(self, account: int, rule: str = "cleanup", qty: int = 1) -> str:
        """Written down by one, approved by another."""
        entered: points.Entered = self.do(points.Enter, account=account, rule=rule, qty=qty)
        self.do(points.Approve, BOSS, earning=entered.earning)
        return entered.earning

    def has(self, account: int, unit: Any = "points") -> tuple[int, int, int]:
        found = member(self.desk.journal.db, account)
        assert found is not None
        holding = found.holdings[unit]
        assert holding.granted == holding.available + holding.held + holding.spent
        return holding.available, holding.held, holding.spent

    def stock(self, goods: str) -> int:
        return int(self.rows("SELECT stock FROM points_stock WHERE goods = ?", goods)[0][0])


@pytest.fixture
def club(tmp_path: Path) -> Iterator[Club]:
    made = Club(tmp_path / "station", SetClock())
    made.do(points.Receive, goods="tissues", qty=5)
    with made.closing():
        yield made


@pytest.fixture
def card(club: Club) -> str:
    """Member 1 has 50 points and five hours."""
    scanned = club.card()
    club.earn(1, "volunteer", 5)
    return scanned


# Redeeming


def test_thirty_points_are_held_for_tissues_and_spent_when_they_are_handed_out(club: Club, card: str) -> None:
    done = club.do(points.Redeem, "worker", goods="tissues", card=card)
    assert (done.number, done.left, club.stock("tissues")) == (1, 20, 4)
    assert club.has(1) == (20, 30, 0)
    club.do(points.HandOut, number=1)
    assert club.has(1) == (20, 0, 30)
    assert club.has(1, "minutes") == (300, 0, 0)
    assert club.refused(points.HandOut, number=1) == "points.redemption_is"
    club.do(points.UndoHandOut, number=1)
    assert club.has(1) == (20, 30, 0)


def test_the_same_qr_twice_within_a_second_is_redeemed_once(club: Club, card: str) -> None:
    club.earn(1, "volunteer", 3)
    club.do(points.Redeem, "worker", goods="tissues", card=card)
    assert club.refused(points.Redeem, "worker", goods="tissues", card=card) == "points.just_redeemed"
    club.clock.pass_(6)
    club.do(points.Redeem, "worker", goods="tissues", card=card)
    assert club.has(1) == (20, 60, 0)


def test_one_tap_sent_twice_is_one_redemption_with_one_answer(club: Club, card: str) -> None:
    request = points.Redeem(request_id=club.id(), goods="tissues", card=card)
    assert club.ask(request, "worker") == club.ask(request, "worker")
    assert club.has(1) == (20, 30, 0)


def test_ten_taps_on_goods_that_are_gone_cost_nothing(club: Club, card: str) -> None:
    club.do(points.Count, goods="tissues", counted=0, reason="lost")
    for _ in range(10):
        assert club.refused(points.Redeem, "worker", goods="tissues", card=card) == "points.out_of_stock"
    assert (club.has(1), club.stock("tissues")) == ((50, 0, 0), 0)


def test_nobody_goes_below_zero(club: Club, card: str) -> None:
    club.do(points.Redeem, "worker", goods="tissues", card=card)
    club.clock.pass_(6)
    assert club.refused(points.Redeem, "worker", goods="tissues", card=card) == "points.not_enough"
    correct: dict[str, Any] = {"account": 1, "unit": "points", "reason": "mistake"}
    assert club.refused(points.Correct, amount=-21, **correct) == "points.below_zero"
    late = club.do(points.Correct, amount=-20, **correct).correction
    first = club.do(points.Correct, amount=-1, **correct).correction
    club.do(points.Adjust, BOSS, correction=first)
    assert club.refused(points.Adjust, BOSS, correction=late) == "points.below_zero"


@pytest.mark.parametrize("qty", [-1, 0, 21])
def test_a_quantity_that_nobody_can_mean_is_refused(club: Club, card: str, qty: int) -> None:
    assert club.refused(points.Redeem, "worker", goods="tissues", card=card, qty=qty) == "points.bad_qty"


def test_a_redemption_is_taken_back_the_same_day_with_a_reason_and_not_the_next(club: Club, card: str) -> None:
    club.do(points.Redeem, "worker", goods="tissues", card=card)
    club.do(points.HandOut, number=1)
    assert club.refused(points.Reverse, number=1, reason=" ") == "points.reason_needed"
    club.do(points.Reverse, number=1, reason="faulty")
    assert (club.has(1), club.stock("tissues")) == ((50, 0, 0), 5)
    assert club.refused(points.Reverse, number=1, reason="faulty") == "points.redemption_is"
    club.do(points.Redeem, "worker", goods="tissues", card=card)
    club.clock.pass_(DAY_S)
    assert club.refused(points.Reverse, number=2, reason="faulty") == "points.another_day"


# Cards


def test_a_card_that_is_forged_mistyped_of_another_station_or_another_slip_opens_nothing(club: Club, card: str) -> None:
    club.do(points.Redeem, "worker", goods="tissues", card=card)
    forged = card[:-1] + ("0" if card[-1] != "0" else "1")
    elsewhere = f"/s/{'a' * 32}.1.5.{'b' * 16}"
    slip = club.newest("points.redeemed")
    for text in (forged, elsewhere, slip, "1-5", "", "x" * 10_000, "1-5-\x00", "'; DROP TABLE points_cards"):
        assert club.refused(points.Redeem, "worker", goods="tissues", card=text) == "points.card_unknown"


def test_a_worker_redeems_with_a_card_alone(club: Club, card: str) -> None:
    assert card
    assert club.refused(points.Redeem, "worker", goods="tissues", account=1) == "points.card_unknown"
    club.do(points.Redeem, HAND, goods="tissues", account=1)


def test_a_replaced_card_voids_the_old_one_and_the_account_stays(club: Club, card: str) -> None:
    club.do(points.ReplaceCard, account=1)
    assert club.refused(points.Redeem, "worker", goods="tissues", card=card) == "points.card_void"
    assert club.do(points.Redeem, "worker", goods="tissues", card=club.newest("points.card")).left == 20
    assert club.refused(points.ReplaceCard, account=99) == "points.no_such_member"
    assert club.refused(points.ReplaceCard, account=2**70) == "points.no_such_member"


def test_a_members_name_is_kept_in_the_vault_and_no_event_carries_it(club: Club) -> None:
    club.card(who=Who("欧阳小明", "13812341234"))
    assert not [1 for (raw,) in club.rows("SELECT raw FROM journal") if "小明".encode() in raw]
    assert views.person_of(club.desk.journal.db, 1)


# Earning


def test_four_eyes_neither_who_wrote_it_nor_whose_it_is_approves(club: Club) -> None:
    club.card(staff="a1")
    entered = club.do(points.Enter, HAND, account=1, rule="hazard")
    assert club.refused(points.Approve, HAND, earning=entered.earning) == "points.own_entry"
    assert club.refused(points.Approve, BOSS, earning=entered.earning) == "points.own_earning"
    assert club.has(1) == (0, 0, 0)
    assert club.refused(points.IssueCard, staff="a1") == "points.colleague_has_card"


def test_a_correction_has_a_reason_four_eyes_and_a_supervisor_among_them(club: Club, card: str) -> None:
    del card
    club.do(staff.Add, BOSS, who="a3", role="attendant", shown="王*")
    wrong: dict[str, Any] = {"account": 1, "unit": "points", "amount": -5}
    assert club.refused(points.Correct, reason=" ", **wrong) == "points.reason_needed"
    assert club.refused(points.Correct, "worker", reason="mistake", **wrong) == "staff.not_allowed"
    for amount in (0, 10_001, -(10**9)):
        asked = {**wrong, "amount": amount, "reason": "mistake"}
        assert club.refused(points.Correct, **asked) == "points.bad_qty"
    entered = club.do(points.Correct, reason="mistake", **wrong).correction
    assert club.has(1) == (50, 0, 0), "nothing moves before it is approved"
    assert club.refused(points.Adjust, HAND, correction=entered) == "points.own_entry"
    assert club.refused(points.Adjust, "attendant:a3", correction=entered) == "points.supervisor_needed"
    club.do(points.Adjust, BOSS, correction=entered)
    assert club.has(1) == (45, 0, 0)
    assert club.refused(points.Adjust, BOSS, correction=entered) == "points.earning_is"
    by_boss = club.do(points.Correct, BOSS, reason="missed", **{**wrong, "amount": 5}).correction
    club.do(points.Adjust, "attendant:a3", correction=by_boss)
    other = club.do(points.Correct, reason="mistake", **wrong).correction
    club.do(points.DeclineCorrection, correction=other, reason="untrue")
    assert club.refused(points.Adjust, BOSS, correction=other) == "points.earning_is"
    assert club.refused(points.Adjust, BOSS, correction="c0") == "points.no_such_earning"
    assert club.has(1) == (50, 0, 0)


def test_nobody_corrects_or_approves_their_own_account(club: Club) -> None:
    club.card(staff="a1")
    wrong: dict[str, Any] = {"account": 1, "unit": "points", "amount": 5, "reason": "missed"}
    assert club.refused(points.Correct, BOSS, **wrong) == "points.own_earning"
    entered = club.do(points.Correct, **wrong).correction
    assert club.refused(points.Adjust, BOSS, correction=entered) == "points.own_earning"


def test_a_day_and_a_month_have_their_caps_and_what_waits_counts(club: Club) -> None:
    club.card()
    club.do(points.Enter, account=1, rule="cleanup", qty=2)
    assert club.refused(points.Enter, account=1, rule="cleanup") == "points.cap_day"
    for _ in range(9):
        club.clock.pass_(DAY_S)
        club.earn(1, qty=2)
    club.clock.pass_(DAY_S)
    assert club.refused(points.Enter, account=1, rule="cleanup") == "points.cap_month"
    club.clock.pass_(31 * DAY_S)
    club.earn(1)


def test_what_is_adopted_is_named_and_counts_once_a_month(club: Club) -> None:
    club.card()
    club.card()
    assert club.refused(points.Enter, account=1, rule="bench") == "points.reason_needed"
    club.do(points.Enter, account=1, rule="bench", thing="3号楼前长椅")
    assert club.refused(points.Enter, account=2, rule="bench", thing=" 3号楼前长椅 ") == "points.adopted_already"
    assert club.refused(points.Enter, account=2, rule="bench", thing="长" * 21) == "points.text_too_long"
    assert club.refused(points.Enter, account=2, rule="bench", thing="长\x1b椅") == "points.bad_text"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"rule": "feast"}, "points.no_such_rule"),
        ({"qty": -1}, "points.bad_qty"),
        ({"qty": 0}, "points.bad_qty"),
        ({"qty": 10**9}, "points.bad_qty"),
        ({"account": 0}, "points.no_such_member"),
        ({"rule": "service"}, "points.merchants_only"),
    ],
)
def test_what_no_rule_gives_is_not_written_down(club: Club, fields: dict[str, Any], reason: str) -> None:
    club.card()
    asked: dict[str, Any] = {"account": 1, "rule": "hazard", "qty": 1, **fields}
    assert club.refused(points.Enter, **asked) == reason


def test_an_earning_is_taken_back_the_same_day_unless_it_is_spent(club: Club) -> None:
    card = club.card()
    first, second = club.earn(1, "volunteer", 3), club.earn(1)
    club.do(points.ReverseEarning, earning=second, reason="untrue")
    assert club.has(1) == (30, 0, 0)
    club.do(points.Redeem, "worker", goods="tissues", card=card)
    assert club.refused(points.ReverseEarning, earning=first, reason="untrue") == "points.spent_already"
    third = club.earn(1)
    club.clock.pass_(DAY_S)
    assert club.refused(points.ReverseEarning, earning=third, reason="untrue") == "points.another_day"


def test_a_merchant_redeems_by_the_times_they_have_served_and_nobody_else_does(club: Club, card: str) -> None:
    club.do(points.Receive, goods="banner", qty=1)
    merchant = club.card(member="merchant")
    club.earn(2, "service", 12)
    assert club.refused(points.Redeem, "worker", goods="banner", card=card) == "points.merchants_only"
    assert club.do(points.Redeem, "worker", goods="banner", card=merchant).left == 2
    assert club.has(2, "times") == (2, 10, 0)


# Things that are given


def test_a_thing_that_is_given_is_scored_labelled_and_taken_by_another(club: Club, card: str) -> None:
    giver = club.card()
    given = club.do(points.Donate, thing="台灯", grade="good", score=25, giver=2)
    label = views.by_label(club.desk.journal.db, club.scene("points"), club.newest("points.label"))
    assert label is not None
    assert (label.price, label.stock) == (25, 1)
    club.do(points.Approve, BOSS, earning=given.earning)
    assert club.has(2) == (10, 0, 0)
    assert club.refused(points.Redeem, "worker", goods=label.goods, card=giver) == "points.own_gift"
    assert club.do(points.Redeem, "worker", goods=label.goods, card=card).left == 25
    assert club.refused(points.Redeem, "worker", goods=label.goods, card=giver) == "points.out_of_stock"


def test_who_gives_beyond_the_cap_gives_and_earns_no_more(club: Club) -> None:
    club.card()
    gift: dict[str, Any] = {"thing": "旧书", "grade": "good", "score": 5, "giver": 1}
    assert [bool(club.do(points.Donate, **gift).earning) for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"score": 0}, "points.bad_score"),
        ({"score": -5}, "points.bad_score"),
        ({"score": 201}, "points.bad_score"),
        ({"thing": "  "}, "points.reason_needed"),
        ({"thing": "灯\u2066"}, "points.bad_text"),
        ({"giver": 7}, "points.no_such_member"),
    ],
)
def test_a_gift_that_cannot_be_is_not_noted(club: Club, fields: dict[str, Any], reason: str) -> None:
    asked: dict[str, Any] = {"thing": "台灯", "grade": "good", "score": 5, **fields}
    assert club.refused(points.Donate, **asked) == reason


# Goods


def test_goods_are_counted_and_a_difference_has_a_reason(club: Club) -> None:
    assert club.refused(points.Count, goods="tissues", counted=3) == "points.reason_needed"
    club.do(points.Count, goods="tissues", counted=3, reason="lost")
    club.do(points.AdjustGoods, goods="tissues", qty=1, reason="found")
    assert club.stock("tissues") == 4
    assert club.refused(points.AdjustGoods, goods="tissues", qty=-5, reason="lost") == "points.stock_below_zero"
    assert club.refused(points.Receive, goods="tissues", qty=-1) == "points.bad_qty"
    assert club.refused(points.Receive, goods="gold", qty=1) == "points.no_such_goods"


def test_a_z_calls_goods_by_their_names_and_always_says_what_members_are_owed(club: Club) -> None:
    club.card()
    club.earn(1)
    db, today = club.desk.journal.db, club.clock.now().date
    (section,) = z(db, entries(db, SERVICES, today, today))
    goods = [figure for figure in section.figures if figure.key == "points.inspect.goods"]
    assert [(one.value, one.fields) for one in goods] == [("+5 -0 +0", {"goods": "纸巾"})]
    (quiet,) = z(db, ())
    assert [(one.key, one.value) for one in quiet.figures] == [("points.inspect.members_points", "10")]


# Expiry, and what an auditor sees


def test_points_expire_only_where_the_station_says_so_oldest_first(tmp_path: Path) -> None:
    text = SETTINGS.replace("[services.points]", "[services.points]\nexpire_months = 2")
    with Club(tmp_path / "station", SetClock(), text).closing() as club:
        assert isinstance(club, Club)
        club.card()
        club.earn(1)
        club.clock.pass_(61 * DAY_S)
        club.earn(1)
        assert club.has(1) == (20, 0, 0)
        club.clock.pass_(31 * DAY_S)
        club.do(points.Receive, goods="tissues", qty=1)
        assert club.has(1) == (10, 0, 0)


def test_the_book_ties_and_says_whether_one_person_noted_and_approved(club: Club, card: str) -> None:
    club.do(points.Redeem, "worker", goods="tissues", card=card)
    wrong = club.do(points.Correct, account=1, unit="points", amount=5, reason="mistake")
    club.do(points.Adjust, BOSS, correction=wrong.correction)
    (section,) = inspect(club.desk.journal.db, club.clock.now())
    figures = {figure.key.removeprefix("points.inspect."): figure.value for figure in section.figures}
    names = ("earned", "redeemed", "expired", "adjusted", "members", "have")
    assert [figures[f"{name}_points"] for name in names] == ["50", "30", "0", "5", "25", "25"]
    assert (figures["held"], figures["same"]) == ("1", "0")


def test_what_waits_for_approval_is_counted_and_listed_corrections_beside_earnings(club: Club, card: str) -> None:
    del card
    earned = club.do(points.Enter, account=1, rule="cleanup", qty=1).earning
    club.clock.pass_(60)
    wrong = club.do(points.Correct, BOSS, account=1, unit="minutes", amount=-30, reason="mistake").correction

    def waits() -> tuple[str, str, list[tuple[Any, ...]]]:
        store, scene = club.desk.journal.db, club.scene("points")
        (section,) = inspect(store, club.clock.now())
        figures = {figure.key: figure.value for figure in section.figures}
        (listed,) = (kind for kind in REPORTS if kind.key == "points.report.waiting")
        assert listed.rows is not None
        rows = listed.rows(store, scene, "2024-03-01", "2024-03-01")
        listed_now = [tuple(row[1:]) for row in rows]
        return figures["points.inspect.waiting"], figures["points.inspect.correcting"], listed_now

    gives = club.rows("SELECT points FROM points_earnings WHERE earning = ?", earned)[0][0]
    both = [
        (1, "points.report.earning", gives, 0, 0, HAND),
        (1, "points.report.correction", 0, -30, 0, BOSS),
    ]
    assert waits() == ("1", "1", both)
    club.do(points.Approve, BOSS, earning=earned)
    club.do(points.DeclineCorrection, HAND, correction=wrong, reason="untrue")
    assert waits() == ("0", "0", [])


@pytest.mark.parametrize(
    ("kind", "item", "qty"), [("earn", "feast", 10), ("earn", "cleanup", 7), ("earn", "cleanup", 0), ("redeem", "x", 1)]
)
def test_a_line_of_a_trace_that_no_station_could_have_had_is_named(club: Club, kind: str, item: str, qty: int) -> None:
    check = next(trace.check for trace in TRACES if trace.kind == kind)
    with pytest.raises(BadRow):
        check(TraceRow(2, "", kind, "p1", item, qty, 0), club.scene("points").settings)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Goods("Tissues", "纸巾", "Tissues", 30),
        lambda: Goods("tissues", "纸巾", "Tissues", 0),
        lambda: PointsRule("rest", "civility", "歇着", "Resting"),
        lambda: PointsRule("rest", "civility", "歇着", "Resting", points=-1),
        lambda: RuleList("", "2024-01-01", ()),
        lambda: RuleList("1", "soon", ()),
        lambda: Settings(expire_months=-1),
        lambda: Settings((RuleList("1", "2024-01-01", ()),), donation="gift"),
    ],
)
def test_settings_that_mean_nothing_are_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each says in its own words what it expects
        wrong()
