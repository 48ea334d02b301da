"""A station that is made or restored while the power goes: it is there whole, or not at all."""

from pathlib import Path

import pytest
from support.station import SETTINGS, SetClock, Station, station_in

from kiosk import bootstrap, bootstrap_founding
from kiosk.record.verify import Witness
from kiosk.services.registry import SERVICES
from kiosk.station.backup import BackupRefused, back_up
from kiosk.station.desk import Desk
from kiosk.station.files import BadSecret, StationFiles
from kiosk.station.people import Pins
from kiosk.station.verify import verify_station


class PowerCut(BaseException):
    pass


def cut_after(monkeypatch: pytest.MonkeyPatch, requests: int) -> None:
    """The power goes when a desk has answered so many requests."""
    answer, answered = Desk.answer, iter(range(requests))

    def until(*asked: object, **more: object) -> object:
        if next(answered, None) is None:
            raise PowerCut
        return answer(*asked, **more)  # type: ignore[arg-type] # passed on as it came

    monkeypatch.setattr(Desk, "answer", until)


@pytest.mark.parametrize("requests", range(4))
def test_power_that_goes_at_the_first_start_leaves_no_station_and_the_next_start_makes_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, requests: int
) -> None:
    files = StationFiles(tmp_path)
    with monkeypatch.context() as patch:
        cut_after(patch, requests)
        with pytest.raises(PowerCut):
            bootstrap_founding.make_station(files, SetClock(), SETTINGS)
    assert not files.journal.exists()
    pin = bootstrap_founding.make_station(files, SetClock(), SETTINGS)
    with Station(tmp_path, SetClock()).closing() as station:
        assert Pins(station.desk.journal.db, files.pepper.read_bytes()).right("a1", pin)


def test_power_that_goes_while_restoring_leaves_no_station_that_would_fork_the_old_epoch(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.open()
    back_up(station.files, tmp_path / "copy.db")
    restored = StationFiles(tmp_path / "restored")
    restored.folder.mkdir()
    restored.device_key.write_bytes(station.files.device_key.read_bytes())
    with monkeypatch.context() as patch:
        cut_after(patch, 0)
        with pytest.raises(PowerCut):
            bootstrap_founding.restore_station(tmp_path / "copy.db", restored, SetClock())
    assert not restored.journal.exists()
    bootstrap_founding.restore_station(tmp_path / "copy.db", restored, SetClock())
    assert verify_station(restored.journal, Witness(), SERVICES, rebuild=True).head.epoch == 2


def test_what_a_power_cut_left_beside_the_journal_never_mixes_with_a_backup(station: Station, tmp_path: Path) -> None:
    back_up(station.files, tmp_path / "copy.db")
    left = StationFiles(tmp_path / "left")
    left.folder.mkdir()
    (left.folder / "journal.db-wal").write_bytes(b"pages of another day")
    with pytest.raises(BackupRefused):
        bootstrap_founding.restore_station(tmp_path / "copy.db", left, SetClock())
    assert not left.journal.exists()


@pytest.mark.parametrize("name", ["device.key", "pepper.key"])
def test_a_key_file_that_was_cut_off_is_told_and_never_used(tmp_path: Path, name: str) -> None:
    with station_in(tmp_path / "station") as station:
        folder = station.files.folder
    (folder / name).write_bytes(b"")
    with pytest.raises(BadSecret) as told:
        bootstrap.open_station(folder, SetClock(), own_devices=False, version="test")
    assert told.value.path.name == name


def test_the_first_pin_is_kept_until_it_has_been_told(tmp_path: Path) -> None:
    files = StationFiles(tmp_path)
    pin = bootstrap_founding.make_station(files, SetClock(), SETTINGS)
    assert files.first_pin.read_text(encoding="ascii") == pin
    assert files.first_pin.stat().st_mode & 0o077 == 0
