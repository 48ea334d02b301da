"""What a long-running command writes down: lines on the terminal, everything in a file beside the record."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

import click

from kiosk.cli.telling import Told, say

_LOG: Final = logging.getLogger(__name__)
_MOST_BYTES: Final = 1_000_000
_KEPT: Final = 3


class _Line(logging.Formatter):
    """One line a record: where the trouble came from stands in the file."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{record.levelname.lower()}: {record.getMessage()}"


def _ours(record: logging.LogRecord) -> bool:
    """Kivy and Alembic tell much of themselves that nobody asked."""
    return not record.name.startswith(("kivy", "alembic")) or record.levelno >= logging.WARNING


@contextmanager
def logged(folder: Path, name: str) -> Iterator[None]:
    """Logs to stderr and to `name.log` in a folder; an unforeseen error goes there whole and is told in one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = RotatingFileHandler(folder / f"{name}.log", maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8")
    except OSError as error:
        raise Told(say("cli.no_file", problem=error)) from None
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    shown = logging.StreamHandler()
    shown.setFormatter(_Line())
    root, before, hook = logging.getLogger(), logging.getLogger().level, threading.excepthook
    for handler in (file, shown):
        handler.addFilter(_ours)
        root.addHandler(handler)
    root.setLevel(logging.INFO)
    threading.excepthook = _thread_ended
    try:
        yield
    except click.ClickException:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the person is told and the file has it
        _LOG.exception("%s has ended", name)
        raise Told(say("cli.broke", problem=type(error).__name__, file=folder / f"{name}.log")) from None
    finally:
        threading.excepthook = hook
        root.setLevel(before)
        for handler in (file, shown):
            root.removeHandler(handler)
            handler.close()


def _thread_ended(ended: Any) -> None:
    _LOG.error(
        "the thread %s has ended",
        ended.thread.name if ended.thread else "?",
        exc_info=(ended.exc_type, ended.exc_value, ended.exc_traceback),
    )
