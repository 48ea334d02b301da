"""A printer at work is tried: which profile is right, then a page with everything on it, asked about thing by thing."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, Final

from kiosk.services.house.settings import Printer
from kiosk.services.slips.readings import LastTest, last_test, last_trial
from kiosk.services.slips.requests import Device, Test, TryOut
from kiosk.services.slips.rules import TEST_ITEMS, passed
from kiosk.touch.checkup.adding import PRINTERS, new_printer, where
from kiosk.touch.checkup.outcome import Adopting, both, outcome
from kiosk.touch.checkup.tools import Tools
from kiosk.touch.setup.printer import Trouble, WhichLine, Working, port_name
from kiosk.touch.setup.steps import Option, Pick
from kiosk.widgets.example import nothing, nowhere
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Build, Shell


def paper_trial(tools: Tools) -> Build:
    """A sheet with a line a profile on one of the printers, or a new printer; where there is none, that at once."""

    def build(shell: Shell) -> Screen:
        places = tools.settings().printers
        if not places:
            return where(shell, tools, PRINTERS[0])
        return which_printer(shell, places, lambda device: shell.go(_trial_of(tools, device)), new_printer(tools))

    return build


def _trial_of(tools: Tools, device: Device) -> Build:
    """The trial of one of the printers, as the settings name it now."""
    place = getattr(tools.settings(), device)
    return partial(PaperTrial, tools=tools, device=device, address=place.address)


def which_printer(shell: Shell, places: Sequence[Printer], take: Callable[[Device], None], new: Build) -> Pick:
    """哪一台? The first and the second, each by the name of its port; or one that has been plugged in."""
    ours = (
        Option("printer", shell.say(f"house.device.{device}"), partial(take, device), port_name(place.address))
        for device, place in zip(PRINTERS, places, strict=False)
    )
    plugged = Option("plug-connected", shell.say("checkup.new_printer"), lambda: shell.go(new))
    return Pick(shell, "checkup.ask_printer", (*ours, plugged))


class PaperTrial(Working):
    """The sheet is under way: ordered, printed by the press, told here by the record."""

    back: ClassVar[bool] = True

    def __init__(self, shell: Shell, tools: Tools, device: Device, address: str) -> None:
        super().__init__(shell, "setup.printing", "printer")
        self._tools, self._device, self._profiles = tools, device, tools.profiles(address)
        self._ordered = False

    def shown(self) -> None:
        """It is ordered once."""
        if not self._ordered:
            self._ordered = True
            request = TryOut(request_id=self.shell.desk.new_id(), profiles=self._profiles, device=self._device)
            self.shell.ask(request, lambda _: self.refresh(), by=self._tools.by)

    def refresh(self) -> None:
        """The press has said something."""
        state, reason = self.shell.desk.read("slips", last_trial)
        if state == "failed":
            again = ("refresh", "setup.try_again", lambda: self.shell.replace(_trial_of(self._tools, self._device)))
            self.shell.replace(lambda shell: Trouble(shell, reason, again))
        elif state in {"confirmed", "uncertain"}:
            self.shell.replace(self._which)

    def _which(self, shell: Shell) -> Screen:
        take = partial(_line_is, shell, self._tools, self._device, self._profiles)
        return WhichLine(shell, len(self._profiles), take, shell.back)


def _line_is(shell: Shell, tools: Tools, device: Device, profiles: tuple[str, ...], line: int) -> None:
    place = getattr(tools.settings(), device)
    if place is not None and place.profile == profiles[line]:
        shell.replace(partial(PageTrial, tools=tools, device=device))
        return
    work = partial(tools.adopt, device, {"profile": profiles[line]}, tools.by)
    shell.replace(lambda shell: Adopting(shell, work, outcome("circle-check", "checkup.profile_set")))


class PageTrial(Working):
    """The profile is right as it is: a page with everything on it, and what was seen of that, thing by thing."""

    back: ClassVar[bool] = True

    def __init__(self, shell: Shell, tools: Tools, device: Device) -> None:
        super().__init__(shell, "checkup.test_printing", "printer")
        self._tools, self._device = tools, device
        self._ordered = False

    def shown(self) -> None:
        """It is ordered once."""
        if not self._ordered:
            self._ordered = True
            request = Test(request_id=self.shell.desk.new_id(), device=self._device)
            self.shell.ask(request, lambda _: self.refresh(), by=self._tools.by)

    def refresh(self) -> None:
        """The press has said something."""
        page = self.shell.desk.read("slips", last_test)
        if page.state == "failed":
            anew = partial(PageTrial, tools=self._tools, device=self._device)
            again = ("refresh", "setup.try_again", lambda: self.shell.replace(anew))
            self.shell.replace(lambda shell: Trouble(shell, page.reason, again))
        elif page.state in {"confirmed", "uncertain"}:
            self.shell.replace(_asking(self._tools, page, {}))


def _asking(tools: Tools | None, page: LastTest, seen: dict[str, bool]) -> Build:
    """The next thing that is asked about the page; after the last one it is noted."""
    item = next((item for item in TEST_ITEMS if item not in seen), "")

    def build(shell: Shell) -> Screen:
        def say(well: bool) -> None:
            shell.replace(_asking(tools, page, {**seen, item: well}))

        if item:
            number = TEST_ITEMS.index(item) + 1
            options = (
                Option("check", shell.say("checkup.test_yes"), partial(say, True)),
                Option("x", shell.say("checkup.test_no"), partial(say, False)),
            )
            note = shell.say("checkup.test_note", number=number, count=len(TEST_ITEMS))
            return Pick(shell, f"checkup.test_{item}", options, note)
        assert tools is not None
        return Adopting(shell, partial(tools.tried, page, seen), _seen(shell, seen))

    return build


def _seen(shell: Shell, seen: dict[str, bool]) -> Build:
    """What came of it, and what to do about what was wrong; a drawer that stays shut may just not be there."""
    if passed(seen):
        return outcome("circle-check", "checkup.test_well" if seen["drawer"] else "checkup.test_well_no_drawer")
    wrong = (item for item in TEST_ITEMS if not seen[item] and item != "drawer")
    things = shell.say("shell.and").join(shell.say(f"checkup.test_{item}_wrong") for item in wrong)
    return outcome("alert-triangle", "checkup.test_wrong", things=things)


_TWO: Final = (
    Printer("generic-80-gb18030", "tcp:192.168.1.50:9100"),
    Printer("generic-58-raster", "serial:/dev/serial/by-id/usb-1a86_USB_Serial-if00"),
)

EXAMPLES: Final = (
    *both("which-printer", lambda shell: which_printer(shell, _TWO, nothing, nowhere)),
    *both("profile-set", outcome("circle-check", "checkup.profile_set")),
    *both("which-line", lambda shell: WhichLine(shell, 4, nothing, nothing)),
    *both("test-page", _asking(None, LastTest(), {})),
    *both("test-drawer", _asking(None, LastTest(), dict.fromkeys(TEST_ITEMS[:-1], True))),
    *both("test-well", outcome("circle-check", "checkup.test_well")),
    *both(
        "test-wrong",
        lambda shell: _seen(shell, {**dict.fromkeys(TEST_ITEMS, True), "text": False, "cut": False})(shell),
    ),
)
