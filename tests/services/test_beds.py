"""A noon rest from booking to clean linen, on a real station: beds, money, time, and everything that goes wrong."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.beds import NOON, ROOMS, TODAY, TOMORROW, Hostel, with_beds
from support.station import BOSS, HAND

from kiosk.base.request import Refused, Request
from kiosk.record.verify import NO_WITNESS
from kiosk.services.beds import events
from kiosk.services.beds import requests as beds
from kiosk.services.beds.readings.load import due
from kiosk.services.beds.rules import booking as selling
from kiosk.services.beds.rules.state import SlotState
from kiosk.services.house.requests import AdoptSettings
from kiosk.services.registry import SERVICES
from kiosk.services.till import requests as till
from kiosk.station.verify import verify_station


@pytest.fixture
def hostel(tmp_path: Path) -> Iterator[Hostel]:
    with Hostel(tmp_path / "station").closing() as station:
        assert isinstance(station, Hostel)
        yield station


def hostel_with(folder: Path, *lines: str) -> Hostel:
    return Hostel(folder / "station", with_beds(*lines))


def refused(hostel: Hostel, request: Request, by: str = "worker") -> str:
    with pytest.raises(Refused) as found:
        hostel.ask(request, by)
    return found.value.reason


def book(hostel: Hostel, **fields: Any) -> beds.Book:
    return beds.Book(request_id=hostel.id(), **{"day": TODAY, "slot": NOON, "room": "men", **fields})


# From booking to clean linen


def test_a_rest_is_booked_paid_slept_and_its_money_is_income_when_it_is_over(hostel: Hostel) -> None:
    booked = hostel.book()
    assert (booked.bed, booked.total_fen) == (1, 200)
    hostel.pay(booked.sale, 200)
    assert hostel.accounts() == {"cash.drawer": 200, "owed.beds": -200}
    hostel.at("12:01")
    assert hostel.arrive(booked.code).bed == 1
    assert hostel.accounts() == {"cash.drawer": 200, "owed.beds": -200}
    hostel.at("13:30")
    hostel.leave(booked.code)
    assert hostel.state(booked.booking) == ("slept", 1)
    assert hostel.accounts() == {"cash.drawer": 200, "income.beds": -200}
    assert hostel.kinds()[-7:] == [
        "beds.slot_opened",
        "beds.held",
        "till.sale_opened",
        "till.sale_paid",
        "beds.ticket_issued",
        "beds.checked_in",
        "beds.checked_out",
    ]
    assert verify_station(hostel.files.folder, NO_WITNESS, SERVICES, rebuild=True).fault is None


@pytest.mark.parametrize("way", ["digits", "typed", "scanned"])
def test_the_ticket_is_known_by_its_digits_its_code_and_what_a_scanner_reads(hostel: Hostel, way: str) -> None:
    booked = hostel.paid()
    typed, device = hostel.code(booked.booking), hostel.desk.journal.device.hex()
    hostel.at("11:50")
    text = {"digits": booked.code, "typed": typed, "scanned": f"/s/{device}.{typed.replace('-', '.')}"}[way]
    assert hostel.arrive(text).booking == booked.booking


def test_a_bed_that_was_slept_in_is_sold_again_only_with_clean_linen(tmp_path: Path) -> None:
    with hostel_with(tmp_path, 'slots = [["12:00", "13:00"], ["13:00", "14:00"]]', "early_min = 0").closing() as hostel:
        assert isinstance(hostel, Hostel)
        booked = hostel.paid(1)
        hostel.at("12:00")
        hostel.arrive(booked.code)
        later = hostel.paid(1, slot="13:00")
        hostel.leave(booked.code)
        hostel.at("13:00")
        arrive = beds.CheckIn(request_id=hostel.id(), code=later.code)
        assert refused(hostel, arrive) == "beds.not_made"
        assert refused(hostel, book(hostel, slot="13:00", bed=1)) == "beds.bed_taken"
        hostel.linen(1)
        assert refused(hostel, beds.ChangeLinen(request_id=hostel.id(), bed=1), HAND) == "beds.made_already"
        assert hostel.arrive(later.code).bed == 1


def test_a_bed_that_nobody_has_is_not_sold_today_before_its_linen_is_changed(tmp_path: Path) -> None:
    with hostel_with(tmp_path, 'slots = [["12:00", "13:00"], ["13:00", "14:00"]]').closing() as hostel:
        assert isinstance(hostel, Hostel)
        hostel.at("12:00")
        sold = hostel.walk_in(1)
        hostel.leave(hostel.code(sold.booking))
        later = book(hostel, slot="13:00", bed=1)
        assert refused(hostel, later) == "beds.bed_taken"
        hostel.linen(1)
        assert hostel.book(1, slot="13:00").bed == 1


def test_the_next_slots_guest_waits_until_the_one_before_has_left_the_bed(tmp_path: Path) -> None:
    with hostel_with(tmp_path, 'slots = [["12:00", "13:00"], ["13:00", "14:00"]]').closing() as hostel:
        assert isinstance(hostel, Hostel)
        first, second = hostel.paid(1), hostel.paid(1, slot="13:00")
        hostel.at("12:00")
        hostel.arrive(first.code)
        hostel.at("12:50")
        assert refused(hostel, beds.CheckIn(request_id=hostel.id(), code=second.code)) == "beds.still_in"
        assert refused(hostel, beds.ChangeLinen(request_id=hostel.id(), bed=1), HAND) == "beds.still_in"


def test_a_bed_wanting_linen_today_can_be_booked_for_tomorrow(hostel: Hostel) -> None:
    booked = hostel.paid(1)
    hostel.at("12:00")
    hostel.arrive(booked.code)
    hostel.leave(booked.code)
    assert hostel.book(1, day=TOMORROW).bed == 1


def test_a_walk_in_pays_and_lies_down_at_once(hostel: Hostel) -> None:
    hostel.at("12:30")
    sold = hostel.walk_in(2, given_fen=1000)
    assert hostel.state(sold.booking) == ("in", 2)
    assert hostel.accounts() == {"cash.drawer": 200, "owed.beds": -200}


def test_nobody_walks_in_before_the_doors_open(hostel: Hostel) -> None:
    request = beds.Sell(
        request_id=hostel.id(), day=TODAY, slot=NOON, room="men", way="counter", given_fen=200, enter=True
    )
    assert refused(hostel, request, HAND) == "beds.too_early"


# One bed, one person


def test_a_bed_is_never_sold_twice_in_a_slot(hostel: Hostel) -> None:
    for bed in (1, 2, 3):
        assert hostel.book().bed == bed
    assert refused(hostel, book(hostel, bed=2)) == "beds.full"
    assert hostel.book(room="women").bed == 4
    assert refused(hostel, book(hostel, room="women", bed=4)) == "beds.bed_taken"
    assert hostel.book(1, day=TOMORROW).bed == 1


def test_an_unpaid_bed_is_let_go_of_and_somebody_else_has_it(hostel: Hostel) -> None:
    first = hostel.book(1)
    hostel.clock.pass_(180)
    hostel.tick()
    assert hostel.state(first.booking) == ("expired", 1)
    assert hostel.book(1).bed == 1


@pytest.mark.parametrize(("others", "bed"), [(0, 1), (1, 2)])
def test_money_that_comes_too_late_takes_the_bed_again_or_another_of_the_room(
    hostel: Hostel, others: int, bed: int
) -> None:
    first = hostel.book(1)
    hostel.cancel_sale(first.sale)
    for _ in range(others):
        hostel.paid(1)
    assert hostel.pay(first.sale, 200).owed == ""
    assert hostel.state(first.booking) == ("paid", bed)


def test_money_that_comes_too_late_for_any_bed_is_owed(hostel: Hostel) -> None:
    first = hostel.book(4, "women")
    hostel.cancel_sale(first.sale)
    for _ in (4, 5):
        hostel.paid(room="women")
    assert hostel.pay(first.sale, 200).owed
    assert hostel.accounts() == {"cash.drawer": 600, "owed.beds": -400, "owed.refunds": -200}


# Who does not come


def test_whoever_does_not_come_in_time_loses_the_bed_and_the_money_is_kept_where_the_ticket_said_so(
    hostel: Hostel,
) -> None:
    booked = hostel.paid(1)
    hostel.at("12:19")
    assert hostel.state(booked.booking) == ("paid", 1)
    hostel.at("12:20")
    assert hostel.state(booked.booking) == ("no_show", 1)
    assert hostel.accounts() == {"cash.drawer": 200, "income.beds": -200}
    assert refused(hostel, beds.CheckIn(request_id=hostel.id(), code=booked.code)) == "beds.ticket_is"
    assert hostel.book(1).bed == 1


def test_or_it_is_owed_where_the_ticket_said_that(tmp_path: Path) -> None:
    with hostel_with(tmp_path, 'no_show = "refunded"').closing() as hostel:
        assert isinstance(hostel, Hostel)
        booked = hostel.paid(1)
        hostel.at("12:20")
        assert hostel.accounts() == {"cash.drawer": 200, "owed.refunds": -200}
        undo = beds.Undo(request_id=hostel.id(), booking=booked.booking)
        assert refused(hostel, undo, HAND) == "beds.money_under_way"
        hostel.ask(till.PayOwed(request_id=hostel.id(), owed="o" + booked.sale[1:]), HAND)
        assert hostel.accounts() == {}


def test_a_wall_clock_that_jumps_takes_nobodys_bed_away(hostel: Hostel) -> None:
    booked = hostel.paid(1)
    hostel.clock.jump(3 * 3600)
    hostel.tick()
    assert hostel.state(booked.booking) == ("paid", 1)
    hostel.clock.jump(-3 * 3600)
    hostel.at("12:20")
    assert hostel.state(booked.booking) == ("no_show", 1)


def test_the_attendant_gives_a_bed_away_only_when_its_time_is_over(hostel: Hostel) -> None:
    booked = hostel.paid(1)
    hostel.at("12:10")
    no_show = beds.NoShow(request_id=hostel.id(), booking=booked.booking)
    assert refused(hostel, no_show, HAND) == "beds.still_time"


def test_who_buys_during_the_rest_has_the_same_time_to_come(hostel: Hostel) -> None:
    hostel.at("12:30")
    booked = hostel.paid(1)
    hostel.at("12:49")
    assert hostel.state(booked.booking) == ("paid", 1)
    hostel.at("12:51")
    assert hostel.state(booked.booking) == ("no_show", 1)


# Those who wait


def test_a_bed_that_nobody_came_to_goes_to_the_first_who_waits_and_to_nobody_else(hostel: Hostel) -> None:
    men = [hostel.paid(bed) for bed in (1, 2, 3)]
    first, second = hostel.wait(), hostel.wait()
    assert (first.place, first.ahead, second.place, second.ahead) == (1, 0, 2, 1)
    hostel.at("12:00")
    hostel.arrive(men[0].code)
    hostel.arrive(men[1].code)
    hostel.at("12:20")
    assert hostel.rows("SELECT place, state, bed FROM beds_queue") == [(1, "offered", 3), (2, "waiting", 0)]
    assert refused(hostel, book(hostel)) == "beds.full"
    assert refused(hostel, book(hostel, wait=2)) == "beds.no_offer"
    assert hostel.book(wait=1).bed == 3
    assert refused(hostel, book(hostel, wait=1)) == "beds.no_offer"


def test_a_bed_that_is_not_made_is_kept_for_nobody_who_waits(hostel: Hostel) -> None:
    hostel.at("12:00")
    asleep = [hostel.walk_in(bed, "women") for bed in (4, 5)]
    hostel.wait("women")
    hostel.cancel(asleep[1].booking, "other")
    hostel.tick()
    assert hostel.rows("SELECT state FROM beds_queue") == [("waiting",)], "nobody lies down in used linen"
    hostel.linen(5)
    hostel.tick()
    assert hostel.rows("SELECT state, bed FROM beds_queue") == [("offered", 5)]


def test_an_offer_that_nobody_takes_up_goes_to_the_next(hostel: Hostel) -> None:
    sold = [hostel.paid(room="women") for _ in (4, 5)]
    hostel.wait("women")
    hostel.wait("women")
    hostel.cancel(sold[0].booking)
    hostel.tick()
    assert hostel.rows("SELECT place, state FROM beds_queue") == [(1, "offered"), (2, "waiting")]
    hostel.clock.pass_(300)
    hostel.tick()
    assert hostel.rows("SELECT place, state FROM beds_queue") == [(1, "left"), (2, "offered")]


def test_nobody_waits_while_there_is_a_bed_and_the_queue_ends_with_the_sale(hostel: Hostel) -> None:
    wait = beds.JoinWait(request_id=hostel.id(), slot=NOON, room="men")
    assert refused(hostel, wait) == "beds.beds_left"
    for bed in (1, 2, 3):
        hostel.paid(bed)
    place = hostel.wait().place
    hostel.ask(beds.LeaveWait(request_id=hostel.id(), slot=NOON, place=place), HAND)
    assert refused(hostel, beds.LeaveWait(request_id=hostel.id(), slot=NOON, place=place), HAND) == "beds.no_such_place"
    hostel.wait()
    for booking in hostel.rows("SELECT code FROM beds_bookings"):
        hostel.clock.pass_(1)
        hostel.at("12:00")
        hostel.arrive(booking[0])
    hostel.at("13:30")
    assert hostel.rows("SELECT state FROM beds_queue WHERE place = 2") == [("left",)]


# Woken, and left


def test_all_who_lie_are_woken_at_the_end_and_taken_to_have_left_a_little_later(hostel: Hostel) -> None:
    hostel.at("12:05")
    sold = [hostel.walk_in(bed) for bed in (1, 2)]
    hostel.at("13:59")
    assert "beds.woken" not in hostel.kinds()
    hostel.at("14:00")
    hostel.tick()
    assert hostel.kinds().count("beds.woken") == 1
    hostel.ask(beds.CheckOut(request_id=hostel.id(), code=_digits(hostel, sold[0].booking)), HAND)
    hostel.at("14:15")
    assert hostel.state(sold[1].booking) == ("slept", 2)
    assert hostel.accounts() == {"cash.drawer": 400, "income.beds": -400}


def _digits(hostel: Hostel, booking: str) -> str:
    code: str = hostel.rows("SELECT code FROM beds_bookings WHERE booking = ?", booking)[0][0]
    return code


# What was a mistake


def test_a_mistaken_check_in_and_check_out_are_undone_to_the_fen_within_minutes(hostel: Hostel) -> None:
    booked = hostel.paid(1)
    hostel.at("12:00")
    hostel.arrive(booked.code)
    hostel.undo(booked.booking)
    assert hostel.state(booked.booking) == ("paid", 1)
    hostel.arrive(booked.code)
    hostel.leave(booked.code)
    hostel.undo(booked.booking)
    assert hostel.state(booked.booking) == ("in", 1)
    assert hostel.accounts() == {"cash.drawer": 200, "owed.beds": -200}
    assert hostel.rows("SELECT bed FROM beds_rooms WHERE dirty") == []
    hostel.clock.pass_(300)
    hostel.leave(booked.code)
    hostel.clock.pass_(300)
    undo = beds.Undo(request_id=hostel.id(), booking=booked.booking)
    assert refused(hostel, undo, HAND) == "beds.undo_too_late"


def test_who_comes_as_the_bed_is_given_away_gets_it_back_while_nobody_else_has_it(hostel: Hostel) -> None:
    first = hostel.paid(1)
    hostel.at("12:20")
    hostel.undo(first.booking)
    assert hostel.state(first.booking) == ("paid", 1)
    assert hostel.accounts() == {"cash.drawer": 200, "owed.beds": -200}
    second = hostel.paid(2)
    hostel.at("12:40")
    hostel.book(2)
    undo = beds.Undo(request_id=hostel.id(), booking=second.booking)
    assert refused(hostel, undo, HAND) == "beds.bed_taken"


def test_a_guest_is_moved_to_another_bed_and_both_tickets_open_it(hostel: Hostel) -> None:
    booked = hostel.paid(1)
    old = hostel.code(booked.booking)
    hostel.ask(beds.CloseBed(request_id=hostel.id(), bed=1, reason="broken"), HAND)
    hostel.at("12:00")
    assert refused(hostel, beds.CheckIn(request_id=hostel.id(), code=old)) == "beds.bed_closed"
    hostel.ask(beds.Move(request_id=hostel.id(), booking=booked.booking, bed=3), HAND)
    assert hostel.code(booked.booking) != old
    assert hostel.arrive(old).bed == 3
    assert hostel.rows("SELECT count(*) FROM spool WHERE kind = 'beds.ticket'") == [(2,)]
    move = beds.Move(request_id=hostel.id(), booking=booked.booking, bed=3)
    assert refused(hostel, move, HAND) == "beds.bed_taken"
    hostel.ask(beds.Move(request_id=hostel.id(), booking=booked.booking, bed=2), HAND)
    assert hostel.rows("SELECT bed FROM beds_rooms WHERE dirty") == [(3,)]


def test_nobody_is_moved_to_a_bed_that_another_has_or_that_is_not_made(hostel: Hostel) -> None:
    mine, _ = hostel.paid(1), hostel.paid(2)
    hostel.at("12:00")
    slept = hostel.walk_in(3)
    hostel.leave(hostel.code(slept.booking))
    for bed in (2, 3):
        move = beds.Move(request_id=hostel.id(), booking=mine.booking, bed=bed)
        assert refused(hostel, move, HAND) == "beds.bed_taken"
    assert hostel.state(mine.booking) == ("paid", 1)


def test_a_check_out_is_not_undone_once_somebody_else_sleeps_there(tmp_path: Path) -> None:
    slots = 'slots = [["12:00", "13:00"], ["13:00", "14:00"]]'
    with hostel_with(tmp_path, slots, "early_min = 15").closing() as hostel:
        assert isinstance(hostel, Hostel)
        first, second = hostel.paid(1), hostel.paid(1, slot="13:00")
        hostel.at("12:00")
        hostel.arrive(first.code)
        hostel.at("12:50")
        hostel.leave(first.code)
        hostel.linen(1)
        hostel.arrive(second.code)
        undo = beds.Undo(request_id=hostel.id(), booking=first.booking)
        assert refused(hostel, undo, HAND) == "beds.bed_taken"


def test_nobody_is_put_into_a_bed_in_which_somebody_of_the_slot_before_still_lies(tmp_path: Path) -> None:
    slots = 'slots = [["12:00", "13:00"], ["13:00", "14:00"]]'
    with hostel_with(tmp_path, slots, "early_min = 15").closing() as hostel:
        assert isinstance(hostel, Hostel)
        hostel.at("12:00")
        hostel.walk_in(1)
        hostel.at("12:50")
        other = hostel.paid(2, slot="13:00")
        hostel.arrive(other.code)
        move = beds.Move(request_id=hostel.id(), booking=other.booking, bed=1)
        assert refused(hostel, move, HAND) == "beds.bed_taken"
        enter = beds.Sell(
            request_id=hostel.id(), day=TODAY, slot="13:00", room="men", way="counter", given_fen=200, bed=1, enter=True
        )
        assert refused(hostel, enter, HAND) == "beds.bed_taken"
        assert hostel.book(1, slot="13:00").bed == 1, "for later it is to be had"


def test_a_bed_that_is_kept_is_taken_up_in_its_own_room_alone(hostel: Hostel) -> None:
    sold = [hostel.paid(bed, "women") for bed in (4, 5)]
    place = hostel.wait("women").place
    hostel.cancel(sold[0].booking)
    hostel.tick()
    assert refused(hostel, book(hostel, room="men", wait=place)) == "beds.no_offer"
    assert hostel.book(0, "women", wait=place).bed == 4


def test_two_living_bookings_never_have_the_same_digits(hostel: Hostel) -> None:
    request = book(hostel)
    scene = msgspec.structs.replace(hostel.scene("beds"), by="worker")
    first = selling.book(SlotState(TODAY, NOON), request, scene).outcome
    assert isinstance(first, beds.Booked)
    second = selling.book(SlotState(TODAY, NOON, codes=frozenset({first.code})), request, scene).outcome
    assert isinstance(second, beds.Booked)
    assert second.code not in {first.code, ""}


def test_beds_that_come_and_go_while_a_slot_is_sold_stand_in_the_record(hostel: Hostel) -> None:
    hostel.paid(1)
    smaller = with_beds(rooms=ROOMS.replace("1 2 3", "1 2 6"))
    hostel.ask(AdoptSettings(request_id=hostel.id(), text=smaller), BOSS)
    assert hostel.book(6).bed == 6
    assert refused(hostel, book(hostel, bed=3)) == "beds.no_such_bed"
    assert hostel.kinds().count("beds.slot_changed") == 1
    assert hostel.rows("SELECT numbers, beds FROM beds_slots") == [("[1,2,4,5,6]", 5)]


def test_a_bed_under_repair_is_not_sold_until_it_is_open_again(hostel: Hostel) -> None:
    close = beds.CloseBed(request_id=hostel.id(), bed=1, reason="broken")
    hostel.ask(close, HAND)
    assert hostel.book().bed == 2
    assert refused(hostel, book(hostel, bed=1)) == "beds.bed_taken"
    again = beds.CloseBed(request_id=hostel.id(), bed=1, reason="wet")
    assert refused(hostel, again, HAND) == "beds.closed_already"
    hostel.ask(beds.ReopenBed(request_id=hostel.id(), bed=1), HAND)
    assert refused(hostel, beds.ReopenBed(request_id=hostel.id(), bed=1), HAND) == "beds.not_closed"
    assert hostel.book(1).bed == 1


# Given back


def test_a_bed_is_given_back_in_full_before_its_time_from_the_drawer_or_as_owed(hostel: Hostel) -> None:
    first, second, third = (hostel.paid(bed) for bed in (1, 2, 3))
    assert hostel.cancel(first.booking).fen == 200
    assert hostel.accounts() == {"cash.drawer": 400, "owed.beds": -400}
    hostel.cancel(second.booking, drawer_short=True)
    hostel.cancel(third.booking, by="worker")
    assert hostel.accounts() == {"cash.drawer": 400, "owed.refunds": -400}
    assert hostel.book(1).bed == 1


def test_the_settings_say_until_when_and_what_it_costs(tmp_path: Path) -> None:
    with hostel_with(tmp_path, "cancel_min = 30", "cancel_fee_fen = 50").closing() as hostel:
        assert isinstance(hostel, Hostel)
        first, second = hostel.paid(1), hostel.paid(2)
        assert hostel.cancel(first.booking).fen == 150
        assert hostel.accounts() == {"cash.drawer": 250, "owed.beds": -200, "income.beds": -50}
        hostel.at("11:30")
        late = beds.Cancel(request_id=hostel.id(), booking=second.booking, reason="changed_mind")
        assert refused(hostel, late, HAND) == "beds.cancel_too_late"
        assert hostel.cancel(second.booking, "no_bed").fen == 200
        assert hostel.accounts() == {"cash.drawer": 50, "income.beds": -50}


def test_only_the_staff_give_money_back_for_reasons_of_their_own(hostel: Hostel) -> None:
    booked = hostel.paid(1)
    request = beds.Cancel(request_id=hostel.id(), booking=booked.booking, reason="mistake")
    assert refused(hostel, request) == "beds.bad_reason"
    hostel.at("12:00")
    hostel.arrive(booked.code)
    hostel.cancel(booked.booking, "no_bed")
    assert hostel.rows("SELECT bed FROM beds_rooms WHERE dirty") == [(1,)]


# What comes from outside


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"day": "2024-02-29"}, "beds.day_gone"),
        ({"day": "2024-03-03"}, "beds.too_far_ahead"),
        ({"day": "2024-3-1"}, "beds.bad_day"),
        ({"day": "x" * 10_000}, "beds.bad_day"),
        ({"slot": "12:30"}, "beds.no_such_slot"),
        ({"slot": "\ud800\x00"}, "beds.no_such_slot"),
        ({"room": "attic\u202e"}, "beds.no_such_room"),
        ({"bed": -1}, "beds.no_such_bed"),
        ({"bed": 10**30}, "beds.no_such_bed"),
        ({"bed": 4}, "beds.no_such_bed"),
        ({"wait": -1}, "beds.no_offer"),
        ({"wait": 10**30}, "beds.no_offer"),
    ],
)
def test_a_booking_that_no_screen_asks_for_is_refused_and_nothing_is_kept(
    hostel: Hostel, fields: dict[str, Any], reason: str
) -> None:
    before = hostel.kinds()
    assert refused(hostel, book(hostel, **fields)) == reason
    assert hostel.kinds() == before


@pytest.mark.parametrize(
    "code",
    ["", "000000", "-1", "１２３４５６", "x" * 100_000, "1-1-0000000000000000", "1-3-7f3a9c21d04be512", "\ud800"],
)
def test_a_code_that_was_never_given_opens_no_bed(hostel: Hostel, code: str) -> None:
    hostel.paid(1)
    hostel.at("12:00")
    before = hostel.kinds()
    assert refused(hostel, beds.CheckIn(request_id=hostel.id(), code=code)) == "beds.no_such_ticket"
    assert refused(hostel, beds.CheckOut(request_id=hostel.id(), code=code)) == "beds.no_such_ticket"
    assert hostel.kinds() == before


def test_a_ticket_of_another_station_opens_no_bed(hostel: Hostel, tmp_path: Path) -> None:
    hostel.paid(1)
    with Hostel(tmp_path / "other").closing() as other:
        assert isinstance(other, Hostel)
        theirs = other.code(other.paid(1).booking)
        device = other.desk.journal.device.hex()
    hostel.at("12:00")
    for code in (theirs, f"/s/{device}.{theirs.replace('-', '.')}"):
        assert refused(hostel, beds.CheckIn(request_id=hostel.id(), code=code)) == "beds.no_such_ticket"


def test_another_services_slip_opens_no_bed(hostel: Hostel) -> None:
    hostel.open()
    hostel.buy()
    slip = hostel.rows("SELECT slip FROM spool WHERE kind = 'meals.ticket'")[0][0]
    assert refused(hostel, beds.CheckIn(request_id=hostel.id(), code=slip)) == "beds.no_such_ticket"


def test_a_ticket_opens_its_bed_on_its_day_and_not_too_early(hostel: Hostel) -> None:
    ahead, today = hostel.paid(1, day=TOMORROW), hostel.paid(2)
    hostel.at("11:44")
    assert refused(hostel, beds.CheckIn(request_id=hostel.id(), code=today.code)) == "beds.too_early"
    assert refused(hostel, beds.CheckIn(request_id=hostel.id(), code=ahead.code)) == "beds.other_day"
    assert refused(hostel, beds.CheckIn(request_id=hostel.id(), code=ahead.code), HAND) == "beds.other_day"
    assert hostel.arrive(today.code, HAND).bed == 2


def test_a_ticket_that_was_given_back_or_slept_opens_no_bed_again(hostel: Hostel) -> None:
    given, slept, unpaid = hostel.paid(1), hostel.paid(2), hostel.book(3)
    code = hostel.code(given.booking)
    hostel.cancel(given.booking)
    hostel.at("11:50")
    hostel.arrive(slept.code)
    hostel.leave(slept.code)
    for old in (code, given.code, slept.code, unpaid.code):
        assert refused(hostel, beds.CheckIn(request_id=hostel.id(), code=old)) == "beds.ticket_is"


def test_the_same_ticket_twice_is_one_check_in_also_at_two_desks_at_once(hostel: Hostel) -> None:
    booked = hostel.paid(1)
    hostel.at("12:00")
    with Hostel(hostel.files.folder, clock=hostel.clock).closing() as other:
        assert isinstance(other, Hostel)
        first = beds.CheckIn(request_id=hostel.id(), code=booked.code)
        second = beds.CheckIn(request_id=other.id(), code=booked.code)
        assert hostel.ask(first, HAND).bed == 1
        assert refused(other, second, BOSS) == "beds.already_in"
        assert other.ask(first, HAND).bed == 1
    assert hostel.kinds().count("beds.checked_in") == 1


@pytest.mark.parametrize("kind", [beds.ChangeLinen, beds.ReopenBed])
@pytest.mark.parametrize("bed", [0, -1, 6, 10**30])
def test_a_bed_that_there_is_not_is_refused(hostel: Hostel, kind: Any, bed: int) -> None:
    assert refused(hostel, kind(request_id=hostel.id(), bed=bed), HAND) == "beds.no_such_bed"


@pytest.mark.parametrize("booking", ["", "b", "x" * 100_000, "b\x00", "\ud800", "床"])
def test_a_booking_that_there_is_not_is_refused(hostel: Hostel, booking: str) -> None:
    for request in (
        beds.Undo(request_id=hostel.id(), booking=booking),
        beds.Move(request_id=hostel.id(), booking=booking, bed=1),
        beds.Cancel(request_id=hostel.id(), booking=booking, reason="mistake"),
        beds.NoShow(request_id=hostel.id(), booking=booking),
    ):
        assert refused(hostel, request, HAND) == "beds.no_such_ticket"


def test_a_reason_that_is_none_of_ours_enters_no_record(hostel: Hostel) -> None:
    booked = hostel.paid(1)
    close = beds.CloseBed(request_id=hostel.id(), bed=1, reason="张三 13800138000")
    assert refused(hostel, close, HAND) == "beds.bad_reason"
    cancel = beds.Cancel(request_id=hostel.id(), booking=booked.booking, reason="x\x00")
    assert refused(hostel, cancel, HAND) == "beds.bad_reason"


def test_a_station_without_beds_says_so(tmp_path: Path) -> None:
    with Hostel(tmp_path / "station", with_beds(rooms="")).closing() as hostel:
        assert isinstance(hostel, Hostel)
        assert refused(hostel, book(hostel)) == "beds.none_here"


def test_no_bed_is_booked_for_a_day_off_nor_on_one(tmp_path: Path) -> None:
    text = with_beds().replace("[services.beds]", '[holidays]\nclosed = ["2024-03-02"]\n\n[services.beds]')
    with Hostel(tmp_path / "station", text).closing() as hostel:
        assert isinstance(hostel, Hostel)
        assert refused(hostel, book(hostel, day=TOMORROW)) == "house.day_off"
        hostel.clock.pass_(24 * 3600)
        assert refused(hostel, book(hostel, day=TOMORROW)) == "house.day_off"
        assert refused(hostel, book(hostel, day="2024-03-03")) == "house.day_off"


def test_the_last_half_hour_is_not_sold(hostel: Hostel) -> None:
    hostel.at("13:29")
    hostel.book()
    hostel.at("13:30")
    assert refused(hostel, book(hostel)) == "beds.too_late"
    assert hostel.book(day=TOMORROW).bed == 1


def test_what_every_request_asks_of_beds_reads_only_those_whose_time_has_come(hostel: Hostel) -> None:
    for bed, room in ((1, "men"), (2, "men"), (3, "men"), (4, "women"), (5, "women")):
        hostel.paid(bed, room)
        hostel.paid(bed, room, day=TOMORROW)
    store = hostel.desk.journal.db
    read: list[Any] = []

    def note(_: Any, row: Any) -> Any:
        read.append(row)
        return row

    store.row_trace = note
    assert due(store, hostel.scene("beds")) == ()
    assert read == []
    hostel.clock.pass_(69 * 60)
    (decision,) = due(store, hostel.scene("beds"))
    store.row_trace = None
    assert [type(one.fact) for one in decision.events] == [events.NoShow] * 5, "today's, not tomorrow's"


def test_who_was_woken_is_not_read_again_before_the_time_to_leave(hostel: Hostel) -> None:
    hostel.at("12:00")
    hostel.walk_in(1)
    hostel.at("14:00")
    assert hostel.kinds()[-1] == "beds.woken"
    read: list[Any] = []

    def note(_: Any, row: Any) -> Any:
        read.append(row)
        return row

    store = hostel.desk.journal.db
    store.row_trace = note
    assert due(store, hostel.scene("beds")) == ()
    store.row_trace = None
    assert read == []
