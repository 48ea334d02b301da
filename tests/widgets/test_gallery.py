from pathlib import Path

import pytest
from gui.harness import ExampleShell, every, find, stage
from gui.states import states
from kivy.uix.widget import Widget
from widgets.gallery import EXAMPLES, WORDS, Home, Pin, YourNumber

from kiosk.widgets.example import Example
from kiosk.widgets.text import Say
from kiosk.widgets.theme import DAYLIGHT, Theme
from kiosk.widgets.window import LANDSCAPE, PORTRAIT, prepare

UPRIGHT = Theme(DAYLIGHT, portrait=True)
STATES = {state.name: state for state in states()}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_part_can_be_read_and_reached_in_every_state(example: Example, tmp_path: Path) -> None:
    wrong = []
    for state in states():
        wrong += [f"{state.name}: {violation}" for violation in state.walk(example, tmp_path, WORDS)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["portrait-zh-normal", "landscape-en-large"])
def test_the_same_screen_is_the_same_picture_to_the_pixel(name: str) -> None:
    state, pictures = STATES[name], []
    for _ in range(2):
        state.show(EXAMPLES[0], WORDS)
        pictures.append(stage().pixels().tobytes())
    assert pictures[0] == pictures[1]


def test_a_touch_is_answered_in_the_frame_and_acts_when_the_finger_lifts() -> None:
    stage().fit(PORTRAIT)
    shell = ExampleShell("zh", UPRIGHT, WORDS)
    screen = Home(shell)
    stage().show(screen)
    before = stage().pixels()
    person = find(screen, "人工")
    place = (int(person.x + 20), int(PORTRAIT.height - person.top + 20))
    touch = stage().press(person)
    assert stage().pixels().getpixel(place) != before.getpixel(place)
    assert shell.went == []
    stage().lift(touch)
    assert shell.went == ["person"]
    assert stage().pixels().getpixel(place) == before.getpixel(place)


def test_a_finger_that_slides_off_has_not_tapped() -> None:
    stage().fit(LANDSCAPE)
    shell = ExampleShell("zh", Theme(), WORDS)
    screen = Home(shell)
    stage().show(screen)
    touch = stage().press(find(screen, "人工"))
    touch.move({"x": 0.5, "y": 0.5})
    stage().lift(touch)
    assert shell.went == []


def test_a_tap_on_back_goes_back() -> None:
    stage().fit(LANDSCAPE)
    shell = ExampleShell("en", Theme(), WORDS)
    screen = YourNumber(shell)
    stage().show(screen)
    stage().tap(find(screen, "Back"))
    assert shell.went == ["back"]


def test_a_countdown_says_each_second_and_ends_once() -> None:
    stage().fit(LANDSCAPE)
    shell = ExampleShell("zh", Theme(), WORDS)
    screen = YourNumber(shell)
    stage().show(screen)
    screen.shown()
    stage().advance(60)
    assert screen.clock.words == "给您留 120 秒"
    stage().advance(119)
    assert (screen.clock.words, shell.went) == ("给您留 1 秒", [])
    stage().advance(30)
    assert (screen.clock.words, shell.went) == ("给您留 0 秒", ["home"])


def test_a_countdown_that_was_stopped_does_nothing() -> None:
    stage().fit(LANDSCAPE)
    shell = ExampleShell("zh", Theme(), WORDS)
    screen = YourNumber(shell)
    stage().show(screen)
    screen.shown()
    screen.clock.stop()
    stage().advance(200)
    assert shell.went == []


def test_digits_come_from_the_glass_and_from_a_keyboard_alike() -> None:
    stage().fit(LANDSCAPE)
    screen = Pin(ExampleShell("zh", Theme(), WORDS))
    meant: list[str] = []
    screen.keypad.bind(on_enter=lambda pad: meant.append(pad.text))
    stage().show(screen)
    for word in ("4", "0", "7", "删"):
        stage().tap(find(screen.keypad, word))
    assert screen.keypad.text == "40"
    assert all(screen.key(mark) for mark in ("8", "8", "8", "8", "8"))
    assert not screen.key("a")
    assert not screen.key("٣")
    assert screen.keypad.text == "408888"
    stage().tap(find(screen.keypad, "好"))
    assert meant == ["408888"]


def test_a_pin_is_never_shown() -> None:
    stage().fit(LANDSCAPE)
    screen = Pin(ExampleShell("zh", Theme(), WORDS))
    screen.key("7")
    stage().show(screen)
    assert [label.text for label in screen.readout.children if label.font_name == "Sans"] == ["●"]


def test_pages_are_turned_by_buttons_and_show_everything_once() -> None:
    stage().fit(LANDSCAPE)
    screen = EXAMPLES[-1].build(ExampleShell("zh", Theme(dense=True), WORDS))
    stage().show(screen)
    seen: list[str] = []
    for page in range(3):
        seen += numbers(screen)
        if page < 2:
            stage().tap(find(screen, "下一页"))
    assert seen == [f"{number}号" for number in range(1, 31)]
    stage().tap(find(screen, "上一页"))
    assert numbers(screen)[0] == "15号"


def numbers(screen: Widget) -> list[str]:
    return [widget.words for widget in every(screen) if isinstance(widget, Say) and widget.words.endswith("号")]


def test_the_window_is_prepared_before_kivy_or_not_at_all() -> None:
    with pytest.raises(RuntimeError, match="before Kivy"):
        prepare(PORTRAIT)
