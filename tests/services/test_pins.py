"""PINs beside the record: whoever is shown as active has one, and no event speaks of one that does not hold."""

from collections.abc import Iterator

import apsw
import pytest
from nacl import pwhash
from support.station import BOSS, HAND, Station

from kiosk.base.request import Refused
from kiosk.services.staff import readings
from kiosk.station import people
from kiosk.station.journal import connect
from kiosk.station.people import Pins
from kiosk.station.worker import DeskThread

PIN, OTHER = "407192", "591837"


@pytest.fixture
def pins(station: Station) -> Iterator[Pins]:
    made = Pins(connect(station.files.journal), b"pepper" * 6)
    yield made
    made.close()


@pytest.fixture
def desk(station: Station) -> Iterator[DeskThread]:
    made = DeskThread(station.desk, station.clock, station.desk.ids)
    yield made
    made.close()


def known(desk: DeskThread) -> set[str]:
    return {person.who for person in desk.read("staff", readings.people)}


def test_whoever_is_added_has_a_pin_from_the_first_moment(station: Station, desk: DeskThread, pins: Pins) -> None:
    held: list[bool] = []
    station.desk.journal.db.trace_v2(
        apsw.SQLITE_TRACE_STMT,
        lambda event: held.append(pins.right("a3", PIN)) if "INTO staff_people" in event["sql"] else None,
    )
    people.add(desk, pins, "a3", "attendant", "王*", PIN, BOSS)
    assert held == [True]
    assert people.sign_in(desk, pins, "a3", PIN).by == "attendant:a3"


@pytest.mark.parametrize(
    ("who", "shown", "pin", "by", "reason"),
    [
        ("a3", "王*", PIN, HAND, "staff.not_allowed"),
        ("a3", " ", PIN, BOSS, "staff.bad_name"),
        ("a b", "王*", PIN, BOSS, "staff.bad_id"),
        ("a3", "王*", "111111", BOSS, "staff.bad_pin"),
        ("a2", "王*", PIN, BOSS, "staff.exists"),
    ],
)
def test_who_is_not_added_leaves_nothing(
    station: Station, desk: DeskThread, pins: Pins, who: str, shown: str, pin: str, by: str, reason: str
) -> None:
    pins.put("a2", OTHER)
    before = station.rows("SELECT * FROM secrets"), station.kinds(), known(desk)
    with pytest.raises(Refused) as refused:
        people.add(desk, pins, who, "attendant", shown, pin, by)
    assert refused.value.reason == reason
    assert (station.rows("SELECT * FROM secrets"), station.kinds(), known(desk)) == before


def test_a_refused_change_leaves_the_old_pin(station: Station, desk: DeskThread, pins: Pins) -> None:
    pins.put("a1", PIN)
    with pytest.raises(Refused) as refused:
        people.change_pin(desk, pins, "a1", OTHER, HAND)
    assert refused.value.reason == "staff.not_allowed"
    assert pins.right("a1", PIN)
    assert not pins.right("a1", OTHER)
    assert "staff.pin_changed" not in station.kinds()


def test_a_pin_that_the_disk_has_no_room_for_is_refused_and_not_in_the_record(
    station: Station, desk: DeskThread, pins: Pins
) -> None:
    pins.put("a2", PIN)
    store = pins._store
    store.create_scalar_function("no_room", full)
    store.execute("CREATE TEMP TRIGGER full BEFORE INSERT ON main.secrets BEGIN SELECT no_room(); END")
    before = station.kinds()
    with pytest.raises(Refused, match="disk_full"):
        people.change_pin(desk, pins, "a2", OTHER, BOSS)
    with pytest.raises(Refused, match="disk_full"):
        people.add(desk, pins, "a3", "attendant", "王*", OTHER, BOSS)
    assert station.kinds() == before
    assert pins.right("a2", PIN)


def full(*_: object) -> None:
    raise apsw.FullError("database or disk is full")


def test_a_pin_of_nobody_is_as_much_work_as_a_wrong_one(pins: Pins, monkeypatch: pytest.MonkeyPatch) -> None:
    pins.put("a2", PIN)
    work: list[bytes] = []
    verify = pwhash.verify

    def watched(kept: bytes, pin: bytes) -> bool:
        work.append(kept.rsplit(b"$", 2)[0])
        return verify(kept, pin)

    monkeypatch.setattr(pwhash, "verify", watched)
    monkeypatch.setattr(pwhash.argon2id, "str", lambda *_, **__: pytest.fail("a second hash for somebody unknown"))
    assert not pins.right("a2", OTHER)
    assert not pins.right("zz", OTHER)
    assert work[0] == work[1]
