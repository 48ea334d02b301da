"""What stands in the cupboards of a station that pretends: tools with their labels on, goods on the shelf."""

import time
from datetime import timedelta
from typing import Any, Final

from kiosk import bootstrap
from kiosk.base.clock import Clock
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.demo.house import SUPERVISOR
from kiosk.services.points import requests as points
from kiosk.services.points.readings import views as shelf
from kiosk.services.tools import requests as tools
from kiosk.station.files import StationFiles

_UNITS: Final = {"drill": 3, "toolbox": 2}
_GOODS: Final = 20  # of each kind
_INSPECTED: Final = timedelta(days=365)
_PRINTED_S: Final = 20.0
_NAP_S: Final = 0.02


def stock(files: StationFiles, clock: Clock) -> None:
    """Registers tools and receives goods where there are none yet, and waits until every label is printed."""
    station = bootstrap.open_station(files.folder, clock, own_devices=True, version="demo")
    try:
        _register(station, clock)
        _receive(station)
        end = time.monotonic() + _PRINTED_S
        while not station.desk.read("slips", idle) and time.monotonic() < end:
            time.sleep(_NAP_S)
    finally:
        station.close()


def _register(station: bootstrap.OpenStation, clock: Clock) -> None:
    if station.desk.read("tools", _has_units):
        return
    until = (clock.now().at + _INSPECTED).date().isoformat()
    settings: Any = station.settings.services["tools"]
    for kind in settings.kinds:
        for _ in range(_UNITS.get(kind.id, 1)):
            request = tools.Register(
                request_id=station.desk.new_id(),
                of=kind.id,
                value_fen=kind.deposit_fen,
                inspect_by=until if kind.powered else "",
            )
            station.desk.ask(request, SUPERVISOR).result()


def _receive(station: bootstrap.OpenStation) -> None:
    for offer, _ in station.desk.read("points", shelf.goods):
        if not offer.stock and offer.unit == "points":
            request = points.Receive(request_id=station.desk.new_id(), goods=offer.goods, qty=_GOODS)
            station.desk.ask(request, SUPERVISOR).result()


def _has_units(store: Store, scene: Scene[Any]) -> bool:
    del scene
    return store.execute("SELECT 1 FROM tools_units LIMIT 1").fetchone() is not None


def idle(store: Store, scene: Scene[object]) -> bool:
    """Whether no slip waits for the printer."""
    del scene
    return store.execute("SELECT 1 FROM spool WHERE state IN ('queued', 'sending') LIMIT 1").fetchone() is None
