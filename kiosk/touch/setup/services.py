"""Which services; and of beds, tools and points what has to be known before the first of them is given."""

from collections.abc import Callable
from functools import partial
from typing import Final, cast

import msgspec

from kiosk.base.words import Lang
from kiosk.services.beds.settings import Who
from kiosk.station.writing import BedPlan, ToolPlan, usual
from kiosk.touch.setup import checks
from kiosk.touch.setup.checks import NotThisError
from kiosk.touch.setup.steps import NotSo, Pad, Several, Values, clock_typed, yuan_typed
from kiosk.widgets.amounts import short
from kiosk.widgets.example import Example, nothing
from kiosk.widgets.shell import Build, Shell
from kiosk.widgets.theme import worn

SERVICES: Final = (("meals", "bowl-chopsticks"), ("beds", "bed"), ("tools", "hammer-drill"), ("points", "gift"))
# What a station usually has; each value can be changed.
REST: Final = BedPlan((("women", 4), ("men", 4)), 200, "12:00", "14:00")
_ROOMS: Final = (("women", "woman"), ("men", "man"), ("any", "users"))
_BEDS: Final = 4


class Known(msgspec.Struct, frozen=True):
    """One of the usual kinds of tools, or of the usual goods; `fen` is its deposit, `powered` asks for inspections."""

    id: str
    zh: str
    en: str
    icon: str
    fen: int = 0
    powered: bool = False

    def named(self, lang: Lang) -> str:
        """What it is called."""
        return self.en if lang == "en" else self.zh


def usual_tools() -> tuple[Known, ...]:
    """The usual kinds of tools."""
    return tuple(
        Known(kind["id"], kind["name"], kind["en"], kind["icon"], kind["deposit_fen"], bool(kind.get("powered")))
        for kind in usual()["services"]["tools"]["kinds"].unwrap()
    )


def usual_goods() -> tuple[Known, ...]:
    """The usual goods for points; those for merchants of the alliance are there with them."""
    found = usual()["services"]["points"]["goods"].unwrap()
    return tuple(
        Known(goods["id"], goods["name"], goods["en"], goods["icon"]) for goods in found if "unit" not in goods
    )


def services(shell: Shell, chosen: tuple[str, ...], take: Callable[[tuple[str, ...]], None]) -> Several:
    """What the station does, at least one thing."""
    options = tuple((name, icon, shell.say(f"setup.service_{name}"), name) for name, icon in SERVICES)
    return Several(shell, "setup.ask_services", options, chosen, take)


# Beds


def rooms(shell: Shell, plan: BedPlan, take: Callable[[BedPlan], None], skip: Callable[[], None]) -> Several:
    """For whom there are rooms; a room that was there keeps its beds."""
    beds = dict(plan.rooms)

    def taken(chosen: tuple[str, ...]) -> None:
        rooms = tuple((who, beds.get(who, _BEDS)) for who in cast("tuple[Who, ...]", chosen))
        take(msgspec.structs.replace(plan, rooms=rooms))

    options = tuple((who, icon, shell.say(f"setup.room_{who}"), "beds") for who, icon in _ROOMS)
    return Several(shell, "setup.ask_rooms", options, tuple(beds), taken, skip=skip)


def rest(shell: Shell, plan: BedPlan, change: Callable[[str], None], take: Callable[[], None]) -> Values:
    """Beds a room, price and hours, each a tile. `take` is called when all of it is right."""

    def enter() -> None:
        checks.rest(plan)
        take()

    say = shell.say
    values = (
        *((who, say(f"setup.room_{who}"), say("setup.beds", beds=beds)) for who, beds in plan.rooms),
        ("price_fen", say("setup.rest_price"), say("setup.yuan", yuan=short(plan.price_fen))),
        ("starts", say("setup.starts"), plan.starts),
        ("ends", say("setup.rest_ends"), plan.ends),
    )
    return Values(shell, "setup.ask_rest", values, change, enter)


def rest_value(plan: BedPlan, name: str, take: Callable[[BedPlan], None]) -> Build:
    """The pad on which one value of a rest is typed."""
    beds = dict(plan.rooms)

    def taken(text: str) -> None:
        if name in beds:
            number = checks.beds(text)
            rooms = tuple((who, number if who == name else there) for who, there in plan.rooms)
            take(msgspec.structs.replace(plan, rooms=rooms))
        elif name == "price_fen":
            take(msgspec.structs.replace(plan, price_fen=checks.fen(text)))
        else:
            take(msgspec.structs.replace(plan, **{name: checks.minute(text.replace(":", ""))}))

    def build(shell: Shell) -> Pad:
        say = shell.say
        if name in beds:
            return Pad(
                shell, "setup.ask_beds", taken, before=str(beds[name]), most=2,
                room=say(f"setup.room_{name}"),
            )  # fmt: skip
        if name == "price_fen":
            shown = partial(yuan_typed, say)
            return Pad(
                shell, "setup.ask_rest_price", taken, before=short(plan.price_fen), shown=shown, extra=".", most=7,
                note=say("setup.note_price_fen"),
            )  # fmt: skip
        before, note = str(getattr(plan, name)), say(f"setup.note_rest_{name}")
        return Pad(shell, f"setup.ask_rest_{name}", taken, before=before, shown=clock_typed, note=note, most=4)

    return build


# Tools


def tools(
    shell: Shell, chosen: tuple[str, ...], take: Callable[[tuple[str, ...]], None], skip: Callable[[], None]
) -> Several:
    """Which of the usual kinds."""
    options = tuple((kind.id, kind.icon, kind.named(shell.lang), "tools") for kind in usual_tools())
    return Several(shell, "setup.ask_tools", options, chosen, take, skip=skip)


def tool(shell: Shell, plan: ToolPlan, change: Callable[[str], None], take: Callable[[], None]) -> Values:
    """One kind: its deposit, and how many there are."""
    kind = next(kind for kind in usual_tools() if kind.id == plan.id)
    values = (
        ("deposit_fen", shell.say("setup.deposit_fen"), shell.say("setup.yuan", yuan=short(plan.deposit_fen))),
        ("units", shell.say("setup.units"), shell.say("setup.pieces", number=plan.units)),
    )
    told = (shell.say("setup.note_labels"), *((shell.say("setup.note_powered"),) if kind.powered else ()))
    return Values(
        shell, "setup.ask_tool", values, change, take, *told, tool=kind.named(shell.lang)
    )  # fmt: skip


def tool_value(plan: ToolPlan, name: str, take: Callable[[ToolPlan], None]) -> Build:
    """The pad on which one value of a kind of tool is typed."""
    money = name == "deposit_fen"
    read: Callable[[str], int] = checks.deposit if money else checks.units

    def taken(text: str) -> None:
        take(msgspec.structs.replace(plan, **{name: read(text)}))

    def build(shell: Shell) -> Pad:
        kind = next(kind for kind in usual_tools() if kind.id == plan.id)
        return Pad(
            shell,
            f"setup.ask_{name}",
            taken,
            before=short(plan.deposit_fen) if money else str(plan.units),
            shown=partial(yuan_typed, shell.say) if money else str,
            note=shell.say(f"setup.note_{name}"),
            extra="." if money else "",
            most=7 if money else 2,
            tool=kind.named(shell.lang),
        )

    return build


# Points


def goods(
    shell: Shell, chosen: tuple[str, ...], take: Callable[[tuple[str, ...]], None], skip: Callable[[], None]
) -> Several:
    """What points are redeemed for."""
    options = tuple((one.id, one.icon, one.named(shell.lang), "points") for one in usual_goods())
    told = (shell.say("setup.note_goods"),) if worn().portrait else ()
    return Several(shell, "setup.ask_goods", options, chosen, take, *told, skip=skip)


_DRILL: Final = ToolPlan("drill", 20_000, 2)
_ALL: Final = tuple(name for name, _ in SERVICES)

EXAMPLES: Final = (
    Example("setup-services", lambda shell: services(shell, ("meals",), nothing), "setup"),
    Example("setup-services-all", lambda shell: services(shell, _ALL, nothing), "setup"),
    Example("setup-nothing-chosen", NotSo.of(NotThisError("setup.nothing_chosen")), "setup"),
    Example("setup-rooms", lambda shell: rooms(shell, REST, nothing, nothing), "setup"),
    Example("setup-rest", lambda shell: rest(shell, REST, nothing, nothing), "setup"),
    Example("setup-rest-refused", NotSo.of(NotThisError("setup.bad_rest", first="09:00", last="18:00")), "setup"),
    *(
        Example(f"setup-rest-{name.replace('_', '-')}", rest_value(REST, name, nothing), "setup")
        for name in ("women", "price_fen", "starts", "ends")
    ),
    Example("setup-tools", lambda shell: tools(shell, ("drill", "toolbox"), nothing, nothing), "setup"),
    Example("setup-tool", lambda shell: tool(shell, _DRILL, nothing, nothing), "setup"),
    *(
        Example(f"setup-tool-{name.replace('_', '-')}", tool_value(_DRILL, name, nothing), "setup")
        for name in ("deposit_fen", "units")
    ),
    Example("setup-goods", lambda shell: goods(shell, ("tissues", "soap"), nothing, nothing), "setup"),
)
