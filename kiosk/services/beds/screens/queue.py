"""Waiting for a bed (等床), and taking up the one that is kept."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout

from kiosk.base.phrase import phrase
from kiosk.services.beds.readings.views import standing
from kiosk.services.beds.requests import Book, Waiting
from kiosk.services.beds.screens import ticket
from kiosk.services.till.screens import pay as ways
from kiosk.widgets.example import Example
from kiosk.widgets.pager import Pager
from kiosk.widgets.screen import Question, Screen
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Telling, sentence
from kiosk.widgets.text import Number
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice


class Place(Telling):
    """The place in the queue."""

    def __init__(self, shell: Shell, waiting: Waiting) -> None:
        say = shell.say
        super().__init__(shell, title=say("beds.screen.place_title"))
        before = phrase("beds.voice.ahead", ahead=waiting.ahead) if waiting.ahead else phrase("beds.voice.queue_first")
        self.spoken = (phrase("beds.voice.place", place=waiting.place), before, phrase("beds.voice.queue_told"))
        ahead = "queue_ahead" if waiting.ahead else "queue_first"
        self.tell(
            Number(say("beds.screen.place", place=waiting.place), color=worn().palette.fill("beds")),
            sentence(say(f"beds.screen.{ahead}", **({"ahead": waiting.ahead} if waiting.ahead else {}))),
            sentence(say("beds.screen.queue_told")),
            share=0.5,
        )
        well = Choice(icon="check", word=say("beds.screen.well"), accent="done")
        well.bind(on_release=lambda _: shell.finish())
        self.answer(well)


# A place in the queue, with the slot, the room and the bed that is kept for it.
Kept = tuple[int, str, str, int]


def kept_now(shell: Shell) -> tuple[str, tuple[Kept, ...]]:
    """Today, and for whom a bed is kept."""
    offers = [one for one in shell.desk.read("beds", standing).offers if not one.ahead]
    kept = ((place, one.slot, room.room.id, bed) for one in offers for room in one.rooms for place, bed in room.kept)
    return (offers[0].day if offers else "", tuple(kept))


def take_up(shell: Shell, others: Callable[[], None]) -> Screen:
    """Who takes up what is kept; `others` have no place."""
    return TakeUp(shell, *kept_now(shell), others)


class TakeUp(Question):
    """有床了: whoever holds one of these places takes it up by touching it. Others go on."""

    def __init__(self, shell: Shell, day: str, kept: tuple[Kept, ...], others: Callable[[], None]) -> None:
        say, sizes = shell.say, worn().sizes
        super().__init__(shell, title=say("beds.voice.take_up"))
        self._day, self._kept = day, kept
        self.spoken = (phrase("beds.voice.take_up"), *(phrase("beds.voice.kept_for", place=one[0]) for one in kept))
        box = BoxLayout(orientation="vertical", spacing=mm(sizes.gap))
        self._places: Pager[Kept] = Pager(shell, kept, self._choice, row=sizes.tile)
        no = Choice(icon="x", word=say("beds.screen.no_place"), size_hint_y=None, height=self.bar.height)
        no.bind(on_release=lambda _: others())
        for part in (self._places, no):
            box.add_widget(part)
        self.actions.parent.remove_widget(self.actions)
        self.actions = box
        self.body.add_widget(box)
        self._arrange()

    def refresh(self) -> None:
        """Taken up meanwhile, or lapsed: the others stand; with none left, the way home."""
        _, kept = kept_now(self.shell)
        if not kept:
            self.shell.home()
        elif kept != self._kept:
            self._kept = kept
            self._places.show(kept)

    def _choice(self, one: Kept) -> Choice:
        place, slot, room, bed = one
        say, shell = self.shell.say, self.shell
        made = Choice(icon="bed", word=say("beds.screen.place_bed", place=place, bed=bed), accent="beds")
        made.bind(on_release=lambda _: ways.how(shell, partial(self._take, slot, room, place)))
        return made

    def _take(self, slot: str, room: str, place: int, way: str) -> None:
        shell = self.shell
        request = Book(request_id=shell.desk.new_id(), day=self._day, slot=slot, room=room, wait=place)
        shell.ask(request, partial(ticket.booked_by, shell, way))


def _nobody() -> None:
    """An example's others go nowhere."""


_KEPT: Final = (2, "12:00", "men", 3)
EXAMPLES: Final = (
    Example("beds-place", partial(Place, waiting=Waiting(place=12, ahead=3))),
    Example("beds-place-first", partial(Place, waiting=Waiting(place=1, ahead=0))),
    Example("beds-take-up", partial(TakeUp, day="2024-03-01", kept=(_KEPT,), others=_nobody)),
    Example(
        "beds-take-up-many", partial(TakeUp, day="2024-03-01", kept=(_KEPT, (3, "12:00", "women", 7)), others=_nobody)
    ),
)
