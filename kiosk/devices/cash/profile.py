"""What is known of makes of coin acceptors, note validators and hoppers: `device_profiles/cctalk_*/<id>.toml`."""

from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from kiosk.devices.profiles import Table, Verified, load_profile, profile_ids

COINS: Final = "cctalk_coins"
NOTES: Final = "cctalk_notes"
HOPPER: Final = "cctalk_hopper"

Address = Annotated[int, msgspec.Meta(ge=2, le=255)]


class Device(Table, frozen=True):
    """Where it answers unless it is set otherwise."""

    address: Address


class Inhibit(Table, frozen=True):
    """How it is kept from taking money: by the mask of its channels, with `master` by the switch of all too."""

    channels: Annotated[int, msgspec.Meta(ge=1, le=16)]
    master: bool


class Poll(Table, frozen=True):
    """How often it is asked while it takes money, in seconds."""

    every_s: Annotated[float, msgspec.Meta(ge=0.02, le=0.9)]


class AcceptorProfile(Table, frozen=True):
    """One make of coin acceptor, or of note validator."""

    schema: Literal[1]
    id: str
    kind: Literal["cctalk_coins", "cctalk_notes"]
    device: Device
    inhibit: Inhibit
    poll: Poll
    verified: Verified
    inherits: str = ""


class Payout(Table, frozen=True):
    """How it pays: at most so many coins by one command; `stuck_s` without a coin and it is taken to stand still."""

    most: Annotated[int, msgspec.Meta(ge=1, le=255)]
    every_s: Annotated[float, msgspec.Meta(ge=0.02, le=0.9)]
    stuck_s: Annotated[float, msgspec.Meta(ge=1, le=60)]


class HopperProfile(Table, frozen=True):
    """One make of hopper that pays by its serial number."""

    schema: Literal[1]
    id: str
    kind: Literal["cctalk_hopper"]
    device: Device
    payout: Payout
    verified: Verified
    inherits: str = ""


def acceptor_ids(kind: str, root: Path | None = None) -> tuple[str, ...]:
    """The acceptors there are profiles for, of a kind."""
    return profile_ids(kind, root)


def load_acceptor(kind: str, profile_id: str, root: Path | None = None) -> AcceptorProfile:
    """An acceptor's profile by its id. Raises ConfigError."""
    return load_profile(kind, profile_id, AcceptorProfile, root)


def hopper_ids(root: Path | None = None) -> tuple[str, ...]:
    """The hoppers there are profiles for."""
    return profile_ids(HOPPER, root)


def load_hopper(profile_id: str, root: Path | None = None) -> HopperProfile:
    """A hopper's profile by its id. Raises ConfigError."""
    return load_profile(HOPPER, profile_id, HopperProfile, root)
