"""What somebody at the centre decided of a difference that waits (待核): signed for the line, or a code told by phone.

Signed with the key that signs the centre's log is `"kiosk/approval/1" ‖ device(16) ‖ n(u64) ‖ epoch(u32) ‖ seq(u64) ‖
shift(u64) ‖ fen(i64) ‖ approves(u8) ‖ by ‖ 0 ‖ comment`; (epoch, seq) is the place of the Z.

The code is the first 8 digits of HMAC-SHA256 over `"kiosk/code/1" ‖` the same from device to `approves`, without n. Its
key is what X25519 agrees on between the epoch's key and the log's, both turned from Ed25519 as libsodium does it; so
nothing secret travels, and with another epoch it is another key.
"""

import hmac
import struct
from hashlib import sha256
from typing import Annotated, Final

import msgspec
from nacl.bindings import crypto_scalarmult
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.signing import SigningKey, VerifyKey

_SIGNED: Final = b"kiosk/approval/1"
_CODED: Final = b"kiosk/code/1"
_KEY: Final = b"kiosk/code-key/1"
_NUMBER: Final = struct.Struct(">Q")
_PLACE: Final = struct.Struct(">16sIQQqB")
DIGITS: Final = 8

Line = Annotated[str, msgspec.Meta(max_length=200)]


class Waiting(msgspec.Struct, frozen=True):
    """A difference that waits: the place of the Z that says so, its shift and the difference in fen."""

    epoch: int
    seq: int
    shift: int
    fen: int

    def bytes_of(self, device: bytes, *, approves: bool) -> bytes:
        """What of it is signed and coded, with a verdict."""
        return _PLACE.pack(device, self.epoch, self.seq, self.shift, self.fen, approves)


class Decided(msgspec.Struct, frozen=True):
    """A verdict as it travels: the `n`th for this device, by whom, with their comment, the signature in hex."""

    n: int
    waiting: Waiting
    approves: bool
    by: Line
    comment: Line
    signature: str


def _message(device: bytes, n: int, waiting: Waiting, by: str, comment: str, *, approves: bool) -> bytes:
    said = waiting.bytes_of(device, approves=approves)
    return _SIGNED + said[:16] + _NUMBER.pack(n) + said[16:] + by.encode() + b"\0" + comment.encode()


def decide(
    key: SigningKey, device: bytes, n: int, waiting: Waiting, by: str, comment: str, *, approves: bool
) -> Decided:
    """A verdict, signed with the log's key."""
    signature = key.sign(_message(device, n, waiting, by, comment, approves=approves)).signature
    return Decided(n, waiting, approves, by, comment, signature.hex())


def genuine(told: Decided, device: bytes, key: bytes) -> bool:
    """Whether the log's key (32 bytes) has signed this for this device."""
    try:
        said = _message(device, told.n, told.waiting, told.by, told.comment, approves=told.approves)
        VerifyKey(key).verify(said, bytes.fromhex(told.signature))
    except (BadSignatureError, ValueError, struct.error):
        return False
    return True


def code_key(own: SigningKey, other: bytes, device: bytes, epoch: int) -> bytes:
    """The key of codes between a device's epoch and a centre: the same from either side. Raises ValueError."""
    try:
        theirs = VerifyKey(other).to_curve25519_public_key()
        shared = crypto_scalarmult(bytes(own.to_curve25519_private_key()), bytes(theirs))
    except (CryptoError, RuntimeError) as error:
        raise ValueError("not a key that codes can be made with") from error
    return sha256(_KEY + shared + device + struct.pack(">I", epoch)).digest()


def code(key: bytes, device: bytes, waiting: Waiting, *, approves: bool) -> str:
    """The digits that are told by phone."""
    made = hmac.digest(key, _CODED + waiting.bytes_of(device, approves=approves), "sha256")
    return f"{int.from_bytes(made[:8]) % 10**DIGITS:0{DIGITS}d}"
