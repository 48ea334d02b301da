"""Points that a centre keeps, at real stations on a real line: lent, spent and let go of in one visit, or refused."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey
from support.centre import RunningCentre
from support.station import BOSS, HAND, SETTINGS, SetClock, Station

from kiosk import bootstrap, bootstrap_founding, bootstrap_line
from kiosk.base.request import Outcome, Refused
from kiosk.centre.members import leasing
from kiosk.centre.members.following import follow
from kiosk.record.hello import Room
from kiosk.record.lease import Lease, granted, parse_request
from kiosk.record.token import Token, written
from kiosk.record.verify import NO_WITNESS
from kiosk.services.points import requests as points
from kiosk.services.points.inspection import inspect
from kiosk.services.points.readings.load import member
from kiosk.services.registry import SERVICES
from kiosk.station.backup import back_up
from kiosk.station.files import StationFiles
from kiosk.station.journal import connect
from kiosk.station.leases.desk import LendingDesk
from kiosk.station.line.answers import Cut
from kiosk.station.line.client import Client
from kiosk.station.line.line import Line
from kiosk.station.line.outbox import Outbox
from kiosk.station.line.publications import publications
from kiosk.station.verify import verify_station

FLOOR = SETTINGS.replace("[services.points]", "[services.points]\nfloor = 30")


class Joined(Station):
    """A station with points whose desk is the one of a running kiosk, and a line that goes when it is told."""

    def __init__(self, folder: Path, settings: str = SETTINGS) -> None:
        super().__init__(folder, SetClock(), settings)
        self.thread: LendingDesk = bootstrap_line.desk_thread(self.files, self.desk, self.clock)
        self.do(points.Receive, goods="tissues", qty=50)

    def ask(self, request: Any, by: str = BOSS) -> Any:
        thread = getattr(self, "thread", None)
        return thread.ask(request, by).result(30) if thread else super().ask(request, by)

    def do(self, kind: Callable[..., Any], by: str = HAND, **fields: Any) -> Any:
        return self.ask(kind(request_id=self.id(), **fields), by)

    def refused(self, kind: Callable[..., Any], by: str = HAND, **fields: Any) -> str:
        with pytest.raises(Refused) as refused:
            self.do(kind, by, **fields)
        return refused.value.reason

    def card(self) -> str:
        """A new member's card, as it is scanned."""
        self.do(points.IssueCard)
        slip: str = self.rows("SELECT slip FROM spool WHERE kind = 'points.card' ORDER BY job DESC LIMIT 1")[0][0]
        return f"/s/{self.desk.journal.device.hex()}.{slip.replace('-', '.')}"

    def earn(self, account: int, hours: int) -> None:
        entered: points.Entered = self.do(points.Enter, account=account, rule="volunteer", qty=hours)
        self.do(points.Approve, BOSS, earning=entered.earning)

    def join(self, centre: RunningCentre) -> None:
        bootstrap.enrol(self.files, self.clock, centre.url, centre.code(str(self.files.folder)))

    def hand_over(self, centre: RunningCentre) -> None:
        """Two approve that the centre keeps the accounts."""
        self.do(points.HandOver, log_key=centre.centre.log_key.text())
        self.do(points.ApproveHandOver, BOSS)

    def sync(self) -> None:
        """Everything that waits goes to the centre."""
        db = connect(self.files.journal)
        outbox = Outbox(db, self.desk.journal.device, self.desk._key)

        def ask(request: Any) -> Outcome:
            return self.thread.ask(request, "device").result(30)

        told = publications(db, self.files, SERVICES, ask, self.id)
        reach, left = (lambda url: Client(url, self.desk.settings.line)), Room(50_000, -1)
        line = Line(outbox, told, self.clock, reach, ask, self.id, lambda: 0.5, lambda: left)
        for _ in range(20):
            line.visit()
            if not outbox.waiting():
                break
        assert outbox.waiting() == 0
        db.close()

    def visit(self, card: str, goods: str = "tissues") -> points.Redeemed:
        self.do(points.Present, "worker", card=card)
        self.clock.pass_(6)
        outcome = self.do(points.Redeem, "worker", goods=goods, card=card)
        assert isinstance(outcome, points.Redeemed)
        self.sync()
        return outcome

    def close(self) -> None:
        self.thread.close()


@pytest.fixture
def west(tmp_path: Path, centre: RunningCentre) -> Iterator[Joined]:
    made = Joined(tmp_path / "west")
    with made.closing():
        made.join(centre)
        yield made


@pytest.fixture
def east(tmp_path: Path, centre: RunningCentre) -> Iterator[Joined]:
    made = Joined(tmp_path / "east")
    with made.closing():
        made.join(centre)
        made.hand_over(centre)
        made.sync()
        yield made


@pytest.fixture
def card(west: Joined, centre: RunningCentre) -> str:
    """Member 1 of the west had 50 points there, and 20 more since the centre keeps the accounts."""
    card = west.card()
    west.earn(1, 5)
    west.hand_over(centre)
    west.earn(1, 2)
    west.sync()
    return card


def account(centre: RunningCentre, unit: str = "points") -> tuple[int, ...]:
    part = centre.centre
    asyncio.run_coroutine_threadsafe(follow(part.database, part.clock, part.ids), centre._loop).result(30)
    ((*sums,),) = centre.sql(
        "SELECT granted, available, held, spent, suspense FROM member_accounts WHERE unit = :u", u=unit
    )
    assert centre.work(leasing.untied) == []
    return tuple(sums)


def test_what_a_station_owed_is_handed_over_by_two_and_counts_once(
    west: Joined, card: str, centre: RunningCentre
) -> None:
    assert account(centre) == (70, 70, 0, 0, 0)
    assert account(centre, "minutes") == (420, 420, 0, 0, 0)
    assert west.rows("SELECT sum(available) FROM points_balances") == [(0,)]
    ledger = dict(west.rows("SELECT account, amount FROM points_ledger WHERE unit = 'points'"))
    assert ledger == {"earned": 70, "members": 0, "centre": -70}
    shown = {one.key: one.value for one in inspect(west.desk.journal.db, west.clock.now())[0].figures}
    assert (shown["points.inspect.earned_points"], shown["points.inspect.centre_points"]) == ("70", "70")
    assert west.refused(points.HandOver, log_key="x") == "points.handed_over_already"
    assert west.refused(points.Redeem, "worker", goods="tissues", card=card) == "points.no_line"


def test_nobody_hands_accounts_over_alone(west: Joined, centre: RunningCentre) -> None:
    west.do(points.HandOver, BOSS, log_key=centre.centre.log_key.text())
    assert west.refused(points.ApproveHandOver, BOSS) == "points.own_entry"
    west.do(points.ApproveHandOver, HAND)


def test_a_visit_is_lease_redemption_and_release(west: Joined, card: str, centre: RunningCentre) -> None:
    assert west.visit(card).left == 40
    west.do(points.HandOut, number=1)
    west.sync()
    assert account(centre) == (70, 40, 0, 30, 0)
    ((lease,),) = west.rows("SELECT lease FROM points_leases")
    raws = [raw.decode() for (raw,) in west.rows("SELECT raw FROM journal ORDER BY pos")]
    assert [lease in raw for raw in raws if '"points.redeemed"' in raw] == [True]
    assert centre.sql("SELECT kind FROM findings") == []
    verdict = verify_station(west.files.journal, NO_WITNESS, SERVICES, rebuild=True)
    assert verdict.fault is None


def test_points_of_one_station_are_spent_at_another(
    west: Joined, east: Joined, card: str, centre: RunningCentre
) -> None:
    assert east.visit(card).left == 40
    east.sync()
    assert account(centre) == (70, 40, 0, 30, 0)
    assert west.visit(card).left == 10
    west.sync()
    assert account(centre) == (70, 10, 0, 60, 0)
    assert east.refused(points.Present, "worker", card=card + "0") == "points.card_unknown"


def test_a_card_at_two_glasses_at_once_is_spent_once(
    west: Joined, east: Joined, card: str, centre: RunningCentre
) -> None:
    east.do(points.Present, "worker", card=card)
    assert west.refused(points.Present, "worker", card=card) == "points.nothing_left"
    assert west.refused(points.Redeem, "worker", goods="tissues", card=card) == "points.no_line"
    assert account(centre) == (70, 0, 70, 0, 0)


def test_who_leaves_without_a_word_has_their_points_back(east: Joined, card: str, centre: RunningCentre) -> None:
    east.do(points.Present, "worker", card=card)
    east.clock.jump(-5 * 3600)  # a wrong clock neither ends it early nor holds it for ever
    assert east.visit(card).left == 40
    assert east.rows("SELECT count(*) FROM points_leases") == [(1,)]
    east.do(points.Present, "worker", card=card)
    east.clock.pass_(11 * 60)
    assert east.refused(points.Redeem, "worker", goods="tissues", card=card) == "points.no_line"
    east.sync()
    assert account(centre) == (70, 40, 0, 30, 0)


def test_more_than_the_lease_is_refused_as_ever(east: Joined, card: str) -> None:
    east.visit(card)
    east.visit(card)
    east.do(points.Present, "worker", card=card)
    assert east.refused(points.Redeem, "worker", goods="tissues", card=card) == "points.just_redeemed"
    east.clock.pass_(6)
    assert east.refused(points.Redeem, "worker", goods="tissues", card=card) == "points.not_enough"


def test_without_the_line_it_is_said_kindly_and_nothing_is_taken(
    west: Joined, card: str, centre: RunningCentre
) -> None:
    centre.stop()
    stock = west.rows("SELECT stock FROM points_stock WHERE goods = 'tissues'")
    assert west.refused(points.Present, "worker", card=card) == "points.no_line"
    assert west.refused(points.Redeem, "worker", goods="tissues", card=card) == "points.no_line"
    assert west.rows("SELECT stock FROM points_stock WHERE goods = 'tissues'") == stock
    west.earn(1, 1)  # who earns is not kept waiting by a line


def test_a_floor_lets_members_have_a_little_without_the_line_on_the_station_s_account(
    tmp_path: Path, centre: RunningCentre
) -> None:
    made = Joined(tmp_path / "floor", FLOOR)
    with made.closing():
        made.join(centre)
        card = made.card()
        made.earn(1, 1)
        made.hand_over(centre)
        redeemed = made.do(points.Redeem, "worker", goods="tissues", card=card)
        made.clock.pass_(6)
        assert made.refused(points.Redeem, "worker", goods="tissues", card=card) == "points.no_line"
        made.sync()
        assert account(centre) == (30, 0, 0, 30, 0)
        assert centre.sql("SELECT amount FROM member_exposures") == [(20,)]
        made.do(points.Reverse, number=redeemed.number, reason="x")
        made.sync()
        assert account(centre) == (10, 10, 0, 0, 0)


def test_what_is_taken_back_the_same_day_is_the_member_s_again(east: Joined, card: str, centre: RunningCentre) -> None:
    redeemed = east.visit(card)
    east.do(points.Reverse, number=redeemed.number, reason="x")
    east.sync()
    assert account(centre) == (70, 70, 0, 0, 0)


def test_goods_redeemed_before_the_handing_over_are_taken_back_into_the_centre_s_account(
    west: Joined, centre: RunningCentre
) -> None:
    card = west.card()
    west.earn(1, 5)
    redeemed = west.do(points.Redeem, "worker", goods="tissues", card=card)
    west.hand_over(centre)
    west.do(points.Reverse, number=redeemed.number, reason="x")
    west.sync()
    assert account(centre) == (50, 50, 0, 0, 0)
    assert dict(west.rows("SELECT account, amount FROM points_ledger WHERE unit = 'points'"))["members"] == 0


def test_a_phone_s_code_is_good_once(east: Joined, card: str, centre: RunningCentre) -> None:
    account(centre)
    ((known,),) = centre.sql("SELECT DISTINCT member FROM member_accounts")
    token = Token(bytes.fromhex(known), int(centre.clock.now().at.timestamp()) + 60, b"n" * 12)
    shown = written(token, centre.centre.key)
    assert east.visit(shown).left == 40
    east.sync()
    assert east.refused(points.Present, "worker", card=shown) == "points.phone_code_old"
    assert account(centre) == (70, 40, 0, 30, 0)
    assert card


def test_a_phone_and_a_card_are_one_number_where_the_card_was_issued(
    west: Joined, card: str, centre: RunningCentre
) -> None:
    account(centre)
    ((known,),) = centre.sql("SELECT DISTINCT member FROM member_accounts")
    token = Token(bytes.fromhex(known), int(centre.clock.now().at.timestamp()) + 60, b"n" * 12)
    assert west.do(points.Present, "worker", card=written(token, centre.centre.key)).account == 1
    assert west.do(points.Present, "worker", card=card).account == 1
    found = member(west.desk.journal.db, 1)
    assert found is not None
    assert found.available("points") == 70


def test_an_answer_that_is_lost_is_given_back(east: Joined, card: str, centre: RunningCentre) -> None:
    lending = east.thread._lending
    assert lending is not None
    reach = lending._reach

    class Deaf:
        def lend(self, body: bytes) -> str:
            reach(centre.url).lend(body)
            raise Cut("slow")

    lending._reach = lambda url: Deaf()  # noqa: ARG005 - whoever is reached
    assert east.refused(points.Present, "worker", card=card) == "points.no_line"
    assert account(centre) == (70, 0, 70, 0, 0)
    east.sync()
    assert account(centre) == (70, 70, 0, 0, 0)


def test_a_lease_of_another_centre_or_for_another_request_is_worth_nothing(
    east: Joined, card: str, centre: RunningCentre
) -> None:
    lending = east.thread._lending
    assert lending is not None
    key = SigningKey.generate()

    class Forger:
        def __init__(self, key: SigningKey, **other: Any) -> None:
            self.key, self.other = key, other

        def lend(self, body: bytes) -> str:
            asked = parse_request(body)
            terms: dict[str, Any] = {
                "member": b"m" * 16,
                "device": asked.device,
                "epoch": asked.epoch,
                "unit": asked.unit,
            }
            terms |= {"cap": 999, "lease_id": asked.lease_id, "not_after": 2**40} | self.other
            return granted(Lease(**terms), self.key)

    own = centre.centre.key
    for forger in (Forger(key), Forger(own, device=b"x" * 16), Forger(own, epoch=9), Forger(own, lease_id=b"y" * 16)):
        lending._reach = lambda url, forger=forger: forger  # type: ignore[misc] # noqa: ARG005 - whoever is reached
        assert east.refused(points.Present, "worker", card=card) == "points.no_line"
    assert east.rows("SELECT * FROM points_leases") == []


def test_a_backup_put_back_spends_no_lease_of_the_epoch_before(
    tmp_path: Path, east: Joined, card: str, centre: RunningCentre
) -> None:
    east.do(points.Present, "worker", card=card)
    copy = tmp_path / "copy.db"
    back_up(east.files, copy)
    files = StationFiles(tmp_path / "again")
    bootstrap_founding.restore_station(copy, files, east.clock)
    again = Station(files.folder, east.clock).closing()
    with again as station:
        with pytest.raises(Refused) as refused:
            station.ask(points.Redeem(request_id=station.id(), goods="tissues", card=card), "worker")
        assert refused.value.reason == "points.no_line"
    assert account(centre) == (70, 0, 70, 0, 0)
