"""What is plugged in: a printer, one beside it, a scanner. Each is asked for, tried, and leads to the next."""

from collections.abc import Callable
from functools import partial
from typing import Literal

from kiosk.devices.printers.driver import Result
from kiosk.devices.scanners.trying import Heard
from kiosk.services.house.settings import Printer, Scanner
from kiosk.station.writing import Plan
from kiosk.touch.setup.checks import NotThisError
from kiosk.touch.setup.printer import Printing, Trouble, WhichLine, first_printer, network_pad, second_printer
from kiosk.touch.setup.scanner import AskScan, Scanned
from kiosk.touch.setup.tools import Tools
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Build, Shell

# Which printer, as plans and settings name it.
Which = Literal["printer", "second_printer"]


class Plugging:
    """The steps of the devices; `put` changes the plan, `then` is what comes after them."""

    def __init__(self, tools: Tools, plan: Callable[[], Plan], put: Callable[..., None], then: Build) -> None:
        self._tools, self._plan, self._put, self._then = tools, plan, put, then

    def printer(self, shell: Shell) -> Screen:
        """Where the printer is."""
        return self._where(shell, "printer")

    def _where(self, shell: Shell, which: Which) -> Screen:
        first = self._plan().printer if which == "second_printer" else None
        ports = [port for port in self._tools.ports() if first is None or port != first.address]
        at = partial(self._at, shell, which)
        network = network_pad(self._tools.network(), at)
        ask = first_printer if first is None else second_printer
        return ask(shell, ports, at, lambda: shell.go(network), partial(self._without, shell, which))

    def _without(self, shell: Shell, which: Which) -> None:
        self._put(second_printer=None)
        if which == "printer":
            self._put(printer=None)
        self._after_printers(shell)

    def _at(self, shell: Shell, which: Which, address: str) -> None:
        first = self._plan().printer
        if which == "second_printer" and first is not None and first.address == address:
            raise NotThisError("setup.same_printer")
        shell.go(partial(self._printing, which=which, address=address))

    def _printing(self, shell: Shell, which: Which, address: str) -> Screen:
        def ended(result: Result) -> None:
            if result.state == "failed":
                shell.replace(partial(self._trouble, which=which, address=address, reason=result.reason))
            else:
                shell.replace(partial(self._line, which=which, address=address))

        return Printing(shell, partial(self._tools.try_out, address, self._plan().name), ended)

    def _trouble(self, shell: Shell, which: Which, address: str, reason: str) -> Screen:
        anew = partial(self._printing, which=which, address=address)
        again = ("refresh", "setup.try_again", lambda: shell.replace(anew))
        return Trouble(shell, reason, again, ("printer-off", "setup.without", partial(self._without, shell, which)))

    def _line(self, shell: Shell, which: Which, address: str) -> Screen:
        profiles = self._tools.profiles(address)

        def take(line: int) -> None:
            self._put(**{which: Printer(profiles[line], address)})
            if which == "printer":
                shell.go(partial(self._where, which="second_printer"))
            else:
                self._after_printers(shell)

        return WhichLine(shell, len(profiles), take, shell.back)

    def _after_printers(self, shell: Shell) -> None:
        """A scanner is asked for where there is a line that may be one's; one that types needs nothing."""
        plan = self._plan()
        places = self._tools.scanners(tuple(at.address for at in (plan.printer, plan.second_printer) if at))
        shell.go(partial(self._scanner, places=places) if places else self._no_scanner)

    def _no_scanner(self, shell: Shell) -> Screen:
        self._put(scanner=None)
        return self._then(shell)

    def _scanner(self, shell: Shell, places: tuple[str, ...]) -> Screen:
        def heard(found: Heard) -> None:
            self._put(scanner=Scanner(found.profile, found.address) if found.profile else None)
            shell.go(self._scan_read)

        return AskScan(shell, partial(self._tools.hear, places), heard, lambda: shell.go(self._no_scanner))

    def _scan_read(self, shell: Shell) -> Screen:
        well = self._plan().scanner is not None
        on = (lambda: shell.go(self._then)) if well else shell.back
        return Scanned(shell, well, on, lambda: shell.go(self._no_scanner))
