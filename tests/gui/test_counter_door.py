"""The counter on the workers' own glass: in by the station's name and a PIN, out by hand or by being left alone."""

from gui.harness import stage
from gui.house import PIN, Glassed, House, rest
from kivy.core.window import Window

from kiosk.touch.workers import Workers
from kiosk.widgets.window import PORTRAIT

QUIET_S = 46.0
LEFT_S = 26.0


def touch_name(workers: Workers) -> None:
    """The station's name, at the top of home."""
    rest(0.5)
    heading = workers.shell.screen.heading
    stage().tap(heading.to_window(*heading.center))
    rest(0.5)


def here(workers: Workers, house: House) -> Glassed:
    """The counter that stands in the workers' place."""
    assert workers._counter is not None
    return Glassed(workers._counter.shell, house.station)


def sign_in(counter: Glassed) -> None:
    counter.tap("李*")
    for digit in PIN:
        counter.tap(digit)
    counter.until(lambda: counter.screen == "Page")


def test_the_name_and_a_pin_open_the_counter_and_signing_out_gives_the_glass_back(house: House) -> None:
    with house.workers(PORTRAIT) as seen:
        workers = seen.made
        touch_name(workers)
        counter = here(workers, house)
        assert "这里是工作人员用的" in counter.said
        sign_in(counter)
        assert counter.shell.by == "attendant:a2"
        counter.tap("卖一份")
        assert house.station.rows("SELECT count(*) FROM meals_tickets") == [(1,)]
        counter.tap("退出")
        assert seen.made._counter is None
        assert seen.screen == "Home"
        assert seen.shell.by == "worker"


def test_a_worker_who_touches_the_name_sees_no_counter_and_goes_back(house: House) -> None:
    with house.workers(PORTRAIT) as seen:
        touch_name(seen.made)
        counter = here(seen.made, house)
        assert "钱箱" not in counter.said
        counter.tap("返回")
        assert seen.screen == "Home"


def test_a_counter_left_alone_signs_out_and_is_the_workers_again(house: House) -> None:
    with house.workers(PORTRAIT) as seen:
        touch_name(seen.made)
        sign_in(here(seen.made, house))
        for _ in range(4):
            here(seen.made, house).pass_(QUIET_S / 4)
        assert "您还在吗" in here(seen.made, house).said
        for _ in range(int(LEFT_S) + 1):
            if seen.made._counter is not None:
                rest(1)
        assert seen.made._counter is None
        assert seen.screen == "Home"
        assert "钱箱" not in seen.said


def test_a_sign_in_left_alone_is_the_workers_again(house: House) -> None:
    with house.workers(PORTRAIT) as seen:
        touch_name(seen.made)
        here(seen.made, house).tap("李*")
        for _ in range(int(QUIET_S + LEFT_S) + 2):
            if seen.made._counter is not None:
                rest(1)
        assert seen.made._counter is None
        assert seen.screen == "Home"


def test_nothing_of_either_stays_on_the_window(house: House) -> None:
    before = list(Window.children)
    with house.workers(PORTRAIT) as seen:
        touch_name(seen.made)
    assert list(Window.children) == before
