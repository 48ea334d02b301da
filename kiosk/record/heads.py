"""Signed heads: the device's Ed25519 signature under (device, epoch, seq, hash).

Whoever re-makes a journal from there on cannot re-make the signature. One verification policy: libsodium's.
"""

import struct
from typing import Final

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from kiosk.record.chain import Head

_PREFIX: Final = b"kiosk/head/1"
_PLACE: Final = struct.Struct(">16sIQ")


class SignedHead(msgspec.Struct, frozen=True):
    """A head and the device's signature (64 bytes) under it."""

    head: Head
    signature: bytes


def _message(device: bytes, head: Head) -> bytes:
    return _PREFIX + _PLACE.pack(device, head.epoch, head.seq) + head.hash


def sign(key: SigningKey, device: bytes, head: Head) -> SignedHead:
    """Signs a head with the device's key."""
    return SignedHead(head, key.sign(_message(device, head)).signature)


def signed_by(public_key: bytes, device: bytes, signed: SignedHead) -> bool:
    """Whether the signature is that of the key (32 bytes) under this device's head."""
    try:
        VerifyKey(public_key).verify(_message(device, signed.head), signed.signature)
    except (BadSignatureError, ValueError):
        return False
    return True
