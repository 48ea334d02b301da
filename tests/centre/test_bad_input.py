"""Whatever is sent: a clear answer, nothing lost, and what is right comes in afterwards."""

import os
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
import requests
from nacl.signing import SigningKey
from support.centre import RunningCentre, Sender, post, problem

from kiosk.record.batch import MOST_BYTES, encode
from kiosk.record.chain import Head
from kiosk.record.heads import sign


@pytest.fixture
def sender(centre: RunningCentre) -> Sender:
    device = Sender().live(9)
    device.enrol(centre)
    return device


def raws(centre: RunningCentre, sender: Sender) -> list[bytes]:
    rows = centre.sql("SELECT raw FROM events WHERE device = :d ORDER BY epoch, seq", d=sender.device)
    return [bytes(raw) for (raw,) in rows]


def whole(centre: RunningCentre, sender: Sender) -> None:
    """What was refused left no trace, and what is right comes in."""
    assert raws(centre, sender) == []
    assert sender.send(centre).ok
    assert raws(centre, sender) == sender.raws


def test_cut_off_anywhere(centre: RunningCentre, sender: Sender) -> None:
    body = encode(sender.batch())
    for end in (0, 5, 14, 100, 170, len(body) // 2, len(body) - 1):
        answer = post(centre, body[:end])
        assert (answer.status_code, problem(answer)) == (400, "truncated")
    whole(centre, sender)


def test_what_is_no_utf_8_is_refused_by_name(centre: RunningCentre, sender: Sender) -> None:
    for path in ("hello", "enrolments"):
        headers = {"content-type": "application/json"}
        answer = requests.post(f"{centre.url}/v1/{path}", data=b'{"device":"\xff"}', headers=headers, timeout=30)
        assert (answer.status_code, problem(answer)) == (400, "request")
    stranger = Sender()
    stranger.enrol(centre)
    del stranger.raws[0], stranger.hashes[1]
    stranger.put(b'{"v":1,"kind":"\xff"}')
    answer = stranger.send(centre)
    assert (answer.status_code, problem(answer)) == (409, "epoch")
    whole(centre, sender)


def test_oversized(centre: RunningCentre, sender: Sender) -> None:
    answer = post(centre, bytes(MOST_BYTES + 1))
    assert (answer.status_code, problem(answer)) == (413, "oversized")
    whole(centre, sender)


def test_wrong_signature(centre: RunningCentre, sender: Sender) -> None:
    right = sender.batch()
    stranger = sign(SigningKey.generate(), sender.device, Head(1, right.last, right.head)).signature
    flipped = bytes([right.signature[0] ^ 1]) + right.signature[1:]
    for signature in (stranger, flipped, bytes(64)):
        answer = post(centre, encode(msgspec.structs.replace(right, signature=signature)))
        assert (answer.status_code, problem(answer)) == (422, "signature")
    whole(centre, sender)


def test_edited_and_reordered_events_are_not_what_was_signed(centre: RunningCentre, sender: Sender) -> None:
    right = sender.batch()
    edited = (*right.events[:4], right.events[4].replace(b"home", b"hall"), *right.events[5:])
    swapped = (*right.events[:4], right.events[5], right.events[4], *right.events[6:])
    for events in (edited, swapped, right.events[:-1], (*right.events, b"{}")):
        answer = post(centre, encode(msgspec.structs.replace(right, events=events)))
        assert (answer.status_code, problem(answer)) == (422, "chain")
    whole(centre, sender)


def test_batches_in_the_wrong_order_wait_for_each_other(centre: RunningCentre, sender: Sender) -> None:
    late = sender.send(centre, 6, 10)
    assert (problem(late), late.json()["expected"]) == ("gap", {"epoch": 1, "seq": 1})
    whole(centre, sender)


def test_an_old_batch_replayed_changes_nothing(centre: RunningCentre, sender: Sender) -> None:
    for last in (3, 7, 10):
        assert sender.send(centre, 1, last).ok
    before = centre.sql("SELECT * FROM batches ORDER BY first")
    for first, last in ((1, 3), (1, 7), (4, 7), (2, 9)):
        assert sender.send(centre, first, last).ok
    assert centre.sql("SELECT * FROM batches ORDER BY first") == before
    assert raws(centre, sender) == sender.raws


def test_an_epoch_that_is_not_due(centre: RunningCentre, sender: Sender) -> None:
    later = Sender.__new__(Sender)
    later.__dict__ = {**sender.__dict__, "keys": dict(sender.keys)}
    later.open_epoch()
    later.open_epoch()
    answer = later.send(centre)
    assert (answer.status_code, problem(answer)) == (409, "epoch")
    assert answer.json()["expected"] == {"epoch": 1, "seq": 1}
    whole(centre, sender)


def test_an_epoch_that_begins_with_another_event_or_another_device(centre: RunningCentre, sender: Sender) -> None:
    assert sender.send(centre).ok
    for data in (None, {"device": os.urandom(16).hex()}, {"epoch": 3}, {"public_key": "00" * 32}):
        other = Sender.__new__(Sender)
        other.__dict__ = {**sender.__dict__, "keys": dict(sender.keys)}
        other.open_epoch()
        opening = msgspec.json.decode(other.raws[0])
        opening["data"] |= data or {}
        opening["kind"] = "house.epoch_opened" if data else "house.started"
        other.raws, other.hashes = [], other.hashes[:1]
        other.put(msgspec.json.encode(opening))
        assert problem(other.send(centre)) == "epoch"
    assert raws(centre, sender) == sender.raws


def test_a_stranger_and_a_revoked_device(centre: RunningCentre, sender: Sender) -> None:
    answer = Sender().send(centre)
    assert (answer.status_code, problem(answer)) == (403, "unknown_device")
    centre.sql("UPDATE devices SET state = 'revoked'")
    answer = sender.send(centre)
    assert (answer.status_code, problem(answer)) == (403, "revoked")
    assert raws(centre, sender) == []


def test_a_batch_of_a_newer_format(centre: RunningCentre, sender: Sender) -> None:
    answer = post(centre, encode(sender.batch()).replace(b"kiosk/batch/1", b"kiosk/batch/2"))
    assert (answer.status_code, problem(answer)) == (422, "newer_format")
    whole(centre, sender)


def test_events_of_a_newer_schema_and_hostile_ones_are_kept_as_they_are(centre: RunningCentre, sender: Sender) -> None:
    for raw in (
        b'{"v":99,"kind":"meals.teleported","data":{}}',
        '{"name":"<script>alert(1)</script>\u202e\u0000\'; DROP TABLE events; --"}'.encode(),
        b"\xff\xfe not even text",
        b"",
    ):
        sender.put(raw)
    whole(centre, sender)


def test_nothing_here_and_not_so_are_problems_too(centre: RunningCentre) -> None:
    assert problem(requests.get(f"{centre.url}/nowhere", timeout=9)) == "not_found"
    assert problem(requests.get(f"{centre.url}/v1/batches", timeout=9)) == "method"
    assert problem(requests.post(f"{centre.url}/v1/enrolments", data=b"{", timeout=9)) == "request"
    assert problem(requests.get(f"{centre.url}/v1/log/inclusion?leaf=-1&size=x", timeout=9)) == "request"
    assert problem(requests.get(f"{centre.url}/v1/slips/1-1-0", timeout=9)) == "not_found"


def test_twenty_devices_at_once_lose_and_double_nothing(centre: RunningCentre) -> None:
    senders = [Sender().live(30) for _ in range(20)]
    for each in senders:
        each.enrol(centre)

    def rush(each: Sender) -> None:
        for first in range(1, 32, 5):
            for _ in range(2):  # everybody sends everything twice
                assert each.send(centre, first, min(first + 4, 31)).ok

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(rush, senders))
    for each in senders:
        assert raws(centre, each) == each.raws
    leaves = [leaf for (leaf,) in centre.sql("SELECT leaf FROM batches ORDER BY leaf")]
    assert leaves == list(range(20 * 7))
    assert centre.sql("SELECT size FROM log_state") == [(140,)]


def test_the_same_device_sending_the_same_from_ten_places_is_one_record(centre: RunningCentre, sender: Sender) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: sender.send(centre).json(), range(10)))
    assert len({(answer["leaf"], answer["seq"]) for answer in answers}) == 1
    assert raws(centre, sender) == sender.raws
