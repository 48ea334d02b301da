"""A sentence as it is spoken: its fixed parts, which a station can record, and the values between them."""

import string
from collections.abc import Iterator
from typing import Final

import msgspec

from kiosk.base.phrase import Phrase
from kiosk.base.words import Lang, Words
from kiosk.touch.voice import numerals

NUMBER: Final = "voice.number"


class Part(msgspec.Struct, frozen=True):
    """One stretch of a sentence; `names` are the recordings that speak it, None where none can (a dish's name)."""

    text: str
    names: tuple[str, ...] | None


def fixed(words: Words, lang: Lang, key: str) -> tuple[Part, ...]:
    """A sentence's fixed parts that have something to say: itself, or KEY.1, KEY.2 … around what fills it.

    Raises NoSuchWords.
    """
    written = words.written(lang, key)
    parts = tuple(_split(written))
    if all(name is None for _, name in parts):
        return (Part(written, (key,)),)
    said = tuple(text.strip() for text, _ in parts if _says(text))
    return tuple(Part(text, (f"{key}.{number}",)) for number, text in enumerate(said, 1))


def parts(words: Words, lang: Lang, phrase: Phrase) -> tuple[Part, ...]:
    """A sentence in the order in which it is spoken. Raises NoSuchWords."""
    records = iter(fixed(words, lang, phrase.key))
    written = tuple(_split(words.written(lang, phrase.key)))
    found: list[Part] = []
    for index, (text, name) in enumerate(written):
        found.append(Part(text, next(records).names if _says(text) else ()))
        if name is None:
            continue
        if name not in phrase.fields:
            words.say(lang, phrase.key, **phrase.fields)  # raises, and says which is missing
        value = str(phrase.fields[name])
        after = written[index + 1][0] if index + 1 < len(written) else ""
        number = numerals.spoken(lang, value, text, after)
        found.append(Part(value, None if number is None else tuple(f"{NUMBER}.{word}" for word in number)))
    return tuple(found)


def text(words: Words, lang: Lang, phrase: Phrase) -> str:
    """A sentence as espeak-ng is to read it: Chinese numbers in characters. Raises NoSuchWords."""
    return read(words, lang, words.say(lang, phrase.key, **phrase.fields))


def read(words: Words, lang: Lang, sentence: str) -> str:
    """Any text as espeak-ng is to read it."""
    if lang != "zh":
        return sentence
    told, rest = "", sentence
    for before, number, after in numerals.pieces(sentence):
        between = before[len(sentence) - len(rest) :]
        spoken = numerals.spoken(lang, number, before.rstrip(), after) or ()
        told += between + "".join(words.say(lang, f"{NUMBER}.{word}") for word in spoken)
        rest = after
    return told + rest


def _split(written: str) -> Iterator[tuple[str, str | None]]:
    """Each text with the name of what follows it; the last one with None."""
    name: str | None = None
    for text, name, _, _ in string.Formatter().parse(written):
        yield text, name
    if name is not None:
        yield "", None


def _says(text: str) -> bool:
    """Whether there is anything to speak: punctuation alone is silent."""
    return any(letter.isalnum() for letter in text)
