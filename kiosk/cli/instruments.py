"""What the first start, 体检 and 检查 need of the machine and of a station, put together."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

from kiosk import __version__, bootstrap, bootstrap_devices, bootstrap_founding
from kiosk.base.desk import Desk
from kiosk.base.request import Refused
from kiosk.cli.joining import why
from kiosk.cli.office import office
from kiosk.devices import finding, plugged
from kiosk.devices.printers.driver import Result
from kiosk.devices.profiles import Verified
from kiosk.devices.scanners import trying
from kiosk.record.verify import Verdict, Witness
from kiosk.services.house.settings import Printer as PrinterAt
from kiosk.services.registry import SERVICES
from kiosk.services.slips.readings import LastTest
from kiosk.services.slips.requests import Saw
from kiosk.services.slips.rules import passed
from kiosk.services.slips.slips import trial
from kiosk.services.tools.requests import Register
from kiosk.station import doctor, writing
from kiosk.station import settings as station_settings
from kiosk.station.clock import SystemClock
from kiosk.station.desk import SLIP_LANGUAGE
from kiosk.station.files import StationFiles
from kiosk.station.line.answers import Cut, Declined
from kiosk.station.line.returning import NotReturned
from kiosk.station.verified import fill
from kiosk.station.verify import verify_station
from kiosk.station.watchdog import Watch
from kiosk.station.writing import ToolPlan
from kiosk.touch import fitting
from kiosk.touch.checkup.tools import Tools
from kiosk.touch.setup.app import Begun, Hands
from kiosk.touch.setup.tools import Returned
from kiosk.touch.voice import check as voice_check
from kiosk.touch.voice.speaker import Voice

# The first start says it otherwise than the terminal; it is read, not heard.
_ON_THE_GLASS: Final = {"cli.back_nothing": "setup.back_nothing"}


def profiles_for(address: str) -> tuple[str, ...]:
    """The profiles that a printer at an address may have, in the order of the lines on the sheet that tries them."""
    return tuple(profile.id for profile in finding.candidates(address))


def try_out(address: str, station: str) -> Result:
    """Prints that sheet before there is a station, under the name it will have."""
    profiles = profiles_for(address)
    driver = bootstrap_devices.printer_at(PrinterAt(profiles[0], address))
    sheet = trial(profiles, (station,), partial(bootstrap.all_words().say, SLIP_LANGUAGE))
    return driver.send(bootstrap_devices.slip_drawing()(sheet, driver.profile.spec, ""), lambda: None)


def hands() -> Hands:
    """What the first start needs of the machine."""
    return Hands(plugged.ports, finding.own_network, profiles_for, try_out, finding.scanners, trying.listen)


def checkup(files: StationFiles, desk: Desk, by: str, voice: Voice | None, *, own_glass: bool) -> Tools:
    """What 体检 needs of a station that is at work, in the name of a supervisor."""

    def settings() -> station_settings.StationSettings:
        return desk.read("house", lambda store, _: station_settings.in_force(store, SERVICES))

    def adopt(table: str, values: dict[str, object], by: str) -> None:
        text = files.settings.read_text(encoding="utf-8") if files.settings.exists() else settings().text
        changed = writing.changed(text, table, values)
        station_settings.parse(changed, SERVICES, str(files.settings))
        writing.adopt(files, changed, lambda request: desk.ask(request, by).result(), desk.new_id())

    def look(renderer: str, glass: tuple[int, int]) -> tuple[doctor.Finding, ...]:
        found = doctor.station(
            files,
            SERVICES,
            SystemClock(),
            lambda place: bootstrap_devices.printer_at(place).status(),
            bootstrap_devices.scanner_seen,
        )
        fits = fitting.looked(files, SERVICES, glass) if own_glass else ()
        return (*doctor.machine(renderer, screen=True), *found, voice_check.looked(files.voice), *fits)

    def tried(page: LastTest, seen: Mapping[str, bool]) -> None:
        request = Saw(request_id=desk.new_id(), printer=page.printer, device=page.device, **seen)
        desk.ask(request, by).result()
        if passed(seen):
            fill(files, page.printer, Verified(by, SystemClock().now().date))

    wires = (profiles_for, plugged.ports, finding.own_network, try_out, finding.scanners, trying.listen)
    return Tools(look, settings, adopt, *wires, by, tried, voice, own_glass)


def verified(files: StationFiles) -> Verdict:
    """The record as 检查 verifies it, without its readings."""
    return verify_station(files.journal, Witness(), SERVICES, rebuild=False)


class Founder:
    """Makes the station that the first start asked for and opens it; `station` is it from then on."""

    def __init__(self, folder: Path, watch: Watch) -> None:
        self._watch = watch
        self._files = StationFiles(folder)
        self.station: bootstrap.OpenStation | None = None

    def begin(self, text: str, pin: str, tools: tuple[ToolPlan, ...] = ()) -> Begun:
        """The station at work, each of its tools with a label.

        Raises Refused, ConfigError, BadSecret, OSError; there is no station then.
        """
        clock = SystemClock()
        bootstrap_founding.make_station(self._files, clock, text, pin)
        self._files.first_pin.unlink()  # whoever chose it knows it
        begun = self._opened(clock, bootstrap_founding.FIRST_PERSON)
        for tool in tools:
            for _ in range(tool.units):
                begun.desk.ask(Register(request_id=begun.desk.new_id(), of=tool.id), begun.by).result()
        return begun

    def bring_back(self, url: str, code: str, pin: str) -> tuple[Begun, Returned]:
        """The station of a lost machine at work again, its record brought back from the centre.

        Raises Refused, BackupRefused, ConfigError, BadSecret, OSError; there is no station then.
        """
        clock = SystemClock()
        try:
            back = bootstrap_founding.come_back(self._files, clock, url, code, pin)
        except (Cut, Declined, NotReturned) as error:
            key, fields = why(error, url, self._files)
            raise Refused(_ON_THE_GLASS.get(key, key), {**fields}) from None
        self._files.first_pin.unlink()
        return self._opened(clock, back.who), Returned(back.events, back.who)

    def _opened(self, clock: SystemClock, who: str) -> Begun:
        station = bootstrap.open_station(
            self._files.folder, clock, own_devices=True, version=__version__, watch=self._watch
        )
        self.station = station
        behind = office(self._files, station.desk)
        return Begun(station.desk, station.pins, station.settings, behind, f"supervisor:{who}")

    def close(self) -> None:
        """Closes it in order, where it was made."""
        if self.station is not None:
            self.station.close()
