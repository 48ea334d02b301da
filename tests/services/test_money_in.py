"""Notes and coins that a machine takes in: what they pay for, and whose they are when nobody is there any more."""

import pytest
from support.station import Station

from kiosk.base.request import Refused
from kiosk.record.verify import NO_WITNESS
from kiosk.services.house.requests import Tick
from kiosk.services.registry import SERVICES
from kiosk.services.till import requests as till
from kiosk.services.till.readings import open_owed
from kiosk.station.verify import verify_station


@pytest.fixture
def lunch(station: Station) -> Station:
    station.open(2)
    return station


def put(station: Station, sale: str, fen: int, request_id: str = "") -> till.PutInto:
    request = till.PutIn(request_id=request_id or station.id(), sale=sale, fen=fen)
    outcome = station.ask(request, "device")
    assert isinstance(outcome, till.PutInto)
    return outcome


def owed(station: Station) -> list[tuple[int, str]]:
    return [(row.fen, row.reason) for row in open_owed(station.desk.journal.db, station.scene("till"))]


def sound(station: Station) -> bool:
    """Whether the money adds up and the record's readings are those of its events."""
    verdict = verify_station(station.files.journal, NO_WITNESS, SERVICES, rebuild=True)
    return verdict.fault is None and sum(station.accounts().values()) == 0


def test_two_notes_and_a_coin_are_a_lunch(lunch: Station) -> None:
    sale = lunch.order().sale
    assert [put(lunch, sale, fen).missing_fen for fen in (200, 200, 100)] == [300, 100, 0]
    assert lunch.kinds()[-2:] == ["till.sale_paid", "meals.ticket_issued"]
    assert lunch.accounts() == {"cash.acceptor": 500, "owed.meals": -500}
    assert owed(lunch) == []
    assert sound(lunch)


def test_money_in_and_the_person_gone_is_owed_after_ninety_seconds_and_the_portion_free(lunch: Station) -> None:
    sale = lunch.order().sale
    put(lunch, sale, 200)
    lunch.clock.pass_(80)
    put(lunch, sale, 100)
    lunch.clock.pass_(89)
    lunch.ask(Tick(request_id=lunch.id()), "device")
    assert owed(lunch) == []
    lunch.clock.pass_(2)
    lunch.ask(Tick(request_id=lunch.id()), "device")
    assert owed(lunch) == [(300, "till.gone")]
    assert lunch.accounts() == {"cash.acceptor": 300, "owed.refunds": -300}
    assert lunch.rows("SELECT count(*) FROM spool WHERE kind = 'till.owed'") == [(1,)]
    assert [lunch.buy(), lunch.buy()] == [2, 3]
    assert sound(lunch)


def test_money_after_the_sale_is_over_is_owed_at_once(lunch: Station) -> None:
    sale = lunch.order().sale
    put(lunch, sale, 200)
    lunch.clock.pass_(91)
    assert put(lunch, sale, 500).owed_fen == 500
    assert sorted(owed(lunch)) == [(200, "till.gone"), (500, "till.gone")]
    assert sound(lunch)


def test_too_large_a_note_is_a_lunch_and_change_owed(lunch: Station) -> None:
    assert put(lunch, lunch.order().sale, 2000) == till.PutInto(owed_fen=1500)
    assert owed(lunch) == [(1500, "till.over")]
    assert lunch.accounts() == {"cash.acceptor": 2000, "owed.meals": -500, "owed.refunds": -1500}
    assert sound(lunch)


def test_who_changes_their_mind_with_money_in_is_owed_it(lunch: Station) -> None:
    sale = lunch.order().sale
    put(lunch, sale, 200)
    lunch.ask(till.Cancel(request_id=lunch.id(), sale=sale), "worker")
    assert owed(lunch) == [(200, "till.let_go")]
    assert sound(lunch)


def test_who_pays_all_of_it_at_the_counter_is_owed_what_the_machine_holds(lunch: Station) -> None:
    sale = lunch.order().sale
    put(lunch, sale, 200)
    lunch.pay(sale)
    assert owed(lunch) == [(200, "till.let_go")]
    assert lunch.accounts() == {"cash.acceptor": 200, "cash.drawer": 500, "owed.meals": -500, "owed.refunds": -200}
    assert sound(lunch)


def test_the_same_note_told_twice_is_one_note(lunch: Station) -> None:
    sale, note = lunch.order().sale, lunch.id()
    assert put(lunch, sale, 200, note) == put(lunch, sale, 200, note)
    assert lunch.accounts()["cash.acceptor"] == 200


def test_what_the_counter_pays_out_closes_it(lunch: Station) -> None:
    sale = lunch.order().sale
    put(lunch, sale, 200)
    lunch.ask(till.Cancel(request_id=lunch.id(), sale=sale), "worker")
    lunch.buy()
    (row,) = open_owed(lunch.desk.journal.db, lunch.scene("till"))
    lunch.ask(till.PayOwed(request_id=lunch.id(), owed=row.owed))
    assert lunch.accounts() == {"cash.acceptor": 200, "cash.drawer": 300, "owed.meals": -500}
    assert sound(lunch)


@pytest.mark.parametrize("fen", [0, -100])
def test_no_money_is_no_note(lunch: Station, fen: int) -> None:
    sale = lunch.order().sale
    with pytest.raises(Refused) as refused:
        put(lunch, sale, fen)
    assert refused.value.reason == "till.too_little"
    with pytest.raises(Refused):
        lunch.ask(till.PutIn(request_id=lunch.id(), sale=sale, fen=100), "worker")
