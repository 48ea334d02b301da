"""From the first call to the closing."""

from kiosk.demo.noon.cast import Cast


def serving(cast: Cast) -> None:
    """Called, called again, served."""
    cast.come_to("11:31")
    glasses, counter = cast.glasses, cast.counter
    glasses.turn_to(counter)
    waiting = [ticket.number for ticket in cast.tickets() if ticket.state == "waiting"]
    for index, number in enumerate(waiting[:-4]):
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
        counter.touch("meals.screen.serve", beside=cast.name(number))
        glasses.settle()
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
    """The rest is owed; the day is closed."""
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
    counter.touch("counter.sign_out")
    glasses.settle()
    glasses.turn_to(workers)
    glasses.wake()
    glasses.shot("home-closed")
    cast.see_board("closed")
