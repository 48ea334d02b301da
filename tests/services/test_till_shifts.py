"""Shifts: the drawer taken over, counted blind, closed with a Z that ties, approved, handed over."""

from typing import Any

import msgspec
import pytest
from support.station import BOSS, HAND, Station, station_in

from kiosk.base.request import Refused, Request
from kiosk.services.house import requests as house
from kiosk.services.meals import requests as meals
from kiosk.services.staff import requests as staff
from kiosk.services.till import events
from kiosk.services.till import requests as till
from kiosk.services.till.readings import shifts as kept
from kiosk.services.till.rules.hints import Handled, causes
from kiosk.services.till.rules.shifts import OVER_SHORT

FLOAT = ((10000, 1), (5000, 2))
NUMBERS = ("numbers", "sold", "refunded", "unpaid")


def ask(station: Station, kind: Any, by: str = HAND, **fields: Any) -> Any:
    return station.ask(kind(request_id=station.id(), **fields), by)


def refused(station: Station, kind: Any, by: str = HAND, **fields: Any) -> str:
    before = len(station.kinds())
    with pytest.raises(Refused) as refusal:
        ask(station, kind, by, **fields)
    assert len(station.kinds()) == before, "a refusal leaves nothing"
    return refusal.value.reason


def coins(fen: int) -> tuple[tuple[int, int], ...]:
    """An amount in notes and coins."""
    counts = []
    for worth in (10000, 5000, 2000, 1000, 500, 100, 50, 10):
        counts.append((worth, fen // worth))
        fen %= worth
    assert not fen
    return tuple(counts)


def figure(fact: events.ShiftClosed, section: str, key: str) -> str:
    found = [line.value for part in fact.sections if part.key == section for line in part.figures if line.key == key]
    assert len(found) == 1, (section, key)
    return found[0]


def closed(station: Station, shift: int) -> events.ShiftClosed:
    found = kept.z(station.desk.journal.db, shift)
    assert found is not None
    return found


def test_a_noon_ties_on_one_page(station: Station) -> None:
    assert ask(station, till.OpenShift, counts=FLOAT).over_fen == 0, "the first float is no surplus"
    station.open(6)
    for _ in range(3):
        station.buy()
    late = station.order()
    station.clock.pass_(200)
    station.pay(late.sale, 1000)
    ask(station, meals.Refund, meal="lunch", number=2, reason="mistake")
    ask(station, till.MoveCash, move="in", fen=2000, reason="float")
    ask(station, till.MoveCash, move="banked", fen=10_000, reason="bank")
    ask(station, till.OpenDrawer, reason="change_note")
    assert ask(station, till.ReadX).expected_fen == 20_000 + 3 * 500 + 2000 - 10_000
    counted = ask(station, till.CountShift, counts=coins(13_500))
    assert (counted.expected_fen, counted.large, counted.hints) == (13_500, False, ())
    assert ask(station, till.CloseShift) == till.ShiftClosed(shift=1, over_fen=0, pending=False)
    z = closed(station, 1)
    assert (z.opening_fen, z.expected_fen, z.counted_fen, z.over_fen) == (0, 13_500, 13_500, 0)
    for key, value in {
        "till.z.opening": "0.00",
        "till.account.cash_safe": "+220.00",
        "till.account.cash_bank": "-100.00",
        "till.z.expected": "135.00",
    }.items():
        assert figure(z, "till.z.cash", key) == value
    lines = {line.value for part in z.sections if part.key == "till.z.cash" for line in part.figures}
    assert {"+20.00", "-5.00"} <= lines, "four meals paid, one paid back"
    lunch = {name: int(figure(z, "meals.inspect.lunch", f"meals.inspect.{name}")) for name in NUMBERS}
    assert lunch == {"numbers": 5, "sold": 3, "refunded": 1, "unpaid": 1}, "who came too late got another number"
    assert figure(z, "till.z.held", "till.account.owed_meals") == "15.00"
    assert figure(z, "till.z.numbers", "till.z.late") == "1"
    assert figure(z, "till.z.numbers", "till.z.drawer_opened") == "1"
    assert {account: fen for account, fen in z.accounts if fen} == station.accounts()


def test_cash_moved_by_mistake_goes_back_to_where_it_was_within_minutes(station: Station) -> None:
    ask(station, till.OpenShift, counts=FLOAT)
    before = station.accounts()
    assert refused(station, till.UndoMove) == "till.nothing_moved"
    for move, reason in (("banked", "bank"), ("out", "purchase"), ("in", "other")):
        ask(station, till.MoveCash, move=move, fen=5000, reason=reason)
        ask(station, till.UndoMove)
        assert {account: fen for account, fen in station.accounts().items() if fen} == before
        assert refused(station, till.UndoMove) == "till.nothing_moved", "once"
    ask(station, till.MoveCash, move="in", fen=5000, reason="float")
    ask(station, till.MoveCash, move="banked", fen=22_000, reason="bank")
    ask(station, till.UndoMove)
    ask(station, till.MoveCash, move="banked", fen=100, reason="bank")
    station.clock.pass_(601)
    assert refused(station, till.UndoMove) == "till.undo_too_late"


def test_what_was_put_in_must_still_be_there_to_be_taken_back(station: Station) -> None:
    station.open(6)
    number = station.buy()
    ask(station, till.MoveCash, move="banked", fen=500, reason="bank")
    ask(station, till.MoveCash, move="in", fen=500, reason="float")
    ask(station, meals.Refund, meal="lunch", number=number, reason="mistake")
    assert refused(station, till.UndoMove) == "till.drawer_lacks"


def test_an_opening_counted_wrong_is_counted_anew_within_minutes(station: Station) -> None:
    assert refused(station, till.RecountOpening, counts=()) == "till.no_shift"
    ask(station, till.OpenShift, counts=coins(30_000))
    assert ask(station, till.RecountOpening, counts=FLOAT).over_fen == 0, "the first float is no surplus"
    assert station.accounts() == {"cash.drawer": 20_000, "cash.safe": -20_000}
    ask(station, till.CountShift, counts=FLOAT)
    ask(station, till.CloseShift)
    assert refused(station, till.RecountOpening, counts=FLOAT) == "till.no_shift"
    assert ask(station, till.OpenShift, counts=coins(19_000)).over_fen == -1000
    assert ask(station, till.RecountOpening, counts=FLOAT).over_fen == 0
    assert refused(station, till.RecountOpening, counts=((300, 1),)) == "till.bad_count"
    assert not station.accounts().get(OVER_SHORT)
    counted = ask(station, till.CountShift, counts=coins(19_000))
    assert "opening" not in {hint.cause for hint in counted.hints}, "what was put right is no cause"
    station.clock.pass_(601)
    assert refused(station, till.RecountOpening, counts=FLOAT) == "till.undo_too_late"
    ask(station, till.CountShift, counts=FLOAT)
    ask(station, till.CloseShift)
    z = closed(station, 2)
    assert (z.opening_fen, z.expected_fen, z.over_fen) == (20_000, 20_000, 0)


def test_a_recount_cannot_take_back_what_has_left_the_drawer_since(station: Station) -> None:
    ask(station, till.OpenShift, counts=FLOAT)
    ask(station, till.MoveCash, move="banked", fen=20_000, reason="bank")
    assert refused(station, till.RecountOpening, counts=coins(19_000)) == "till.bad_count"
    ask(station, till.RecountOpening, counts=coins(20_100))


def test_the_drawer_is_opened_for_a_reason_that_stands_in_the_record_without_any_device(station: Station) -> None:
    assert refused(station, till.OpenDrawer, reason="curious") == "till.reason_needed"
    assert refused(station, till.OpenDrawer, "worker", reason="check") == "staff.not_allowed"
    ask(station, till.OpenDrawer, reason="change_note")
    assert station.kinds()[-1] == "till.drawer_opened"
    assert station.accounts() == {}


def test_the_z_is_printed_with_its_number_and_every_note(station: Station) -> None:
    ask(station, till.OpenShift, counts=FLOAT)
    ask(station, till.CountShift, counts=((10000, 2), (10, 1)))
    ask(station, till.CloseShift, reason="unknown")
    (body,) = station.rows("SELECT CAST(body AS TEXT) FROM spool WHERE kind = 'till.z'")[0]
    for words in ("Z 报表 1 号", "100.00 元 × 2", "0.10 元 × 1", "￥200.10", "￥0.10", "原因不明", "清点 李*"):
        assert words in body, words
    assert "100.00 元 × 0" not in body


def test_what_comes_after_a_z_stands_in_the_next_one_and_its_number_goes_up_by_one(station: Station) -> None:
    ask(station, till.OpenShift, counts=())
    station.open(6)
    station.buy()
    ask(station, till.CountShift, counts=coins(500))
    ask(station, till.CloseShift)
    station.buy()
    station.clock.pass_(24 * 3600)
    opened = ask(station, till.OpenShift, counts=coins(1000))
    assert (opened.shift, opened.over_fen) == (2, 0)
    ask(station, till.CountShift, counts=coins(1000))
    ask(station, till.CloseShift)
    assert [closed(station, shift).day for shift in (1, 2)] == ["2024-03-01", "2024-03-02"]
    assert figure(closed(station, 2), "meals.inspect.lunch", "meals.inspect.sold") == "1"
    assert figure(closed(station, 2), "till.z.cash", "till.z.opening") == "5.00"


def test_a_shift_that_goes_past_midnight_keeps_its_date_and_holds_up_nobody(station: Station) -> None:
    ask(station, till.OpenShift, counts=())
    station.clock.pass_(24 * 3600)
    station.open(6)
    station.buy()
    assert refused(station, till.OpenShift, counts=()) == "till.shift_open"
    ask(station, till.CountShift, counts=coins(500))
    ask(station, till.CloseShift)
    assert closed(station, 1).day == "2024-03-01"


def test_money_of_the_day_before_the_first_shift_stands_in_it(station: Station) -> None:
    station.open(6)
    station.buy()
    station.clock.pass_(24 * 3600)
    station.open(6)
    station.buy()
    assert ask(station, till.OpenShift, counts=coins(900)).over_fen == -100
    ask(station, till.CountShift, counts=coins(900))
    ask(station, till.CloseShift)
    z = closed(station, 1)
    assert figure(z, "till.z.cash", "till.z.opening") == "5.00", "yesterday's is what the drawer began with"
    assert figure(z, "till.z.cash", f"till.account.{OVER_SHORT}") == "-1.00"
    assert station.accounts()[OVER_SHORT] == 100


def test_open_sales_block_the_count_and_the_closing_and_are_named(station: Station) -> None:
    ask(station, till.OpenShift, counts=())
    station.open(6)
    ask(station, till.CountShift, counts=())
    station.order()
    second = station.order()
    with pytest.raises(Refused) as refusal:
        ask(station, till.CloseShift)
    assert (refusal.value.reason, refusal.value.fields) == ("till.sales_wait", {"count": 2, "numbers": "1, 2"})
    assert refused(station, till.CountShift, counts=()) == "till.sales_wait"
    station.pay(second.sale)
    station.clock.pass_(200)
    ask(station, house.Tick, "device")
    assert refused(station, till.CloseShift) == "till.moved_since_count"
    ask(station, till.CountShift, counts=coins(500))
    assert ask(station, till.CloseShift).over_fen == 0


def test_a_large_difference_waits_for_a_supervisor_who_neither_counted_nor_closed(station: Station) -> None:
    ask(station, staff.Add, BOSS, who="a3", role="supervisor", shown="王*")
    ask(station, till.OpenShift, BOSS, counts=())
    assert ask(station, till.CountShift, BOSS, counts=coins(1010)).large
    assert refused(station, till.CloseShift, BOSS) == "till.reason_needed"
    assert refused(station, till.CloseShift, BOSS, reason="somehow") == "till.reason_needed"
    assert ask(station, till.CloseShift, BOSS, reason="unknown").pending
    assert refused(station, till.ApproveShift, BOSS, shift=1) == "till.own_shift"
    assert refused(station, till.ApproveShift, HAND, shift=1) == "staff.not_allowed"
    assert refused(station, till.ApproveShift, "supervisor:a3", shift=2) == "till.no_such_z"
    ask(station, till.ApproveShift, "supervisor:a3", shift=1)
    assert refused(station, till.ApproveShift, "supervisor:a3", shift=1) == "till.not_pending"
    assert station.accounts() == {"cash.drawer": 1010, OVER_SHORT: -1010}
    assert dict(closed(station, 1).accounts) == station.accounts(), "the Z says what stands after its difference"


def test_a_supervisor_who_did_not_count_approves_by_closing(station: Station) -> None:
    ask(station, till.OpenShift, counts=())
    ask(station, till.CountShift, counts=coins(10_000))
    assert not ask(station, till.CloseShift, BOSS, reason="other").pending


def test_what_is_open_is_handed_over_by_two(station: Station) -> None:
    station.open(6)
    first = station.buy()
    ask(station, meals.Refund, meal="lunch", number=first, reason="mistake", drawer_short=True)
    assert refused(station, till.TakeOver, BOSS, offer="h1") == "till.no_offer"
    offer = ask(station, till.HandOver).offer
    assert refused(station, till.TakeOver, HAND, offer=offer) == "till.own_offer"
    ask(station, till.TakeOver, BOSS, offer=offer)
    assert refused(station, till.TakeOver, BOSS, offer=offer) == "till.offer_taken"
    (body,) = station.rows("SELECT CAST(body AS TEXT) FROM spool WHERE kind = 'till.hand_over'")[0]
    assert body.count("待退 1 笔") == 2, "a copy for each of them"
    assert "交班 李*" in body
    assert "接班 张*" in body


@pytest.mark.parametrize(
    ("kind", "fields", "reason"),
    [
        (till.OpenShift, {"counts": ((300, 1),)}, "till.bad_count"),
        (till.OpenShift, {"counts": ((100, 1), (100, 1))}, "till.bad_count"),
        (till.OpenShift, {"counts": ((100, -1),)}, "till.bad_count"),
        (till.OpenShift, {"counts": ((100, 10_000),)}, "till.bad_count"),
        (till.CountShift, {"counts": ()}, "till.no_shift"),
        (till.CloseShift, {}, "till.no_shift"),
        (till.ReadX, {}, "till.no_shift"),
        (till.MoveCash, {"move": "in", "fen": 0, "reason": "float"}, "till.bad_amount"),
        (till.MoveCash, {"move": "in", "fen": -500, "reason": "float"}, "till.bad_amount"),
        (till.MoveCash, {"move": "in", "fen": 10**12, "reason": "float"}, "till.bad_amount"),
        (till.MoveCash, {"move": "in", "fen": 500, "reason": "x" * 5000}, "till.reason_needed"),
        (till.MoveCash, {"move": "out", "fen": 500, "reason": "purchase"}, "till.drawer_lacks"),
        (till.MoveCash, {"move": "banked", "fen": 500, "reason": "bank"}, "till.drawer_lacks"),
        (till.OpenDrawer, {"reason": ""}, "till.reason_needed"),
        (till.OpenDrawer, {"reason": "\x1b"}, "till.reason_needed"),
    ],
)
def test_what_cannot_be_is_refused(station: Station, kind: type[Request], fields: dict[str, Any], reason: str) -> None:
    assert refused(station, kind, **fields) == reason


def test_a_worker_has_no_business_with_the_drawer(station: Station) -> None:
    for kind, fields in (
        (till.OpenShift, {"counts": ()}),
        (till.ReadX, {}),
        (till.MoveCash, {"move": "in", "fen": 500, "reason": "float"}),
        (till.OpenDrawer, {"reason": "check"}),
        (till.HandOver, {}),
    ):
        assert refused(station, kind, "worker", **fields) == "staff.not_allowed"


@pytest.mark.parametrize(
    ("over_fen", "handled", "first"),
    [
        (1500, Handled(prices=(200, 500)), till.Hint("untapped", times=3, fen=500)),
        (-800, Handled(prices=(200,)), till.Hint("tapped_unpaid", times=4, fen=200)),
        (-500, Handled(prices=(200,), owed=(500,)), till.Hint("owed_paid_untapped", fen=500)),
        (-500, Handled(paid_back=(500,)), till.Hint("paid_back_twice", fen=500)),
        (500, Handled(paid_back=(500,)), till.Hint("not_paid_back", fen=500)),
        (-4000, Handled(moved=(2000,)), till.Hint("moved_wrong_way", fen=2000)),
        (1000, Handled(), till.Hint("note_mistaken", fen=1000, note_fen=2000)),
        (300, Handled(opening_over_fen=-300), till.Hint("opening", fen=300)),
    ],
)
def test_a_difference_has_likely_causes(over_fen: int, handled: Handled, first: till.Hint) -> None:
    assert causes(over_fen, handled)[0] == first


def test_no_difference_and_an_odd_one_have_none() -> None:
    assert causes(0, Handled(prices=(500,), owed=(500,))) == ()
    assert causes(30, Handled(prices=(500,))) == ()


def test_the_shift_is_the_same_after_a_restart(tmp_path: Any) -> None:
    with station_in(tmp_path / "s") as station:
        ask(station, till.OpenShift, counts=FLOAT)
        ask(station, till.CountShift, counts=FLOAT)
        clock = station.clock
    again = Station(tmp_path / "s", clock)
    try:
        now = kept.shift_now(again.desk.journal.db)
        assert now is not None
        assert now.counted is not None
        assert msgspec.to_builtins(now.counted)["counted_fen"] == 20_000
        ask(again, till.CloseShift)
    finally:
        again.close()
