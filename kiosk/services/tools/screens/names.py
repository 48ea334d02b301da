"""Names and pictures of tools, in the language spoken now."""

from typing import Final

from kiosk.base.clock import when
from kiosk.base.phrase import Phrase, phrase
from kiosk.base.words import Lang
from kiosk.services.tools.events import Fault
from kiosk.services.tools.readings.views import LoanView, UnitView, due_parts
from kiosk.services.tools.settings import Kind, Part, Warned
from kiosk.widgets.amounts import short
from kiosk.widgets.glyphs import icons
from kiosk.widgets.service import Say

PICTURE: Final = "tool"


def named(lang: Lang, about: Kind | Part) -> str:
    """What a kind or a part is called."""
    return about.en if lang == "en" and about.en else about.name


def warned(lang: Lang, about: Warned) -> str:
    """What a safety picture says."""
    return about.en if lang == "en" and about.en else about.words


def tool(lang: Lang, view: LoanView) -> str:
    """What is borrowed; a kind that is not lent any more has the name it was lent under."""
    return named(lang, view.kind) if view.kind else view.loan.name


def unit_name(lang: Lang, view: UnitView) -> str:
    """What a unit is called."""
    return named(lang, view.kind) if view.kind else view.unit.name


def icon(view: LoanView | UnitView) -> str:
    """The picture of what is borrowed."""
    return pictured(view.kind) if view.kind else PICTURE


def pictured(kind: Kind, part: Part | None = None) -> str:
    """The station's own picture of a kind or a part (tools/drill.jpg, tools/drill.bit.jpg), else its icon."""
    name = part.icon if part else kind.icon
    own = f"{kind.id}.{part.id}" if part else kind.id
    return f"tools/{own}|{drawn(name)}"


def drawn(name: str) -> str:
    """An icon of the settings, where it is one that can be drawn."""
    return name if name in icons() else PICTURE


def part_name(lang: Lang, view: LoanView, fault: Fault) -> str:
    """What a part is called that something is wrong with."""
    part = next((part for part in view.kind.parts if part.id == fault.part), None) if view.kind else None
    return named(lang, part) if part else fault.name


def faults(say: Say, lang: Lang, view: LoanView) -> str:
    """What is wrong, in a few words: 缺钻头、坏电源线."""
    found = (say(f"tools.fault_{fault.what}", part=part_name(lang, view, fault)) for fault in view.loan.faults)
    return say("tools.and").join(found)


def due(say: Say, view: LoanView) -> str:
    """When it is due, in few words: 3月1日 17:00."""
    return say("tools.screen.at", **due_parts(view.loan.due))


def at(say: Say, stamp: str) -> str:
    """When something was: 3月1日 11:12."""
    return say("tools.screen.at", **when(stamp))


def asked(say: Say, lang: Lang, view: LoanView) -> Phrase:
    """What is asked of the borrower: 缺钻头，扣 15 元，退 185 元."""
    one = view.loan
    return phrase(
        "tools.voice.asked",
        faults=faults(say, lang, view),
        deduct=short(one.deduct_fen),
        back=short(one.deposit_fen - one.deduct_fen),
    )
