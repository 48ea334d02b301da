"""A day of a station with every service, step by step: what the experiments on power, disk and paper go through.

A step is one request, or one of the works besides (printing, a word of the centre). The same step done again after a
failure is the same request.
"""

import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
from support.beds import NOON, TODAY
from support.press import Printing
from support.station import BOSS, HAND, SETTINGS, Station
from support.tools import PARTS, WANG

from kiosk.base.people import Who
from kiosk.base.request import Outcome, Request
from kiosk.services.beds import requests as beds
from kiosk.services.house import requests as house
from kiosk.services.meals import requests as meals
from kiosk.services.people import requests as people
from kiosk.services.points import requests as points
from kiosk.services.slips import requests as slips
from kiosk.services.staff import requests as staff
from kiosk.services.till import requests as till
from kiosk.services.tools import requests as tools
from kiosk.station import journal as journals
from kiosk.station.line.outbox import Outbox
from kiosk.virtual.engine import PrintedSlip

SETTINGS_OF_ALL: Final = (
    SETTINGS + '\n[services.till]\nways = ["counter", "wechat", "alipay", "voucher"]\ndifference_fen = 100\n'
)
FLOAT: Final = ((10000, 3), (1000, 20), (100, 50))
_CENTRE: Final = "https://centre.example"


class Step(msgspec.Struct, frozen=True):
    """One request by somebody; without a request something else that is done: `print`, `paper_out`, `line` …."""

    name: str
    request: Request | None = None
    by: str = ""


Steps = Generator[Step, Any, None]


class Day:
    """What the steps of a day need to know of the station: ids, the time, the codes on slips."""

    def __init__(self, station: Station) -> None:
        self.station = station

    def step(self, kind: Callable[..., Request], by: str = HAND, **fields: Any) -> Step:
        """A request with an id of its own."""
        request = kind(request_id=self.station.id(), **fields)
        return Step(request.name, request, by)

    def pass_(self, minutes: float) -> None:
        self.station.clock.pass_(minutes * 60)

    def newest(self, kind: str, count: int = 1) -> list[str]:
        """The codes of the newest slips of a kind."""
        rows = self.station.rows("SELECT slip FROM spool WHERE kind = ? ORDER BY job DESC LIMIT ?", kind, count)
        return [row[0] for row in rows]

    def scanned(self, slip: str) -> str:
        """A slip's code as a scanner reads it."""
        return f"/s/{self.station.desk.journal.device.hex()}.{slip.replace('-', '.')}"


def all_of(day: Day) -> Steps:
    """The whole day; printing lies in between."""
    for part in (morning, lending, noon, trouble, members, resting, returning, evening):
        yield from part(day)
        yield Step("print")


def morning(day: Day) -> Steps:
    """Who works, the drawer, the centre, vouchers."""
    yield day.step(house.Start, "device", version="1")
    yield day.step(staff.Add, BOSS, who="a3", role="attendant", shown="赵*")
    yield day.step(staff.SignIn, "worker", who="a2", pin_right=True)
    yield day.step(till.OpenShift, counts=FLOAT)
    yield day.step(house.JoinCentre, "device", url=_CENTRE, station_id="s1", log_key="")
    yield Step("join")
    yield day.step(till.SellVouchers, qty=3, way="counter", given_fen=1500)
    yield day.step(till.MoveCash, move="in", fen=2000, reason="float")
    yield day.step(till.MoveCash, move="banked", fen=1000, reason="bank")
    yield day.step(till.UndoMove)
    yield day.step(till.MoveCash, move="out", fen=500, reason="purchase")
    yield day.step(till.VoidVoucher, code=day.newest("till.paper_voucher")[0], reason="mistake")
    yield Step("print")
    yield Step("line")


def lending(day: Day) -> Steps:
    """Tools go out, for deposits; names go into the vault."""
    for of in ("drill", "toolbox", "toolbox", "generator"):
        yield day.step(tools.Register, of=of, inspect_by="2024-12-31")
    held = yield day.step(tools.Hold, "worker", of="toolbox")
    yield from _lend(day, "toolbox-1", held.loan)
    yield from _lend(day, "drill-1")
    yield from _lend(day, "generator-1")
    yield Step("print")
    yield day.step(tools.ReplaceSlip, loan=held.loan, knows=("tool", "name", "phone"))


def _lend(day: Day, unit: str, loan: str = "") -> Generator[Step, Any, str]:
    who = Who("王小明", "13812341234") if unit == "toolbox-1" else WANG
    fields: dict[str, Any] = {"parts": PARTS[unit.rpartition("-")[0]], "adult": True, "permit": True}
    prepared = yield day.step(tools.Prepare, unit=unit, loan=loan, who=who, **fields)
    if prepared.consent:
        yield day.step(tools.Consent, "worker", loan=prepared.loan)
    yield day.step(tools.Lend, loan=prepared.loan, given_fen=prepared.deposit_fen)
    lent: str = prepared.loan
    return lent


def noon(day: Day) -> Steps:
    """Lunch: sold, paid in every way, refunded, waited for, called, served, left."""
    yield day.step(meals.SetMenu, BOSS, meal="lunch", dishes=("红烧肉", "拌黄瓜"))
    yield day.step(meals.Open, BOSS, meal="lunch", portions=6)
    first = yield day.step(meals.Order, "worker", meal="lunch")
    yield day.step(till.Receive, sale=first.sale, way="counter", given_fen=1000, owed_fen=500)
    second = yield day.step(meals.Order, "worker", meal="lunch")
    yield day.step(till.ChooseWay, "worker", sale=second.sale, way="voucher")
    yield day.step(till.PayWithPapers, "worker", sale=second.sale, codes=tuple(day.newest("till.paper_voucher", 2)[1:]))
    yield Step("print")
    let_go = yield day.step(meals.Order, "worker", meal="lunch")
    yield day.step(till.Cancel, "worker", sale=let_go.sale)
    late = yield day.step(meals.Order, "worker", meal="lunch")
    day.pass_(4)
    yield day.step(house.Tick, "device")
    yield day.step(till.Receive, sale=late.sale, way="counter", given_fen=500)
    sold = yield day.step(meals.Sell, meal="lunch", way="wechat", given_fen=500)
    yield day.step(meals.Refund, meal="lunch", number=sold.number, reason="changed_mind", drawer_short=True)
    yield day.step(meals.Sell, meal="lunch", way="counter", given_fen=1500, qty=3)
    place = yield day.step(meals.JoinWait, "worker", meal="lunch")
    yield day.step(meals.JoinWait, "worker", meal="lunch")
    yield day.step(meals.AddPortions, BOSS, meal="lunch", qty=3)
    offered = yield day.step(meals.Order, "worker", meal="lunch", wait=place.place)
    yield day.step(till.Receive, sale=offered.sale, way="counter", given_fen=500)
    by_note = yield day.step(meals.Order, "worker", meal="lunch")
    yield day.step(till.PutIn, "device", sale=by_note.sale, fen=500)
    called = yield day.step(house.CallPerson, "worker", screen="home")
    yield day.step(house.AnswerCall, call=called.call)
    yield Step("print")
    day.pass_(25)
    yield day.step(meals.Call, meal="lunch", count=2)
    yield day.step(meals.Serve, meal="lunch", number=first.number)
    yield day.step(meals.TakeBack, meal="lunch", number=first.number)
    yield day.step(meals.Serve, meal="lunch", number=first.number)
    yield day.step(meals.Serve, meal="lunch", number=second.number)
    yield day.step(meals.KeepSample, meal="lunch", dish="红烧肉", grams=125)
    yield Step("line")


def trouble(day: Day) -> Steps:
    """The printer without paper, and without power in the middle of a slip."""
    yield Step("paper_out")
    yield day.step(meals.Sell, meal="lunch", way="counter", given_fen=500)
    yield Step("print")
    yield Step("paper_in")
    yield Step("print")
    yield Step("dies_printing")
    yield day.step(till.PayPaper, code=day.newest("till.paper_change")[0])
    yield Step("print")
    yield Step("paper_in")
    (broken,) = day.newest("till.paper_paid")
    yield day.step(slips.Settle, slip=broken, copy=0, there=False)
    yield day.step(slips.Reprint, slip=broken)
    yield day.step(slips.TryOut, BOSS, profiles=("generic-58-gb18030", "generic-80-raster"), device="printer")


def members(day: Day) -> Steps:
    """Points: earned, approved, redeemed, corrected; a name that is looked at, put right, erased."""
    yield day.step(points.Receive, goods="tissues", qty=5)
    yield day.step(points.IssueCard, who=Who("陈秀英", "13900001111"))
    entered = yield day.step(points.Enter, account=1, rule="volunteer", qty=8)
    yield day.step(points.Approve, BOSS, earning=entered.earning)
    yield day.step(points.ReplaceCard, account=1)
    card = day.scanned(day.newest("points.card")[0])
    redeemed = yield day.step(points.Redeem, "worker", goods="tissues", card=card)
    yield day.step(points.HandOut, number=redeemed.number)
    wrong = yield day.step(points.Correct, account=1, unit="points", amount=-1, reason="mistake")
    yield day.step(points.Adjust, BOSS, correction=wrong.correction)
    yield day.step(points.Donate, thing="雨伞", grade="good", score=10, giver=1)
    yield day.step(points.Count, goods="tissues", counted=4)
    yield day.step(points.IssueCard, who=Who("刘海燕", "13900003333"))
    ((person,),) = day.station.rows("SELECT person FROM vault ORDER BY slot DESC LIMIT 1")
    yield day.step(people.View, person=person, why="lost_slip")
    yield day.step(people.Correct, person=person, who=Who("刘海燕", "13900002222"))
    yield day.step(people.Erase, BOSS, person=person)


def resting(day: Day) -> Steps:
    """Beds: booked, paid, slept in, given back, waited for."""
    bedded = []
    for room in ("men", "men", "women"):
        booked = yield day.step(beds.Book, "worker", day=TODAY, slot=NOON, room=room)
        yield day.step(till.Receive, sale=booked.sale, way="counter", given_fen=200)
        bedded.append(booked)
    yield day.step(beds.Cancel, booking=bedded[1].booking, reason="mistake")
    yield day.step(beds.CloseBed, BOSS, bed=3, reason="broken")
    yield day.step(beds.ReopenBed, BOSS, bed=3)
    yield Step("print")
    day.pass_(10)
    yield day.step(beds.CheckIn, "worker", code=bedded[0].code)
    yield day.step(house.Tick, "device")
    yield day.step(beds.CheckOut, "worker", code=bedded[0].code)
    yield day.step(beds.ChangeLinen, bed=bedded[0].bed)


def returning(day: Day) -> Steps:
    """Tools come back: whole, damaged, missing; what is deducted is agreed to; stock is taken."""
    loans = dict(day.station.rows("SELECT unit, loan FROM tools_loans"))
    yield day.step(tools.TakeBack, unit="toolbox-1")
    yield day.step(tools.TakeBack, unit="drill-1", wrong=(tools.Found("bit", "missing"),))
    yield Step("print")
    yield day.step(tools.Answer, "worker", loan=loans["drill-1"], agrees=True, deduct_fen=1500)
    yield day.step(tools.GiveBack, loan=loans["drill-1"], proof="slip", drawer_short=True)
    yield day.step(tools.Register, of="generator", inspect_by="2024-12-31")
    yield day.step(tools.Swap, loan=loans["generator-1"], unit="generator-2", parts=PARTS["generator"], reason="broken")
    yield day.step(tools.Lost, loan=loans["generator-1"])
    yield day.step(tools.Move, BOSS, unit="toolbox-2", to="repair", reason="broken")
    yield day.step(tools.BeginCount, BOSS)
    yield day.step(tools.Count, unit="toolbox-1")
    yield day.step(tools.EndCount, BOSS)
    yield Step("print")


def evening(day: Day) -> Steps:
    """The meal is closed, what is owed is paid out, the drawer counted; the Z, reports, the centre."""
    day.pass_(60)
    yield day.step(meals.RecordCooking, BOSS, meal="lunch", cooked=8, wasted=1, cost_fen=7000)
    yield day.step(meals.Close, BOSS, meal="lunch")
    ((owed,),) = day.station.rows("SELECT owed FROM till_owed WHERE paid_at = '' ORDER BY at, owed LIMIT 1")
    yield day.step(till.PayOwed, BOSS, owed=owed)
    yield day.step(till.OpenDrawer, reason="change_note")
    yield day.step(till.ReadX)
    offered = yield day.step(till.HandOver)
    yield day.step(till.TakeOver, "attendant:a3", offer=offered.offer)
    yield day.step(till.CountShift, counts=counted(day.station.accounts()["cash.drawer"] - 200))
    yield day.step(till.CloseShift, reason="unknown")
    yield day.step(till.ApproveShift, BOSS, shift=1)
    yield day.step(house.Inspect, BOSS, verified="sound", events=1, head="1-1")
    yield day.step(house.PrintReport, BOSS, report="meals.report.days", first=TODAY, last=TODAY)
    yield Step("print")
    yield Step("line")
    yield day.step(house.Stop, "device")


def counted(fen: int) -> tuple[tuple[int, int], ...]:
    """An amount in notes and coins."""
    counts = []
    for worth in (10000, 1000, 100):
        counts.append((worth, fen // worth))
        fen %= worth
    return tuple(counts)


class Works:
    """Does the steps of a day at a station: requests, printing on a printer with faults, the centre's word."""

    def __init__(self, station: Station, on_slip: Callable[[PrintedSlip], None] = lambda _: None) -> None:
        self._station = station
        self.printing = Printing(station, on_slip)
        self._db = journals.connect(station.files.journal)
        self._outbox = Outbox(self._db, station.desk.journal.device, station.desk._key)

    def do(self, step: Step) -> Outcome | None:
        faults = self.printing.paper.faults
        match step.name:
            case "print":
                self.printing.print_all()
            case "paper_out":
                faults.set("paper_out")
            case "paper_in":
                faults.clear()
            case "dies_printing":
                faults.set_after(300, "off")
            case "join":
                self._outbox.join(_CENTRE, "s1", "", "")
            case "line":
                self._outbox.acknowledged(self._station.desk.journal.head(), self._station.clock.now().stamp)
            case _:
                assert step.request is not None
                outcome: Outcome = self._station.ask(step.request, step.by)
                return outcome
        return None

    def close(self) -> None:
        self._db.close()
        self.printing.close()


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder in memory where there is one: what is on a disk is modelled here, or not asked about."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def played(steps: Steps, do: Callable[[Step], Outcome | None]) -> Sequence[Step]:
    """Goes through the steps; each is done before the next is known."""
    done: list[Step] = []
    outcome: Outcome | None = None
    try:
        while True:
            step = steps.send(outcome)
            outcome = do(step)
            done.append(step)
    except StopIteration:
        return done
