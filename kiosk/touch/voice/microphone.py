"""A phrase recorded by ALSA's arecord."""

import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

from kiosk.touch.voice.sound import RATE

_MOST_S: Final = 20
_STARTS_S: Final = 0.3  # a microphone that is missing is missed by then
_HEADER: Final = 44  # bytes of a WAV file with no sound


class NoMicrophone(Exception):  # noqa: N818 - says what is missing
    """Nothing can be recorded; the message is arecord's own."""


class NothingRecorded(Exception):  # noqa: N818 - says what happened
    """The recording is empty."""


def record(file: Path, read: Callable[[], None]) -> None:
    """Records until `read` returns, 20 s at most, and puts the recording in place of an older one.

    Raises FileNotFoundError without arecord, NoMicrophone, NothingRecorded; what was recorded before stays then.
    """
    program = shutil.which("arecord")
    if program is None:
        raise FileNotFoundError("arecord")
    file.parent.mkdir(parents=True, exist_ok=True)
    scratch = file.with_suffix(".part")
    command = [program, "-q", "-t", "wav", "-f", "S16_LE", "-r", str(RATE), "-c", "1", "-d", str(_MOST_S), str(scratch)]
    recording = subprocess.Popen(command, stderr=subprocess.PIPE)  # noqa: S603 - ALSA's own recorder
    try:
        try:
            recording.wait(_STARTS_S)
        except subprocess.TimeoutExpired:
            read()
            recording.send_signal(signal.SIGINT)  # it writes the file's length then
        _, said = recording.communicate()
        if not scratch.exists():
            raise NoMicrophone(said.decode(errors="replace").strip().partition("\n")[0])
        if scratch.stat().st_size <= _HEADER:
            raise NothingRecorded
        scratch.replace(file)
    finally:
        if recording.poll() is None:
            recording.kill()
            recording.communicate()
        scratch.unlink(missing_ok=True)
