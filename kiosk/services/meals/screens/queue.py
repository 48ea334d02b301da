"""Sold out: the queue for extra portions (等加饭)."""

from typing import Final

from kiosk.base.phrase import phrase
from kiosk.services.meals.requests import JoinWait, Waiting
from kiosk.widgets.example import Example
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Telling, picture, sentence
from kiosk.widgets.text import Number
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice


class SoldOut(Telling):
    """Queue, or not. No money was taken."""

    def __init__(self, shell: Shell, meal: str) -> None:
        super().__init__(shell)
        self._meal = meal
        self.spoken = (phrase("meals.sold_out"),)
        self.tell(picture("soup-off"), sentence(shell.say("meals.sold_out")))
        wait = Choice(icon="hourglass", word=shell.say("meals.screen.queue"), accent="meals")
        wait.bind(on_release=lambda _: self._join())
        no = Choice(icon="x", word=shell.say("meals.screen.no_queue"))
        no.bind(on_release=lambda _: shell.home())
        self.answer(wait, no)

    def _join(self) -> None:
        shell = self.shell
        shell.ask(
            JoinWait(request_id=shell.desk.new_id(), meal=self._meal),
            lambda waiting: shell.replace(lambda at: Place(at, waiting)),
        )


class Place(Telling):
    """The place in the queue."""

    def __init__(self, shell: Shell, waiting: Waiting) -> None:
        say = shell.say
        super().__init__(shell, title=say("meals.screen.place_title"))
        before = phrase("meals.voice.ahead", ahead=waiting.ahead) if waiting.ahead else None
        self.spoken = (
            *(
                (phrase("meals.voice.place", place=waiting.place), before)
                if before
                else (phrase("meals.voice.queue_first"),)
            ),
            phrase("meals.voice.queue_told"),
        )
        self.tell(
            Number(say("meals.screen.place", place=waiting.place), color=worn().palette.fill("meals")),
            sentence(
                say("meals.screen.queue_ahead", ahead=waiting.ahead)
                if waiting.ahead
                else say("meals.screen.queue_first")
            ),
            sentence(say("meals.screen.queue_told")),
            share=0.5,
        )
        well = Choice(icon="check", word=say("meals.screen.well"), accent="done")
        well.bind(on_release=lambda _: shell.finish())
        self.answer(well)


EXAMPLES: Final = (
    Example("meals-sold-out", lambda shell: SoldOut(shell, "lunch")),
    Example("meals-queue-first", lambda shell: Place(shell, Waiting(place=1, ahead=0))),
    Example("meals-queue", lambda shell: Place(shell, Waiting(place=14, ahead=12))),
)
