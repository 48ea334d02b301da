"""The screens: the workers', the attendant's, and a pretend noon on both."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click
import msgspec
import platformdirs

from kiosk import __version__, bootstrap, bootstrap_founding
from kiosk.base.money import yuan
from kiosk.cli.logs import logged
from kiosk.cli.telling import FOLDER, Told, existing, has_screen, say, spoken, told
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles
from kiosk.station.watchdog import Watch, watched

if TYPE_CHECKING:
    from kiosk.touch.display import Room
PLACE: Final = click.option(
    "--place",
    type=(int, int, int, int),
    default=None,
    help="A window there, instead of a whole display: its left, top, width and height in pixels.",
)


@click.command()
@FOLDER
@PLACE
def run(data: Path, place: tuple[int, ...] | None) -> None:
    """The workers' touchscreen; makes the station where there is none yet."""
    _seen()
    with logged(data, "run"), told(), watched("screen") as watch:
        files = StationFiles(data)
        if not files.journal.exists() and not files.settings.exists():
            _wizard(files, _room(place), watch)
            return
        _first_start(files)
        with _opened(data, own_devices=True, watch=watch) as station:
            from kiosk.cli.office import office
            from kiosk.touch.app import run_workers
            from kiosk.widgets import photos

            photos.use(files.pictures)
            behind = office(files, station.desk)
            run_workers(
                station.desk,
                station.pins,
                station.settings,
                station.words,
                files.voice,
                behind,
                _room(place),
                station.scanner,
                watch.beat("screen"),
            )


@click.command()
@FOLDER
@PLACE
def counter(data: Path, place: tuple[int, ...] | None) -> None:
    """The attendant's screen, beside `kiosk run` on the same station."""
    existing(data)
    _seen()
    with (
        logged(data, "counter"),
        told(),
        watched("screen") as watch,
        _opened(data, own_devices=False, watch=watch) as station,
    ):
        from kiosk.cli.office import office
        from kiosk.touch.counter import run_counter
        from kiosk.touch.voice.speaker import station_voice
        from kiosk.widgets import photos

        files = StationFiles(data)
        photos.use(files.pictures)
        behind = office(files, station.desk, station_voice(station.words, files.voice))
        run_counter(
            station.desk, station.pins, station.settings, station.words, behind, _room(place), watch.beat("screen")
        )


@click.command()
@FOLDER
@PLACE
def board(data: Path, place: tuple[int, ...] | None) -> None:
    """The call screen in the hall, beside `kiosk run` on the same station."""
    existing(data)
    _seen()
    with (
        logged(data, "board"),
        told(),
        watched("screen") as watch,
        _opened(data, own_devices=False, watch=watch) as station,
    ):
        from kiosk.touch.board import run_board

        voice = StationFiles(data).voice
        run_board(station.desk, station.settings, station.words, voice, _room(place), watch.beat("screen"))


@click.command()
@click.option("--headless", is_flag=True, help="Without windows: pictures of the screens, the paper, a summary.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=lambda: Path(platformdirs.user_data_dir("kiosk-demo")),
    show_default="the user's data folder",
    help="Where pictures and paper are left.",
)
@click.option("--seed", type=int, default=1, help="Who comes when; without windows only.")
def demo(headless: bool, out: Path, seed: int) -> None:
    """A pretend noon on virtual devices, through the real screens."""
    if headless or not has_screen():
        if not headless:
            click.echo(say("cli.demo_no_screen"))
        _headless(out / "noon" if not headless else out, seed)
    else:
        _windows(out)


def _headless(out: Path, seed: int) -> None:
    from kiosk.demo import headless

    try:
        with told(), _centre_told(), tempfile.TemporaryDirectory() as scratch:
            headless.make_room(out)
            with logged(out, "demo"):
                summary = headless.play(out, Path(scratch) / "station", seed)
    except headless.NotEmpty as error:
        raise Told(say("cli.demo_not_empty", folder=error)) from None
    fields = msgspec.structs.asdict(summary)
    click.echo(say("cli.demo_done", out=out, cash=yuan(summary.cash_fen), **{name: fields[name] for name in _TOLD}))
    if summary.verify != "ok":
        raise SystemExit(1)


@contextmanager
def _centre_told() -> Iterator[None]:
    """Tells why the demonstration's own centre is not there, or took nothing."""
    from kiosk.demo.centre import NotServedError, StuckLineError
    from kiosk.station.line.answers import Cut, Declined

    try:
        yield
    except (NotServedError, StuckLineError, Cut, Declined) as error:
        raise Told(say("cli.demo_no_centre", problem=error)) from None


def _windows(out: Path) -> None:
    from kiosk.demo import centre, house, windows

    def ready(url: str, password: str) -> None:
        click.echo(say("cli.demo_windows"))
        for person in (house.HAND, house.BOSS):
            click.echo(
                say("cli.demo_person", shown=person.shown, role=say(f"staff.role_{person.role}"), pin=person.pin)
            )
        click.echo(say("cli.demo_paper", folder=out / "paper"))
        click.echo(say("cli.demo_centre", url=url, name=centre.ADMINISTRATOR, password=password))

    with told(), _centre_told():
        raise SystemExit(
            windows.show(out, spoken(), ready, lambda path: click.echo(say("cli.demo_printed", file=path)))
        )


def _room(place: tuple[int, ...] | None) -> "Room | None":
    from kiosk.touch.display import Room

    return Room(*place) if place else None


def _seen() -> None:
    if not has_screen():
        raise Told(say("cli.no_screen"))


def _wizard(files: StationFiles, place: "Room | None", watch: Watch) -> None:
    """Asks on the screen for what a station needs, and goes on as its touchscreen; or as the demonstration."""
    from kiosk.cli.instruments import Founder, hands
    from kiosk.touch.setup.app import run_first_start

    founder = Founder(files.folder, watch)
    try:
        words, beat = bootstrap.all_words(), watch.beat("screen")
        trial = run_first_start(words, files.voice, hands(), founder.begin, founder.bring_back, place, beat)
    finally:
        founder.close()
    if trial:
        _windows(Path(platformdirs.user_data_dir("kiosk-demo")))


def _first_start(files: StationFiles) -> None:
    """Makes the station where there is none, by the `station.toml` that somebody has put in its folder."""
    if not files.journal.exists():
        bootstrap_founding.make_station(files, SystemClock(), files.settings.read_text(encoding="utf-8"))
    if files.first_pin.exists() and "NOTIFY_SOCKET" in os.environ:  # what a service says is kept for months
        click.echo(
            say("cli.made_unseen", folder=files.folder, who=bootstrap_founding.FIRST_PERSON, file=files.first_pin)
        )
    elif files.first_pin.exists():
        pin = files.first_pin.read_text(encoding="ascii")
        click.echo(say("cli.made", folder=files.folder, who=bootstrap_founding.FIRST_PERSON, pin=pin))
        files.first_pin.unlink()


@contextmanager
def _opened(folder: Path, *, own_devices: bool, watch: Watch) -> Iterator[bootstrap.OpenStation]:
    """A station, closed in order also when the process is asked to end."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        station = bootstrap.open_station(
            folder, SystemClock(), own_devices=own_devices, version=__version__, watch=watch
        )
        try:
            yield station
        finally:
            station.close()
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(*_: Any) -> NoReturn:
    raise SystemExit(0)


_TOLD: Final = ("tickets", "served", "slips_confirmed", "slips_uncertain", "screens", "paper", "events", "verify")
