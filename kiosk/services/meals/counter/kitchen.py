"""What is cooked today, and the samples kept of it (留样)."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kivy.metrics import mm

from kiosk.base.clock import when
from kiosk.services.meals.counter.asks import Asks
from kiosk.services.meals.counter.chips import Chip
from kiosk.services.meals.counter.mode import Mode
from kiosk.services.meals.counter.view import MealView
from kiosk.services.meals.readings.kitchen import Sample
from kiosk.services.meals.rules.kitchen import MOST_DISHES, MOST_TEXT, SAMPLE_GRAMS
from kiosk.widgets.rows import Rows, button, row_of, told
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Surface
from kiosk.widgets.text import Say
from kiosk.widgets.theme import LINE_HEIGHT, worn
from kiosk.widgets.writing import Writing

_GRAMS: Final = (SAMPLE_GRAMS, 150, 200)
_SHOWN: Final = 12  # letters of a dish on its tile


class MenuToday(Writing, Mode):
    """Dishes as tiles, those cooked before first: touched, they stand on today's menu. A new one is typed."""

    types = True

    def __init__(
        self, shell: Shell, asks: Asks, close: Callable[[], None], view: MealView, before: tuple[str, ...]
    ) -> None:
        super().__init__(shell, asks, close)
        say = shell.say
        usual = say("meals.counter.dishes").split(say("meals.screen.and"))
        self._today = list(view.dishes)
        self._known = list(dict.fromkeys((*view.dishes, *before, *usual)))
        self._new = ""
        self._said = Say("", bold=True)
        self._typed = Say("", bold=True)
        columns, sizes = 4 if worn().portrait else 3, worn().sizes
        self._tiles: Rows[tuple[str, bool]] = Rows(
            shell, (), self._tile, lambda one: one[0], row=sizes.body * LINE_HEIGHT * 2 + 1, columns=columns
        )
        for part in (
            self._said,
            self._tiles,
            self._typed,
            row_of(self.back(), button("check", say("meals.counter.write"), self._write, "done", wide=True)),
        ):
            self.add_widget(part)
        self._again()

    def key(self, mark: str) -> bool:
        """Enter adds the dish that is typed, or writes the menu where none is; every other key types."""
        if mark == "enter":
            if self._new.strip():
                self._toggle(self._new.strip())
                self._new = ""
                self._again()
            else:
                self._write()
        elif mark == "backspace":
            self._new = self._new[:-1]
            self._again()
        elif mark == "escape":
            self.close()
        return True

    def written(self, text: str) -> None:
        """A dish, as it is typed."""
        self._new = (self._new + text)[:MOST_TEXT]
        self._again()

    def _toggle(self, dish: str) -> None:
        if dish in self._today:
            self._today.remove(dish)
        elif len(self._today) < MOST_DISHES:
            self._today.append(dish)
        if dish not in self._known:
            self._known.insert(0, dish)
        self._again()

    def _again(self) -> None:
        say = self.shell.say
        dishes = say("meals.screen.and").join(self._today)
        self._said.words = say("meals.screen.menu", dishes=dishes) if dishes else say("meals.counter.menu_asks")
        self._typed.words = (
            say("meals.counter.new_dish", dish=self._new) if self._new else say("meals.counter.type_a_dish")
        )
        self._tiles.show(tuple((dish, dish in self._today) for dish in self._known))

    def _tile(self, one: tuple[str, bool]) -> Chip:
        dish, chosen = one
        named = dish if len(dish) <= _SHOWN else dish[: _SHOWN - 1] + "…"
        return Chip(named, "", partial(self._toggle, dish), accent="done" if chosen else "", em=worn().sizes.body)

    def _write(self) -> None:
        self.asks.set_menu(tuple(self._today))


class Fridge(Mode):
    """Dishes of today of which no sample is kept yet; below them, what is in the fridge and until when."""

    def __init__(self, shell: Shell, asks: Asks, close: Callable[[], None], view: MealView) -> None:
        super().__init__(shell, asks, close)
        self._said = Say("", bold=True)
        self._rows: Rows[str | Sample] = Rows(
            shell, (), self._row, _name, row=worn().sizes.target + worn().sizes.gap / 2
        )
        for part in (self._said, self._rows, row_of(self.back())):
            self.add_widget(part)
        self.show(view)

    def show(self, view: MealView) -> None:
        """What is to be kept, what may go."""
        say = self.shell.say
        kept = {sample.dish for sample in view.samples if sample.hours}
        lacking = tuple(dish for dish in view.dishes if dish not in kept)
        over = sum(not sample.hours for sample in view.samples)
        key = "samples_asks" if lacking else "no_menu" if not view.dishes else "samples_over" if over else "samples_all"
        self._said.words = say(f"meals.counter.{key}", dishes=len(lacking), over=over)
        self._rows.show((*lacking, *sorted(view.samples, key=lambda sample: sample.hours)))

    def _row(self, item: str | Sample) -> Surface:
        say, sizes = self.shell.say, worn().sizes
        row = Surface(padding=(mm(sizes.gap / 2), mm(sizes.gap / 4)), spacing=mm(sizes.gap / 2))
        if isinstance(item, str):
            row.add_widget(told(item, bold=True))
            for grams in _GRAMS:
                accent = "done" if grams == SAMPLE_GRAMS else ""
                keep = partial(self.asks.keep, item, grams)
                row.add_widget(button("", say("meals.counter.grams", grams=grams), keep, accent))
            return row
        at = when(item.kept_at)
        row.add_widget(
            told(
                say("meals.counter.kept", dish=item.dish, grams=item.grams, by=item.kept_by, **at),
                bold=not item.hours,
            )
        )
        if item.hours:
            row.add_widget(told(say("meals.counter.keep_hours", hours=item.hours), halign="right", width=34))
        else:
            row.add_widget(button("trash", say("meals.counter.discard"), partial(self.asks.discard, item), "stop"))
        return row


def _name(item: str | Sample) -> tuple[str, str]:
    return ("", item) if isinstance(item, str) else (item.day, item.dish)
