"""Runs one experiment: `python tools/laboratory.py NAME [--size N] [--seed N] [--control]`; without a name, lists them.

What was found is kept in build/lab, as NAME.json and NAME.control.json; `--table` writes the table of
docs/reliability.md from there.
"""

import logging
import sys
import time
from pathlib import Path
from typing import Final

import click
import msgspec

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from lab.experiment import Experiment, Found  # noqa: E402 - the laboratory lies with the tests
from lab.experiments import EXPERIMENTS  # noqa: E402

BY_NAME: Final = {experiment.name: experiment for experiment in EXPERIMENTS}
KEPT: Final = ROOT / "build" / "lab"
PAGE: Final = ROOT / "docs" / "reliability.md"
BEGIN: Final = "<!-- table: python tools/laboratory.py --table -->"
END: Final = "<!-- end of the table -->"


class Kept(msgspec.Struct, frozen=True):
    """A run that was kept: its size, seed, seconds and what it found."""

    size: int
    seed: int
    seconds: float
    found: Found


@click.command()
@click.argument("name", required=False, type=click.Choice(sorted(BY_NAME)))
@click.option("--size", type=click.IntRange(1), help="How often; the soak's size where it is not said.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--control", is_flag=True, help="Takes the protection away: something wrong must be found.")
@click.option("--table", is_flag=True, help="Writes the table of docs/reliability.md from what was kept.")
def main(name: str | None, size: int | None, seed: int, *, control: bool, table: bool) -> None:
    """Runs an experiment and says what it found; exit 1 where it is not what must be."""
    # The program writes a line, or a traceback, for each fault that it meets: here there are thousands, all meant.
    logging.disable(logging.CRITICAL)
    if table:
        write_table()
    elif name is None:
        for experiment in EXPERIMENTS:
            click.echo(f"{experiment.name:24} {experiment.breaks} ({experiment.long}; control: {experiment.without})")
    else:
        sys.exit(0 if ran(BY_NAME[name], size, seed, control=control) else 1)


def ran(experiment: Experiment, size: int | None, seed: int, *, control: bool) -> bool:
    """Runs one and keeps what it found; whether that is what must be."""
    size = size or (experiment.control if control else experiment.long)
    begin = time.monotonic()
    found = experiment.run(size, seed, protected=not control, told=click.echo)
    kept = Kept(size, seed, round(time.monotonic() - begin, 1), found)
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{experiment.name}{'.control' if control else ''}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(kept)))
    for sentence in found.wrong[:20]:
        click.echo(f"wrong: {sentence}")
    click.echo(f"{experiment.name}: {found.tried} tried, {len(found.wrong)} wrong, {kept.seconds} s {found.counts}")
    return bool(found.wrong) if control else not found.wrong and found.tried >= size


def write_table() -> None:
    """Puts what was kept into the page, between its two marks."""
    lines = [
        "| what happens | what holds | tried | wrong | seed | without | control | command |",
        "|---|---|--:|--:|--:|---|--:|---|",
        *(row(experiment) for experiment in EXPERIMENTS),
    ]
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{after}", encoding="utf-8")


def row(experiment: Experiment) -> str:
    """One experiment's line of the table; dashes for what was not run here."""
    run, control = kept(experiment.name), kept(f"{experiment.name}.control")
    first = ("—", "—", "—") if run is None else (f"{run.found.tried:,}", f"{len(run.found.wrong):,}", f"{run.seed}")
    second = "—" if control is None else f"{len(control.found.wrong):,} wrong in {control.found.tried:,}"
    cells = (experiment.breaks, experiment.promise, *first, experiment.without, second)
    return "| " + " | ".join((*cells, f"`tools/laboratory.py {experiment.name}`")) + " |"


def kept(name: str) -> Kept | None:
    """A run that was kept under a name."""
    path = KEPT / f"{name}.json"
    return msgspec.json.decode(path.read_bytes(), type=Kept) if path.exists() else None


if __name__ == "__main__":
    main()
