"""A device joins by a code that is good once; one that comes back with another key goes on as the next epoch."""

from datetime import timedelta

import msgspec
import pytest
import requests
from nacl.signing import SigningKey
from support.centre import RunningCentre, Sender, problem
from support.station import SetClock

from kiosk.record.checkpoint import opened, parse_key
from kiosk.record.enrolment import EpochKey, sign_enrolment


def ask(centre: RunningCentre, sender: Sender, code: str, key: SigningKey | None = None) -> requests.Response:
    epochs = tuple(EpochKey(epoch, bytes(own.verify_key).hex()) for epoch, own in sender.keys.items())
    asked = sign_enrolment(key or sender.key, code, sender.device, "一体机", epochs)
    return requests.post(f"{centre.url}/v1/enrolments", data=msgspec.json.encode(asked), timeout=30)


def test_a_device_learns_its_station_and_the_log_s_key(centre: RunningCentre) -> None:
    sender = Sender().live(1)
    told = sender.enrol(centre, centre.code("府西"))
    assert (told["station"], told["epoch"], told["seq"]) == ("府西", 1, 1)
    assert opened(told["checkpoint"], parse_key(told["log_key"])).size == 0
    assert sender.send(centre).ok


def test_a_code_is_good_once_however_it_is_typed(centre: RunningCentre) -> None:
    code = centre.code()
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert ask(centre, Sender(), typed).ok
    again = ask(centre, Sender(), code)
    assert (again.status_code, problem(again)) == (403, "code")


def test_guessed_and_old_codes_are_refused(centre: RunningCentre) -> None:
    code = centre.code()
    assert problem(ask(centre, Sender(), "0000-0000-0000")) == "code"
    assert isinstance(centre.clock, SetClock)
    centre.clock.at += timedelta(hours=25)
    assert problem(ask(centre, Sender(), code)) == "code"


def test_whoever_does_not_hold_the_key_does_not_join(centre: RunningCentre) -> None:
    code = centre.code()
    assert problem(ask(centre, Sender(), code, SigningKey.generate())) == "proof"
    assert ask(centre, Sender(), code).ok


def test_a_device_that_is_enrolled_does_not_join_again_by_a_new_one_s_code(centre: RunningCentre) -> None:
    sender = Sender()
    sender.enrol(centre)
    assert problem(ask(centre, sender, centre.code("府西"))) == "device_elsewhere"
    assert problem(ask(centre, sender, centre.code("府东"))) == "device_elsewhere"
    assert sender.send(centre).ok


def test_the_code_itself_is_not_kept(centre: RunningCentre) -> None:
    code = centre.code()
    rows = centre.sql("SELECT * FROM enrol_codes")
    assert not any(code in str(value) or code.replace("-", "") in str(value) for row in rows for value in row)


@pytest.fixture
def lost(centre: RunningCentre) -> Sender:
    """A device that has sent ten events and then lost its disk."""
    sender = Sender().live(9)
    sender.enrol(centre)
    assert sender.send(centre).ok
    return sender


def test_a_device_made_anew_goes_on_as_the_next_epoch(centre: RunningCentre, lost: Sender) -> None:
    code = centre.code(device=lost.device)
    told = requests.get(f"{centre.url}/v1/enrolments/{code}", timeout=30).json()
    record = [{"epoch": 1, "public_key": bytes(lost.key.verify_key).hex(), "seq": 10, "last": 10}]
    place = {"epoch": 2, "head": lost.head.text(), "record": record}
    assert told == {"station": "府西", "device": lost.device.hex()} | place
    made = Sender(lost.device)
    made.keys, made.epoch = {}, 1
    made.open_epoch(told["head"])
    assert problem(made.send(centre)) == "epoch"
    assert ask(centre, made, code).json()["epoch"] == 2
    assert made.live(2).send(centre).ok
    assert centre.sql("SELECT epoch, seq, tail FROM epochs ORDER BY epoch") == [(1, 10, "unknown"), (2, 3, "open")]
    assert centre.sql("SELECT kind FROM findings") == [("tail_unknown",)]


def test_a_late_tail_of_the_epoch_before_is_still_taken_in(centre: RunningCentre, lost: Sender) -> None:
    test_a_device_made_anew_goes_on_as_the_next_epoch(centre, lost)
    lost.live(4)
    assert lost.send(centre, 11).ok
    assert centre.sql("SELECT seq, tail FROM epochs WHERE epoch = 1") == [(14, "unknown")]
    assert centre.sql("SELECT kind FROM findings ORDER BY kind") == [("late_tail",), ("tail_unknown",)]


def test_a_backup_put_back_goes_on_by_its_own_key_and_is_a_finding(centre: RunningCentre, lost: Sender) -> None:
    back = Sender.__new__(Sender)
    back.__dict__ = {**lost.__dict__, "raws": lost.raws[:7], "hashes": lost.hashes[:8], "keys": dict(lost.keys)}
    cited = back.head.text()
    back.open_epoch(cited)
    assert back.send(centre).ok
    ((kind, fields),) = centre.sql("SELECT kind, fields FROM findings")
    assert (kind, msgspec.json.decode(fields)) == ("restored", {"epoch": 2, "cited": 7, "acknowledged": 10})


def test_a_quarantined_device_comes_back_by_a_code_alone(centre: RunningCentre, lost: Sender) -> None:
    centre.sql("UPDATE devices SET state = 'quarantined'")
    assert problem(lost.live(1).send(centre, 11)) == "quarantined"
    code = centre.code(device=lost.device)
    lost.open_epoch()
    assert ask(centre, lost, code).ok
    assert lost.send(centre).ok


def test_a_known_epoch_s_key_is_never_changed(centre: RunningCentre, lost: Sender) -> None:
    thief = Sender(lost.device)
    answer = ask(centre, thief, centre.code(device=lost.device))
    assert (answer.status_code, problem(answer)) == (409, "key")
    assert lost.live(1).send(centre, 11).ok
