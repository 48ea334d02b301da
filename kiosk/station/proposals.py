"""What is plugged in and the settings do not name: what it may be, and the lines of `station.toml` for it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

from kiosk.devices.plugged import UNKNOWN_PRINTER, Plugged
from kiosk.station.press import PRINTERS
from kiosk.station.settings import StationSettings

_SCANNER: Final = "generic-serial"
_COINS: Final = "generic-coins"


def proposals(
    settings: StationSettings, found: Sequence[Plugged]
) -> Iterator[tuple[Literal["ok", "warn"], str, dict[str, object]]]:
    """For each of them: whether the station lacks such a device, which sentence says so, and its fields."""
    named = {_where(place.address) for place in (*settings.printers, settings.scanner, settings.cash) if place}
    table = next((table for table in PRINTERS[len(settings.printers) :]), "")
    bare = not named
    for one in found:
        if _where(one.address) in named:
            continue
        fields: dict[str, object] = {"name": one.name, "address": one.address, "profile": one.profile, "table": table}
        if one.kind == "printer" and table:
            yield "ok" if settings.printers else "warn", "printer", fields
        elif one.kind == "scanner" and settings.scanner is None:
            yield "ok", "scanner", fields
        elif one.kind == "serial":
            profiles = {"printer": UNKNOWN_PRINTER, "scanner": _SCANNER, "coins": _COINS}
            yield "warn" if bare else "ok", "serial", {**fields, **profiles, "table": table or PRINTERS[0]}


def _where(address: str) -> str:
    """The device itself: one file has several names."""
    kind, _, rest = address.partition(":")
    return str(Path(rest).resolve()) if rest.startswith("/") else f"{kind}:{rest.lower()}"
