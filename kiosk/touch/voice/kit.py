"""The kit: every phrase a station can record in its own voice or dialect, by a rule from the words files."""

from typing import Final

import msgspec

from kiosk.base.words import Lang, Words
from kiosk.services.registry import SERVICES
from kiosk.touch.voice import numerals, sentence

_ENDS: Final = ("。", "？")
_NOT_HEARD: Final = ("_staff",)  # the staff read at the counter, which does not speak
_ON_PAPER: Final = "slip_"


class Entry(msgspec.Struct, frozen=True):
    """One phrase to record: the name of its recording, and what is read aloud."""

    key: str
    text: str


def spoken_keys(words: Words) -> tuple[str, ...]:
    """The sentences that are spoken: those of `voice` tables, and the refusals.

    A refusal is a whole sentence that stands directly in a service's table: `meals.sold_out`, `house.error`.
    """
    return tuple(key for key in words.keys() if _spoken(words, key))  # noqa: SIM118 - Words is no mapping


def kit(words: Words, lang: Lang) -> tuple[Entry, ...]:
    """What to record in a language: what screens say, then number words, then refusals."""
    keys = spoken_keys(words)
    ordered = (
        *(key for key in keys if ".voice." in key),
        *(f"{sentence.NUMBER}.{name}" for name in numerals.NAMES[lang]),
        *(key for key in keys if ".voice." not in key),
    )
    return tuple(
        Entry(name, part.text)
        for key in ordered
        for part in sentence.fixed(words, lang, key)
        for name in part.names or ()
    )


def _spoken(words: Words, key: str) -> bool:
    table, *rest = key.split(".")
    if "voice" in rest:
        return True
    return (
        len(rest) == 1
        and table in {service.name for service in SERVICES}
        and not rest[0].startswith(_ON_PAPER)
        and not rest[0].endswith(_NOT_HEARD)
        and words.written("zh", key).endswith(_ENDS)
    )
