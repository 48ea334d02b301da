"""A member's phone at a station: its code is exchanged at the centre, or believed once where the line is cut."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from nacl.signing import SigningKey
from services.test_points_lease import FLOOR, Joined, account
from support.centre import RunningCentre
from support.station import BOSS

from kiosk.base.request import Scene
from kiosk.reading.period import entries
from kiosk.record.token import LIFE_S, Token, parse, written
from kiosk.services.points import requests as points
from kiosk.services.points.inspection import z
from kiosk.services.points.readings.leases import HERE
from kiosk.services.points.reports import REPORTS
from kiosk.services.registry import SERVICES
from kiosk.station.line.answers import Cut


class Town:
    """Two stations that give a little without the line, and a member with 50 points who was seen at both."""

    def __init__(self, folder: Path, centre: RunningCentre) -> None:
        self.centre = centre
        self.west, self.east = Joined(folder / "west", FLOOR), Joined(folder / "east", FLOOR)
        for station in (self.west, self.east):
            station.join(centre)
            station.hand_over(centre)
        self.card = self.west.card()
        self.west.earn(1, 8)
        self.west.sync()
        self.east.visit(self.card)
        assert account(centre) == (80, 50, 0, 30, 0)
        ((self.member,),) = centre.sql("SELECT DISTINCT member FROM member_accounts")
        self.codes = 0

    def code(self, key: SigningKey | None = None, lasts_s: int = LIFE_S) -> str:
        """The code that the member's phone shows now."""
        self.codes += 1
        not_after = int(self.centre.clock.now().at.timestamp()) + lasts_s
        token = Token(bytes.fromhex(self.member), not_after, self.codes.to_bytes(12, "big"))
        return written(token, key or self.centre.centre.key)

    def cut(self) -> None:
        """No line anywhere, as long as nothing is sent."""
        for station in (self.west, self.east):
            lending = station.thread._lending
            assert lending is not None
            lending._reach = lambda url: Away()  # noqa: ARG005 - nobody is reached

    def at(self, station: Joined, code: str) -> Any:
        """Holds it before the scanner, and takes tissues."""
        station.do(points.Present, "worker", card=code)
        station.clock.pass_(6)
        return station.do(points.Redeem, "worker", goods="tissues", card=code)

    def findings(self) -> list[tuple[str, dict[str, Any]]]:
        account(self.centre)
        rows = self.centre.sql("SELECT kind, fields FROM findings WHERE kind <> 'clock' ORDER BY kind")
        return [(kind, msgspec.json.decode(fields)) for kind, fields in rows]


class Away:
    def lend(self, _: bytes) -> str:
        raise Cut("offline")


@pytest.fixture
def town(tmp_path: Path, centre: RunningCentre) -> Iterator[Town]:
    made = Town(tmp_path, centre)
    with made.west.closing(), made.east.closing():
        yield made


def test_a_code_is_believed_once_without_the_line_and_comes_in_later(town: Town) -> None:
    town.cut()
    code = town.code()
    assert town.at(town.east, code)
    assert town.east.refused(points.Present, "worker", card=code) == "points.phone_code_old"
    assert town.east.refused(points.Redeem, "worker", goods="tissues", card=code) == "points.no_line"
    town.east.sync()
    assert account(town.centre) == (80, 20, 0, 60, 0)
    assert town.findings() == []


def test_a_code_photographed_and_used_later_is_refused_with_and_without_the_line(town: Town) -> None:
    code = town.code()
    for clock in (town.east.clock, town.centre.clock):
        clock.pass_(LIFE_S + 1)  # type: ignore[attr-defined] # the tests' clock
    assert town.east.refused(points.Present, "worker", card=code) == "points.phone_code_old"
    town.cut()
    assert town.east.refused(points.Present, "worker", card=code) == "points.phone_code_old"


@pytest.mark.parametrize("off_s", [-3_600, 3_600])
def test_a_clock_that_is_off_believes_no_code_without_the_line_and_asks_the_centre_with_it(
    town: Town, off_s: int
) -> None:
    town.east.clock.jump(off_s)
    assert town.east.do(points.Present, "worker", card=town.code()).account
    town.cut()
    assert town.east.refused(points.Present, "worker", card=town.code()) == "points.phone_code_old"


def test_a_code_that_the_centre_did_not_sign_is_told_at_once_and_asks_nobody(town: Town) -> None:
    forged = town.code(SigningKey.generate())
    for cut in (False, True):
        if cut:
            town.cut()
        assert town.east.refused(points.Present, "worker", card=forged) == "points.phone_code_bad"
        assert town.east.refused(points.Present, "worker", card="/m/hello") == "points.phone_code_bad"


def test_a_code_used_at_two_stations_that_are_cut_off_is_found_with_the_code_as_evidence(town: Town) -> None:
    town.cut()
    code = town.code()
    town.at(town.west, code)
    town.at(town.east, code)
    town.west.sync()
    town.east.sync()
    assert account(town.centre) == (90, 0, 0, 90, 0)
    ((kind, fields),) = town.findings()
    assert (kind, fields["member"]) == ("token_twice", town.member)
    assert str(fields["before"]).startswith(town.west.desk.journal.device.hex())
    ((evidence,),) = town.centre.sql("SELECT body FROM evidence WHERE kind = 'token'")
    assert parse(bytes(evidence).decode()) == parse(code)


def test_a_code_exchanged_at_one_station_and_believed_at_another_is_found(town: Town) -> None:
    code = town.code()
    town.at(town.west, code)
    town.cut()
    town.at(town.east, code)
    town.west.sync()
    town.east.sync()
    assert [kind for kind, _ in town.findings()] == ["token_twice"]


def test_without_the_line_a_stranger_and_more_than_the_floor_are_refused(town: Town) -> None:
    town.cut()
    town.at(town.east, town.code())
    assert town.east.refused(points.Present, "worker", card=town.code()) == "points.no_line"
    town.member = "ab" * 16
    assert town.west.refused(points.Present, "worker", card=town.code()) == "points.no_line"


def test_a_code_is_redeemed_with_for_two_minutes_after_it_was_shown(town: Town) -> None:
    town.cut()
    code = town.code()
    town.east.do(points.Present, "worker", card=code)
    town.east.clock.pass_(121)
    assert town.east.refused(points.Redeem, "worker", goods="tissues", card=code) == "points.phone_code_old"


def test_whom_a_lease_is_for_is_found_without_looking_through_all_cards(town: Town) -> None:
    plan = town.west.rows("EXPLAIN QUERY PLAN " + HERE, b"")
    assert [row[3] for row in plan if "SCAN" in row[3]] == []
    assert any("journal_cards" in row[3] for row in plan)


def test_the_reports_tell_what_the_centre_owes_what_was_lent_and_what_the_station_stands_for(town: Town) -> None:
    town.cut()
    town.at(town.east, town.code())
    kinds = {kind.key: kind for kind in REPORTS}
    now = town.east.clock.now()
    scene: Scene[Any] = Scene(now, "device", None)
    db = town.east.desk.journal.db

    def rows(name: str) -> list[Any]:
        read = kinds[f"points.report.{name}"].rows
        assert read is not None
        return list(read(db, scene, now.date, now.date))

    assert rows("of_centre") == [("points.unit_points", 0, 30, 30)]
    assert rows("period")[0] == ("points.unit_points", 0, 0, -60, 0, 0, 60, 0)  # opening + all that moved = closing
    assert rows("owed")[0] == ("points.unit_points", 0, 60, 0, 0, -60, 0)
    said = [figure.key for part in z(db, entries(db, SERVICES, now.date, now.date)) for figure in part.figures]
    assert {"points.inspect.leased_points", "points.inspect.exposure_points"} <= set(said)


def test_a_merchant_s_times_and_minutes_are_lent_where_their_card_is_from(town: Town) -> None:
    west = town.west
    west.do(points.IssueCard, member="merchant")
    slip = west.rows("SELECT slip FROM spool WHERE kind = 'points.card' ORDER BY job DESC LIMIT 1")[0][0]
    card = f"/s/{west.desk.journal.device.hex()}.{slip.replace('-', '.')}"
    entered = west.do(points.Enter, account=2, rule="service", qty=12)
    west.do(points.Approve, BOSS, earning=entered.earning)
    west.do(points.Receive, goods="banner", qty=1)
    west.sync()
    assert west.do(points.Present, "worker", card=card).account == 2
    assert west.do(points.Redeem, "worker", goods="banner", card=card).left == 2
    west.sync()
    account(town.centre, "times")
    assert town.centre.sql("SELECT available, held, spent FROM member_accounts WHERE unit = 'times'") == [(2, 0, 10)]


def test_a_card_of_a_joined_station_says_that_a_phone_may_scan_it(town: Town) -> None:
    bodies = town.west.rows("SELECT body FROM spool WHERE kind = 'points.card'")
    assert "手机扫这个码" in bodies[0][0].decode()
    assert f"{town.centre.url}/s/" in bodies[0][0].decode()
