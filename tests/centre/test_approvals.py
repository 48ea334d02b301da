"""A difference that waits is decided at the centre: by the line, or by a code told by phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.console import RunningConsole
from support.joining import Joining
from support.station import HAND, Station

from kiosk import bootstrap
from kiosk.base.request import Refused
from kiosk.services.till import requests as till
from kiosk.services.till.readings.shifts import differences, waiting_shifts
from kiosk.station.line.line import SOON_S


class Waiting:
    """A station with a shift whose drawer lacks 50 yuan, joined to a console."""

    def __init__(self, folder: Path, station: Station) -> None:
        self.station = station
        self.console = RunningConsole(folder, "", station.clock)
        self.console.account("王主任", "administrator")
        self.console.account("赵街道", "lead", "西城街道")
        self.console.account("李审计", "auditor")
        self.line = Joining(station)
        self.line.join(self.console)
        station.ask(till.OpenShift(request_id=station.id(), counts=((10_000, 2),)), HAND)
        station.ask(till.CountShift(request_id=station.id(), counts=((10_000, 1), (5_000, 1))), HAND)
        station.ask(till.CloseShift(request_id=station.id(), reason="unknown"), HAND)
        self.line.sync()
        self.console.caught_up()

    def decide(self, verdict: str, comment: str = "", who: str = "王主任") -> str:
        """Decides in the console; returns the code that it shows."""
        browser = self.console.browser(who)
        found = re.search(
            r'name="station" value="([^"]+)".*?name="device" value="([^"]+)".*?name="key" value="([^"]+)"',
            browser.get("/approvals").text,
        )
        assert found
        station, device, key = found.groups()
        answer = browser.post("/approvals", station=station, device=device, key=key, verdict=verdict, comment=comment)
        assert answer.status_code == 200, answer.text
        code = re.search(r'class="secret">(\d{4}) (\d{4})<', answer.text)
        assert code
        return code[1] + code[2]

    def heard(self) -> None:
        """The station's next hello, soon."""
        self.station.clock.pass_(SOON_S)
        self.line.sync()

    def pending(self) -> list[int]:
        return [row.shift for row in waiting_shifts(self.station.desk.journal.db, self.station.scene("till"))]

    def type(self, code: str) -> till.Answered:
        counter = bootstrap.open_station(
            self.station.files.folder, self.station.clock, own_devices=False, version="test"
        )
        try:
            request = till.TypeCode(request_id=counter.desk.new_id(), shift=1, code=code)
            answered = counter.desk.ask(request, HAND).result()
        finally:
            counter.close()
        assert isinstance(answered, till.Answered)
        return answered


@pytest.fixture
def waiting(tmp_path: Path, station: Station) -> Iterator[Waiting]:
    (tmp_path / "console").mkdir()
    made = Waiting(tmp_path / "console", station)
    try:
        yield made
    finally:
        made.line.close()
        made.console.stop()


def test_a_verdict_travels_by_the_line_and_stands_in_both_records(waiting: Waiting) -> None:
    assert waiting.pending() == [1]
    waiting.decide("approve", "已看监控")
    waiting.heard()
    assert waiting.pending() == []
    raw = waiting.station.rows("SELECT raw FROM journal ORDER BY pos DESC")
    approved = next(row[0].decode() for row in raw if b"shift_approved" in row[0])
    assert '"way":"line","approver":"王主任","comment":"已看监控"' in approved
    waiting.line.sync()
    waiting.console.caught_up()
    assert "没有待核" in waiting.console.browser("王主任").get("/approvals").text
    seen = waiting.console.browser("李审计").get("/accesses").text
    assert "核差额" in seen
    assert waiting.line.db.execute("SELECT n, problem FROM verdicts").fetchall() == [(1, "")]
    waiting.heard()
    assert len([kind for kind in waiting.station.kinds() if kind == "till.shift_approved"]) == 1


def test_what_is_sent_back_waits_on_and_says_why(waiting: Waiting) -> None:
    waiting.decide("return", "请附小票")
    waiting.heard()
    (row,) = waiting_shifts(waiting.station.desk.journal.db, waiting.station.scene("till"))
    assert (row.state, row.returned, row.comment) == ("pending", True, "请附小票")
    waiting.decide("approve")
    waiting.heard()
    assert waiting.pending() == []


def test_a_code_told_by_phone_is_good_for_one_difference_and_one_verdict(waiting: Waiting) -> None:
    code = waiting.decide("approve")
    assert code != waiting.decide("return", "不对")
    assert waiting.type(code).approved
    assert waiting.pending() == []
    with pytest.raises(Refused) as refused:
        waiting.type(code)
    assert refused.value.reason == "till.not_pending"
    waiting.heard()  # the same verdict by the line changes nothing more
    assert len([kind for kind in waiting.station.kinds() if kind == "till.shift_approved"]) == 1


def test_guessed_codes_are_counted_and_then_no_code_is_good_any_more(waiting: Waiting) -> None:
    code = waiting.decide("approve")
    for left in (4, 3, 2, 1):
        with pytest.raises(Refused) as refused:
            waiting.type("00000000" if code != "00000000" else "11111111")
        assert (refused.value.reason, refused.value.fields) == ("till.code_wrong", {"left": left})
    for typed in ("12345678" if code != "12345678" else "87654321", code):
        with pytest.raises(Refused) as refused:
            waiting.type(typed)
        assert refused.value.reason == "till.codes_locked"
    assert waiting.pending() == [1]
    waiting.heard()
    assert waiting.pending() == []  # the line is not locked


@pytest.mark.parametrize(("who", "status"), [("李审计", 403), ("赵街道", 404)])
def test_who_may_not_decide_does_not(waiting: Waiting, who: str, status: int) -> None:
    (found,) = differences(waiting.station.desk.journal.db)
    ((station,),) = waiting.console.sql("SELECT station_id FROM stations")
    device = waiting.station.desk.journal.device.hex()
    form = {"station": station, "device": device, "key": f"{found.epoch}-{found.seq}", "verdict": "approve"}
    assert waiting.console.browser(who).post("/approvals", **form).status_code == status
    assert waiting.console.sql("SELECT count(*) FROM verdicts") == [(0,)]


def test_a_verdict_that_the_centre_did_not_sign_changes_nothing(waiting: Waiting) -> None:
    waiting.decide("approve")
    waiting.console.sql("UPDATE verdicts SET fen = fen, signature = :forged", forged=bytes(64))
    waiting.heard()
    assert waiting.pending() == [1]
