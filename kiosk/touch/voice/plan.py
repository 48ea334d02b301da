"""How a sentence is spoken at this station: by its recordings where all of it is recorded, else by espeak-ng."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from kiosk.base.phrase import Phrase
from kiosk.base.words import Lang, Words
from kiosk.touch.voice import sentence
from kiosk.touch.voice.kit import recording_of

SUFFIXES: Final = (".ogg", ".wav")


class Plan(msgspec.Struct, frozen=True):
    """`files` one after the other; where there are none, or one cannot be played, `text` as espeak-ng reads it."""

    text: str
    files: tuple[Path, ...] = ()


def plan(words: Words, lang: Lang, phrase: Phrase, recorded: Callable[[str], Path | None]) -> Plan:
    """Never half of each: two voices in one sentence are hard to follow. Raises NoSuchWords."""
    text = sentence.text(words, lang, phrase)
    files: list[Path] = []
    for part in sentence.parts(words, lang, phrase):
        if part.names is None:
            return Plan(text)
        for name in part.names:
            file = recorded(recording_of(words, lang, name))
            if file is None:
                return Plan(text)
            files.append(file)
    return Plan(text, tuple(files))


def recording(folder: Path, lang: Lang, key: str) -> Path | None:
    """The station's own recording of a phrase: `zh/KEY.ogg` or `zh/KEY.wav` in the voice folder."""
    return next((file for suffix in SUFFIXES if (file := folder / lang / f"{key}{suffix}").is_file()), None)
