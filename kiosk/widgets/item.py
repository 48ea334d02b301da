"""What the counter shows of anything: how it stands, and what can be done about it. Services say it, panels show it."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, repeat
from typing import Any, Final, Protocol

import msgspec
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout

from kiosk.base.request import Request
from kiosk.widgets.panel import Panel
from kiosk.widgets.rows import Flow, KeyButton, button, rest
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Surface
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import worn

KEYS: Final = "abcdefghi"
PANEL_KEYS: Final = "jklmopqs"  # of an item that stands in a panel, beside what was found
# So many answers have room below a question; more of them turn pages.
_ANSWERS: Final = 9
# Those with a picture and more than a number stand one below the other.
_PICTURED: Final = 5
_NUMBER: Final = 4


class Opened(Protocol):
    """A widget that an act has opened."""

    def key(self, mark: str) -> bool:
        """A key of a keyboard. Whether it was used."""
        ...


class Act(msgspec.Struct, frozen=True):
    """Something that can be done: the `request` that asks for it, made from a fresh id, and what its outcome `said`.

    One with `then` asks first: `asks` is the question, and those are its answers. One that `opens` something shows it
    in the item's place: `opens(shell, close)`, where `close(words)` takes it away and says what was done, if anything.
    """

    icon: str
    word: str
    request: Callable[[str], Request] | None = None
    said: Callable[[Any], str] | None = None
    accent: str = ""
    asks: str = ""
    then: tuple["Act", ...] = ()
    opens: "Callable[[Shell, Callable[[str], None]], Opened] | None" = None


class Item(msgspec.Struct, frozen=True):
    """One thing on the counter: a number, a slip, a day. `key` stays the same while it changes.

    `title` names it (8号), `lines` say how it stands, `acts` what can be done about it. An `urgent` one stands among
    what waits for somebody.
    """

    key: str
    icon: str
    title: str
    lines: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()
    accent: str = ""
    urgent: bool = False


class ItemPanel(Panel):
    """One item beside the queues, and its question where one of its acts asks first; `close` takes it away.

    `keys` are the letters of its acts; an act more than these has none.
    """

    def __init__(self, shell: Shell, item: Item, close: Callable[[], None] | None = None, keys: str = KEYS) -> None:
        super().__init__(shell, "")
        self.remove_widget(self.heading)
        self.size_hint_y = None
        self.item = item
        self._asking: Act | None = None
        self._page = 0
        self.opened: Any = None
        self._close, self._keys = close, keys
        self._card = Surface(
            orientation="vertical",
            size_hint_y=None,
            padding=mm(worn().sizes.gap / 2),
            spacing=mm(worn().sizes.gap / 2),
        )
        self._card.bind(minimum_height=self._card.setter("height"), height=self.setter("height"))
        self.add_widget(self._card)
        self._build()

    def show(self, item: Item) -> None:
        """It stands otherwise now; nothing is built anew where it does not."""
        if _said(item) != _said(self.item):
            if self.opened is not None:
                self.item = item
                return
            if self._asking is not None and self._asking.word not in {act.word for act in item.acts}:
                self._asking = None
            self.item = item
            self._build()
            rest(self)

    def ask(self, act: Act | None) -> None:
        """Asks what an act asks first; nothing any more where there is none."""
        self._asking, self._page, self.opened = act, 0, None
        self._build()

    def open(self, act: Act) -> None:
        """Shows what an act opens; digits and letters go there."""
        assert act.opens is not None
        self.claim()
        self.opened = act.opens(self.shell, self._put_away)
        self._build()

    def _put_away(self, words: str) -> None:
        self.ask(None)
        if words:
            self.tell(words)

    def back(self) -> bool:
        """Takes back the question that is asked, or what was opened. Whether there was anything."""
        if self._asking is None and self.opened is None:
            return False
        self.ask(None)
        return True

    def _build(self) -> None:
        item, sizes, palette = self.item, worn().sizes, worn().palette
        self._card.clear_widgets()
        colour = palette.fill(item.accent) if item.accent else palette.ink
        self._card.edge = colour if item.accent else palette.line
        head = BoxLayout(size_hint_y=None, spacing=mm(sizes.gap / 2))
        title = Say(item.title, em=sizes.title, bold=True, color=colour, pos_hint={"center_y": 0.5})
        side = mm(sizes.title * 1.4)
        head.add_widget(Icon(item.icon, most=sizes.title * 1.4, color=colour, size_hint_x=None, width=side))
        head.add_widget(title)
        away = self._away()
        if away is not None:
            head.add_widget(away)
        least = mm(sizes.target) if away is not None else side
        head.height = max(least, title.height)
        title.bind(height=lambda _, height: setattr(head, "height", max(least, height)))
        self._card.add_widget(head)
        if self.opened is not None:
            self._card.add_widget(self.opened)
            return
        said = item.lines if self._asking is None else (self._asking.asks,)
        for line in said:
            self._card.add_widget(Say(line, bold=self._asking is not None))
        buttons = tuple(self._buttons())
        if buttons:
            self._card.add_widget(Flow(*buttons))

    def _away(self) -> KeyButton | None:
        """The way back: from the question, or from the item."""
        if self._asking is not None or self.opened is not None:
            return button("", self.shell.say("widgets.back"), partial(self.ask, None), key="-")
        return button("", self.shell.say("widgets.close"), self._close, key="-") if self._close is not None else None

    def _buttons(self) -> Iterator[KeyButton]:
        if self.shell.reads:
            return
        acts = self.item.acts if self._asking is None else self._asking.then
        tall = len(acts) > _PICTURED and all(act.icon and len(act.word) > _NUMBER for act in acts)
        most = _PICTURED if tall else _ANSWERS
        pages = -(-len(acts) // most)
        shown = acts[self._page * most : (self._page + 1) * most] if self._page < pages else acts[:most]
        for key, act in zip(chain(self._keys, repeat("")), shown, strict=False):
            yield button(act.icon, act.word, partial(self._do, act), act.accent, key=key)
        if pages > 1:
            word = self.shell.say("widgets.more", page=self._page + 1, pages=pages)
            yield button("", word, partial(self._turn, pages))

    def _turn(self, pages: int) -> None:
        """Other answers to the same question."""
        self._page = (self._page + 1) % pages
        self._build()

    def _do(self, act: Act) -> None:
        if act.then:
            self.ask(act)
            return
        if act.opens is not None:
            self.open(act)
            return
        request, said = act.request, act.said
        assert request is not None  # an act either asks first or does something
        assert said is not None

        def done(outcome: Any) -> None:
            self._asking = None
            self._build()
            self.tell(said(outcome))

        self.shell.ask(request(self.shell.desk.new_id()), done)


def _said(item: Item) -> tuple[object, ...]:
    """What an item shows, without what it does: functions are never equal."""
    return item.key, item.icon, item.title, item.lines, item.accent, tuple(_worded(act) for act in item.acts)


def _worded(act: Act) -> tuple[object, ...]:
    return act.icon, act.word, act.accent, act.asks, tuple(_worded(one) for one in act.then)
