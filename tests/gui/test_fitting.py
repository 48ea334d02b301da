"""A display that is not the one in station.toml, or too small: said, and laid out all the same."""

from collections.abc import Iterator
from functools import partial

import pytest
from gui.harness import ExampleShell, every, stage
from gui.states import GLASSES
from gui.walk import Seen, clipping, overlaps
from kivy.core.window import Window
from kivy.uix.behaviors.button import ButtonBehavior
from kivy.uix.label import Label

from kiosk.touch import display, fitting, home
from kiosk.widgets.theme import Theme
from kiosk.widgets.window import LANDSCAPE, PORTRAIT, Glass

ASKED = Glass(21.5, 1080, 1920)


@pytest.fixture
def _usual() -> Iterator[None]:
    yield
    stage().fit(GLASSES["touch"][0][0])


@pytest.mark.usefixtures("_usual")
@pytest.mark.parametrize("size", [(1024, 600), (1280, 1024), (800, 1280), (1920, 1080)], ids=str)
def test_on_any_display_home_is_whole(size: tuple[int, int]) -> None:
    glass = fitting.shown(ASKED, size)
    assert (glass.width, glass.height) == size
    stage().fit(glass)
    example = next(example for example in home.EXAMPLES if example.name == "home-lunch")
    screen = example.build(ExampleShell("zh", Theme(portrait=glass.height > glass.width)))
    stage().show(screen)
    widgets = tuple(every(screen))
    texts = tuple(widget for widget in widgets if isinstance(widget, Label) and widget.text.strip())
    touched = tuple(widget for widget in widgets if isinstance(widget, ButtonBehavior))
    seen = Seen(screen, glass, "worker", stage().pixels(), widgets, texts, touched)
    assert [*clipping(seen), *overlaps(seen)] == []


def test_a_display_that_is_as_it_should_be_is_left_alone() -> None:
    for glass in (PORTRAIT, LANDSCAPE, Glass(32, 1080, 1920)):
        assert fitting.shown(glass, (glass.width, glass.height)).dpi == pytest.approx(glass.dpi)
        assert fitting.wrong(glass, (glass.width, glass.height)) is None


def test_another_display_and_a_small_one_are_said() -> None:
    assert fitting.wrong(ASKED, (1024, 600)) == ("other", {"there": "1024×600", "asked": "1080×1920"})
    assert fitting.wrong(Glass(10.1, 1280, 800), (1280, 800)) == ("small", {"inches": "10.1", "least": "16.0"})
    assert fitting.wrong(Glass(10.1, 1280, 800), None) == ("small", {"inches": "10.1", "least": "16.0"})


def test_a_screen_that_fills_its_display_is_not_closed_by_a_key_or_a_window_manager() -> None:
    display.hold()
    close = partial(Window.dispatch, "on_request_close")
    try:
        assert close()
        assert close(source="keyboard")
    finally:
        Window.unbind(on_request_close=display.stays)
    assert not close()
