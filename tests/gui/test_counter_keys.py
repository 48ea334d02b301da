"""The counter by keyboard alone: every button is in reach, keys stand on buttons, digits go where they are meant."""

from collections.abc import Iterator

import pytest
from gui.harness import ExampleShell, every, stage
from gui.house import Glassed, House
from kivy.base import EventLoop
from kivy.core.window import Window
from kivy.uix.widget import Widget

from kiosk.touch.attention import LETTERS as CARES
from kiosk.touch.page import Page
from kiosk.touch.ring import reachable
from kiosk.touch.rush import EXAMPLES
from kiosk.widgets.example import Example
from kiosk.widgets.item import KEYS as ITEMS
from kiosk.widgets.surface import Tappable
from kiosk.widgets.theme import Theme
from kiosk.widgets.window import LANDSCAPE, PORTRAIT, Glass

NOON_S = 20 * 60
TAB, ENTER, ESCAPE = 9, 13, 27
ARROWS = {"up": 273, "down": 274, "right": 275, "left": 276}


def states(house: House) -> dict[int, str]:
    return dict(house.station.rows("SELECT number, state FROM meals_tickets"))


def ringed(counter: Glassed) -> str:
    """What stands on the button that the ring is on."""
    page = counter.shell.screen
    assert isinstance(page, Page)
    on = page._ring.on
    return "".join(part.words for part in every(on) if hasattr(part, "words")) if on else ""


def tab_to(counter: Glassed, words: str) -> None:
    for _ in range(80):
        counter.key(TAB)
        if words in ringed(counter):
            return
    raise AssertionError(f"Tab does not come to {words!r}")


def shown(example: Example) -> Page:
    """On the glass that has a keyboard before it."""
    stage().fit(LANDSCAPE)
    page = example.build(ExampleShell(theme=Theme(dense=True)))
    stage().show(page)
    assert isinstance(page, Page)
    return page


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_tab_comes_to_every_button_of_the_page_and_no_key_stands_on_two(example: Example) -> None:
    page = shown(example)
    wanted = set(reachable(page))
    assert wanted
    keys = [one.key for one in wanted if getattr(one, "key", "")]
    for _ in range(len(wanted)):
        page.key("tab")
        assert page._ring.on in wanted
        wanted.discard(page._ring.on)
    assert not wanted
    # Back is wherever the digits are: beside the amount, or what was found.
    assert not sorted({key for key in keys if keys.count(key) > 1 and key != "-"})
    # Nor on one of another part that may stand beside it: each part has letters of its own.
    services = {one.key for panel in page._works.panels for one in reachable(panel) if getattr(one, "key", "")}
    found = {one.key for one in reachable(page.finder) if getattr(one, "key", "")}
    assert not services & {*ITEMS, *CARES, "/", ".", "*", *("+=" if not panels_count(page) else "")}
    assert not found & {*CARES, ".", "*", "+", "="}


def panels_count(page: Page) -> bool:
    """Whether an amount is being typed in a panel, whose keys then come first."""
    return any(panel.counts for panel in page._works.panels)


@pytest.mark.parametrize("glass", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_an_example_has_the_room_that_it_has_on_the_whole_page(glass: Glass) -> None:
    named = {example.name: example for example in EXAMPLES}
    rooms = []
    for name in ("counter-meals-noon", "counter-meals-full"):  # the first of a service is whole
        stage().fit(glass)
        page = named[name].build(ExampleShell(theme=Theme(dense=True, portrait=glass is PORTRAIT)))
        stage().show(page)
        assert isinstance(page, Page)
        (panel,) = page._works.panels
        rooms.append((*panel.to_window(*panel.pos), *panel.size))
    assert rooms[0] == rooms[1]


def test_right_money_change_and_back_by_keys_alone(house: House) -> None:
    for _ in range(3):
        house.station.order()
        house.station.clock.pass_(1)
    with house.counter() as counter:
        counter.key(270, "+")
        assert states(house) == {1: "waiting", 2: "ordered", 3: "ordered"}
        stage().advance(1)
        counter.key(ord("="), "=")
        for mark in "20":
            counter.key(ord(mark), mark)
        assert "找 15 元" in counter.said
        counter.key(ENTER)
        assert states(house) == {1: "waiting", 2: "waiting", 3: "ordered"}
        stage().advance(1)
        counter.key(ord("="), "=")
        assert "收了多少？" in counter.said
        counter.key(ESCAPE)
        assert "收了多少？" not in counter.said
        assert states(house)[3] == "ordered"


def test_a_key_that_is_held_down_takes_money_once(house: House) -> None:
    for _ in range(3):
        house.station.order()
        house.station.clock.pass_(1)
    with house.counter() as counter:
        for _ in range(40):  # as a keyboard repeats
            Window.dispatch("on_key_down", 270, 0, "+", [])
            stage().advance(0.04)
        counter.settle()
        assert list(states(house).values()).count("waiting") == 1
        Window.dispatch("on_key_up", 270, 0)
        counter.key(270, "+")
        assert list(states(house).values()).count("waiting") == 2


def test_call_serve_refund_and_sell_by_keys_alone(house: House) -> None:
    for _ in range(2):
        house.station.buy()
    house.station.clock.pass_(NOON_S)
    with house.counter() as counter:
        tab_to(counter, "叫下一个")
        counter.key(ENTER)
        assert states(house)[1] == "called"
        counter.key(ord("2"), "2")
        counter.key(ENTER)
        page = counter.shell.screen
        assert isinstance(page, Page)
        assert page.finder.item is not None
        refund = next(at for at, act in enumerate(page.finder.item.item.acts) if act.word == "退款")
        counter.key(ord("a") + refund, chr(ord("a") + refund))
        assert "2号 退 5 元，为什么？" in counter.said
        counter.key(ord("b"), "b")
        assert states(house)[2] == "refunded"
        tab_to(counter, "卖一份")
        counter.key(ENTER)
        assert states(house)[3] == "waiting"


def test_digits_go_to_the_amount_until_the_search_is_asked_for_and_back_again(house: House) -> None:
    house.station.buy()
    house.station.order()
    with house.counter() as counter:
        counter.key(ord("="), "=")
        assert "数字是收的钱" in counter.said
        counter.key(ord("/"), "/")
        assert "数字找号" in counter.said
        counter.key(ord("1"), "1")
        counter.key(ENTER)
        assert "关上" in counter.said
        assert "收了多少？" in counter.said
        stage().tap(counter.find("10 元"))
        counter.settle()
        assert "数字是收的钱" in counter.said
        counter.key(ENTER)
        assert states(house)[2] == "waiting"


def test_arrows_go_where_they_point(house: House) -> None:
    house.station.order()
    with house.counter() as counter:
        page = counter.shell.screen
        assert isinstance(page, Page)
        tab_to(counter, "收 5 元")
        took = page._ring.on
        assert isinstance(took, Tappable)
        counter.key(ARROWS["right"])
        beside = page._ring.on
        assert isinstance(beside, Widget)
        assert beside.to_window(*beside.center)[0] > took.to_window(*took.center)[0]
        counter.key(ARROWS["left"])
        assert page._ring.on is took
        counter.key(ARROWS["up"])
        above = page._ring.on
        assert isinstance(above, Widget)
        assert above.to_window(*above.center)[1] > took.to_window(*took.center)[1]


def test_a_button_that_went_is_not_pressed(house: House) -> None:
    house.station.order()
    with house.counter() as counter:
        tab_to(counter, "收 5 元")
        house.pay(1)
        counter.settle()
        before = house.station.kinds()
        counter.key(ENTER)
        assert house.station.kinds() == before


def shortcuts() -> Iterator[tuple[int, str, list[str]]]:
    """What leaves other programs: Alt+F4, Ctrl+Q, Ctrl+C, Ctrl+Alt+Del, Super, F1 to F12, Print, Menu."""
    for code in (*range(282, 297), 27, 19, 127, 277, 278, 279, 280, 281, 311, 312, 316, 319):
        for modifiers in ([], ["alt"], ["ctrl"], ["ctrl", "alt"], ["shift"], ["meta"]):
            yield code, "", modifiers
    for mark in "qwecxvz":
        for modifiers in (["ctrl"], ["alt"], ["meta"], ["ctrl", "shift"]):
            yield ord(mark), mark, modifiers


def test_no_key_leaves_the_page(house: House) -> None:
    house.station.order()
    with house.counter() as counter:
        before = house.station.kinds()
        for code, mark, modifiers in shortcuts():
            Window.dispatch("on_key_down", code, 0, mark, modifiers)
            Window.dispatch("on_key_up", code, 0)
            Window.dispatch("on_keyboard", code, 0, mark, modifiers)
        counter.settle()
        assert counter.screen == "Page"
        assert counter.shell.by == "attendant:a2"
        assert EventLoop.status == "started"
        assert house.station.kinds() == before


def test_signing_in_needs_no_touch(house: House) -> None:
    with house.counter(signed_in=False) as counter:
        for _ in range(2):
            counter.key(TAB)
        counter.key(ENTER)
        assert counter.screen == "TypePin"
        counter.key(ESCAPE)
        assert counter.screen == "ChoosePerson"
