"""Threads that must outlive whatever goes wrong: the keeper and the press."""

import threading
from concurrent.futures import Future

import apsw
import pytest
from support.press import printing
from support.station import Station

from kiosk.base.request import Outcome, Refused, Request
from kiosk.services.slips import readings as slips
from kiosk.station import keeper as keepers
from kiosk.station.keeper import Keeper
from kiosk.station.press import Press


class FailingDesk:
    """Fails twice in ways nobody foresaw, then answers."""

    def __init__(self) -> None:
        self.asked = 0
        self.answered = threading.Event()

    def ask(self, request: Request, by: str) -> "Future[Outcome]":
        del request, by
        self.asked += 1
        future: Future[Outcome] = Future()
        if self.asked <= 2:
            future.set_exception(apsw.IOError("the disk"))
        else:
            future.set_result(Outcome())
            self.answered.set()
        return future

    def new_id(self) -> str:
        return "01"


def test_the_keeper_goes_on_ticking_whatever_the_desk_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keepers, "_EVERY_S", 0.001)
    desk = FailingDesk()
    keeper = Keeper(desk)  # type: ignore[arg-type] # of the desk it asks only this
    keeper.start()
    assert desk.answered.wait(10)
    keeper.stop()


def test_a_disk_that_fails_is_a_refusal_with_a_sentence(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    station.open()

    def fails(*_: object) -> bytes:
        raise apsw.IOError("the disk")

    monkeypatch.setattr(station.desk.journal, "head", fails)
    station.desk._seen_version = -1
    with pytest.raises(Refused) as refused:
        station.order()
    assert refused.value.reason == "house.record_unwell"
    monkeypatch.undo()
    assert station.order().number == 1


def test_a_slip_that_cannot_be_printed_fails_and_the_next_one_comes_out(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.open()
    station.buy()
    with printing(station) as printer:
        with monkeypatch.context() as patch:
            patch.setattr(Press, "_rendered", _unforeseen)
            printer.print_all()
        station.buy()
        printer.print_all()
        assert sorted(copy[2] for copy in printer.copies()) == ["confirmed", "failed"]
        assert len(printer.paper.slips) == 1


def test_a_failure_after_the_first_byte_leaves_the_slip_uncertain(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.open()
    station.buy()
    with printing(station) as printer:

        def breaks(_: bytes, first_byte: object, **__: object) -> None:
            assert callable(first_byte)
            first_byte()
            raise RuntimeError("the adapter's driver")

        monkeypatch.setattr(printer.press._stands[0].printer, "send", breaks)
        printer.print_all()
        assert [copy[2] for copy in printer.copies()] == ["uncertain"]


def test_a_station_without_a_printer_has_nothing_to_look_after(station: Station) -> None:
    station.open()
    station.buy()
    with printing(station) as printer:
        printer.press.use(())
        printer.print_all()
        assert [copy[2] for copy in printer.copies()] == ["failed"]
    assert slips.open_slips(station.desk.journal.db, station.scene()) == ()


def _unforeseen(*_: object) -> bytes:
    raise RuntimeError("unforeseen")
