"""A virtual device by itself, to plug a station of one's own into; what is typed is what happens to it."""

import sys
from collections.abc import Callable, Container, Iterator
from pathlib import Path
from typing import Any, Final

import click

from kiosk import bootstrap_devices
from kiosk.cli.telling import say, told
from kiosk.demo.papers import Papers
from kiosk.devices.profiles import load_printer, printer_ids
from kiosk.virtual.cash import LINE_FAULTS, VirtualCash
from kiosk.virtual.cash_devices import VirtualCoins, VirtualHopper, VirtualNotes
from kiosk.virtual.cash_plugs import SerialCash
from kiosk.virtual.faults import FAULTS
from kiosk.virtual.printer import VirtualPrinter
from kiosk.virtual.scanner import SCANNER_FAULTS, ScannerFault, SerialPlug, VirtualScanner

_PAPER: Final = click.option(
    "--paper", type=click.Path(file_okay=False, path_type=Path), default=Path("paper"), help="Where slips are kept."
)
_SWITCH: Final = "!"


@click.group()
def virtual() -> None:
    """A pretended device by itself, until the end of what is typed (Ctrl+D)."""


@virtual.command()
@click.option("--profile", type=click.Choice(printer_ids()), default="generic-80-gb18030")
@click.option("--port", type=int, default=9100, help="The network port; 0 for any that is free.")
@click.option("--serial", is_flag=True, help="On a serial line in place of the network.")
@_PAPER
def printer(profile: str, port: int, serial: bool, paper: Path) -> None:
    """A receipt printer. A line that names a fault switches it on, or off again."""
    with told():
        papers = Papers(
            paper,
            bootstrap_devices.slip_face,
            lambda: "slip",
            lambda path: click.echo(say("cli.virtual_slip", file=path)),
        )
        with VirtualPrinter(load_printer(profile).spec, papers.keep) as made:
            if serial:
                address = f"serial:{made.serve_pty()}"
            else:
                host, port = made.serve_tcp(port)
                address = f"tcp:{host}:{port}"
            click.echo(say("cli.virtual_at", table="printer", profile=profile, address=address))
            click.echo(say("cli.virtual_switches", switches=" ".join(FAULTS)))
            for line in _typed():
                _turn(line, FAULTS, tuple(made.faults), made.faults.set)


@virtual.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path("/dev/shm/kiosk-scanner"))  # noqa: S108 - told
@click.option("--no-enter", is_flag=True, help="Sends no Enter after a code.")
def scanner(path: Path, no_enter: bool) -> None:
    """A code scanner on a serial line at PATH. A line is a code; "!fault" switches a fault on, or off again."""
    profile = "generic-serial-bare" if no_enter else "generic-serial"
    on: set[str] = set()

    def turn(fault: ScannerFault, to: bool) -> None:
        (on.add if to else on.discard)(fault)
        made.set(fault, to)

    with told(), VirtualScanner(SerialPlug(path), b"" if no_enter else b"\r\n") as made:
        click.echo(say("cli.virtual_at", table="scanner", profile=profile, address=f"serial:{path}"))
        click.echo(say("cli.virtual_codes", switches=" ".join(_SWITCH + fault for fault in SCANNER_FAULTS)))
        for line in _typed():
            if line.startswith(_SWITCH):
                _turn(line.removeprefix(_SWITCH), SCANNER_FAULTS, on, turn)
            else:
                made.scan(line)


@virtual.command()
def cash() -> None:
    """A ccTalk line with coins, notes and change. "coin 100", "note 500" (fen) puts money in; a fault switches."""
    made = VirtualCash(VirtualCoins(), VirtualNotes(), VirtualHopper())
    with told(), SerialCash(made) as line:
        click.echo(say("cli.virtual_at", table="cash", profile="generic-coins", address=f"serial:{line.path}"))
        click.echo(say("cli.virtual_money", switches=" ".join(LINE_FAULTS)))
        for typed in _typed():
            what, _, fen = typed.partition(" ")
            if what in {"coin", "note"} and fen.isdigit():
                taken = made.coins.insert(int(fen)) if what == "coin" else made.notes.insert(int(fen))
                click.echo(say("cli.virtual_taken" if taken else "cli.virtual_given_back"))
            else:
                _turn(typed, LINE_FAULTS, made.faults, made.set)


def _typed() -> Iterator[str]:
    """Line by line what is typed."""
    for line in sys.stdin:
        if line.strip():
            yield line.strip()


def _turn(fault: str, known: tuple[str, ...], on: Container[str], turn: Callable[[Any, bool], None]) -> None:
    """Switches a fault the other way."""
    if fault not in known:
        click.echo(say("cli.virtual_unknown", switches=" ".join(known)))
        return
    to = fault not in on
    turn(fault, to)
    click.echo(say("cli.virtual_on" if to else "cli.virtual_off", fault=fault))
