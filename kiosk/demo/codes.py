"""What can be held before the virtual scanner: the last slip, a member's card, a phone's payment code, a bottle."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

from kiosk import bootstrap
from kiosk.base.clock import Clock
from kiosk.base.request import Request, Scene
from kiosk.base.store import Store
from kiosk.demo.house import HAND, SUPERVISOR
from kiosk.paper.elements import QrCode, decode
from kiosk.services.points import requests as points
from kiosk.station.files import StationFiles
from kiosk.virtual.scanner import PAYMENT_CODE, ScannerFault, SerialPlug, VirtualScanner

Thing = Literal["slip", "card", "payment", "bottle"]
THINGS: Final[tuple[tuple[Thing, str], ...]] = (
    ("slip", "receipt"),
    ("card", "id-badge-2"),
    ("payment", "device-mobile"),
    ("bottle", "bottle"),
)
_BOTTLE: Final = "6901234567892"  # of goods (EAN-13) that nobody sells
_KINDS: Final = {"slip": "meals.ticket", "card": "points.card"}
_HOURS: Final = 6
# Files that look like devices: the settings take lines under /dev alone.
_SHARED: Final = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it


class Holding:
    """Somebody at the virtual scanner; `printed` finds the newest slip of a kind, empty where there is none."""

    def __init__(self, scanner: VirtualScanner, printed: Callable[[str], str]) -> None:
        self._scanner, self._printed = scanner, printed
        self.plugged = True
        self.held = ""
        self.faults: frozenset[ScannerFault] = frozenset()

    @property
    def stands(self) -> tuple[bool, str, frozenset[ScannerFault]]:
        """How it stands: plugged in, what was held last, what is wrong."""
        return self.plugged, self.held, self.faults

    def hold(self, thing: Thing) -> None:
        """Holds a thing before it; what there is not yet is said so."""
        code = self._code(thing)
        self.held = f"held_{thing}" if code else f"no_{thing}"
        if code:
            self._scanner.scan(code)

    def plug(self, *, on: bool) -> None:
        """Puts its cable in, or pulls it out."""
        self._scanner.set("unplugged", not on)
        self.plugged, self.held = on, ""

    def turn(self, fault: ScannerFault) -> None:
        """Switches one of its faults on or off."""
        self._scanner.set(fault, fault not in self.faults)
        self.faults, self.held = self.faults ^ {fault}, ""

    def _code(self, thing: Thing) -> str:
        if thing == "payment":
            return PAYMENT_CODE
        return _BOTTLE if thing == "bottle" else self._printed(_KINDS[thing])


def newest(store: Store, scene: Scene[Any], kind: str) -> str:
    """The text in the QR of the newest slip of a kind; empty where there is none."""
    del scene
    row = store.execute("SELECT body FROM spool WHERE kind = ? ORDER BY job DESC LIMIT 1", (kind,)).fetchone()
    found = (part.text for part in decode(row[0]).elements if isinstance(part, QrCode)) if row else iter(())
    return next(found, "")


@contextmanager
def scanner_at_hand() -> Iterator[tuple[VirtualScanner, str]]:
    """A virtual scanner on a serial line, and what the settings say of it."""
    folder = Path(tempfile.mkdtemp(prefix="kiosk-demo-", dir=_SHARED))
    plug = SerialPlug(folder / "scanner")
    try:
        with VirtualScanner(plug) as scanner:
            yield scanner, f'\n[scanner]\nprofile = "generic-serial"\naddress = "serial:{plug.path}"\n'
    finally:
        shutil.rmtree(folder)


def give_card(files: StationFiles, clock: Clock) -> None:
    """Gives out a member's card with some points on it, where there is none yet."""
    station = bootstrap.open_station(files.folder, clock, own_devices=False, version="demo")
    try:
        if station.desk.read("points", _has_cards):
            return

        def ask(request: Request, by: str) -> Any:
            return station.desk.ask(request, by).result()

        new_id, hand = station.desk.new_id, f"attendant:{HAND.who}"
        member = ask(points.IssueCard(request_id=new_id()), hand)
        entered = ask(points.Enter(request_id=new_id(), account=member.account, rule="volunteer", qty=_HOURS), hand)
        ask(points.Approve(request_id=new_id(), earning=entered.earning), SUPERVISOR)
    finally:
        station.close()


def _has_cards(store: Store, scene: Scene[Any]) -> bool:
    del scene
    return store.execute("SELECT 1 FROM points_cards LIMIT 1").fetchone() is not None
