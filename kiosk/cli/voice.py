"""What the screens say: listed, recorded in a station's own voice, heard."""

import sys
from time import sleep
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from kiosk import bootstrap
from kiosk.base.words import LANGUAGES, Lang
from kiosk.cli.telling import FOLDER, Told, existing, say, told
from kiosk.touch.voice.kit import kit
from kiosk.touch.voice.plan import recording

_COUNTDOWN_S: Final = 3
_LANG: Final = click.option("--lang", type=click.Choice(LANGUAGES), default="zh", help="The language.")


@click.group()
def voice() -> None:
    """What the screens say, and a station's own recordings of it."""


@voice.command("list")
@click.option("--lang", type=click.Choice(LANGUAGES), help="One language alone.")
@FOLDER
def list_(lang: Lang | None, data: Any) -> None:
    """Every phrase that this station says and that can be recorded, and whether it is."""
    files, words = existing(data), bootstrap.all_words()
    with told():
        offered = bootstrap.offered(files)
    for spoken in (lang,) if lang else LANGUAGES:
        entries = kit(words, spoken, offered)
        recorded = {entry.key for entry in entries if recording(files.voice, spoken, entry.key)}
        table = Table(
            say("cli.voice_head"), say("cli.voice_recorded"), say("cli.voice_text", language=spoken), box=None
        )
        for entry in entries:
            table.add_row(entry.key, "✓" if entry.key in recorded else "", entry.text)
        Console(width=None if _wide() else 240, markup=False, highlight=False).print(table)
        click.echo(say("cli.voice_counted", recorded=len(recorded), all=len(entries)))


def _wide() -> bool:
    """Whether somebody looks at a terminal; a file gets whole lines."""
    return sys.stdout.isatty()


@voice.command()
@click.argument("key")
@_LANG
@FOLDER
def record(key: str, lang: Lang, data: Any) -> None:
    """Records one phrase: a countdown, then read it, then Enter."""
    from kiosk.touch.voice import microphone

    file = existing(data).voice / lang / f"{key}.wav"
    click.echo(say("cli.voice_read", text=_text(key, lang)))

    def read() -> None:
        click.prompt(say("cli.voice_now"), default="", show_default=False, prompt_suffix="")

    for seconds in range(_COUNTDOWN_S, 0, -1):
        click.echo(say("cli.voice_in", seconds=seconds))
        sleep(1)
    with told():
        try:
            microphone.record(file, read)
        except FileNotFoundError:
            raise Told(say("cli.voice_no_arecord")) from None
        except microphone.NoMicrophone as error:
            raise Told(say("cli.voice_no_microphone", problem=error)) from None
        except microphone.NothingRecorded:
            raise Told(say("cli.voice_nothing")) from None
    file.with_suffix(".ogg").unlink(missing_ok=True)
    click.echo(say("cli.voice_kept", file=file))


@voice.command("say")
@click.argument("key")
@_LANG
@FOLDER
def say_(key: str, lang: Lang, data: Any) -> None:
    """Says one phrase of the list as the screens would."""
    from kiosk.touch.voice import sound
    from kiosk.touch.voice.espeak import Espeak

    text, folder = _text(key, lang), existing(data).voice
    file = recording(folder, lang, key) or Espeak(folder / "cache").speak(lang, text)
    if file is None or not sound.Aplay().play(sound.decoded((file,))):
        raise Told(say("cli.voice_not_heard"))


def _text(key: str, lang: Lang) -> str:
    text = next((entry.text for entry in kit(bootstrap.all_words(), lang) if entry.key == key), "")
    if not text:
        raise Told(say("cli.voice_no_such", name=key))
    return text
