"""What is held before the demonstration's scanner is read by the station's own driver, and is the real thing."""

import contextlib
import queue
import time
from functools import partial
from pathlib import Path
from typing import Any

from kiosk import bootstrap
from kiosk.demo.codes import Holding, give_card, newest, scanner_at_hand
from kiosk.demo.house import SUPERVISOR, furnish, settings_text
from kiosk.demo.windows import open_the_day
from kiosk.devices.scanners.scan import PAYMENT, Scan
from kiosk.services.house.readings import device_states
from kiosk.services.meals import requests as meals
from kiosk.services.points.readings.views import by_card
from kiosk.services.slips.readings import code_here
from kiosk.services.till import requests as till
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles

PATIENCE_S = 30.0


def test_every_thing_is_read_as_it_is_and_a_pulled_cable_is_in_the_record(tmp_path: Path) -> None:
    files = StationFiles(tmp_path / "station")
    with scanner_at_hand() as (virtual, table):
        furnish(files, SystemClock(), settings_text("demo", "tcp:127.0.0.1:9") + table)
        for _ in range(2):
            give_card(files, SystemClock())
        open_the_day(files)
        station = bootstrap.open_station(files.folder, SystemClock(), own_devices=True, version="test")
        came: queue.SimpleQueue[Scan] = queue.SimpleQueue()
        try:
            assert station.scanner is not None
            station.scanner.listen(came.put)
            desk = station.desk
            holding = Holding(virtual, lambda kind: desk.read("slips", partial(newest, kind=kind)))
            holding.hold("slip")
            assert holding.held == "no_slip"
            ordered: Any = desk.ask(meals.Order(request_id=desk.new_id(), meal="lunch"), "worker").result()
            paid = till.Receive(request_id=desk.new_id(), sale=ordered.sale, way="counter", given_fen=500)
            desk.ask(paid, SUPERVISOR).result()
            ends = time.monotonic() + PATIENCE_S
            first = None
            while first is None:  # what is held before it has been opened reaches nobody
                assert time.monotonic() < ends
                holding.hold("bottle")
                with contextlib.suppress(queue.Empty):
                    first = came.get(timeout=0.05)
            assert first == Scan("6901234567892")
            found = []
            for thing in ("slip", "card", "payment"):
                holding.hold(thing)
                found.append(came.get(timeout=PATIENCE_S))
            slip, card, payment = found
            assert desk.read("slips", lambda store, _: code_here(store, slip.text)) is not None
            state, passbook = desk.read("points", partial(by_card, text=card.text))
            assert passbook is not None
            assert (state, passbook.account.available("points")) == ("live", 60)
            assert payment == PAYMENT
            for plugged, state in ((False, "unreachable"), (True, "ready")):
                holding.plug(on=plugged)
                while desk.read("house", device_states).get("scanner", "ready") != state:
                    assert time.monotonic() < ends
        finally:
            station.close()
