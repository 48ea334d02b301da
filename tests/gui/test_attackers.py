"""Attackers at the glass: a keyboard plugged in, keys and modifiers at random, two fingers, PINs, a long press."""

from random import Random

import pytest
from gui.harness import find, stage
from gui.house import PIN, Glassed, House, rest
from gui.test_counter_door import here, touch_name
from kivy.config import Config
from kivy.core.window import Window

from kiosk.services.staff.requests import SignIn
from kiosk.touch import display

MODIFIERS = ("shift", "alt", "ctrl", "meta", "alt-gr", "numlock", "capslock")
# Kivy's settings panel (F1), screenshot (F12) and rotation (F11), what closes (Escape, ctrl-q), the rest of a board.
CODES = (27, 9, 13, 8, 32, 127, 271, *range(48, 58), *range(97, 123), *range(256, 314))
OF_A_WORKER = {"meals.ordered", "house.person_called", "till.sale_opened", "till.sale_cancelled", "till.sale_expired"}


def stroke(code: int, mark: str, modifiers: list[str]) -> None:
    """One key, as Kivy tells of it: to what listens to keys, and to what Kivy itself does with them."""
    Window.dispatch("on_key_down", code, 0, mark, modifiers)
    Window.dispatch("on_keyboard", code, 0, mark, modifiers)
    Window.dispatch("on_key_up", code, 0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_keyboard_hammered_on_leads_nowhere_and_writes_nothing_but_what_a_finger_could(
    house: House, seed: int
) -> None:
    chance, before = Random(seed), len(house.station.kinds())
    with house.workers() as worker:
        for _ in range(700):
            code = chance.choice(CODES)
            mark = chr(code) if 32 <= code < 127 else ""
            stroke(code, mark, chance.sample(MODIFIERS, chance.randrange(3)))
            if not chance.randrange(20):
                rest(0.5)
        worker.settle()
        assert worker.made._counter is None, "the counter is opened by no key"
        assert worker.shell.by == "worker"
        assert [type(child).__name__ for child in Window.children] == ["Glass"], "nothing of Kivy's own stands there"
    assert {*house.station.kinds()[before:]} <= OF_A_WORKER


def test_a_text_typed_as_a_scanner_types_is_a_code_or_nothing(house: House) -> None:
    texts = ("'; DROP TABLE journal; --", "../../../etc/passwd", "staff.sign_in", "%s%n", "\\x1b[2J", "9" * 400, "a1")
    with house.workers() as worker:
        before = house.station.kinds()
        for text in texts:
            for letter in text:
                Window.dispatch("on_key_down", ord(letter), 0, letter, [])
                stage().advance(0)
            Window.dispatch("on_key_down", 13, 0, "\r", [])
            worker.settle()
            assert worker.made._counter is None
            worker.shell.finish()
        assert house.station.kinds() == before


def test_the_window_is_closed_by_its_process_alone() -> None:
    """Escape, Alt-F4 and a window manager's cross come here."""
    assert Config.get("kivy", "exit_on_escape") == "0"
    assert display.stays(source="keyboard") is True


def test_one_touch_provider_tells_of_one_finger() -> None:
    assert [value for _, value in Config.items("input")] == ["mouse,disable_multitouch"]


def test_two_fingers_at_once_and_a_long_one_are_one_order(house: House) -> None:
    with house.workers() as worker:
        rest(0.5)
        tile = find(worker.shell.glass, "午餐")
        one, two = stage().press(tile), stage().press(tile)
        rest(30)
        for finger in (two, one):
            stage().lift(finger)
        worker.settle()
        assert len(house.station.rows("SELECT 1 FROM meals_tickets")) == 1


def test_a_finger_left_on_the_name_opens_the_question_for_a_pin_and_no_more(house: House) -> None:
    with house.workers() as worker:
        rest(0.5)
        heading = worker.shell.screen.heading
        finger = stage().press(heading.to_window(*heading.center))
        rest(20)
        stage().lift(finger)
        rest(0.5)
        assert "这里是工作人员用的" in here(worker.made, house).said
        assert "钱箱" not in here(worker.made, house).said
        for _ in range(74):
            if worker.made._counter is not None:
                rest(1)
        assert worker.made._counter is None, "left alone it is the workers' again"


def test_a_pin_guessed_by_taps_is_locked_after_five_for_the_counter_too(house: House) -> None:
    with house.workers() as worker:
        touch_name(worker.made)
        counter = here(worker.made, house)
        counter.tap("李*")
        for _ in range(5):
            for digit in "135790":
                counter.tap(digit)
            counter.until(lambda: not counter.shell._in_flight)
        assert house.station.kinds().count("staff.pin_wrong") == 5
        assert house.station.kinds().count("staff.locked_out") == 1
        assert counter.screen != "Page"
    with house.counter(signed_in=False) as counter:
        assert tried(counter) == "locked"
        house.station.clock.jump(7200)
        assert tried(counter) == "locked", "the wall clock ends no lock"
        house.station.clock.pass_(301)
        assert tried(counter) == "in"


def tried(counter: Glassed) -> str:
    """The right PIN, typed at the counter."""
    if counter.screen != "Page" and "李*" in counter.said:
        counter.tap("李*")
    for digit in PIN:
        counter.key(ord(digit), digit)
    counter.until(lambda: not counter.shell._in_flight)
    if counter.screen == "Page":
        return "in"
    counter.shell.home()
    rest(0.5)
    return "locked"


def test_the_control_whoever_knows_the_pin_is_let_in(house: House) -> None:
    assert house.ask(SignIn(request_id=house.desk.new_id(), who="a2", pin_right=True), "worker").by == "attendant:a2"
