"""Points are lent to one device in one epoch, and let go of only by its own record; whatever else happens is found."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from nacl.signing import SigningKey
from support.centre import RunningCentre, problem
from support.members import Shop, ask
from support.station import SetClock

from kiosk.centre.members import leasing
from kiosk.centre.members.following import follow
from kiosk.record.lease import parse_request
from kiosk.record.token import Token, written
from kiosk.services.points import events

GRANTED, AVAILABLE, HELD, SPENT, SUSPENSE = range(5)


def followed(centre: RunningCentre) -> None:
    part = centre.centre
    asyncio.run_coroutine_threadsafe(follow(part.database, part.clock, part.ids), centre._loop).result(30)


def account(centre: RunningCentre, member: str = "") -> tuple[int, ...]:
    """(granted, available, held, spent, suspense) of the one member, which always ties."""
    followed(centre)
    where = f" WHERE member = '{member}'" if member else ""
    ((*sums,),) = centre.sql(f"SELECT granted, available, held, spent, suspense FROM member_accounts{where}")
    assert centre.work(leasing.untied) == []
    return tuple(sums)


def findings(centre: RunningCentre) -> list[tuple[str, dict[str, Any]]]:
    followed(centre)
    rows = centre.sql("SELECT kind, fields FROM findings ORDER BY kind, subject")
    return [(kind, msgspec.json.decode(fields)) for kind, fields in rows]


@pytest.fixture
def shop(centre: RunningCentre) -> Shop:
    return Shop().join(centre)


@pytest.fixture
def card(centre: RunningCentre, shop: Shop) -> str:
    """A member with 50 points that the centre owes."""
    card = shop.card(1)
    shop.earn(1, 50)
    shop.sync(centre)
    return card


def test_one_visit_lends_spends_and_lets_go(centre: RunningCentre, shop: Shop, card: str) -> None:
    assert account(centre) == (50, 50, 0, 0, 0)
    lease = shop.lease(centre, card)
    assert (lease.cap, lease.device, lease.epoch) == (50, shop.device, 1)
    assert account(centre) == (50, 0, 50, 0, 0)
    shop.take(lease, 1)
    shop.redeem(1, 30, lease.lease_id.hex())
    shop.close(lease, 1, 30)
    shop.sync(centre)
    assert account(centre) == (50, 20, 0, 30, 0)
    assert findings(centre) == []


@pytest.mark.usefixtures("shop")
def test_another_station_spends_what_was_earned_here(centre: RunningCentre, card: str) -> None:
    other = Shop().join(centre)
    lease = other.lease(centre, card, 30)
    assert lease.cap == 30
    other.take(lease, 7)
    other.redeem(7, 30, lease.lease_id.hex())
    other.close(lease, 7, 30)
    other.sync(centre)
    assert account(centre) == (50, 20, 0, 30, 0)
    rows = centre.sql("SELECT kind, amount FROM member_lines ORDER BY amount")
    assert rows == [("redeemed", -30), ("earning_approved", 50)]


def test_what_the_station_itself_owed_before_it_joined_is_not_granted_twice(centre: RunningCentre) -> None:
    shop = Shop().join(centre)
    shop.card(1)
    shop.earn(1, 40, "members")
    shop.redeem(1, 10, side="members")
    shop.sync(centre)
    followed(centre)
    assert centre.sql("SELECT * FROM member_accounts") == []


def test_what_one_device_has_the_next_one_does_not_get(centre: RunningCentre, shop: Shop, card: str) -> None:
    assert shop.lease(centre, card).cap == 50
    answer = ask(centre, Shop().join(centre).body(card))
    assert (answer.status_code, problem(answer), answer.json()["available"]) == (409, "nothing_left", 0)


@pytest.mark.usefixtures("shop")
def test_twenty_devices_that_ask_at_once_are_never_lent_more_than_there_is(centre: RunningCentre, card: str) -> None:
    shops = [Shop().join(centre) for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda each: ask(centre, each.body(card, 8)), shops))
    lent = sum(lease for (lease,) in centre.sql("SELECT cap FROM member_leases"))
    assert (lent, sum(answer.ok for answer in answers)) == (50, 7)
    assert account(centre) == (50, 0, 50, 0, 0)


def test_a_request_replayed_gets_the_same_lease_and_lends_nothing_more(
    centre: RunningCentre, shop: Shop, card: str
) -> None:
    body = shop.body(card, 20)
    with ThreadPoolExecutor(8) as pool:
        answers = {ask(centre, body).text for _ in pool.map(lambda _: ask(centre, body), range(8))}
    assert len(answers) == 1
    assert account(centre) == (50, 30, 20, 0, 0)


def test_whoever_is_not_the_device_gets_no_lease(centre: RunningCentre, shop: Shop, card: str) -> None:
    right = shop.body(card)
    stranger = Shop()
    thief = Shop(shop.device)
    cases = [
        (b"", "lease_format"),
        (right[:60], "lease_format"),
        (right[:-1] + bytes([right[-1] ^ 1]), "signature"),
        (stranger.body(card), "unknown_device"),
        (thief.body(card), "signature"),
        (shop.body(card, epoch=2), "epoch"),
        (shop.body("/s/" + "0" * 32 + ".1.1." + "0" * 16), "no_member"),
        (shop.body(card[:-1] + ("0" if card[-1] != "0" else "1")), "no_member"),
        (shop.body("1-2-" + "0" * 16), "no_member"),
        (shop.body("<script>"), "no_member"),
    ]
    for body, name in cases:
        assert problem(ask(centre, body)) == name
    for state in ("revoked", "quarantined"):
        centre.sql("UPDATE devices SET state = :s", s=state)
        assert problem(ask(centre, right)) == state
    assert account(centre) == (50, 50, 0, 0, 0)


def test_a_card_that_was_replaced_opens_nothing_and_the_new_one_does(
    centre: RunningCentre, shop: Shop, card: str
) -> None:
    new = shop.card(1, replaces=True)
    shop.sync(centre)
    assert problem(ask(centre, shop.body(card))) == "card_void"
    assert shop.lease(centre, new).cap == 50


def test_the_clock_alone_never_lets_go_of_a_hold(centre: RunningCentre, shop: Shop, card: str) -> None:
    lease = shop.lease(centre, card)
    assert isinstance(centre.clock, SetClock)
    centre.clock.at += timedelta(days=400)
    assert account(centre) == (50, 0, 50, 0, 0)
    shop.take(lease, 1)  # its own clock says that it is yesterday
    shop.redeem(1, 50, lease.lease_id.hex())
    shop.close(lease, 1, 50)
    shop.sync(centre)
    assert account(centre) == (50, 0, 0, 50, 0)
    assert "overdrawn" not in dict(findings(centre))


def test_an_answer_that_was_lost_is_given_back_by_the_record(centre: RunningCentre, shop: Shop, card: str) -> None:
    lost = shop.lease(centre, card)
    shop.close(lost, 0, 0)
    shop.sync(centre)
    assert account(centre) == (50, 50, 0, 0, 0)


def test_a_request_that_comes_after_its_own_close_lends_nothing(centre: RunningCentre, shop: Shop, card: str) -> None:
    body = shop.body(card)
    shop.fact(events.LeaseClosed(lease=parse_request(body).lease_id.hex(), account=0, spent=0))
    shop.sync(centre)
    assert problem(ask(centre, body)) == "lease_closed"
    assert account(centre) == (50, 50, 0, 0, 0)


def test_more_than_was_lent_is_found(centre: RunningCentre, shop: Shop, card: str) -> None:
    lease = shop.lease(centre, card, 30)
    shop.take(lease, 1)
    shop.redeem(1, 30, lease.lease_id.hex())
    shop.redeem(1, 30, lease.lease_id.hex())
    shop.sync(centre)
    assert account(centre) == (50, -10, 0, 60, 0)
    kinds = [kind for kind, _ in findings(centre)]
    assert kinds == ["double_spend", "overdrawn"]


def test_a_lease_that_was_closed_and_is_spent_again_is_found(centre: RunningCentre, shop: Shop, card: str) -> None:
    lease = shop.lease(centre, card, 30)
    shop.take(lease, 1)
    shop.close(lease, 1, 0)
    shop.redeem(1, 30, lease.lease_id.hex())
    shop.sync(centre)
    assert account(centre) == (50, 20, 0, 30, 0)
    ((kind, fields),) = findings(centre)
    assert (kind, fields["over"], fields["seq"]) == ("double_spend", 30, 6)


def test_a_lease_carried_to_another_device_or_epoch_is_found(centre: RunningCentre, shop: Shop, card: str) -> None:
    lease = shop.lease(centre, card, 30)
    other = Shop().join(centre)
    other.take(lease, 9)
    other.redeem(9, 30, lease.lease_id.hex())
    other.sync(centre)
    assert [kind for kind, _ in findings(centre)] == ["lease_elsewhere", "member_unknown"]
    shop.open_epoch()
    shop.sent = 0
    shop.take(lease, 1)
    shop.redeem(1, 30, lease.lease_id.hex())
    shop.sync(centre)
    assert "double_spend" in [kind for kind, _ in findings(centre)]
    assert account(centre) == (50, -10, 30, 30, 0)


def test_a_dead_device_s_hold_is_put_aside_and_given_back_by_people(
    centre: RunningCentre, shop: Shop, card: str
) -> None:
    lease = shop.lease(centre, card).lease_id.hex()
    now = centre.clock.now()
    centre.work(lambda connection: leasing.suspend(connection, lease, "lead:b1", now))
    assert account(centre) == (50, 0, 0, 0, 50)
    with pytest.raises(leasing.NoLease):
        centre.work(lambda connection: leasing.suspend(connection, lease, "lead:b1", now))
    centre.work(lambda connection: leasing.give_back(connection, lease, "lead:b1", now))
    assert account(centre) == (50, 50, 0, 0, 0)
    assert centre.sql("SELECT state, decided_by FROM member_leases") == [("returned", "lead:b1")]


def test_a_late_tail_spends_what_stands_in_suspense_and_closes_it(centre: RunningCentre, shop: Shop, card: str) -> None:
    lease = shop.lease(centre, card)
    now = centre.clock.now()
    centre.work(lambda connection: leasing.suspend(connection, lease.lease_id.hex(), "lead:b1", now))
    shop.take(lease, 1)
    shop.redeem(1, 30, lease.lease_id.hex())
    shop.sync(centre)
    assert account(centre) == (50, 0, 0, 30, 20)
    shop.close(lease, 1, 30)
    shop.sync(centre)
    assert account(centre) == (50, 20, 0, 30, 0)


def test_what_was_given_back_and_then_turns_out_spent_is_found(centre: RunningCentre, shop: Shop, card: str) -> None:
    lease, now = shop.lease(centre, card), centre.clock.now()
    centre.work(lambda connection: leasing.suspend(connection, lease.lease_id.hex(), "lead:b1", now))
    centre.work(lambda connection: leasing.give_back(connection, lease.lease_id.hex(), "lead:b1", now))
    other = Shop().join(centre)
    again = other.lease(centre, card)
    other.take(again, 3)
    other.redeem(3, 50, again.lease_id.hex())
    other.close(again, 3, 50)
    other.sync(centre)
    shop.take(lease, 1)
    shop.redeem(1, 50, lease.lease_id.hex())
    shop.sync(centre)
    assert account(centre) == (50, -50, 0, 100, 0)
    assert [kind for kind, _ in findings(centre)] == ["double_spend", "overdrawn"]


def test_a_disk_put_back_is_found_by_what_it_asked_with(centre: RunningCentre, shop: Shop, card: str) -> None:
    raws, hashes = list(shop.raws), list(shop.hashes)
    shop.live(3)  # never sent
    lease = shop.lease(centre, card, 30)
    shop.take(lease, 1)
    shop.redeem(1, 30, lease.lease_id.hex())
    shop.raws, shop.hashes = raws, hashes
    shop.live(5)
    shop.sync(centre)
    ((kind, fields),) = findings(centre)
    assert (kind, fields["lease"]) == ("rewound", lease.lease_id.hex())
    ((evidence,),) = centre.sql("SELECT evidence_id FROM findings")
    assert centre.sql("SELECT kind FROM evidence WHERE evidence_id = :e", e=evidence) == [("lease_request",)]


def test_two_machines_from_one_disk_end_as_a_fork_that_names_what_went_twice(
    centre: RunningCentre, shop: Shop, card: str
) -> None:
    lease = shop.lease(centre, card, 30)
    raws, hashes = list(shop.raws), list(shop.hashes)
    shop.take(lease, 1)
    shop.redeem(1, 30, lease.lease_id.hex())
    shop.sync(centre)
    twin = Shop(shop.device)
    twin.key, twin.keys, twin.raws, twin.hashes = shop.key, shop.keys, raws, hashes
    twin.live(1)
    twin.take(lease, 1)
    twin.redeem(1, 30, lease.lease_id.hex())
    assert problem(twin.send(centre, 4)) == "fork"
    kinds = [(kind, fields.get("amount")) for kind, fields in findings(centre)]
    assert kinds == [("double_spend", 30), ("fork", None)]
    ((evidence,),) = centre.sql("SELECT evidence_id FROM findings WHERE kind = 'double_spend'")
    assert evidence
    assert account(centre) == (50, 20, 0, 30, 0)


def test_a_device_made_anew_leaves_its_open_leases_as_findings(centre: RunningCentre, shop: Shop, card: str) -> None:
    lease = shop.lease(centre, card, 30)
    shop.open_epoch()
    shop.sent = 0
    shop.sync(centre)
    ((kind, fields),) = findings(centre)
    assert (kind, fields["lease"], fields["amount"]) == ("lease_stranded", lease.lease_id.hex(), 30)
    assert account(centre) == (50, 20, 30, 0, 0)


@pytest.mark.usefixtures("card")
def test_what_a_station_gave_without_a_lease_is_its_own_exposure(centre: RunningCentre, shop: Shop) -> None:
    shop.redeem(1, 30, side="exposure")
    shop.redeem(1, 30, side="exposure")
    shop.sync(centre)
    assert account(centre) == (60, 0, 0, 60, 0)
    assert centre.sql("SELECT amount FROM member_exposures") == [(10,)]
    shop.reverse(1, 30, side="exposure")
    shop.sync(centre)
    assert account(centre) == (50, 20, 0, 30, 0)
    assert findings(centre) == []


def test_what_is_taken_back_is_the_lease_s_again_while_it_is_open(centre: RunningCentre, shop: Shop, card: str) -> None:
    lease = shop.lease(centre, card)
    shop.take(lease, 1)
    shop.redeem(1, 30, lease.lease_id.hex())
    shop.reverse(1, 30, lease.lease_id.hex())
    shop.sync(centre)
    assert account(centre) == (50, 0, 50, 0, 0)
    shop.redeem(1, 20, lease.lease_id.hex())
    shop.close(lease, 1, 20)
    shop.reverse(1, 20, lease.lease_id.hex())
    shop.sync(centre)
    assert account(centre) == (50, 50, 0, 0, 0)
    assert findings(centre) == []


@pytest.mark.usefixtures("card")
def test_points_that_nobody_spent_cannot_be_taken_back(centre: RunningCentre, shop: Shop) -> None:
    shop.reverse(1, 30)
    shop.sync(centre)
    assert account(centre) == (50, 50, 0, 0, 0)
    assert [kind for kind, _ in findings(centre)] == ["reversed_more"]


@pytest.mark.usefixtures("card")
def test_an_event_that_cannot_be_read_is_a_finding_and_stops_nothing(centre: RunningCentre, shop: Shop) -> None:
    shop.write("points.teleported", {"account": 1})
    shop.write("points.redeemed", {"account": "'; DROP TABLE members; --"})
    shop.earn(1, 5)
    shop.sync(centre)
    assert account(centre)[GRANTED] == 55
    assert [kind for kind, _ in findings(centre)] == ["unreadable", "unreadable"]


@pytest.mark.usefixtures("card")
def test_everything_is_counted_once_however_often_and_by_how_many_it_is_followed(
    centre: RunningCentre, shop: Shop
) -> None:
    for _ in range(20):
        shop.earn(1, 1)
        shop.sync(centre)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: followed(centre), range(16)))
    assert account(centre) == (70, 70, 0, 0, 0)


@pytest.mark.usefixtures("card")
def test_a_phone_s_code_is_good_once_and_for_a_short_time(centre: RunningCentre, shop: Shop) -> None:
    followed(centre)
    ((member,),) = centre.sql("SELECT member FROM member_accounts")
    ends = int(centre.clock.now().at.timestamp()) + 60
    token = Token(bytes.fromhex(member), ends, b"n" * 12)
    shown = written(token, centre.centre.key)
    body = shop.body(shown, 10)
    assert ask(centre, body).ok
    assert ask(centre, body).ok  # the same tap
    assert problem(ask(centre, shop.body(shown, 10))) == "token_used"  # photographed
    assert problem(ask(centre, Shop().join(centre).body(shown, 10))) == "token_used"
    old = written(Token(token.member, ends, b"o" * 12), centre.centre.key)
    forged = written(Token(token.member, ends, b"p" * 12), SigningKey.generate())
    assert isinstance(centre.clock, SetClock)
    centre.clock.pass_(61)
    assert problem(ask(centre, shop.body(old, 10))) == "token"
    assert problem(ask(centre, shop.body(forged, 10))) == "token"
    assert account(centre) == (50, 40, 10, 0, 0)


@pytest.mark.usefixtures("card")
def test_a_code_that_was_never_one_is_a_finding_and_stops_nothing(centre: RunningCentre, shop: Shop) -> None:
    for text in ("/m/", "/m/" + "A" * 138, "'; DROP TABLE members; --", "x" * 300):
        shop.redeem(1, 1, side="exposure", token=text)
    shop.earn(1, 5)
    shop.sync(centre)
    assert account(centre) == (55, 51, 0, 4, 0)
    assert {kind for kind, _ in findings(centre)} == {"unreadable"}
