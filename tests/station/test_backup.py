"""A station that is copied, lost and restored."""

from pathlib import Path

import pytest
from support.station import BOSS, SETTINGS, SetClock, Station

from kiosk import bootstrap, bootstrap_founding
from kiosk.base.request import Refused
from kiosk.record.verify import Witness
from kiosk.services.registry import SERVICES
from kiosk.services.staff import requests as staff
from kiosk.station.backup import BackupRefused, back_up
from kiosk.station.files import StationFiles
from kiosk.station.journal import Journal, NotAJournal
from kiosk.station.people import Pins
from kiosk.station.verify import verify_station


def test_a_restored_station_opens_a_new_epoch_that_cites_the_old_head_and_goes_on(
    station: Station, tmp_path: Path
) -> None:
    station.open()
    station.buy()
    head = back_up(station.files, tmp_path / "copy.db")
    lost = StationFiles(tmp_path / "restored")
    cited, _, pin = bootstrap_founding.restore_station(tmp_path / "copy.db", lost, SetClock())
    assert cited == head
    assert len(pin) == 6
    again = Station(lost.folder, SetClock())
    try:
        assert again.buy() == 502
        assert again.desk.journal.head().epoch == 2
        verdict = verify_station(lost.journal, Witness(heads=(head,)), SERVICES, rebuild=True)
        assert verdict.fault is None
        assert again.desk.journal.device == station.desk.journal.device
    finally:
        again.close()


def test_the_new_pin_of_a_restored_station_is_right_and_the_old_keys_are_not_in_the_copy(
    station: Station, tmp_path: Path
) -> None:
    station.ask(staff.Add(request_id=station.id(), who="b7", role="supervisor", shown="王*"), BOSS)
    station.ask(staff.Retire(request_id=station.id(), who="a1"), "supervisor:b7")
    back_up(station.files, tmp_path / "copy.db")
    copied = (tmp_path / "copy.db").read_bytes()
    assert station.files.device_key.read_bytes() not in copied
    lost = StationFiles(tmp_path / "restored")
    _, who, pin = bootstrap_founding.restore_station(tmp_path / "copy.db", lost, SetClock())
    assert lost.device_key.read_bytes() != station.files.device_key.read_bytes()
    journal = Journal(lost.journal)
    pins = Pins(journal.db, lost.pepper.read_bytes())
    assert who == "b7", "whoever works here still"
    assert pins.right("b7", pin)
    assert not pins.right("b7", "000000")
    pins.close()


def test_a_backup_overwrites_nothing(station: Station, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_bytes(b"mine")
    with pytest.raises(BackupRefused):
        back_up(station.files, there)
    assert there.read_bytes() == b"mine"


def test_a_restore_replaces_no_station(station: Station, tmp_path: Path) -> None:
    back_up(station.files, tmp_path / "copy.db")
    before = station.desk.journal.head()
    with pytest.raises(BackupRefused):
        bootstrap_founding.restore_station(tmp_path / "copy.db", station.files, SetClock())
    assert station.desk.journal.head() == before


def test_what_is_no_journal_is_not_restored(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("dear station", encoding="utf-8")
    with pytest.raises(NotAJournal):
        bootstrap_founding.restore_station(tmp_path / "letter.db", StationFiles(tmp_path / "new"), SetClock())
    assert not (tmp_path / "new" / "journal.db").exists()


def test_a_journal_of_another_device_is_not_gone_on_with(station: Station, tmp_path: Path) -> None:
    stranger = StationFiles(tmp_path / "stranger")
    bootstrap_founding.make_station(stranger, SetClock(), SETTINGS)
    back_up(station.files, tmp_path / "copy.db")
    stranger.journal.unlink()
    (tmp_path / "copy.db").rename(stranger.journal)
    with pytest.raises(NotAJournal) as told:
        bootstrap.open_desk(stranger, SetClock(), SETTINGS)
    assert told.value.reason == "another_device"
    assert verify_station(stranger.journal, Witness(), SERVICES, rebuild=True).head == station.desk.journal.head()


def test_a_station_whose_device_key_is_gone_is_not_gone_on_with_under_a_new_one(station: Station) -> None:
    station.files.device_key.unlink()
    with pytest.raises(NotAJournal):
        bootstrap.open_desk(station.files, SetClock())
    assert not station.files.device_key.exists()


def test_an_epoch_out_of_order_is_refused(station: Station) -> None:
    from kiosk.services.house.requests import OpenEpoch

    with pytest.raises(Refused) as refused:
        station.ask(
            OpenEpoch(request_id=station.id(), device="00" * 16, epoch=7, public_key="00" * 32, cites=""), "device"
        )
    assert refused.value.reason == "house.epoch_out_of_order"
