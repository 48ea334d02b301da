"""The tables kept of the station itself."""

from typing import Any, Final

import msgspec
import tomli

from kiosk.base.event import Entry
from kiosk.base.request import Request, Scene
from kiosk.base.store import Store
from kiosk.services.house import events, requests
from kiosk.services.house.rules import Ledger

SCHEMA = """
CREATE TABLE house_epochs (epoch INTEGER PRIMARY KEY, public_key TEXT NOT NULL, cites TEXT NOT NULL,
  at TEXT NOT NULL) STRICT;
CREATE TABLE house_settings (one INTEGER PRIMARY KEY CHECK (one = 1), digest TEXT NOT NULL,
  text TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE house_calls (call TEXT PRIMARY KEY, screen TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE house_devices (device TEXT PRIMARY KEY, state TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE house_device_changes (epoch INTEGER, seq INTEGER, device TEXT NOT NULL, state TEXT NOT NULL,
  at TEXT NOT NULL, PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE house_jumps (epoch INTEGER, seq INTEGER, before TEXT NOT NULL, after TEXT NOT NULL, by_ms INTEGER NOT NULL,
  PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID;
"""
# A station gives fewer numbers of one kind in the time of which nobody here may know.
NUMBERS_LEFT_OUT: Final = 500
TABLES = ("house_epochs", "house_settings", "house_calls", "house_devices", "house_device_changes", "house_jumps")
_KEPT: Final = 50  # changes of devices: what a technician asks about first


def apply(store: Store, entry: Entry) -> None:
    """Keeps the tables."""
    match entry.fact:
        case events.EpochOpened() as fact:
            store.execute(
                "INSERT INTO house_epochs VALUES (?, ?, ?, ?)", (fact.epoch, fact.public_key, fact.cites, entry.at)
            )
        case events.SettingsAdopted() as fact:
            store.execute(
                "INSERT OR REPLACE INTO house_settings VALUES (1, ?, ?, ?)", (fact.digest, fact.text, entry.at)
            )
        case events.ClockJumped() as fact:
            store.execute(
                "INSERT INTO house_jumps VALUES (?, ?, ?, ?, ?)",
                (entry.epoch, entry.seq, fact.before, fact.after, fact.by_ms),
            )
        case events.PersonCalled() as fact:
            store.execute("INSERT INTO house_calls VALUES (?, ?, ?)", (fact.call, fact.screen, entry.at))
        case events.CallAnswered() as fact:
            store.execute("DELETE FROM house_calls WHERE call = ?", (fact.call,))
        case events.DeviceLost() as fact:
            _device(store, entry, fact.device, fact.state)
        case events.DeviceBack() as fact:
            _device(store, entry, fact.device, "ready")
        case _:
            pass


def _device(store: Store, entry: Entry, device: str, state: str) -> None:
    """How a device is now, and its last changes."""
    store.execute("INSERT OR REPLACE INTO house_devices VALUES (?, ?, ?)", (device, state, entry.at))
    store.execute(
        "INSERT INTO house_device_changes VALUES (?, ?, ?, ?, ?)", (entry.epoch, entry.seq, device, state, entry.at)
    )
    store.execute(
        "DELETE FROM house_device_changes WHERE (epoch, seq) <= (SELECT epoch, seq FROM house_device_changes "
        "ORDER BY epoch DESC, seq DESC LIMIT 1 OFFSET ?)",
        (_KEPT,),
    )


def load(store: Store, request: Request, scene: Scene[Any]) -> Ledger:
    """The ledger as the request at hand needs it."""
    del scene
    match request:
        case requests.OpenEpoch():
            return Ledger(epoch=store.execute("SELECT coalesce(max(epoch), 0) FROM house_epochs").fetchone()[0])
        case requests.AdoptSettings():
            return Ledger(digest=settings_in_force(store)[0])
        case requests.CallPerson() | requests.AnswerCall():
            row = store.execute("SELECT call FROM house_calls ORDER BY at LIMIT 1").fetchone()
            return Ledger(call=row[0] if row else "")
        case requests.ReportDevice():
            row = store.execute("SELECT state FROM house_devices WHERE device = ?", (request.device,)).fetchone()
            return Ledger(device_state=row[0] if row else "ready")
        case _:
            return Ledger()


def public_key(store: Store) -> str:
    """The key of the newest epoch, in hex; empty before the first."""
    row = store.execute("SELECT public_key FROM house_epochs ORDER BY epoch DESC LIMIT 1").fetchone()
    return row[0] if row else ""


def skipped(store: Store, day: str = "") -> int:
    """How many numbers are left out, of a day or in all: some for each later epoch, as some were given unseen."""
    asked = "SELECT count(*) FROM house_epochs WHERE epoch > 1 AND substr(at, 1, length(?1)) = ?1"
    return NUMBERS_LEFT_OUT * int(store.execute(asked, (day,)).fetchone()[0])


def carried(store: Store, last: int, epoch: int) -> int:
    """The number that was given last, in an epoch, as it counts now: with those that are left out since."""
    newest = store.execute("SELECT coalesce(max(epoch), 1) FROM house_epochs").fetchone()[0]
    return last + NUMBERS_LEFT_OUT * (int(newest) - max(1, epoch))


def settings_in_force(store: Store) -> tuple[str, str]:
    """Digest and text of the settings adopted last; empty before any."""
    row = store.execute("SELECT digest, text FROM house_settings").fetchone()
    return (row[0], row[1]) if row else ("", "")


def has_second_printer(store: Store) -> bool:
    """Whether the settings name a printer that prints while the first one cannot."""
    return "second_printer" in tomli.loads(settings_in_force(store)[1])


class Call(msgspec.Struct, frozen=True):
    """Somebody waits for a person: since when, and at which screen."""

    call: str
    screen: str
    at: str


def calls(store: Store, scene: Scene[Any]) -> tuple[Call, ...]:
    """Who waits for a person, longest first."""
    del scene
    return tuple(Call(*row) for row in store.execute("SELECT call, screen, at FROM house_calls ORDER BY at"))


def device_states(store: Store, scene: Scene[Any]) -> dict[str, str]:
    """Every device that was ever reported, with its state."""
    del scene
    return dict(store.execute("SELECT device, state FROM house_devices").fetchall())


class DeviceChange(msgspec.Struct, frozen=True):
    """A device became something else: lost, back, or lost otherwise."""

    device: str
    state: str
    at: str


def device_changes(store: Store) -> tuple[DeviceChange, ...]:
    """The last changes of all devices, the newest first."""
    rows = store.execute("SELECT device, state, at FROM house_device_changes ORDER BY epoch DESC, seq DESC")
    return tuple(DeviceChange(*row) for row in rows)


def clock_jumped(store: Store, scene: Scene[Any]) -> bool:
    """Whether the wall clock was moved today, before or after."""
    last = store.execute("SELECT before, after FROM house_jumps ORDER BY epoch DESC, seq DESC LIMIT 1").fetchone()
    return last is not None and scene.now.date in {last[0][:10], last[1][:10]}


def here_only(store: Store) -> tuple[int, str]:
    """How many events no centre has, and when the oldest of them happened: without a centre, all of them."""
    last = store.execute("SELECT coalesce(max(pos), 0) FROM journal").fetchone()[0]
    there = store.execute("SELECT coalesce(max(pos), 0) FROM line").fetchone()[0]
    oldest = "SELECT json_extract(CAST(raw AS TEXT), '$.at') FROM journal WHERE pos = ?"
    row = store.execute(oldest, (there + 1,)).fetchone()
    return last - there, row[0] if row else ""


class LineNow(msgspec.Struct, frozen=True):
    """The line to the centre: how many events wait and since when; `trouble` names what is in the way, or is empty."""

    waiting: int
    oldest: str
    trouble: str


def line_now(store: Store) -> LineNow | None:
    """How the line is; None where no centre was joined."""
    row = store.execute("SELECT trouble FROM line").fetchone()
    return LineNow(*here_only(store), row[0]) if row else None


_CUT: Final = frozenset({"offline", "slow", "half", "portal", "tls", "proxy", "disputed", "plain"})


def line_state(line: LineNow) -> str:
    """The line in one word: ok, waiting, what is in the way, or `refused` for all that the centre itself declines."""
    if line.trouble:
        return line.trouble if line.trouble in _CUT else "refused"
    return "waiting" if line.waiting else "ok"


def since(stamp: str) -> str:
    """A moment as short as it is told: 03-01 11:12."""
    return stamp[5:16].replace("T", " ")
