"""Pays change out of hoppers: said in the record before a coin leaves, and after it, by the hoppers' own counters."""

from collections.abc import Callable
from typing import Final

from kiosk.base.request import Outcome, Request
from kiosk.devices.cash.bus import Declined, NoAnswer
from kiosk.devices.cash.hoppers import Hopper, Paying, left
from kiosk.services.till import machine_requests as till
from kiosk.services.till.readings.machine import Due, MachineView
from kiosk.services.till.rules.change import most_payable, plan
from kiosk.services.till.rules.machine import Payout
from kiosk.station.cash.machine import Machine, hopper_name

_LOST_S: Final = 1.0


class Payer:
    """Pays one thing after another; used by the cashier's thread."""

    def __init__(
        self,
        machine: Machine,
        ask: Callable[[Request], Outcome],
        new_id: Callable[[], str],
        alarm: Callable[[str, str], None],
        monotonic: Callable[[], float],
    ) -> None:
        self._machine = machine
        self._ask, self._new_id, self._alarm, self._now = ask, new_id, alarm, monotonic
        self._moved: tuple[int, float] = (-1, 0.0)  # coins that remained, and when that was another number

    def step(self, view: MachineView) -> float:
        """One look at what is to be paid first; returns the seconds to wait before the next."""
        due = view.dues[0]
        if due.payout is None:
            return self._begin(view, due)
        hopper, _ = self._machine.hoppers.get(due.payout.hopper, (None, 0))
        if hopper is None:  # it was taken away with its payout open: the time that it has will end it
            return _LOST_S
        return self._follow(hopper, due.payout)

    def forget(self) -> None:
        """The line was lost: what was seen on it says nothing any more."""
        self._moved = (-1, 0.0)

    def _begin(self, view: MachineView, due: Due) -> float:
        there = tuple(hopper for hopper in view.hoppers if hopper.hopper in self._machine.hoppers)
        paid = plan(due.left_fen, there) or most_payable(due.left_fen, there)
        if not paid:
            self._ask(till.OweRest(request_id=self._new_id(), due=due.due))
            return 0.0
        number, coins = paid[0]
        hopper, _ = self._machine.hoppers[number]
        coins = min(coins, hopper.profile.payout.most)
        try:
            if hopper.trouble():  # somebody has seen to it since: by the record nothing is wrong with it
                hopper.restart()
            serial, before = hopper.serial(), hopper.standing()
        except (NoAnswer, Declined):
            self._alarm(hopper_name(number), "out_of_order")
            return 0.0
        life = -1 if before.life is None else before.life
        self._ask(
            till.BeginPayout(
                request_id=self._new_id(),
                due=due.due,
                hopper=number,
                coins=coins,
                serial=serial,
                event=before.event,
                life=life,
            )
        )
        self._moved = (-1, self._now())
        hopper.pay(coins, serial)
        return hopper.profile.payout.every_s

    def _follow(self, hopper: Hopper, payout: Payout) -> float:
        """Waits until it rests; one that stands still is let be and asked what it came to."""
        settings = hopper.profile.payout
        remaining = hopper.status().remaining
        if remaining and not self._stuck(remaining, settings.stuck_s):
            return settings.every_s
        if remaining:
            hopper.stop()
        coins = self._left(hopper, payout)
        trouble = hopper.trouble()
        self._ask(till.EndPayout(request_id=self._new_id(), payout=payout.payout, coins=coins))
        if trouble or (coins is not None and coins < payout.coins):
            self._alarm(hopper_name(payout.hopper), trouble or "short")
        return 0.0

    def _left(self, hopper: Hopper, payout: Payout) -> int | None:
        """How many coins left it; None where it is another one, or does not know."""
        if hopper.serial() != payout.serial:
            return None
        before = Paying(payout.event, 0, 0, 0, None if payout.life < 0 else payout.life)
        return left(before, hopper.standing(), payout.coins)

    def _stuck(self, remaining: int, patience_s: float) -> bool:
        if remaining != self._moved[0]:
            self._moved = (remaining, self._now())
        return self._now() - self._moved[1] >= patience_s
