"""A press for a test: the station's spool onto a virtual printer, one step at a time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kiosk import bootstrap_devices
from kiosk.devices.printers.driver import Printer
from kiosk.devices.profiles import load_printer
from kiosk.station.desk import SLIP_LANGUAGE
from kiosk.station.press import Press
from kiosk.virtual.engine import PrintedSlip
from kiosk.virtual.printer import VirtualPrinter
from support.station import Station

PROFILE = "generic-80-gb18030"


class Printing:
    """Virtual printers in memory, mostly one, and the press that prints on them."""

    def __init__(
        self,
        station: Station,
        on_slip: Callable[[PrintedSlip], None] = lambda _: None,
        profiles: tuple[str, ...] = (PROFILE,),
    ) -> None:
        self.papers = tuple(VirtualPrinter(load_printer(profile).spec, on_slip) for profile in profiles)
        self.paper = self.papers[0]
        self.drivers = tuple(
            Printer(load_printer(profile), paper.transport(0.5), time.monotonic)
            for profile, paper in zip(profiles, self.papers, strict=True)
        )
        self._station = station

        def say(key: str, **fields: object) -> str:
            return station.desk.words.say(SLIP_LANGUAGE, key, **fields)

        self.press = Press(
            station.desk.spool(),
            station.clock,
            self.drivers,
            bootstrap_devices.slip_drawing,
            lambda request: station.ask(request, "device"),
            station.id,
            say,
        )

    def print_all(self) -> None:
        self.press.take_all(lambda: False)

    def print_one(self) -> None:
        """The next copy that waits, and no more."""
        stops = iter((False,))
        self.press.take_all(lambda: next(stops, True))

    def copies(self) -> list[tuple[str, int, str]]:
        """Every copy whose end is recorded: slip, copy, state."""
        return self._station.rows("SELECT slip, copy, state FROM slips_copies ORDER BY slip, copy")

    def close(self) -> None:
        self.press.spool.close()
        for paper in self.papers:
            paper.close()


@contextmanager
def printing(station: Station, profiles: tuple[str, ...] = (PROFILE,)) -> Iterator[Printing]:
    """A printer at a station, or more, taken away at the end."""
    made = Printing(station, profiles=profiles)
    try:
        yield made
    finally:
        made.close()
