"""The pretend noon without a display: pictures of the screens, the paper, and what it came to."""

import gc
import shutil
from pathlib import Path
from typing import Any, Final

import msgspec

from kiosk import bootstrap
from kiosk.demo.contact import contact_sheet
from kiosk.demo.house import furnish, printer_for, settings_text
from kiosk.demo.stock import stock
from kiosk.record.verify import NO_WITNESS
from kiosk.services.beds.figures import Figures as BedFigures
from kiosk.services.beds.readings import views as beds
from kiosk.services.meals.figures import Figures
from kiosk.services.meals.readings import views
from kiosk.services.points.readings import views as points
from kiosk.services.registry import SERVICES
from kiosk.services.till import readings as till
from kiosk.services.tools.readings import views as tools
from kiosk.station.backup import back_up
from kiosk.station.files import StationFiles
from kiosk.station.journal import Journal
from kiosk.station.verify import verify_station

SUMMARY: Final = "summary.json"
JOURNAL: Final = "journal.db"
LOG: Final = "demo.log"
CONTACT: Final = "contact-sheet.png"
# Screens are built by the thousand: collecting seldom takes a fifth off.
_SELDOM: Final = (20_000, 10, 10)
_FOLDERS: Final = ("screens", "paper")


class NotEmpty(Exception):  # noqa: N818 - told to a person as it is
    """A folder that holds something else than an earlier demonstration."""


class Summary(msgspec.Struct, frozen=True):
    """What the noon came to.

    `beds` is how many were sold, `deposits_held_fen` what is held for tools that are out, `points_redeemed` points;
    `owed_fen` is still to be given back (待退), a deposit among it. `verify` is "ok" or the first fault's name,
    `centre_events` how many of the events the centre has taken in.
    """

    seed: int
    events: int
    centre_events: int
    chain_head: str
    tickets: int
    served: int
    refunded: int
    not_collected: int
    cash_fen: int
    owed_fen: int
    subsidy_fen: int
    beds: int
    loans_open: int
    deposits_held_fen: int
    points_redeemed: int
    shifts: int
    accounts: dict[str, int]
    slips_confirmed: int
    slips_uncertain: int
    slips_failed: int
    screens: int
    paper: int
    verify: str


def make_room(out: Path) -> None:
    """An empty folder; what an earlier demonstration left in it is taken away. Raises NotEmpty, OSError."""
    out.mkdir(parents=True, exist_ok=True)
    ours = {SUMMARY, JOURNAL, LOG, CONTACT, *_FOLDERS}
    if any(path.name not in ours for path in out.iterdir()):
        raise NotEmpty(out)
    for name in _FOLDERS:
        shutil.rmtree(out / name, ignore_errors=True)
    for name in (SUMMARY, JOURNAL, LOG, CONTACT):
        (out / name).unlink(missing_ok=True)


def play(out: Path, scratch: Path, seed: int) -> Summary:
    """Plays the noon on a station in a scratch folder; leaves pictures, paper, a sheet of both, the journal, a summary.

    Raises StuckError, StuckLineError.
    """
    gc.set_threshold(*_SELDOM)
    from kiosk.demo import noon  # noqa: PLC0415 - opens Kivy's window
    from kiosk.demo.centre import centre_for, hand_over  # noqa: PLC0415 - a server and its database
    from kiosk.demo.stage import Stage  # noqa: PLC0415

    files = StationFiles(scratch)
    stage = Stage(noon.START)
    printer, address = printer_for(files, out / "paper", lambda _: None)
    with printer:
        furnish(files, stage, settings_text("replay", address))
        stock(files, stage)
        station = bootstrap.open_station(scratch, stage, own_devices=True, version="demo")
        try:
            screens = noon.play(stage, station, printer, out / "screens", seed)
        finally:
            station.close()
        paper = len(printer.slips)
    contact_sheet((*sorted((out / "screens").iterdir()), *_one_of_each(out / "paper")), out / CONTACT)
    with centre_for(scratch.parent / "centre", stage) as centre:
        at_centre = hand_over(files, stage, centre)
    back_up(files, out / JOURNAL)
    summary = _summary(out / JOURNAL, seed, screens, paper, at_centre)
    (out / SUMMARY).write_bytes(msgspec.json.format(msgspec.json.encode(summary)))
    return summary


def _one_of_each(folder: Path) -> list[Path]:
    """The first paper of each kind."""
    papers = sorted(folder.glob("*.png"), reverse=True)
    return sorted({path.stem.partition("-")[2]: path for path in papers}.values())


def _summary(path: Path, seed: int, screens: int, paper: int, at_centre: int) -> Summary:
    verdict = verify_station(path, NO_WITNESS, SERVICES, rebuild=True)
    journal = Journal(path, readonly=True)
    try:
        store = journal.db
        figures = sum(views.figures(store, "0000", "9999").values(), Figures())
        accounts = till.balances(store)
        rested = sum(beds.figures(store, "0000", "9999").values(), BedFigures())
        out = tools.deposits(store)
        redeemed = -points.ledger(store).get(("points", "redeemed"), 0)
        rows: Any = store.execute("SELECT count(*) FROM till_shifts WHERE state <> 'open'").fetchall()
        ended: dict[Any, Any] = dict(
            store.execute(
                "SELECT kind, count(*) FROM (SELECT json_extract(CAST(raw AS TEXT), '$.kind') AS kind FROM journal) "
                "WHERE kind IN ('slips.printed', 'slips.uncertain', 'slips.failed') GROUP BY kind"
            )
        )
    finally:
        journal.close()
    return Summary(
        seed=seed,
        events=verdict.events,
        centre_events=at_centre,
        chain_head=verdict.head.text(),
        tickets=figures.sold,
        served=figures.served,
        refunded=figures.refunded,
        not_collected=figures.not_collected,
        cash_fen=accounts.get("cash.drawer", 0),
        owed_fen=-accounts.get("owed.refunds", 0),
        subsidy_fen=figures.subsidy_fen,
        beds=rested.sold,
        loans_open=out.loans,
        deposits_held_fen=out.fen,
        points_redeemed=redeemed,
        shifts=rows[0][0],
        accounts={account: fen for account, fen in accounts.items() if fen},
        slips_confirmed=ended.get("slips.printed", 0),
        slips_uncertain=ended.get("slips.uncertain", 0),
        slips_failed=ended.get("slips.failed", 0),
        screens=screens,
        paper=paper,
        verify="ok" if verdict.fault is None else verdict.fault.name,
    )
