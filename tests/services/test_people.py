"""What is known of people: kept apart, seen on record only, put right, erased when nothing of theirs is open."""

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from support.club import WITH_CLUB, Join, Leave, with_club
from support.station import BOSS, HAND, SETTINGS, SetClock, Station, station_in

from kiosk.base.people import NOTICE, Masked, Who, mask
from kiosk.base.request import Refused
from kiosk.base.words import LANGUAGES
from kiosk.bootstrap import all_words
from kiosk.record.verify import Witness
from kiosk.services.house.requests import Tick
from kiosk.services.people import readings, requests
from kiosk.services.people.settings import Settings
from kiosk.station.verify import verify_station

ZHANG = Who("张三", "13835901234")
DAY = 86_400
KEEP = Settings().keep_days


@pytest.fixture
def club(tmp_path: Path) -> Iterator[Station]:
    with with_club(), station_in(tmp_path / "station") as station:
        yield station


def join(station: Station, who: Who = ZHANG, **more: Any) -> str:
    request = Join(request_id=station.id(), who=who, **more)
    station.ask(request, HAND)
    return "p" + request.request_id


def leave(station: Station, person: str) -> None:
    station.ask(Leave(request_id=station.id(), person=person), HAND)


def scene(station: Station) -> Any:
    return msgspec.structs.replace(station.scene("people"), people=station.desk.vault(station.desk.journal.db))


def masked(station: Station, person: str) -> Masked | None:
    return station.desk.vault(station.desk.journal.db).masked(person)


def refusal(station: Station, request: Any, by: str = HAND) -> str:
    before = station.kinds()
    with pytest.raises(Refused) as refused:
        station.ask(request, by)
    assert station.kinds() == before
    return refused.value.reason


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("王小明", "王*"),
        ("欧阳锋", "欧阳*"),
        ("司马相如", "司马*"),
        ("欧阳", "欧*"),
        ("王", "*"),
        ("阿卜杜热合曼·买买提", "阿*"),
        ("John Smith", "J* S*"),
        ("Li", "L*"),
        ("X", "*"),
    ],
)
def test_a_name_is_masked(name: str, shown: str) -> None:
    assert mask(Who(name)).name == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13835901234", "138****1234"), ("03591234567", "035****4567"), ("5551234", "****1234"), ("", "")],
)
def test_a_phone_is_masked(phone: str, shown: str) -> None:
    assert mask(Who("张三", phone)).phone == shown


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (Who(""), "people.bad_name"),
        (Who("张\n三"), "people.bad_name"),
        (Who(" 张三"), "people.bad_name"),
        (Who("张\u202e三"), "people.bad_name"),
        (Who("张\ue000p1:name\ue001"), "people.bad_name"),
        (Who("张" * 21), "people.bad_name"),
        (Who("张三", "1383590123a"), "people.bad_phone"),
        (Who("张三", "138-3590-1234"), "people.bad_phone"),
        (Who("张三", "１３８３５９０１２３４"), "people.bad_phone"),
        (Who("张三", "123456"), "people.bad_phone"),
        (Who("张三", "1" * 16), "people.bad_phone"),
        (Who("张三", "1" * 100_000), "people.bad_phone"),
    ],
)
def test_what_can_be_no_name_or_phone_is_refused_and_nothing_noted(club: Station, who: Who, reason: str) -> None:
    assert refusal(club, Join(request_id=club.id(), who=who)) == reason
    person = join(club)
    assert refusal(club, requests.Correct(request_id=club.id(), person=person, who=who)) == reason
    assert masked(club, person) == Masked("张*", "138****1234")
    assert len(club.rows("SELECT * FROM vault")) == 1


def test_a_look_is_recorded_with_who_and_why_and_its_answer_is_remembered_without_the_name(club: Station) -> None:
    person = join(club)
    look = requests.View(request_id=club.id(), person=person, why="lost_slip")
    first, again = club.ask(look, HAND), club.ask(look, HAND)
    assert first.who == again.who == ZHANG
    assert club.rows("SELECT person, why, by FROM people_views") == [(person, "lost_slip", HAND)]
    ((outcome,),) = club.rows("SELECT outcome FROM outcomes WHERE name = 'people.view'")
    assert msgspec.json.decode(outcome) == {"person": person, "who": None}
    leave(club, person)
    club.ask(requests.Erase(request_id=club.id(), person=person), HAND)
    with pytest.raises(Refused) as refused:
        club.ask(look, HAND)
    assert refused.value.reason == "people.unknown"


@pytest.mark.parametrize("by", ["worker", "device"])
def test_nobody_looks_who_does_not_work_here(club: Station, by: str) -> None:
    person = join(club)
    assert refusal(club, requests.View(request_id=club.id(), person=person, why="reach"), by) == "staff.not_allowed"


def test_a_correction_is_recorded_without_what_it_was(club: Station) -> None:
    person = join(club)
    before = club.rows("SELECT commitment FROM people_persons")
    club.ask(requests.Correct(request_id=club.id(), person=person, who=Who("张珊")), HAND)
    assert masked(club, person) == Masked("张*")
    assert club.rows("SELECT commitment FROM people_persons") != before
    assert club.kinds()[-1] == "people.corrected"


def test_who_has_something_open_is_erased_only_when_it_is_closed(club: Station) -> None:
    person = join(club)
    assert refusal(club, requests.Erase(request_id=club.id(), person=person)) == "people.still_needed"
    leave(club, person)
    club.ask(requests.Erase(request_id=club.id(), person=person), HAND)
    assert masked(club, person) is None
    assert refusal(club, requests.Erase(request_id=club.id(), person=person)) == "people.unknown"
    assert refusal(club, requests.Correct(request_id=club.id(), person=person, who=ZHANG)) == "people.unknown"


def test_a_child_s_guardian_is_on_record(club: Station) -> None:
    join(club, guardian=True)
    assert club.rows("SELECT guardian, notice FROM people_persons") == [(1, NOTICE)]


def test_people_are_found_by_the_last_four_digits_and_by_nothing_less(club: Station) -> None:
    one, two = join(club), join(club, Who("李四", "15900001234"))
    join(club, Who("王五", "15900005678"))
    join(club, Who("赵六"))
    store = club.desk.journal.db
    found = readings.by_tail(store, scene(club), "1234")
    assert [(person.person, person.masked.name, person.needed) for person in found] == [
        (two, "李*", True),
        (one, "张*", True),
    ]
    for tail in ("", "234", "01234", "12a4", "１２３４", "%%%%"):
        assert readings.by_tail(store, scene(club), tail) == ()


def tick(station: Station) -> None:
    station.ask(Tick(request_id=station.id()), "device")


def test_names_go_so_many_days_after_the_last_need(club: Station) -> None:
    soon, late = join(club), join(club)
    club.clock.pass_(10 * DAY)
    leave(club, soon)
    club.clock.pass_(KEEP * DAY)
    tick(club)
    assert masked(club, soon) is not None, "kept to the end of the last day"
    club.clock.pass_(DAY)
    tick(club)
    assert masked(club, soon) is None
    assert masked(club, late) is not None, "something of theirs is open"
    club.clock.pass_(400 * DAY)
    tick(club)
    leave(club, late)
    club.clock.pass_(KEEP * DAY)
    tick(club)
    assert masked(club, late) is not None
    club.clock.pass_(DAY)
    tick(club)
    assert masked(club, late) is None
    assert verify_station(club.files.journal, Witness(), WITH_CLUB, rebuild=True).fault is None


def test_the_days_are_a_setting(tmp_path: Path) -> None:
    with with_club(), station_in(tmp_path / "station", SETTINGS + "\n[services.people]\nkeep_days = 3\n") as station:
        person = join(station)
        leave(station, person)
        station.clock.pass_(4 * DAY)
        tick(station)
        assert masked(station, person) is None


@pytest.mark.parametrize("days", [0, -1, 1826])
def test_days_that_cannot_be_meant_are_refused(days: int) -> None:
    with pytest.raises(ValueError, match="keep_days"):
        Settings(keep_days=days)


# SHA-256 of the notice in all languages, by its number.
NOTICES = {"1": "6ccea000ff6d4415df24b8a8a3d577f5885ca6f3b4a1599e26fd74d04012a1bb"}


def test_another_notice_is_another_number() -> None:
    """Whoever changes the notice counts NOTICE up, and adds its digest here."""
    words = all_words()
    texts = [words.written(lang, key) for lang in LANGUAGES for key in ("people.asked.notice", "people.asked.child")]
    assert sha256("\n".join(texts).encode()).hexdigest() == NOTICES[NOTICE]


class People(RuleBasedStateMachine):
    """Anybody joins, leaves, is put right, wishes to be erased; days pass, power goes: known is who must be known."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.station = Station(folder, SetClock())
        self.known: dict[str, Who] = {}
        self.open: set[str] = set()
        self.last: dict[str, date] = {}
        self.everybody: list[str] = []

    def teardown(self) -> None:
        fault = verify_station(self.station.files.journal, Witness(), WITH_CLUB, rebuild=True).fault
        self.station.close()
        assert fault is None, fault

    def today(self) -> date:
        return self.station.clock.at.date()

    def somebody(self, pick: int) -> str:
        return self.everybody[pick % len(self.everybody)]

    @rule(who=st.sampled_from([ZHANG, Who("李四"), Who("王五", "15900001234")]))
    def join(self, who: Who) -> None:
        person = join(self.station, who)
        self.everybody.append(person)
        self.known[person] = who
        self.open.add(person)

    @precondition(lambda self: self.open)
    @rule(pick=st.integers(0, 9))
    def leave(self, pick: int) -> None:
        person = sorted(self.open)[pick % len(self.open)]
        leave(self.station, person)
        self.open.remove(person)
        self.last[person] = self.today()

    @precondition(lambda self: self.everybody)
    @rule(pick=st.integers(0, 9))
    def correct(self, pick: int) -> None:
        person = self.somebody(pick)
        right = requests.Correct(request_id=self.station.id(), person=person, who=Who("钱七"))
        if person in self.known:
            self.station.ask(right, BOSS)
            self.known[person] = right.who
        else:
            assert refusal(self.station, right) == "people.unknown"

    @precondition(lambda self: self.everybody)
    @rule(pick=st.integers(0, 9))
    def erase(self, pick: int) -> None:
        person = self.somebody(pick)
        wish = requests.Erase(request_id=self.station.id(), person=person)
        if person in self.open:
            assert refusal(self.station, wish) == "people.still_needed"
        elif person in self.known:
            self.station.ask(wish, HAND)
            del self.known[person]
        else:
            assert refusal(self.station, wish) == "people.unknown"

    @rule(days=st.sampled_from([1, 30, KEEP, KEEP + 1]))
    def pass_days(self, days: int) -> None:
        self.station.clock.pass_(days * DAY)
        tick(self.station)
        for person in [*self.known]:
            if person not in self.open and self.last[person] + timedelta(days=KEEP) < self.today():
                del self.known[person]

    @rule()
    def power(self) -> None:
        self.station.close()
        self.station.clock.reboot()
        self.station = Station(self.station.files.folder, self.station.clock)

    @invariant()
    def known_is_who_must_be_known(self) -> None:
        vault = self.station.desk.vault(self.station.desk.journal.db)
        assert {person: vault.plain(person) for person in self.everybody if vault.plain(person)} == self.known
        assert self.open <= self.known.keys()


def test_any_course_of_joining_and_erasing(memory: Path) -> None:
    made = iter(range(1_000_000))

    class Here(People):
        def __init__(self) -> None:
            super().__init__(memory / str(next(made)))

    with with_club():
        run_state_machine_as_test(Here, settings=settings(max_examples=25, stateful_step_count=20))
