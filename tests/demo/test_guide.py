"""The guided first minute ticks itself off by what the record says; the windows stand side by side."""

import pytest

from kiosk.demo.guide import STEPS, Guide
from kiosk.demo.places import arranged
from kiosk.touch.display import Room

LUNCH = ("meals.ordered", "till.sale_opened", "till.sale_paid", "meals.ticket_issued", "slips.printed")


def test_each_step_is_done_when_it_happened() -> None:
    guide = Guide()
    assert guide.next == "order"
    for kind, then in (("meals.ordered", "pay"), ("till.sale_paid", "paper"), ("meals.ticket_issued", "paper")):
        guide.note([kind])
        assert guide.next == then
    guide.note(["slips.printed", "meals.called"])
    assert guide.next == "no_paper"
    guide.note(["meals.ticket_issued", "house.device_lost"])
    assert guide.next == "paper_back"
    guide.note(["house.device_back", "slips.printed"])
    assert guide.next == "verify"
    guide.verified()
    assert (guide.next, guide.done) == ("", STEPS)


def test_a_printer_that_is_lost_while_nothing_waits_for_it_is_no_step() -> None:
    guide = Guide()
    guide.note([*LUNCH, "house.device_lost"])
    assert "no_paper" not in guide.done


def test_steps_may_be_done_in_any_order() -> None:
    guide = Guide()
    guide.note(["meals.called"])
    assert (guide.done, guide.next) == (("call",), "order")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1280, 800), (1440, 900), (1920, 1080), (2560, 1440)])
def test_on_every_desktop_the_windows_stand_side_by_side_and_in_sight(width: int, height: int) -> None:
    places = arranged(Room(0, 0, width, height))
    every = (places.workers, places.counter, places.board, places.side)
    for one in every:
        assert one.left >= 0
        assert one.left + one.width <= width
        assert one.top + one.height <= height
        assert min(one.width, one.height) >= 280
    for at, one in enumerate(every):
        for other in every[at + 1 :]:
            assert (
                one.left + one.width <= other.left
                or other.left + other.width <= one.left
                or one.top + one.height <= other.top
                or other.top + other.height <= one.top
            ), (one, other)
