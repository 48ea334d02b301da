"""Where a station keeps what is its own, and with which rights."""

import os
from pathlib import Path
from typing import Final

import msgspec

_SECRET_BYTES: Final = 32


class StationFiles(msgspec.Struct, frozen=True):
    """The files of one station's data folder."""

    folder: Path

    @property
    def journal(self) -> Path:
        """The journal with its readings and local tables."""
        return self.folder / "journal.db"

    @property
    def settings(self) -> Path:
        """`station.toml`, as a person edits it."""
        return self.folder / "station.toml"

    @property
    def device_key(self) -> Path:
        """The device's Ed25519 seed, 32 bytes."""
        return self.folder / "device.key"

    @property
    def pepper(self) -> Path:
        """What makes PIN hashes useless without this file, 32 bytes."""
        return self.folder / "pepper.key"

    @property
    def people_keys(self) -> Path:
        """The keys of the people's vault: never in a backup."""
        return self.folder / "people.keys"

    @property
    def first_pin(self) -> Path:
        """The first supervisor's PIN, until it has been told."""
        return self.folder / "first.pin"

    @property
    def voice(self) -> Path:
        """Sentences spoken: the station's own recordings in `zh/` and `en/`, made ones in `cache/`."""
        return self.folder / "voice"

    @property
    def pictures(self) -> Path:
        """Pictures of the station's own, a folder a service: `tools/drill.jpg`, `tools/drill.bit.png`."""
        return self.folder / "pictures"

    @property
    def profiles(self) -> Path:
        """What this station has seen of packaged device profiles, laid over them: `escpos_printer/ID.toml`."""
        return self.folder / "device_profiles"

    @property
    def owner(self) -> Path:
        """The lock of the one process that owns the devices."""
        return self.folder / "owner.lock"


class BadSecret(Exception):  # noqa: N818 - told to a person as it is
    """A key file that holds no key: damaged, or cut off."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def secret(path: Path, fresh: bytes) -> bytes:
    """The 32 bytes in a file; `fresh` is put there, for the owner alone, where there is none yet. Raises BadSecret."""
    if not path.exists():
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(fresh)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync(path.parent)
    found = path.read_bytes()
    if len(found) != _SECRET_BYTES:
        raise BadSecret(path)
    return found


def sync(path: Path) -> None:
    """Puts a file, or the names in a folder, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
