"""Three queues at once: nothing on the page waits for anything else on it."""

from gui.house import House

from kiosk.services.slips.readings import open_slips

NOON_S = 20 * 60


def test_somebody_pays_while_a_refund_asks_why_and_a_slip_waits_to_be_settled(house: House) -> None:
    for _ in range(2):
        house.station.buy()
    house.slip_is("uncertain", "no_answer")
    house.station.order()
    house.station.clock.pass_(NOON_S - 1200 + 30)
    with house.counter() as counter:
        counter.tap("找零")  # 3号 counts out money
        counter.tap("20 元")
        counter.tap("号码、尾号、小票码")
        for mark in "1":
            counter.key(ord(mark), mark)
        counter.key(13)
        counter.tap("退款", beside="关上")
        for standing in ("找 15 元", "1号 退 5 元，为什么？", "2号 号条打出来没有？"):
            assert standing in counter.said
        counter.tap("卖一份")  # a fourth comes straight to the counter
        counter.tap("有", beside="没有")
        assert house.desk.read("slips", open_slips) == ()
        assert "找 15 元" in counter.said
        assert "1号 退 5 元，为什么？" in counter.said
        counter.tap("收到")
        assert "1号 退 5 元，为什么？" in counter.said
        counter.tap("不吃了")
    assert dict(house.station.rows("SELECT number, state FROM meals_tickets")) == {
        1: "refunded",
        2: "waiting",
        3: "waiting",
        4: "waiting",
    }
    assert house.station.accounts() == {"cash.drawer": 1500, "owed.meals": -1500}


def test_a_wrong_step_in_one_queue_leaves_the_others_as_they_are(house: House) -> None:
    house.station.buy()
    house.station.order()
    with house.counter() as counter:
        counter.tap("找零")
        counter.tap("50 元")
        counter.tap("叫下一个")  # too early: refused in the one place where that is said
        assert "11:30 才开餐" in counter.said
        assert "找 45 元" in counter.said
        counter.tap("收到")
        assert "收到 50 元，找 45 元" in counter.said
