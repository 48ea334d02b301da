"""What the wizard needs of the machine. No Kivy here."""

import threading
from collections.abc import Callable

import msgspec

from kiosk.devices.printers.driver import Result
from kiosk.devices.scanners.trying import Heard
from kiosk.station.writing import ToolPlan


class Returned(msgspec.Struct, frozen=True):
    """A record that came back: how many events, and who signs in with the new PIN."""

    events: int
    who: str


class Tools(msgspec.Struct, frozen=True):
    """What the wizard needs of the machine.

    `ports` are addresses where a printer may be, `network` how an address on this network begins; `profiles` says which
    may fit an address, `try_out` prints their sheet there, under the station's name; `scanners` are addresses where a
    scanner may be, but those of the printers, `hear` waits there for a code; `make` makes the station from the
    text of its settings and the first PIN, with the tools that get a label each (Refused and others where it cannot);
    `bring_back` gets the record of a lost machine from the centre at an address, by its code, for a supervisor with a
    new PIN (Refused and others where it cannot); `trial` is the demonstration.
    """

    ports: Callable[[], tuple[str, ...]]
    network: Callable[[], str]
    profiles: Callable[[str], tuple[str, ...]]
    try_out: Callable[[str, str], Result]
    scanners: Callable[[tuple[str, ...]], tuple[str, ...]]
    hear: Callable[[tuple[str, ...], threading.Event], Heard | None]
    make: Callable[[str, str, tuple[ToolPlan, ...]], None]
    bring_back: Callable[[str, str, str], Returned]
    trial: Callable[[], None]
