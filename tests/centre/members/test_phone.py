"""A member's phone: the card opens the passbook, guessed codes are counted and refused, a code shows who it is once."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from support.centre import problem
from support.console import Browser, RunningConsole
from support.members import Shop, ask
from support.station import SetClock

from kiosk.record.token import read

AGENT = "a phone"


@pytest.fixture
def console(tmp_path: Path) -> Iterator[RunningConsole]:
    server = RunningConsole(tmp_path, "", SetClock())
    yield server
    server.stop()


@pytest.fixture
def shop(console: RunningConsole) -> Shop:
    return Shop().join(console)


@pytest.fixture
def card(console: RunningConsole, shop: Shop) -> str:
    """Member 12 has 50 points."""
    card = shop.card(12)
    shop.earn(12, 50)
    shop.sync(console)
    return card


def scanned(console: RunningConsole, card: str, agent: str = AGENT) -> Browser:
    """A phone that has scanned a card and opened its passbook."""
    phone = Browser(console, agent)
    assert phone.bare("/m/join", card=card.removeprefix("/s/")).status_code == 303
    return phone


def said(text: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<(svg|script|style).*?</\1>|<[^>]+>", " ", text, flags=re.DOTALL).split())


def code_of(phone: Browser) -> str:
    found = re.search(r'data-code="([^"]+)"', phone.get("/m/now").text)
    assert found
    return found[1]


def test_a_card_s_code_leads_to_its_passbook_by_one_touch(console: RunningConsole, card: str) -> None:
    phone = Browser(console, AGENT)
    console.caught_up()
    ask(console, Shop().join(console).body(card))  # somebody needed the accounts: the card is known
    led = phone.get(card)
    assert (led.status_code, led.headers["location"]) == (303, card.replace("/s/", "/m/card/"))
    assert "这是您的积分卡吗" in phone.get(led.headers["location"]).text
    assert phone.get("/m").headers["location"] == "/m/join"  # nothing is opened by looking
    assert phone.get(card + "?proof=1").status_code == 200
    opened = phone.bare("/m/join", card=card.removeprefix("/s/"))
    assert (opened.status_code, opened.headers["location"]) == (303, "/m")
    assert "HttpOnly" in opened.headers["set-cookie"]
    assert "Path=/m" in opened.headers["set-cookie"]


def test_balance_what_a_station_holds_and_the_passbook_are_shown(
    console: RunningConsole, shop: Shop, card: str
) -> None:
    phone = scanned(console, card)
    text = said(phone.get("/m").text)
    assert "12号会员" in text
    assert "50 分" in text
    assert "清扫" in text
    lease = shop.lease(console, card, 30)
    assert "20 分 另有 30 分 驿站正在用" in said(phone.get("/m/now").text)
    shop.take(lease, 12)
    shop.redeem(12, 30, lease.lease_id.hex())
    shop.close(lease, 12, 30)
    shop.sync(console)
    text = said(phone.get("/m").text)
    assert "驿站正在用" not in text
    assert "换 纸巾" in text
    assert "-30 分" in text


def test_the_passbook_goes_page_by_page(console: RunningConsole, shop: Shop, card: str) -> None:
    for _ in range(30):
        shop.earn(12, 1)
    shop.sync(console)
    phone = scanned(console, card)
    pages = [phone.get(f"/m/lines?at_page={page}").text for page in range(4)]
    assert [page.count("<li>") for page in pages] == [12, 12, 7, 0]
    assert "再早的" in pages[0]
    assert "再早的" not in pages[2]


def test_number_and_code_from_the_card_open_it_as_well(console: RunningConsole, card: str) -> None:
    code = card.rpartition(".")[2]
    for number, typed in (("12", code[:10]), ("12号", code), (" 12 ", f"1-3-{code}"), ("12", code[:10].upper())):
        assert Browser(console).bare("/m/join", number=number, code=typed).status_code == 303, typed
    wrong = [("13", code[:10]), ("12", code[:9]), ("12", "0" * 10), ("", code), ("12", "<script>"), ("9" * 9, code)]
    for number, typed in wrong:
        answer = Browser(console).bare("/m/join", number=number, code=typed)
        assert answer.status_code == 403
        assert "对不上" in answer.text
        assert "<script>alert" not in answer.text


def test_guessed_codes_are_counted_and_then_refused_but_a_card_is_not(console: RunningConsole, card: str) -> None:
    code = card.rpartition(".")[2][:10]
    for guess in range(8):
        assert Browser(console).bare("/m/join", number="12", code=f"{guess:010x}").status_code == 403
    barred = Browser(console).bare("/m/join", number="12", code=code)
    assert barred.status_code == 429
    assert "15 分钟" in barred.text
    assert console.sql("SELECT count(*) FROM member_guesses") == [(8,)]
    scanned(console, card)
    assert isinstance(console.clock, SetClock)
    console.clock.pass_(15 * 60 + 1)
    assert Browser(console).bare("/m/join", number="12", code=code).status_code == 303


def test_nobody_guesses_card_after_card_from_one_address(console: RunningConsole, card: str) -> None:
    place = card.removeprefix("/s/").rpartition(".")[0]
    for guess in range(40):
        Browser(console).bare("/m/join", card=f"{place}.{guess:016x}")
    assert Browser(console).bare("/m/join", card=card.removeprefix("/s/")).status_code == 429


def test_a_phone_is_out_once_its_card_is_replaced(console: RunningConsole, shop: Shop, card: str) -> None:
    phone = scanned(console, card)
    new = shop.card(12, replaces=True)
    shop.sync(console)
    scanned(console, new, "another phone")
    assert phone.get("/m").headers["location"] == "/m/join"
    gone = phone.get("/m/now", **{"hx-request": "true"})
    assert (gone.status_code, gone.headers["hx-redirect"]) == (401, "/m/join")
    assert "作废" in phone.bare("/m/join", card=card.removeprefix("/s/")).text


def test_a_cookie_is_good_in_its_own_browser_alone(console: RunningConsole, card: str) -> None:
    phone = scanned(console, card)
    thief = Browser(console, "another browser")
    thief.session.cookies.update(phone.session.cookies)
    assert thief.get("/m").headers["location"] == "/m/join"
    assert phone.get("/m").status_code == 200
    assert phone.get("/stations").headers["location"] == "/sign-in"


def test_other_phones_are_closed_by_one_touch_and_only_from_the_page(console: RunningConsole, card: str) -> None:
    lent, own = scanned(console, card, "lent"), scanned(console, card)
    page = own.get("/m").text
    assert "开在 2 部手机上" in page
    word = re.search(r'name="csrf" value="([^"]+)"', page)
    assert word
    assert own.bare("/m/close-others").status_code == 403
    assert lent.get("/m").status_code == 200
    assert own.bare("/m/close-others", csrf=word[1]).status_code == 303
    assert lent.get("/m").headers["location"] == "/m/join"
    assert own.bare("/m/close", csrf=word[1]).status_code == 303
    assert own.get("/m").headers["location"] == "/m/join"


def test_every_code_is_another_one_signed_and_good_for_a_minute_once(
    console: RunningConsole, shop: Shop, card: str
) -> None:
    phone = scanned(console, card)
    codes = [code_of(phone) for _ in range(5)]
    assert len(set(codes)) == 5
    token = read(codes[0], bytes(console.centre.key.verify_key))
    assert token.not_after - console.clock.now().at.timestamp() <= 60
    assert ask(console, shop.body(codes[0], 10)).ok
    assert problem(ask(console, shop.body(codes[0], 10))) == "token_used"
    assert isinstance(console.clock, SetClock)
    console.clock.pass_(61)
    assert problem(ask(console, shop.body(codes[1], 10))) == "token"


def test_a_form_from_another_page_opens_nothing(console: RunningConsole, card: str) -> None:
    answer = requests.post(
        f"{console.url}/m/join",
        data={"card": card.removeprefix("/s/")},
        headers={"sec-fetch-site": "cross-site"},
        timeout=30,
        allow_redirects=False,
    )
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def test_a_passbook_nobody_looks_at_is_closed_after_a_season(console: RunningConsole, card: str) -> None:
    phone = scanned(console, card)
    assert isinstance(console.clock, SetClock)
    console.clock.at += timedelta(days=60)
    assert phone.get("/m").status_code == 200
    console.clock.at += timedelta(days=60)
    assert phone.get("/m").status_code == 200
    console.clock.at += timedelta(days=91)
    assert phone.get("/m").headers["location"] == "/m/join"
