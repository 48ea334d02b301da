"""The demonstration started once more, on what the last one left."""

from pathlib import Path

import pytest

from kiosk import bootstrap
from kiosk.demo.house import SUPERVISOR, furnish, printer_for, settings_text
from kiosk.demo.stock import stock
from kiosk.demo.windows import open_the_day, station_in
from kiosk.services.meals import requests as meals
from kiosk.services.meals.readings.views import offers
from kiosk.services.points.readings.views import goods as goods_now
from kiosk.services.tools.readings.views import offers as offered
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles

TEXT = settings_text("demo", "tcp:127.0.0.1:9")


@pytest.mark.parametrize(("closed", "name"), [(False, "station"), (True, "station-2")])
def test_a_lunch_can_be_bought_whatever_was_done_with_it_before(tmp_path: Path, closed: bool, name: str) -> None:
    begin(station_in(tmp_path), closed=closed)
    files = station_in(tmp_path)
    assert files.folder.name == name
    assert begin(files) == "on_sale"


def begin(files: StationFiles, *, closed: bool = False) -> str:
    """Starts on a station as the demonstration does; how its lunch stands then."""
    furnish(files, SystemClock(), TEXT)
    open_the_day(files)
    station = bootstrap.open_station(files.folder, SystemClock(), own_devices=False, version="test")
    try:
        if closed:
            station.desk.ask(meals.Close(request_id=station.desk.new_id(), meal="lunch"), SUPERVISOR).result()
        return station.desk.read("meals", offers)[0].state
    finally:
        station.close()


def test_the_cupboards_are_filled_once_and_every_label_is_printed_before_the_doors_open(tmp_path: Path) -> None:
    files = StationFiles(tmp_path / "station")
    printer, address = printer_for(files, tmp_path / "paper", lambda _: None)
    with printer:
        for _ in range(2):
            furnish(files, SystemClock(), settings_text("demo", address))
            stock(files, SystemClock())
    station = bootstrap.open_station(files.folder, SystemClock(), own_devices=False, version="test")
    try:
        shelf = {offer.kind.id: offer.shelf for offer in station.desk.read("tools", offered)}
        goods = [offer.stock for offer, _ in station.desk.read("points", goods_now) if offer.unit == "points"]
    finally:
        station.close()
    assert (shelf["drill"], shelf["toolbox"], shelf["generator"]) == (3, 2, 1)
    assert goods
    assert min(goods) > 0
    labels = [path.stem.partition("-")[2] for path in (tmp_path / "paper").glob("*.bin")]
    assert labels == ["label"] * sum(shelf.values())
