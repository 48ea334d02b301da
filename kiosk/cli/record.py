"""The record: verified, copied, put back."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import click

from kiosk import bootstrap
from kiosk.base.event import parse_code
from kiosk.cli.telling import FOLDER, JSON, Told, dump, existing, say, told
from kiosk.record.chain import parse_head
from kiosk.record.verify import Verdict, Witness
from kiosk.services.registry import SERVICES
from kiosk.station import backup as backups
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles
from kiosk.station.verify import verify_station

T = TypeVar("T")
_SHOWN: Final = 120


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--head", "heads", multiple=True, help="A head that somebody kept: epoch-seq-hash.")
@click.option("--slip", "slips", multiple=True, help="A slip's code, as printed or scanned.")
@click.option("--key", "keys", multiple=True, help="The device's public key in hex.")
@click.option("--rebuild", is_flag=True, help="Also rebuild every reading and compare.")
@JSON
def verify(
    path: Path, heads: tuple[str, ...], slips: tuple[str, ...], keys: tuple[str, ...], rebuild: bool, as_json: bool
) -> None:
    """Verifies a station's record: a journal, a backup, or a station's folder.

    Exit 0, or 1 and the first thing wrong; 2 where there is nothing to verify.
    """
    witness = Witness(
        tuple(_given(parse_head, head) for head in heads),
        tuple(_given(parse_code, slip) for slip in slips),
        tuple(_given(_public_key, key) for key in keys),
    )
    with told():
        verdict = verify_station(path, witness, SERVICES, rebuild=rebuild)
    _tell_verdict(verdict, as_json=as_json)
    raise SystemExit(0 if verdict.fault is None else 1)


def _given(parse: Callable[[str], T], text: str) -> T:
    """What a person gave to compare with."""
    try:
        return parse(text)
    except ValueError:
        raise Told(say("cli.bad_witness", text=text[:_SHOWN])) from None


def _public_key(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) != 32:
        raise ValueError(text)
    return key


def _tell_verdict(verdict: Verdict, *, as_json: bool) -> None:
    fault = verdict.fault
    if fault is None:
        click.echo(say("cli.verify_good", events=verdict.events, head=verdict.head.text()))
    else:
        click.echo(
            say(
                "cli.verify_bad",
                epoch=fault.epoch,
                seq=fault.seq,
                sentence=say(f"cli.fault_{fault.name}"),
                events=verdict.events,
            )
        )
    if as_json:
        dump(verdict.plain())


@click.command()
@click.argument("to", type=click.Path(dir_okay=False, path_type=Path))
@FOLDER
def backup(to: Path, data: Path) -> None:
    """Copies a station's record to one file, while it works."""
    with told():
        head = backups.back_up(existing(data), to)
    click.echo(say("cli.backed_up", path=to, head=head.text()))


@click.command()
@click.argument("backup", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@FOLDER
def restore(backup: Path, data: Path) -> None:
    """Puts a backup in place of a station that is lost; a new epoch begins."""
    with told():
        head, pin = bootstrap.restore_station(backup, StationFiles(data), SystemClock())
    click.echo(say("cli.restored", path=backup, head=head.text()))
    if pin:
        click.echo(say("cli.restored_pin", who=bootstrap.FIRST_PERSON, pin=pin))
        StationFiles(data).first_pin.unlink()
