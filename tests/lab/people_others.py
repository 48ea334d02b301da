"""What colleagues do meanwhile at screens that nobody sees here: by request, so that much happens in little time."""

import random
from collections.abc import Callable
from typing import Any, Final

from lab.people_station import PeopleStation
from support.tools import PARTS, WANG

from kiosk.demo.house import SUPERVISOR
from kiosk.services.beds import requests as beds
from kiosk.services.house.requests import AnswerCall
from kiosk.services.meals import requests as meals
from kiosk.services.points import requests as points
from kiosk.services.slips import requests as slips
from kiosk.services.till import requests as till
from kiosk.services.tools import requests as tools

_MOST: Final = 5


class Others:
    """Each does one thing; what cannot be done is refused, and that is all."""

    def __init__(self, station: PeopleStation, chance: random.Random) -> None:
        self._station, self._chance = station, chance
        self._ask = station.ask
        self._does: tuple[Callable[[], None], ...] = (
            self._sells, self._sells, self._takes_money, self._takes_money, self._calls, self._hands_out,
            self._gives_money_back, self._adds_portions, self._lends, self._takes_back, self._ends_a_loan,
            self._points, self._goods, self._beds, self._answers, self._drawer,
        )  # fmt: skip

    def something(self) -> None:
        """One or two things."""
        for _ in range(self._chance.choice((1, 2))):
            self._chance.choice(self._does)()

    def _one(self, sql: str) -> Any:
        """One of the first few rows; None where there is none."""
        rows = self._station.db.execute(f"{sql} LIMIT {_MOST}").fetchall()
        return self._chance.choice(rows) if rows else None

    def _sells(self) -> None:
        qty = self._chance.choice((1, 1, 1, 2))
        way = self._chance.choice(("counter", "counter", "wechat"))
        self._ask(meals.Sell, meal="lunch", way=way, given_fen=500 * qty, qty=qty)

    def _takes_money(self) -> None:
        sale = self._one("SELECT sale, total_fen FROM till_sales ORDER BY opened_at DESC")
        if sale is not None:
            given = sale[1] + self._chance.choice((0, 0, 500, -1))
            self._ask(till.Receive, sale=sale[0], way="counter", given_fen=given)

    def _calls(self) -> None:
        self._ask(meals.Call, meal="lunch", count=self._chance.choice((1, 3)))

    def _number(self) -> int:
        row = self._one("SELECT number FROM meals_tickets ORDER BY day DESC, changed_at DESC")
        return int(row[0]) if row else 1

    def _hands_out(self) -> None:
        kind = self._chance.choice((meals.Serve, meals.Serve, meals.TakeBack, meals.Miss))
        self._ask(kind, meal="lunch", number=self._number())

    def _gives_money_back(self) -> None:
        short = self._chance.random() < 0.3
        self._ask(meals.Refund, meal="lunch", number=self._number(), reason="changed_mind", drawer_short=short)
        owed = self._one("SELECT owed FROM till_owed WHERE paid_at = '' ORDER BY at")
        if owed is not None:
            self._ask(till.PayOwed, owed=owed[0])

    def _adds_portions(self) -> None:
        self._ask(meals.AddPortions, meal="lunch", qty=self._chance.choice((10, 3, -2)), reason="mistake")

    def _lends(self) -> None:
        unit = self._one("SELECT unit, loan FROM tools_units ORDER BY unit")
        parts = PARTS[unit[0].rpartition("-")[0]]
        seen: dict[str, Any] = {"parts": parts, "who": WANG, "adult": True, "permit": True}
        prepared = self._ask(tools.Prepare, unit=unit[0], loan=unit[1], **seen)
        if prepared is not None and self._chance.random() < 0.8:
            self._ask(tools.Consent, "worker", loan=prepared.loan)
            self._ask(tools.Lend, loan=prepared.loan, given_fen=prepared.deposit_fen)

    def _takes_back(self) -> None:
        row = self._one("SELECT unit FROM tools_loans WHERE state = 'out' ORDER BY loan")
        if row is not None:
            part = PARTS[row[0].rpartition("-")[0]][-1]
            wrong = (tools.Found(part, "missing"),) if self._chance.random() < 0.4 else ()
            short = self._chance.random() < 0.5
            self._ask(tools.TakeBack, SUPERVISOR, unit=row[0], wrong=wrong, proof="slip", drawer_short=short)

    def _ends_a_loan(self) -> None:
        row = self._one("SELECT loan, deduct_fen FROM tools_loans WHERE state <> 'returned' ORDER BY changed_at DESC")
        if row is not None:
            loan, fen = row
            agrees = self._chance.random() < 0.7
            self._ask(tools.Answer, "worker", loan=loan, agrees=agrees, deduct_fen=fen)
            if not agrees:
                self._ask(
                    tools.Decide, SUPERVISOR, loan=loan, deduct_fen=self._chance.choice((0, 500)), reason="too_hard"
                )
            self._ask(tools.GiveBack, SUPERVISOR, loan=loan, proof="slip", drawer_short=True)

    def _points(self) -> None:
        account = self._chance.choice((1, 2))
        rule = self._chance.choice(("volunteer", "hazard", "cleanup"))
        entered = self._ask(points.Enter, account=account, rule=rule, qty=1)
        if entered is not None and self._chance.random() < 0.8:
            self._ask(points.Approve, SUPERVISOR, earning=entered.earning)
        self._ask(
            points.Correct, account=account, unit="points", amount=self._chance.choice((5, -50)), reason="mistake"
        )

    def _goods(self) -> None:
        goods = self._chance.choice(("tissues", "soap", "masks"))
        if self._chance.random() < 0.3:
            self._ask(points.Receive, goods=goods, qty=3)
        card = self._one("SELECT slip FROM spool WHERE kind = 'points.card' ORDER BY job DESC")
        if card is not None:
            code = f"/s/{self._station.device}.{card[0].replace('-', '.')}"
            self._ask(points.Redeem, "worker", goods=goods, card=code)
        row = self._one("SELECT number FROM points_redemptions ORDER BY number DESC")
        if row is not None:
            self._ask(self._chance.choice((points.HandOut, points.HandOut, points.UndoHandOut)), number=row[0])

    def _beds(self) -> None:
        day = self._station.clock.now().at.date().isoformat()
        room = self._chance.choice(("men", "women"))
        slot = self._one("SELECT slot FROM beds_slots ORDER BY day DESC, slot")
        if slot is not None:
            self._ask(beds.Sell, day=day, slot=slot[0], room=room, way="counter", given_fen=200)
        row = self._one("SELECT code, booking, bed FROM beds_bookings ORDER BY changed_at DESC")
        if row is not None:
            self._ask(self._chance.choice((beds.CheckIn, beds.CheckOut)), "worker", code=row[0])
            self._ask(beds.ChangeLinen, bed=row[2])

    def _answers(self) -> None:
        """A call is answered, paper that nobody knows of looked for, printed again."""
        call = self._one("SELECT call FROM house_calls ORDER BY at")
        if call is not None:
            self._ask(AnswerCall, call=call[0])
        paper = self._one("SELECT slip, copy FROM slips_copies WHERE state IN ('uncertain', 'failed') ORDER BY at")
        if paper is not None and self._chance.random() < 0.5:
            self._ask(slips.Settle, slip=paper[0], copy=paper[1], there=self._chance.random() < 0.5)
        elif paper is not None:
            self._ask(slips.Reprint, slip=paper[0])

    def _drawer(self) -> None:
        self._ask(till.ReadX, SUPERVISOR)
        move = self._chance.choice(("in", "out"))
        reason = {"in": "float", "out": "purchase"}[move]
        self._ask(till.MoveCash, move=move, fen=1000, reason=reason)
