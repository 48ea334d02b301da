"""Before the sale, and one at a time."""

from typing import Final

from kiosk.demo.noon.cast import Cast

_MORE: Final = (10, 5)


def before(cast: Cast) -> None:
    """Home and the board before anything is on sale."""
    cast.glasses.turn_to(cast.workers)
    cast.glasses.shot("home-not-open")
    cast.see_board("not-open")


def opening(cast: Cast) -> None:
    """The lunch is opened, more is cooked than was planned; the sale begins."""
    glasses, counter = cast.glasses, cast.counter
    cast.come_to("10:26")
    glasses.turn_to(counter)
    glasses.shot("counter-not-open")
    counter.touch("meals.screen.open", planned=30)
    glasses.settle()
    for portions in _MORE:
        cast.add_portions(portions)
    glasses.shot("counter-open")
    cast.come_to("10:29")
    glasses.turn_to(cast.workers)
    glasses.shot("home-too-early")
    cast.come_to("10:31")
    glasses.shot("inviting")
    glasses.wake()
    glasses.shot("home-on-sale")


def first(cast: Cast) -> None:
    """The first number, with change."""
    number = cast.order()
    cast.glasses.shot("pay")
    cast.receive(number, 1000, shots="first")
    cast.glasses.turn_to(cast.workers)
    cast.workers.wait("meals.screen.slip_out")
    cast.glasses.shot("number")
    cast.see_beside("printed")
    cast.workers.touch("meals.screen.well")


def calls_a_person(cast: Cast) -> None:
    """人工, answered at the counter."""
    cast.come_to("10:40")
    cast.glasses.wake()
    cast.workers.touch("widgets.person")
    cast.workers.wait("shell.voice.person_comes")
    cast.glasses.shot("person-called")
    cast.glasses.turn_to(cast.counter)
    cast.glasses.shot("counter-person-called")
    cast.counter.touch("counter.coming")
    cast.glasses.settle()
    cast.glasses.turn_to(cast.workers)


def in_english(cast: Cast) -> None:
    """In English, in large type."""
    cast.come_to("10:52")
    glasses, workers = cast.glasses, cast.workers
    glasses.wake()
    workers.touch("shell.lang_en")
    glasses.shot("home-english")
    workers.touch("shell.larger")
    glasses.shot("home-english-large")
    number = cast.order()
    glasses.shot("pay-english-large")
    cast.receive(number, 500)
    glasses.turn_to(workers)
    workers.wait("meals.screen.slip_out")
    glasses.shot("number-english-large")
    workers.touch("meals.screen.well")


def lets_it_be(cast: Cast) -> None:
    """Somebody changes their mind before paying."""
    cast.come_to("10:58")
    cast.order()
    cast.workers.touch("meals.screen.no_order")
    cast.glasses.settle()
    cast.glasses.shot("home-after-cancelling")


def forgets(cast: Cast) -> None:
    """A number is not paid for in time."""
    cast.come_to("11:02")
    number = cast.order()
    for _ in range(3):
        cast.glasses.stage.leap(61)
    cast.workers.wait("meals.voice.not_held", number=number)
    cast.glasses.shot("not-held")
    cast.workers.touch("meals.screen.well")
