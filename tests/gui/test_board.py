"""What the hall sees on the call screen while the counter works: real screens, real desk, virtual time."""

import math
from itertools import pairwise
from typing import Any

import pytest
from gui.ear import Ear
from gui.harness import every, stage
from gui.house import HALL, Glassed, House, rest
from gui.walk import CALLED
from kivy.uix.label import Label

from kiosk.services.house.requests import Tick
from kiosk.services.meals import requests as meals
from kiosk.touch.hall import QUIET_S, SHIFT_MM, SHIFT_S
from kiosk.widgets.called import CalledField
from kiosk.widgets.text import Number
from kiosk.widgets.theme import CAP_HEIGHT, DAYLIGHT, DIMMED

NOON_S = 20 * 60


@pytest.fixture
def noon(house: House) -> House:
    """Ten numbers are paid for, and serving has begun."""
    for _ in range(10):
        house.station.buy()
    house.station.clock.pass_(NOON_S)
    return house


def call(house: House, number: int = 0) -> None:
    house.ask(meals.Call(request_id=house.desk.new_id(), meal="lunch", number=number))


def serve(house: House, number: int) -> None:
    house.ask(meals.Serve(request_id=house.desk.new_id(), meal="lunch", number=number))


def called(board: Glassed) -> list[str]:
    """The large numbers, in order of reading."""
    board.settle()
    numbers = [widget for widget in every(board.shell.glass) if isinstance(widget, Number)]
    return [number.text for number in sorted(numbers, key=lambda one: (-one.y, one.x))]


def field(board: Glassed) -> Any:
    return next(widget for widget in every(board.shell.glass) if isinstance(widget, CalledField))


def place(board: Glassed) -> tuple[float, float]:
    """Where the time of day stands on the glass, in mm."""
    clock = next(widget for widget in every(board.shell.glass) if getattr(widget, "text", "").startswith("11:"))
    x, y = clock.to_window(*clock.pos)
    return x / HALL.px(1), y / HALL.px(1)


def test_a_call_at_the_counter_stands_on_the_board_and_is_served_away(noon: House) -> None:
    with noon.counter() as counter:
        counter.tap("叫下一个")
    with noon.board() as board:
        assert called(board) == ["1号"]
        assert "请来打饭" in board.said
        assert "等叫 9 位" in board.said
        assert "剩 20 份" in board.said
        serve(noon, 1)
        assert called(board) == []
        assert "请坐，听叫号" in board.said
        assert "刚叫过 1" in board.said


def test_the_newest_fills_the_board_and_the_one_before_is_still_named(noon: House) -> None:
    with noon.board() as board:
        call(noon)
        assert called(board) == ["1号"]
        figure = next(widget for widget in every(field(board)) if getattr(widget, "text", "") == "1")
        assert figure.font_size * CAP_HEIGHT > 2 * HALL.px(CALLED)
        board.pass_(60)
        call(noon)
        assert called(board) == ["2号"]
        assert "刚叫过 1" in board.said


def test_recalled_it_fills_the_board_again_and_draws_the_eye_again(noon: House) -> None:
    with noon.board() as board:
        for number in ("1号", "2号"):
            call(noon)
            assert called(board) == [number]
            board.pass_(60)
        assert _looks(board) == {True}
        call(noon, 1)
        assert called(board) == ["1号"]
        assert _looks(board) == {True, False}
        assert "刚叫过 2" in board.said


def _looks(board: Glassed) -> set[bool]:
    """The two ways the field is painted, over some seconds."""
    seen = set()
    for _ in range(5):
        rest(1.01)
        seen.add(field(board).filled)
    return seen


def test_a_call_changes_its_look_once_a_second_at_most_and_comes_to_rest(noon: House) -> None:
    with noon.board() as board:
        call(noon)
        board.settle()
        changes, was = [], field(board).filled
        for frame in range(15 * 30):
            stage().advance(1 / 30)
            if field(board).filled != was:
                was = field(board).filled
                changes.append(frame / 30)
        assert len(changes) >= 4
        assert all(later - sooner > 0.95 for sooner, later in pairwise(changes))
        assert changes[-1] < 10
        assert field(board).filled


def test_called_together_they_share_the_board_and_many_take_turns(noon: House) -> None:
    for _ in range(5):
        call(noon)
    with noon.board() as board:
        assert called(board) == ["1号", "2号", "3号", "4号", "5号"]
        for _ in range(5):
            call(noon)
        for _ in range(6):
            noon.ask(meals.Sell(request_id=noon.desk.new_id(), meal="lunch", way="counter", given_fen=500))
            call(noon)
        seen = set()
        for _ in range(4):
            board.pass_(10)
            page = called(board)
            assert len(page) < 16
            seen.update(page)
        assert seen == {f"{number}号" for number in range(1, 17)}


def test_before_opening_before_serving_and_after_closing_the_board_says_so(house: House) -> None:
    with house.board() as board:
        board.settle()
        assert called(board) == []
        assert "11:30 开餐" in board.said
        assert "剩 30 份" in board.said
        house.ask(meals.Close(request_id=house.desk.new_id(), meal="lunch"))
        board.settle()
        assert "今天收餐了" in board.said
        assert "剩 30 份" not in board.said


def test_who_queues_for_more_is_called_when_there_is_more(noon: House) -> None:
    for _ in range(20):
        noon.station.buy()
    noon.ask(meals.JoinWait(request_id=noon.desk.new_id(), meal="lunch"), "worker")
    with noon.board() as board:
        board.settle()
        assert "卖完了" in board.said
        assert "等加饭 1 位" in board.said
        noon.ask(meals.AddPortions(request_id=noon.desk.new_id(), meal="lunch", qty=2))
        noon.ask(Tick(request_id=noon.desk.new_id()), "device")
        assert called(board) == ["第1位"]
        assert "加饭，到窗口" in board.said


def test_the_menu_of_the_day_is_told(noon: House) -> None:
    with noon.board() as board:
        noon.ask(meals.SetMenu(request_id=noon.desk.new_id(), meal="lunch", dishes=("红烧肉", "小米汤")))
        board.settle()
        assert "今天：红烧肉、小米汤" in board.said


def test_at_six_metres_a_called_number_is_over_half_a_degree_high_and_the_facts_a_third_of_one(noon: House) -> None:
    for _ in range(5):
        call(noon)
    with noon.board() as board:
        board.settle()
        texts = [widget for widget in every(board.shell.glass) if isinstance(widget, Label) and widget.text]
        figures = [text for text in texts if isinstance(text.parent, Number) and text.text.isdigit()]
        facts = [text for text in texts if text.text.startswith(("11:", "等叫", "剩"))]
        assert (len(figures), len(facts)) == (5, 3)
        for label, degrees in [(label, 0.5) for label in figures] + [(label, 0.3) for label in facts]:
            high = label.font_size * CAP_HEIGHT / HALL.px(1)  # mm of a capital; a Chinese character is higher
            assert math.degrees(math.atan(high / 6000)) >= degrees - 0.002, label.text


def test_what_is_shown_moves_each_minute(noon: House) -> None:
    with noon.board() as board:
        places = []
        for _ in range(9):
            board.pass_(SHIFT_S - 0.25)  # which the settling after it makes whole
            places.append(place(board))
        assert len({(round(x), round(y)) for x, y in places}) == 9
        for axis in (0, 1):
            spread = [where[axis] for where in places]
            assert max(spread) - min(spread) == pytest.approx(2 * SHIFT_MM, abs=0.1)


def test_a_window_that_is_resized_and_back_shows_what_it_showed(noon: House) -> None:
    with noon.board() as board:
        board.settle()
        before = place(board)
        size = tuple(board.shell.glass.size)
        for other in ((1000, 500), size):
            board.shell.glass.size = other
            stage().advance(0.1)
        assert place(board) == before


def test_it_dims_when_nothing_happens_and_lights_up_with_the_next_call(noon: House) -> None:
    with noon.board() as board:
        call(noon)
        assert called(board) == ["1号"]
        bright = _light()
        board.pass_(QUIET_S - 60)
        assert board.shell.theme.palette is DAYLIGHT
        board.pass_(70)
        assert board.shell.theme.palette is DIMMED
        assert called(board) == ["1号"]
        assert _light() < bright / 4
        call(noon)
        assert called(board) == ["2号"]
        assert board.shell.theme.palette is DAYLIGHT
        assert _looks(board) == {True, False}


def _light() -> float:
    """How bright the glass is, 0 to 255."""
    histogram = stage().pixels().convert("L").histogram()
    return sum(level * count for level, count in enumerate(histogram)) / sum(histogram)


def heard(board: Glassed, ear: Ear) -> list[str]:
    """What was said since, one announcement after the other."""
    ear.heard.clear()
    for _ in range(4):
        board.settle()
    return list(ear.heard)


COME_8 = ["八号，请来打饭。", "Number 8, please come for your meal."]


def test_a_call_is_spoken_twice_in_the_stations_languages_and_a_recall_again(noon: House) -> None:
    for _ in range(7):
        call(noon)
    ear = Ear()
    with noon.board(voice=ear) as board:
        assert heard(board, ear) == []  # called before the board was there
        call(noon)
        assert heard(board, ear) == COME_8 * 2
        board.pass_(30)
        call(noon, 8)
        assert heard(board, ear) == COME_8 * 2
        serve(noon, 8)
        assert heard(board, ear) == []


def test_calls_made_while_it_speaks_are_spoken_together_and_never_pile_up(noon: House) -> None:
    ear = Ear()
    with noon.board(voice=ear) as board:
        call(noon)
        ear.busy = True
        for _ in range(4):
            call(noon)
        call(noon, 1)
        assert heard(board, ear) == []
        serve(noon, 5)
        ear.busy = False
        together = ["一号到四号，", "请来打饭。", "Numbers 1 to 4,", "please come for your meal."]
        assert heard(board, ear) == together * 2


def test_numbers_that_are_no_range_are_each_spoken(noon: House) -> None:
    ear = Ear()
    with noon.board(voice=ear) as board:
        for number in (1, 2, 3, 4, 5, 6):
            call(noon, number)
        for number in (3, 5):
            serve(noon, number)
        assert heard(board, ear)[:5] == ["一号，", "二号，", "四号，", "六号，", "请来打饭。"]


def test_who_queued_for_more_is_called_aloud(noon: House) -> None:
    for _ in range(20):
        noon.station.buy()
    noon.ask(meals.JoinWait(request_id=noon.desk.new_id(), meal="lunch"), "worker")
    ear = Ear()
    with noon.board(voice=ear) as board:
        noon.ask(meals.AddPortions(request_id=noon.desk.new_id(), meal="lunch", qty=2))
        noon.ask(Tick(request_id=noon.desk.new_id()), "device")
        assert heard(board, ear)[0] == "排队第一位，加饭了，请到窗口。"


def test_the_board_changes_nothing_at_the_station(noon: House) -> None:
    before = noon.station.kinds()
    with noon.board() as board:
        board.pass_(SHIFT_S)
        stage().tap((200, 200))
        board.key(ord("8"), "8")
        board.pass_(SHIFT_S)
    assert noon.station.kinds() == before
