"""The wizard: which step follows which, and what was answered so far. Nothing is kept until the station is made."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Final

import msgspec

from kiosk.base.request import Refused
from kiosk.base.words import LANGUAGES, Lang
from kiosk.devices.printers.driver import Result
from kiosk.devices.scanners.trying import Heard
from kiosk.services.house.settings import Printer, Scanner
from kiosk.services.meals.settings import MealId
from kiosk.station.writing import BedPlan, MealPlan, Plan, ToolPlan, written
from kiosk.touch.errand import Errand
from kiosk.touch.setup import checks, services
from kiosk.touch.setup.card import Card, measured
from kiosk.touch.setup.checks import NotThisError
from kiosk.touch.setup.meals import USUAL, kinds, term, terms
from kiosk.touch.setup.printer import Printing, Trouble, Where, WhichLine, Working, network_pad
from kiosk.touch.setup.scanner import AskScan, Scanned
from kiosk.touch.setup.steps import First, Line, NotSo, Option, Pad, Pick
from kiosk.touch.setup.summary import NotMade, Summary
from kiosk.widgets.example import Example
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Shell
from kiosk.widgets.window import PORTRAIT, Glass

_NAMES: Final = ("setup.name_1", "setup.name_2", "setup.name_3", "setup.name_4")
_PIN_DIGITS: Final = 6


# What a plan holds of a service that the station does not have.
_NOTHING: Final[dict[str, object]] = {"meals": (), "beds": None, "tools": (), "points": ()}


class Tools(msgspec.Struct, frozen=True):
    """What the wizard needs of the machine.

    `ports` are addresses where a printer may be, `network` how an address on this network begins; `profiles` says which
    may fit an address, `try_out` prints their sheet there, under the station's name; `scanners` are addresses where a
    scanner may be, but that of the printer, `hear` waits there for a code; `make` makes the station from the
    text of its settings and the first PIN, with the tools that get a label each (Refused and others where it cannot);
    `trial` is the demonstration.
    """

    ports: Callable[[], tuple[str, ...]]
    network: Callable[[], str]
    profiles: Callable[[str], tuple[str, ...]]
    try_out: Callable[[str, str], Result]
    scanners: Callable[[str], tuple[str, ...]]
    hear: Callable[[tuple[str, ...], threading.Event], Heard | None]
    make: Callable[[str, str, tuple[ToolPlan, ...]], None]
    trial: Callable[[], None]


class Wizard:
    """One first start on one glass; `sentence` says what a refusal says, `made` is called when the station is there."""

    def __init__(
        self, tools: Tools, glass: Glass, sentence: Callable[[Refused], str], made: Callable[[], None]
    ) -> None:
        self._tools, self._glass, self._sentence, self._made = tools, glass, sentence, made
        self.plan = Plan(LANGUAGES, "", "", glass.width, glass.height, glass.inches, USUAL[1:2])
        self._meals: dict[MealId, MealPlan] = {meal.id: meal for meal in USUAL}
        self._services: tuple[str, ...] = ("meals",)
        self._tools_kept = {kind.id: ToolPlan(kind.id, kind.fen, 1) for kind in services.usual_tools()}
        self._pin = ""
        self._errand: Errand[None] | None = None

    def _put(self, **values: object) -> None:
        self.plan = msgspec.structs.replace(self.plan, **values)

    # The steps, in their order

    def language(self, shell: Shell) -> Screen:
        """In which language all that follows is asked; the station offers it first."""
        options = [
            Option("language", shell.say(f"shell.lang_{lang}"), partial(self._spoken, shell, lang))
            for lang in LANGUAGES
        ]
        return First(shell, "setup.ask_language", options)

    def _spoken(self, shell: Shell, lang: Lang) -> None:
        self._put(languages=(lang, *(other for other in LANGUAGES if other != lang)))
        shell.dress(lang=lang)
        shell.go(self._what)

    def _what(self, shell: Shell) -> Screen:
        say = shell.say
        options = (
            Option("building-store", say("setup.new"), lambda: shell.go(self._card), say("setup.new_note")),
            Option("player-play", say("setup.trial"), self._tools.trial, say("setup.trial_note")),
        )
        return Pick(shell, "setup.ask_what", options)

    def _card(self, shell: Shell) -> Screen:
        return Card(
            shell, msgspec.structs.replace(self._glass, inches=self.plan.diagonal_in), partial(self._sized, shell)
        )

    def _sized(self, shell: Shell, inches: float) -> None:
        self._put(diagonal_in=inches)
        measured(msgspec.structs.replace(self._glass, inches=inches))
        shell.go(self._name)

    def _name(self, shell: Shell) -> Screen:
        say = shell.say
        ready = [Option("building-store", say(key), partial(self._named, shell, say(key))) for key in _NAMES]
        typed = Option("keyboard", say("setup.name_typed"), lambda: shell.go(self._name_typed))
        return Pick(shell, "setup.ask_name", (*ready, typed))

    def _name_typed(self, shell: Shell) -> Screen:
        note = shell.say("setup.note_name_typed")
        return Line(shell, "setup.ask_name_typed", partial(self._named, shell), before=self.plan.name, note=note)

    def _named(self, shell: Shell, name: str) -> None:
        self._put(name=checks.name(name))
        shell.go(self._phone)

    def _phone(self, shell: Shell) -> Screen:
        pad = Pad(
            shell,
            "setup.ask_phone",
            partial(self._reached, shell),
            before=self.plan.phone,
            note=shell.say("setup.note_phone"),
            extra="-",
            most=16,
        )
        pad.also("x", "setup.no_phone", partial(self._reached, shell, ""))
        return pad

    def _reached(self, shell: Shell, phone: str) -> None:
        self._put(phone=checks.phone(phone))
        shell.go(self._which_services)

    def _which_services(self, shell: Shell) -> Screen:
        return services.services(shell, self._services, partial(self._served, shell))

    def _served(self, shell: Shell, chosen: tuple[str, ...]) -> None:
        self._services = chosen
        for name, nothing in _NOTHING.items():
            if name not in chosen:
                self._put(**{name: nothing})
        self._after(shell)

    def _after(self, shell: Shell, name: str = "") -> None:
        """The first question of the service that follows, or what comes after all of them."""
        names = [one for one, _ in services.SERVICES]
        following = names[names.index(name) + 1 :] if name else names
        firsts = {"meals": self._kinds, "beds": self._rooms, "tools": self._tools_offered, "points": self._goods}
        shell.go(next((firsts[one] for one in following if one in self._services), self._where))

    def _skip(self, shell: Shell, name: str) -> None:
        """Without that service, unless it is the only one."""
        left = tuple(one for one in self._services if one != name)
        if not left:
            shell.go(NotSo.of(NotThisError("setup.nothing_chosen")))
            return
        self._services = left
        self._put(**{name: _NOTHING[name]})
        self._after(shell, name)

    def _kinds(self, shell: Shell) -> Screen:
        chosen = tuple(meal.id for meal in self.plan.meals or USUAL[1:2])
        return kinds(shell, chosen, partial(self._chosen, shell), partial(self._skip, shell, "meals"))

    def _chosen(self, shell: Shell, meals: tuple[MealId, ...]) -> None:
        self._put(meals=tuple(self._meals[meal] for meal in meals))
        shell.go(partial(self._terms, at=0))

    def _terms(self, shell: Shell, at: int) -> Screen:
        plan = self.plan.meals[at]

        def change(name: str) -> None:
            shell.go(term(plan, name, changed))

        def changed(meal: MealPlan) -> None:
            self._meals[meal.id] = meal
            self._put(meals=tuple(self._meals[one.id] for one in self.plan.meals))
            shell.back()

        def take() -> None:
            if at + 1 < len(self.plan.meals):
                shell.go(partial(self._terms, at=at + 1))
            else:
                self._after(shell, "meals")

        return terms(shell, plan, change, take)

    def _rooms(self, shell: Shell) -> Screen:
        def take(plan: BedPlan) -> None:
            self._put(beds=plan)
            shell.go(self._rest)

        return services.rooms(shell, self.plan.beds or services.REST, take, partial(self._skip, shell, "beds"))

    def _rest(self, shell: Shell) -> Screen:
        plan = self.plan.beds or services.REST

        def changed(plan: BedPlan) -> None:
            self._put(beds=plan)
            shell.back()

        return services.rest(
            shell,
            plan,
            lambda name: shell.go(services.rest_value(plan, name, changed)),
            partial(self._after, shell, "beds"),
        )

    def _tools_offered(self, shell: Shell) -> Screen:
        def take(chosen: tuple[str, ...]) -> None:
            self._put(tools=tuple(self._tools_kept[kind] for kind in chosen))
            shell.go(partial(self._tool, at=0))

        chosen = tuple(tool.id for tool in self.plan.tools) or tuple(self._tools_kept)
        return services.tools(shell, chosen, take, partial(self._skip, shell, "tools"))

    def _tool(self, shell: Shell, at: int) -> Screen:
        plan = self.plan.tools[at]

        def changed(tool: ToolPlan) -> None:
            self._tools_kept[tool.id] = tool
            self._put(tools=tuple(self._tools_kept[one.id] for one in self.plan.tools))
            shell.back()

        def take() -> None:
            if at + 1 < len(self.plan.tools):
                shell.go(partial(self._tool, at=at + 1))
            else:
                self._after(shell, "tools")

        return services.tool(
            shell,
            plan,
            lambda name: shell.go(services.tool_value(plan, name, changed)),
            take,
        )

    def _goods(self, shell: Shell) -> Screen:
        def take(chosen: tuple[str, ...]) -> None:
            self._put(points=chosen)
            self._after(shell, "points")

        chosen = self.plan.points or tuple(goods.id for goods in services.usual_goods())
        return services.goods(shell, chosen, take, partial(self._skip, shell, "points"))

    def _where(self, shell: Shell) -> Screen:
        network = network_pad(self._tools.network(), partial(self._at, shell))
        return Where(
            shell,
            self._tools.ports(),
            partial(self._at, shell),
            lambda: shell.go(network),
            partial(self._without, shell),
        )

    def _without(self, shell: Shell) -> None:
        self._put(printer=None)
        self._after_printer(shell)

    def _at(self, shell: Shell, address: str) -> None:
        shell.go(partial(self._printing, address=address))

    def _printing(self, shell: Shell, address: str) -> Screen:
        def ended(result: Result) -> None:
            if result.state == "failed":
                shell.replace(partial(self._trouble, address=address, reason=result.reason))
            else:
                shell.replace(partial(self._which, address=address))

        return Printing(shell, partial(self._tools.try_out, address, self.plan.name), ended)

    def _trouble(self, shell: Shell, address: str, reason: str) -> Screen:
        again = ("refresh", "setup.try_again", lambda: shell.replace(partial(self._printing, address=address)))
        return Trouble(shell, reason, again, ("printer-off", "setup.without", partial(self._without, shell)))

    def _which(self, shell: Shell, address: str) -> Screen:
        profiles = self._tools.profiles(address)

        def take(line: int) -> None:
            self._put(printer=Printer(profiles[line], address))
            self._after_printer(shell)

        return WhichLine(shell, len(profiles), take, shell.back)

    def _after_printer(self, shell: Shell) -> None:
        """A scanner is asked for where there is a line that may be one's; one that types needs nothing."""
        printer = self.plan.printer
        places = self._tools.scanners(printer.address if printer else "")
        shell.go(partial(self._scanner, places=places) if places else self._no_scanner)

    def _no_scanner(self, shell: Shell) -> Screen:
        self._put(scanner=None)
        return self._first_pin(shell)

    def _scanner(self, shell: Shell, places: tuple[str, ...]) -> Screen:
        def heard(found: Heard) -> None:
            self._put(scanner=Scanner(found.profile, found.address) if found.profile else None)
            shell.go(self._scan_read)

        return AskScan(shell, partial(self._tools.hear, places), heard, lambda: shell.go(self._no_scanner))

    def _scan_read(self, shell: Shell) -> Screen:
        well = self.plan.scanner is not None
        on = (lambda: shell.go(self._first_pin)) if well else shell.back
        return Scanned(shell, well, on, lambda: shell.go(self._no_scanner))

    def _first_pin(self, shell: Shell) -> Screen:
        def take(pin: str) -> None:
            self._pin = checks.pin(pin)
            shell.go(self._same_pin)

        return Pad(shell, "setup.ask_pin", take, note=shell.say("setup.note_pin"), masked=True, most=_PIN_DIGITS)

    def _same_pin(self, shell: Shell) -> Screen:
        def take(pin: str) -> None:
            if pin != self._pin:
                raise NotThisError("setup.pins_differ")
            shell.go(self._summary)

        return Pad(
            shell, "setup.ask_pin_again", take, note=shell.say("setup.note_pin_again"), masked=True, most=_PIN_DIGITS
        )

    def _summary(self, shell: Shell) -> Screen:
        return Summary(shell, self.plan, lambda: self._make(shell))

    def _make(self, shell: Shell) -> None:
        """The station is made away from the screen: keys are drawn, a PIN is hashed, disks are waited for."""
        shell.go(lambda shell: Working(shell, "setup.making", "hourglass"))
        work = partial(self._tools.make, written(self.plan), self._pin, self.plan.tools)
        self._errand = Errand(work, lambda _: self._made(), partial(self._not_made, shell))

    def _not_made(self, shell: Shell, error: BaseException) -> bool:
        refused = error if isinstance(error, Refused) else Refused("house.error")
        words = self._sentence(refused)
        shell.replace(lambda shell: NotMade(shell, words))
        return isinstance(error, Refused)


def _nothing(*_: object) -> None:
    """An example leads nowhere."""


def _example(shell: Shell, step: Callable[[Wizard, Shell], Screen]) -> Screen:
    tools = Tools(tuple, str, lambda _: (), _nothing, lambda _: (), _nothing, _nothing, _nothing)  # type: ignore[arg-type] # nothing is printed
    return step(Wizard(tools, PORTRAIT, str, _nothing), shell)


EXAMPLES: Final = (
    Example("setup-language", partial(_example, step=Wizard.language), "setup"),
    Example("setup-what", partial(_example, step=Wizard._what), "setup"),  # noqa: SLF001 - this module's own
    Example("setup-name", partial(_example, step=Wizard._name), "setup"),  # noqa: SLF001 - this module's own
    Example("setup-phone", partial(_example, step=Wizard._phone), "setup"),  # noqa: SLF001 - this module's own
    Example("setup-pin", partial(_example, step=Wizard._first_pin), "setup"),  # noqa: SLF001 - this module's own
    Example("setup-pin-again", partial(_example, step=Wizard._same_pin), "setup"),  # noqa: SLF001 - this module's own
)
