"""Batches come in exactly once; what cannot be taken in is named, and nothing is lost."""

import msgspec
import pytest
from support.centre import RunningCentre, Sender, post, problem

from kiosk.record.batch import encode


@pytest.fixture
def sender(centre: RunningCentre) -> Sender:
    device = Sender().live(9)
    device.enrol(centre)
    return device


def kept(centre: RunningCentre, sender: Sender) -> list[bytes]:
    rows = centre.sql("SELECT raw FROM events WHERE device = :d ORDER BY epoch, seq", d=sender.device)
    return [bytes(raw) for (raw,) in rows]


def test_a_batch_is_kept_as_it_was_written_and_acknowledged(centre: RunningCentre, sender: Sender) -> None:
    answer = sender.send(centre)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["device"], told["epoch"], told["seq"]) == (sender.device.hex(), 1, 10)
    assert told["hash"] == sender.hashes[10].hex()
    assert told["next_after_s"] > 0
    assert kept(centre, sender) == sender.raws


def test_the_same_batch_again_gets_the_same_answer(centre: RunningCentre, sender: Sender) -> None:
    first, again = sender.send(centre).json(), sender.send(centre).json()
    assert first == again
    assert kept(centre, sender) == sender.raws


def test_what_overlaps_is_taken_in_once(centre: RunningCentre, sender: Sender) -> None:
    assert sender.send(centre, 1, 6).ok
    assert sender.send(centre, 4, 10).json()["leaf"] == 1
    assert sender.send(centre, 2, 5).json()["leaf"] == 0
    assert kept(centre, sender) == sender.raws


def test_a_gap_says_what_is_expected(centre: RunningCentre, sender: Sender) -> None:
    assert sender.send(centre, 1, 4).ok
    answer = sender.send(centre, 6, 10)
    assert answer.status_code == 409
    assert problem(answer) == "gap"
    assert answer.json()["expected"] == {"epoch": 1, "seq": 5}
    assert sender.send(centre, 5, 10).ok
    assert kept(centre, sender) == sender.raws


def test_a_fork_keeps_both_and_quarantines_the_device(centre: RunningCentre, sender: Sender) -> None:
    assert sender.send(centre).ok
    other = Sender.__new__(Sender)
    other.__dict__ = {**sender.__dict__, "raws": sender.raws[:5], "hashes": sender.hashes[:6]}
    other.live(8)
    answer = other.send(centre, 4)
    assert (answer.status_code, problem(answer)) == (409, "fork")
    assert answer.json()["expected"] == {"epoch": 1, "seq": 6}
    assert kept(centre, sender) == sender.raws
    ((body, seq),) = centre.sql("SELECT body, seq FROM evidence")
    assert bytes(body) == encode(other.batch(4))
    assert seq == 6
    ((kind, state, fields),) = centre.sql("SELECT kind, state, fields FROM findings")
    assert (kind, state) == ("fork", "open")
    assert msgspec.json.decode(fields) == {"device": sender.device.hex(), "epoch": 1, "seq": 6}
    assert problem(sender.live(1).send(centre, 11)) == "quarantined"


def test_a_fork_that_goes_on_from_the_other_record_is_one_too(centre: RunningCentre, sender: Sender) -> None:
    assert sender.send(centre).ok
    other = Sender.__new__(Sender)
    other.__dict__ = {**sender.__dict__, "raws": sender.raws[:9], "hashes": sender.hashes[:10]}
    other.live(3)
    assert problem(other.send(centre, 11)) == "fork"


def test_a_clock_that_is_off_is_a_finding_and_no_refusal(centre: RunningCentre, sender: Sender) -> None:
    answer = post(centre, encode(sender.batch()), **{"kiosk-sent-at": "2024-03-01T09:12:03.118+08:00"})
    assert answer.ok
    assert centre.sql("SELECT kind FROM findings") == [("clock",)]
    assert centre.sql("SELECT skew_ms FROM devices") == [(-7_200_000,)]
