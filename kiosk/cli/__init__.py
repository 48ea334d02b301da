"""The commands."""

from importlib.metadata import version

import click

from kiosk.cli import figures, health, record, screens, staff, voice


@click.group(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(version("kiosk"))
def main() -> None:
    """A community workers' station: touchscreen, counter, record."""


for _room in (screens, record, figures, health, staff, voice):
    for _command in _room.COMMANDS:
        main.add_command(_command)
