"""Paper, power and portions run out."""

from typing import Final

from kiosk.demo.noon.cast import PRICE_FEN, Cast

_MID_JOB_BYTES: Final = 900
_ADDED: Final = 5


def no_paper(cast: Cast) -> None:
    """The number stands on the screen, the slip is printed later."""
    cast.come_to("11:26")
    glasses = cast.glasses
    glasses.turn_to(cast.workers)
    number = cast.order()
    cast.printer.faults.set("paper_out")
    cast.receive(number, 500, printing=False)
    glasses.turn_to(cast.workers, printing=False)
    cast.workers.wait("meals.screen.slip_printing")
    glasses.shot("number-printing")
    glasses.stage.leap(9)
    cast.workers.wait("meals.screen.slip_none")
    glasses.shot("number-no-paper")
    cast.see_beside("no-paper", printing=False)
    cast.workers.touch("meals.screen.well")
    glasses.stage.leap(125)
    glasses.settle()
    cast.mend("paper_out")
    glasses.turn_to(cast.counter)
    glasses.shot("counter-slip-failed")
    cast.reprint()
    glasses.shot("counter-reprinted")


def power_lost(cast: Cast) -> None:
    """The printer dies in the middle of a slip: nobody knows whether it is out."""
    glasses = cast.glasses
    glasses.turn_to(cast.workers)
    number = cast.order()
    cast.printer.faults.set_after(_MID_JOB_BYTES, "off")
    cast.receive(number, 2000)
    glasses.turn_to(cast.workers)
    cast.workers.wait("meals.screen.slip_none")
    glasses.shot("number-power-lost")
    cast.see_beside("power-lost")
    cast.workers.touch("meals.screen.well")
    glasses.turn_to(cast.counter)
    glasses.shot("counter-slip-uncertain")
    cast.mend("off")
    glasses.turn_to(cast.counter)
    cast.counter.touch("counter.not_there")
    glasses.settle()
    glasses.shot("counter-slip-settled")
    cast.counter.seek("meals.screen.chip", number=number)
    cast.counter.touch("meals.screen.reprint")
    glasses.settle()


def sold_out(cast: Cast) -> None:
    """Sold out, two queue, five more are cooked."""
    glasses, workers, counter = cast.glasses, cast.workers, cast.counter
    glasses.turn_to(counter)
    while cast.left():
        counter.touch("meals.screen.sell", yuan="5")
        glasses.settle()
    glasses.shot("counter-sold-out")
    glasses.turn_to(workers)
    glasses.wake()
    glasses.shot("home-sold-out")
    for place in (1, 2):
        workers.touch("meals.meal_lunch")
        workers.wait("meals.screen.queue")
        glasses.shot(f"sold-out-{place}")
        workers.touch("meals.screen.queue")
        workers.wait("meals.screen.queue_told")
        glasses.shot(f"queue-{place}")
        workers.touch("meals.screen.well")
    glasses.turn_to(counter)
    glasses.shot("counter-queue")
    cast.add_portions(_ADDED)
    glasses.shot("counter-offered")
    for place in (1, 2):
        counter.seek("meals.screen.chip_place", place=place)
        glasses.settle()
        cast.receive(cast.newest().number, PRICE_FEN)
    glasses.turn_to(workers)
    glasses.wake()
    glasses.shot("home-more")
    cast.see_board("more")
