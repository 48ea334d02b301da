"""The commands."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import click
import msgspec
import platformdirs

from kiosk import bootstrap
from kiosk.base.clock import CST
from kiosk.base.event import parse_code
from kiosk.base.money import yuan
from kiosk.base.request import Refused
from kiosk.base.toml import ConfigError
from kiosk.base.words import NoSuchWords
from kiosk.record.chain import parse_head
from kiosk.record.verify import Verdict, Witness
from kiosk.services.registry import SERVICES
from kiosk.station import backup as backups
from kiosk.station import people
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles
from kiosk.station.journal import Journal, NotAJournal
from kiosk.station.owner import OwnedElsewhere
from kiosk.station.verify import verify_station

_FOLDER: Final = click.option("--data", type=click.Path(file_okay=False, path_type=Path), envvar="KIOSK_DATA",
                              default=lambda: Path(platformdirs.user_data_dir("kiosk")), show_default="the user's data folder",
                              help="The station's folder.")
# A report needs this many columns; a narrower terminal or a file gets them all the same.
_TABLE_COLUMNS: Final = 118
_JSON: Final = click.option("--json", "as_json", is_flag=True, help="One JSON object as the last line.")


def _say(key: str, **fields: object) -> str:
    """A sentence in the terminal's language."""
    lang = "zh" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh") else "en"
    return bootstrap.all_words().say(lang, key, **fields)


def _refusal(refused: Refused) -> str:
    fields = {**refused.fields, **{key.removesuffix("_fen"): yuan(value) for key, value in refused.fields.items() if key.endswith("_fen")}}
    try:
        return _say(refused.reason, **fields)
    except NoSuchWords:
        return refused.reason


@contextmanager
def _told() -> Iterator[None]:
    """Turns what can go wrong into one sentence and exit code 2."""
    try:
        yield
    except Refused as refused:
        raise click.ClickException(_say("cli.refused", sentence=_refusal(refused))) from None
    except ConfigError as error:
        raise click.ClickException(_say("cli.bad_settings", problem=error)) from None
    except NotAJournal as error:
        raise click.ClickException(_say("cli.not_a_journal", path=error.path, problem=error.problem)) from None
    except OwnedElsewhere as error:
        raise click.ClickException(_say("cli.owned", pid=error.pid)) from None
    except backups.BackupRefused as error:
        raise click.ClickException(_say("cli.backup_refused", problem=error)) from None
    except OSError as error:
        raise click.ClickException(_say("cli.no_file", problem=error)) from None


def _existing(folder: Path) -> StationFiles:
    files = StationFiles(folder)
    if not files.journal.exists():
        raise click.ClickException(_say("cli.no_station", folder=folder))
    return files


def _dump(value: Any) -> None:
    click.echo(msgspec.json.encode(value))


@click.group(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(version("kiosk"))
def main() -> None:
    """A community workers' station: touchscreen, counter, record."""


@main.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--head", "heads", multiple=True, help="A head that somebody kept: epoch-seq-hash.")
@click.option("--slip", "slips", multiple=True, help="A slip's code, as printed or scanned.")
@click.option("--key", "keys", multiple=True, help="The device's public key in hex.")
@click.option("--rebuild", is_flag=True, help="Also rebuild every reading and compare.")
@_JSON
def verify(path: Path, heads: tuple[str, ...], slips: tuple[str, ...], keys: tuple[str, ...], rebuild: bool, as_json: bool) -> None:
    """Verifies a station's record: a journal, a backup, or a station's folder. Exit 0, or 1 and the first thing wrong."""
    try:
        witness = Witness(tuple(map(parse_head, heads)), tuple(map(parse_code, slips)), tuple(map(_public_key, keys)))
    except ValueError as error:
        raise click.ClickException(_say("cli.bad_witness", text=error)) from None
    with _told():
        verdict = verify_station(path, witness, SERVICES, rebuild=rebuild)
    _tell_verdict(verdict, as_json=as_json)
    raise SystemExit(0 if verdict.fault is None else 1)


def _public_key(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) != 32:
        raise ValueError(text)
    return key


def _tell_verdict(verdict: Verdict, *, as_json: bool) -> None:
    fault = verdict.fault
    if fault is None:
        click.echo(_say("cli.verify_good", events=verdict.events, head=verdict.head.text()))
    else:
        click.echo(_say("cli.verify_bad", epoch=fault.epoch, seq=fault.seq, name=fault.name, detail=fault.detail, events=verdict.events))
    if as_json:
        _dump({"ok": fault is None, "events": verdict.events, "head": verdict.head.text(), "fault": fault})


@main.command()
@click.argument("trace", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Keep the station in this folder (must be new).")
@click.option("--settings", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A station.toml instead of the usual one.")
@click.option("--printer", is_flag=True, help="Print every slip on a virtual printer.")
@_JSON
def replay(trace: Path, data: Path | None, settings: Path | None, printer: bool, as_json: bool) -> None:
    """Plays arrivals from a CSV through the real desk and sums up."""
    from kiosk.demo import replay as replays
    from kiosk.demo.trace import BadTrace

    with _told(), tempfile.TemporaryDirectory() as scratch:
        try:
            result = replays.replay(trace, data or Path(scratch), settings, with_printer=printer)
        except BadTrace as error:
            raise click.ClickException(_say("cli.bad_trace", problem=error)) from None
    click.echo(_say("cli.replayed", days=result.days, sold=result.sold, served=result.served, taken=yuan(result.taken_fen),
                    subsidy=yuan(result.subsidy_fen), events=result.events, rate=round(result.events_per_second), verify=result.verify))
    for reason, count in result.refused.items():
        click.echo(_say("cli.replay_refused", reason=reason, count=count))
    if as_json:
        _dump(result)


@main.group()
def report() -> None:
    """Figures from the record."""


@report.command()
@click.argument("day", required=False)
@_FOLDER
@_JSON
def day(day: str | None, data: Path, as_json: bool) -> None:
    """The meals of a day (2024-03-01; today without one)."""
    _report(data, day or datetime.now(CST).date().isoformat(), as_json=as_json)


@report.command()
@click.argument("month", required=False)
@_FOLDER
@_JSON
def month(month: str | None, data: Path, as_json: bool) -> None:
    """The meals of a month (2024-03; this month without one)."""
    _report(data, month or f"{datetime.now(CST):%Y-%m}", as_json=as_json)


def _report(folder: Path, text: str, *, as_json: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from kiosk.station import report as reports
    from kiosk.station import settings as station_settings

    try:
        first, last = reports.period(text)
    except ValueError:
        raise click.ClickException(_say("cli.bad_date")) from None
    files = _existing(folder)
    with _told():
        journal = Journal(files.journal, readonly=True)
        found = reports.report(journal, first, last)
        name = station_settings.in_force(journal.db, SERVICES).station.name
        journal.close()
    if as_json:
        _dump(found)
        return
    fields = ("portions", "numbers", "expired", "sold", "served", "not_collected", "refunded")
    table = Table(title=_say("cli.report_title", name=name, first=first, last=last))
    for column in ("day", "meal", *fields, "taken", "subsidy"):
        table.add_column(_say(f"cli.report_{column}"), justify="left" if column in {"day", "meal"} else "right")
    lines = [(row.day, _say(f"meals.meal_{row.meal}"), row.figures) for row in found.rows]
    for label, meal, figures in [*lines, (_say("cli.report_total"), "", found.total)]:
        table.add_row(label, meal, *(str(getattr(figures, name)) for name in fields), yuan(figures.taken_fen), yuan(figures.subsidy_fen))
    console = Console(width=max(Console().width, _TABLE_COLUMNS))
    console.print(table)
    console.print(_say("cli.report_accounts"), *(f"{account} {yuan(fen)}" for account, fen in found.accounts.items()), sep="\n  ")


@main.command()
@click.argument("to", type=click.Path(dir_okay=False, path_type=Path))
@_FOLDER
def backup(to: Path, data: Path) -> None:
    """Copies a station's record to one file, while it works."""
    with _told():
        head = backups.back_up(_existing(data), to)
    click.echo(_say("cli.backed_up", path=to, head=head.text()))


@main.command()
@click.argument("backup", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_FOLDER
def restore(backup: Path, data: Path) -> None:
    """Puts a backup in place of a station that is lost; a new epoch begins."""
    with _told():
        head, pin = bootstrap.restore_station(backup, StationFiles(data), SystemClock())
    click.echo(_say("cli.restored", path=backup, head=head.text()))
    if pin:
        click.echo(_say("cli.restored_pin", who=bootstrap.FIRST_PERSON, pin=pin))


@main.group()
def staff() -> None:
    """Who may sign in at the counter."""


@staff.command("add")
@click.argument("who")
@click.argument("role", type=click.Choice(["attendant", "supervisor", "auditor"]))
@click.argument("shown")
@_FOLDER
def staff_add(who: str, role: Any, shown: str, data: Path) -> None:
    """Adds somebody: an id, a role, the masked name that slips show (张*)."""
    with _at_work(data) as (station, by):
        people.add(station.desk, station.pins, who, role, shown, _new_pin(), by)
    click.echo(_say("cli.staff_added", who=who, role=_say(f"staff.role_{role}")))


@staff.command("pin")
@click.argument("who")
@_FOLDER
def staff_pin(who: str, data: Path) -> None:
    """Gives somebody a new PIN."""
    with _at_work(data) as (station, by):
        people.change_pin(station.desk, station.pins, who, _new_pin(), by)
    click.echo(_say("cli.pin_changed", who=who))


@staff.command("retire")
@click.argument("who")
@_FOLDER
def staff_retire(who: str, data: Path) -> None:
    """Ends somebody's right to sign in."""
    with _at_work(data) as (station, by):
        people.retire(station.desk, who, by)
    click.echo(_say("cli.staff_retired", who=who))


def _new_pin() -> str:
    pin: str = click.prompt(_say("cli.ask_new_pin"), hide_input=True, confirmation_prompt=True)
    return pin


@contextmanager
def _at_work(folder: Path) -> Iterator[tuple[bootstrap.OpenStation, str]]:
    """The station, with a supervisor signed in at the terminal."""
    _existing(folder)
    with _told():
        station = bootstrap.open_station(folder, SystemClock(), own_devices=False, version=version("kiosk"))
        try:
            who = click.prompt(_say("cli.ask_supervisor"), default=bootstrap.FIRST_PERSON)
            signed = people.sign_in(station.desk, station.pins, who, click.prompt(_say("cli.ask_supervisor_pin"), hide_input=True))
            yield station, signed.by
        finally:
            station.close()

