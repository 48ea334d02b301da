"""Each check of the walk catches what it is there for, and a good screen passes."""

from collections.abc import Callable

import pytest
from gui.harness import stage
from gui.walk import walk
from kivy.graphics import Color, Rectangle
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.label import Label
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from kiosk.widgets.example import Mode
from kiosk.widgets.surface import Ground
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import DAYLIGHT, Theme, wear
from kiosk.widgets.tile import Choice, Tile
from kiosk.widgets.window import LANDSCAPE, PORTRAIT, Glass


def mm(length: float) -> float:
    return stage().glass.px(length)


def sheet(*widgets: Widget, person: tuple[float, float] | None = (8, 8)) -> Widget:
    """Paper with the given widgets, and 人工 at its place in mm."""
    ground = Ground(size=(stage().glass.width, stage().glass.height))
    page = FloatLayout()
    ground.add_widget(page)
    if person:
        page.add_widget(choice("人工", *person, place="person"))
    for widget in widgets:
        page.add_widget(widget)
    return ground


def choice(word: str, x: float, y: float, width: float = 60, height: float = 24, **kwargs: str) -> Choice:
    """An answer at a place in mm."""
    return Choice(word=word, size_hint=(None, None), size=(mm(width), mm(height)), pos=(mm(x), mm(y)), **kwargs)


def say(words: str, x: float = 100, y: float = 100, width: float = 150, **kwargs: object) -> Say:
    """A sentence at a place in mm."""
    return Say(words, size_hint_x=None, width=mm(width), pos=(mm(x), mm(y)), **kwargs)


def checks(page: Callable[[], Widget], mode: Mode = "worker", glass: Glass = LANDSCAPE) -> set[str]:
    """The names of the checks that found something."""
    wear(Theme(portrait=glass is PORTRAIT, dense=mode == "counter"))
    stage().fit(glass)
    root = page()
    stage().show(root)
    return {violation.check for violation in walk(root, mode, glass, stage().pixels())}


def test_a_good_page_passes() -> None:
    assert checks(lambda: sheet(say("今天有午餐"), choice("好", 100, 40))) == set()
    assert checks(lambda: sheet(say("今天有午餐", y=300), choice("好", 20, 100)), glass=PORTRAIT) == set()


def unkempt() -> Label:
    label = Label(text="一行\n两行", font_size=mm(11), line_height=0.9, color=DAYLIGHT.ink, pos=(mm(100), mm(80)))
    label.size_hint, label.size = (None, None), (mm(60), mm(60))
    return label


def roboto() -> Label:
    kivys = "data/fonts/Roboto-Regular.ttf"
    label = Label(text="Hello", font_name=kivys, font_size=mm(12), color=DAYLIGHT.ink, pos=(mm(100), mm(80)))
    label.size_hint, label.size = (None, None), (mm(80), mm(30))
    return label


def cropped(**kwargs: object) -> Label:
    label = Label(text="今天的午餐卖完了可以等", font_size=mm(11), color=DAYLIGHT.ink, pos=(mm(100), mm(80)), **kwargs)
    label.size_hint, label.size = (None, None), (mm(40), mm(18))
    return label


def on_dark() -> Widget:
    page = sheet(say("看不见", color=(0.3, 0.3, 0.3, 1)))
    with page.canvas.before:
        Color(rgba=(0.2, 0.2, 0.2, 1))
        Rectangle(size=page.size)
    return page


BAD: dict[str, tuple[str, Callable[[], Widget]]] = {
    "a target too small for a glove": ("target", lambda: sheet(choice("好", 100, 40, height=19))),
    "a primary tile too small": ("target", lambda: sheet(low_tile())),
    "text too small": ("text", lambda: sheet(say("小字", em=9.5))),
    "an icon smaller than text": ("text", lambda: sheet(icon("check", 6))),
    "a font without Chinese": ("font", lambda: sheet(roboto())),
    "lines too close": ("spacing", lambda: sheet(unkempt())),
    "grey on paper": ("contrast", lambda: sheet(say("看不清", color=(0.62, 0.6, 0.57, 1)))),
    "dark on dark": ("contrast", on_dark),
    "the colour of the paper": ("contrast", lambda: sheet(say("看不见", color=DAYLIGHT.paper))),
    "a character the font lacks": ("tofu", lambda: sheet(say("你好😀"))),
    "an icon that is none": ("tofu clipped", lambda: sheet(strange_icon())),
    "an unfilled place": ("words", lambda: sheet(say("{number}号"))),
    "text larger than its widget": ("clipped", lambda: sheet(cropped())),
    "lines dropped": ("clipped", lambda: sheet(cropped(text_size=(mm(40), mm(18))))),
    "text shortened to dots": ("clipped", lambda: sheet(cropped(text_size=(mm(40), mm(18)), shorten=True))),
    "a word torn": ("torn", lambda: sheet(say("Scaffolding", width=30))),
    "past the glass": ("overflow", lambda: sheet(choice("好", 310, 40))),
    "past its parent": ("overflow", lambda: sheet(spilling())),
    "text on text": ("overlap", lambda: sheet(say("今天有午餐"), say("明天也有", y=104))),
    "text on a target": ("overlap", lambda: sheet(say("今天有午餐", y=50), choice("好", 100, 40))),
    "target on target": ("overlap", lambda: sheet(choice("好", 100, 40), choice("不好", 150, 50))),
    "no 人工": ("place", lambda: sheet(say("今天有午餐"), person=None)),
    "two of 人工": ("place", lambda: sheet(choice("人工", 100, 8, place="person"))),
    "人工 elsewhere": ("place", lambda: sheet(person=(100, 8))),
    "back at the left": ("place", lambda: sheet(choice("返回", 100, 8, place="back"))),
    "a target without a word": ("wordless", lambda: sheet(choice("", 100, 40, icon="check"))),
    "a list to swipe": ("gesture", lambda: sheet(ScrollView())),
}


def low_tile() -> Tile:
    return Tile(word="好", size_hint=(None, None), size=(mm(60), mm(23)), pos=(mm(100), mm(40)))


def icon(name: str, most: float) -> Icon:
    return Icon(name, most=most, size_hint=(None, None), size=(mm(20), mm(20)), pos=(mm(100), mm(80)))


def strange_icon() -> Icon:
    widget = icon("check", 20)
    widget.text = "A"
    return widget


def spilling() -> Widget:
    box = FloatLayout(size_hint=(None, None), size=(mm(30), mm(30)), pos=(mm(100), mm(80)))
    box.add_widget(say("今天有午餐", x=110, y=85, width=80))
    return box


@pytest.mark.parametrize("bad", BAD)
def test_the_walk_catches(bad: str) -> None:
    check, page = BAD[bad]
    assert checks(page) == set(check.split())


def test_the_walk_catches_what_is_out_of_reach_on_a_portrait_glass() -> None:
    assert checks(lambda: sheet(choice("好", 20, 300)), glass=PORTRAIT) == {"reach"}
    assert checks(lambda: sheet(choice("好", 20, 150)), glass=LANDSCAPE) == set()


def test_behind_the_pin_less_is_asked_and_that_is_asked() -> None:
    def found(*make: Callable[[], Widget]) -> set[str]:
        return checks(lambda: sheet(*(one() for one in make), person=None), mode="counter")

    assert found(lambda: say("小字", em=5.6), lambda: choice("好", 100, 40, height=13)) == set()
    assert found(lambda: say("小字", em=5.3)) == {"text"}
    assert found(lambda: choice("好", 100, 40, height=11)) == {"target"}


def test_what_cannot_be_seen_is_not_walked() -> None:
    assert checks(lambda: sheet(say("小字", em=3, opacity=0))) == set()
