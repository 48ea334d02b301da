"""Sentences spoken by espeak-ng into WAV files, kept so that each is made once."""

import hashlib
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from kiosk.base.words import Lang
from kiosk.touch.voice import pinyin

# `-v cmn` misreads Chinese characters in Debian 12; the same voice reads pinyin well.
_VOICES: Final[dict[Lang, str]] = {"zh": "cmn-latn-pinyin", "en": "en"}
_WORDS_A_MINUTE: Final = "150"
_PATIENCE_S: Final = 10.0
_HEADER: Final = 44  # bytes of a WAV file that says nothing
MOST_BYTES: Final = 32 << 20  # some two hundred sentences

log = logging.getLogger("kiosk.voice")


class Espeak:
    """Speaks into files of one folder, which holds `most` bytes; the ones not heard for longest give way."""

    def __init__(self, folder: Path, *, program: str = "espeak-ng", most: int = MOST_BYTES) -> None:
        self._folder, self._program, self._most = folder, program, most
        self._told = False

    def speak(self, lang: Lang, text: str) -> Path | None:
        """The WAV file of a text; None where espeak-ng is missing or fails, which is logged once."""
        name = hashlib.sha256("\0".join((_VOICES[lang], _WORDS_A_MINUTE, text)).encode()).hexdigest()[:32]
        file = self._folder / f"{name}.wav"
        try:
            if file.is_file():
                os.utime(file)
                return file
            self._folder.mkdir(parents=True, exist_ok=True)
            self._make(lang, text, file)
            self._make_room(file)
        except (OSError, subprocess.SubprocessError) as error:
            if not self._told:
                self._told = True
                log.warning("no voice, sentences stay silent: %s", error)
            return None
        return file

    def _make(self, lang: Lang, text: str, file: Path) -> None:
        """Raises OSError and SubprocessError."""
        read = _pinyin(text) if lang == "zh" else text
        handle, scratch = tempfile.mkstemp(suffix=".part", dir=self._folder)
        os.close(handle)
        try:
            subprocess.run(  # noqa: S603 - the text goes to its standard input
                [self._program, "-v", _VOICES[lang], "-s", _WORDS_A_MINUTE, "-b", "1", "--stdin", "-w", scratch],
                input=read.encode(),
                check=True,
                capture_output=True,
                timeout=_PATIENCE_S,
            )
            if Path(scratch).stat().st_size <= _HEADER:
                raise OSError(f"{self._program} has said nothing")
            Path(scratch).replace(file)
        finally:
            Path(scratch).unlink(missing_ok=True)

    def _make_room(self, kept: Path) -> None:
        files = sorted((file.stat().st_mtime_ns, file.stat().st_size, file) for file in self._folder.glob("*.wav"))
        size = sum(of for _, of, _ in files)
        for _, of, file in files:
            if size <= self._most:
                return
            if file != kept:
                file.unlink(missing_ok=True)
                size -= of


def _pinyin(text: str) -> str:
    """The text in pinyin, from a process of its own: the dictionary's 100 MB do not stay with the screen."""
    read = subprocess.run(  # noqa: S603 - our own module, the text goes to its standard input
        [sys.executable, "-m", pinyin.__name__],
        input=text.encode(),
        check=True,
        capture_output=True,
        timeout=_PATIENCE_S,
    )
    return read.stdout.decode()
