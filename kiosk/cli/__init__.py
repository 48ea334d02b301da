"""The commands."""

from importlib.metadata import version
from typing import Any

import click

from kiosk.base.words import WordsError
from kiosk.cli import figures, health, record, screens, staff, voice
from kiosk.cli.telling import wordless


class _Commands(click.Group):
    """Commands that say so where the words files themselves are wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except WordsError as error:
            raise wordless(error) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(version("kiosk"))
def main() -> None:
    """A community workers' station: touchscreen, counter, record."""


for _room in (screens, record, figures, health, staff, voice):
    for _command in _room.COMMANDS:
        main.add_command(_command)
