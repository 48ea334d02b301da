"""What is known of a make of device, from `device_profiles/<kind>/<id>.toml`, checked and inherited."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec

from kiosk.base.files import bundled
from kiosk.base.toml import ConfigError, convert, parse, wrong_at
from kiosk.base.toml_lines import Place
from kiosk.paper.spec import CELL_DOTS, PaperSpec, QrSpec

ESCPOS_PRINTER: Final = "escpos_printer"
SCHEMA: Final = 1

T = TypeVar("T")

Hex = Annotated[str, msgspec.Meta(pattern=r"^([0-9A-F]{2} ?)*$")]
_Seconds = Annotated[float, msgspec.Meta(gt=0, le=120)]
_At = Mapping[Place, tuple[str, int]]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a profile: a key it does not know is a mistake."""


class Transport(Table, frozen=True):
    """How the device is reached; `baud` and `flow` on a serial line, `write_timeout_s` without a byte taken."""

    kinds: Annotated[tuple[Literal["tcp", "serial", "usb"], ...], msgspec.Meta(min_length=1)]
    baud: Literal[9600, 19200, 38400, 57600, 115200, 230400]
    flow: Literal["none", "rtscts", "dsrdtr", "xonxoff"]
    write_timeout_s: _Seconds


class Paper(Table, frozen=True):
    """Printable width in dots and in Latin columns; dots from line to line."""

    dots: Annotated[int, msgspec.Meta(ge=192, le=2040)]
    columns: Annotated[int, msgspec.Meta(ge=16)]
    line_dots: Annotated[int, msgspec.Meta(ge=24, le=100)]

    def __post_init__(self) -> None:
        if self.columns * CELL_DOTS > self.dots:
            raise ValueError(f"expected at most dots / {CELL_DOTS} columns, found {self.columns} on {self.dots} dots")


class Text(Table, frozen=True):
    """How text gets on paper; `init` starts a job."""

    mode: Literal["rom", "raster"]
    init: Hex
    double: Literal["gs!", "fs!"]


class Qr(Table, frozen=True):
    """How QR codes get on paper; `module` in dots, `quiet` in modules."""

    mode: Literal["raster", "native"]
    module: Annotated[int, msgspec.Meta(ge=2, le=16)]
    quiet: Annotated[int, msgspec.Meta(ge=4, le=8)]
    ec: Literal["L", "M", "Q", "H"]


class Status(Table, frozen=True):
    """Which questions the printer answers, and how it says that a job is on paper."""

    dle_eot: tuple[Literal[1, 2, 3, 4], ...]
    reply_timeout_s: _Seconds
    confirm: Literal["process_id", "gs_r", "none"]
    confirm_timeout_s: _Seconds


class Cut(Table, frozen=True):
    """What ends a job."""

    end: Hex


class Drawer(Table, frozen=True):
    """What opens a cash drawer that is plugged into the printer."""

    pulse: Hex


class Verified(Table, frozen=True):
    """By whom, on what day and with which firmware paper came out of the real thing; empty until then."""

    by: str = ""
    on: str = ""
    firmware: str = ""


class Overlay(Table, frozen=True):
    """What a station knows of a packaged profile, in a file of its own beside its record: what was seen on paper."""

    schema: Literal[1]
    id: str
    kind: Literal["escpos_printer"]
    verified: Verified


class PrinterProfile(Table, frozen=True):
    """One make of ESC/POS printer."""

    schema: Literal[1]
    id: str
    kind: Literal["escpos_printer"]
    transport: Transport
    paper: Paper
    text: Text
    qr: Qr
    status: Status
    cut: Cut
    drawer: Drawer
    verified: Verified
    inherits: str = ""

    @property
    def spec(self) -> PaperSpec:
        """The paper as slips are rendered for it."""
        return PaperSpec(
            dots=self.paper.dots,
            columns=self.paper.columns,
            mode=self.text.mode,
            line_dots=self.paper.line_dots,
            init=bytes.fromhex(self.text.init),
            end=bytes.fromhex(self.cut.end),
            double=self.text.double,
            qr=QrSpec(self.qr.mode, self.qr.module, self.qr.quiet, self.qr.ec),
            drawer=bytes.fromhex(self.drawer.pulse),
        )


def printer_ids(root: Path | None = None) -> tuple[str, ...]:
    """The printers there are profiles for."""
    return profile_ids(ESCPOS_PRINTER, root)


def load_printer(profile_id: str, root: Path | None = None) -> PrinterProfile:
    """A printer's profile by its id, from the bundled profiles or those under `root`. Raises ConfigError."""
    return load_profile(ESCPOS_PRINTER, profile_id, PrinterProfile, root)


def profile_ids(kind: str, root: Path | None = None) -> tuple[str, ...]:
    """The makes of a kind of device there are profiles for."""
    return tuple(sorted(path.stem for path in _folder(kind, root).glob("*.toml")))


def load_profile(kind: str, profile_id: str, shape: type[T], root: Path | None = None) -> T:
    """A profile of a kind by its id, as a `shape`; bundled, or under `root`. Raises ConfigError."""
    file = f"{profile_id}.toml"
    known = profile_ids(kind, root)
    if profile_id not in known:
        raise ConfigError(file, "", 1, f"there is no such profile; {_one_of(known, profile_id)}")
    document, at = _inherited(profile_id, _folder(kind, root), ())
    return convert(document, shape, file, at)


def _folder(kind: str, root: Path | None) -> Path:
    return (root or bundled("device_profiles")) / kind


def _one_of(known: Iterable[str], found: str) -> str:
    names = ", ".join(f'"{name}"' for name in known)
    return f'expected one of: {names}, found "{found}"'


def _inherited(profile_id: str, folder: Path, heirs: tuple[str, ...]) -> tuple[dict[str, Any], _At]:
    """A profile's tables laid over those it inherits from, each key with the file and line it comes from."""
    file = f"{profile_id}.toml"
    document, at = parse((folder / file).read_bytes(), file)
    if document.get("id") != profile_id:
        raise ConfigError(*wrong_at(("id",), file, at), f'expected the file\'s own name, "{profile_id}"')
    parent = document.get("inherits")
    if parent is None:
        return document, at
    known = [path.stem for path in sorted(folder.glob("*.toml")) if path.stem not in (*heirs, profile_id)]
    if parent not in known:
        raise ConfigError(*wrong_at(("inherits",), file, at), _one_of(known, parent))
    inherited, inherited_at = _inherited(parent, folder, (*heirs, profile_id))
    return _laid_over(inherited, document), {**inherited_at, **at}


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    return below | {
        key: _laid_over(below[key], value) if isinstance(value, dict) and isinstance(below.get(key), dict) else value
        for key, value in above.items()
    }
