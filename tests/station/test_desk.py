"""One request, one transaction: asked twice answered once, refused or done, whoever asks from whichever process."""

import pytest
from support.station import BOSS, HAND, Station, station_in

from kiosk.base.request import Refused, Request
from kiosk.services.house import requests as house
from kiosk.services.meals import requests as meals
from kiosk.services.slips import requests as slips
from kiosk.services.staff import requests as staff
from kiosk.services.till import requests as till
from kiosk.station.journal import connect


def refusal(station: Station, request: Request, by: str = BOSS) -> Refused:
    with pytest.raises(Refused) as refused:
        station.ask(request, by)
    return refused.value


# The same request


def test_the_same_request_twice_gives_one_number_and_the_same_answer(station: Station) -> None:
    station.open()
    order = meals.Order(request_id=station.id(), meal="lunch")
    first = station.ask(order, "worker")
    written = station.kinds()
    station.clock.pass_(10)
    assert station.ask(order, "worker") == first
    assert station.kinds() == written


def test_the_same_request_after_a_restart_gives_the_same_answer(station: Station) -> None:
    station.open()
    sell = meals.Sell(request_id=station.id(), meal="lunch", way="counter", given_fen=1000)
    first = station.ask(sell)
    written = station.kinds()
    again = Station(station.files.folder, station.clock)
    assert again.ask(sell) == first
    assert again.kinds() == written
    again.close()


def test_the_same_request_at_two_desks_gives_the_same_answer(station: Station) -> None:
    station.open()
    counter = Station(station.files.folder, station.clock)
    ordered = station.order()
    receive = till.Receive(request_id=station.id(), sale=ordered.sale, way="counter", given_fen=1000)
    first = counter.ask(receive, HAND)
    written = station.kinds()
    assert station.ask(receive, HAND) == first == till.Received(change_fen=500)
    assert station.kinds() == written
    counter.close()


def test_an_id_used_for_another_request_is_refused(station: Station) -> None:
    station.open()
    same = station.id()
    station.ask(meals.Order(request_id=same, meal="lunch"), "worker")
    refused = refusal(station, meals.JoinWait(request_id=same, meal="lunch"), "worker")
    assert refused.reason == "house.id_used_before"


def test_a_refused_request_may_succeed_later_under_the_same_id(station: Station) -> None:
    order = meals.Order(request_id=station.id(), meal="lunch")
    assert refusal(station, order, "worker").reason == "meals.not_open"
    station.open()
    assert station.ask(order, "worker").number == 1


def test_a_refusal_leaves_nothing_behind(station: Station) -> None:
    station.open()
    before, accounts = station.kinds(), station.accounts()
    sell = meals.Sell(request_id=station.id(), meal="lunch", way="counter", given_fen=400)
    assert refusal(station, sell).reason == "till.too_little"
    assert station.kinds() == before
    assert station.accounts() == accounts
    assert station.rows("SELECT count(*) FROM meals_tickets") == [(0,)]


# What time has decided stays decided when the request is refused


def test_a_refusal_keeps_what_was_due(station: Station) -> None:
    station.open()
    station.order()
    station.clock.pass_(181)
    join = meals.JoinWait(request_id=station.id(), meal="lunch")
    assert refusal(station, join, "worker").reason == "meals.portions_left"
    assert station.kinds()[-2:] == ["till.sale_expired", "meals.order_expired"]


# Who may ask


@pytest.mark.parametrize(
    "by",
    [
        "worker",
        "device",
        "auditor:a1",
        "attendant:a1",
        "supervisor:a2",
        "supervisor:nobody",
        "supervisor",
        "attendant",
        "supervisor:",
        "worker:a1",
        "",
        ":a1",
        "manager:a1",
    ],
)
def test_who_may_not_is_refused(station: Station, by: str) -> None:
    station.open()
    before = station.kinds()
    refused = refusal(station, meals.AddPortions(request_id=station.id(), meal="lunch", qty=1), by)
    assert refused.reason == "staff.not_allowed"
    assert station.kinds() == before


@pytest.mark.parametrize("by", [BOSS, HAND])
def test_who_may_is_named_in_the_event(station: Station, by: str) -> None:
    station.open()
    station.ask(meals.AddPortions(request_id=station.id(), meal="lunch", qty=1), by)
    last = "SELECT json_extract(CAST(raw AS TEXT), '$.by') FROM journal ORDER BY pos DESC LIMIT 1"
    assert station.rows(last) == [(by,)]


def test_who_has_left_may_no_longer(station: Station) -> None:
    station.open()
    station.ask(staff.Retire(request_id=station.id(), who="a2"))
    assert refusal(station, meals.Close(request_id=station.id(), meal="lunch"), HAND).reason == "staff.not_allowed"


def test_only_the_device_reports_on_paper(station: Station) -> None:
    report = slips.Report(request_id=station.id(), slip="1-9-0000000000000000", copy=0, printer="p", state="confirmed")
    assert refusal(station, report, HAND).reason == "staff.not_allowed"


# PINs


def wrong_pin(station: Station, who: str = "a2") -> Refused:
    return refusal(station, staff.SignIn(request_id=station.id(), who=who, pin_right=False), "worker")


def right_pin(station: Station, who: str = "a2") -> staff.SignedIn:
    outcome = station.ask(staff.SignIn(request_id=station.id(), who=who, pin_right=True), "worker")
    assert isinstance(outcome, staff.SignedIn)
    return outcome


def test_a_wrong_pin_is_recorded_and_not_remembered(station: Station) -> None:
    sign_in = staff.SignIn(request_id=station.id(), who="a2", pin_right=False)
    assert refusal(station, sign_in, "worker").fields == {"left": 4}
    assert refusal(station, sign_in, "worker").fields == {"left": 3}
    assert station.kinds()[-2:] == ["staff.pin_wrong", "staff.pin_wrong"]


def test_a_right_pin_signs_in_and_forgives(station: Station) -> None:
    for _ in range(4):
        wrong_pin(station)
    assert right_pin(station) == staff.SignedIn(by=HAND, shown="李*")
    assert wrong_pin(station).fields == {"left": 4}


def test_the_fifth_wrong_pin_locks_and_time_unlocks(station: Station) -> None:
    for _ in range(4):
        assert wrong_pin(station).reason == "staff.pin_wrong"
    assert wrong_pin(station).reason == "staff.locked_out"
    assert station.kinds()[-2:] == ["staff.pin_wrong", "staff.locked_out"]
    before = station.kinds()
    station.clock.pass_(299)
    locked = refusal(station, staff.SignIn(request_id=station.id(), who="a2", pin_right=True), "worker")
    assert (locked.reason, locked.fields) == ("staff.locked_out", {"minutes": 1})
    assert station.kinds() == before
    station.clock.pass_(1)
    assert right_pin(station).by == HAND


def test_a_lock_out_tells_the_minutes_to_wait(station: Station) -> None:
    for _ in range(4):
        wrong_pin(station)
    assert wrong_pin(station).fields == {"minutes": 5}
    station.clock.pass_(61)
    assert wrong_pin(station).fields == {"minutes": 4}


def test_neither_a_clock_set_forward_nor_a_reboot_ends_a_lock_out_early(station: Station) -> None:
    for _ in range(5):
        wrong_pin(station)
    station.clock.jump(3600)
    assert wrong_pin(station).reason == "staff.locked_out"
    station.clock.jump(-3600)
    station.clock.reboot()
    assert wrong_pin(station).reason == "staff.locked_out"
    station.clock.pass_(301)
    assert right_pin(station).by == HAND


def test_one_lock_out_is_not_everybodys(station: Station) -> None:
    for _ in range(5):
        wrong_pin(station)
    assert right_pin(station, "a1").by == BOSS


def test_a_lock_out_holds_at_every_desk(station: Station) -> None:
    counter = Station(station.files.folder, station.clock)
    for desk in (station, counter, station, counter, station):
        wrong_pin(desk)
    assert wrong_pin(counter).reason == "staff.locked_out"
    counter.close()


def test_an_attendant_cannot_change_the_pin_of_another(station: Station) -> None:
    refused = refusal(station, staff.NotePin(request_id=station.id(), who="a1"), HAND)
    assert refused.reason == "staff.not_allowed"
    station.ask(staff.NotePin(request_id=station.id(), who="a2"), HAND)
    station.ask(staff.NotePin(request_id=station.id(), who="a2"), BOSS)


# Late money


def test_late_money_takes_a_new_number_while_there_are_portions(station: Station) -> None:
    station.open()
    ordered = station.order()
    station.clock.pass_(181)
    assert station.order().number == 2
    assert station.pay(ordered.sale, 1000) == till.Received(change_fen=500)
    assert station.rows("SELECT number, state FROM meals_tickets WHERE sale = ? ORDER BY number", ordered.sale) == [
        (1, "expired"),
        (3, "waiting"),
    ]
    assert station.accounts() == {"cash.drawer": 500, "owed.meals": -500}


def test_late_money_for_nothing_is_owed(station: Station) -> None:
    station.open(1)
    ordered = station.order()
    station.clock.pass_(181)
    station.buy()
    received = station.pay(ordered.sale)
    assert received.owed
    assert station.accounts() == {"cash.drawer": 1000, "owed.meals": -500, "owed.refunds": -500}
    assert station.ask(till.PayOwed(request_id=station.id(), owed=received.owed), HAND) == till.PaidOwed(fen=500)
    assert station.accounts() == {"cash.drawer": 500, "owed.meals": -500}


def test_money_after_closing_is_owed(station: Station) -> None:
    station.open()
    ordered = station.order()
    station.clock.pass_(181)
    station.close_meal()
    assert station.pay(ordered.sale).owed
    assert station.accounts() == {"cash.drawer": 500, "owed.refunds": -500}


def test_money_is_taken_once(station: Station) -> None:
    station.open()
    ordered = station.order()
    station.pay(ordered.sale)
    again = till.Receive(request_id=station.id(), sale=ordered.sale, way="counter", given_fen=500)
    assert refusal(station, again, HAND).reason == "till.not_open"


# The queue


def test_a_portion_that_comes_free_goes_to_who_waits_and_not_to_who_comes_by(station: Station) -> None:
    station.open(1)
    station.order()
    station.ask(meals.JoinWait(request_id=station.id(), meal="lunch"), "worker")
    station.clock.pass_(181)
    assert refusal(station, meals.Order(request_id=station.id(), meal="lunch"), "worker").reason == "meals.sold_out"
    assert station.order(wait=1).number == 2


# A day that nobody closed


def test_a_forgotten_day_is_closed_under_its_own_date_when_the_next_one_opens(station: Station) -> None:
    station.open()
    number = station.buy()
    station.clock.pass_(24 * 3600)
    station.open()
    assert station.rows("SELECT day, open, not_collected FROM meals_days ORDER BY day") == [
        ("2024-03-01", 0, 1),
        ("2024-03-02", 1, 0),
    ]
    assert station.rows("SELECT state FROM meals_tickets WHERE number = ?", number) == [("not_collected",)]
    assert station.accounts() == {"cash.drawer": 500, "owed.refunds": -500}
    assert station.rows("SELECT count(*) FROM heads WHERE seq > 1") == [(1,)]


def test_an_unpaid_order_of_a_forgotten_day_does_not_hold_up_the_next(station: Station) -> None:
    station.open()
    station.order()
    station.clock.pass_(24 * 3600)
    station.open()
    assert station.rows("SELECT day, open, expired FROM meals_days ORDER BY day") == [
        ("2024-03-01", 0, 1),
        ("2024-03-02", 1, 0),
    ]


# Epochs


def test_a_new_epoch_cites_the_head_as_it_was(station: Station) -> None:
    """Nothing is added to an epoch that may have gone on elsewhere, whatever is due."""
    station.open()
    station.order()
    head = station.desk.journal.head()
    station.clock.pass_(3600)
    station.clock.jump(-7200)
    station.ask(
        house.OpenEpoch(
            request_id=station.id(),
            device=station.desk.journal.device.hex(),
            epoch=2,
            public_key="00" * 32,
            cites=head.text(),
        ),
        "device",
    )
    assert station.rows("SELECT max(seq) FROM journal WHERE epoch = 1") == [(head.seq,)]
    station.ask(house.Tick(request_id=station.id()), "device")
    assert station.rows("SELECT count(*) FROM till_sales WHERE state = 'open'") == [(0,)]


# Two stations in one folder are one


def test_two_desks_continue_one_chain(station: Station) -> None:
    station.open()
    with station_in(station.files.folder) as counter:
        counter.clock.up = station.clock.up
        numbers = [desk.buy() for desk in (station, counter, counter, station)]
    assert numbers == [1, 2, 3, 4]


def test_while_another_process_holds_the_journal_the_desk_says_so_and_nothing_is_taken(station: Station) -> None:
    station.open()
    other = connect(station.files.journal)
    other.execute("BEGIN IMMEDIATE")
    station.desk.journal.db.set_busy_timeout(20)
    with pytest.raises(Refused) as refused:
        station.order()
    assert refused.value.reason == "house.busy"
    other.execute("ROLLBACK")
    other.close()
    assert station.order().number == 1
