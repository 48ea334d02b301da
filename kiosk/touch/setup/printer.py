"""Which printer: where it is plugged in, a sheet printed on it, and which line of that came out right."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import PurePath
from typing import ClassVar, Final

from kiosk.base.phrase import phrase
from kiosk.devices.printers.driver import Result
from kiosk.devices.printers.status import Status
from kiosk.touch.errand import Errand
from kiosk.touch.setup import checks
from kiosk.touch.setup.steps import Option, Pad, Pick, Told
from kiosk.widgets.example import Example, nothing
from kiosk.widgets.shell import Build, Shell
from kiosk.widgets.telling import picture, sentence
from kiosk.widgets.tile import Choice

_PORTS: Final = 3  # as many as have room beside the other ways
_LETTERS: Final = 12


class Where(Pick):
    """Every port that was found, and the network; `without`: tiles (icon, word, act) for whoever plugs none in."""

    def __init__(
        self,
        shell: Shell,
        ports: Sequence[str],
        at: Callable[[str], None],
        network: Callable[[], None],
        *without: tuple[str, str, Callable[[], None]],
        key: str = "setup.ask_printer",
        note: str = "",
    ) -> None:
        say = shell.say
        usb = [
            Option("usb", say("setup.printer_usb", number=number), partial(at, port), note=port_name(port))
            for number, port in enumerate(ports[:_PORTS], 1)
        ]
        ways = (Option("plug-connected", say("setup.printer_network"), network),)
        others = (Option(icon, say(word), act) for icon, word, act in without)
        told = note or ("" if usb else "setup.note_printer_not_found")
        super().__init__(shell, key, (*usb, *ways, *others), *((say(told),) if told else ()))


def first_printer(
    shell: Shell, ports: Sequence[str], at: Callable[[str], None], network: Callable[[], None], none: Callable[[], None]
) -> Where:
    """打印机接在哪里? A station can do without."""
    return Where(shell, ports, at, network, ("printer-off", "setup.printer_none", none))


def second_printer(
    shell: Shell, ports: Sequence[str], at: Callable[[str], None], network: Callable[[], None], none: Callable[[], None]
) -> Where:
    """还有一台吗? Most stations have one."""
    one = ("check", "setup.printer_one", none)
    return Where(shell, ports, at, network, one, key="setup.ask_second_printer", note="setup.note_second_printer")


def port_name(address: str) -> str:
    """A port's own name, as far as there is room for it."""
    return PurePath(address.partition(":")[2]).name.removeprefix("usb-").replace("_", " ")[:_LETTERS]


def network_pad(before: str, at: Callable[[str], None]) -> Build:
    """The pad on which a printer's address on the network is typed; `before` is how it will begin."""

    def build(shell: Shell) -> Pad:
        pad = Pad(
            shell,
            "setup.ask_network",
            lambda text: at(checks.network(text)),
            note=shell.say("setup.note_network"),
            extra=".:",
            most=21,
        )
        for mark in before:
            pad.key(mark)
        return pad

    return build


class Working(Told):
    """Something is under way; `done` gets what came of it."""

    back: ClassVar[bool] = False

    def __init__(self, shell: Shell, key: str, icon: str) -> None:
        super().__init__(shell)
        self.spoken = (phrase(key),)
        self.tell(picture(icon), sentence(shell.say(key)))


class Printing(Working):
    """The sheet is under way."""

    def __init__(self, shell: Shell, work: Callable[[], Result] | None, done: Callable[[Result], None]) -> None:
        super().__init__(shell, "setup.printing", "printer")
        self._work, self._done = work, done
        self._errand: Errand[Result] | None = None

    def shown(self) -> None:
        """It is sent."""
        if self._work is not None:
            self._errand = Errand(self._work, self._done, self._broke)

    def left(self) -> None:
        """Nobody waits for it."""
        if self._errand is not None:
            self._errand.drop()

    def _broke(self, error: BaseException) -> bool:
        del error
        self._done(Result("failed", "error", Status("error")))
        return False


class WhichLine(Pick):
    """哪行清楚? One tile a line of the sheet, and none of them."""

    def __init__(self, shell: Shell, lines: int, take: Callable[[int], None], none: Callable[[], None]) -> None:
        say = shell.say
        options = [Option("", "", partial(take, number), number=str(number + 1)) for number in range(lines)]
        super().__init__(
            shell,
            "setup.ask_line",
            (*options, Option("x", say("setup.no_line"), none)),
            say("setup.note_line"),
        )


class Trouble(Told):
    """Nothing was printed: why, and what to do now."""

    def __init__(self, shell: Shell, reason: str, *ways: tuple[str, str, Callable[[], None]]) -> None:
        super().__init__(shell)
        why = shell.say(f"slips.reason_{reason}")
        self.spoken = (phrase("setup.not_printed", why=why),)
        self.tell(picture("printer-off"), sentence(shell.say("setup.not_printed", why=why)))
        choices = []
        for icon, key, act in ways:
            choices.append(Choice(icon=icon, word=shell.say(key)))
            choices[-1].bind(on_release=lambda _, act=act: act())
        self.answer(*choices)


def _where(shell: Shell, ports: Sequence[str], *, second: bool = False) -> Where:
    if second:
        return second_printer(shell, ports, nothing, nothing, nothing)
    return first_printer(shell, ports, nothing, nothing, nothing)


_FOUND: Final = (
    "serial:/dev/serial/by-id/usb-EPSON_TM-T82III_5846-if00",
    "serial:/dev/serial/by-id/usb-1a86_USB_Serial-if00",
)

EXAMPLES: Final = (
    Example("setup-printer", partial(_where, ports=_FOUND), "setup"),
    Example("setup-printer-not-found", partial(_where, ports=()), "setup"),
    Example("setup-second-printer", partial(_where, ports=_FOUND[1:], second=True), "setup"),
    Example("setup-network", network_pad("192.168.1.", nothing), "setup"),
    Example("setup-printing", lambda shell: Printing(shell, None, nothing), "setup"),
    Example("setup-which-line", lambda shell: WhichLine(shell, 4, nothing, nothing), "setup"),
    Example(
        "setup-printer-trouble",
        lambda shell: Trouble(
            shell, "unreachable", ("refresh", "setup.try_again", nothing), ("printer-off", "setup.without", nothing)
        ),
        "setup",
    ),
)
