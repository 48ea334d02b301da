"""The attendant's panel of a meal: call and sell always at hand; numbers, kitchen and day below them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.meals.counter.asks import Asks
from kiosk.services.meals.counter.chips import Coming, Numbers
from kiosk.services.meals.counter.day import Closing, Cooked, Shut
from kiosk.services.meals.counter.group import Group
from kiosk.services.meals.counter.kitchen import Fridge, MenuToday
from kiosk.services.meals.counter.member import ByCard
from kiosk.services.meals.counter.mode import Mode
from kiosk.services.meals.counter.number import about_number, about_place
from kiosk.services.meals.counter.portions import Portions
from kiosk.services.meals.counter.refund import Giving
from kiosk.services.meals.counter.view import WITHDRAWN, MealView, first, read
from kiosk.services.meals.counter.work import Work
from kiosk.services.meals.readings.kitchen import dishes_before
from kiosk.services.meals.readings.views import TicketRow
from kiosk.widgets.amounts import short
from kiosk.widgets.panel import Panel
from kiosk.widgets.rows import KeyButton, button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn


def panels(shell: Shell) -> tuple[Panel, ...]:
    """One panel for the meals of this station; none where there are none."""
    views = shell.desk.read("meals", read)
    return (MealPanel(shell, views),) if views else ()


class MealPanel(Panel):
    """One meal at a time: the one that is open, until the attendant chooses another.

    What stands is changed in place: a commit at the station costs no more than what it changes.
    """

    def __init__(
        self,
        shell: Shell,
        views: tuple[MealView, ...],
        picked: int = 0,
        mode: str = "",
        before: Callable[[str], tuple[str, ...]] | None = None,
    ) -> None:
        super().__init__(shell, "")
        self._views, self._meal, self._picked = views, first(views), picked
        self._before = before or partial(_dishes_before, shell)
        self.asks = Asks(shell, lambda: self.view, self._done, self._tell, self.ask_card)
        self._laid: tuple[object, ...] = ()
        self._mode: Mode | None = None
        turns, undoes = BoxLayout(size_hint_x=None), BoxLayout(size_hint_x=None)
        self._beside, self._turns = self.head(), turns
        for part in (undoes, turns):
            part.bind(minimum_width=part.setter("width"))
            self._beside.add_widget(part)
        self._beside.spacing = self.spacing
        self._stand = Say("", bold=True)
        self._work = Work(shell, self.asks, self.turn, undoes)
        self._coming = Coming(shell, self.asks, self.pick)
        self._numbers = Numbers(shell, self.asks, self.pick, turns)
        self._foot = BoxLayout(orientation="vertical", size_hint_y=None, height=0)
        self._foot.bind(minimum_height=self._foot.setter("height"))
        self._about: tuple[object, ...] = ()
        self._body = BoxLayout(orientation="vertical", spacing=self.spacing)
        self.add_widget(self._body)
        self._show()
        if mode:
            self.turn(mode)

    @property
    def view(self) -> MealView:
        """The meal that is shown."""
        return next(view for view in self._views if view.offer.meal == self._meal)

    @property
    def counts(self) -> bool:
        """Whether digits are meant for this panel now."""
        return bool(self._picked) or not isinstance(self._mode, Shut | None)

    def key(self, mark: str) -> bool:
        """A key of a keyboard: for what is typed, else for the button that shows it."""
        if self._mode is not None and self.counts:
            return self._mode.key(mark)
        return bool(self._picked) and Mode.press(self._foot, mark)

    def scanned(self, text: str) -> bool:
        """What is scanned while a card is asked for is that."""
        return self._mode is not None and self._mode.scanned(text)

    def refresh(self) -> None:
        """Ordered, paid, called, served, added."""
        views = self.shell.desk.read("meals", read)
        if views != self._views:
            self._views = views
            self._show()

    def pick(self, number: int) -> None:
        """Shows what can be done about a number (below zero: a place in the queue); none where it is picked already."""
        self._picked = 0 if number == self._picked else number
        if self._picked:
            self.claim()
        self._show()

    def turn(self, mode: str) -> None:
        """What stands in the place of the numbers: one of `modes`; the numbers again where it is empty."""
        self._put(self._make(mode) if mode and self._views else None)

    def ask_card(self, given_fen: int) -> None:
        """Who buys, with so much money in hand, is known by a card; or why it is sold without."""
        self._put(ByCard(self.shell, self.asks, partial(self.turn, ""), given_fen))

    def _put(self, mode: Mode | None) -> None:
        self._mode = mode
        if self._mode is not None:
            self.claim()
        self._show()

    def _make(self, mode: str) -> Mode:
        shell, asks, view = self.shell, self.asks, self.view
        close = partial(self.turn, "")
        modes: dict[str, Callable[[], Mode]] = {
            "refund": lambda: Giving(shell, asks, close, self._ticket(view)),
            "range": lambda: Group(shell, asks, close),
            "portions": lambda: Portions(shell, asks, close),
            "menu": lambda: MenuToday(shell, asks, close, view, self._before(self._meal)),
            "samples": lambda: Fridge(shell, asks, close, view),
            "cook": lambda: Cooked(shell, asks, close, view),
            "close": lambda: Closing(shell, asks, close, self.turn, view),
        }
        return modes[mode]()

    def _ticket(self, view: MealView) -> TicketRow:
        return next(ticket for ticket in view.tickets if ticket.number == self._picked)

    def _tell(self, words: str) -> None:
        self.tell(words)

    def _done(self) -> None:
        """Something was done here: back to the numbers, as they stand now."""
        self._mode, self._picked = None, 0
        self._views = self.shell.desk.read("meals", read)
        self._show()

    def _choose(self, meal: str) -> None:
        self._meal, self._picked, self._mode, self.asks.last = meal, 0, None, None
        self._show()

    # What is shown. Only what has changed is built.

    def _show(self) -> None:
        say = self.shell.say
        if not self._views:
            self.heading.words = say("meals.screen.no_meal")
            self._lay((), ())
            return
        if all(view.offer.meal != self._meal for view in self._views):
            self._meal, self._picked, self._mode = first(self._views), 0, None
        view = self.view
        self.heading.words = " · ".join((say(f"meals.meal_{self._meal}"), say(f"meals.screen.is_{view.offer.state}")))
        if view.shut:
            self._show_shut(view)
        else:
            self._show_open(view)

    def _show_shut(self, view: MealView) -> None:
        if self._mode is None:
            self._mode = Shut(self.shell, self.asks, self.turn, view)
        self._mode.show(view)
        kitchen = () if self.shell.reads else (self._kitchen(),)
        self._lay(("shut", self._mode, self._heads()), (self._mode, *kitchen))

    def _show_open(self, view: MealView) -> None:
        offer, reads = view.offer, self.shell.reads
        if isinstance(self._mode, Shut):
            self._mode = None
        key = "stand_queue" if offer.queue else "stand"
        self._stand.words = self.shell.say(
            f"meals.screen.{key}",
            left=offer.left,
            sold=view.figures.sold,
            waiting=offer.waiting,
            served=view.figures.served,
            queue=offer.queue,
            taken=short(view.figures.taken_fen),
        )
        if self._mode is not None:
            self._mode.show(view)
        if not reads:
            self._work.show(view, short_of_room=self._short_of_room)
        work = () if reads else (self._work,)
        if self._mode is not None:
            self._lay(("mode", self._mode, self._heads()), (self._stand, *work, self._mode))
            return
        self._coming.show(view.called, self._picked, rows=self._rows_for_called)
        self._numbers.tell(view, self._picked, beyond=self._coming.most)
        self._show_foot(view)
        self._lay(("numbers", self._heads()), (self._stand, *work, self._coming, self._numbers, self._foot))

    @property
    def _short_of_room(self) -> bool:
        """Whether what stands below the buttons needs the room of those that are touched less."""
        return self._mode is not None or bool(self._picked and not worn().portrait)

    @property
    def _rows_for_called(self) -> int:
        """How much room there is for those who were called: all others stand below."""
        return 4 if worn().portrait else 1

    def _lay(self, stands: tuple[object, ...], parts: tuple[Widget, ...]) -> None:
        """Puts parts below each other, where others stood before."""
        if stands == self._laid:
            return
        self._laid = stands
        self._body.clear_widgets()
        self._beside.remove_widget(self._turns)
        if self._numbers in parts:  # what turns their pages stands there with them
            self._beside.add_widget(self._turns)
        if len(self._views) > 1:
            self._body.add_widget(self._meals())
        for part in parts:
            self._body.add_widget(part)

    def _heads(self) -> tuple[object, ...]:
        return (self._meal, tuple(view.offer.meal for view in self._views))

    def _meals(self) -> BoxLayout:
        return row_of(
            *(
                button(
                    "",
                    self.shell.say(f"meals.meal_{view.offer.meal}"),
                    partial(self._choose, view.offer.meal),
                    "meals" if view.offer.meal == self._meal else "",
                    wide=True,
                )
                for view in self._views
            )
        )

    def _show_foot(self, view: MealView) -> None:
        """About the number that was picked; else about the meal."""
        ticket = next((one for one in view.tickets if one.number == self._picked), None)
        place = next((one for one in view.queue if -one.place == self._picked), None)
        about = (self._picked, ticket, place, view.offer.state == WITHDRAWN, self._meal)
        if about == self._about:
            return
        self._about = about
        self._foot.clear_widgets()
        if self.shell.reads:
            return
        unpick = partial(self.pick, 0)
        if ticket is not None:
            self._foot.add_widget(about_number(self.shell, self.asks, ticket, unpick, partial(self.turn, "refund")))
        elif place is not None:
            self._foot.add_widget(about_place(self.shell, self.asks, place.place, unpick))
        else:
            self._foot.add_widget(self._doors(withdrawn=view.offer.state == WITHDRAWN))

    def _doors(self, *, withdrawn: bool) -> BoxLayout:
        """The other things that are done about a meal."""
        close = self._door("meals.screen.close", "close")
        portions = () if withdrawn else (self._door("meals.counter.portions", "portions"),)
        return row_of(*portions, *self._kitchen_doors(), close)

    def _door(self, word: str, mode: str) -> KeyButton:
        made = button("", self.shell.say(word), partial(self.turn, mode), wide=True)
        made.size_hint_x = made.natural_width
        return made

    def _kitchen(self) -> BoxLayout:
        return row_of(*self._kitchen_doors())

    def _kitchen_doors(self) -> tuple[KeyButton, ...]:
        return self._door("meals.counter.menu", "menu"), self._door("meals.counter.samples", "samples")


def _dishes_before(shell: Shell, meal: str) -> tuple[str, ...]:
    def found(store: Store, scene: Scene[Any]) -> tuple[str, ...]:
        del scene
        return dishes_before(store, meal)

    return shell.desk.read("meals", found)
