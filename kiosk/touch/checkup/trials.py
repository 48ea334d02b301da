"""What only a person can try: paper, touch, the size of the screen, the voice. Each leads back to the page."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, Final

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.metrics import mm
from kivy.uix.floatlayout import FloatLayout

from kiosk.base.phrase import Phrase, phrase
from kiosk.base.request import Refused
from kiosk.services.house.settings import Printer
from kiosk.services.slips.readings import LastTest, last_test, last_trial
from kiosk.services.slips.requests import Device, Test, TryOut
from kiosk.services.slips.rules import TEST_ITEMS, passed
from kiosk.touch.checkup.tools import Tools
from kiosk.touch.errand import Errand
from kiosk.touch.setup.card import Card
from kiosk.touch.setup.printer import Trouble, WhichLine, Working, port_name
from kiosk.touch.setup.steps import Option, Pick, Told
from kiosk.widgets.example import Example
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Build, Shell
from kiosk.widgets.telling import picture, sentence
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice
from kiosk.widgets.window import Glass

_TOUCH_S: Final = 30
SAMPLE: Final = "checkup.sample"
_CORNERS: Final = (
    ("upper_left", 0, 1), ("upper_right", 1, 1), ("middle", 0.5, 0.5), ("lower_left", 0, 0), ("lower_right", 1, 0),
)  # fmt: skip


class Outcome(Told):
    """What came of a trial, and what to do next."""

    def __init__(self, shell: Shell, icon: str, key: str, **fields: object) -> None:
        super().__init__(shell)
        self.spoken = (phrase(key, **fields),)
        self.tell(picture(icon), sentence(shell.say(key, **fields)))


def outcome(icon: str, key: str, **fields: object) -> Build:
    """The screen that tells it."""
    return lambda shell: Outcome(shell, icon, key, **fields)


class Adopting(Working):
    """Settings are being put in force: in the file, then in the record."""

    def __init__(self, shell: Shell, work: Callable[[], None], done: Build) -> None:
        super().__init__(shell, "checkup.adopting", "device-floppy")
        self._work, self._then = work, done
        self._errand: Errand[None] | None = None

    def shown(self) -> None:
        """It begins."""
        self._errand = Errand(self._work, lambda _: self.shell.replace(self._then), self._failed)

    def left(self) -> None:
        """Nobody waits for it any more."""
        if self._errand is not None:
            self._errand.drop()

    def _failed(self, error: BaseException) -> bool:
        self.shell.replace(outcome("alert-circle", "checkup.not_adopted"))
        return isinstance(error, Refused)


# Paper


def paper_trial(tools: Tools) -> Build:
    """Prints a line a profile through the spool, and asks which came out right; of two printers on the one chosen."""

    def build(shell: Shell) -> Screen:
        places = tools.settings().printers
        if not places:
            return Outcome(shell, "printer-off", "checkup.no_printer")
        if len(places) == 1:
            return PaperTrial(shell, tools, "printer", places[0].address)
        return which_printer(shell, places, lambda device: shell.replace(_trial_of(tools, device)))

    return build


def _trial_of(tools: Tools, device: Device) -> Build:
    """The trial of one of the printers, as the settings name it now."""
    place = getattr(tools.settings(), device)
    return partial(PaperTrial, tools=tools, device=device, address=place.address)


def which_printer(shell: Shell, places: Sequence[Printer], take: Callable[[Device], None]) -> Pick:
    """哪一台? The first and the second, each by the name of its port."""
    devices: tuple[Device, ...] = ("printer", "second_printer")
    options = (
        Option("printer", shell.say(f"house.device.{device}"), partial(take, device), port_name(place.address))
        for device, place in zip(devices, places, strict=True)
    )
    return Pick(shell, "checkup.ask_printer", tuple(options))


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


# Touch


def touch_trial(tools: Tools) -> Build:
    """The four corners and the middle."""
    del tools
    return TouchTrial


class TouchTrial(Screen):
    """Five places to touch; whoever cannot reach one is told which after half a minute."""

    person: ClassVar[bool] = False
    back: ClassVar[bool] = False

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.spoken = (phrase("checkup.touch_all"),)
        self.padding = 0
        sizes = worn().sizes
        self._glass = FloatLayout()
        self.body.add_widget(self._glass)
        said = Say(shell.say("checkup.touch_all"), em=sizes.word, bold=True, halign="center")
        said.size_hint_x, said.pos_hint = 0.6, {"center_x": 0.5, "center_y": 0.72}
        self._glass.add_widget(said)
        self._left: dict[str, Choice] = {}
        for number, (name, x, y) in enumerate(_CORNERS, 1):
            self._left[name] = self._place(name, str(number), x, y)
        self._over = Clock.create_trigger(lambda _: self._tell(), _TOUCH_S)

    def _place(self, name: str, number: str, x: float, y: float) -> Choice:
        side = mm(worn().sizes.target * 2)
        choice = Choice(icon="hand-finger", word=number, size_hint=(None, None), size=(side, side / 1.5))
        choice.width = max(choice.natural_width, side)
        choice.pos_hint = {"x": 0} if x == 0 else {"right": 1} if x == 1 else {"center_x": 0.5}
        choice.pos_hint |= {"y": 0} if y == 0 else {"top": 1} if y == 1 else {"center_y": 0.5}
        choice.bind(on_release=lambda _: self._touched(name))
        self._glass.add_widget(choice)
        return choice

    def shown(self) -> None:
        """The time runs."""
        self._over()

    def left(self) -> None:
        """It runs no more."""
        self._over.cancel()

    def _touched(self, name: str) -> None:
        if (choice := self._left.pop(name, None)) is not None:
            choice.accent, choice.icon, choice.live = "done", "check", False
        if not self._left:
            self._tell()

    def _tell(self) -> None:
        say = self.shell.say
        if not self._left:
            self.shell.replace(outcome("circle-check", "checkup.touch_well"))
            return
        places = say("shell.and").join(say(f"checkup.{name}") for name in self._left)
        self.shell.replace(outcome("alert-triangle", "checkup.touch_dead", places=places))


# The size of the screen


def card_trial(tools: Tools) -> Build:
    """The outline of a bank card; where it does not match, it is made to."""

    def build(shell: Shell) -> Screen:
        screen = tools.settings().screen
        here = Glass(screen.diagonal_in, screen.width, screen.height)
        glass = here if tools.own_glass else Glass(_inches(), Window.width, Window.height)

        def take(inches: float) -> None:
            if not tools.own_glass or abs(inches - screen.diagonal_in) < 0.05:
                shell.replace(outcome("circle-check", "checkup.card_well"))
                return
            work = partial(tools.adopt, "screen", {"diagonal_in": inches}, tools.by)
            told = outcome("circle-check", "checkup.card_set", inches=inches)
            shell.replace(lambda shell: Adopting(shell, work, told))

        return Card(shell, glass, take)

    return build


def _inches() -> float:
    """The diagonal of this window, as millimetres are counted on it now."""
    return round(float((Window.width**2 + Window.height**2) ** 0.5 / mm(25.4)), 1)


# The voice


def voice_trial(tools: Tools) -> Build:
    """A sentence is spoken, and whoever stands there says whether it was heard."""
    return lambda shell: VoiceTrial(shell, tools)


class VoiceTrial(Pick):
    """听到了吗? Spoken when it is shown, and again when asked to."""

    def __init__(self, shell: Shell, tools: Tools | None) -> None:
        well, off = outcome("circle-check", "checkup.voice_well"), outcome("volume-off", "checkup.voice_off")
        options = (
            Option("check", shell.say("checkup.heard"), partial(shell.replace, well)),
            Option("volume", shell.say("checkup.once_more"), self._speak),
            Option("volume-off", shell.say("checkup.not_heard"), partial(shell.replace, off)),
        )
        super().__init__(shell, "checkup.did_you_hear", options, shell.say(SAMPLE))
        self._tools = tools
        self.spoken = ()

    def shown(self) -> None:
        """It is spoken, by the station's voice also where the shell keeps silent."""
        self._speak()

    def _speak(self) -> None:
        if self._tools is not None and self._tools.voice is not None:
            self._tools.voice.say(self.shell.lang, (Phrase(SAMPLE),))


def _both(name: str, build: Build) -> tuple[Example, ...]:
    return Example(f"checkup-{name}", build, "setup"), Example(f"checkup-{name}-counter", build, "counter")


def _nothing(*_: object) -> None:
    """An example leads nowhere."""


def _touched(shell: Shell) -> TouchTrial:
    trial = TouchTrial(shell)
    trial._touched("upper_left")  # noqa: SLF001 - as if it were touched
    return trial


_TWO: Final = (
    Printer("generic-80-gb18030", "tcp:192.168.1.50:9100"),
    Printer("generic-58-raster", "serial:/dev/serial/by-id/usb-1a86_USB_Serial-if00"),
)

EXAMPLES: Final = (
    *_both("touch", _touched),
    *_both("touch-dead", outcome("alert-triangle", "checkup.touch_dead", places="右下角")),
    *_both("voice", lambda shell: VoiceTrial(shell, None)),
    *_both("voice-off", outcome("volume-off", "checkup.voice_off")),
    *_both("no-printer", outcome("printer-off", "checkup.no_printer")),
    *_both("profile-set", outcome("circle-check", "checkup.profile_set")),
    *_both("not-adopted", outcome("alert-circle", "checkup.not_adopted")),
    *_both("which-printer", lambda shell: which_printer(shell, _TWO, _nothing)),
    *_both("which-line", lambda shell: WhichLine(shell, 4, _nothing, _nothing)),
    *_both("test-page", _asking(None, LastTest(), {})),
    *_both("test-drawer", _asking(None, LastTest(), dict.fromkeys(TEST_ITEMS[:-1], True))),
    *_both("test-well", outcome("circle-check", "checkup.test_well")),
    *_both(
        "test-wrong",
        lambda shell: _seen(shell, {**dict.fromkeys(TEST_ITEMS, True), "text": False, "cut": False})(shell),
    ),
    *_both("card", lambda shell: Card(shell, Glass(21.5, Window.width, Window.height), _nothing)),
)
