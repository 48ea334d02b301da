"""What the drivers of coins, notes and change promise: on a serial line, over the network and in memory."""

from collections.abc import Iterator
from random import Random

import pytest

from kiosk.devices.address import transport_for
from kiosk.devices.cash.acceptors import CoinAcceptor, NoteValidator
from kiosk.devices.cash.bus import LINE, Bus, NoAnswer
from kiosk.devices.cash.counter import News, Reading, news
from kiosk.devices.cash.hoppers import Hopper, Paying, left
from kiosk.devices.cash.profile import COINS, NOTES, load_acceptor, load_hopper
from kiosk.virtual.cash import VirtualCash
from kiosk.virtual.cash_devices import VirtualCoins, VirtualHopper, VirtualNotes
from kiosk.virtual.cash_plugs import MemoryLine, NetworkCash, SerialCash

REPLY_S = 0.05


class Bench:
    """Drivers on a virtual line."""

    def __init__(self, cash: VirtualCash, bus: Bus) -> None:
        self.cash, self.bus = cash, bus
        bus.open()
        self.coins = CoinAcceptor(bus, load_acceptor(COINS, "generic-coins"))
        self.notes = NoteValidator(bus, load_acceptor(NOTES, "generic-notes"))
        self.hopper = Hopper(bus, load_hopper("generic-hopper"))

    def pay(self, coins: int) -> tuple[Paying, Paying]:
        """Pays out, and waits until the hopper rests."""
        before = self.hopper.standing()
        self.hopper.pay(coins, self.hopper.serial())
        while self.hopper.status().remaining:
            pass
        return before, self.hopper.standing()


@pytest.fixture(params=["serial", "network", "memory"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    cash = VirtualCash(VirtualCoins(), VirtualNotes(), VirtualHopper())
    if request.param == "serial":
        with SerialCash(cash) as line:
            bus = Bus(transport_for(f"serial:{line.path}", LINE), REPLY_S)
            yield Bench(cash, bus)
            bus.close()
    elif request.param == "network":
        with NetworkCash(cash) as port:
            bus = Bus(transport_for(f"tcp:127.0.0.1:{port.port}", LINE), REPLY_S)
            yield Bench(cash, bus)
            bus.close()
    else:
        yield Bench(cash, Bus(MemoryLine(cash)))


class TestEveryLine:
    """The contract."""

    def test_nothing_is_taken_before_it_is_let_in(self, bench: Bench) -> None:
        bench.coins.start()
        bench.notes.start()
        assert not bench.cash.coins.insert(100)
        assert not bench.cash.notes.insert(500)
        assert bench.cash.coins.gave_back == [100]

    def test_coins_are_credited_in_the_order_they_fell(self, bench: Bench) -> None:
        before = bench.coins.start()
        bench.coins.allow((1, 2))
        for fen in (100, 50, 100):
            assert bench.cash.coins.insert(fen)
        assert not bench.cash.coins.insert(10)
        now = bench.coins.read(before)
        assert news(before, now) == News(((1, 1), (2, 1), (1, 1), (0, 2)))

    def test_an_adapter_that_keeps_the_echo_to_itself_is_the_same_to_us(self, bench: Bench) -> None:
        bench.cash.set("no_echo")
        self.test_coins_are_credited_in_the_order_they_fell(bench)

    def test_noise_on_the_line_loses_no_coin_and_makes_none(self, bench: Bench) -> None:
        before = bench.coins.start()
        bench.coins.allow((1, 2, 3))
        bench.cash.set("noise")
        draw, seen = Random(6), []
        for _ in range(40):
            bench.cash.coins.insert(draw.choice((100, 50, 10)))
            try:
                now = bench.coins.read(before)
            except NoAnswer:
                continue
            seen += [bench.cash.coins.worths[channel - 1] for channel, _ in news(before, now).pairs]
            before = now
        bench.cash.set("noise", on=False)
        now = bench.coins.read(before)
        seen += [bench.cash.coins.worths[channel - 1] for channel, _ in news(before, now).pairs]
        assert seen == bench.cash.coins.box

    def test_silence_is_no_answer(self, bench: Bench) -> None:
        bench.cash.set("silent")
        with pytest.raises(NoAnswer):
            bench.coins.read()

    def test_a_note_waits_and_is_taken_or_given_back(self, bench: Bench) -> None:
        before = bench.notes.start()
        bench.notes.allow((1, 2, 3, 4))
        assert bench.cash.notes.insert(500)
        held = bench.notes.read(before)
        assert news(before, held).pairs == ((2, 1),)
        assert bench.cash.notes.box == []
        bench.notes.route(accept=True)
        taken = bench.notes.read(held)
        assert news(held, taken).pairs == ((2, 0),)
        assert bench.cash.notes.insert(2000)
        bench.notes.route(accept=False)
        assert news(taken, bench.notes.read(taken)).pairs == ((4, 1), (0, 1))
        assert (bench.cash.notes.box, bench.cash.notes.gave_back) == ([500], [2000])

    def test_a_hopper_pays_what_it_is_asked_and_counts_it(self, bench: Bench) -> None:
        before, now = bench.pay(4)
        assert left(before, now, 4) == 4
        assert bench.cash.hoppers[0].paid_out == 4

    @pytest.mark.parametrize("tells_life", [True, False])
    def test_a_hopper_that_runs_empty_says_how_many_left_it(self, bench: Bench, tells_life: bool) -> None:
        bench.cash.hoppers[0].coins, bench.cash.hoppers[0].tells_life = 2, tells_life
        before, now = bench.pay(5)
        assert left(before, now, 5) == 2
        assert bench.hopper.trouble() == "empty"

    def test_a_hopper_that_jams_says_how_many_left_it(self, bench: Bench) -> None:
        bench.cash.hoppers[0].jams_after = 1
        before, now = bench.pay(5)
        assert left(before, now, 5) == 1
        assert bench.hopper.trouble() == "jam"
        bench.hopper.restart()
        assert bench.hopper.trouble() == ""

    def test_a_hopper_without_power_in_the_middle_is_believed_by_the_coins_of_its_life(self, bench: Bench) -> None:
        bench.cash.hoppers[0].loses_power_after = 3
        before, now = bench.pay(5)
        assert left(before, now, 5) == 3

    def test_without_such_a_counter_nobody_can_say(self, bench: Bench) -> None:
        bench.cash.hoppers[0].tells_life = False
        bench.cash.hoppers[0].loses_power_after = 3
        before, now = bench.pay(5)
        assert left(before, now, 5) is None

    def test_a_payout_that_did_not_begin_paid_nothing(self, bench: Bench) -> None:
        before = bench.hopper.standing()
        bench.hopper.pay(3, "1")  # the number of another one
        assert left(before, bench.hopper.standing(), 3) == 0
        assert bench.cash.hoppers[0].paid_out == 0

    def test_the_same_payout_asked_twice_is_never_sent_twice(self, bench: Bench) -> None:
        """An answer that is lost does not make the bus ask again."""
        dispensed = []
        bench.cash.before = lambda _, header: dispensed.append(header) if header == 167 else None
        before, serial = bench.hopper.standing(), bench.hopper.serial()
        bench.hopper._bus.ask(3, 164, b"\xa5")
        bench.cash.set("silent")
        with pytest.raises(NoAnswer):
            bench.hopper._bus.ask(3, 167, int(serial).to_bytes(3, "little") + b"\x02", answer=1, once=True)
        bench.cash.set("silent", on=False)
        while bench.hopper.status().remaining:
            pass
        assert (len(dispensed), left(before, bench.hopper.standing(), 2)) == (1, 2)


PAIRS = ((1, 1), (2, 1), (0, 1), (3, 1), (1, 1))


def at(counter: int, *newest: tuple[int, int]) -> Reading:
    return Reading(counter, (*newest, *PAIRS)[:5])


class TestTheCounter:
    """Pure: what two readings say."""

    def test_it_goes_from_255_to_1(self) -> None:
        assert news(at(255), at(1, (3, 1))) == News(((3, 1),))

    def test_more_than_five_events_are_lost(self) -> None:
        new = ((1, 1),) * 5
        assert news(at(10), Reading(18, new)) == News(new, lost=3)

    def test_zero_is_a_device_that_began_anew(self) -> None:
        assert news(at(10), Reading(0, ((0, 0),) * 5)) == News((), restarted=True)

    def test_what_does_not_follow_began_anew_even_where_the_counter_would_fit(self) -> None:
        now = Reading(11, ((2, 1), (3, 1), (3, 1), (3, 1), (3, 1)))
        assert news(at(10), now) == News(tuple(reversed(now.pairs)), lost=6, restarted=True)

    def test_the_first_events_after_a_start_are_new(self) -> None:
        empty = Reading(0, ((0, 0),) * 5)
        assert news(empty, Reading(2, ((1, 1), (2, 1), (0, 0), (0, 0), (0, 0)))) == News(((2, 1), (1, 1)))
