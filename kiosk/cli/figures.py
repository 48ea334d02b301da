"""A trace played through the real desk, and the figures it came to."""

import tempfile
from pathlib import Path

import click

from kiosk.base.money import yuan
from kiosk.cli.telling import JSON, Told, dump, say, told


@click.command()
@click.argument("trace", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Keep the station in this folder (must be new)."
)
@click.option(
    "--settings",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A station.toml instead of the usual one.",
)
@click.option("--printer", is_flag=True, help="Print every slip on a virtual printer.")
@JSON
def replay(trace: Path, data: Path | None, settings: Path | None, printer: bool, as_json: bool) -> None:
    """Plays arrivals from a CSV through the real desk and sums up."""
    from kiosk.demo import replay as replays
    from kiosk.demo.trace import BadTrace

    with told(), tempfile.TemporaryDirectory() as scratch:
        try:
            result = replays.replay(trace, data or Path(scratch), settings, with_printer=printer)
        except BadTrace as error:
            raise Told(say("cli.bad_trace", problem=error)) from None
    click.echo(
        say(
            "cli.replayed",
            days=result.days,
            sold=result.sold,
            served=result.served,
            taken=yuan(result.taken_fen),
            subsidy=yuan(result.subsidy_fen),
            events=result.events,
            rate=round(result.events_per_second),
            verify=result.verify,
        )
    )
    for reason, count in result.refused.items():
        click.echo(say("cli.replay_refused", reason=reason, count=count))
    if as_json:
        dump(result)
