"""The voice of a touchscreen: says what it is told on a thread of its own, the newest thing first."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol

from kiosk.base.phrase import Phrase
from kiosk.base.words import Lang, NoSuchWords, Words
from kiosk.touch.voice import sound
from kiosk.touch.voice.espeak import Espeak
from kiosk.touch.voice.plan import Plan, plan, recording

VOLUME: Final = 80  # of 100
_GRACE_S: Final = 2.0

log = logging.getLogger("kiosk.voice")


class Voice(Protocol):
    """What a shell asks of a voice; every call returns at once."""

    volume: int

    @property
    def busy(self) -> bool:
        """Whether something is being said, or waits to be."""

    def say(self, lang: Lang, phrases: Sequence[Phrase]) -> None:
        """Says these in place of whatever is being said."""

    def add(self, lang: Lang, phrases: Sequence[Phrase]) -> None:
        """Says these when what is being said is over."""

    def hush(self) -> None:
        """Says nothing more."""

    def reset(self) -> None:
        """Says nothing more; the next person's volume is the usual one."""


class Silence:
    """A shell without a voice: the counter, the tests."""

    volume: int = VOLUME
    busy: bool = False

    def say(self, lang: Lang, phrases: Sequence[Phrase]) -> None:
        """Nothing."""

    def add(self, lang: Lang, phrases: Sequence[Phrase]) -> None:
        """Nothing."""

    def hush(self) -> None:
        """Nothing."""

    def reset(self) -> None:
        """Nothing."""


class Player(Protocol):
    """What plays sound (kiosk.touch.voice.sound.Aplay)."""

    def play(self, sound: bytes, wanted: Callable[[], bool]) -> bool:
        """Plays to the end or until it is cut, if it is still wanted; whether it was heard."""

    def cut(self) -> None:
        """Ends what is playing."""


class Speaker:
    """Implements Voice. `planned` says how a sentence is spoken, `speak` makes a text into a file or None."""

    def __init__(
        self,
        planned: Callable[[Lang, Phrase], Plan],
        speak: Callable[[Lang, str], Path | None],
        player: Player,
    ) -> None:
        self.volume = VOLUME
        self._planned, self._speak, self._player = planned, speak, player
        self._changed = threading.Condition()
        self._waiting: deque[tuple[Lang, Phrase]] = deque()
        self._uttering = False
        self._turn = 0  # goes up whenever what is being said is cut
        self._thread: threading.Thread | None = None
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether something is being said, or waits to be."""
        with self._changed:
            return self._uttering or bool(self._waiting)

    def say(self, lang: Lang, phrases: Sequence[Phrase]) -> None:
        """Says these in place of whatever is being said."""
        self.hush()
        self.add(lang, phrases)

    def add(self, lang: Lang, phrases: Sequence[Phrase]) -> None:
        """Says these when what is being said is over."""
        with self._changed:
            if not phrases or self._closed:
                return
            self._waiting.extend((lang, phrase) for phrase in phrases)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
                self._thread.start()
            self._changed.notify()

    def hush(self) -> None:
        """Says nothing more."""
        with self._changed:
            self._turn += 1
            self._waiting.clear()
        self._player.cut()

    def reset(self) -> None:
        """Says nothing more; the next person's volume is the usual one."""
        self.hush()
        self.volume = VOLUME

    def close(self) -> None:
        """Ends the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self.hush()
        if self._thread is not None:
            self._thread.join(_GRACE_S)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._uttering = False
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return
                lang, phrase = self._waiting.popleft()
                turn, self._uttering = self._turn, True
            try:
                self._utter(lang, phrase, turn)
            except Exception:
                # The next sentence may well be said; nobody at the screen is to be told of this one.
                log.exception("a sentence was not said: %s", phrase.key)

    def _utter(self, lang: Lang, phrase: Phrase, turn: int) -> None:
        samples = self._samples(lang, phrase)
        if samples is not None:
            self._player.play(sound.at_volume(samples, self.volume), lambda: turn == self._turn)

    def _samples(self, lang: Lang, phrase: Phrase) -> bytes | None:
        try:
            way = self._planned(lang, phrase)
        except NoSuchWords:
            log.exception("a sentence that cannot be said")
            return None
        if way.files:
            try:
                return sound.decoded(way.files)
            except (OSError, ValueError) as error:
                log.warning("a recording is passed over: %s", error)
        file = self._speak(lang, way.text)
        return None if file is None else sound.decoded((file,))


def station_voice(words: Words, folder: Path) -> Speaker:
    """The voice of the station whose voice folder this is: recordings in `zh/`, `en/`, made sentences in `cache/`."""

    def planned(lang: Lang, phrase: Phrase) -> Plan:
        return plan(words, lang, phrase, lambda key: recording(folder, lang, key))

    return Speaker(planned, Espeak(folder / "cache").speak, sound.Aplay())
