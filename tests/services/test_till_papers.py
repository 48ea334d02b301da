"""Vouchers (饭票), change that is owed, static codes: sold, chosen, scanned, used once, refused with a clear reason."""

from pathlib import Path
from typing import Any

import pytest
from support.scenes import scene
from support.station import BOSS, HAND, SETTINGS, Station, station_in

from kiosk.base.request import Refused
from kiosk.base.sale import Line
from kiosk.services.house import requests as house
from kiosk.services.till import requests as till
from kiosk.services.till.readings import sale, waiting_sales
from kiosk.services.till.readings.papers import found
from kiosk.services.till.rules import Sale, papers
from kiosk.services.till.rules.papers import Paper

ALL_WAYS = SETTINGS + '\n[services.till]\nways = ["counter", "wechat", "alipay", "voucher"]\n'


@pytest.fixture
def paid(tmp_path: Path) -> Any:
    """A station that takes every way, lunch open."""
    with station_in(tmp_path / "paid", ALL_WAYS) as made:
        made.open(20)
        yield made


def ask(station: Station, kind: Any, by: str = HAND, **fields: Any) -> Any:
    return station.ask(kind(request_id=station.id(), **fields), by)


def refusal(station: Station, kind: Any, by: str = HAND, **fields: Any) -> Refused:
    before = len(station.kinds())
    with pytest.raises(Refused) as refused:
        ask(station, kind, by, **fields)
    assert len(station.kinds()) == before, "a refusal leaves nothing"
    return refused.value


def codes(station: Station, kind: str = "till.paper_voucher") -> list[str]:
    """The codes on slips, as they are typed."""
    return [row[0] for row in station.rows("SELECT slip FROM spool WHERE kind = ? ORDER BY job", kind)]


def vouchers(station: Station, qty: int = 1) -> list[str]:
    ask(station, till.SellVouchers, qty=qty, way="counter", given_fen=qty * 500)
    return codes(station)[-qty:]


def test_a_book_of_vouchers_is_money_held_until_a_meal_is_served(paid: Station) -> None:
    book = vouchers(paid, 10)
    assert len(set(book)) == 10, "each has a slip of its own"
    assert paid.accounts() == {"cash.drawer": 5000, "owed.vouchers": -5000}
    ordered = paid.order()
    ask(paid, till.PayWithPapers, "worker", sale=ordered.sale, codes=(book[3],))
    assert paid.accounts() == {"cash.drawer": 5000, "owed.vouchers": -4500, "owed.meals": -500}
    paid.clock.pass_(25 * 60)
    paid.serve(ordered.number)
    assert paid.accounts()["income.meals"] == -500


def test_a_voucher_is_good_once_whoever_scans_it_and_however_fast(paid: Station) -> None:
    (voucher,) = vouchers(paid)
    first, second = paid.order(), paid.order()
    ask(paid, till.PayWithPapers, "worker", sale=first.sale, codes=(voucher,))
    again = refusal(paid, till.PayWithPapers, "worker", sale=second.sale, codes=(voucher,))
    assert (again.reason, again.fields) == ("till.paper_is", {"fen": 500, "state": "used"})
    two = refusal(paid, till.PayWithPapers, "worker", sale=second.sale, codes=(vouchers(paid)[0],) * 2)
    assert two.reason == "till.paper_twice"


def test_papers_of_another_station_forged_and_no_papers_at_all_are_refused(paid: Station, station: Station) -> None:
    (voucher,) = vouchers(paid)
    ordered = paid.order()
    epoch, seq, digest = voucher.split("-")
    device = station.desk.journal.device.hex()
    forged = f"{epoch}-{seq}-{'0' * 16}"
    ticket = paid.buy()
    assert ticket
    meal = codes(paid, "meals.ticket")[0]
    for code, reason in {
        f"/s/{device}.{epoch}.{seq}.{digest}": "till.paper_elsewhere",
        forged: "till.paper_unknown",
        meal: "till.paper_unknown",
        "": "till.paper_unknown",
        "饭票" * 4000: "till.paper_unknown",
        "\x00\x1b[2J": "till.paper_unknown",
        f"{epoch}-{2**62}-{digest}": "till.paper_unknown",
    }.items():
        assert refusal(paid, till.PayWithPapers, "worker", sale=ordered.sale, codes=(code,)).reason == reason
    assert refusal(paid, till.PayWithPapers, "worker", sale=ordered.sale, codes=()).reason == "till.paper_unknown"
    many = tuple(str(number) for number in range(500))
    assert refusal(paid, till.PayWithPapers, "worker", sale=ordered.sale, codes=many).reason == "till.paper_unknown"
    ours = paid.desk.journal.device.hex()
    ask(paid, till.PayWithPapers, "worker", sale=ordered.sale, codes=(f"https://x/s/{ours}.{epoch}.{seq}.{digest}",))


def test_a_void_voucher_gives_its_money_back_once_and_for_a_reason(paid: Station) -> None:
    (voucher,) = vouchers(paid)
    assert refusal(paid, till.VoidVoucher, code=voucher, reason="x").reason == "till.reason_needed"
    assert refusal(paid, till.PayPaper, code=voucher).reason == "till.no_change"
    assert ask(paid, till.VoidVoucher, code=voucher, reason="not_wanted").fen == 500
    assert paid.accounts() == {}
    assert refusal(paid, till.VoidVoucher, code=voucher, reason="not_wanted").fields["state"] == "void"
    ordered = paid.order()
    assert refusal(paid, till.PayWithPapers, "worker", sale=ordered.sale, codes=(voucher,)).fields["state"] == "void"


def test_vouchers_are_sold_only_where_the_station_has_them_and_in_numbers_that_can_be_meant(
    paid: Station, station: Station
) -> None:
    for qty in (0, -1, 51, 10**9):
        assert refusal(paid, till.SellVouchers, qty=qty, way="counter", given_fen=500).reason == "till.bad_qty"
    assert refusal(paid, till.SellVouchers, qty=1, way="counter", given_fen=499).reason == "till.too_little"
    assert refusal(paid, till.SellVouchers, qty=1, way="voucher", given_fen=500).reason == "till.way_not_taken"
    assert refusal(paid, till.SellVouchers, "worker", qty=1, way="counter", given_fen=500).reason == "staff.not_allowed"
    assert refusal(station, till.SellVouchers, qty=1, way="counter", given_fen=500).reason == "till.no_vouchers"


def test_a_voucher_of_an_old_price_and_the_rest_in_cash(paid: Station) -> None:
    (voucher,) = vouchers(paid)
    ordered = paid.order(2)
    missing = refusal(paid, till.PayWithPapers, "worker", sale=ordered.sale, codes=(voucher,))
    assert (missing.reason, missing.fields) == ("till.paper_too_little", {"missing_fen": 500})
    received = ask(paid, till.PayWithPapers, sale=ordered.sale, codes=(voucher,), way="counter", given_fen=1000)
    assert received.change_fen == 500
    assert paid.accounts() == {"cash.drawer": 1000, "owed.meals": -1000}


def test_a_voucher_buys_a_meal_and_nothing_else(paid: Station) -> None:
    tool = Sale("s1", "open", (Line("tools", "deposit", 1, 500, 3, "", "owed.deposits"),), 500)
    pays = till.PayWithPapers(request_id="r1", sale="s1", codes=("1-1-0",))
    settings = paid.scene("till").settings
    voucher, change = (Paper("p1", what, 500, "open") for what in ("voucher", "change"))
    with pytest.raises(Refused, match="voucher_for_meals"):
        papers.pay(papers.Payable(tool, (voucher,)), pays, scene(settings, by="worker"))
    papers.pay(papers.Payable(tool, (change,)), pays, scene(settings, by="worker"))


def test_vouchers_give_no_change(paid: Station) -> None:
    ordered = paid.order()
    refused = refusal(paid, till.PayWithPapers, sale=ordered.sale, codes=tuple(vouchers(paid, 2)))
    assert refused.reason == "till.paper_too_much"


def test_change_that_is_owed_pays_the_next_meal_and_what_is_left_stays_owed(paid: Station) -> None:
    first = paid.order()
    too_much = refusal(paid, till.Receive, sale=first.sale, way="counter", given_fen=2000, owed_fen=1600)
    assert too_much.reason == "till.change_not_owed"
    below = refusal(paid, till.Receive, sale=first.sale, way="counter", given_fen=2000, owed_fen=-1)
    assert below.reason == "till.change_not_owed"
    received = ask(paid, till.Receive, sale=first.sale, way="counter", given_fen=2000, owed_fen=1100)
    assert received.change_fen == 400
    assert paid.accounts() == {"cash.drawer": 1600, "owed.meals": -500, "owed.change": -1100}
    (slip,) = codes(paid, "till.paper_change")
    second = paid.order()
    ask(paid, till.PayWithPapers, "worker", sale=second.sale, codes=(slip,))
    assert paid.accounts()["owed.change"] == -600
    assert refusal(paid, till.PayPaper, code=slip).fields["state"] == "used"
    _, rest = codes(paid, "till.paper_change")
    assert ask(paid, till.PayPaper, BOSS, code=rest).fen == 600
    assert "owed.change" not in paid.accounts()
    assert refusal(paid, till.PayPaper, code=rest).fields["state"] == "paid"


def test_change_is_paid_from_a_drawer_that_has_it(paid: Station) -> None:
    ordered = paid.order()
    ask(paid, till.Receive, sale=ordered.sale, way="counter", given_fen=1000, owed_fen=500)
    ask(paid, till.MoveCash, move="banked", fen=1000, reason="bank")
    (slip,) = codes(paid, "till.paper_change")
    assert refusal(paid, till.PayPaper, code=slip).reason == "till.drawer_short"


def test_the_counter_sees_how_somebody_means_to_pay_and_books_it_where_it_came_in(paid: Station) -> None:
    ordered = paid.order()
    for way in ("alipay", "wechat", "wechat"):
        ask(paid, till.ChooseWay, "worker", sale=ordered.sale, way=way)
    (waits,) = waiting_sales(paid.desk.journal.db, paid.scene("till"))
    assert waits.chosen == "wechat"
    assert paid.kinds().count("till.way_chosen") == 2, "the same once more is nothing new"
    assert refusal(paid, till.Receive, sale=ordered.sale, way="wechat", given_fen=600).reason == "till.too_much"
    ask(paid, till.Receive, sale=ordered.sale, way="wechat", given_fen=500)
    assert paid.accounts() == {"online.wechat": 500, "owed.meals": -500}
    assert refusal(paid, till.ChooseWay, "worker", sale=ordered.sale, way="wechat").reason == "till.not_open"
    assert refusal(paid, till.ChooseWay, "worker", sale="s0", way="wechat").reason == "till.no_such_sale"


def test_a_way_that_the_station_does_not_take_is_refused(station: Station) -> None:
    station.open()
    ordered = station.order()
    for way in ("wechat", "voucher", "gold" * 1000):
        refused = refusal(station, till.ChooseWay, "worker", sale=ordered.sale, way=way)
        assert refused.reason == "till.way_not_taken"
    assert refusal(station, till.Receive, sale=ordered.sale, way="alipay", given_fen=500).reason == "till.way_not_taken"


def test_a_voucher_that_comes_too_late_is_used_or_owed_but_never_lost(paid: Station) -> None:
    (voucher,) = vouchers(paid)
    ordered = paid.order()
    paid.clock.pass_(200)
    ask(paid, house.Tick, "device")
    paid.close_meal()
    received = ask(paid, till.PayWithPapers, sale=ordered.sale, codes=(voucher,))
    assert received.owed
    assert paid.accounts() == {"cash.drawer": 500, "owed.refunds": -500}


def test_a_paper_is_found_by_its_code(paid: Station) -> None:
    (voucher,) = vouchers(paid)
    row = found(paid.desk.journal.db, paid.scene("till"), voucher)
    assert row is not None
    assert (row.what, row.fen, row.state) == ("voucher", 500, "open")
    assert found(paid.desk.journal.db, paid.scene("till"), "8") is None
    assert sale(paid.desk.journal.db, "nothing") is None
