"""What can be done about one number, or one place in the queue, that was picked."""

from collections.abc import Callable
from functools import partial

from kivy.uix.boxlayout import BoxLayout

from kiosk.services.meals.counter.asks import Asks
from kiosk.services.meals.readings.views import TicketRow
from kiosk.services.meals.rules.state import UNSERVED
from kiosk.widgets.rows import Flow, KeyButton, Stack, button
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn


def about_number(
    shell: Shell, asks: Asks, ticket: TicketRow, close: Callable[[], None], refund: Callable[[], None]
) -> BoxLayout:
    """Below the numbers: the one that was picked, what is done with it, what is undone."""
    say, number, state = shell.say, ticket.number, ticket.state
    does: list[KeyButton] = []

    def may(key: str, word: str, act: Callable[[], None], accent: str = "") -> None:
        does.append(button("", say(word), act, accent, key=key))

    if state in UNSERVED:
        may("1", "meals.screen.call" if state == "waiting" else "meals.screen.call_again", partial(asks.call, number))
        may("2", "meals.screen.serve", partial(asks.serve, number), "done")
    if state in {"called", "recalled"}:
        may("3", "meals.counter.miss", partial(asks.miss, number))
    if state == "called":
        may("4", "meals.counter.uncall", partial(asks.uncall, number))
    if state == "served":
        may("4", "meals.screen.take_back", partial(asks.take_back, number))
    if ticket.slip:
        may("5", "meals.screen.reprint", partial(asks.reprint, ticket))
    if state in UNSERVED:
        may("6", "meals.screen.refund", refund, "stop")
    may("-", "widgets.back", close)
    return Stack(_title(say("meals.number", number=number), say(f"meals.state_{state}")), Flow(*does))


def about_place(shell: Shell, asks: Asks, place: int, close: Callable[[], None]) -> BoxLayout:
    """A place in the queue that is waited for no longer."""
    say = shell.say
    leave = button("x", say("meals.counter.leave"), partial(asks.leave, place), key="1")
    title = _title(say("meals.screen.chip_place", place=place), say("meals.screen.queues"))
    return Stack(title, Flow(leave, button("", say("widgets.back"), close, key="-")))


def _title(name: str, state: str) -> Say:
    return Say(f"{name} · {state}", em=worn().sizes.word, bold=True)
