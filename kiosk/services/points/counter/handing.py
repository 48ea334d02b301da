"""A station that joined a centre hands its accounts over: what every member has is read, one asks, another approves."""

from collections.abc import Callable

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout

from kiosk.base.request import STAFF, Refused
from kiosk.services.points import requests
from kiosk.services.points.counter.flows import OWN, SUPERVISOR, Place
from kiosk.services.points.counter.modes import Asking, Sign
from kiosk.services.points.readings.leases import HandOverRow
from kiosk.services.points.settings import UNITS, Unit
from kiosk.widgets.rows import KeyButton, Rows, button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import LINE_HEIGHT, worn

_Balance = tuple[int, tuple[tuple[Unit, int], ...]]


class Opening(Asking):
    """Every opening balance, page by page, below what it comes to."""

    def __init__(self, shell: Shell, away: Callable[[], None], row: HandOverRow, *does: KeyButton) -> None:
        super().__init__(shell, away)
        sizes, say = worn().sizes, shell.say
        amounts = (say(f"points.amount_{unit}", amount=row.total(unit)) for unit in UNITS if row.total(unit))
        words = say("points.counter.hand_over_asks", members=len(row.balances), has=" · ".join(amounts) or "0")
        by = [say("points.counter.hand_over_by", shown=row.shown)] if row.shown else []
        more = BoxLayout(size_hint_y=None, height=mm(sizes.target))
        listed: Rows[_Balance] = Rows(
            shell,
            row.balances,
            self._balance,
            lambda balance: balance[0],
            row=sizes.body * LINE_HEIGHT + sizes.gap / 2,
            columns=2 if worn().portrait else 1,
            more=more,
        )
        for part in (Say(" ".join([words, *by]), bold=True), listed, more, row_of(self.back(), *does)):
            self.add_widget(part)

    def _balance(self, balance: _Balance) -> Say:
        account, has = balance
        say = self.shell.say
        amounts = " · ".join(say(f"points.amount_{unit}", amount=amount) for unit, amount in has)
        return Say(f"{say('points.member', number=account)}  {amounts}")


def review(place: Place, row: HandOverRow) -> None:
    """All that would be handed over, to be read before it is asked for or approved."""
    say = place.shell.say
    if row.shown:
        does = button("check", say("points.counter.approve"), lambda: _approve(place, None), "done", wide=True)
    else:
        does = button(
            "user-check", say("points.counter.hand_over_enter"), lambda: _enter(place, row), "points", wide=True
        )
    place.turn(Opening(place.shell, lambda: place.turn(None), row, does))


def _enter(place: Place, row: HandOverRow) -> None:
    request = requests.HandOver(request_id=place.shell.desk.new_id(), log_key=row.log_key)
    place.shell.ask(request, lambda _: place.did(place.shell.say("points.counter.has_asked_hand_over")))


def _approve(place: Place, by: str | None) -> None:
    """四眼: where it is not for whoever works here, a colleague's PIN is asked for."""
    shell = place.shell

    def refused(refusal: Refused) -> None:
        if refusal.reason not in OWN or by is not None:
            shell.sorry(refusal)
            return
        roles = SUPERVISOR if shell.colleagues(SUPERVISOR) else STAFF
        words = shell.say("points.counter.hand_over")
        place.turn(Sign(shell, lambda: place.turn(None), words, roles, lambda signed: _approve(place, signed)))

    request = requests.ApproveHandOver(request_id=shell.desk.new_id())
    shell.ask(request, lambda _: place.did(shell.say("points.counter.has_handed_over")), refused, by=by)
