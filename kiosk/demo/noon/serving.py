"""From the first call to the closing."""

from typing import Final

from kiosk.demo.noon.cast import Cast

_ONE_BY_ONE: Final = 5  # are told to be served; of the others it is known by the next call
_LEFT: Final = 4  # do not come while the others are served


def serving(cast: Cast) -> None:
    """Called, called again, served; later the next one is called as soon as one has gone with theirs."""
    cast.come_to("11:31")
    glasses, counter = cast.glasses, cast.counter
    glasses.turn_to(counter)
    waiting = [ticket.number for ticket in cast.tickets() if ticket.state == "waiting"]
    come = waiting[:-_LEFT]
    for index, number in enumerate(come):
        cast.come_to("11:31", index * 25)
        counter.touch("meals.screen.call_next")
        glasses.settle()
        if index == 2:
            glasses.shot("counter-called")
            cast.see_board("called")
            glasses.turn_to(counter)
            cast.come_to("11:31", index * 25 + 20)
            counter.touch("meals.screen.call_again", beside=cast.name(number))
            glasses.settle()
        if index < _ONE_BY_ONE or number == come[-1]:
            counter.touch("meals.screen.serve", beside=cast.name(number))
            glasses.settle()
        if index == _ONE_BY_ONE:
            glasses.shot("counter-serving")
    cast.see_board("serving")


def afterwards(cast: Cast) -> None:
    """Served by mistake and taken back; somebody gives up and is refunded."""
    glasses, counter = cast.glasses, cast.counter
    glasses.turn_to(counter)
    served = [ticket.number for ticket in cast.tickets() if ticket.state == "served"][-1]
    counter.seek("meals.screen.chip", number=served)
    glasses.settle()
    glasses.shot("counter-served-picked")
    counter.touch("meals.screen.take_back")
    glasses.settle()
    glasses.shot("counter-taken-back")
    counter.touch("meals.screen.serve", beside=cast.name(served))
    glasses.settle()
    gives_up = next(ticket.number for ticket in cast.tickets() if ticket.state == "waiting")
    counter.seek("meals.screen.chip", number=gives_up)
    counter.touch("meals.screen.refund")
    glasses.settle()
    glasses.shot("counter-refund")
    counter.touch("meals.screen.reason_changed_mind")
    glasses.settle()
    glasses.shot("counter-refunded")


def closing(cast: Cast) -> None:
    """The rest is owed; the lunch is closed."""
    glasses, workers, counter = cast.glasses, cast.workers, cast.counter
    cast.come_to("13:31")
    glasses.turn_to(workers)
    glasses.wake()
    glasses.shot("home-too-late")
    glasses.turn_to(counter)
    counter.touch("meals.screen.close")
    glasses.settle()
    glasses.shot("counter-close-asks")
    counter.touch("meals.screen.close_yes")
    glasses.settle()
    glasses.shot("counter-closed")
    cast.come_to("13:40")
    counter.touch("counter.pay_owed", yuan="5")
    glasses.settle()
    glasses.shot("counter-owed-paid")


def day_over(cast: Cast) -> None:
    """What the hall sees at the end of the day."""
    cast.glasses.turn_to(cast.workers)
    cast.glasses.wake()
    cast.glasses.shot("home-closed")
    cast.see_board("closed")
