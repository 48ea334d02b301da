"""Slips on their way to paper: confirmed, uncertain or failed, and never twice by themselves."""

from collections.abc import Iterator

import pytest
import zxingcpp
from support.press import Printing, printing
from support.station import HAND, Station

from kiosk import bootstrap_devices
from kiosk.base.event import Code, parse_code
from kiosk.base.request import Refused
from kiosk.services.house import readings as house
from kiosk.services.slips import readings as slips
from kiosk.services.slips import requests
from kiosk.virtual.engine import PrintedSlip


def code_on(paper: PrintedSlip) -> Code:
    """What a phone reads off the paper."""
    (found,) = zxingcpp.read_barcodes(paper.print_out(bootstrap_devices.slip_face()).image)
    return parse_code(found.text)


@pytest.fixture
def printer(station: Station) -> Iterator[Printing]:
    with printing(station) as made:
        yield made


def test_a_paid_number_comes_out_as_paper_whose_code_names_its_event(station: Station, printer: Printing) -> None:
    station.open()
    station.buy()
    printer.print_all()
    (paper,) = printer.paper.slips
    code = code_on(paper)
    digest = station.desk.journal.hash_at(code.epoch, code.seq)
    assert digest is not None
    assert code.hash16 == digest.hex()[:16]
    assert code.device == station.desk.journal.device.hex()
    assert printer.copies() == [(code.digits, 0, "confirmed")]
    assert "slips.printed" in station.kinds()


def test_a_roll_that_is_nearly_used_up_is_said_once_and_slips_are_printed(station: Station, printer: Printing) -> None:
    station.open()
    printer.paper.faults.set("near_end")
    for _ in range(2):
        station.clock.pass_(1)
        station.buy()
        printer.print_all()
    assert [copy[2] for copy in printer.copies()] == ["confirmed", "confirmed"]
    assert house.device_states(station.desk.journal.db, station.scene()) == {"printer": "near_end"}
    printer.paper.faults.clear()
    printer.press.look()
    assert house.device_states(station.desk.journal.db, station.scene()) == {"printer": "ready"}
    assert station.kinds().count("house.device_lost") == station.kinds().count("house.device_back") == 1


def test_without_paper_the_slip_waits_and_comes_out_once_when_there_is_paper(
    station: Station, printer: Printing
) -> None:
    station.open()
    station.buy()
    printer.paper.faults.set("paper_out")
    printer.print_all()
    printer.print_all()
    assert printer.copies() == []
    assert house.device_states(station.desk.journal.db, station.scene()) == {"printer": "paper_out"}
    printer.paper.faults.clear()
    printer.print_all()
    assert len(printer.paper.slips) == 1
    assert [copy[2] for copy in printer.copies()] == ["confirmed"]
    assert station.kinds().count("house.device_lost") == station.kinds().count("house.device_back") == 1


def test_a_slip_that_waited_too_long_fails_and_never_comes_out_for_nobody(station: Station, printer: Printing) -> None:
    station.open()
    station.buy()
    printer.paper.faults.set("cover_open")
    printer.print_all()
    station.clock.pass_(121)
    printer.paper.faults.clear()
    printer.print_all()
    assert printer.paper.slips == ()
    assert [(state, reason) for state, reason in station.rows("SELECT state, reason FROM slips_copies")] == [
        ("failed", "waited")
    ]


def test_a_printer_that_dies_in_the_middle_leaves_the_slip_uncertain_and_is_not_retried(
    station: Station, printer: Printing
) -> None:
    station.open()
    station.buy()
    printer.paper.faults.set_after(100, "off")
    printer.print_all()
    printer.paper.faults.clear()
    printer.print_all()
    assert [copy[2] for copy in printer.copies()] == ["uncertain"]
    assert [slip.cut for slip in printer.paper.slips] == [False]


def test_a_power_cut_while_printing_is_reported_uncertain_at_the_next_start(
    station: Station, printer: Printing
) -> None:
    station.open()
    station.buy()
    job = printer.press.spool.next()
    assert job is not None
    printer.press.spool.mark(job, "sending")
    with printing(station) as after:
        after.press.settle()
        after.print_all()
        assert after.copies() == [(job.slip, 0, "uncertain")]
        assert after.paper.slips == ()


def test_what_the_record_says_of_a_copy_stands_when_power_went_before_the_spool_knew(
    station: Station, printer: Printing
) -> None:
    station.open()
    station.buy()
    printer.print_all()
    station.rows("UPDATE spool SET state = 'sending'")
    printer.press.settle()
    assert [copy[2] for copy in printer.copies()] == ["confirmed"]
    assert station.rows("SELECT state FROM spool") == [("confirmed",)]
    assert station.kinds().count("slips.uncertain") == 0


def test_a_reprint_says_so_on_its_top_and_has_the_same_number_and_code(station: Station, printer: Printing) -> None:
    station.open()
    number = station.buy()
    printer.print_all()
    slip = printer.copies()[0][0]
    assert station.ask(requests.Reprint(request_id=station.id(), slip=slip), HAND) == requests.Reprinting(copy=1)
    printer.print_all()
    first, again = ("\n".join(paper.text) for paper in printer.paper.slips)
    assert "补打 第1次" in again
    assert "补打" not in first
    assert f"{number}号" in first
    assert f"{number}号" in again
    assert {code_on(paper).digits for paper in printer.paper.slips} == {slip}
    assert printer.copies() == [(slip, 0, "confirmed"), (slip, 1, "confirmed")]


def test_an_uncertain_slip_is_settled_once(station: Station, printer: Printing) -> None:
    station.open()
    station.buy()
    printer.paper.faults.set_after(100, "off")
    printer.print_all()
    (open_slip,) = slips.open_slips(station.desk.journal.db, station.scene())
    assert (open_slip.number, open_slip.state) == ("1号", "uncertain")
    station.ask(requests.Settle(request_id=station.id(), there=True, slip=open_slip.slip, copy=0), HAND)
    assert slips.open_slips(station.desk.journal.db, station.scene()) == ()
    with pytest.raises(Refused) as refused:
        station.ask(requests.Settle(request_id=station.id(), there=True, slip=open_slip.slip, copy=0), HAND)
    assert refused.value.reason == "slips.not_uncertain"


def test_a_slip_nobody_issued_is_not_reprinted(station: Station) -> None:
    with pytest.raises(Refused) as refused:
        station.ask(requests.Reprint(request_id=station.id(), slip="1-99-0123456789abcdef"), HAND)
    assert refused.value.reason == "slips.unknown"
