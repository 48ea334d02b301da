"""A station with all services, and a day of its life in which every kind of request is made, some of them often."""

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from support.beds import NOON, Hostel, with_beds
from support.station import BOSS, HAND, SETTINGS, SetClock
from support.tools import Shed

from kiosk.base.people import Who
from kiosk.base.request import Request
from kiosk.services.beds import requests as beds
from kiosk.services.house import requests as house
from kiosk.services.meals import requests as meals
from kiosk.services.people import requests as people
from kiosk.services.points import requests as points
from kiosk.services.slips import requests as slips
from kiosk.services.staff import requests as staff
from kiosk.services.till import requests as till
from kiosk.services.tools import requests as tools

TICKET: Final = "ticket"
SECOND: Final = "supervisor:a3"
_SUPPER: Final = """
[[services.meals.meals]]
id = "supper"
portions = 8
sale = ["10:00", "20:00"]
serving_from = "10:30"
prices = [{ from = "2024-01-01", price_fen = 500, cost_fen = 900 }]

[services.till]
ways = ["counter", "wechat", "voucher"]

[[services.tools.kinds]]"""
_PAGE: Final = 40  # lines that a passbook shows
# As long as a centre's.
_LOG_KEY: Final = "centre.example+1a2b3c4d+" + "A" * 44
_CHECKPOINT: Final = "centre.example/log\n123456\n" + "A" * 44 + "\n\n— centre.example " + "A" * 92 + "\n"
FIRST_DAY: Final = datetime.fromisoformat("2024-03-01T11:12:00+08:00")


def settings() -> str:
    """All services, with a lunch that is sold as long as it is measured."""
    text = SETTINGS.replace('sale = ["10:30", "13:30"]', 'sale = ["08:00", "22:00"]')
    return with_beds(text=text.replace("[[services.tools.kinds]]", _SUPPER.strip(), 1))


class Life(Hostel):
    """Every request is timed by its name; after each, so is a ticket sold, where that is asked for."""

    def __init__(self, folder: Path, clock: SetClock | None = None, *, tickets: bool = False) -> None:
        self.seconds: dict[str, list[float]] = {}
        self.beside: dict[str, list[float]] = {}  # the tickets that were sold right after
        self.tickets, self.quiet = False, True
        super().__init__(folder, settings(), clock or SetClock(FIRST_DAY))
        self.tools = Shed(self)
        self.days = (self.clock.at.date() - FIRST_DAY.date()).days
        self.quiet = False
        if self.desk.journal.count() < 10:
            self._found()
        self.tickets = tickets

    def ask(self, request: Request, by: str = BOSS) -> Any:
        """Asks, and keeps how long that took."""
        began = time.perf_counter()
        outcome = super().ask(request, by)
        if not self.quiet:
            self.seconds.setdefault(request.name, []).append(time.perf_counter() - began)
        if self.tickets and not self.quiet:
            sold = meals.Sell(request_id=self.id(), meal="lunch", way="counter", given_fen=1000)
            began = time.perf_counter()
            super().ask(sold, HAND)
            self.seconds.setdefault(TICKET, []).append(time.perf_counter() - began)
            self.beside.setdefault(request.name, []).append(self.seconds[TICKET][-1])
        return outcome

    def do(self, kind: Any, by: str = HAND, **fields: Any) -> Any:
        """Asks something new."""
        return self.ask(kind(request_id=self.id(), **fields), by)

    def _found(self) -> None:
        self.do(staff.Add, BOSS, who="a3", role="supervisor", shown="王*")
        self.quiet = True
        for of in ("drill", "drill", "drill", "generator", "toolbox"):
            self.tools.register(of, inspect_by="2044-12-31")
        self.quiet = False
        for goods, qty in (("tissues", 5000), ("soap", 5000)):
            self.do(points.Receive, goods=goods, qty=qty)
        for _ in range(12):
            self.do(points.IssueCard)

    @property
    def today(self) -> str:
        """The date."""
        return f"{self.clock.at:%Y-%m-%d}"

    def newest(self, kind: str, back: int = 0) -> str:
        """The code of a slip that has just come out."""
        found: str = self.rows("SELECT slip FROM spool WHERE kind = ? ORDER BY job DESC LIMIT 1 OFFSET ?", kind, back)[
            0
        ][0]
        return found

    def night(self) -> None:
        """All paper is out; the next day begins."""
        self.desk.journal.db.execute("UPDATE spool SET state = 'confirmed' WHERE state IN ('queued', 'sending')")
        self.days += 1
        morning = (FIRST_DAY + timedelta(days=self.days)).replace(hour=11, minute=12)
        self.clock.pass_((morning - self.clock.at).total_seconds())

    def opens(self, lunches: int = 2000) -> None:
        """The shift and the lunch; with the lunch open, tickets can be sold beside what is measured."""
        held, self.tickets = self.tickets, False  # none can be sold yet
        self.do(till.OpenShift, counts=self._coins())
        self.do(meals.Open, BOSS, meal="lunch", portions=lunches)
        self.tickets = held

    def mistakes(self) -> None:
        """The opening counted anew; cash moved, and not."""
        self.do(till.RecountOpening, counts=self._coins())
        self.do(till.MoveCash, move="in", fen=100, reason="other")
        self.do(till.UndoMove)

    def _coins(self, more: int = 0) -> tuple[tuple[int, int], ...]:
        fen = max(self._drawer(), 60_000) + more
        counts = []
        for worth in (10000, 5000, 2000, 1000, 500, 100, 50, 10):
            counts.append((worth, fen // worth))
            fen %= worth
        return tuple(counts)

    def _drawer(self) -> int:
        return self.accounts().get("cash.drawer", 0)

    def closes(self) -> None:
        """The shift is read, counted, closed; what differs is approved; what is open changes hands."""
        self.do(till.ReadX)
        self.do(till.MoveCash, move="in", fen=100, reason="other")
        self.do(till.OpenDrawer, reason="check")
        offer = self.do(till.HandOver).offer
        self.do(till.TakeOver, SECOND, offer=offer)
        self.quiet = True
        for (number,) in self.rows(
            "SELECT number FROM meals_tickets WHERE day = ? AND meal = 'lunch' AND state = 'waiting'", self.today
        ):
            self.serve(number)
        self.do(meals.Close, BOSS, meal="lunch")
        self.do(till.MoveCash, move="banked", fen=(self._drawer() - 60_000) // 10 * 10, reason="bank")
        held, self.tickets, self.quiet = self.tickets, False, False  # nobody sells while it is counted
        self.do(till.CountShift, counts=self._coins(1100))
        closed = self.do(till.CloseShift, reason="unknown")
        self.do(till.ApproveShift, SECOND, shift=closed.shift)
        self.tickets = held

    def eats(self) -> None:
        """Meals: ordered, called, served, undone, given back, queued for, cooked."""
        self.do(meals.Open, BOSS, meal="supper", portions=6)
        self.do(meals.SetMenu, meal="supper", dishes=("红烧肉", "青菜"))
        self.do(meals.KeepSample, meal="supper", dish="红烧肉", grams=125)
        for number in (1, 2, 3, 4):
            ordered = self.order(meal="supper")
            self.do(till.ChooseWay, "worker", sale=ordered.sale, way="wechat")
            self.pay(ordered.sale, 1000)
            assert ordered.number == number
        let_go = self.order(meal="supper")
        self.do(till.Cancel, "worker", sale=let_go.sale)
        self.do(meals.Sell, meal="supper", way="counter", given_fen=500)
        self.do(meals.Sell, meal="supper", way="counter", given_fen=500)
        place = self.do(meals.JoinWait, "worker", meal="supper").place
        self.do(meals.LeaveWait, "worker", meal="supper", place=place)
        self.do(meals.AddPortions, BOSS, meal="supper", qty=1)
        self.do(meals.Call, meal="supper")
        self.do(meals.UndoCall, meal="supper", numbers=(1,))
        self.do(meals.Call, meal="supper")
        self.do(meals.Miss, meal="supper", number=1)
        for number in (1, 2):
            self.do(meals.Serve, meal="supper", number=number)
        self.do(meals.TakeBack, meal="supper", number=2)
        self.do(meals.Refund, meal="supper", number=3, reason="sick", drawer_short=True)
        owed = self.rows("SELECT owed FROM till_owed WHERE paid_at = '' ORDER BY at DESC LIMIT 1")[0][0]
        self.do(till.PayOwed, owed=owed)
        self.do(meals.Refund, meal="supper", number=4, reason="sick")
        self.do(meals.RecordCooking, meal="supper", cooked=7, wasted=1, cost_fen=5000)
        self.do(meals.Close, BOSS, meal="supper")
        if self.days > 3:
            day = f"{self.clock.at - timedelta(days=3):%Y-%m-%d}"
            self.do(meals.DiscardSample, day=day, meal="supper", dish="红烧肉")

    def pays(self) -> None:
        """Vouchers, change that is owed, money in the machine."""
        self.do(till.SellVouchers, qty=2, way="counter", given_fen=1000)
        kind = "till.paper_voucher"
        self.do(till.PayWithPapers, "worker", sale=self.order().sale, codes=(self.newest(kind),))
        self.do(till.VoidVoucher, code=self.newest(kind, 1), reason="mistake")
        self.do(till.Receive, sale=self.order().sale, way="counter", given_fen=1000, owed_fen=500)
        self.do(till.PayPaper, code=self.newest("till.paper_change"))
        self.do(till.PutIn, "device", sale=self.order().sale, fen=500)

    def rests(self) -> None:
        """Beds: booked, sold, moved, slept in, given back, undone, waited for."""
        self.at("12:01")
        day = self.today
        one, two = self.paid(1, day=day), self.paid(2, day=day)
        tomorrow = f"{self.clock.at + timedelta(days=1):%Y-%m-%d}"
        later = self.paid(4, "women", day=tomorrow)
        self.cancel(later.booking)
        self.do(beds.Move, booking=two.booking, bed=3)
        self.arrive(one.code)
        self.undo(one.booking)
        self.arrive(one.code)
        walk = self.walk_in(2, day=day)
        place = self.wait().place
        self.do(beds.LeaveWait, "worker", slot=NOON, place=place)
        self.clock.jump(3600)  # by hand, a bed is given away only where one of two clocks says that its time is over
        self.tick()
        self.do(beds.NoShow, booking=two.booking)
        self.clock.jump(-3600)
        self.at("13:00")
        self.leave(one.code)
        self.linen(1)
        self.leave(self.code(walk.booking), HAND)
        self.linen(2)
        self.do(beds.CloseBed, bed=5, reason="broken")
        self.do(beds.ReopenBed, bed=5)

    def lends(self) -> None:
        """Tools: held, handed out, brought back whole and not, decided, undone, lost, found, counted."""
        shed = self.tools
        out = self.rows("SELECT loan FROM tools_loans WHERE state = 'out' AND of = 'toolbox'")
        if out:
            self._calls(out[0][0])
            self.do(tools.Extend, loan=out[0][0])
            shed.back("toolbox-1")
        self.do(tools.LetGo, "worker", loan=shed.hold("toolbox").loan)
        held = shed.hold("generator")
        loan = shed.lend(held.unit, held.loan)
        self.do(tools.ReplaceSlip, loan=loan, knows=("name", "tool", "time"))
        shed.back(held.unit)
        self.do(tools.Acknowledge, "worker", loan=loan, got=True)
        self.do(tools.UndoReturn, loan=loan)
        shed.back(held.unit, tools.Found("cable", "missing"))
        self.do(tools.Approve, BOSS, loan=loan, deduct_fen=5000)
        self.do(tools.Decide, BOSS, loan=loan, deduct_fen=3000, reason="too_hard")
        shed.agree(loan, 3000)
        shed.give_back(loan)
        shed.move(held.unit, "service", "repaired")
        first, second, third = (
            row[0] for row in self.rows("SELECT unit FROM tools_units WHERE of = 'drill' ORDER BY number")
        )
        self.do(tools.UndoLend, loan=shed.lend(first))
        lent = shed.lend(first)
        self.do(tools.Swap, loan=lent, unit=second, parts=("body", "bit", "cable"), reason="broken")
        shed.back(second)
        shed.move(first, "service", "repaired")
        gone = shed.lend(third)
        self.do(tools.Lost, BOSS, loan=gone)
        shed.agree(gone, 20000)
        shed.give_back(gone, BOSS)
        self.do(tools.MakeGood, BOSS, unit=third)
        self.do(tools.Inspect, unit=first, inspect_by="2044-12-31")
        shed.move(shed.register("toolbox"), "retired", "worn_out")
        self.do(tools.BeginCount)
        for unit in (first, second):
            self.do(tools.Count, unit=unit)
        self.do(tools.EndCount)
        shed.lend("toolbox-1")

    def _calls(self, loan: str) -> None:
        """Who has a tool is called once it is late: two days are over for a moment."""
        held, self.tickets = self.tickets, False
        self.clock.jump(2 * 86_400)
        self.tick()
        self.do(tools.Call, loan=loan, reached=True)
        self.clock.jump(-2 * 86_400)
        self.tick()
        self.tickets = held

    def earns(self, rotate: int) -> None:
        """Points: cards, earnings approved and not, goods had and given, a thing donated."""
        member = rotate % 12 + 1
        who = Who("王小明", "13812341234")
        card = self.do(points.IssueCard, who=who).account
        self.do(points.ReplaceCard, account=card)
        earned = self.do(points.Enter, account=card, rule="volunteer", qty=8).earning
        self.do(points.Approve, BOSS, earning=earned)
        wrong = self.do(points.Enter, account=card, rule="hazard").earning
        self.do(points.Decline, earning=wrong, reason="mistake")
        twice = self.do(points.Enter, account=card, rule="cleanup").earning
        self.do(points.Approve, BOSS, earning=twice)
        self.do(points.ReverseEarning, earning=twice, reason="mistake")
        for amount in (5, 6):
            put_right = self.do(points.Correct, BOSS, account=card, unit="points", amount=amount, reason="mistake")
            if amount == 5:
                self.do(points.Adjust, SECOND, correction=put_right.correction)
            else:
                self.do(points.DeclineCorrection, SECOND, correction=put_right.correction, reason="mistake")
        number = self.do(points.Redeem, goods="tissues", account=card).number
        self.do(points.HandOut, number=number)
        self.do(points.UndoHandOut, number=number)
        self.do(points.Reverse, number=number, reason="mistake")
        self.do(points.HandOut, number=self.do(points.Redeem, goods="soap", account=card).number)
        self.do(points.Receive, goods="tissues", qty=1)
        stock = self.rows("SELECT stock FROM points_stock WHERE goods = 'tissues'")[0][0]
        self.do(points.Count, goods="tissues", counted=stock)
        self.do(points.AdjustGoods, goods="tissues", qty=-1, reason="spoiled")
        self.do(points.Donate, thing="伞", grade="good", score=10, giver=member)
        person = self.rows("SELECT person FROM points_accounts WHERE account = ?", card)[0][0]
        self.do(people.View, person=person, why="reach")
        self.do(people.Correct, person=person, who=Who("王大明", "13812341234"))
        unused = self.do(points.IssueCard, who=who).account
        person = self.rows("SELECT person FROM points_accounts WHERE account = ?", unused)[0][0]
        self.do(people.Erase, BOSS, person=person)

    def keeps(self) -> None:
        """The station itself: people called, devices lost, paper reported, staff that comes and goes, settings."""
        self.do(house.Tick, "device")
        self.do(house.Start, "device", version="1")
        self.do(house.AnswerCall, call=self.do(house.CallPerson, "worker", screen="home").call)
        self.do(house.ReportDevice, "device", device="printer", state="paper_out")
        self.do(house.ReportDevice, "device", device="printer", state="ready")
        self.do(house.Inspect, BOSS, verified="sound", events=1, head="0" * 64)
        self.do(house.PrintReport, BOSS, report="meals.report.days", first=self.today, last=self.today)
        self.do(house.AdoptSettings, BOSS, text=settings() + f"# {self.days}\n")
        slip = self.newest("meals.ticket")
        self.do(slips.Report, "device", slip=slip, copy=0, printer="bench", state="confirmed")
        self.do(slips.Reprint, slip=slip)
        self.do(slips.Report, "device", slip=slip, copy=1, printer="bench", state="uncertain")
        self.do(slips.Settle, slip=slip, copy=1, there=True)
        self.do(slips.TryOut, BOSS, profiles=("generic-80-gb18030",))
        who = f"b{self.days}"
        self.do(staff.Add, BOSS, who=who, role="attendant", shown="赵*")
        self.do(staff.NotePin, BOSS, who=who)
        self.do(staff.SignIn, "worker", who=who, pin_right=True)
        self.do(staff.Retire, BOSS, who=who)
        self.do(house.Stop, "device")
        url = "https://centre.example"
        self.do(house.JoinCentre, "device", url=url, station_id="s1", log_key=_LOG_KEY)
        self.do(house.Witness, "device", checkpoint=_CHECKPOINT)
        self.do(house.DisputeLog, "device", kept=_CHECKPOINT, told=_CHECKPOINT)
        self.do(points.HandOver, log_key=_LOG_KEY)

    def borrows(self, days: int) -> None:
        """A centre keeps the accounts, once for all days to come; members who come have a lease each day."""
        self.opens()
        self.do(points.ApproveHandOver, BOSS)
        device = self.desk.journal.device.hex()
        cards = self.rows(
            "SELECT s.slip, hex(substr(j.hash, 1, 16)) FROM points_cards c JOIN journal j ON j.pos = c.seq "
            "JOIN spool s ON s.kind = 'points.card' AND s.slip LIKE '1-' || c.seq || '-%' LIMIT 12"
        )
        for day in range(days):
            (slip, member), lease = cards[day % len(cards)], f"{day:032x}"
            card = f"/s/{device}.{slip.replace('-', '.')}"
            self.do(
                points.TakeLease, "device", lease=lease, member=member.lower(), unit="points", cap=10, epoch=1,
                not_after=0, card=card, signed=_CHECKPOINT,
            )  # fmt: skip
            self.do(points.Present, "worker", card=card)
            self.do(points.CloseLease, "device", lease=lease)
            self.clock.pass_(60)

    def ordinary(self, lunches: int = 20) -> None:
        """A day as most are, up to the afternoon: lunches, rests, tools lent and brought back, goods for points."""
        self.opens(30)
        day, member = self.today, self.days % 12 + 1
        for _ in range(lunches):
            self.buy()
        self.clock.pass_(20 * 60)
        for number in range(1, lunches):
            self.serve(number)
        for of in ("drill-1", "toolbox-1"):
            self.tools.lend(of)
        self.tools.back("drill-1")
        earned = self.do(points.Enter, account=member, rule="volunteer", qty=4).earning
        self.do(points.Approve, BOSS, earning=earned)
        self.do(points.HandOut, number=self.do(points.Redeem, goods="tissues", account=member).number)
        self.do(house.AnswerCall, call=self.do(house.CallPerson, "worker", screen="home").call)
        slip = self.newest("meals.ticket")
        self.do(slips.Report, "device", slip=slip, copy=0, printer="bench", state="confirmed")
        self.do(slips.Reprint, slip=slip)
        self.at("12:01")
        rests = [self.paid(bed, day=day) for bed in (1, 2)]
        for one in rests:
            self.arrive(one.code)
        self.at("13:30")
        self.leave(rests[0].code)
        self.linen(1)

    def evening(self) -> None:
        """What the day has left open is closed, and paid back."""
        self.at("14:40")
        self.linen(2)
        self.tools.back("toolbox-1")
        self.do(meals.Close, BOSS, meal="lunch")
        for (owed,) in self.rows("SELECT owed FROM till_owed WHERE paid_at = ''"):
            self.do(till.PayOwed, owed=owed)
        self.do(till.MoveCash, move="banked", fen=self._drawer() - 60_000, reason="bank")
        self.do(till.CountShift, counts=self._coins())
        self.do(till.CloseShift)
        self.night()

    def fills_page(self, account: int) -> None:
        """A page of a member's passbook, whatever stood there before."""
        for _ in range(_PAGE):
            entered = self.do(points.Correct, BOSS, account=account, unit="points", amount=1, reason="mistake")
            self.do(points.Adjust, SECOND, correction=entered.correction)

    def everything(self) -> None:
        """A day on which every kind of request is made."""
        self.opens()
        for part in (
            self.mistakes,
            self.eats,
            self.pays,
            self.lends,
            lambda: self.earns(self.days),
            self.keeps,
            self.rests,
            self.closes,
        ):
            part()
        self.night()
