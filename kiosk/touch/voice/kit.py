"""The kit: every phrase a station can record in its own voice or dialect, by a rule from the words files."""

from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

import msgspec

from kiosk.base.words import Lang, Words
from kiosk.services.registry import SERVICES
from kiosk.touch.voice import numerals, sentence

_ENDS: Final = ("。", "？")
_NOT_HEARD: Final = ("_staff",)  # the staff read at the counter, which does not speak
_ON_PAPER: Final = "slip_"
# Filled with words: these sentences are always made.
_NAMES: Final = frozenset({"state", "what", "have", "missing", "faults", "lacks", "when", "words"})
_TABLES: Final = tuple(service.name for service in SERVICES)


class Entry(msgspec.Struct, frozen=True):
    """One phrase to record: the name of its recording, and what is read aloud."""

    key: str
    text: str


def spoken_keys(words: Words) -> tuple[str, ...]:
    """The sentences that are spoken: those of `voice` tables, and the refusals.

    A refusal is a whole sentence that stands directly in a service's table: `meals.sold_out`, `house.error`.
    """
    return tuple(key for key in words.keys() if _spoken(words, key))  # noqa: SIM118 - Words is no mapping


def recordable_keys(words: Words, offered: Collection[str] = _TABLES) -> tuple[str, ...]:
    """What can be recorded, numbers alone filling it: the shells' sentences, then each service's as registered."""
    place = {table: number for number, table in enumerate(_TABLES)}
    heard = (key for key in spoken_keys(words) if not _NAMES & words.placeholders(key))
    ordered = sorted((place.get(key.split(".")[0], -1), number, key) for number, key in enumerate(heard))
    return tuple(key for table, _, key in ordered if table < 0 or _TABLES[table] in offered)


def kit(words: Words, lang: Lang, offered: Collection[str] = _TABLES) -> tuple[Entry, ...]:
    """What a station that offers these services records: what screens say, then number words, then refusals.

    What is read the same is recorded once. A sentence that names something cannot be recorded.
    """
    heard = recordable_keys(words, offered)
    ordered = (
        *(name for key in heard if ".voice." in key for name in _names(words, lang, key)),
        *(f"{sentence.NUMBER}.{name}" for name in numerals.NAMES[lang]),
        *(name for key in heard if ".voice." not in key for name in _names(words, lang, key)),
    )
    texts = _texts(words, lang)
    return tuple(Entry(name, texts[name]) for name in dict.fromkeys(_recordings(words, lang)[name] for name in ordered))


def recording_of(words: Words, lang: Lang, name: str) -> str:
    """The recording that speaks a phrase: its own, or that of the first one read the same."""
    return _recordings(words, lang).get(name, name)


@cache
def _texts(words: Words, lang: Lang) -> Mapping[str, str]:
    """What is read for each recording there can be."""
    numbers = (f"{sentence.NUMBER}.{name}" for name in numerals.NAMES[lang])
    parts = {
        name: part.text
        for key in (*numbers, *recordable_keys(words))
        for part in sentence.fixed(words, lang, key)
        for name in part.names or ()
    }
    return MappingProxyType(parts)


@cache
def _recordings(words: Words, lang: Lang) -> Mapping[str, str]:
    first: dict[str, str] = {}
    return MappingProxyType({name: first.setdefault(_read(text), name) for name, text in _texts(words, lang).items()})


def _read(text: str) -> str:
    """A phrase as it sounds: a question sounds another way, a full stop does not."""
    return "".join(letter for letter in text.lower() if letter.isalnum() or letter in "？? ")


def _names(words: Words, lang: Lang, key: str) -> tuple[str, ...]:
    return tuple(name for part in sentence.fixed(words, lang, key) for name in part.names or ())


def _spoken(words: Words, key: str) -> bool:
    table, *rest = key.split(".")
    if "voice" in rest[:-1]:
        return True
    return (
        len(rest) == 1
        and table in _TABLES
        and not rest[0].startswith(_ON_PAPER)
        and not rest[0].endswith(_NOT_HEARD)
        and words.written("zh", key).endswith(_ENDS)
    )
