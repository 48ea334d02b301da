"""Sold out: the queue for extra portions (等加饭), and taking one up that is kept."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout

from kiosk.base.phrase import phrase
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.meals.readings.places import places
from kiosk.services.meals.requests import JoinWait, Waiting
from kiosk.widgets.example import Example
from kiosk.widgets.pager import Pager
from kiosk.widgets.screen import Question
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Telling, picture, sentence
from kiosk.widgets.text import Number
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice

_DIGITS: Final = 3
_FEW: Final = 4  # places that have room for large tiles


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


def offered(store: Store, scene: Scene[Any], meal: str) -> tuple[int, ...]:
    """The places of the queue for whom a portion is kept now."""
    return tuple(place.place for place in places(store, scene, meal) if place.state == "offered")


class TakeUp(Question):
    """There is more: whoever holds one of these places takes it up by touching it, or typing it. Others queue."""

    def __init__(
        self,
        shell: Shell,
        meal: str,
        kept: tuple[int, ...],
        order: Callable[[int], None],
        others: Callable[[], None],
    ) -> None:
        say, sizes = shell.say, worn().sizes
        super().__init__(shell, title=say("meals.voice.take_up"))
        self._meal, self._kept, self._order, self._typed = meal, kept, order, ""
        self.spoken = (phrase("meals.voice.take_up"), *(phrase("meals.voice.kept_for", place=one) for one in kept))
        box = BoxLayout(orientation="vertical", spacing=mm(sizes.gap))
        row = sizes.choice_max if len(kept) <= _FEW else sizes.tile
        self._places: Pager[int] = Pager(shell, kept, self._choice, row=row, columns=2 if len(kept) > 1 else 1)
        no = Choice(icon="x", word=say("meals.screen.no_place"), size_hint_y=None, height=self.bar.height)
        no.bind(on_release=lambda _: others())
        box.add_widget(self._places)
        box.add_widget(no)
        self.actions.parent.remove_widget(self.actions)
        self.actions = box
        self.body.add_widget(box)
        self._arrange()

    def refresh(self) -> None:
        """Taken up meanwhile, or lapsed: the others stand; with none left, the way home."""
        kept = self.shell.desk.read("meals", partial(offered, meal=self._meal))
        if not kept:
            self.shell.home()
        elif kept != self._kept:
            self._kept = kept
            self._places.show(kept)

    def key(self, mark: str) -> bool:
        """Digits and Enter: a place that was typed or scanned."""
        if mark == "enter":
            typed, self._typed = int(self._typed or 0), ""
            if typed:
                self._order(typed)
        elif mark == "backspace":
            self._typed = self._typed[:-1]
        elif len(mark) == 1 and mark.isascii() and mark.isdigit():
            self._typed = (self._typed + mark)[-_DIGITS:]
        return True

    def _choice(self, place: int) -> Choice:
        made = Choice(icon="bowl-chopsticks", word=self.shell.say("meals.screen.place", place=place), accent="meals")
        made.bind(on_release=lambda _: self._order(place))
        return made


def _nobody(place: int = 0) -> None:
    """An example's places lead nowhere."""
    del place


EXAMPLES: Final = (
    Example("meals-sold-out", lambda shell: SoldOut(shell, "lunch")),
    Example("meals-queue-first", lambda shell: Place(shell, Waiting(place=1, ahead=0))),
    Example("meals-queue", lambda shell: Place(shell, Waiting(place=14, ahead=12))),
    Example("meals-take-up", lambda shell: TakeUp(shell, "lunch", (3,), _nobody, _nobody)),
    Example("meals-take-up-many", lambda shell: TakeUp(shell, "lunch", tuple(range(9, 19)), _nobody, _nobody)),
)
