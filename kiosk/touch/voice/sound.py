"""Sound: files decoded, made louder or softer, and played by ALSA's aplay."""

import array
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

RATE: Final = 22050  # samples a second, 16 bits, one channel: what espeak-ng speaks in

_ORDER: Final = "LE" if sys.byteorder == "little" else "BE"

log = logging.getLogger("kiosk.voice")


def decoded(files: Iterable[Path]) -> bytes:
    """The samples of WAV or OGG files, one after the other. Raises OSError, ValueError for a file that is no sound."""
    import miniaudio  # noqa: PLC0415 - when there is something to play

    samples = bytearray()
    for file in files:
        try:
            sound = miniaudio.decode(
                file.read_bytes(), output_format=miniaudio.SampleFormat.SIGNED16, nchannels=1, sample_rate=RATE
            )
        except miniaudio.DecodeError as error:
            raise ValueError(f"{file} is no sound that can be played: {error}") from None
        samples += sound.samples.tobytes()
    return bytes(samples)


def at_volume(samples: bytes, volume: int) -> bytes:
    """The same at a volume from 0 to 100."""
    return array.array("h", (sample * volume // 100 for sample in array.array("h", samples))).tobytes()


class Aplay:
    """Plays one sound at a time in a process of its own: a driver that hangs hangs nothing of ours."""

    def __init__(self, program: str = "aplay") -> None:
        self._program = program
        self._lock = threading.Lock()
        self._playing: subprocess.Popen[bytes] | None = None
        self._told = False

    def play(self, sound: bytes, wanted: Callable[[], bool] = lambda: True) -> bool:
        """Plays to the end or until it is cut, if it is still wanted; whether it was heard.

        Where there is no sound device: silence, and once a line in the log.
        """
        command = [self._program, "-q", "-t", "raw", "-f", f"S16_{_ORDER}", "-r", str(RATE), "-c", "1"]
        try:
            with self._lock:
                if not wanted():
                    return False
                self._playing = playing = subprocess.Popen(  # noqa: S603 - ALSA's own player
                    command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
                )
        except OSError as error:
            self._tell(str(error))
            return False
        _, said = playing.communicate(sound)
        with self._lock:
            cut, self._playing = self._playing is None, None
        if playing.returncode and not cut:
            self._tell(said.decode(errors="replace").strip().partition("\n")[0])
        return playing.returncode == 0

    def cut(self) -> None:
        """Ends what is playing at once."""
        with self._lock:
            if self._playing is not None:
                self._playing.kill()
                self._playing = None

    def _tell(self, problem: str) -> None:
        if not self._told:
            self._told = True
            log.warning("no sound, sentences stay silent: %s", problem)
