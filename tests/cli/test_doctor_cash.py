"""`kiosk doctor` of a station with a machine that takes money."""

from pathlib import Path

import pytest
from support.station import SETTINGS, SetClock, Station

from kiosk import bootstrap
from kiosk.base.words import LANGUAGES
from kiosk.devices.health import UNSTEADY
from kiosk.services.house.requests import ReportDevice
from kiosk.services.registry import SERVICES
from kiosk.station import doctor
from kiosk.station.cash.machine import MACHINE, STATES
from kiosk.station.owner import Owner

CASH = '\n[cash]\naddress = "serial:/dev/ttyUSB9"\n\n[cash.coins]\nprofile = "generic-coins"\nfen = [100]\n'


def found(station: Station) -> dict[str, doctor.Finding]:
    """What is said of the machine."""
    every = doctor.station(
        station.files, SERVICES, station.clock, lambda _: pytest.fail("no printer"), lambda _: pytest.fail("no scanner")
    )
    return {one.name: one for one in every if one.name in MACHINE}


def test_the_machine_is_as_the_running_program_has_noted_and_every_answer_has_its_sentence(tmp_path: Path) -> None:
    station = Station(tmp_path / "data", SetClock(), SETTINGS + CASH)
    assert found(station)["cash"].says == "idle"
    owner = Owner(station.files.owner)
    try:
        assert found(station)["cash"].says == "ok"
        for device in MACHINE:
            for state in (*STATES, UNSTEADY) if device == "cash" else (STATES[0], UNSTEADY):
                station.ask(ReportDevice(request_id=station.id(), device=device, state=state), "device")
                said = found(station)[device]
                assert (said.state, said.says) == ("bad", state)
                for lang in LANGUAGES:
                    sentence = bootstrap.all_words().say(lang, f"doctor.{device}_{state}", **said.fields)
                    assert "/dev/ttyUSB9" in sentence
            station.ask(ReportDevice(request_id=station.id(), device=device, state="ready"), "device")
        assert found(station)["cash"].says == "ok"
    finally:
        owner.release()
        station.close()
