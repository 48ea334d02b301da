"""A tool goes out and comes back: who may have it, whose money it is, what is deducted, who says so."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.station import BOSS, HAND, SETTINGS, SetClock, Station, station_in
from support.tools import WANG, Shed

from kiosk.base.clock import CST
from kiosk.base.people import STILL_NEEDED, Who
from kiosk.base.request import Refused
from kiosk.base.toml import ConfigError
from kiosk.services.registry import SERVICES
from kiosk.services.till import requests as till
from kiosk.services.tools import requests as tools
from kiosk.services.tools.inspection import inspect, z
from kiosk.services.tools.readings.found import Results, found
from kiosk.services.tools.readings.views import by_slip, deposits, matters, needs, offers, stock
from kiosk.station import settings

MISSING_BIT = tools.Found("bit", "missing")
BROKEN_BODY = tools.Found("body", "damaged")


@pytest.fixture
def shed(memory: Path) -> Iterator[Shed]:
    with station_in(memory / "station") as station:
        yield Shed(station)


def refused(reason: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, match=rf"tools\.{reason}'")


def test_a_deposit_is_held_for_the_worker_until_the_tool_is_back(shed: Shed) -> None:
    unit = shed.register("drill")
    loan = shed.lend(unit, shed.hold("drill").loan)
    assert shed.station.accounts() == {"cash.drawer": 20000, "owed.deposits": -20000}
    assert deposits(shed.station.desk.journal.db).fen == 20000
    taken = shed.back(unit)
    assert (taken.back_fen, taken.deduct_fen, taken.waits) == (20000, 0, False)
    assert shed.state(loan) == "returned"
    assert shed.station.accounts() == {}


def test_what_is_missing_is_deducted_at_the_price_list_once_the_borrower_agrees(shed: Shed) -> None:
    unit = shed.register("drill")
    loan = shed.lend(unit)
    assert shed.back(unit, MISSING_BIT).waits
    assert shed.station.accounts()["owed.deposits"] == -20000, "nothing is income before it is agreed to"
    with refused("not_agreed"):
        shed.give_back(loan)
    shed.agree(loan, 1500)
    taken = shed.give_back(loan)
    assert (taken.back_fen, taken.deduct_fen) == (18500, 1500)
    assert shed.station.accounts() == {"cash.drawer": 1500, "income.deductions": -1500}
    assert [kind for kind, _ in shed.slips()][-2:] == ["tools.deducted", "till.refund"]


def test_a_worker_who_does_not_agree_keeps_the_money_waiting_until_a_person_decides(shed: Shed) -> None:
    unit = shed.register("drill")
    loan = shed.lend(unit)
    shed.back(unit, MISSING_BIT)
    shed.agree(loan, 1500, agrees=False)
    with refused("not_agreed"):
        shed.give_back(loan)
    shed.ask(tools.Decide, BOSS, loan=loan, deduct_fen=500, reason="old_damage")
    with refused("amount_changed"):
        shed.agree(loan, 1500)
    shed.agree(loan, 500)
    assert shed.give_back(loan).back_fen == 19500


def test_a_supervisor_who_waives_it_all_asks_nobody(shed: Shed) -> None:
    unit = shed.register("drill")
    loan = shed.lend(unit)
    shed.back(unit, MISSING_BIT)
    shed.ask(tools.Decide, BOSS, loan=loan, deduct_fen=0, reason="part_found")
    assert shed.give_back(loan).back_fen == 20000


def test_above_the_limit_a_supervisor_must_stand_for_it(shed: Shed) -> None:
    unit = shed.register("drill")
    loan = shed.lend(unit)
    shed.back(unit, BROKEN_BODY)
    shed.agree(loan, 6000)
    with refused("supervisor_needed"):
        shed.give_back(loan)
    with pytest.raises(Refused, match=r"station\.|staff\.|house\."):
        shed.ask(tools.Approve, HAND, loan=loan, deduct_fen=6000)
    shed.ask(tools.Approve, BOSS, loan=loan, deduct_fen=6000)
    assert shed.give_back(loan).back_fen == 14000


def test_an_approval_is_of_one_amount(shed: Shed) -> None:
    unit = shed.register("generator")
    loan = shed.lend(unit)
    shed.back(unit, BROKEN_BODY)
    with refused("amount_changed"):
        shed.ask(tools.Approve, BOSS, loan=loan, deduct_fen=1)


def test_a_deduction_never_takes_more_than_the_deposit(shed: Shed) -> None:
    unit = shed.register("drill")
    shed.lend(unit)
    taken = shed.back(unit, tools.Found("body", "missing"), MISSING_BIT)
    assert (taken.deduct_fen, taken.back_fen) == (20000, 0)
    shed.agree(taken.loan, 20000)
    shed.give_back(taken.loan, BOSS)
    assert shed.station.accounts() == {"cash.drawer": 20000, "income.deductions": -20000}


def test_a_price_that_is_not_on_the_list_is_the_attendants_to_say_and_a_supervisors_to_stand_for(shed: Shed) -> None:
    unit = shed.register("toolbox")
    loan = shed.lend(unit)
    assert shed.back(unit, tools.Found("", "other", 300)).deduct_fen == 300, "far below the limit"
    shed.agree(loan, 300)
    with refused("supervisor_prices"):
        shed.give_back(loan)
    shed.ask(tools.Approve, BOSS, loan=loan, deduct_fen=300)
    assert shed.give_back(loan).deduct_fen == 300


def test_what_a_supervisor_prices_needs_no_other_approval(shed: Shed) -> None:
    unit = shed.register("toolbox")
    loan = shed.lend(unit)
    shed.back(unit, tools.Found("", "other", 300), by=BOSS)
    shed.agree(loan, 300)
    assert shed.give_back(loan).deduct_fen == 300


def test_the_deposit_goes_back_in_any_shift_and_as_a_slip_where_the_drawer_is_short(shed: Shed) -> None:
    unit = shed.register("drill")
    loan = shed.lend(unit)
    shed.station.clock.pass_(26 * 3600)
    shed.back(unit, drawer_short=True)
    assert shed.state(loan) == "returned"
    assert shed.station.accounts() == {"cash.drawer": 20000, "owed.refunds": -20000}
    owed = shed.station.rows("SELECT owed FROM till_owed")[0][0]
    shed.ask(till.PayOwed, owed=owed)
    assert shed.station.accounts() == {}
    assert shed.slips()[-2][0] == "till.owed"


def test_money_that_the_drawer_does_not_have_is_owed_and_never_called_refunded(shed: Shed) -> None:
    unit, other = shed.register("drill"), shed.register("toolbox")
    shed.lend(unit)
    shed.station.rows("UPDATE till_accounts SET fen = 100 WHERE account = 'cash.drawer'")
    shed.back(unit)
    assert shed.slips()[-1][0] == "till.owed"
    assert other == "toolbox-1"


def test_a_friend_brings_the_tool_and_the_money_waits_for_its_owner(shed: Shed) -> None:
    unit = shed.register("drill")
    loan = shed.lend(unit)
    taken = shed.back(unit, by_other=True, proof="")
    assert taken.waits
    assert shed.state(loan) == "back"
    assert shed.station.accounts()["owed.deposits"] == -20000
    assert shed.hold("drill").unit == unit, "the tool is on the shelf again"
    assert shed.give_back(loan, proof="known").back_fen == 20000


def test_a_friend_with_the_slip_gets_the_money(shed: Shed) -> None:
    unit = shed.register("drill")
    shed.lend(unit)
    assert not shed.back(unit, by_other=True, proof="slip").waits


def test_a_lost_slip_is_replaced_by_what_only_the_depositor_knows(shed: Shed) -> None:
    unit = shed.register("drill")
    loan = shed.lend(unit)
    old = shed.slips()[-1][1]
    for knows in (("phone",), ("phone", "tool"), ("tool", "tool")):
        with refused("knows_too_little"):
            shed.ask(tools.ReplaceSlip, loan=loan, knows=knows)
    shed.ask(tools.ReplaceSlip, loan=loan, knows=("tool", "name", "phone"))
    new = shed.slips()[-1][1]
    store, scene = shed.station.desk.journal.db, shed.station.scene("tools")
    was, now = by_slip(store, scene, old), by_slip(store, scene, new)
    assert was is not None
    assert now is not None
    assert (was.void, now.void) == (True, False)
    assert now.view.loan.loan == loan
    assert "补发" in shed.paper()


def test_the_rental_slip_has_two_copies_and_every_field(shed: Shed) -> None:
    unit = shed.register("drill")
    prepared = shed.prepare(unit)
    shed.ask(tools.Lend, loan=prepared.loan, given_fen=20000, receipt="NO-0012")
    paper = shed.paper()
    for words in ("存根联", "客户联", "签字", "电锤 drill-1", "￥200.00", "贰佰元整", "NO-0012", "经办 李*", "￥0.00"):
        assert words in paper
    assert "非发票、非财政票据" in paper
    assert '"el":"cut"' in paper
    assert "王小明" not in paper
    assert "13812341234" not in paper


def test_a_receipts_number_is_used_once(shed: Shed) -> None:
    shed.ask(tools.Lend, loan=shed.prepare(shed.register("drill")).loan, given_fen=20000, receipt="NO-0012")
    again = shed.prepare(shed.register("drill"))
    with refused("receipt_used"):
        shed.ask(tools.Lend, loan=again.loan, given_fen=20000, receipt="NO-0012")


def test_names_stand_in_no_event(shed: Shed) -> None:
    shed.lend(shed.register("drill"))
    raw = "".join(str(row[0]) for row in shed.station.rows("SELECT CAST(raw AS TEXT) FROM journal"))
    assert WANG.name not in raw
    assert WANG.phone not in raw


def test_a_borrower_is_needed_while_the_loan_is_open_or_money_is_owed(shed: Shed) -> None:
    unit, store = shed.register("drill"), shed.station.desk.journal.db
    shed.lend(unit)
    person = shed.station.rows("SELECT person FROM tools_loans")[0][0]
    assert needs(store, person) == STILL_NEEDED
    shed.back(unit, drawer_short=True)
    assert needs(store, person) == STILL_NEEDED
    shed.ask(till.PayOwed, owed=shed.station.rows("SELECT owed FROM till_owed")[0][0])
    assert str(needs(store, person)) == "2024-03-01"
    assert needs(store, "pnobody") is None


# Who may have it


def test_no_two_people_hold_one_unit(shed: Shed) -> None:
    unit = shed.register("drill")
    held = shed.hold("drill")
    with refused("none_left"):
        shed.hold("drill")
    with refused("unit_taken"):
        shed.prepare(unit)
    shed.ask(tools.LetGo, "worker", loan=held.loan)
    assert shed.hold("drill").unit == unit


def test_a_number_is_kept_for_its_time_and_no_longer(shed: Shed) -> None:
    shed.register("drill")
    held = shed.hold("drill")
    shed.station.clock.pass_(1199)
    with refused("none_left"):
        shed.hold("drill")
    shed.station.clock.pass_(1)
    assert shed.hold("drill").number == held.number + 1
    with refused("loan_is"):
        shed.prepare("drill-1", held.loan)


def test_the_attendant_may_hand_out_another_unit_than_the_one_kept(shed: Shed) -> None:
    first, second = shed.register("drill"), shed.register("drill")
    held = shed.hold("drill")
    assert held.unit == first
    shed.lend(second, held.loan)
    assert shed.hold("drill").unit == first


def test_a_number_for_one_kind_does_not_get_another(shed: Shed) -> None:
    shed.register("drill")
    box = shed.register("toolbox")
    with refused("another_kind"):
        shed.prepare(box, shed.hold("drill").loan)


@pytest.mark.parametrize(
    ("kind", "more", "reason"),
    [
        ("generator", {"adult": False}, "adults_only"),
        ("scaffold", {"permit": False}, "permit_needed"),
        ("drill", {"parts": ("body", "bit")}, "parts_not_checked"),
        ("drill", {"parts": ("body", "bit", "wheel")}, "parts_not_checked"),
    ],
)
def test_what_a_kind_asks_for_is_seen_first(shed: Shed, kind: str, more: dict[str, Any], reason: str) -> None:
    unit = shed.register(kind)
    with refused(reason):
        shed.prepare(unit, **more)
    assert shed.station.rows("SELECT count(*) FROM tools_loans") == [(0,)]


def test_a_generator_goes_out_after_three_pictures_were_understood(shed: Shed) -> None:
    prepared = shed.prepare(shed.register("generator"))
    assert prepared.consent
    with refused("consent_needed"):
        shed.ask(tools.Lend, loan=prepared.loan, given_fen=50000)
    assert shed.station.accounts() == {}
    shed.ask(tools.Consent, "worker", loan=prepared.loan)
    shed.ask(tools.Lend, loan=prepared.loan, given_fen=50000)
    assert shed.state(prepared.loan) == "out"


def test_a_powered_tool_whose_inspection_is_over_stays_here(shed: Shed) -> None:
    unit = shed.register("drill", "2024-03-01")
    shed.station.clock.pass_(24 * 3600)
    with refused("none_left"):
        shed.hold("drill")
    with refused("not_inspected"):
        shed.prepare(unit)
    shed.ask(tools.Inspect, unit=unit, inspect_by="2025-03-01")
    assert shed.hold("drill").unit == unit


def test_a_powered_tool_is_not_registered_without_a_date(shed: Shed) -> None:
    for date in ("", "2024-02-29", "soon"):
        with pytest.raises(Refused):
            shed.register("drill", date)
    assert shed.register("toolbox", "") == "toolbox-1"


# Time


def test_due_dates_go_by_open_days(memory: Path) -> None:
    # From Friday on; the weekend is off, and three open days later is Wednesday.
    text = SETTINGS + "\n[holidays]\ncalendar = true\n"
    with station_in(memory / "station", text) as station:
        shed = Shed(station)
        assert shed.prepare(shed.register("scaffold")).due == "2024-03-06T17:00"
        assert shed.prepare(shed.register("drill")).due == "2024-03-01T17:00"
        station.clock.pass_(6 * 3600)
        assert shed.prepare(shed.register("drill")).due == "2024-03-04T17:00", "after the hour, the next open day"


def test_nobody_borrows_on_a_day_off(memory: Path) -> None:
    clock = SetClock(datetime(2024, 3, 2, 9, 0, 0, 0, CST))
    station = Station(memory / "station", clock, SETTINGS + "\n[holidays]\ncalendar = true\n")
    with station.closing():
        Shed(station).register("drill")
        with pytest.raises(Refused, match=r"house\.day_off"):
            Shed(station).hold("drill")


def test_what_is_late_stands_first_and_is_extended_once(shed: Shed) -> None:
    box, drill = shed.register("toolbox"), shed.register("drill")
    shed.lend(box)
    late = shed.lend(drill)
    shed.station.clock.pass_(7 * 3600)
    out = matters(shed.station.desk.journal.db, shed.station.scene("tools")).out
    assert [(view.loan.unit, view.overdue) for view in out] == [(drill, True), (box, False)]
    assert shed.ask(tools.Extend, loan=late).due == "2024-03-02T17:00"
    with refused("extended_enough"):
        shed.ask(tools.Extend, loan=late)


def test_who_is_late_is_called_and_the_list_says_when_and_whether_they_were_reached(shed: Shed) -> None:
    loan = shed.lend(shed.register("drill"))
    with refused("not_late"):
        shed.ask(tools.Call, loan=loan, reached=True)
    shed.station.clock.pass_(7 * 3600)
    shed.ask(tools.Call, loan=loan, reached=False)
    shed.station.clock.pass_(600)
    shed.ask(tools.Call, loan=loan, reached=True)
    (view,) = matters(shed.station.desk.journal.db, shed.station.scene("tools")).out
    assert (view.loan.called_at[:16], view.loan.reached) == (shed.station.clock.now().stamp[:16], "yes")
    assert shed.station.kinds().count("tools.called") == 2
    shed.back("drill-1")
    with refused("loan_is"):
        shed.ask(tools.Call, loan=loan, reached=True)


# Undone, swapped, lost, found


def test_a_mistaken_hand_over_is_undone_within_minutes(shed: Shed) -> None:
    unit = shed.register("drill")
    loan = shed.lend(unit)
    shed.station.clock.pass_(599)
    shed.ask(tools.UndoLend, loan=loan)
    assert shed.station.accounts() == {}
    again = shed.lend(unit)
    shed.station.clock.pass_(601)
    with refused("too_late_to_undo"):
        shed.ask(tools.UndoLend, loan=again)


def test_a_mistaken_return_is_undone_to_the_fen(shed: Shed) -> None:
    unit = shed.register("drill")
    loan = shed.lend(unit)
    shed.back(unit, MISSING_BIT)
    shed.agree(loan, 1500)
    shed.give_back(loan)
    shed.ask(tools.UndoReturn, loan=loan)
    assert shed.state(loan) == "out"
    assert shed.station.accounts() == {"cash.drawer": 20000, "owed.deposits": -20000}
    assert shed.back(unit).back_fen == 20000


def test_a_return_is_not_undone_once_somebody_else_has_the_tool(shed: Shed) -> None:
    unit = shed.register("drill")
    first = shed.lend(unit)
    shed.back(unit)
    shed.lend(unit)
    with refused("unit_taken"):
        shed.ask(tools.UndoReturn, loan=first)


def test_a_mistaken_return_that_was_booked_as_owed_is_undone_and_its_slip_pays_nothing(shed: Shed) -> None:
    unit = shed.register("drill")
    loan = shed.lend(unit)
    shed.back(unit, MISSING_BIT)
    shed.agree(loan, 1500)
    shed.give_back(loan, drawer_short=True)
    owed, fen = shed.station.rows("SELECT owed, fen FROM till_owed")[0]
    assert fen == 18500
    shed.ask(tools.UndoReturn, loan=loan)
    assert shed.station.kinds()[-3:] == ["tools.return_undone", "tools.moved", "till.owed_voided"]
    assert shed.station.accounts() == {"cash.drawer": 20000, "owed.deposits": -20000}
    with pytest.raises(Refused, match=r"till\.no_such_owed"):
        shed.ask(till.PayOwed, owed=owed)
    assert shed.back(unit, drawer_short=True).back_fen == 20000
    shed.ask(till.PayOwed, owed=shed.station.rows("SELECT owed FROM till_owed")[0][0])
    assert shed.station.accounts() == {}


def test_a_return_whose_owed_money_was_paid_meanwhile_is_undone_with_the_money_in_the_drawer(shed: Shed) -> None:
    unit = shed.register("drill")
    loan = shed.lend(unit)
    shed.back(unit, drawer_short=True)
    shed.ask(till.PayOwed, owed=shed.station.rows("SELECT owed FROM till_owed")[0][0])
    shed.ask(tools.UndoReturn, loan=loan)
    assert shed.station.accounts() == {"cash.drawer": 20000, "owed.deposits": -20000}


def test_a_return_booked_as_owed_is_not_undone_after_the_minutes(shed: Shed) -> None:
    unit = shed.register("drill")
    loan = shed.lend(unit)
    shed.back(unit, drawer_short=True)
    shed.station.clock.pass_(601)
    with refused("too_late_to_undo"):
        shed.ask(tools.UndoReturn, loan=loan)
    assert shed.station.accounts() == {"cash.drawer": 20000, "owed.refunds": -20000}


def test_a_faulty_unit_is_swapped_and_the_old_slip_is_void(shed: Shed) -> None:
    first, second = shed.register("drill"), shed.register("drill")
    loan = shed.lend(first)
    old = shed.slips()[-1][1]
    shed.ask(tools.Swap, loan=loan, unit=second, parts=("body", "bit", "cable"), reason="broken")
    slips = dict(shed.slips())
    assert "tools.repair" in slips
    body = "SELECT CAST(body AS TEXT) FROM spool WHERE slip = ?"
    assert second in shed.station.rows(body, slips["tools.rental"])[0][0]
    was = by_slip(shed.station.desk.journal.db, shed.station.scene("tools"), old)
    assert was is not None
    assert was.void
    with refused("not_out"):
        shed.back(first)
    assert shed.back(second).back_fen == 20000


def test_a_unit_that_somebody_else_has_is_no_swap(shed: Shed) -> None:
    first, second, box = shed.register("drill"), shed.register("drill"), shed.register("toolbox")
    loan = shed.lend(first)
    other = shed.lend(second)
    fields: dict[str, Any] = {"parts": ("body", "bit", "cable"), "reason": "broken"}
    with refused("unit_taken"):
        shed.ask(tools.Swap, loan=loan, unit=second, **fields)
    shed.back(second)
    shed.move(second, "repair")
    with refused("unit_is"):
        shed.ask(tools.Swap, loan=loan, unit=second, **fields)
    with refused("another_kind"):
        shed.ask(tools.Swap, loan=loan, unit=box, **fields)
    assert shed.state(other) == "returned"


def test_a_return_of_a_tool_that_never_came_back_is_not_undone(shed: Shed) -> None:
    loan = shed.lend(shed.register("drill", value_fen=5000))
    shed.ask(tools.Lost, loan=loan)
    shed.agree(loan, 5000)
    shed.give_back(loan)
    with refused("was_lost"):
        shed.ask(tools.UndoReturn, loan=loan)
    assert shed.station.accounts() == {"cash.drawer": 5000, "income.deductions": -5000}


def test_a_return_of_a_tool_that_was_paid_for_and_found_is_not_undone(shed: Shed) -> None:
    unit = shed.register("drill", value_fen=5000)
    loan = shed.lend(unit)
    shed.ask(tools.Lost, loan=loan)
    shed.agree(loan, 5000)
    shed.give_back(loan)
    shed.ask(tools.MakeGood, BOSS, unit=unit)
    with refused("was_lost"):
        shed.ask(tools.UndoReturn, loan=loan)
    assert shed.station.accounts() == {"cash.drawer": 5000, "owed.refunds": -5000}


def test_the_slip_of_a_number_let_go_and_of_a_hand_over_undone_is_void(shed: Shed) -> None:
    unit = shed.register("drill")
    held = shed.hold("drill")
    number = shed.slips()[-1][1]
    shed.ask(tools.LetGo, "worker", loan=held.loan)
    loan = shed.lend(unit)
    rental = next(slip for kind, slip in shed.slips() if kind == "tools.rental")
    shed.ask(tools.UndoLend, loan=loan)
    for slip in (number, rental):
        was = by_slip(shed.station.desk.journal.db, shed.station.scene("tools"), slip)
        assert was is not None
        assert was.void


def test_a_lost_tool_is_paid_for_and_made_good_when_it_is_found(shed: Shed) -> None:
    unit = shed.register("drill", value_fen=35000)
    loan = shed.lend(unit)
    shed.ask(tools.Lost, loan=loan)
    shed.agree(loan, 20000)
    shed.give_back(loan, BOSS)
    assert shed.station.accounts() == {"cash.drawer": 20000, "income.deductions": -20000}
    assert stock(shed.station.desk.journal.db).lost == 1
    shed.ask(tools.MakeGood, BOSS, unit=unit)
    assert shed.station.accounts() == {"cash.drawer": 20000, "owed.refunds": -20000}
    assert shed.hold("drill").unit == unit
    with refused("nothing_to_make_good"):
        shed.ask(tools.MakeGood, BOSS, unit=unit)


def test_a_deposit_stays_the_workers_while_a_tool_is_written_off(shed: Shed) -> None:
    unit = shed.register("drill")
    shed.lend(unit)
    shed.move(unit, "missing", "not_found")
    assert shed.station.accounts()["owed.deposits"] == -20000
    assert shed.back(unit).back_fen == 20000, "found after it was written off"
    assert stock(shed.station.desk.journal.db).here == 1


@pytest.mark.parametrize(("to", "who"), [("missing", BOSS), ("retired", BOSS), ("repair", HAND)])
def test_units_leave_by_the_right_hand(shed: Shed, to: str, who: str) -> None:
    unit = shed.register("toolbox")
    if who == BOSS:
        with refused("supervisor_moves"):
            shed.ask(tools.Move, HAND, unit=unit, to=to, reason="broken")
    shed.ask(tools.Move, who, unit=unit, to=to, reason="broken")
    with refused("none_left"):
        shed.hold("toolbox")


def test_a_unit_that_is_out_does_not_go_to_repair_and_two_do_not_count_at_once(shed: Shed) -> None:
    unit = shed.register("toolbox")
    shed.lend(unit)
    with refused("unit_taken"):
        shed.move(unit, "repair")
    shed.ask(tools.BeginCount)
    with refused("counting_already"):
        shed.ask(tools.BeginCount, BOSS)


def test_stock_taking_says_what_lacks_and_what_is_too_much(shed: Shed) -> None:
    here, out, gone = (shed.register("toolbox") for _ in range(3))
    shed.lend(out)
    shed.ask(tools.BeginCount)
    for unit in (here, here, out):
        shed.ask(tools.Count, unit=unit)
    done = shed.ask(tools.EndCount)
    assert (done.expected, done.seen, done.lacking, done.extra) == (2, 2, (gone,), (out,))
    assert gone in shed.paper()
    with refused("not_counting"):
        shed.ask(tools.Count, unit=here)


def test_the_auditors_figures_tie(shed: Shed) -> None:
    drill, box = shed.register("drill"), shed.register("toolbox")
    shed.register("toolbox")
    shed.lend(drill)
    shed.move(box, "repair")
    store = shed.station.desk.journal.db
    assert stock(store).ties
    sections = inspect(store, shed.station.clock.now())
    shown = {figure.key: figure.value for section in sections for figure in section.figures}
    assert shown["tools.inspect.open"] == shown["tools.inspect.account"] == "200.00"
    assert (shown["tools.inspect.here"], shown["tools.inspect.out"], shown["tools.inspect.repair"]) == ("1", "1", "1")
    assert {figure.key: figure.value for figure in z(store, ())[0].figures}["tools.inspect.opening"] == "3"


def test_the_search_finds_units_numbers_slips_receipts_and_phones(shed: Shed) -> None:
    unit = shed.register("drill")
    label = shed.slips()[-1][1]
    loan = shed.prepare(unit).loan
    shed.ask(tools.Lend, loan=loan, given_fen=20000, receipt="NO-0012")
    slip = shed.slips()[-1][1]

    def search(text: str) -> Results:
        desk = shed.station.desk
        people = desk.vault(desk.journal.db)
        return found(desk.journal.db, msgspec.structs.replace(shed.station.scene("tools"), people=people), text)

    for text in (unit, unit.upper(), label):
        seen = search(text).unit
        assert seen is not None, text
        assert seen.unit.unit == unit
    for text in ("1", slip, "NO-0012", "1234"):
        assert [view.loan.loan for view in search(text).loans] == [loan], text
    for text in ("", "2", "9999", "x" * 500, "1-2-0000000000000000"):
        assert search(text) == Results(), text


def test_the_catalogue_says_how_many_are_on_the_shelf(shed: Shed) -> None:
    unit = shed.register("drill")
    shed.register("drill")
    shed.lend(unit)
    shelf = offers(shed.station.desk.journal.db, shed.station.scene("tools"))
    assert [(offer.kind.id, offer.shelf, offer.all) for offer in shelf] == [("drill", 1, 2)]


# What comes in from outside


@pytest.mark.parametrize(
    "who",
    [
        Who("王小明", "1381234abcd"),
        Who("", ""),
        Who("x" * 200),
        Who("王\n小明"),
        Who("王小明", "１３８１２３４１２３４"),
    ],
)
def test_a_bad_name_or_phone_is_refused_and_nothing_is_lost(shed: Shed, who: Who) -> None:
    unit, held = shed.register("drill"), shed.hold("drill")
    with pytest.raises(Refused, match=r"people\.bad_"):
        shed.prepare(unit, held.loan, who)
    assert shed.state(held.loan) == "held"


@pytest.mark.parametrize("receipt", ["4401060123-AB0012345", "NO0012", "a1"])
def test_a_receipt_has_the_letters_and_digits_that_real_ones_have(shed: Shed, receipt: str) -> None:
    loan = shed.prepare(shed.register("drill")).loan
    shed.ask(tools.Lend, loan=loan, given_fen=20000, receipt=receipt)
    assert shed.station.rows("SELECT receipt FROM tools_loans") == [(receipt,)]


@pytest.mark.parametrize("receipt", ["NO 12", "x" * 31, "票12", "a\nb"])
def test_a_bad_receipt_is_refused_before_the_money(shed: Shed, receipt: str) -> None:
    loan = shed.prepare(shed.register("drill")).loan
    with refused("bad_receipt"):
        shed.ask(tools.Lend, loan=loan, given_fen=20000, receipt=receipt)
    assert shed.station.accounts() == {}


@pytest.mark.parametrize("given", [0, -1, 19999, 10**12])
def test_a_wrong_amount_is_refused(shed: Shed, given: int) -> None:
    loan = shed.prepare(shed.register("drill")).loan
    with pytest.raises(Refused, match=r"till\.too_"):
        shed.ask(tools.Lend, loan=loan, given_fen=given)
    assert shed.state(loan) == "prepared"


@pytest.mark.parametrize("fen", [-1, 0, 20001])
def test_a_deduction_out_of_bounds_is_refused(shed: Shed, fen: int) -> None:
    unit = shed.register("drill")
    shed.lend(unit)
    with refused("bad_deduction"):
        shed.back(unit, tools.Found("", "other", fen), by=BOSS)


def test_a_part_that_it_does_not_have_or_named_twice_is_refused(shed: Shed) -> None:
    unit = shed.register("drill")
    shed.lend(unit)
    with refused("no_such_part"):
        shed.back(unit, tools.Found("wheel", "missing"))
    with refused("named_twice"):
        shed.back(unit, MISSING_BIT, MISSING_BIT)


def test_two_attendants_return_one_tool_at_once_and_the_money_goes_once(shed: Shed) -> None:
    unit = shed.register("drill")
    shed.lend(unit)
    shed.back(unit)
    with refused("not_out"):
        shed.back(unit, by=BOSS)
    assert shed.station.kinds().count("till.refunded") == 1


def test_a_return_before_the_loan_loses_nothing(shed: Shed) -> None:
    unit = shed.register("drill")
    loan = shed.lend(unit)
    shed.station.clock.jump(-3 * 24 * 3600)
    assert shed.back(unit).back_fen == 20000
    assert shed.state(loan) == "returned"


def test_unknown_names_are_refused(shed: Shed) -> None:
    asked: list[tuple[Any, dict[str, Any]]] = [
        (tools.TakeBack, {"unit": "drill-99"}),
        (tools.Prepare, {"unit": "", "parts": (), "who": WANG}),
        (tools.Move, {"unit": "x" * 10_000, "to": "repair", "reason": "broken"}),
    ]
    for kind, fields in asked:
        with refused("no_such_unit"):
            shed.ask(kind, **fields)
    with refused("no_such_loan"):
        shed.ask(tools.GiveBack, loan="l' OR 1=1", proof="slip")
    with refused("no_such_kind"):
        shed.hold("rocket")


def test_a_slip_of_another_station_is_none_of_ours(shed: Shed) -> None:
    unit = shed.register("drill")
    shed.lend(unit)
    slip = shed.slips()[-1][1]
    forged = slip[:-4] + ("0000" if not slip.endswith("0000") else "1111")
    store, scene = shed.station.desk.journal.db, shed.station.scene("tools")
    assert by_slip(store, scene, slip) is not None
    assert by_slip(store, scene, forged) is None
    assert by_slip(store, scene, f"/s/{'ab' * 16}.{forged.replace('-', '.')}") is None


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("deposit_fen = 20000", "deposit_fen = 0.1"),
        ("deposit_fen = 20000", "deposit_fen = 0"),
        ("deposit_fen = 20000", "deposit_fen = -20000"),
        ("deposit_fen = 20000", "deposit_yuan = 0.001"),
        ('id = "generator"', 'id = "drill"'),
        ('id = "drill"', 'id = "../drill"'),
        ("missing_fen = 1500", "missing_fen = -1"),
        ("days = 3", "days = -1"),
        ("days = 3", 'days = 3\nby = "25:00"'),
    ],
)
def test_settings_that_no_station_can_mean_are_refused_with_their_line(written: str, instead: str) -> None:
    with pytest.raises(ConfigError) as refused_:
        settings.parse(SETTINGS.replace(written, instead, 1), SERVICES, "station.toml")
    assert refused_.value.line > 0


def test_one_label_scanned_twice_within_a_second_is_one_find(shed: Shed) -> None:
    unit = shed.register("toolbox")
    shed.ask(tools.BeginCount)
    shed.ask(tools.Count, unit=unit)
    shed.ask(tools.Count, unit=unit)
    assert shed.station.kinds().count("tools.counted") == 1
