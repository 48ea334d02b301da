"""Where a station keeps what is its own, and with which rights."""

import os
from pathlib import Path

import msgspec


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
    def owner(self) -> Path:
        """The lock of the one process that owns the devices."""
        return self.folder / "owner.lock"


def secret(path: Path, fresh: bytes) -> bytes:
    """The secret in a file; `fresh` is written there, for the owner's eyes only, where there is none yet."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(fresh)
        file.flush()
        os.fsync(file.fileno())
    return fresh
