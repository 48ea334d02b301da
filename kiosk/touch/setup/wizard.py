"""The wizard: which step follows which, and what was answered so far. Nothing is kept until the station is made."""

from collections.abc import Callable
from functools import partial
from typing import Final

import msgspec

from kiosk.base.request import Refused
from kiosk.base.words import LANGUAGES, Lang
from kiosk.services.meals.settings import MealId
from kiosk.station.writing import BedPlan, MealPlan, Plan, ToolPlan, written
from kiosk.touch.errand import Errand
from kiosk.touch.setup import checks, services
from kiosk.touch.setup.card import Card, measured
from kiosk.touch.setup.checks import NotThisError
from kiosk.touch.setup.meals import USUAL, kinds, term, terms
from kiosk.touch.setup.pins import first_pin
from kiosk.touch.setup.plugging import Plugging
from kiosk.touch.setup.printer import Working
from kiosk.touch.setup.returning import Returning
from kiosk.touch.setup.steps import First, Line, NotSo, Option, Pad, Pick
from kiosk.touch.setup.summary import NotMade, Summary
from kiosk.touch.setup.tools import Tools
from kiosk.widgets.example import Example, nothing
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Shell
from kiosk.widgets.window import PORTRAIT, Glass

_NAMES: Final = ("setup.name_1", "setup.name_2", "setup.name_3", "setup.name_4")


# What a plan holds of a service that the station does not have.
_NOTHING: Final[dict[str, object]] = {"meals": (), "beds": None, "tools": (), "points": ()}


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
        self._plugging = Plugging(tools, lambda: self.plan, self._put, self._first_pin)
        self._return = Returning(tools, sentence, made)

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
            Option("history", say("setup.back"), lambda: shell.go(self._return.centre), say("setup.back_note")),
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
        for name, none in _NOTHING.items():
            if name not in chosen:
                self._put(**{name: none})
        self._after(shell)

    def _after(self, shell: Shell, name: str = "") -> None:
        """The first question of the service that follows, or what comes after all of them."""
        names = [one for one, _ in services.SERVICES]
        following = names[names.index(name) + 1 :] if name else names
        firsts = {"meals": self._kinds, "beds": self._rooms, "tools": self._tools_offered, "points": self._goods}
        shell.go(next((firsts[one] for one in following if one in self._services), self._plugging.printer))

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

    def _first_pin(self, shell: Shell) -> Screen:
        def take(pin: str) -> None:
            self._pin = pin
            shell.go(self._summary)

        return first_pin(shell, take)

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


def _example(shell: Shell, step: Callable[[Wizard, Shell], Screen]) -> Screen:
    tools = Tools(tuple, str, lambda _: (), nothing, lambda _: (), nothing, nothing, nothing, nothing)  # type: ignore[arg-type] # nothing is printed
    return step(Wizard(tools, PORTRAIT, str, nothing), shell)


EXAMPLES: Final = (
    Example("setup-language", partial(_example, step=Wizard.language), "setup"),
    Example("setup-what", partial(_example, step=Wizard._what), "setup"),  # noqa: SLF001 - this module's own
    Example("setup-name", partial(_example, step=Wizard._name), "setup"),  # noqa: SLF001 - this module's own
    Example("setup-phone", partial(_example, step=Wizard._phone), "setup"),  # noqa: SLF001 - this module's own
)
