"""The cashier: takes money while a sale waits and only what can be changed; whatever fails, it is known to the fen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.cash import Kassa, PowerCut, kinds_of, power_cut

from kiosk.base.request import Outcome, Refused, Request
from kiosk.base.words import LANGUAGES
from kiosk.bootstrap import all_words
from kiosk.record.verify import NO_WITNESS
from kiosk.services.house.readings import device_states
from kiosk.services.house.requests import Tick
from kiosk.services.registry import SERVICES
from kiosk.services.till import machine_requests as machine
from kiosk.services.till.requests import PutIn
from kiosk.services.till.rules.machine import ALARMS, alarm
from kiosk.station.verify import verify_station


@pytest.fixture
def kassa(tmp_path: Path) -> Iterator[Kassa]:
    made = Kassa(tmp_path)
    made.station.open(10)
    yield made
    verdict = verify_station(made.station.files.journal, NO_WITNESS, SERVICES, rebuild=True)
    assert verdict.fault is None
    assert sum(made.station.accounts().values()) == 0
    made.close()


def ties(kassa: Kassa) -> None:
    """The box and the hoppers hold what the record says."""
    assert kassa.account("cash.acceptor") == kassa.box_fen
    assert kassa.book_paid_fen == kassa.paid_out_fen
    assert -kassa.account("owed.refunds") == kassa.owed_fen


class TestTaking:
    def test_nothing_is_taken_while_no_sale_waits(self, kassa: Kassa) -> None:
        kassa.look(3)
        assert kassa.put(100, 500) == [False, False]
        kassa.station.order()  # to be paid at the counter
        assert kassa.put(100) == [False]
        assert kassa.box_fen == 0

    def test_coins_and_a_note_are_a_lunch_and_each_is_an_event(self, kassa: Kassa) -> None:
        sale = kassa.order()
        assert kassa.put(100, 50, 50, 100, 100, 100) == [True] * 6
        kassa.rest()
        assert kassa.state(sale) == "paid"
        assert kinds_of(kassa).count("till.money_in") == 6
        assert kassa.account("cash.acceptor") == 500
        assert kassa.put(100) == [False]
        ties(kassa)

    def test_a_note_of_ten_is_a_lunch_and_five_in_change(self, kassa: Kassa) -> None:
        sale = kassa.order()
        assert kassa.put(1000) == [True]
        kassa.rest()
        assert (kassa.state(sale), kassa.paid_out_fen, kassa.owed_fen) == ("paid", 500, 0)
        begun, ended = (kinds_of(kassa).index(f"till.payout_{part}") for part in ("begun", "ended"))
        assert kinds_of(kassa).index("till.sale_paid") < begun < ended
        ties(kassa)

    def test_a_note_whose_change_cannot_be_paid_comes_back(self, kassa: Kassa) -> None:
        sale = kassa.order()
        for hopper in (3, 4):
            kassa.station.ask(machine.CountHopper(request_id=kassa.station.id(), hopper=hopper, coins=2))
        kassa.look()
        kassa.put(1000)
        assert (kassa.box_fen, kassa.notes.gave_back, kassa.state(sale)) == (0, [1000], "open")
        assert kassa.put(500) == [True]
        assert kassa.state(sale) == "paid"

    def test_a_note_in_escrow_that_fits_no_more_comes_back(self, kassa: Kassa) -> None:
        """It was let in before coins came; the change that it needs is not there."""
        kassa.order()
        for hopper in (3, 4):
            kassa.station.ask(machine.CountHopper(request_id=kassa.station.id(), hopper=hopper, coins=0))
        kassa.look()
        assert kassa.notes.insert(500)
        kassa.coins.insert(100)
        kassa.look(3)
        assert (kassa.notes.gave_back, kassa.notes.box, kassa.coins.box) == ([500], [], [100])

    def test_an_answer_to_a_note_that_nobody_heard_is_given_again(self, kassa: Kassa) -> None:
        sale = kassa.order()
        assert kassa.notes.insert(500)
        heard = kassa.virtual.before
        deaf = [True, True]

        def before(address: int, header: int) -> None:
            heard(address, header)
            kassa.virtual.set("silent", on=header == 154 and bool(deaf) and deaf.pop())

        route = kassa.notes._route
        kassa.notes._route = lambda *, accept: b"" if deaf else route(accept=accept)  # type: ignore[method-assign]  # deaf for a while
        kassa.virtual.before = before
        kassa.look(6)
        assert (kassa.notes.box, kassa.state(sale)) == ([500], "paid")
        assert kinds_of(kassa).count("till.note_held") == 1


class TestGivingBack:
    def test_who_lets_go_gets_back_what_was_put_in(self, kassa: Kassa) -> None:
        sale = kassa.order()
        kassa.put(100, 100)
        kassa.cancel(sale)
        kassa.rest()
        assert (kassa.paid_out_fen, kassa.owed_fen) == (200, 0)
        ties(kassa)

    def test_a_coin_that_falls_as_the_sale_is_let_go_of_comes_back_too(self, kassa: Kassa) -> None:
        sale = kassa.order()
        kassa.put(100)
        kassa.coins.insert(100)
        kassa.cancel(sale)
        kassa.rest()
        assert (kassa.paid_out_fen, kassa.owed_fen) == (200, 0)
        ties(kassa)

    def test_who_is_gone_is_paid_back_after_ninety_seconds(self, kassa: Kassa) -> None:
        kassa.order()
        kassa.put(100)
        kassa.clock.pass_(91)
        kassa.station.ask(Tick(request_id=kassa.station.id()), "device")
        kassa.rest()
        assert (kassa.paid_out_fen, kassa.owed_fen) == (100, 0)
        ties(kassa)

    @pytest.mark.parametrize(("coins", "paid"), [(0, 0), (3, 300)])
    def test_a_hopper_that_runs_empty_has_paid_a_part_and_the_rest_is_owed(
        self, kassa: Kassa, coins: int, paid: int
    ) -> None:
        kassa.hoppers[3].coins, kassa.hoppers[4].coins = coins, 0
        kassa.order()
        kassa.put(1000)
        kassa.rest()
        assert (kassa.paid_out_fen, kassa.owed_fen) == (paid, 500 - paid)
        assert ("hopper:3", "empty") in kassa.alarms
        assert kassa.station.rows("SELECT count(*) FROM spool WHERE kind = 'till.owed'") == [(1,)]
        ties(kassa)

    def test_the_other_hopper_pays_what_a_jammed_one_does_not(self, kassa: Kassa) -> None:
        kassa.hoppers[3].jams_after = 2
        kassa.order()
        kassa.put(1000)
        kassa.rest()
        assert (kassa.paid_out_fen, kassa.owed_fen) == (500, 0)
        assert kassa.alarms == [("hopper:3", "jam")]
        kassa.answer_all()
        kassa.order()
        kassa.put(1000)
        kassa.rest()
        assert (kassa.paid_out_fen, kassa.alarms) == (1000, [])
        ties(kassa)

    def test_a_hopper_that_stands_still_is_stopped_and_asked(self, kassa: Kassa) -> None:
        kassa.order()
        kassa.put(1000)
        kassa.hoppers[3].stands_still = True
        kassa.look(120)
        assert (kassa.paid_out_fen, kassa.owed_fen) == (500, 0)
        assert ("hopper:3", "short") in kassa.alarms
        ties(kassa)


class TestAlarms:
    @pytest.mark.parametrize(
        ("code", "what"), [(14, "jam"), (20, "theft"), (254, "return_lever")], ids=["blocked", "string", "lever"]
    )
    def test_what_a_coin_acceptor_says_is_an_alarm_once(self, kassa: Kassa, code: int, what: str) -> None:
        kassa.order()
        for _ in range(3):
            kassa.coins.say(code)
            kassa.look()
        assert kassa.alarms == [("coins", what)]
        assert kassa.put(100) == [what == "return_lever"]
        kassa.answer_all()
        kassa.look()
        assert kassa.put(100) == [True]

    @pytest.mark.parametrize(("code", "what"), [(7, "jam"), (8, "theft"), (11, "box_open"), (14, "box_full")])
    def test_what_a_note_validator_says_keeps_it_closed_and_coins_open(
        self, kassa: Kassa, code: int, what: str
    ) -> None:
        kassa.order()
        kassa.notes.say(code)
        kassa.look(2)
        assert kassa.alarms == [("notes", what)]
        assert kassa.put(500, 100) == [False, True]

    def test_lost_credits_are_an_alarm_and_those_that_can_be_read_are_believed(self, kassa: Kassa) -> None:
        kassa.order()
        for _ in range(7):
            kassa.coins.insert(10)
        kassa.look(2)
        assert kassa.alarms == [("coins", "lost")]
        assert (kassa.box_fen, kassa.account("cash.acceptor")) == (70, 50)

    def test_a_coin_that_the_acceptor_forgot_is_an_alarm_with_its_sale(self, kassa: Kassa) -> None:
        sale = kassa.order()
        kassa.put(100)
        kassa.coins.insert(100, unreported=True)
        kassa.look(3)
        assert kassa.alarms == [("coins", "restarted")]
        assert kassa.station.rows("SELECT sale FROM till_alarms") == [(sale,)]
        assert kassa.put(100, 100, 100, 100) == [True] * 4
        assert kassa.state(sale) == "paid"

    def test_a_counter_that_wraps_is_no_alarm(self, kassa: Kassa) -> None:
        kassa.coins.counter, kassa.coins.events = 253, [(0, 1)] * 5
        kassa.cashier._seen.clear()
        kassa.cashier._there.clear()
        kassa.order()
        assert kassa.put(100, 100, 100, 100, 100) == [True] * 5
        assert (kassa.coins.counter, kassa.alarms) == (3, [])
        ties(kassa)


class TestPower:
    def test_coins_that_fell_while_the_station_was_down_are_the_sales(self, kassa: Kassa) -> None:
        sale = kassa.order()
        kassa.put(100)
        kassa.coins.insert(100)
        kassa.coins.insert(50)
        kassa.restart()
        kassa.look(2)
        assert kassa.account("cash.acceptor") == 250
        kassa.cancel(sale)
        kassa.rest()
        assert (kassa.paid_out_fen, kassa.owed_fen) == (250, 0)
        ties(kassa)

    def test_power_that_fails_in_the_middle_of_a_payout_is_believed_by_the_counter(self, kassa: Kassa) -> None:
        kassa.order()
        kassa.notes.insert(1000)
        while kassa.paid_out_fen < 200:
            kassa.look()
        kassa.restart()
        kassa.rest()
        assert (kassa.paid_out_fen, kassa.owed_fen) == (500, 0)
        ties(kassa)

    def test_a_hopper_that_was_put_in_its_place_meanwhile_knows_nothing_and_the_money_is_owed(
        self, kassa: Kassa
    ) -> None:
        kassa.order()
        kassa.notes.insert(1000)
        while kassa.paid_out_fen < 200:
            kassa.look()
        kassa.hoppers[3].swap(99)
        kassa.restart()
        kassa.rest()
        assert kassa.owed_fen == 500
        assert ("hopper:3", "unknown") in kassa.alarms

    def test_change_that_nobody_can_pay_in_time_is_owed(self, kassa: Kassa) -> None:
        kassa.order()
        kassa.put(1000)
        kassa.line.plugged = False
        kassa.look(3)
        kassa.clock.pass_(121)
        kassa.station.ask(Tick(request_id=kassa.station.id()), "device")
        assert kassa.owed_fen == 0  # the hopper that had begun may still be asked
        kassa.clock.pass_(600)
        kassa.station.ask(Tick(request_id=kassa.station.id()), "device")
        assert kassa.owed_fen == 500

    def test_after_a_night_without_power_the_hopper_is_asked_first(self, kassa: Kassa) -> None:
        kassa.order()
        kassa.notes.insert(1000)
        while kassa.paid_out_fen < 200:
            kassa.look()
        kassa.clock.pass_(12 * 3600)
        kassa.restart()
        kassa.station.ask(Tick(request_id=kassa.station.id()), "device")
        kassa.rest()
        assert (kassa.paid_out_fen, kassa.owed_fen, kassa.alarms) == (500, 0, [])
        ties(kassa)

    def test_a_note_that_the_validator_lost_its_power_with_is_believed_and_doubted(self, kassa: Kassa) -> None:
        sale = kassa.order()
        kassa.notes.lose_power_when_routed = True
        kassa.put(500)
        assert kassa.state(sale) == "paid"
        assert sorted(kassa.alarms) == [("notes", "doubtful"), ("notes", "restarted")]
        ties(kassa)

    def test_a_note_in_escrow_when_the_station_fails_is_taken_or_comes_back(self, kassa: Kassa) -> None:
        sale = kassa.order()
        kassa.notes.insert(500)
        kassa.restart()
        kassa.look(4)
        assert kassa.state(sale) == "paid"
        ties(kassa)

    def test_money_that_came_while_nothing_was_to_be_taken_is_found(self, kassa: Kassa) -> None:
        kassa.coins.mask = 0xFFFF  # its inhibit does not work
        kassa.coins.insert(100)
        kassa.look(60)
        assert kassa.alarms == [("coins", "found")]
        assert kassa.account("over_short") == -100
        ties(kassa)

    @pytest.mark.parametrize("cut", range(1, 60, 2))
    def test_whatever_step_it_fails_at_the_money_is_known(self, kassa: Kassa, cut: int) -> None:
        kassa.order()
        kassa.strikes(cut, power_cut)
        try:
            kassa.put(100, 1000)
        except PowerCut:
            kassa.restart()
        kassa.mended()
        kassa.look(3)
        kassa.gone()
        assert kassa.unexplained() == []
        ties(kassa)
        paid = 500 if "till.sale_paid" in kassa.station.kinds() else 0
        assert kassa.box_fen == paid + kassa.paid_out_fen + kassa.owed_fen


class TestTheHouse:
    def test_a_disk_that_is_nearly_full_closes_the_machine_first(self, kassa: Kassa) -> None:
        sale = kassa.order()
        kassa.put(100)
        kassa.room = False
        kassa.look(2)
        assert kassa.put(100) == [False]
        assert states(kassa)["cash"] == "disk_nearly_full"
        kassa.station.pay(sale)  # the counter still takes money
        kassa.rest()
        assert kassa.paid_out_fen == 100
        ties(kassa)

    def test_what_cannot_be_recorded_now_is_recorded_later_and_once(self, kassa: Kassa) -> None:
        kassa.order()
        refused: list[str] = []
        ask = kassa.cashier._ask

        def full(request: Request) -> Outcome:
            if isinstance(request, PutIn) and len(refused) < 2:
                refused.append(request.request_id)
                raise Refused("house.disk_full")
            return ask(request)

        kassa.cashier._ask = full  # a disk that is full for a while
        assert kassa.put(100) == [True]
        kassa.look(3)
        assert kassa.account("cash.acceptor") == 100
        assert len(set(refused)) == 1
        ties(kassa)

    def test_an_unplugged_line_and_its_return_are_said_once_each(self, kassa: Kassa) -> None:
        kassa.order()
        kassa.line.plugged = False
        kassa.look(5)
        assert states(kassa)["cash"] == "unreachable"
        kassa.line.plugged = True
        kassa.look(4)
        assert states(kassa)["cash"] == "ready"
        assert kassa.put(100) == [True]
        ties(kassa)

    def test_a_silent_coin_acceptor_does_not_keep_notes_from_being_taken(self, kassa: Kassa) -> None:
        kassa.coins.powered = False
        kassa.look(6)
        sale = kassa.order()
        kassa.look(8)
        assert kassa.put(500) == [True]
        assert kassa.state(sale) == "paid"
        assert states(kassa)["coins"] == "unreachable"

    def test_collecting_posts_what_was_counted_and_what_it_differs_by(self, kassa: Kassa) -> None:
        kassa.order()
        kassa.put(100, 100, 100, 100, 100)
        kassa.rest()
        counts = ((100, 4),)
        collected = kassa.station.ask(machine.CollectBox(request_id=kassa.station.id(), counts=counts))
        assert (collected.counted_fen, collected.over_fen) == (400, -100)
        assert (kassa.account("cash.acceptor"), kassa.account("over_short")) == (0, 100)

    def test_the_machine_is_fitted_once_and_a_hopper_keeps_its_coin(self, kassa: Kassa) -> None:
        kassa.restart()
        kassa.look()
        assert kinds_of(kassa).count("till.machine_fitted") == 1
        kassa.hoppers[4].fen = 10
        kassa.restart()
        kassa.look()
        assert states(kassa)["cash"] == "error"
        assert kassa.order()
        assert kassa.put(100) == [False]
        kassa.hoppers[4].fen = 50


def states(kassa: Kassa) -> dict[str, str]:
    return device_states(kassa.station.desk.journal.db, kassa.station.scene())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_alarm_has_its_sentence(lang: str) -> None:
    words = all_words()
    for kind, whats in ALARMS.items():
        for what in whats:
            key, _, fields = alarm(f"{kind}:3" if kind == "hopper" else kind, what)
            assert words.say(lang, key, **fields).strip()
