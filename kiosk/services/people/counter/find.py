"""Somebody found by the last four digits of their phone: masked; to be seen in plain, put right, erased."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, get_args

import msgspec
from kivy.clock import Clock
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.clock import when
from kiosk.base.people import Masked, Who
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.people.events import Why
from kiosk.services.people.readings import Found, by_tail
from kiosk.services.people.requests import Correct, Erase, View
from kiosk.widgets.asking import AskWho
from kiosk.widgets.item import Act, Item
from kiosk.widgets.rows import button, row_of
from kiosk.widgets.service import ItemExample, Say
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say as Sentence
from kiosk.widgets.theme import worn

# A name in plain stays on the glass this long, then it goes by itself.
SEEN_S: Final = 30


def find(shell: Shell, text: str) -> tuple[Item, ...]:
    """Those whose phone ends with four digits."""
    return tuple(person_item(shell.say, one) for one in shell.desk.read("people", partial(_found, tail=text)))


def _found(store: Store, scene: Scene[Any], tail: str) -> tuple[Found, ...]:
    return by_tail(store, scene, tail)


def person_item(say: Say, found: Found) -> Item:
    """Somebody, masked, and whether something of theirs is open."""
    at, until = when(found.at), when(f"{found.until}T00:00:00+08:00")
    return Item(
        key=found.person,
        icon="user",
        title=f"{found.masked.name} {found.masked.phone}",
        lines=(
            say("people.find.noted", **at),
            say("people.find.open") if found.needed else say("people.find.until", **until),
            *((say("people.find.guardian"),) if found.guardian else ()),
        ),
        acts=tuple(_acts(say, found)),
    )


def _acts(say: Say, found: Found) -> Iterator[Act]:
    reasons = tuple(
        Act("", say(f"people.why_{why}"), opens=partial(_seeing, person=found.person, why=why)) for why in get_args(Why)
    )
    yield Act("eye", say("people.find.view"), asks=say("people.find.view_asks"), then=reasons)
    yield Act("pencil", say("people.find.correct"), opens=partial(_correcting, person=found.person))
    if not found.needed:
        erase = Act(
            "trash",
            say("people.find.erase"),
            lambda request_id: Erase(request_id=request_id, person=found.person),
            lambda _: say("people.find.erased"),
            "stop",
        )
        yield Act("trash", say("people.find.erase"), accent="stop", asks=say("people.find.erase_asks"), then=(erase,))


class Seeing(BoxLayout):
    """A name and phone in plain; it goes away by itself."""

    def __init__(self, shell: Shell, close: Callable[[str], None]) -> None:
        sizes = worn().sizes
        super().__init__(orientation="vertical", size_hint_y=None, spacing=mm(sizes.gap / 2))
        self.bind(minimum_height=self.setter("height"))
        self._shell, self._close = shell, close
        self._away = Clock.create_trigger(lambda _: self._hide(), SEEN_S)
        self.bind(parent=self._left)

    def show(self, who: Who) -> None:
        """What is known."""
        sizes, say = worn().sizes, self._shell.say
        self.clear_widgets()
        self.add_widget(Sentence(who.name, em=sizes.title, bold=True))
        self.add_widget(Sentence(who.phone or say("people.find.no_phone"), em=sizes.title, bold=bool(who.phone)))
        self.add_widget(Sentence(say("people.find.recorded", seconds=SEEN_S)))
        self.add_widget(row_of(button("eye-off", say("people.find.hide"), self._hide, wide=True)))
        self._away()

    def key(self, mark: str) -> bool:
        """Whatever is typed is not meant for a name that is only looked at."""
        if mark in {"enter", "-"}:
            self._hide()
        return True

    def _hide(self) -> None:
        self.clear_widgets()
        self._close("")

    def _left(self, _: Any, parent: Widget | None) -> None:
        if parent is None:
            self._away.cancel()
            self.clear_widgets()


def _seeing(shell: Shell, close: Callable[[str], None], *, person: str, why: Why) -> Seeing:
    seeing = Seeing(shell, close)
    shell.ask(View(request_id=shell.desk.new_id(), person=person, why=why), lambda seen: seeing.show(seen.who))
    return seeing


def _correcting(shell: Shell, close: Callable[[str], None], *, person: str) -> AskWho:
    def then(who: Who, guardian: bool) -> None:
        del guardian
        request = Correct(request_id=shell.desk.new_id(), person=person, who=who)
        shell.ask(request, lambda _: close(shell.say("people.find.corrected")))

    return AskWho(shell, then, partial(close, ""))


def _example(*, needed: bool = False, guardian: bool = False) -> Found:
    masked = Masked("欧阳*", "138****1234")
    return Found("p1", masked, "2024-03-01T11:12:03.118+08:00", "2024-05-30", needed, guardian)


def _opening(say: Say, opens: Callable[[Shell, Callable[[str], None]], Any]) -> Item:
    return msgspec.structs.replace(person_item(say, _example()), acts=(Act("", "", opens=opens),))


def _seen(shell: Shell, close: Callable[[str], None]) -> Seeing:
    seeing = Seeing(shell, close)
    seeing.show(Who("欧阳建国", "13835901234"))
    return seeing


def _asked(shell: Shell, close: Callable[[str], None]) -> AskWho:
    ask = AskWho(shell, lambda *_: None, partial(close, ""))
    ask.put(Who("欧阳建国"))
    return ask


ITEM_EXAMPLES: Final = (
    ItemExample("found", lambda say: (person_item(say, _example()),)),
    ItemExample("needed", lambda say: (person_item(say, _example(needed=True, guardian=True)),)),
    ItemExample("viewing", lambda say: (person_item(say, _example()),), asks=0),
    ItemExample("seen", lambda say: (_opening(say, _seen),), asks=0),
    ItemExample("asked", lambda say: (_opening(say, _asked),), asks=0),
    ItemExample("erasing", lambda say: (person_item(say, _example()),), asks=2),
    ItemExample("two", lambda say: tuple(person_item(say, _example(needed=needed)) for needed in (False, True))),
)
