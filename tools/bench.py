"""Measures every figure that the product promises beside its limit: `python tools/bench.py`, or `--only NAME` for one.

Prints a table and writes .venv/bench.json. What takes long to make is kept in .venv/bench-cache.
"""

import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import click
import msgspec
from figures import (
    cctalk,
    characters,
    commit,
    decade,
    glass,
    intake,
    pages,
    paper,
    paper_jobs,
    paper_wire,
    projections,
    race,
    requests,
    scanner,
    verification,
)
from figures.figure import Figure, Line
from rich.console import Console
from rich.table import Table

FIGURES: Final[tuple[Figure, ...]] = (
    commit.FIGURE,
    paper.FIGURE,
    characters.FIGURE,
    paper_jobs.FIGURE,
    paper_wire.FIGURE,
    verification.FIGURE,
    race.FIGURE,
    glass.FIGURE,
    scanner.FIGURE,
    cctalk.FIGURE,
    intake.FIGURE,
    projections.FIGURE,
    pages.FIGURE,
    requests.FIGURE,
    decade.FIGURE,
)
_WIDTH: Final = 160
VENV: Final = Path(__file__).resolve().parents[1] / ".venv"


@click.command()
@click.option(
    "--only",
    "names",
    multiple=True,
    type=click.Choice([figure.name for figure in FIGURES]),
    help="Measure this one; may be given again.",
)
def main(names: tuple[str, ...]) -> None:
    """Measures the figures and says which promises hold; exit 1 where one does not."""
    console = Console()
    if not console.is_terminal:
        console.width = _WIDTH
    cache = VENV / "bench-cache"
    cache.mkdir(parents=True, exist_ok=True)
    found: dict[str, list[Line]] = {}
    for figure in FIGURES:
        if names and figure.name not in names:
            continue
        began = time.monotonic()
        with console.status(figure.name), tempfile.TemporaryDirectory(dir=VENV, prefix="bench-") as folder:
            found[figure.name] = figure.measure(Path(folder), cache)
        console.print(f"{figure.name}: {time.monotonic() - began:.0f} s", style="dim")
    console.print(_table(found))
    (VENV / "bench.json").write_bytes(msgspec.json.format(msgspec.json.encode(found)))
    sys.exit(any(line.met is False for lines in found.values() for line in lines))


def _table(found: dict[str, list[Line]]) -> Table:
    table = Table(show_lines=True)
    for column in ("figure", "measured", "beside", "ratio", "promised", ""):
        table.add_column(column)
    for lines in found.values():
        for line in lines:
            mark = "" if line.met is None else "[green]pass[/]" if line.met else "[red]MISS[/]"
            table.add_row(line.what, line.measured, line.beside, line.ratio, line.promised, mark)
    return table


if __name__ == "__main__":
    main()
