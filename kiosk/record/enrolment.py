"""What a device and a centre say to each other when the device joins by a one-time code."""

from hashlib import sha256
from typing import Annotated, Final

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

_READ_AS: Final = str.maketrans("OIL", "011")
_PROOF: Final = b"kiosk/enrol/1"

Hex16 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Hex32 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Hex64 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{128}$")]
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class EpochKey(msgspec.Struct, frozen=True):
    """An epoch of the device's journal and the key it is signed with (hex)."""

    epoch: Annotated[int, msgspec.Meta(ge=1, lt=2**32)]
    public_key: Hex32


class Enrolment(msgspec.Struct, frozen=True):
    """What a device asks: the code, who it is, its epochs, and the newest key's signature under it all."""

    code: Short
    device: Hex16
    name: Short
    epochs: Annotated[tuple[EpochKey, ...], msgspec.Meta(min_length=1, max_length=1000)]
    signature: Hex64

    @property
    def newest(self) -> EpochKey:
        """The newest epoch, whose key signs the enrolment."""
        return max(self.epochs, key=lambda each: each.epoch)


class Enrolled(msgspec.Struct, frozen=True):
    """What a device is told: its station, the log's key, and the place from which its events are awaited."""

    station_id: str
    station: str
    log_key: str
    checkpoint: str
    epoch: int
    seq: int


class Stretch(msgspec.Struct, frozen=True):
    """An epoch that a centre has: its key (hex), its newest event, and the last one that later epochs went on from."""

    epoch: int
    public_key: Hex32
    seq: int
    last: int


class Predecessor(msgspec.Struct, frozen=True):
    """Whom a code replaces: the device goes on as `epoch` and cites `head`; `device` is empty for a new one.

    `record` is what the centre has of it, epoch by epoch, and gives back to whoever shows the code.
    """

    station: str
    device: str
    epoch: int
    head: str
    record: tuple[Stretch, ...] = ()


# So many letters and digits has a one-time code.
CODE_LETTERS: Final = 12


def plain_code(code: str) -> str:
    """A code as it is hashed, however it was typed."""
    return "".join(letter for letter in code.upper() if letter.isalnum()).translate(_READ_AS)


def _proof(code: str, device: str, epochs: tuple[EpochKey, ...]) -> bytes:
    listed = b"".join(each.epoch.to_bytes(4) + bytes.fromhex(each.public_key) for each in epochs)
    return _PROOF + sha256(plain_code(code).encode()).digest() + bytes.fromhex(device) + listed


def sign_enrolment(key: SigningKey, code: str, device: bytes, name: str, epochs: tuple[EpochKey, ...]) -> Enrolment:
    """The request of a device that holds `key`."""
    signature = key.sign(_proof(code, device.hex(), epochs)).signature
    return Enrolment(code, device.hex(), name, epochs, signature.hex())


def proved(asked: Enrolment) -> bool:
    """Whether the newest epoch's key has signed the enrolment."""
    proof = _proof(asked.code, asked.device, asked.epochs)
    try:
        VerifyKey(bytes.fromhex(asked.newest.public_key)).verify(proof, bytes.fromhex(asked.signature))
    except (BadSignatureError, ValueError):
        return False
    return True
