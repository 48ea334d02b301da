"""Several processes on one station; one owns the devices."""

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from support.station import Station

from kiosk import bootstrap
from kiosk.services.till import requests as till
from kiosk.station.owner import OwnedElsewhere, Owner


def _hold(path: Path, pipe: Connection) -> None:
    owner = Owner(path)
    pipe.send("held")
    pipe.recv()
    owner.release()


def test_a_second_process_is_told_who_owns_the_devices_and_a_dead_one_owns_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    other = context.Process(target=_hold, args=(tmp_path / "owner.lock", there))
    other.start()
    assert here.recv() == "held"
    with pytest.raises(OwnedElsewhere) as told:
        Owner(tmp_path / "owner.lock")
    assert told.value.pid == str(other.pid)
    other.kill()
    other.join()
    Owner(tmp_path / "owner.lock").release()


def test_what_one_process_orders_another_one_is_paid_for(station: Station) -> None:
    station.open()
    ordered = station.order()
    counter = bootstrap.open_station(station.files.folder, station.clock, own_devices=False, version="test")
    try:
        before = counter.desk.version()
        received = counter.desk.ask(
            till.Receive(request_id=station.id(), sale=ordered.sale, way="counter", given_fen=500), "supervisor:a1"
        )
        assert received.result() == till.Received(change_fen=0)
        number = station.order().number
        assert number == 2
        assert counter.desk.version() != before
    finally:
        counter.close()
