"""The record: verified, copied, put back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

import click
import msgspec

from kiosk import bootstrap_founding
from kiosk.base.event import parse_code
from kiosk.cli.telling import FOLDER, JSON, Told, dump, existing, say, told
from kiosk.record.chain import parse_head
from kiosk.record.checkpoint import parse_key
from kiosk.record.verify import Verdict, Witness
from kiosk.services.registry import SERVICES
from kiosk.station import backup as backups
from kiosk.station import export as exports
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles
from kiosk.station.verify import verify_station

T = TypeVar("T")
_SHOWN: Final = 120


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--head", "heads", multiple=True, help="A head that somebody kept: epoch-seq-hash.")
@click.option("--slip", "slips", multiple=True, help="A slip's code, as printed or scanned.")
@click.option("--key", "keys", multiple=True, help="The device's public key in hex; of a centre, its log's key.")
@click.option(
    "--checkpoint",
    "kept",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A centre's checkpoint that somebody kept, in a file.",
)
@click.option("--rebuild", is_flag=True, help="Also rebuild every reading and compare.")
@JSON
def verify(
    path: Path,
    heads: tuple[str, ...],
    slips: tuple[str, ...],
    keys: tuple[str, ...],
    kept: tuple[Path, ...],
    rebuild: bool,
    as_json: bool,
) -> None:
    """Verifies a station's record (a journal, a backup, a station's folder) or a centre's log (its folder, an export).

    Exit 0, or 1 and the first thing wrong; 2 where there is nothing to verify.
    """
    if _is_log(path):
        _verify_log(path, slips, keys, kept, as_json=as_json)
    witness = Witness(
        tuple(_given(parse_head, head) for head in heads),
        tuple(_given(parse_code, slip) for slip in slips),
        tuple(_given(_public_key, key) for key in keys),
    )
    with told():
        verdict = verify_station(path, witness, SERVICES, rebuild=rebuild)
    _tell_verdict(verdict, as_json=as_json)
    raise SystemExit(0 if verdict.fault is None else 1)


def _is_log(path: Path) -> bool:
    from kiosk.centre.log.archive import is_log

    return is_log(path)


def _verify_log(
    path: Path, slips: tuple[str, ...], keys: tuple[str, ...], kept: tuple[Path, ...], *, as_json: bool
) -> NoReturn:
    """Verifies a centre's log and ends."""
    from kiosk.centre.log.archive import verify_archive

    codes = tuple(_given(parse_code, slip) for slip in slips)
    for key in keys:
        _given(parse_key, key)
    with told():
        notes = tuple(file.read_text(encoding="utf-8") for file in kept)
        verdict = verify_archive(path, log_key=next(iter(keys), ""), kept=notes, codes=codes)
    fault = verdict.fault
    fields: dict[str, Any] = {"leaves": verdict.leaves, "events": verdict.events, "witnesses": verdict.witnesses}
    if fault is None:
        click.echo(say("cli.verify_log_good", **fields))
    else:
        sentence = say(f"cli.fault_{fault.name}")
        click.echo(say("cli.verify_log_bad", sentence=sentence, detail=fault.detail, **fields))
    if as_json:
        wrong = None if fault is None else msgspec.structs.asdict(fault)
        dump({"ok": fault is None, **fields, "root": verdict.root.hex(), "fault": wrong})
    raise SystemExit(0 if fault is None else 1)


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
@click.argument("to", type=click.Path(dir_okay=False, path_type=Path))
@FOLDER
def export(to: Path, data: Path) -> None:
    """Writes every event to a file, one line of JSON each; of a damaged record all that can be read. Exit 1 then."""
    with told():
        done = exports.export(existing(data).journal, to)
    click.echo(say("cli.exported", path=to, **msgspec.structs.asdict(done)))
    raise SystemExit(0 if done.hold == done.events and not done.unread else 1)


@click.command()
@click.argument("backup", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@FOLDER
def restore(backup: Path, data: Path) -> None:
    """Puts a backup in place of a station that is lost; a new epoch begins."""
    with told():
        head, who, pin = bootstrap_founding.restore_station(backup, StationFiles(data), SystemClock())
    click.echo(say("cli.restored", path=backup, head=head.text()))
    if pin:
        click.echo(say("cli.restored_pin", who=who, pin=pin))
        StationFiles(data).first_pin.unlink()
