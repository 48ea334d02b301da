"""What the counter says of a device: what it is, how it stands, what to do now. No Kivy here."""

from typing import Final

from kiosk.devices.health import NEAR_END, READY
from kiosk.widgets.service import Say

# Well, and not.
_ICONS: Final = {
    "printer": ("printer", "printer-off"),
    "second_printer": ("printer", "printer-off"),
    "scanner": ("scan", "scan"),
    "coins": ("coin-yuan", "coin-off"),
    "notes": ("cash-banknote", "cash-banknote-off"),
    "cash": ("coins", "coin-off"),
}
_OTHER: Final = ("plug-connected", "plug-connected-x")
# Every driver's words; what is none of them is a fault like any other.
STATES: Final = (
    *("ready", "unreachable", "unsteady", "wrong_device", "unknown", "offline", "error", "paper_out", "near_end"),
    *("cover_open", "not_a_scanner", "no_end", "disk_nearly_full"),
)


def icon(device: str, state: str) -> str:
    """The picture of a device."""
    return _ICONS.get(device, _OTHER)[state not in {READY, NEAR_END}]


def now(say: Say, device: str, state: str) -> str:
    """How it stands, in a few words."""
    return say("house.device.now", device=_name(say, device), state=say(f"house.device.{_known(state)}"))


def care(say: Say, device: str, state: str) -> str:
    """The same, and what to do."""
    known = _known(state)
    return say(
        "house.device.care",
        device=_name(say, device),
        state=say(f"house.device.{known}"),
        care=say(f"house.device.care_{known}"),
    )


def _name(say: Say, device: str) -> str:
    return say(f"house.device.{device if device in _ICONS else 'other'}")


def _known(state: str) -> str:
    return state if state in STATES else "error"
