"""The scanner is tried with any code; one that was plugged in later is found by the line on which its code comes."""

from functools import partial
from typing import Final

from kiosk.devices.scanners.trying import Heard
from kiosk.touch.checkup.outcome import Adopting, both, outcome
from kiosk.touch.checkup.tools import Tools
from kiosk.touch.setup.scanner import AskScan
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Build, Shell


def scan_trial(tools: Tools) -> Build:
    """Waits for a code from the scanner at work, from one that types, and on every line that no device of ours has."""

    def build(shell: Shell) -> Screen:
        places = _free(tools)
        hear = partial(tools.hear, places) if places else None
        return ScanTrial(shell, hear, partial(_heard, shell, tools), shell.back)

    return build


def _free(tools: Tools) -> tuple[str, ...]:
    settings = tools.settings()
    at = (*settings.printers, settings.scanner, settings.cash)
    ours = tuple(place.address for place in at if place is not None)
    return tuple(place for place in tools.scanners(ours) if place not in ours)


class ScanTrial(AskScan):
    """请扫任意一个码: read by the station as it is, all is well."""

    def scanned(self, text: str) -> bool:
        """It came the way that codes come."""
        del text
        self.shell.replace(outcome("circle-check", "checkup.scan_well"))
        return True


def _heard(shell: Shell, tools: Tools, found: Heard) -> None:
    if not found.profile:
        shell.replace(outcome("alert-circle", "setup.scan_rubbish"))
        return
    values: dict[str, object] = {"profile": found.profile, "address": found.address}
    work = partial(tools.adopt, "scanner", values, tools.by)
    shell.replace(lambda shell: Adopting(shell, work, outcome("circle-check", "checkup.scanner_set")))


EXAMPLES: Final = (
    *both("scan-well", outcome("circle-check", "checkup.scan_well")),
    *both("scanner-set", outcome("circle-check", "checkup.scanner_set")),
)
