"""What the till tells the counter's page: the papers that its search means, and the shift."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import msgspec

from kiosk.base.clock import when
from kiosk.services.till import requests
from kiosk.services.till.counter.view import ShiftView, read
from kiosk.services.till.readings import WaitingSale, waiting_sales
from kiosk.services.till.readings.papers import PaperRow, found
from kiosk.services.till.readings.shifts import ShiftRow
from kiosk.services.till.rules.papers import CHANGE, VOID_REASONS, VOUCHER, VOUCHERS_FOR
from kiosk.widgets.amounts import short
from kiosk.widgets.item import Act, Item
from kiosk.widgets.service import ItemExample, Say
from kiosk.widgets.shell import Shell

_MOST: Final = 4


def find(shell: Shell, text: str) -> tuple[Item, ...]:
    """The voucher or change slip whose code a text is, with what can be done with it."""
    row = shell.desk.read("till", partial(found, text=text))
    if row is None:
        return ()
    return (paper_item(shell.say, row, text, shell.desk.read("till", waiting_sales)),)


def days(shell: Shell) -> tuple[Item, ...]:
    """The shift that is open, a forgotten one first; those that wait to be approved."""
    view = shell.desk.read("till", read)
    return tuple(shift_items(shell.say, view))


def paper_item(say: Say, row: PaperRow, text: str, waiting: tuple[WaitingSale, ...]) -> Item:
    """A paper that is worth money."""
    at = when(row.changed_at)
    line = say("till.find.state", state=say(f"till.state_{row.state}"), **at)
    return Item(
        key=row.paper,
        icon="ticket" if row.state == "open" else "ticket-off",
        title=say("till.find.title", what=say(f"till.way_{row.what}"), yuan=short(row.fen)),
        lines=(line,),
        acts=tuple(_acts(say, row, text, waiting)) if row.state == "open" else (),
        accent="done" if row.state == "open" else "stop",
    )


def _acts(say: Say, row: PaperRow, text: str, waiting: tuple[WaitingSale, ...]) -> Iterator[Act]:
    """It pays for what waits, those first who said so; change is paid out, a voucher taken back."""
    fits = [sale for sale in waiting if row.what == CHANGE or sale.lines[0].service == VOUCHERS_FOR]
    for sale in sorted(fits, key=lambda sale: sale.chosen != VOUCHER)[:_MOST]:
        number = say(f"{sale.lines[0].service}.number", number=sale.lines[0].number)
        yield Act("check", say("till.find.pays", number=number), _pays(sale.sale, text), _paid(say, number), "done")
    if row.what == "change":
        yield Act(
            "cash-banknote",
            say("till.find.pay_out", yuan=short(row.fen)),
            lambda request_id: requests.PayPaper(request_id=request_id, code=text),
            lambda paid: say("till.find.paid_out", yuan=short(paid.fen)),
        )
        return
    yield Act(
        "receipt-refund",
        say("till.find.void"),
        accent="stop",
        asks=say("till.find.void_asks", yuan=short(row.fen)),
        then=tuple(
            Act(
                "",
                say(f"till.reason_{reason}"),
                _voids(text, reason),
                lambda paid: say("till.find.voided", yuan=short(paid.fen)),
                "stop",
            )
            for reason in VOID_REASONS
        ),
    )


def _pays(sale: str, text: str) -> Callable[[str], requests.PayWithPapers]:
    return lambda request_id: requests.PayWithPapers(request_id=request_id, sale=sale, codes=(text,))


def _paid(say: Say, number: str) -> Callable[[Any], str]:
    return lambda received: say("till.find.paid_late" if received.owed else "till.find.paid", number=number)


def _voids(text: str, reason: str) -> Callable[[str], requests.VoidVoucher]:
    return lambda request_id: requests.VoidVoucher(request_id=request_id, code=text, reason=reason)


def shift_items(say: Say, view: ShiftView) -> Iterator[Item]:
    """Shifts among the days: what is forgotten or waits is urgent."""
    if view.shift is not None:
        line = say("till.find.forgotten" if view.forgotten else "till.find.open", day=view.shift.day, by=view.shown)
        yield Item(
            key="shift",
            icon="cash-register",
            title=say("till.find.shift", shift=view.shift.shift),
            lines=(line,),
            accent="stop" if view.forgotten else "",
            urgent=view.forgotten,
        )
    for row in view.pending:
        yield Item(
            key=f"shift-{row.shift}",
            icon="clock-pause",
            title=say("till.find.shift", shift=row.shift),
            lines=(say("till.find.pending", yuan=short(row.over_fen)),),
            accent="stop",
            urgent=True,
        )


_AT: Final = "2024-03-01T11:12:03.118+08:00"
SHIFT: Final = ShiftRow(3, "2024-03-01", "open", "2024-03-01T08:05:00.000+08:00", "attendant:a2", "", "", 0, 0, "", "")
PENDING: Final = ShiftRow(
    2, "2024-02-29", "pending", _AT, "attendant:a2", _AT, "attendant:a2", 13500, -1200, "unknown", ""
)
RETURNED: Final = msgspec.structs.replace(PENDING, returned=1, comment="请附上当天的小票")
_PAPERS: Final = {
    "voucher": PaperRow("v1", "voucher", 500, "open", _AT, _AT),
    "voucher-used": PaperRow("v1", "voucher", 500, "used", _AT, _AT),
    "change": PaperRow("k1", "change", 300, "open", _AT, _AT),
}


def _paper(say: Say, row: PaperRow) -> tuple[Item, ...]:
    return (paper_item(say, row, "1-44-7f3a9c21d04be512", ()),)


def _shifts(say: Say, view: ShiftView) -> tuple[Item, ...]:
    return tuple(shift_items(say, view))


ITEM_EXAMPLES: Final = (
    *(ItemExample(name, partial(_paper, row=row)) for name, row in _PAPERS.items()),
    ItemExample("voucher-void", partial(_paper, row=_PAPERS["voucher"]), 0),
    ItemExample("shift-forgotten", partial(_shifts, view=ShiftView(SHIFT, "李*", forgotten=True))),
    ItemExample("shift-pending", partial(_shifts, view=ShiftView(pending=(PENDING,)))),
)
