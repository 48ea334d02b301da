"""A printer that was plugged in: which of the two it is to be, where it is, which line of its sheet came out right."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from kiosk.devices.printers.driver import Result
from kiosk.services.house.settings import Printer
from kiosk.services.slips.requests import Device
from kiosk.touch.checkup.outcome import Adopting, both, outcome
from kiosk.touch.checkup.tools import Tools
from kiosk.touch.setup.checks import NotThisError
from kiosk.touch.setup.printer import Printing, Trouble, Where, WhichLine, network_pad, port_name
from kiosk.touch.setup.steps import Option, Pick
from kiosk.widgets.example import nothing
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Build, Shell

PRINTERS: Final[tuple[Device, ...]] = ("printer", "second_printer")


def new_printer(tools: Tools) -> Build:
    """In whose place it comes, then where it is."""

    def build(shell: Shell) -> Screen:
        def take(device: Device) -> None:
            shell.go(partial(where, tools=tools, device=device))

        return which_place(shell, tools.settings().printers, take)

    return build


def which_place(shell: Shell, places: Sequence[Printer], take: Callable[[Device], None]) -> Pick:
    """当哪台用? The first or the second, each with what it is now."""
    now = [port_name(place.address) for place in places]
    options = (
        Option(
            "printer",
            shell.say(f"house.device.{device}"),
            partial(take, device),
            shell.say("checkup.now_at", port=now[at]) if at < len(now) else shell.say("checkup.now_none"),
        )
        for at, device in enumerate(PRINTERS)
    )
    return Pick(shell, "checkup.ask_place", tuple(options))


def where(shell: Shell, tools: Tools, device: Device) -> Where:
    """Every port that no printer of ours has, or the network."""
    ours = {place.address for place in tools.settings().printers}

    def at(address: str) -> None:
        if address in ours:
            raise NotThisError("checkup.in_use")
        shell.go(partial(_printing, tools=tools, device=device, address=address))

    network = network_pad(tools.network(), at)
    ports = [port for port in tools.ports() if port not in ours]
    return Where(shell, ports, at, lambda: shell.go(network))


def _printing(shell: Shell, tools: Tools, device: Device, address: str) -> Screen:
    def ended(result: Result) -> None:
        if result.state == "failed":
            anew = partial(_printing, tools=tools, device=device, address=address)
            again = ("refresh", "setup.try_again", lambda: shell.replace(anew))
            shell.replace(lambda shell: Trouble(shell, result.reason, again))
        else:
            shell.replace(which)

    def which(shell: Shell) -> Screen:
        profiles = tools.profiles(address)

        def take(line: int) -> None:
            values: dict[str, object] = {"profile": profiles[line], "address": address}
            work = partial(tools.adopt, device, values, tools.by)
            shell.replace(lambda shell: Adopting(shell, work, outcome("circle-check", "checkup.profile_set")))

        return WhichLine(shell, len(profiles), take, shell.back)

    return Printing(shell, partial(tools.try_out, address, tools.settings().station.name), ended)


_ONE: Final = (Printer("generic-80-gb18030", "tcp:192.168.1.50:9100"),)

EXAMPLES: Final = (*both("which-place", lambda shell: which_place(shell, _ONE, nothing)),)
