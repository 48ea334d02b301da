"""Beds at noon: all five sold, one waits, one does not come, the queue moves up; they sleep and go."""

from typing import Final

from kiosk.demo.noon.cast import Cast

_NOBODY: Final = 2  # the bed to which nobody comes
_PRICE: Final = "2"


def booking(cast: Cast) -> None:
    """Two at the workers' screen, three at the counter; who comes next waits."""
    cast.come_to("11:03", 30)
    glasses, workers, counter = cast.glasses, cast.workers, cast.counter
    _choose(cast, "beds.room_men")
    glasses.shot("bed-proposed")
    cast.tickets_of_beds[1] = _pay(cast, 1, shots=True)
    _choose(cast, "beds.room_men")
    workers.touch("beds.screen.another")
    glasses.shot("bed-map")
    workers.fingers.touch("3")
    cast.tickets_of_beds[3] = _pay(cast, 3)
    glasses.turn_to(counter)
    counter.touch("beds.tab")
    counter.touch("beds.counter.sell", yuan=_PRICE)
    glasses.settle()
    counter.touch("beds.room_women")
    for _ in range(2):
        counter.touch("beds.counter.sell", yuan=_PRICE)
        glasses.settle()
    glasses.shot("counter-beds-full")
    counter.touch("meals.tab")
    _choose(cast, "beds.room_men")
    glasses.shot("beds-full")
    workers.touch("beds.screen.wait")
    workers.wait("beds.screen.queue_told")
    glasses.shot("bed-queue")
    workers.touch("beds.screen.well")


def arriving(cast: Cast) -> None:
    """By the code on the ticket, by the counter's map; one does not come, and who waited has the bed."""
    glasses, workers, counter = cast.glasses, cast.workers, cast.counter
    cast.come_to("12:02")
    glasses.turn_to(workers)
    for bed in (1, 3):
        workers.fingers.scans(cast.tickets_of_beds[bed])
        workers.wait("beds.screen.rest")
        if bed == 1:
            glasses.shot("bed-rest")
        workers.touch("beds.screen.well")
    glasses.turn_to(counter)
    counter.touch("beds.tab")
    counter.touch("beds.room_women")
    for bed in (4, 5):
        counter.fingers.touch(f"{bed} {counter.say('beds.spot_paid')}")
        counter.touch("beds.counter.check_in")
        glasses.settle()
    counter.touch("meals.tab")
    cast.come_to("12:21")
    cast.see_board("bed-offered")
    glasses.turn_to(workers)
    glasses.wake()
    workers.touch("beds.bed")
    glasses.shot("bed-take-up")
    workers.touch("beds.screen.place_bed", place=1, bed=_NOBODY)
    workers.wait("beds.screen.pay", yuan=_PRICE)
    code = _take(cast, _NOBODY)
    workers.touch("beds.screen.well")
    workers.fingers.scans(code)
    workers.wait("beds.screen.rest")
    workers.touch("beds.screen.well")


def leaving(cast: Cast) -> None:
    """Somebody scans on the way out; the others go when all are woken, and the beds are made."""
    glasses, workers, counter = cast.glasses, cast.workers, cast.counter
    cast.come_to("13:52")
    glasses.turn_to(workers)
    workers.fingers.scans(cast.tickets_of_beds[1])
    workers.wait("beds.screen.leaving")
    glasses.shot("bed-leaving")
    workers.touch("beds.screen.leave")
    glasses.settle()
    cast.come_to("14:01")
    cast.see_board("bed-wake")
    cast.come_to("14:16")
    glasses.turn_to(counter)
    counter.touch("beds.tab")
    counter.touch("beds.room_men")
    glasses.shot("counter-beds-dirty")
    counter.fingers.touch(f"1 {counter.say('beds.spot_dirty')}")
    counter.touch("beds.counter.linen")
    glasses.settle()
    glasses.shot("counter-bed-made")
    counter.touch("meals.tab")


def _choose(cast: Cast, room: str) -> None:
    cast.glasses.turn_to(cast.workers)
    cast.glasses.wake()
    cast.workers.touch("beds.bed")
    cast.workers.touch(room)


def _pay(cast: Cast, bed: int, *, shots: bool = False) -> str:
    """From the bed on the screen to its ticket; the code on it."""
    cast.workers.touch("beds.screen.yes", yuan=_PRICE)
    cast.workers.wait("beds.screen.pay", yuan=_PRICE)
    if shots:
        cast.glasses.shot("bed-pay")
    code = _take(cast, bed)
    if shots:
        cast.glasses.shot("bed-ticket")
    cast.workers.touch("beds.screen.well")
    return code


def _take(cast: Cast, bed: int) -> str:
    """The money at the counter, the ticket on paper; the code on it."""
    cast.glasses.turn_to(cast.counter)
    cast.counter.touch("counter.got", beside=cast.counter.say("beds.number", number=bed), yuan=_PRICE)
    cast.glasses.settle()
    cast.glasses.turn_to(cast.workers)
    cast.workers.wait("beds.screen.slip_out")
    return cast.code()
