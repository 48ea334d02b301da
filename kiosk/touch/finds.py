"""What the counter's search finds: whatever a service knows by that text, else a slip, and money that is owed."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import msgspec

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.slips.readings import Issued, issued
from kiosk.services.slips.requests import Reprint
from kiosk.services.till.readings import OwedRow, open_owed, told_drawer_fen, waiting_sales
from kiosk.services.till.requests import PayOwed
from kiosk.touch.modules import counters
from kiosk.touch.till import named
from kiosk.widgets.amounts import short
from kiosk.widgets.item import Act, Item
from kiosk.widgets.service import Say
from kiosk.widgets.shell import Shell

MOST: Final = 512


def found(shell: Shell, text: str) -> tuple[Item, ...]:
    """Everything that a text means, the services' own first."""
    of_services = tuple(item for _, service in counters() for item in service.find(shell, text))
    owed = tuple(_owed(shell, text))
    if of_services or owed:
        return (*of_services, *owed)
    slip = shell.desk.read("slips", partial(issued, text=text))
    return (slip_item(shell.say, slip),) if slip else ()


class Due(msgspec.Struct, frozen=True):
    """A day that somebody must see to (yesterday's, still open), by the key of its item."""

    key: str
    words: str


def due(shell: Shell) -> tuple[Due, ...]:
    """The days that wait for somebody."""
    days = (item for _, service in counters() for item in service.days(shell))
    return tuple(
        Due(item.key, shell.say("counter.day_due", title=item.title, line=item.lines[0]))
        for item in days
        if item.urgent
    )


def today(shell: Shell) -> tuple[Item, ...]:
    """What is opened and closed by the day, forgotten days first, and the money."""
    of_services = (item for _, service in counters() for item in service.days(shell))
    return (*of_services, money_item(shell.say, *shell.desk.read("till", _money)))


def slip_item(say: Say, slip: Issued) -> Item:
    """A slip of which no service knows more."""
    why = say(f"slips.reason_{slip.reason}") if slip.reason else ""
    state = say(f"counter.copy_{slip.state}")
    return Item(
        key=slip.slip,
        icon="receipt",
        title=slip.number,
        lines=(slip.slip, f"{state} · {why}" if why else state),
        acts=(
            Act(
                "printer",
                say("counter.reprint"),
                lambda request_id: Reprint(request_id=request_id, slip=slip.slip),
                lambda _: say("counter.reprinting"),
            ),
        ),
    )


def _owed(shell: Shell, text: str) -> Iterator[Item]:
    """Money that waits for whoever has that number."""
    if text.isdigit():
        for row in shell.desk.read("till", open_owed):
            if any(str(line.number) == text for line in row.lines):
                yield owed_item(shell.say, row)


def owed_item(say: Say, row: OwedRow) -> Item:
    """Money to give back."""
    return Item(
        key=row.owed,
        icon="receipt-refund",
        title=say("counter.owed_title", yuan=short(row.fen)),
        lines=(named(say, row.lines), why(say, row)),
        acts=(
            Act(
                "cash-banknote",
                say("counter.pay_owed", yuan=short(row.fen)),
                lambda request_id: PayOwed(request_id=request_id, owed=row.owed),
                lambda paid: say("counter.owed_paid", amount=short(paid.fen)),
                "done",
            ),
        ),
    )


def why(say: Say, row: OwedRow) -> str:
    """Why money is owed: the machine held it, a refusal where it came too late, else the service's own reason."""
    service, _, reason = row.reason.rpartition(".")
    if service == "till":
        return say(f"till.why_{reason}")
    if service:
        return say("counter.owed_late")
    return say(f"{row.lines[0].service}.screen.reason_{row.reason}")


def drawer_words(say: Say, drawer: int | None) -> str:
    """What the drawer must hold, where that is told."""
    return say("counter.drawer_blind") if drawer is None else say("counter.drawer", yuan=short(drawer))


def money_item(say: Say, drawer: int | None, owed: tuple[OwedRow, ...], waiting: int) -> Item:
    """The money at the counter now; the drawer's in fen."""
    return Item(
        key="money",
        icon="cash-banknote",
        title=say("counter.money"),
        lines=(
            drawer_words(say, drawer),
            say("counter.money_owed", count=len(owed), yuan=short(sum(row.fen for row in owed))),
            say("counter.waiting", count=waiting),
        ),
    )


def _money(store: Store, scene: Scene[Any]) -> tuple[int | None, tuple[OwedRow, ...], int]:
    return told_drawer_fen(store), open_owed(store, scene), len(waiting_sales(store, scene))
