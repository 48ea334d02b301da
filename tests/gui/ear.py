"""Somebody who listens."""

from collections.abc import Sequence

from gui.harness import all_words

from kiosk.base.phrase import Phrase
from kiosk.base.words import Lang
from kiosk.touch.voice import sentence
from kiosk.touch.voice.speaker import VOLUME


class Ear:
    """A voice that remembers what was to be heard; cut or over, it is quiet."""

    def __init__(self) -> None:
        self.volume = VOLUME
        self.lang = ""
        self.busy = False
        self.heard: list[str] = []

    def say(self, lang: Lang, phrases: Sequence[Phrase]) -> None:
        self.heard = []
        self.add(lang, phrases)

    def add(self, lang: Lang, phrases: Sequence[Phrase]) -> None:
        self.lang = lang
        self.heard += [sentence.text(all_words(), lang, said) for said in phrases]

    def hush(self) -> None:
        self.heard = []

    def reset(self) -> None:
        self.hush()
        self.volume = VOLUME
