"""小票丢了: what the depositor knows of the loan, touched as it is told; a phone's last digits prove nothing."""

from collections.abc import Callable
from functools import partial
from typing import get_args

from kiosk.services.tools import requests
from kiosk.services.tools.counter.hand_out import tick
from kiosk.services.tools.counter.opened import Opened
from kiosk.services.tools.readings.views import LoanView
from kiosk.widgets.rows import Flow, button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say


class Knowing(Opened):
    """A new slip for whoever knows enough; the old one's code is void."""

    def __init__(self, shell: Shell, close: Callable[[str], None], view: LoanView) -> None:
        super().__init__(shell, close)
        self._loan, self._number = view.loan.loan, view.loan.number
        say = shell.say
        self._said: dict[requests.Knows, bool] = dict.fromkeys(get_args(requests.Knows), False)
        self._tiles = {
            what: button("", say(f"tools.counter.knows_{what}"), partial(self._tick, what)) for what in self._said
        }
        self.fill(
            Say(say("tools.counter.knows_asks"), bold=True),
            Flow(*self._tiles.values()),
            row_of(button("printer", say("tools.counter.new_slip"), self._replace, "done", wide=True)),
        )

    def _tick(self, what: requests.Knows) -> None:
        self._said[what] = not self._said[what]
        tick(self._tiles[what], on=self._said[what])

    def _replace(self) -> None:
        knows = tuple(what for what, told in self._said.items() if told)
        request = requests.ReplaceSlip(request_id=self.shell.desk.new_id(), loan=self._loan, knows=knows)
        self.ask(request, lambda _: self.shell.say("tools.counter.has_new_slip", number=self._number))
