"""The vault: what a thief finds, what a backup holds, what is left of somebody who was erased, when the power goes."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import apsw
import msgspec
import pytest
from support.club import WITH_CLUB, Join, Leave, with_club
from support.press import Printing, printing
from support.station import BOSS, HAND, SetClock, Station, station_in

from kiosk import bootstrap_founding
from kiosk.base.people import Masked, Who
from kiosk.base.request import Refused
from kiosk.paper.elements import decode
from kiosk.record.verify import Witness
from kiosk.services.people import readings, requests
from kiosk.services.slips.requests import Reprint
from kiosk.station.backup import back_up
from kiosk.station.files import StationFiles
from kiosk.station.vault import Keys, Vault
from kiosk.station.verify import verify_station

NAME, PHONE = "欧阳建国", "13835901234"
MASKED = Masked("欧阳*", "138****1234")


@pytest.fixture
def club(tmp_path: Path) -> Iterator[Station]:
    with with_club(), station_in(tmp_path / "station") as station:
        yield station


def join(station: Station, who: Who | None = None, **more: Any) -> str:
    request = Join(request_id=station.id(), who=who or Who(NAME, PHONE), **more)
    station.ask(request, HAND)
    return "p" + request.request_id


def leave(station: Station, person: str) -> None:
    station.ask(Leave(request_id=station.id(), person=person), HAND)


def erase(station: Station, person: str) -> None:
    station.ask(requests.Erase(request_id=station.id(), person=person), HAND)


def view(station: Station, person: str) -> Who:
    seen = station.ask(requests.View(request_id=station.id(), person=person, why="lost_slip"), HAND)
    who: Who = seen.who
    return who


def vault(station: Station) -> Vault:
    return station.desk.vault(station.desk.journal.db)


def files_of(folder: Path, *besides: str) -> dict[str, bytes]:
    """The bytes of every file of a station, with what SQLite keeps beside them."""
    return {
        path.name: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(besides)
    }


def leaks(found: dict[str, bytes], *texts: str) -> set[str]:
    """Which files hold one of the texts, as UTF-8, UTF-16 or as JSON escapes it."""
    forms = [
        form for text in texts for form in (text.encode(), text.encode("utf-16-le"), text.encode("unicode_escape"))
    ]
    return {name for name, content in found.items() if any(form in content for form in forms)}


def sound(station: Station) -> None:
    assert verify_station(station.files.journal, Witness(), WITH_CLUB, rebuild=True).fault is None


def test_a_stolen_disk_without_the_keys_names_nobody(club: Station) -> None:
    person = join(club)
    assert view(club, person) == Who(NAME, PHONE)
    club.ask(requests.Correct(request_id=club.id(), person=person, who=Who(NAME, "13935905678")), HAND)
    assert view(club, person) == Who(NAME, "13935905678")
    with printing(club) as printer:
        printer.print_all()
    everything = files_of(club.files.folder)
    assert {"journal.db", "people.keys"} <= everything.keys()
    assert leaks(everything, NAME, NAME[:2], PHONE, "13935905678", MASKED.name, MASKED.phone) == set()
    assert leaks(everything, "爱心驿站"), "the control: what stands there in plain is found"


def test_the_keys_are_for_the_owner_alone(club: Station) -> None:
    join(club)
    for path in club.files.folder.glob("people.keys*"):
        assert path.stat().st_mode & 0o777 == 0o600, path.name


def test_boxes_are_all_of_one_length(club: Station) -> None:
    join(club, Who("王"))
    join(club, Who("阿卜杜热合曼·买买提依明江", "138359012345678"))
    assert len(club.rows("SELECT DISTINCT length(box) FROM vault")) == 1


def test_the_record_holds_a_commitment_that_only_the_vault_can_open(club: Station) -> None:
    person = join(club)
    ((stated,),) = club.rows("SELECT commitment FROM people_persons")
    assert stated not in {
        sha256(text).hexdigest() for text in (NAME.encode(), PHONE.encode(), msgspec.json.encode([NAME, PHONE]))
    }
    other = join(club)
    assert len(club.rows("SELECT DISTINCT commitment FROM people_persons")) == 2, "the salt is another each time"
    assert view(club, person) == view(club, other)


def test_a_backup_holds_no_keys_and_opens_nothing_elsewhere(club: Station, tmp_path: Path) -> None:
    person = join(club)
    keys = [row[0] for row in apsw.Connection(str(club.files.people_keys)).execute("SELECT key FROM keys")]
    back_up(club.files, tmp_path / "copy.db")
    copied = (tmp_path / "copy.db").read_bytes()
    assert keys
    assert not [key for key in keys if key in copied]
    bootstrap_founding.restore_station(tmp_path / "copy.db", StationFiles(tmp_path / "elsewhere"), SetClock())
    again = Station(tmp_path / "elsewhere", SetClock())
    with again.closing():
        assert vault(again).masked(person) is None
        with pytest.raises(Refused) as refused:
            view(again, person)
        assert refused.value.reason == "people.unknown"
        assert vault(again).masked(join(again)) == MASKED
        sound(again)


def test_a_restored_backup_brings_nobody_back_who_was_erased_since(club: Station, tmp_path: Path) -> None:
    stays, goes = join(club), join(club)
    leave(club, goes)
    back_up(club.files, tmp_path / "copy.db")
    erase(club, goes)
    unknown = join(club)
    club.close()
    for path in club.files.folder.glob("journal.db*"):
        path.unlink()
    bootstrap_founding.restore_station(tmp_path / "copy.db", club.files, SetClock())
    again = Station(club.files.folder, SetClock())
    with again.closing():
        assert vault(again).masked(stays) == MASKED
        assert vault(again).masked(goes) is None
        assert vault(again).masked(unknown) is None
        assert vault(again).masked(join(again)) == MASKED
        sound(again)


def test_who_is_erased_leaves_no_name_no_key_no_masked_form_and_the_chain_holds(club: Station) -> None:
    person, other = join(club), join(club, Who("李四", "13900001234"))
    ((slot,),) = club.rows("SELECT slot FROM vault WHERE person = ?", person)
    key = Keys(club.files.people_keys).key(slot)
    assert key is not None
    assert [found.person for found in readings.by_tail(club.desk.journal.db, scene(club), "1234")] == [other, person]
    leave(club, person)
    erase(club, person)
    assert [found.person for found in readings.by_tail(club.desk.journal.db, scene(club), "1234")] == [other]
    assert readings.found(club.desk.journal.db, scene(club), person) is None
    assert vault(club).masked(person) is None
    assert not [name for name, content in files_of(club.files.folder).items() if key in content]
    sound(club)
    with pytest.raises(Refused):
        view(club, person)


def scene(station: Station) -> Any:
    return msgspec.structs.replace(station.scene("people"), people=vault(station))


def test_the_control_a_key_that_is_only_deleted_can_be_found_again(club: Station) -> None:
    person = join(club)
    ((slot,),) = club.rows("SELECT slot FROM vault WHERE person = ?", person)
    key = Keys(club.files.people_keys).key(slot)
    assert key is not None
    leave(club, person)
    with patch.object(Keys, "_wipe", lambda *_: None):
        erase(club, person)
    assert [name for name, content in files_of(club.files.folder).items() if key in content] == ["people.keys-journal"]


def test_a_slip_shows_masked_names_and_nobody_s_once_erased(club: Station) -> None:
    person = join(club)
    body = decode(club.rows("SELECT body FROM spool WHERE kind = 'club.card'")[0][0])
    assert MASKED.name not in str(body)
    slip = club.rows("SELECT slip FROM spool WHERE kind = 'club.card'")[0][0]
    with printing(club) as printer:
        printer.print_all()
        leave(club, person)
        erase(club, person)
        club.ask(Reprint(request_id=club.id(), slip=slip), HAND)
        printer.print_all()
        first, again = lines(printer)
    assert "欧阳*" in first
    assert "138****1234" in first
    assert "欧阳" not in again
    assert "1234" not in again
    assert "*" in again


def lines(printer: Printing) -> tuple[str, ...]:
    """What every copy says."""
    return tuple(" ".join(paper.text) for paper in printer.paper.slips)


def test_power_that_goes_before_the_commit_leaves_nobody_in_the_vault(club: Station) -> None:
    request = Join(request_id=club.id(), who=Who(NAME, PHONE))
    with patch("kiosk.station.turn.Turn.flush", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        club.ask(request, HAND)
    assert club.rows("SELECT * FROM vault") == []
    club.close()
    again = Station(club.files.folder, club.clock)
    with again.closing():
        again.ask(request, HAND)
        assert vault(again).plain("p" + request.request_id) == Who(NAME, PHONE)
        assert leaks(files_of(again.files.folder), NAME, PHONE) == set()
        sound(again)


def test_power_that_goes_between_the_erasure_and_its_key_is_made_good_at_the_next_turn(club: Station) -> None:
    person = join(club)
    ((slot,),) = club.rows("SELECT slot FROM vault WHERE person = ?", person)
    leave(club, person)
    with patch.object(Vault, "shred", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        erase(club, person)
    assert Keys(club.files.people_keys).key(slot) is not None, "the control: the key is still there"
    assert vault(club).masked(person) is None
    club.close()
    again = Station(club.files.folder, club.clock)
    with again.closing():
        join(again)
        assert Keys(club.files.people_keys).key(slot) is None
        sound(again)


def test_a_key_that_cannot_be_destroyed_now_is_destroyed_later(club: Station) -> None:
    person = join(club)
    ((slot,),) = club.rows("SELECT slot FROM vault WHERE person = ?", person)
    leave(club, person)
    with patch.object(Keys, "destroy", side_effect=apsw.FullError):
        erase(club, person)
    assert "people.erased" in club.kinds()
    join(club)
    assert Keys(club.files.people_keys).key(slot) is None


def test_a_second_desk_sees_who_the_first_one_noted(club: Station) -> None:
    person = join(club)
    other = Station(club.files.folder, club.clock)
    with other.closing():
        assert view(other, person) == Who(NAME, PHONE)
        another = join(other, Who("李四"))
    assert vault(club).masked(another) == Masked("李*")
    assert len(club.rows("SELECT DISTINCT slot FROM vault")) == 2


def test_a_stock_of_keys_that_is_used_up_is_followed_by_another(club: Station) -> None:
    people = [join(club, Who("张三", f"1380000{number:04d}")) for number in range(70)]
    assert [vault(club).plain(person) for person in people] == [
        Who("张三", f"1380000{number:04d}") for number in range(70)
    ]
    assert len(club.rows("SELECT DISTINCT slot FROM vault")) == 70


def test_nothing_that_is_written_out_names_anybody(club: Station, caplog: pytest.LogCaptureFixture) -> None:
    request = Join(request_id="r1", who=Who(NAME, PHONE))
    seen = requests.Correct(request_id="r2", person="p1", who=Who(NAME, PHONE))
    written = f"{request!r} {request} {seen!r} {Who(NAME, PHONE)} {[Who(NAME, PHONE)]}"
    assert "欧阳*" in written
    assert not leaks({"": written.encode()}, NAME, PHONE)
    with patch.object(Vault, "keep", side_effect=apsw.IOError("disk")), pytest.raises(Refused):
        club.ask(request, BOSS)
    assert caplog.text
    assert not leaks({"": caplog.text.encode()}, NAME, PHONE)


def test_keys_that_are_damaged_name_nobody_and_stop_nothing_else(
    club: Station, caplog: pytest.LogCaptureFixture
) -> None:
    person = join(club)
    club.close()
    for path in club.files.folder.glob("people.keys*"):
        path.unlink()
    club.files.people_keys.write_bytes(b"not a database, as long as a page of one would be".ljust(4096))
    again = Station(club.files.folder, club.clock)
    with again.closing():
        again.open()
        assert again.buy() == 1
        assert vault(again).masked(person) is None
        assert readings.by_tail(again.desk.journal.db, scene(again), "1234") == ()
        with pytest.raises(Refused) as refused:
            join(again)
        assert refused.value.reason == "house.record_unwell"
        assert again.buy() == 2
    told = [record for record in caplog.records if "erased are still there" in record.getMessage()]
    assert len(told) == 1


def test_keys_that_are_gone_take_the_names_along_and_new_ones_are_kept(club: Station) -> None:
    person = join(club)
    club.close()
    for path in club.files.folder.glob("people.keys*"):
        path.unlink()
    again = Station(club.files.folder, club.clock)
    with again.closing():
        assert vault(again).masked(person) is None
        assert vault(again).masked(join(again)) == MASKED
        assert vault(again).masked(person) is None
        sound(again)
