"""From the bed to the ticket: paid for at the counter, printed, the way to the bed."""

from functools import partial
from typing import Any, Final

from kiosk.base.clock import seconds_left
from kiosk.base.phrase import phrase
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.beds.readings.views import Ticket, ticket
from kiosk.services.beds.requests import Booked
from kiosk.services.beds.screens.pictures import WAYS, room_word
from kiosk.services.beds.screens.samples import BIG, BOOKED
from kiosk.services.beds.screens.samples import ticket as sample
from kiosk.services.beds.settings import Room
from kiosk.services.slips.readings import progress
from kiosk.services.till.requests import Cancel
from kiosk.services.till.screens import machine
from kiosk.services.till.screens import pay as ways
from kiosk.widgets.amounts import short
from kiosk.widgets.example import Example
from kiosk.widgets.paying import HeldForMoney, WithSlip
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Noted, Telling, picture, sentence
from kiosk.widgets.text import Number
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice


def booked_by(shell: Shell, way: str, booked: Booked) -> None:
    """A bed is held: the counter is told how it will be paid for, the worker what to pay."""
    ways.choose(shell, booked.sale, way, lambda: shell.go(partial(pay, booked=booked)))


def pay(shell: Shell, booked: Booked) -> Telling:
    """What a booking has come to: it waits for its money, it is a ticket, or it was let go of."""

    def stands(store: Store, scene: Scene[Any]) -> tuple[Ticket | None, int]:
        return ticket(store, scene, booked.booking), seconds_left(booked.until, scene.now)

    found, seconds = shell.desk.read("beds", stands)
    state = found.booking.state if found else "expired"
    if state == "held":
        # Begun seconds count: when it is over on the glass, it is over at the desk.
        way = shell.desk.read("till", partial(ways.chosen, sale_id=booked.sale))
        return PayForBed(shell, booked, min(booked.until.held_s, seconds + 1), way)
    return your_bed(shell, booked.booking) if state in {"paid", "in"} else NotHeld(shell, booked.bed)


class PayForBed(HeldForMoney):
    """3号床, 交2元给窗口."""

    def __init__(self, shell: Shell, booked: Booked, seconds: int, way: str = ways.COUNTER) -> None:
        say = shell.say
        super().__init__(
            shell,
            "beds",
            say("beds.bed"),
            seconds,
            lambda request_id: Cancel(request_id=request_id, sale=booked.sale),
        )
        self._booked = booked
        yuan, cash = short(booked.total_fen), way == ways.COUNTER
        pays = phrase("beds.voice.pay", bed=booked.bed, yuan=yuan)
        self.spoken = (pays if cash else ways.spoken(way, booked.total_fen),)
        icon, words = ways.words(shell, way, booked.total_fen)
        number = Number(say("beds.number", number=booked.bed), color=worn().palette.fill("beds"))
        self.tell_pay(number, icon, say("beds.screen.pay", yuan=yuan) if cash else words)
        self._machine = machine.Inserting(self, booked.sale) if way == ways.ACCEPTOR else None

    def scanned(self, text: str) -> bool:
        """Change that is owed: it pays."""
        return ways.scanned(self.shell, self._booked.sale, text)

    def refresh(self) -> None:
        """Paid: the ticket. No longer held: said so."""
        found = self.shell.desk.read("beds", partial(ticket, booking=self._booked.booking))
        if found is None or found.booking.state != "held":
            shows = partial(pay, booked=self._booked)
            machine.given_back(self.shell, self._booked.sale, lambda: self.shell.replace(shows))
        elif self._machine is not None:
            self._machine.refresh()


class NotHeld(Telling):
    """The time to pay is over; no money was taken."""

    def __init__(self, shell: Shell, bed: int) -> None:
        super().__init__(shell)
        self.spoken = (phrase("beds.voice.not_held", bed=bed),)
        self.tell(picture("clock-off"), sentence(shell.say("beds.voice.not_held", bed=bed)))
        well = Choice(icon="check", word=shell.say("beds.screen.well"), accent="done")
        well.bind(on_release=lambda _: shell.home())
        self.answer(well)


def way(shell: Shell, room: Room) -> Noted:
    """An arrow, and which room it leads to."""
    made = Noted()
    made.show(WAYS[room.way], shell.say(f"beds.way_{room.way}", room=room_word(shell.say, room)), "beds")
    return made


def _shows(store: Store, scene: Scene[Any], booking: str) -> tuple[Ticket, str] | None:
    found = ticket(store, scene, booking)
    return (found, progress(store, found.slip)) if found else None


def your_bed(shell: Shell, booking: str) -> Telling:
    """The screen of a bed that is paid for."""
    shows = shell.desk.read("beds", partial(_shows, booking=booking))
    assert shows is not None  # it was read a moment ago
    return YourBed(shell, *shows)


class YourBed(WithSlip):
    """3号床 and an arrow; until when it is kept, and that one is woken."""

    def __init__(self, shell: Shell, found: Ticket, slip: str) -> None:
        say, booking = shell.say, found.booking
        time = say(
            "beds.slip_time",
            month=int(booking.day[5:7]),
            day=int(booking.day[8:]),
            slot=booking.slot,
            ends=booking.ends,
        )
        super().__init__(shell, "beds", time)
        self._booking = booking
        arrive = say("beds.screen.arrive_by", until=booking.arrive_by.at[11:16])
        self.tell(
            Number(say("beds.number", number=booking.bed), color=worn().palette.fill("beds")),
            *((way(shell, found.room),) if found.room else ()),
            *(() if booking.state == "in" else (sentence(arrive),)),
            self.paper,
            share=0.5,
        )
        self._say(slip)

    def refresh(self) -> None:
        """The slip is out; moved to another bed, or given back."""
        shows = self.shell.desk.read("beds", partial(_shows, booking=self._booking.booking))
        if shows is None or shows[0].booking.state not in {"paid", "in"}:
            self.shell.finish()
        elif shows[0].booking != self._booking:
            self.shell.replace(partial(your_bed, booking=self._booking.booking))
        else:
            self._say(shows[1])

    def _say(self, slip: str) -> None:
        booking = self._booking
        first = (
            ()
            if self.told
            else (phrase("beds.voice.your_bed", bed=booking.bed), phrase("beds.voice.woken", ends=booking.ends))
        )
        news = (*first, *self.show_slip(slip))
        if news:
            self.spoken = news


EXAMPLES: Final = (
    Example("beds-pay", partial(PayForBed, booked=BOOKED, seconds=180)),
    Example("beds-pay-machine", partial(PayForBed, booked=BOOKED, seconds=180, way=ways.ACCEPTOR)),
    Example("beds-not-held", partial(NotHeld, bed=3)),
    Example("beds-ticket-printing", lambda shell: YourBed(shell, sample(), "sending")),
    Example("beds-ticket", lambda shell: YourBed(shell, sample(bed=22, room=BIG), "confirmed")),
    Example("beds-ticket-not-printed", lambda shell: YourBed(shell, sample(), "failed")),
    Example("beds-ticket-in", lambda shell: YourBed(shell, sample("in"), "confirmed")),
)
