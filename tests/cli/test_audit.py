"""The eight questions of an auditor, each answered by one command, on a day that is counted here a second time."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cli.conftest import Kiosk
from support.beds import Hostel, with_beds
from support.press import printing
from support.station import BOSS, HAND, SETTINGS
from support.tools import Shed

from kiosk.base.inspection import Section
from kiosk.base.request import Request
from kiosk.reading.inspection import inspection
from kiosk.services.meals import requests as meals
from kiosk.services.points import requests as points
from kiosk.services.registry import SERVICES
from kiosk.services.slips import requests as slips
from kiosk.services.staff import requests as staff
from kiosk.services.till import requests as till
from kiosk.services.tools import requests as tools

ONE, TWO = "2024-03-01", "2024-03-02"
SECOND = "supervisor:a3"
DEARER = 'prices = [{ from = "2024-01-01", price_fen = 500, cost_fen = 900 }'
PRICES = SETTINGS.replace(DEARER, DEARER + ', { from = "2024-03-02", price_fen = 600, cost_fen = 1100 }')
COUNTED_SHORT = 100


class Day(Hostel):
    """A day of all services; whatever is asked for is counted here too, from the request and its answer alone."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, with_beds(text=PRICES))
        self.cash: Counter[str] = Counter()  # the drawer, by why money came or went, in fen
        self.count: Counter[str] = Counter()
        self.shed = Shed(self)
        self.do(staff.Add, BOSS, who="a3", role="supervisor", shown="王*")

    def do(self, kind: type[Request], by: str = HAND, **fields: Any) -> Any:
        self.clock.pass_(8)
        return self.ask(kind(request_id=self.id(), **fields), by)

    def play(self) -> None:
        """The first day, to its Z."""
        self.do(till.OpenShift, counts=((10000, 3),))
        self.cash["put_in"] = 30_000
        self._lunch()
        self._tools()
        self._points()
        self._beds()
        self.do(meals.Close, BOSS, meal="lunch")
        self.count["not_collected"] = 2
        owed = self.rows("SELECT owed FROM till_owed WHERE paid_at = '' AND number = 6")[0][0]
        self.cash["refunds"] -= self.do(till.PayOwed, owed=owed).fen
        self.do(till.MoveCash, move="banked", fen=20_000, reason="bank")
        self.cash["banked"] = -20_000
        ticket = self.rows("SELECT slip FROM spool WHERE kind = 'meals.ticket' ORDER BY job LIMIT 1")[0][0]
        self.do(slips.Reprint, slip=ticket)
        self._count()

    def _lunch(self) -> None:
        self.open(14)
        for _ in range(7):
            self.clock.pass_(8)
            self.cash["meals"] += 500
            self.buy()
        self.order()
        self.clock.pass_(4 * 60)  # number 8 is let go of
        for number, qty in ((9, 2), (10, 1)):
            sold = self.do(meals.Sell, meal="lunch", way="counter", given_fen=500 * qty, qty=qty)
            assert sold.number == number
            self.cash["meals"] += 500 * qty
        self.do(meals.Refund, meal="lunch", number=10, reason="sick")
        self.cash["refunds"] -= 500
        self.clock.pass_(15 * 60)
        for number, qty in ((1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (9, 2)):
            self.clock.pass_(10)
            self.serve(number)
            self.count["served"] += qty
        self.do(meals.TakeBack, BOSS, meal="lunch", number=5)
        self.serve(5)
        self.do(meals.RecordCooking, meal="lunch", cooked=12, wasted=2, cost_fen=10_400)

    def _tools(self) -> None:
        for of in ("toolbox", "toolbox", "toolbox", "drill"):
            self.shed.register(of)
            self.count["tools in"] += 1
        first, second = self._lend("toolbox-1", 5000), self._lend("toolbox-2", 5000)
        self._lend("drill-1", 20_000)
        self.cash["deposits_out"] -= self.shed.back("toolbox-1").back_fen
        assert first != second
        asked = self.shed.back("toolbox-2", tools.Found("shears", "missing"))
        self.shed.agree(second, asked.deduct_fen)
        given = self.shed.give_back(second, drawer_short=True)
        self.count.update({"deducted": given.deduct_fen, "owed": given.back_fen})
        self.shed.move("toolbox-3", "retired", "worn_out")
        self.count["scrapped"] = 1

    def _lend(self, unit: str, deposit_fen: int) -> str:
        self.clock.pass_(8)
        loan = self.shed.lend(unit)
        self.cash["deposits_in"] += deposit_fen
        self.count["held"] += deposit_fen
        return loan

    def _points(self) -> None:
        self.do(points.Receive, goods="tissues", qty=5)
        member = self.do(points.IssueCard).account
        entered = self.do(points.Enter, account=member, rule="volunteer", qty=5)
        self.do(points.Approve, BOSS, earning=entered.earning)
        right = self.do(points.Correct, BOSS, account=member, unit="points", amount=5, reason="miscounted")
        self.do(points.Adjust, SECOND, correction=right.correction)
        self.clock.pass_(300)
        self.do(points.HandOut, number=self.do(points.Redeem, goods="tissues", account=member).number)
        self.do(points.AdjustGoods, goods="tissues", qty=-1, reason="spoiled")

    def _beds(self) -> None:
        comes, cancels, stays_away = self.paid(1), self.paid(2), self.paid(3)
        self.cash["beds"] += 3 * 200
        self.cash["refunds"] -= self.cancel(cancels.booking).fen
        self.at("12:02")
        self.arrive(comes.code)
        self.at("13:00")
        self.leave(comes.code)
        self.linen(1)
        assert self.state(stays_away.booking)[0] == "no_show"

    def _count(self) -> None:
        """Counted blind, one yuan short, and closed."""
        fen = self.cash.total() - COUNTED_SHORT
        counts = []
        for worth in (10000, 5000, 1000, 500, 100):
            counts.append((worth, fen // worth))
            fen %= worth
        self.do(till.CountShift, counts=tuple(counts))
        self.do(till.CloseShift, reason="unknown")

    def next_day(self) -> None:
        """Two lunches at the new price, the drawer not taken over yet."""
        self.clock.pass_(timedelta(days=1).total_seconds() - (13 * 60 - 11 * 60 - 12) * 60)
        self.open()
        for _ in range(2):
            self.pay(self.order().sale, 600)
        self.at("11:45")
        for number in (1, 2):
            self.serve(number)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """The station at the end of it."""
    day = Day(tmp_path_factory.mktemp("audit") / "data")
    day.play()
    with day.closing():
        yield day


@pytest.fixture(scope="module")
def printed(played: Day) -> str:
    """What stands on the Z slip, as it comes out of the printer; then the next day begins."""
    with printing(played) as printer:
        printer.print_all()
        papers = ["\n".join(slip.text) for slip in printer.paper.slips]
    played.next_day()
    return next(paper for paper in reversed(papers) if "应有" in paper and "1" in paper)


@pytest.fixture(scope="module")
def ask(played: Day, printed: str, kiosk: Kiosk) -> Any:
    """The tables of a command, by the last part of their names."""
    assert printed

    def asked(topic: str, *period: str) -> dict[str, Any]:
        said = kiosk("report", topic, *period, "--data", played.files.folder, "--json")
        assert said.code == 0, said.err
        told = msgspec.json.decode(said.last)
        return {"accounts": told["accounts"], **told["tables"]}

    return asked


def section(day: Day, key: str) -> dict[str, str]:
    """A section of the page 检查: its lines' values by the last part of their names."""
    found: list[Section] = [one for one in inspection(day.desk.journal.db, SERVICES, day.clock.now()) if one.key == key]
    return {figure.key.rpartition(".")[2]: figure.value for figure in found[0].figures}


def yuan(fen: int) -> str:
    return f"{fen / 100:.2f}"


def test_1_the_cash_opened_with_and_all_that_came_less_all_that_went_is_what_was_counted(played: Day, ask: Any) -> None:
    (row,) = ask("shifts", ONE)["till.report.cash"]["rows"]
    assert {key: row[key] for key in row if row[key] and key in {*played.cash, "opening", "other"}} == played.cash
    assert row["expected"] == played.cash.total()
    assert row["counted"] == played.cash.total() - COUNTED_SHORT
    assert row["over"] == -COUNTED_SHORT
    (shift,) = ask("shifts", ONE)["till.report.shifts"]["rows"]
    assert (shift["expected"], shift["counted"], shift["reason"]) == (
        row["expected"],
        row["counted"],
        "till.over_unknown",
    )
    over = [one["did"] for one in ask("overrides", ONE)["report.acts"]["rows"] if one["did"]["key"] == "till.act.over"]
    assert [one["value"] for one in over] == ["-1.00"], "the difference is posted, and listed"


def test_2_deposits_held_are_those_of_open_loans_and_what_is_owed_back(played: Day, ask: Any) -> None:
    told = ask("deposits", ONE)
    (held,) = told["tools.report.held"]["rows"]
    open_fen = played.count["held"] + played.cash["deposits_out"] - played.count["deducted"] - played.count["owed"]
    assert (held["added"], held["account_holds"], held["differs"]) == (open_fen, open_fen, 0) == (20_000, 20_000, 0)
    assert told["tools.report.deposits"]["totals"]["deposit"] == open_fen
    owed = played.count["owed"] + 500  # number 7 has not fetched its money
    assert told["till.report.owed"]["totals"]["fen"] == owed
    assert [row["differs"] for row in told["till.report.held"]["rows"]] == [0, 0, 0]
    assert all(row["age"] > 300 for row in told["tools.report.deposits"]["rows"]), "aged to the day it is asked on"
    assert told["tools.report.returned"]["totals"] == {
        "taken": 10_000,
        "deducted": played.count["deducted"],
        "back": 9000,
    }
    assert told["accounts"]["income.deductions"] == -played.count["deducted"] == -1000


def test_3_the_subsidy_is_served_meals_times_the_gap_by_price_and_no_number_is_missing(played: Day, ask: Any) -> None:
    told = ask("subsidy", "2024-03")
    by_price = told["meals.report.by_price"]
    assert [(row["price"], row["cost"], row["gap"], row["served"], row["subsidy"]) for row in by_price["rows"]] == [
        (500, 900, 400, played.count["served"], played.count["served"] * 400),
        (600, 1100, 500, 2, 1000),
    ]
    assert by_price["totals"]["subsidy"] == told["accounts"]["subsidy.receivable"] == 7 * 400 + 1000
    first = told["meals.report.checked"]["rows"][0]
    numbers = ("taken_away", "not_collected", "refunded", "expired", "waiting", "missing")
    assert [first[name] for name in numbers] == [6, 2, 1, 1, 0, 0]
    assert first["last_number"] == 10 == sum(first[name] for name in numbers)
    assert (first["cooked"], first["wasted"], first["served"], first["spare"]) == (12, 2, 7, 3)


def test_4_no_more_beds_were_sold_than_there_are(played: Day, ask: Any) -> None:
    told = ask("beds", ONE)
    (row,) = told["beds.report.slots"]["rows"]
    assert (row["beds"], row["sold"], row["slept"], row["no_shows"], row["cancelled"]) == (5, 2, 1, 1, 1)
    assert row["left"] == row["beds"] - (row["sold"] - row["no_shows"]) == 4
    (linen,) = told["beds.report.linen"]["rows"]
    assert (linen["slept"], linen["changed"]) == (1, 1)
    assert row["taken"] == played.cash["beds"] - 200


def test_5_every_tool_is_on_the_shelf_out_in_repair_or_gone(played: Day, ask: Any) -> None:
    def totals(day: str) -> dict[str, int]:
        found: dict[str, int] = ask("tools", day)["tools.report.moves"]["totals"]
        return found

    first = totals(ONE)
    assert (first["opening"], first["new"], first["lost"], first["scrapped"]) == (0, played.count["tools in"], 0, 1)
    assert first["opening"] + first["new"] - first["lost"] - first["scrapped"] == first["closing"] == 3
    assert totals(TWO)["opening"] == first["closing"]
    now = ask("tools")["tools.report.moves"]["totals"]
    assert now["closing"] == now["here"] + now["out"] + now["repair"] == 1 + 1 + 1
    shown = section(played, "tools.inspect.units")
    assert [shown[name] for name in ("come", "scrapped", "here", "out", "repair")] == ["4", "1", "1", "1", "1"]


def test_6_points_owed_are_what_was_earned_and_not_spent_and_nobody_approved_their_own(played: Day, ask: Any) -> None:
    told = ask("points", ONE)
    row = told["points.report.period"]["rows"][0]
    assert [row[name] for name in ("opening", "earned", "redeemed", "expired", "adjusted", "closing")] == [
        *(0, 50, -30, 0, 5),
        25,
    ]
    (goods,) = told["points.report.moved"]["rows"]
    assert [goods[name] for name in ("opening", "came", "went", "adjusted", "closing")] == [0, 5, -1, -1, 3]
    after = ask("points", TWO)
    assert after["points.report.period"]["rows"][0]["opening"] == row["closing"]
    assert after["points.report.moved"]["rows"][0]["opening"] == goods["closing"]
    (earning,) = told["points.report.earnings"]["rows"]
    assert (earning["entered"], earning["approved"]) == ("李*", "张*")
    shown = section(played, "points.inspect.title")
    assert (shown["members_points"], shown["have_points"], shown["same"]) == ("25", "25", "0")


def test_7_the_record_holds_and_whatever_was_voided_or_changed_is_listed_with_who(
    played: Day, ask: Any, kiosk: Kiosk
) -> None:
    assert kiosk("verify", played.files.folder, "--rebuild").code == 0
    told = ask("overrides", ONE)
    did = Counter((row["did"]["key"], row["by"]) for row in told["report.acts"]["rows"])
    for act, by in (
        ("slips.act.reprinted", "李*"),
        ("meals.act.refunded", "李*"),
        ("meals.act.taken_back", "张*"),
        ("beds.act.cancelled", "李*"),
        ("tools.act.deducted", "李*"),
        ("tools.act.retired", "张*"),
        ("points.act.adjusted", "王*"),
        ("till.act.cash_banked", "李*"),
    ):
        assert did[act, by] == 1, act
    assert did["house.act.settings", "device"] == 1
    (unsynced,) = told["house.report.here_only"]["rows"]
    assert unsynced["events"] == played.desk.journal.count()
    assert unsynced["oldest"].startswith(ONE)
    assert unsynced["age"] > 300
    assert section(played, "house.inspect.title")["oldest"] == "2024-03-01 11:12"


def test_8_an_honest_day_leaves_nothing_to_ask_about(ask: Any) -> None:
    signals = {key: table["rows"] for key, table in ask("signals", ONE).items() if key != "accounts"}
    assert {key: rows for key, rows in signals.items() if rows} == {}
    assert {key.partition(".")[0] for key in signals} >= {"meals", "till", "tools", "points", "house", "report"}


def test_one_z_ties_cash_deposits_portions_beds_tools_points_and_goods(played: Day, ask: Any, printed: str) -> None:
    """What the printer put out, what the commands say, and what the postings of the day come to."""

    def line(key: str, value: str, **fields: Any) -> None:
        words = played.desk.words.say("zh", key, **fields)
        assert any(one.startswith(words) and one.endswith(value) for one in printed.splitlines()), (words, value)

    (cash,) = ask("shifts", ONE)["till.report.cash"]["rows"]
    line("till.z.opening", "0.00")
    line("till.account.owed_meals", f"+{yuan(cash['meals'])}")
    line("till.account.owed_beds", f"+{yuan(cash['beds'])}")
    line("till.account.owed_deposits", f"+{yuan(cash['deposits_in'])}")
    line("till.account.owed_deposits", yuan(cash["deposits_out"]))
    line("till.account.cash_bank", yuan(cash["banked"]))
    line("till.z.expected", yuan(cash["expected"]))
    held = ask("deposits", ONE)["tools.report.held"]["rows"][0]["account_holds"]
    line("till.account.owed_deposits", yuan(held))
    line("tools.inspect.open", yuan(held), count=1)
    lunch = ask("day", ONE)["meals.report.days"]["rows"][0]
    for name in ("portions", "numbers", "sold", "served", "not_collected", "refunded"):
        line(f"meals.inspect.{name}", str(lunch[name]))
    line("meals.inspect.unpaid", str(lunch["expired"]))
    line("meals.inspect.subsidy", yuan(lunch["subsidy"]))
    slot = ask("beds", ONE)["beds.report.slots"]["rows"][0]
    for name in ("beds", "sold", "slept", "no_shows", "cancelled"):
        line(f"beds.inspect.{name}", str(slot[name]))
    units = ask("tools", ONE)["tools.report.moves"]["totals"]
    for name, value in (("come", units["new"]), ("scrapped", units["scrapped"]), ("out", 1), ("repair", 1)):
        line(f"tools.inspect.{name}", str(value))
    book = ask("points", ONE)["points.report.period"]["rows"][0]
    for name, value in (("earned", 50), ("redeemed", 30), ("adjusted", 5)):
        assert abs(book[name]) == value
        line(f"points.inspect.{name}_points", str(value))
    line("points.inspect.members_points", str(book["closing"]))
    line("points.inspect.goods", "+5 -1 -1", goods="纸巾")
    posted: Counter[str] = Counter()
    for (raw,) in played.rows("SELECT raw FROM journal ORDER BY pos"):
        event = msgspec.json.decode(raw)
        if event["at"].startswith(ONE):
            for account, fen in event.get("post", ()):
                posted[account] += fen
    assert posted.total() == 0
    assert posted["cash.drawer"] == cash["counted"] == played.cash.total() - COUNTED_SHORT
    assert -posted["owed.deposits"] == held
    assert posted["subsidy.receivable"] == lunch["subsidy"]
    assert -posted["income.beds"] == slot["income"]
