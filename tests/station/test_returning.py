"""A station whose disk is gone gets its record back from the centre, and goes on as its next epoch."""

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from support.centre import RunningCentre
from support.joining import Joining
from support.station import SetClock, Station, station_in

from kiosk import bootstrap_founding
from kiosk.cli import main
from kiosk.record.chain import Head
from kiosk.record.verify import Witness
from kiosk.services.house.settings import Line as LineSettings
from kiosk.services.registry import SERVICES
from kiosk.services.slips.readings import job
from kiosk.station.backup import back_up
from kiosk.station.files import StationFiles
from kiosk.station.journal import connect
from kiosk.station.line import outbox
from kiosk.station.line.answers import Cut, Declined
from kiosk.station.line.client import Client
from kiosk.station.line.returning import NotReturned
from kiosk.station.people import Pins
from kiosk.station.verify import verify_station

_SLIPS = "SELECT job, slip, kind, number, body FROM spool WHERE job <= ? ORDER BY job"


class Lost:
    """A station that had sold two lunches when its disk died; the second was never sent."""

    def __init__(self, folder: Path, centre: RunningCentre) -> None:
        with station_in(folder / "old") as old:
            line = Joining(old)
            line.join(centre)
            old.open(10)
            old.clock.pass_(1800)
            self.served = old.buy()
            old.serve(self.served)
            self.number = old.buy()
            line.sync()
            self.device, self.head = old.desk.journal.device, old.desk.journal.head()
            self.readings = old.accounts()
            self.unsent = old.buy()
            self.files, self.last = old.files, old.desk.journal.head()
            self.slips = old.rows(_SLIPS, _job(self.head))
            line.close()
        self.fresh = StationFiles(folder / "new")
        self.clock = SetClock()
        self.clock.pass_(3600)


def _job(head: Head) -> int:
    return job(head.epoch, head.seq)


@pytest.fixture
def lost(tmp_path: Path, centre: RunningCentre) -> Lost:
    return Lost(tmp_path, centre)


def come_back(lost: Lost, centre: RunningCentre) -> bootstrap_founding.CameBack:
    return bootstrap_founding.come_back(lost.fresh, lost.clock, centre.url, centre.code(device=lost.device))


def test_the_record_comes_back_and_goes_on_as_the_next_epoch(lost: Lost, centre: RunningCentre) -> None:
    back = come_back(lost, centre)
    assert (back.head, back.events) == (lost.head.text(), lost.head.seq)
    with Station(lost.fresh.folder, lost.clock).closing() as again:
        assert again.desk.journal.device == lost.device
        assert again.desk.journal.head().epoch == 2
        assert again.accounts() == lost.readings
        again.serve(lost.number)  # sold before, waiting still
        line = Joining(again)
        line.sync()
        line.close()
        verdict = verify_station(lost.fresh.journal, Witness(heads=(lost.head,)), SERVICES, rebuild=True)
        assert verdict.fault is None
        pins = Pins(again.desk.journal.db, lost.fresh.pepper.read_bytes())
        assert pins.right("a1", back.pin)
    assert centre.sql("SELECT tail FROM epochs ORDER BY epoch") == [("unknown",), ("open",)]
    assert centre.sql("SELECT kind FROM findings WHERE kind <> 'clock'") == [("tail_unknown",)]
    assert centre.sql("SELECT count(*) FROM events WHERE epoch = 1") == [(lost.head.seq,)]


def test_no_number_is_given_twice_on_the_day_whatever_was_sold_unseen(lost: Lost, centre: RunningCentre) -> None:
    come_back(lost, centre)
    with Station(lost.fresh.folder, lost.clock).closing() as again:
        number = again.buy()
        assert number not in {lost.served, lost.number, lost.unsent}
        assert number == 503
        again.clock.pass_(86_400)
        again.close_meal()
        again.open(10)
        assert again.buy() == 1  # the next day begins as ever


def test_slips_from_before_can_be_had_again_and_are_not_printed_by_themselves(
    lost: Lost, centre: RunningCentre
) -> None:
    come_back(lost, centre)
    with Station(lost.fresh.folder, lost.clock).closing() as again:
        assert again.rows(_SLIPS, _job(lost.head)) == lost.slips
        assert again.rows("SELECT DISTINCT state FROM spool WHERE job <= ?", _job(lost.head)) == [("confirmed",)]


def test_what_was_never_sent_is_still_taken_from_the_old_disk(lost: Lost, centre: RunningCentre) -> None:
    come_back(lost, centre)
    with Station(lost.files.folder, SetClock()).closing() as old:
        line = Joining(old)
        line.sync()
        line.close()
    assert centre.sql("SELECT seq FROM epochs WHERE epoch = 1")[0][0] >= lost.last.seq
    kinds = [kind for (kind,) in centre.sql("SELECT kind FROM findings WHERE kind <> 'clock' ORDER BY kind")]
    assert kinds == ["late_tail", "tail_unknown"]


def test_a_device_that_is_lost_again_comes_back_again(lost: Lost, centre: RunningCentre, tmp_path: Path) -> None:
    come_back(lost, centre)
    lost.fresh = StationFiles(tmp_path / "newer")
    back = come_back(lost, centre)
    assert back.head.startswith("2-")
    with Station(lost.fresh.folder, lost.clock).closing() as again:
        assert again.desk.journal.head().epoch == 3
        assert again.buy() == 1003
        assert verify_station(lost.fresh.journal, Witness(), SERVICES, rebuild=True).fault is None


def test_a_cut_while_it_joins_leaves_no_station_and_another_code_goes_on(
    lost: Lost, centre: RunningCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> object:
        raise Cut("offline")

    with monkeypatch.context() as patched:
        patched.setattr(Client, "send", cut)
        with pytest.raises(Cut):
            come_back(lost, centre)
    assert not lost.fresh.journal.exists()
    assert come_back(lost, centre).head == lost.head.text()


def test_what_the_device_did_not_sign_is_not_taken_back(lost: Lost, centre: RunningCentre) -> None:
    centre.sql("UPDATE events SET raw = CAST(replace(CAST(raw AS TEXT), '张*', '王*') AS BLOB) WHERE epoch = 1")
    with pytest.raises(NotReturned) as refused:
        come_back(lost, centre)
    assert refused.value.reason == "forged"
    assert not lost.fresh.journal.exists()


def test_the_code_of_a_new_device_brings_nothing_back(lost: Lost, centre: RunningCentre) -> None:
    with pytest.raises(NotReturned) as refused:
        bootstrap_founding.come_back(lost.fresh, lost.clock, centre.url, centre.code())
    assert refused.value.reason == "nothing"
    client = Client(centre.url, LineSettings())
    with pytest.raises(Declined):
        client.record(centre.code(), 1, 0)
    client.close()
    assert centre.sql("SELECT count(*) FROM accesses") == [(0,)]


_TAIL = "DELETE FROM journal WHERE epoch = 1 AND seq > (SELECT max(seq) - 3 FROM journal WHERE epoch = 1)"


def test_whatever_is_changed_in_what_came_back_is_found(lost: Lost, centre: RunningCentre) -> None:
    come_back(lost, centre)
    for sql, name in (
        ("UPDATE journal SET raw = CAST(replace(CAST(raw AS TEXT), '张*', '王*') AS BLOB) WHERE epoch = 1", "edited"),
        ("DELETE FROM journal WHERE epoch = 1 AND seq = 5", "removed"),
        (_TAIL, "citation"),
        ("DELETE FROM heads WHERE epoch = 1", "signature"),
        ("DELETE FROM heads WHERE epoch = 2", "signature"),
        ("UPDATE heads SET signature = zeroblob(64) WHERE epoch = 1", "signature"),
        ("DELETE FROM journal WHERE epoch = 1", "removed"),
    ):
        changed = lost.fresh.folder / "changed.db"
        back_up(lost.fresh, changed)
        db = connect(changed)
        db.execute(sql)
        db.close()
        fault = verify_station(changed, Witness(), SERVICES, rebuild=False).fault
        assert fault is not None, sql
        assert fault.name == name, sql
        changed.unlink()


def test_a_batch_ends_where_a_request_ends(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "MOST_EVENTS", 7)
    station.open(10)
    station.buy()
    line = Joining(station)
    line.outbox.join("http://nowhere", "s", "k", "")
    batches = 0
    while (batch := line.outbox.batch()) is not None:
        last = msgspec.json.decode(batch.events[-1])
        assert last["i"] == last["n"] - 1
        line.outbox.acknowledged(batch.signed.head, "")
        batches += 1
    line.close()
    assert batches > 1


def test_the_command_says_what_came_back_and_what_to_compare(lost: Lost, centre: RunningCentre) -> None:
    code = centre.code(device=lost.device)
    asked = ["enrol", centre.url, code, "--data", str(lost.fresh.folder)]
    told = CliRunner().invoke(main, asked, env={"LANG": "en_US.UTF-8"})
    assert told.exit_code == 0, told.output
    assert f"{lost.head.seq} events, up to {lost.head.text()}" in told.output
    assert "The new PIN of a1 is" in told.output
    again = CliRunner().invoke(
        main, ["enrol", centre.url, code, "--data", str(lost.fresh.folder / "x")], env={"LANG": "en_US.UTF-8"}
    )
    assert (again.exit_code, "not valid, or was used" in again.output) == (2, True)
