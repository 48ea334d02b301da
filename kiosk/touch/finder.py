"""The search box of the counter, and beside the queues what it found. It is always in the same place."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout

from kiosk.touch.finds import MOST, found, today
from kiosk.widgets.item import KEYS, Item, ItemPanel
from kiosk.widgets.keypad import Keypad
from kiosk.widgets.rows import KeyCap, Keyed, told
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import worn

SEARCH: Final = "/"
_LISTED: Final = 5

# What is found, asked for anew whenever something was committed.
Find = Callable[[], tuple[Item, ...]]


class Box(Keyed):
    """What is searched for. Its edge is thick while digits come here."""

    def __init__(self, shell: Shell) -> None:
        sizes = worn().sizes
        super().__init__(size_hint_y=None, height=mm(sizes.target))
        self.key = SEARCH
        self._hint = shell.say("counter.search")
        self._said = told(self._hint)
        side = sizes.word * 1.4
        self._icon = Icon("search", most=side, size_hint_x=None, width=mm(side))
        self._cap = KeyCap(SEARCH)
        self._cap.pos_hint = {"center_y": 0.5}
        for part in (self._icon, self._said, self._cap):
            self.add_widget(part)
        self._here = False
        self.show("")

    def show(self, text: str) -> None:
        """Shows what has been typed; what may be typed where there is nothing."""
        sizes, palette = worn().sizes, worn().palette
        room = self.width - mm(sizes.word * 1.4 + sizes.gap * 2) - self._cap.width
        while text and mm(sizes.title) * len(text) * 0.62 > max(room, mm(sizes.title * 4)):
            text = text[1:]  # a scanned code is longer than the box: its end is what differs
        self._said.words = text or self._hint
        self._said.em = sizes.title if text else sizes.body
        self._said.bold = bool(text)
        self._said.color = palette.ink if text else palette.soft

    def focus(self, *, here: bool) -> None:
        """Whether digits come here."""
        self._here = here
        self.dress()

    def dress(self, *_: object) -> None:
        """Puts on its colours."""
        super().dress()
        if getattr(self, "_here", False):
            self.edge, self.stroke = worn().palette.fill("help"), worn().sizes.stroke * 3
        else:
            self.stroke = worn().sizes.stroke
        if hasattr(self, "_cap"):
            self._cap.dress(worn().palette.face("", down=self.state == "down"))


class Entry(Keyed):
    """One of several things found: its name, and in a few words how it stands."""

    def __init__(self, item: Item, key: str, act: Callable[[], None]) -> None:
        sizes, palette = worn().sizes, worn().palette
        super().__init__(size_hint_y=None)
        self.key = key
        colour = palette.fill(item.accent) if item.accent else palette.ink
        side, self._cap = sizes.word * 1.4, KeyCap(key)
        self._cap.pos_hint = {"center_y": 0.5}
        self._cap.dress(palette.face(""))
        said = BoxLayout(orientation="vertical", size_hint_y=None, pos_hint={"center_y": 0.5})
        said.bind(minimum_height=said.setter("height"))
        for line in (Say(item.title, bold=True, color=colour), *(Say(line) for line in item.lines[:1])):
            said.add_widget(line)
        said.bind(height=lambda _, height: setattr(self, "height", max(mm(sizes.target), height + mm(sizes.gap / 2))))
        for part in (Icon(item.icon, most=side, color=colour, size_hint_x=None, width=mm(side)), said, self._cap):
            self.add_widget(part)
        self.bind(on_release=lambda _: act())


class Finder(BoxLayout):
    """The box; below it the number pad, or what was found: one thing, some to choose from, or nothing."""

    def __init__(self, shell: Shell, claim: Callable[[], None], tell: Callable[[str], None]) -> None:
        gap = mm(worn().sizes.gap / 2)
        super().__init__(orientation="vertical", size_hint_y=None, spacing=gap)
        self.bind(minimum_height=self.setter("height"))
        self._shell, self._claim, self._tell = shell, claim, tell
        self._box = Box(shell)
        self._box.bind(on_release=lambda _: self.open_pad())
        self.add_widget(self._box)
        self.text = ""
        self._typing = False
        self._place: Any = None
        self._find: Find | None = None
        self._items: tuple[Item, ...] = ()
        self.item: ItemPanel | None = None

    @property
    def typing(self) -> bool:
        """Whether something is being typed that has not been searched for."""
        return self._typing and bool(self.text)

    def focus(self, *, here: bool) -> None:
        """Whether digits come here."""
        self._box.focus(here=here)

    def open_pad(self) -> None:
        """The number pad below the box; once more, and it goes."""
        self._claim()
        if isinstance(self._place, Keypad):
            self.close()
            return
        self._begin("")
        pad = Keypad(self._shell, codes=True, pos_hint={"center_x": 0.5})
        pad.most = MOST
        pad.bind(
            text=lambda _, text: self._begin(text), on_enter=lambda _: self.enter(), on_close=lambda _: self.close()
        )
        self._put(pad)

    def type(self, mark: str) -> bool:
        """A key: a digit begins; letters and dashes go on. Whether it was one of ours, or of what is open."""
        if self.item is not None and self.item.opened is not None:
            return bool(self.item.opened.key(mark))
        if mark == "backspace":
            if not self.text:
                return False
            self._type(self.text[:-1] if self._typing else "")
            return True
        if len(mark) != 1 or not (mark.isdigit() or (self.typing and (mark.isalpha() or mark == "-"))):
            return False
        self._type(((self.text if self._typing else "") + mark)[:MOST])
        return True

    def _type(self, text: str) -> None:
        if isinstance(self._place, Keypad):
            self._place.text = text
        self._begin(text)

    def _begin(self, text: str) -> None:
        self.text, self._typing = text, True
        self._box.show(text)

    def enter(self) -> bool:
        """Searches for what was typed. Whether there was anything."""
        if self.item is not None and self.item.opened is not None:
            return bool(self.item.opened.key("enter"))
        if not self.typing:
            return False
        self.search(self.text)
        return True

    def search(self, text: str) -> None:
        """Finds what a text means, typed or scanned."""
        text = text.strip()[:MOST]
        self.text, self._typing = text, False
        self._box.show(text)
        self._look(partial(found, self._shell, text), nothing=self._shell.say("counter.not_found"))

    def today(self, key: str = "") -> None:
        """Shows what is opened and closed by the day, and the money; one of them at once, by its key."""
        self._forget()
        self._look(partial(today, self._shell), nothing="")
        for item in self._items:
            if item.key == key:
                self.show(item)

    def offer(self, items: tuple[Item, ...], nothing: str = "") -> None:
        """Shows what was found."""
        self._items = items
        if len(items) == 1:
            self.show(items[0])
        elif items:
            self._list()
        else:
            self._put(Say(nothing, bold=True))

    def show(self, item: Item) -> None:
        """Opens one of them."""
        panel = ItemPanel(self._shell, item, self.put_away)
        panel.tell, panel.claim = self._tell, self._claim
        self._put(panel)
        self.item = panel

    def refresh(self) -> None:
        """What is open may stand otherwise now."""
        if self._find is None:
            return
        items = self._find()
        if self.item is not None:
            key = self.item.item.key
            now = next((item for item in items if item.key == key), None)
            self._items = items
            if now is not None:
                self.item.show(now)
            elif items:
                self.offer(items)
            else:
                self.close()
        elif [(item.title, item.lines) for item in items] != [(item.title, item.lines) for item in self._items]:
            self.offer(items, self._shell.say("counter.not_found"))

    def back(self) -> bool:
        """One step back: the question, the thing, the list, the text. Whether there was anything to go back from."""
        if self.item is not None and self.item.back():
            return True
        if self.item is not None and len(self._items) > 1:
            self._list()
            return True
        if self._place is None and not self.text:
            return False
        self.close()
        return True

    def put_away(self) -> None:
        """What is open is not looked at any more."""
        self.back()

    def close(self) -> None:
        """Nothing is open, nothing is searched for."""
        self._forget()
        self._put(None)

    def _forget(self) -> None:
        self.text, self._typing, self._find, self._items = "", False, None, ()
        self._box.show("")

    def _look(self, find: Find, nothing: str) -> None:
        self._find = find
        self.offer(find(), nothing)

    def _list(self) -> None:
        rows = BoxLayout(orientation="vertical", size_hint_y=None, spacing=self.spacing)
        rows.bind(minimum_height=rows.setter("height"))
        for key, item in zip(KEYS[:_LISTED], self._items, strict=False):
            rows.add_widget(Entry(item, key, partial(self.show, item)))
        if len(self._items) > _LISTED:
            rows.add_widget(Say(self._shell.say("counter.more_found", count=len(self._items) - _LISTED)))
        self._put(rows)

    def _put(self, place: Any) -> None:
        self.item = None
        if self._place is not None:
            self.remove_widget(self._place)
        self._place = place
        if place is not None:
            self.add_widget(place)
