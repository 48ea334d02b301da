"""The commands as they are typed, in English; what nobody foresaw ends the test with its traceback."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from support.station import SETTINGS

from kiosk import bootstrap_founding
from kiosk.cli import main
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles

PIN = "250301"


class Said(msgspec.Struct, frozen=True):
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def last(self) -> str:
        """The last line it put out."""
        return self.out.strip().splitlines()[-1]


Kiosk = Callable[..., Said]


def kiosk_command(*arguments: object, answers: tuple[str, ...] = ()) -> Said:
    """Runs a command; `answers` are what is typed when it asks."""
    typed = "".join(f"{answer}\n" for answer in answers)
    environment = {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
    result = CliRunner(env=environment).invoke(
        main, [str(part) for part in arguments], input=typed, catch_exceptions=False
    )
    return Said(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(scope="session")
def kiosk() -> Kiosk:
    """The command line."""
    return kiosk_command


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of a station whose supervisor's PIN is known."""
    folder = tmp_path / "data"
    files = StationFiles(folder)
    bootstrap_founding.make_station(files, SystemClock(), SETTINGS, PIN)
    files.first_pin.unlink()  # as the first start does that tells it
    return folder
