"""The commands. Each is loaded when it is called for: what one does not need, it does not wait for."""

import gc
from importlib import import_module
from typing import Any, Final

import click

from kiosk import __version__
from kiosk.base.words import WordsError
from kiosk.touch.sdl import displays

_ROOMS: Final = {
    "run": "screens",
    "counter": "screens",
    "board": "screens",
    "demo": "screens",
    "verify": "record",
    "backup": "record",
    "restore": "record",
    "export": "record",
    "replay": "figures",
    "report": "reports",
    "doctor": "health",
    "virtual": "virtual",
    "staff": "staff",
    "voice": "voice",
    "enrol": "line",
    "centre": "centre",
    "service": "service",
    "update": "service",
}

_SHOWN: Final = ("run", "counter", "board")


class _Rooms(click.Group):
    """Commands by the module that has them; they say so where the words files themselves are wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except WordsError as error:
            from kiosk.cli.telling import wordless

            raise wordless(error) from None

    def list_commands(self, _: click.Context) -> list[str]:
        """Their names, as they are told."""
        return list(_ROOMS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was typed; what shows a window loads the display's drivers meanwhile."""
        if args[0] in _SHOWN:
            displays()
            gc.disable()  # until something is shown: what is loaded stays
        return super().resolve_command(ctx, args)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        """A command, or None where there is none of that name."""
        if name not in _ROOMS:
            return None
        command: click.Command = getattr(import_module(f"kiosk.cli.{_ROOMS[name]}"), name)
        return command


@click.group(cls=_Rooms, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(__version__)
def main() -> None:
    """A community workers' station: touchscreen, counter, record."""
