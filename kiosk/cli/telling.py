"""What every command has in common: where the station is, how errors are told, how JSON is put out."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import apsw
import click
import msgspec
import platformdirs

from kiosk import bootstrap
from kiosk.base.request import Refused
from kiosk.base.toml import ConfigError
from kiosk.base.words import Lang, NoSuchWords, WordsError
from kiosk.station.backup import BackupRefused
from kiosk.station.files import BadSecret, StationFiles
from kiosk.station.journal import NotAJournal
from kiosk.station.owner import OwnedElsewhere
from kiosk.touch.refusals import sentence

FOLDER: Final = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="KIOSK_DATA",
    default=lambda: Path(platformdirs.user_data_dir("kiosk")),
    show_default="the user's data folder",
    help="The station's folder.",
)
JSON: Final = click.option("--json", "as_json", is_flag=True, help="One JSON object as the last line.")


class Told(click.ClickException):
    """One sentence for whoever typed the command; exit code 2, for 1 says that something was found wrong."""

    exit_code = 2


def spoken() -> Lang:
    """The terminal's language."""
    return "zh" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh") else "en"


def say(key: str, **fields: object) -> str:
    """A sentence in the terminal's language."""
    return bootstrap.all_words().say(spoken(), key, **fields)


def _refusal(refused: Refused) -> str:
    try:
        return sentence(bootstrap.all_words(), spoken(), refused, staff=True)
    except NoSuchWords:
        return refused.reason


def wordless(error: WordsError) -> Told:
    """What is said where there are no words to say it in."""
    return Told(f"词句文件有错，不能启动。 A words file is wrong, nothing can start.\n{error}")


@contextmanager
def told() -> Iterator[None]:
    """Turns what can go wrong into one sentence."""
    try:
        yield
    except Refused as refused:
        raise Told(say("cli.refused", sentence=_refusal(refused))) from None
    except WordsError as error:
        raise wordless(error) from None
    except ConfigError as error:
        raise Told(say("cli.bad_settings", problem=error)) from None
    except NotAJournal as error:
        raise Told(say(f"cli.journal_{error.reason}", **error.fields)) from None
    except BadSecret as error:
        raise Told(say("cli.bad_secret", path=error.path)) from None
    except OwnedElsewhere as error:
        raise Told(say("cli.owned", pid=error.pid)) from None
    except BackupRefused as error:
        raise Told(say(f"cli.backup_{error.reason}", path=error.path)) from None
    except (apsw.Error, UnicodeDecodeError) as error:  # a damaged page gives a text that is none
        problem = error.reason if isinstance(error, UnicodeDecodeError) else error
        raise Told(say("cli.no_record", problem=problem)) from None
    except OSError as error:
        raise Told(say("cli.no_file", problem=error)) from None


def existing(folder: Path) -> StationFiles:
    """The files of a station that is there; told where there is none."""
    files = StationFiles(folder)
    if not files.journal.exists():
        raise Told(say("cli.no_station", folder=folder))
    return files


def has_screen() -> bool:
    """Whether a window would be seen: a desktop, or a display that can be driven without one."""
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")) or any(
        Path("/dev/dri").glob("card*")
    )


def dump(value: Any) -> None:
    """One line of JSON."""
    click.echo(msgspec.json.encode(value))
