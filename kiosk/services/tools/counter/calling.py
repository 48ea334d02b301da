"""A tool is late: its borrower's name and phone in plain, which the record keeps, and what came of the call."""

from collections.abc import Callable
from functools import partial

from kiosk.base.people import Who
from kiosk.services.people.counter.find import Seeing
from kiosk.services.people.requests import View
from kiosk.services.tools import requests
from kiosk.services.tools.counter.opened import Opened
from kiosk.services.tools.readings.views import LoanView
from kiosk.widgets.rows import Flow, button
from kiosk.widgets.shell import Shell


class Calling(Opened):
    """The number to call; it goes by itself, whether or not somebody says what came of it."""

    def __init__(self, shell: Shell, close: Callable[[str], None], view: LoanView) -> None:
        super().__init__(shell, close)
        self._view = view
        say = shell.say
        self._seeing = Seeing(shell, close)
        self.fill(
            self._seeing,
            Flow(
                button("check", say("tools.counter.reached"), partial(self._called, reached=True), "done"),
                button("x", say("tools.counter.not_reached"), partial(self._called, reached=False)),
            ),
        )

    def show(self, who: Who) -> None:
        """Whom to call."""
        self._seeing.show(who)

    def _called(self, *, reached: bool) -> None:
        one, say = self._view.loan, self.shell.say
        request = requests.Call(request_id=self.shell.desk.new_id(), loan=one.loan, reached=reached)
        self.ask(request, lambda _: say("tools.counter.has_called", number=one.number))


def calling(shell: Shell, close: Callable[[str], None], view: LoanView) -> Calling:
    """Asks for the name and the phone, which is noted, and shows them."""
    made = Calling(shell, close, view)
    request = View(request_id=shell.desk.new_id(), person=view.loan.person, why="reach")
    shell.ask(request, lambda seen: made.show(seen.who))
    return made
