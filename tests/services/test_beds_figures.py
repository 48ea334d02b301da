"""Rest beds in settings, on paper, in an inspection and a Z, and as lines of a trace."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.beds import NOON, ROOMS, TODAY, TOMORROW, Hostel, with_beds
from support.station import HAND

from kiosk.base.request import Outcome, Refused, Request
from kiosk.base.toml import ConfigError
from kiosk.base.trace import BadRow, TraceRow
from kiosk.paper.elements import Pair, QrCode, Text, decode
from kiosk.services.beds import requests as beds
from kiosk.services.beds.inspection import inspect, z
from kiosk.services.beds.traces import TRACES
from kiosk.services.registry import SERVICES
from kiosk.station.settings import parse


@pytest.fixture
def hostel(tmp_path: Path) -> Iterator[Hostel]:
    with Hostel(tmp_path / "station").closing() as station:
        assert isinstance(station, Hostel)
        yield station


# Settings


@pytest.mark.parametrize(
    "line",
    [
        'slots = [["22:00", "23:30"]]',
        'slots = [["08:00", "10:00"]]',
        'slots = [["12:00", "13:00"], ["12:30", "14:00"]]',
        'slots = [["14:00", "12:00"]]',
        "slots = []",
        "days_ahead = -1",
        "days_ahead = 31",
        "grace_min = -1",
        "hold_s = 0",
        "cancel_fee_fen = -1",
        'no_show = "burnt"',
        'prices = [{ from = "2024-01-01", price_fen = 2.5 }]',
        'prices = [{ from = "2024-02-01", price_fen = 200 }, { from = "2024-01-01", price_fen = 300 }]',
    ],
)
def test_settings_that_make_no_noon_rest_are_refused(line: str) -> None:
    with pytest.raises(ConfigError):
        parse(with_beds(line), SERVICES)


@pytest.mark.parametrize(
    ("was", "instead"),
    [
        ('"1 2 3"', '"1 1 3"'),
        ('"1 2 3"', '"1 2"'),
        ('"1 2 3"', '"1 2 x"'),
        ('"1 2 3"', '"1 2 100"'),
        ('"1 2 3"', '"4 2 3"'),
        ('"1 2 3"', '"door 2 3"'),
        ('["1 2 3", "- door -"]', '["1 2 3 6 7 8 9"]'),
        ('["1 2 3", "- door -"]', "[]"),
        ('["1 2 3", "- door -"]', '["- door -"]'),
        ('id = "men"', 'id = "women"'),
        ('who = "men"', 'who = "cats"'),
        ('way = "left"', 'way = "up"'),
    ],
)
def test_a_map_that_nobody_could_walk_by_is_refused(was: str, instead: str) -> None:
    assert ROOMS.count(was) == 1
    with pytest.raises(ConfigError):
        parse(with_beds(rooms=ROOMS.replace(was, instead)), SERVICES)


def test_the_price_of_the_day_is_paid(tmp_path: Path) -> None:
    prices = f'prices = [{{ from = "2024-01-01", price_fen = 200 }}, {{ from = "{TOMORROW}", price_fen = 300 }}]'
    with Hostel(tmp_path / "station", with_beds(prices)).closing() as hostel:
        assert isinstance(hostel, Hostel)
        assert hostel.book().total_fen == 200
        assert hostel.book(day=TOMORROW).total_fen == 300


# On paper


def test_the_ticket_says_bed_time_way_code_and_until_when_it_is_kept(hostel: Hostel) -> None:
    booked = hostel.paid(2)
    slip = decode(hostel.rows("SELECT body FROM spool WHERE kind = 'beds.ticket'")[0][0])
    text = " ".join(
        part.text if isinstance(part, Text) else f"{part.left} {part.right}"
        for part in slip.elements
        if isinstance(part, Text | Pair)
    )
    assert slip.number == "2号床"
    for said in (
        "2号床",
        "3月1日 12:00–14:00",
        "男间：往左走",
        "[ 2]",
        "门",
        "￥2.00",
        "贰元整",
        "12:20 前没来",
        "非发票",
        "李*",
    ):
        assert said in text, said
    code = next(part for part in slip.elements if isinstance(part, QrCode))
    assert code.beside[0].replace(" ", "").endswith(booked.code)
    assert code.beside[1] == hostel.code(booked.booking)


# What an auditor sees


def lines(section: Any) -> dict[str, str]:
    return {figure.key.rpartition(".")[2]: figure.value for figure in section.figures}


def test_an_auditor_sees_beds_sold_within_capacity_no_shows_and_linen(hostel: Hostel) -> None:
    came, away, back = hostel.paid(1), hostel.paid(2), hostel.paid(3)
    hostel.cancel(back.booking)
    hostel.paid(4, "women", day=TOMORROW)
    hostel.at("12:00")
    hostel.arrive(came.code)
    hostel.leave(came.code)
    hostel.at("12:20")
    assert hostel.state(away.booking)[0] == "no_show"
    hostel.linen(1)
    hostel.ask(beds.CloseBed(request_id=hostel.id(), bed=5, reason="broken"), HAND)
    today, tomorrow, rooms = inspect(hostel.desk.journal.db, hostel.clock.now())
    found = lines(today)
    assert (found["beds"], found["sold"], found["slept"], found["no_shows"], found["cancelled"]) == (
        "5",
        "2",
        "1",
        "1",
        "1",
    )
    assert (found["waiting"], found["taken"], found["income"]) == ("0", "4.00", "4.00")
    assert (lines(tomorrow)["sold"], lines(tomorrow)["waiting"]) == ("1", "1")
    assert lines(rooms) == {"linen": "1", "dirty": "0", "closed": "5"}


def test_a_shifts_z_counts_what_happened_in_it_alone(hostel: Hostel) -> None:
    hostel.paid(1)
    before = hostel.rows("SELECT max(epoch), max(seq) FROM journal")[0]
    hostel.paid(2)
    entries = hostel.desk.span(hostel.desk.journal.db, before).entries
    (slot,) = z(hostel.desk.journal.db, entries)
    assert (lines(slot)["sold"], lines(slot)["taken"]) == ("1", "2.00")


# Traces


class Played:
    """A trace's player on a station."""

    def __init__(self, hostel: Hostel) -> None:
        self.memory: dict[Any, Any] = {}
        self._hostel = hostel

    def ask(self, request: Request, by: str) -> Outcome:
        outcome: Outcome = self._hostel.ask(request, by)
        return outcome

    def settings(self, service: str) -> Any:
        return self._hostel.desk.settings.services[service]

    def new_id(self) -> str:
        return self._hostel.id()


def row(item: str, who: str = "w1", amount_fen: int = 200) -> TraceRow:
    return TraceRow(2, "2024-03-01T11:12:00+08:00", "bed", who, item, 1, amount_fen)


def test_a_line_books_and_pays_the_same_again_arrives_and_a_full_house_refuses(hostel: Hostel) -> None:
    (kind,), player, item = TRACES, Played(hostel), f"{TODAY}/{NOON}"
    for who in range(5):
        kind.play(row(item, f"w{who}"), player)
    with pytest.raises(Refused) as refused:
        kind.play(row(item, "late"), player)
    assert refused.value.reason == "beds.full"
    hostel.at("12:00")
    kind.play(row(item, "w0"), player)
    assert hostel.rows("SELECT bed FROM beds_bookings WHERE state = 'in'") == [(1,)]
    assert hostel.accounts() == {"cash.drawer": 1000, "owed.beds": -1000}


@pytest.mark.parametrize("item", ["", "lunch", "2024-03-01", "2024-03-01/12:30", "2024-13-01/12:00", "2024-03-01/"])
def test_a_line_that_names_no_slot_is_refused_before_anything_is_played(hostel: Hostel, item: str) -> None:
    with pytest.raises(BadRow):
        TRACES[0].check(row(item), hostel.desk.settings.services["beds"])


def test_a_line_of_a_station_without_beds_or_with_money_below_zero_is_refused(hostel: Hostel) -> None:
    item = f"{TODAY}/{NOON}"
    with pytest.raises(BadRow):
        TRACES[0].check(row(item, amount_fen=-1), hostel.desk.settings.services["beds"])
    with pytest.raises(BadRow):
        TRACES[0].check(row(item), parse(with_beds(rooms=""), SERVICES).services["beds"])
